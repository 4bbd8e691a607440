"""How one attribute spreads among the members of a segment, beside everybody or another segment."""

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.api.segment_room import Given
from ampdesk.api.segment_templates import Templates
from ampdesk.api.segment_values import as_value
from ampdesk.api.table_stats import Stop
from ampdesk.engine import Engine, render
from ampdesk.errors import DefinitionError
from ampdesk.segments import Compiler, SqlSegment, VisualSegment
from ampdesk.segments import insights as figures
from ampdesk.segments.catalog import DEFAULT_ID, TAE, Kind
from ampdesk.segments.insights import percent
from ampdesk.segments.lines import column, table
from ampdesk.segments.summary import money

_BINS, _TOP = 12, 12


@dataclass(frozen=True)
class Worth12:
    """Of customers with one value: those who bought in 12 months, and for how much."""

    purchasers: int
    revenue: Decimal
    percent_purchasers: float | None
    percent_revenue: float | None

    @property
    def per_purchaser(self) -> Decimal | None:
        """Revenue of 12 months for each who bought."""
        return round(self.revenue / self.purchasers, 2) if self.purchasers else None


@dataclass(frozen=True)
class Slice:
    """One value, or a span from `low` to below `high`: members, and the baseline, with shares.

    `worth` and `worth_all` are None where the purchases of customers are not built.
    """

    label: str
    low: Any
    high: Any
    customers: int
    percent: float | None
    percent_all: float | None
    worth: Worth12 | None = None
    worth_all: Worth12 | None = None


@dataclass(frozen=True)
class SegmentSpread:
    """How one attribute spreads among the members; `no_value` of them have none, or no row.

    `statement` (Presto) counts the same; `is_ordered`: slices are spans in their own order.
    """

    table: str
    column: str
    slices: tuple[Slice, ...]
    others: int
    no_value: int
    is_ordered: bool = False
    statement: str = ""


class Spreading(Templates):
    """Value distributions; each takes `stop` and `as_of`."""

    def spread(
        self,
        given: Given,
        source: str,
        name: str,
        *,
        baseline: Given | None = None,
        as_of: date | None = None,
        stop: Stop | None = None,
    ) -> SegmentSpread:
        """Return how an attribute's values spread among members, beside everybody's.

        Texts and yes/no by their most frequent values, numbers and dates in spans of one width.
        With `baseline` beside the members of that segment.
        """
        segment = self._of_customers(given)
        against = None if baseline is None else self._of_customers(baseline)
        both = [segment, *([against] if against else [])]
        with (
            self._session(segment, stop, as_of) as (engine, compiler),
            kept(engine, compiler, both) as names,
        ):
            found = compiler.ground.table(source)
            named, kind = found.column(name)
            if not found.is_unique:
                raise DefinitionError(
                    f"{found.name} has many rows for a customer",
                    remedy="choose a column of a table with one row per customer", where="table",
                )  # fmt: skip
            is_worth = TAE in compiler.ground.catalog.tables
            asked = _Asked(found.name, named, kind, names, is_worth)
            spread = asked.read(engine)
            total = figures.count_rows(engine, all_of(names[0]))
            shown = [self._shown_compiler(compiler.ground, one.name).segment(one) for one in both]
        text = render(_inlined(spread.query, dict(zip(names, shown, strict=True))), "presto",
                      pretty=True)  # fmt: skip
        return SegmentSpread(
            found.name, named, spread.slices, spread.others, total - spread.filled,
            spread.is_line, text,
        )  # fmt: skip

    def _of_customers(self, given: Given) -> VisualSegment | SqlSegment:
        segment = self.read(given)
        if segment.activation_id != DEFAULT_ID:
            raise DefinitionError(
                f"with {segment.activation_id} only the record count is known",
                remedy=f"choose a segment of {DEFAULT_ID}", where=f'segment "{segment.name}"',
            )  # fmt: skip
        return segment


@contextmanager
def kept(
    engine: Engine, compiler: Compiler, segments: Sequence[VisualSegment | SqlSegment]
) -> Iterator[tuple[str, ...]]:
    """Keep the members of segments in tables of the session while they are asked about."""
    with ExitStack() as stack:
        names = []
        for at, segment in enumerate(segments):
            name = f"_members_{at}"
            trail = Compiler(compiler.ground, compiler.lists, (segment.name,))
            engine.create(name, trail.segment(segment))
            stack.callback(engine.drop, name)
            names.append(name)
        yield tuple(names)


def all_of(name: str) -> exp.Select:
    """Return the SELECT of the ids that `kept` holds under a name."""
    return exp.select(column(DEFAULT_ID)).from_(table(name))


def _inlined(query: exp.Select, members: dict[str, exp.Select]) -> exp.Expr:
    """Put the members' own statements where the session's tables were named."""

    def turned(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Table) and node.name in members:
            return members[node.name].copy().subquery(node.alias or node.name)
        return node

    return query.transform(turned)


@dataclass(frozen=True)
class _Spread:
    slices: tuple[Slice, ...]
    others: int  # members of other values
    filled: int  # members with a value
    is_line: bool
    query: exp.Select


