"""How each measure behind a score is spread, and at which values its tenths are cut.

Recency is measured in UTC days since the latest order, frequency in orders, monetary in the
brand's currency, both of the last 12 months. Only customers with a score are counted.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.api.rfm_queries import COLUMN, Axis
from ampdesk.engine import Engine
from ampdesk.stitch.statement import select

BINS = 26
_VALUE = {
    "recency": "days_since_latest_order",
    "frequency": "L12M_order_frequency",
    "monetary": "L12M_order_revenue",
}
Value = int | Decimal

_TENTHS = """
SELECT $score AS score, COUNT(*) AS customers, MIN($value) AS low, MAX($value) AS high
FROM RFM AS r
JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = r.amperity_id
GROUP BY 1
ORDER BY 1
"""

_SHAPE = """
SELECT CAST(MEDIAN($value) AS DOUBLE) AS median, CAST(MIN($value) AS DOUBLE) AS low,
  CAST(QUANTILE_CONT($value, 0.95) AS DOUBLE) AS high, CAST(MAX($value) AS DOUBLE) AS most
FROM RFM AS r
JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = r.amperity_id
"""

_BINS = """
SELECT LEAST(GREATEST(CAST(FLOOR($value / $width) AS BIGINT), 0), $last) AS bin,
  COUNT(*) AS customers
FROM RFM AS r
JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = r.amperity_id
GROUP BY 1
ORDER BY 1
"""


@dataclass(frozen=True)
class Tenth:
    """One score: how many customers, and the lowest and highest value among them."""

    score: int
    customers: int
    low: Value
    high: Value


@dataclass(frozen=True)
class Bin:
    """Customers with a value from `low` up to, not with, `high`; None: all that is higher."""

    low: float
    high: float | None
    customers: int


@dataclass(frozen=True)
class Distribution:
    """One measure: its tenths, its histogram and its median."""

    axis: Axis
    tenths: tuple[Tenth, ...]
    bins: tuple[Bin, ...]
    median: float | None
    query: exp.Query

    @property
    def cuts(self) -> tuple[float, ...]:
        """The values between which neighbouring tenths part, ascending."""
        ordered = sorted(self.tenths, key=lambda tenth: tenth.low)
        return tuple(float(tenth.low) for tenth in ordered[1:])


def compile_tenths(axis: Axis) -> exp.Select:
    """Build score, customers, low, high of one measure."""
    return select(_TENTHS, score=_column(COLUMN[axis], "r"), value=_value(axis))


def compile_bins(axis: Axis, width: float, last: int) -> exp.Select:
    """Build bin (from 0, `last` holds all above), customers."""
    return select(
        _BINS, value=_value(axis), width=exp.Literal.number(f"{width:g}"), last=last
    )  # fmt: skip


def read_distribution(engine: Engine, axis: Axis) -> Distribution:
    """Read one measure; widths are round, so that the lower 95% fill the bins."""
    query = compile_tenths(axis)
    tenths = tuple(
        Tenth(int(row["score"]), int(row["customers"]), row["low"], row["high"])
        for row in engine.arrow(query).to_pylist()
    )
    shape: dict[str, Any] = engine.arrow(select(_SHAPE, value=_value(axis))).to_pylist()[0]
    width = round_width(float(shape["high"] or 0), whole=axis != "monetary")
    last = max(math.ceil(float(shape["high"] or 0) / width), 1)
    counted = {
        int(row["bin"]): int(row["customers"])
        for row in engine.arrow(compile_bins(axis, width, last)).to_pylist()
    }
    first = min(counted, default=0) if axis == "frequency" else 0
    ends = float(shape["most"] or 0) < (last + 1) * width  # the last bin has an end, too
    bins = tuple(
        Bin(at * width, (at + 1) * width if ends or at < last else None, counted.get(at, 0))
        for at in range(first, last + 1)
    )
    if bins and not bins[-1].customers:
        bins = bins[:-1]
    return Distribution(axis, tenths, bins if tenths else (), shape["median"], query)


def round_width(high: float, *, whole: bool) -> float:
    """Return a round width so that `high` takes at most `BINS` bins."""
    raw = max(high / BINS, 1.0 if whole else 0.01)
    unit = 10 ** math.floor(math.log10(raw))
    steps = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    return float(next(unit * step for step in steps if unit * step >= raw * 0.999))


def _value(axis: Axis) -> exp.Column:
    return _column(_VALUE[axis], "t")


def _column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
