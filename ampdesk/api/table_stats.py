"""What the columns of a table hold: how full they are, how their values spread, a sample.

Grain: one answer per table or column. Counts of distinct values are exact up to `EXACT` rows and
approximate above (HyperLogLog, about 2 % off); everything else is exact.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp, parse_one

from ampdesk.api.reader import Reader
from ampdesk.api.tables import ColumnFacts, table_facts
from ampdesk.engine import DuckDBEngine
from ampdesk.errors import Cancelled
from ampdesk.schema import Type

EXACT = 50_000
SAMPLE = 50
TOP = 8
BINS = 20
TAIL = 0.99  # the last bar holds what is above this share of the rows
_SAMPLE = f"SELECT * FROM placeholder USING SAMPLE RESERVOIR ({SAMPLE} ROWS)"  # noqa: S608  # constants


class Stop:
    """Stops what one reading asks of the engine, from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: DuckDBEngine | None = None
        self._stopped = False

    def stop(self) -> None:
        """Interrupt the running query, and refuse the next one."""
        with self._lock:
            self._stopped = True
            if self._engine is not None:
                self._engine.interrupt()

    @contextmanager
    def over(self, engine: DuckDBEngine) -> Iterator[None]:
        """Let `stop` reach this engine meanwhile. Raises Cancelled when it came before."""
        with self._lock:
            if self._stopped:
                raise Cancelled
            self._engine = engine
        try:
            yield
        finally:
            with self._lock:
                self._engine = None


@dataclass(frozen=True)
class ColumnStats:
    """How full a column is: rows with a value, different values, the lowest and the highest."""

    filled: int
    distinct: int
    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class TableStats:
    """Statistics by column name; `sources`: rows by source, of tables that name it."""

    table: str
    rows: int
    columns: dict[str, ColumnStats]
    is_exact: bool
    sources: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Bar:
    """A value or a span of values, and the rows that have it; no `high` means "and above"."""

    low: Any
    high: Any
    rows: int


@dataclass(frozen=True)
class Spread:
    """The values of one column: the most frequent, or how they spread; `rest` has the others."""

    column: str
    bars: tuple[Bar, ...]
    rest: int
    is_histogram: bool
    median: Any = None


def table_stats(reader: Reader, name: str, stop: Stop | None = None) -> TableStats:
    """Count every column of a table in one pass. Raises Cancelled when stopped."""
    facts = table_facts(reader.snapshot, name)
    exact = facts.rows <= EXACT
    wanted: list[exp.Expr] = [exp.Count(this=exp.Star())]
    for one in facts.columns:
        cell = exp.column(one.name, quoted=True)
        distinct = exp.Distinct(expressions=[cell.copy()])
        wanted += [
            exp.Count(this=cell.copy()),
            exp.Count(this=distinct) if exact else exp.ApproxDistinct(this=cell.copy()),
            exp.Min(this=cell.copy()),
            exp.Max(this=cell.copy()),
        ]
    query = exp.select(*(part.as_(f"v{at}") for at, part in enumerate(wanted))).from_(_table(name))
    by = next(
        (one for one in ("source", "datasource") if one in {c.name for c in facts.columns}), ""
    )
    sources: list[tuple[Any, ...]] = []
    with _reading(reader, stop) as engine:
        found = engine.rows(query)[0]
        if by:
            label = exp.column(by, quoted=True)
            counted = exp.select(label, exp.Count(this=exp.Star()).as_("n")).from_(_table(name))
            sources = engine.rows(counted.group_by(label.copy()).order_by("n DESC", "1"))
    parts = zip(facts.columns, *(found[at::4] for at in (1, 2, 3, 4)), strict=True)
    return TableStats(
        facts.name,
        int(found[0]),
        {
            one.name: ColumnStats(int(filled), min(int(distinct), int(filled)), low, high)
            for one, filled, distinct, low, high in parts
        },
        exact,
        tuple((str(source), int(count)) for source, count in sources),
    )


def sample_rows(reader: Reader, name: str, stop: Stop | None = None) -> list[dict[str, Any]]:
    """Return some rows at random, at most `SAMPLE`, another draw each time."""
    facts = table_facts(reader.snapshot, name)
    query = parse_one(_SAMPLE, dialect="duckdb")
    for node in query.find_all(exp.Table):
        node.replace(_table(facts.name))
    if not isinstance(query, exp.Query):
        raise TypeError(name)
    with _reading(reader, stop) as engine:
        found: list[dict[str, Any]] = engine.arrow(query).to_pylist()
    return found


