"""Who rose and who fell since an earlier day: stages of one score then and now (rfm.md 4.4).

Stages: high 8 to 10, middle 4 to 7, low 1 to 3 (rfm.md calls 8–10 high and 1–3 low), and none: no
order in the 12 months before the day. Scores of the earlier day come from `ampdesk.rfm.as_of`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlglot import exp

from ampdesk.api.rfm_queries import Axis
from ampdesk.engine import Engine
from ampdesk.errors import DefinitionError
from ampdesk.profiles import BrandCurrency
from ampdesk.rfm import compile_movement
from ampdesk.stitch.statement import fragment, select

Stage = Literal["high", "middle", "low", "none"]
STAGES: tuple[Stage, ...] = ("high", "middle", "low", "none")
STAGE_WORDS: dict[Stage, str] = {
    "high": "high (8–10)",
    "middle": "middle (4–7)",
    "low": "low (1–3)",
    "none": "no score",
}
Direction = Literal["rose", "fell", "stayed", "came", "left"]

_STAGE = """
CASE WHEN $score >= 8 THEN 'high' WHEN $score >= 4 THEN 'middle' WHEN $score >= 1 THEN 'low'
  ELSE 'none' END
"""

_FLOWS = """
SELECT $before AS stage_before, $after AS stage_after, COUNT(*) AS customers
FROM moved
GROUP BY 1, 2
ORDER BY 1, 2
"""

_MOVERS = """
SELECT amperity_id, recency_before, frequency_before, monetary_before, recency, frequency,
  monetary, stage_before, stage_after
FROM (
  SELECT amperity_id, recency_before, frequency_before, monetary_before, recency, frequency,
    monetary, $before AS stage_before, $after AS stage_after
  FROM moved
) AS staged
WHERE $wanted
ORDER BY amperity_id
"""


@dataclass(frozen=True)
class Move:
    """From one stage to another, or the same."""

    before: Stage
    after: Stage

    @property
    def direction(self) -> Direction:
        """Which way it goes; "came" and "left" have no score on one side."""
        if self.before == self.after:
            return "stayed"
        if self.before == "none":
            return "came"
        if self.after == "none":
            return "left"
        return "rose" if STAGES.index(self.after) < STAGES.index(self.before) else "fell"


@dataclass(frozen=True)
class Flow:
    """Customers who made a move."""

    move: Move
    customers: int


@dataclass(frozen=True)
class Movement:
    """All flows of one score between two days (UTC, both included in their windows)."""

    axis: Axis
    since: date
    until: date
    flows: tuple[Flow, ...]

    def count(self, *directions: Direction) -> int:
        """Count the customers who went these ways."""
        return sum(flow.customers for flow in self.flows if flow.move.direction in directions)

    @property
    def rose(self) -> int:
        """Customers who have a better stage, of those scored on both days."""
        return self.count("rose")

    @property
    def fell(self) -> int:
        """Customers who have a worse stage, of those scored on both days."""
        return self.count("fell")

    def moves(self, *directions: Direction) -> tuple[Move, ...]:
        """Return the moves that go these ways."""
        return tuple(flow.move for flow in self.flows if flow.move.direction in directions)

    def size(self, stage: Stage, *, before: bool) -> int:
        """Count the customers of a stage on one of the days."""
        return sum(
            flow.customers
            for flow in self.flows
            if (flow.move.before if before else flow.move.after) == stage
        )


def checked_day(since: date, built_on: date) -> None:
    """Raise DefinitionError when `since` is not before the day of the build."""
    if since >= built_on:
        raise DefinitionError(
            f"{since} is not before the scores of {built_on}",
            remedy="choose an earlier day",
            where="movement",
        )


def compile_flows(since: date, axis: Axis, currency: BrandCurrency) -> exp.Select:
    """Build stage_before, stage_after, customers."""
    return select(
        _FLOWS,
        tables={"moved": compile_movement(since, currency)},
        before=_stage(f"{axis}_before"),
        after=_stage(axis),
    )


def compile_movers(
    since: date, axis: Axis, moves: tuple[Move, ...], currency: BrandCurrency
) -> exp.Select:
    """Build one row per customer who made one of the moves: scores and stages, by id."""
    wanted: exp.Expr = exp.or_(
        *(
            fragment("stage_before = $b AND stage_after = $a", b=move.before, a=move.after)
            for move in moves
        )
    )
    return select(
        _MOVERS,
        tables={"moved": compile_movement(since, currency)},
        before=_stage(f"{axis}_before"),
        after=_stage(axis),
        wanted=wanted if moves else exp.false(),
    )


def read_movement(
    engine: Engine, since: date, until: date, axis: Axis, currency: BrandCurrency
) -> Movement:
    """Count every flow."""
    rows = engine.arrow(compile_flows(since, axis, currency)).to_pylist()
    flows = tuple(
        Flow(Move(row["stage_before"], row["stage_after"]), int(row["customers"]))
        for row in sorted(
            rows,
            key=lambda row: (
                STAGES.index(row["stage_before"]), STAGES.index(row["stage_after"]),
            ),
        )
    )  # fmt: skip
    return Movement(axis, since, until, flows)


def _stage(column: str) -> exp.Expr:
    return fragment(_STAGE, score=exp.column(column))