@dataclass(frozen=True)
class _Asked:
    """One attribute over the kept members; the second name is a baseline, else everybody is."""

    source: str
    name: str
    kind: Kind
    kept: tuple[str, ...]
    is_worth: bool

    def read(self, engine: Engine) -> _Spread:
        cell: exp.Expr = column(self.name, "t")
        place, start, width = cell, 0.0, 0.0
        is_line = self.kind in {Kind.NUMBER, Kind.DATE, Kind.DATETIME}
        if is_line:
            number = _number(cell, self.kind)
            low, high, different = engine.rows(
                self._rows().select(
                    exp.Min(this=number), _quantile(number, 0.99),
                    exp.Count(this=exp.Distinct(expressions=[cell.copy()])),
                )
            )[0]  # fmt: skip
            is_line = low is not None and different > _BINS
            if is_line:
                whole = self.kind is not Kind.NUMBER
                width = _width((float(high) - float(low)) / _BINS, whole=whole)
                start = math.floor(float(low) / width) * width
                shifted = exp.paren(number.copy() - exp.convert(start))
                floor = exp.Floor(this=shifted / exp.convert(width))
                place = exp.Least(this=floor, expressions=[exp.convert(_BINS)])
        query = self._counted(place)
        found = engine.rows(query)
        found.sort(key=lambda row: row[0] if is_line else (-int(row[1]), str(row[0])))
        wide = len(found[0]) if found else 0
        sums = [sum(row[at] or 0 for row in found) for at in range(1, wide)]
        slices = []
        for value, *counts in found if is_line else found[:_TOP]:
            if is_line:
                lower, upper = _ends(start, width, int(value), self.kind)
                text = f"{lower} to {upper}" if upper else f"{lower} and up"
            else:
                lower, upper = as_value(value), None
                text = str(lower)
            slices.append(_slice(text, lower, upper, counts, sums))
        filled = int(sums[0]) if sums else 0
        others = filled - sum(one.customers for one in slices)
        return _Spread(tuple(slices), others, filled, is_line, query)

    def _rows(self) -> exp.Select:
        """Build the rows with a value, of members or of the baseline."""
        cell = column(self.name, "t")
        made = exp.select().from_(table(self.source, "t"))
        for name, alias in zip(self.kept, "mb", strict=False):
            on = column(DEFAULT_ID, "t").eq(column(DEFAULT_ID, alias))
            made = made.join(table(name, alias), on=on, join_type="left")
        made = made.where(exp.not_(cell.is_(exp.null())))
        return made if len(self.kept) == 1 else made.where(exp.or_(_there("m"), _there("b")))

    def _counted(self, place: exp.Expr) -> exp.Select:
        rows = self._rows()
        sides: list[exp.Condition] = [
            _there("m"), _there("b") if len(self.kept) > 1 else exp.true(),
        ]  # fmt: skip
        made = rows.select(exp.alias_(place, "v"))
        for side, test in zip(("members", "baseline"), sides, strict=True):
            made = made.select(exp.alias_(_sum(test, exp.Literal.number(1)), side))
        if self.is_worth:
            alias = "t" if self.source == TAE else "w"
            if alias == "w":
                on = column(DEFAULT_ID, "t").eq(column(DEFAULT_ID, "w"))
                made = made.join(table(TAE, "w"), on=on, join_type="left")
            bought = column("L12M_order_frequency", alias) > 0
            revenue = column("L12M_order_revenue", alias)
            for side, test in zip(("members", "baseline"), sides, strict=True):
                both = exp.and_(test.copy(), bought.copy())
                buyers = _sum(both, exp.Literal.number(1))
                made = made.select(
                    exp.alias_(buyers, f"{side}_who_bought"),
                    exp.alias_(_sum(both.copy(), revenue.copy()), f"{side}_revenue"),
                )
        return made.group_by(place.copy())


def _there(alias: str) -> exp.Condition:
    return exp.not_(column(DEFAULT_ID, alias).is_(exp.null()))


def _sum(test: exp.Condition, value: exp.Expr) -> exp.Expr:
    return exp.Sum(this=exp.case().when(test.copy(), value).else_(exp.Literal.number(0)))


def _slice(text: str, low: Any, high: Any, counts: list[Any], sums: list[Any]) -> Slice:
    customers, everybody, *worth = counts
    made = [
        Worth12(
            int(worth[at] or 0), money(worth[at + 1]),
            percent(int(worth[at] or 0), int(sums[at + 2])),
            percent(money(worth[at + 1]), money(sums[at + 3])),
        )
        for at in range(0, len(worth), 2)
    ]  # fmt: skip
    return Slice(
        text, low, high, int(customers),
        percent(int(customers), int(sums[0])), percent(int(everybody), int(sums[1])), *made,
    )  # fmt: skip


def _number(cell: exp.Expr, kind: Kind) -> exp.Expr:
    if kind is Kind.NUMBER:
        return exp.cast(cell.copy(), "DOUBLE")
    days = exp.DateDiff(
        this=exp.cast(cell.copy(), "DATE"), expression=exp.cast(exp.convert("1970-01-01"), "DATE"),
        unit=exp.var("DAY"),
    )  # fmt: skip
    return exp.cast(days, "DOUBLE")


def _quantile(number: exp.Expr, share: float) -> exp.Expr:
    return exp.ApproxQuantile(this=number.copy(), quantile=exp.convert(share))


def _width(raw: float, *, whole: bool) -> float:
    """A width that reads well: 1, 2, 2.5, 5 or 10 times a power of ten; of days at least one."""
    if raw <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    wide = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw)
    return max(float(math.ceil(wide)), 1.0) if whole else wide


def _ends(start: float, width: float, place: int, kind: Kind) -> tuple[Any, Any]:
    low, high = start + place * width, None if place >= _BINS else start + (place + 1) * width
    if kind is Kind.NUMBER:
        return _plain(low), None if high is None else _plain(high)
    first = date(1970, 1, 1)
    later = None if high is None else first + timedelta(days=int(high))
    return first + timedelta(days=int(low)), later


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else round(number, 4)