def column_spread(
    reader: Reader, name: str, column: str, stats: ColumnStats, stop: Stop | None = None
) -> Spread:
    """Return the most frequent values of a column, or how its numbers or days spread."""
    facts = table_facts(reader.snapshot, name).column(column)
    few = stats.distinct <= TOP
    with _reading(reader, stop) as engine:
        if facts.scale == "words" or few or stats.low is None:
            return _top(engine, name, facts, stats.filled)
        return _histogram(engine, name, facts, stats)


def _top(engine: DuckDBEngine, name: str, facts: ColumnFacts, filled: int) -> Spread:
    cell = exp.column(facts.name, quoted=True)
    query = (
        exp.select(cell.as_("value"), exp.Count(this=exp.Star()).as_("n"))
        .from_(_table(name))
        .where(cell.copy().is_(exp.null()).not_())
        .group_by(cell.copy())
        .order_by("n DESC", "value")
        .limit(TOP)
    )
    bars = tuple(Bar(value, value, int(count)) for value, count in engine.rows(query))
    return Spread(facts.name, bars, filled - sum(one.rows for one in bars), is_histogram=False)


def _histogram(engine: DuckDBEngine, name: str, facts: ColumnFacts, stats: ColumnStats) -> Spread:
    cell: exp.Expr = exp.column(facts.name, quoted=True)
    if facts.scale == "moments":
        cell = exp.Anonymous(this="epoch", expressions=[cell])
    cell = exp.cast(cell, "DOUBLE")
    quantiles = [
        exp.Anonymous(this="approx_quantile", expressions=[cell.copy(), exp.convert(share)])
        for share in (0.5, TAIL)
    ]
    asked = exp.select(*(part.as_(f"q{at}") for at, part in enumerate(quantiles)))
    median, tail = engine.rows(asked.from_(_table(name)))[0]
    low, top = _number(stats.low), float(tail)
    high = _number(stats.high) if facts.scale == "moments" or top <= low else top
    wide = _round_width((high - low) / BINS, whole=facts.type is Type.INTEGER)
    start = low if facts.scale == "moments" else (low // wide) * wide
    at = exp.Least(
        this=exp.Floor(this=exp.Div(
            this=exp.paren(exp.Sub(this=cell.copy(), expression=exp.convert(start))),
            expression=exp.convert(wide), typed=False, safe=False,
        )),
        expressions=[exp.convert(BINS)],
    )  # fmt: skip
    query = (
        exp.select(at.as_("at"), exp.Count(this=exp.Star()).as_("n"))
        .from_(_table(name))
        .where(cell.copy().is_(exp.null()).not_())
        .group_by("at")
    )
    found = {int(one): int(count) for one, count in engine.rows(query)}
    last = max(found, default=0)
    bars = [
        Bar(
            _value(start + wide * bin_, facts),
            None if bin_ == BINS else _value(start + wide * (bin_ + 1), facts),
            found.get(bin_, 0),
        )
        for bin_ in range(last + 1)
    ]
    return Spread(
        facts.name, tuple(bars), 0, is_histogram=True, median=_value(float(median), facts)
    )


def _round_width(raw: float, *, whole: bool) -> float:
    """A width that reads well: 1, 2, 2.5 or 5 times a power of ten."""
    if raw <= 0:
        return 1.0
    power = 1.0
    while power > raw:
        power /= 10
    while power * 10 <= raw:
        power *= 10
    wide = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw)
    return max(wide, 1.0) if whole else wide


def _number(value: Any) -> float:
    match value:
        case datetime():
            return value.replace(tzinfo=UTC).timestamp()
        case date():
            return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    return float(value)


def _value(number: float, facts: ColumnFacts) -> Any:
    if facts.scale == "moments":
        return datetime(1970, 1, 1) + timedelta(seconds=number)  # noqa: DTZ001  # as the lake holds it
    if facts.type in {Type.DECIMAL, Type.SUM}:
        return Decimal(str(round(number, 2)))
    return int(number) if facts.type is Type.INTEGER else number


@contextmanager
def _reading(reader: Reader, stop: Stop | None) -> Iterator[DuckDBEngine]:
    with reader.engine() as engine, (stop or Stop()).over(engine):
        yield engine


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def examples_of(rows: Sequence[dict[str, Any]], column: str, most: int = 3) -> tuple[Any, ...]:
    """Return different values of a column in some rows."""
    found = dict.fromkeys(row[column] for row in rows if row.get(column) not in {None, ""})
    return tuple(found)[:most]
