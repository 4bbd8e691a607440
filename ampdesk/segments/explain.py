"""Why somebody is in a segment, or not: each condition asked again for that one customer.

The same compiled conditions decide membership and explanation; there is no second reading of the
rules (architecture.md ruling 11). One statement answers for all conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.segments.behaviours import Behaviour
from ampdesk.segments.catalog import TAE
from ampdesk.segments.compile import Compiler
from ampdesk.segments.conditions import Attribute, Condition, RfmCondition
from ampdesk.segments.definition import inside
from ampdesk.segments.lines import column, table
from ampdesk.segments.segment import Group, Section, SqlSegment, VisualSegment

MOST_ROWS = 5


@dataclass(frozen=True)
class Finding:
    """One condition: whether it holds, and the values that were looked at."""

    path: str
    condition: Condition
    holds: bool
    seen: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Every condition's finding, and what they add up to."""

    amperity_id: str
    is_known: bool  # in the population
    is_included: bool
    is_excluded: bool
    findings: tuple[Finding, ...]

    @property
    def is_member(self) -> bool:
        """Whether the customer is in the segment."""
        return self.is_known and self.is_included and not self.is_excluded


def explain(
    engine: Engine, compiler: Compiler, segment: VisualSegment, identity: str
) -> Explanation:
    """Explain one customer; `identity` is a value of the segment's activation id."""
    conditions = list(segment.conditions)
    truths = _ask(engine, compiler, conditions, identity)
    known, holds = truths[0], dict(zip((path for path, _ in conditions), truths[1:], strict=True))
    findings = tuple(
        Finding(path, condition, holds[path], _seen(engine, compiler, condition, identity))
        for path, condition in conditions
    )
    included = _group(segment.include, "include", holds)
    excluded = _group(segment.exclude, "exclude", holds)
    return Explanation(
        amperity_id=identity,
        is_known=known,
        is_included=included is not False,
        is_excluded=excluded is True,
        findings=findings,
    )


def _ask(
    engine: Engine,
    compiler: Compiler,
    conditions: Sequence[tuple[str, Condition]],
    identity: str,
) -> list[bool]:
    """Ask, in one statement, whether he is a customer and meets each condition."""
    key = compiler.ground.activation_id
    one = exp.select(exp.alias_(exp.Literal.string(identity), key, quoted=True)).subquery("one")
    asked: list[exp.Condition] = [column(key).isin(query=_of(compiler.everybody(), key, identity))]
    for path, condition in conditions:
        with inside(path):
            met = column(key).isin(query=_of(compiler.condition(condition), key, identity))
            negated = getattr(condition, "negate", False)
            asked.append(exp.not_(met) if negated else met)
    named = [exp.alias_(test, f"c{place}") for place, test in enumerate(asked)]
    (row,) = engine.rows(exp.select(*named).from_(one))
    return [bool(value) for value in row]


def is_member(
    engine: Engine, compiler: Compiler, segment: VisualSegment | SqlSegment, identity: str
) -> bool:
    """Tell whether one customer is in a segment; nothing is explained."""
    key = compiler.ground.activation_id
    query = _of(compiler.segment(segment), key, identity).limit(1)
    return bool(engine.rows(query))


def _of(ids: exp.Query, key: str, identity: str) -> exp.Select:
    """Keep one customer's rows; the engine pushes the test down to the scan."""
    made = exp.select(column(key)).from_(ids.subquery("ids"))
    return made.where(column(key).eq(exp.Literal.string(identity)))


def _group(group: Group, side: str, holds: Mapping[str, bool]) -> bool | None:
    found = [
        _section(section, f"{side}.sections[{number}]", holds) for number, section in group.filled
    ]
    if not found:
        return None
    return all(found) if group.join == "and" else any(found)


def _section(section: Section, path: str, holds: Mapping[str, bool]) -> bool:
    found = [holds[f"{path}.conditions[{place}]"] for place in range(len(section.conditions))]
    return all(found) if section.join == "and" else any(found)


# ---------------------------------------------------------------- what was seen


def _seen(
    engine: Engine, compiler: Compiler, condition: Condition, identity: str
) -> tuple[Mapping[str, Any], ...]:
    """Return the customer's own values that the condition looked at, at most five rows."""
    key = compiler.ground.activation_id
    query = _values(compiler, condition)
    if query is None:
        return ()
    query = query.where(column(key).eq(exp.Literal.string(identity))).limit(MOST_ROWS)
    found: list[dict[str, Any]] = engine.arrow(query).to_pylist()
    return tuple(found)


def _values(compiler: Compiler, condition: Condition) -> exp.Select | None:
    match condition:
        case Attribute():
            source = condition.source(compiler.ground)
            names = dict.fromkeys(source.column(test.column)[0] for test in condition.filters)
            return exp.select(*(column(name) for name in names)).from_(table(source.name))
        case RfmCondition():
            return exp.select(*(column(name) for name in condition.scores)).from_(table(TAE))
        case _ if condition.type == "behaviour":
            return _bought(compiler, condition)
        case _:
            return None


def _bought(compiler: Compiler, behaviour: Behaviour) -> exp.Select:
    """Sum up the purchase lines that count: in the window, past all filters."""
    time = column("order_datetime")
    chosen = behaviour.lines(compiler.ground)
    return chosen.select(
        exp.alias_(exp.Count(this=exp.Distinct(expressions=[column("order_id")])), "orders"),
        exp.alias_(exp.Sum(this=column("item_revenue")), "revenue"),
        exp.alias_(exp.Min(this=time), "first_purchase"),
        exp.alias_(exp.Max(this=time.copy()), "latest_purchase"),
        append=False,
    )
