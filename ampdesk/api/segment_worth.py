"""What a segment is worth beyond the side panel: summary, comparison, spreads, members, trends."""

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.api import segment_files as files
from ampdesk.api.segment_room import Given
from ampdesk.api.segment_templates import Templates
from ampdesk.api.segment_values import as_value
from ampdesk.api.table_stats import Stop
from ampdesk.engine import Engine, render
from ampdesk.errors import DefinitionError
from ampdesk.profiles import brand_currency
from ampdesk.segments import Compiler, SqlSegment, VisualSegment
from ampdesk.segments import comparison as sets
from ampdesk.segments import insights as figures
from ampdesk.segments import summary as parts
from ampdesk.segments.catalog import DEFAULT_ID, Kind
from ampdesk.segments.comparison import Difference, Overlap, Worth
from ampdesk.segments.insights import Insights, percent
from ampdesk.segments.lines import column, table
from ampdesk.segments.summary import Bought, Month, Reach, RevenueTree, Share

TRENDS = "segments.trends"
MOST_COMPARED, FEWEST_COMPARED = 5, 2
_BINS, _TOP, _SAMPLED = 12, 12, 20


@dataclass(frozen=True)
class Summary:
    """The Summary tab. `hidden` says why a part is not there; `statements` are Presto."""

    headline: Insights
    months: tuple[Month, ...]
    predicted_revenue: Decimal | None
    reach: tuple[Reach, ...]
    lifecycle: tuple[Share, ...]
    channels: tuple[Bought, ...]
    spend: tuple[Bought, ...]
    tree: RevenueTree | None
    statements: dict[str, str]
    hidden: dict[str, str]


@dataclass(frozen=True)
class Comparison:
    """Segments beside each other; `pairs` are (i, j, customers in both)."""

    names: tuple[str, ...]
    overlaps: tuple[Overlap, ...]
    pairs: tuple[tuple[int, int, int], ...]
    metrics: tuple[Worth, ...]
    baseline: Worth
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Slice:
    """One value, or a span from `low` to below `high`: members, and everybody, with shares."""

    label: str
    low: Any
    high: Any
    customers: int
    percent: float | None
    percent_all: float | None


@dataclass(frozen=True)
class SegmentSpread:
    """How one attribute spreads among the members; `no_value` of them have none, or no row."""

    table: str
    column: str
    slices: tuple[Slice, ...]
    others: int
    no_value: int


@dataclass(frozen=True)
class Members:
    """A page of members; `total` of all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True)
class DayComparison:
    """A segment as of two days: who joined, who left; ids are a few of each."""

    day: date
    other: date
    before: int
    after: int
    joined: int
    left: int
    stayed: int
    joined_ids: tuple[str, ...]
    left_ids: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """A tracked segment's figures on one day."""

    day: date
    customers: int
    revenue: Decimal | None


class Worthwhile(Templates):
    """Readings of whole segments; each takes `stop` and, where it has sense, `as_of`."""

    def summary(
        self, given: Given, *, as_of: date | None = None, stop: Stop | None = None
    ) -> Summary:
        """Return every figure of the Summary tab (segments.md 2.7)."""
        segment = self._of_customers(given)
        with self._lock:
            currency = brand_currency(self._store)
        with (
            self._session(segment, stop, as_of) as (engine, compiler),
            _kept(engine, compiler, [segment]) as (members,),
        ):
            shown = self._shown_compiler(compiler.ground, segment.name).segment(segment)
            found = parts.read_parts(
                engine, compiler.ground.catalog.tables, members, shown,
                currency=currency, today=compiler.ground.today,
            )  # fmt: skip
            headline = figures.read_insights(engine, compiler, segment, members=_all_of(members))
        return Summary(
            headline, found.months, found.predicted_revenue, found.reach, found.lifecycle,
            found.channels, found.spend, found.tree,
            {name: render(query, "presto", pretty=True) for name, query in found.queries.items()},
            found.hidden,
        )  # fmt: skip

    def compare(
        self,
        givens: Sequence[Given],
        *,
        baseline: Given | None = None,
        as_of: date | None = None,
        stop: Stop | None = None,
    ) -> Comparison:
        """Compare two to five segments, against all customers or a baseline segment."""
        if not FEWEST_COMPARED <= len(givens) <= MOST_COMPARED:
            raise DefinitionError(
                f"{len(givens)} segments cannot be compared", remedy="choose two to five"
            )
        segments = [self._of_customers(one) for one in givens]
        against = None if baseline is None else self._of_customers(baseline)
        with (
            self._session(DEFAULT_ID, stop, as_of) as (engine, compiler),
            _kept(engine, compiler, [*segments, *([against] if against else [])]) as names,
        ):
            everybody = compiler.everybody()
            base = _all_of(names[-1]) if against else everybody
            chosen = names[: len(segments)]
            overlaps = sets.read_overlaps(engine, everybody, chosen)
            queries = [_all_of(name) for name in chosen]
            metrics = [
                sets.read_worth(engine, query, one.name)
                for query, one in zip(queries, segments, strict=True)
            ]
            named = against.name if against else "All customers"
            worth = sets.read_worth(engine, base, named)
            differences = sets.read_differences(engine, compiler.ground.catalog, queries, base)
        return Comparison(
            tuple(one.name for one in segments), tuple(overlaps),
            sets.shared(overlaps, len(segments)), tuple(metrics), worth, differences,
        )  # fmt: skip

    def intersection(self, names: Sequence[str], name: str = "") -> dict[str, Any]:
        """Return the definition of who is in all of some saved segments; it is not saved."""
        body = self.new_body(name or " and ".join(names))
        body["include"]["sections"][0]["conditions"] = [
            {"type": "list", "segment": one} for one in names
        ]
        return body

    def members(
        self,
        given: Given,
        *,
        columns: Sequence[str] = (),
        limit: int = 200,
        offset: int = 0,
        as_of: date | None = None,
        stop: Stop | None = None,
    ) -> Members:
        """Return a page of members by id, with columns as `export` takes them."""
        segment = self.read(given)
        with self._session(segment, stop, as_of) as (engine, compiler):
            chosen = files.read_attributes(tuple(columns), compiler.ground.catalog)
            query = files.compile_export(compiler, segment, chosen)
            rows = engine.rows(query.limit(limit).offset(offset))
            total = figures.count(engine, compiler, segment)
        names = tuple(one.alias_or_name for one in query.expressions)
        return Members(names, tuple(rows), total)

    def spread(
        self,
        given: Given,
        source: str,
        name: str,
        *,
        as_of: date | None = None,
        stop: Stop | None = None,
    ) -> SegmentSpread:
        """Return how an attribute's values spread among members, beside everybody's.

        Texts and yes/no by their most frequent values, numbers and dates in spans of one width.
        """
        segment = self._of_customers(given)
        with (
            self._session(segment, stop, as_of) as (engine, compiler),
            _kept(engine, compiler, [segment]) as (members,),
        ):
            found = compiler.ground.table(source)
            named, kind = found.column(name)
            if not found.is_unique:
                raise DefinitionError(
                    f"{found.name} has many rows for a customer",
                    remedy="choose a column of a table with one row per customer", where="table",
                )  # fmt: skip
            slices, others, filled = _spread(engine, found.name, named, kind, members)
            total = figures.count_rows(engine, _all_of(members))
        return SegmentSpread(found.name, named, slices, others, total - filled)

    def compare_days(
        self, given: Given, day: date, other: date | None = None, *, stop: Stop | None = None
    ) -> DayComparison:
        """Compare a segment as of two days; without `other` with today's tables."""
        segment = self.read(given)
        found = []
        for one in (day, other):
            with self._session(segment, stop, one) as (engine, compiler):
                rows = engine.arrow(compiler.segment(segment)).column(0).to_pylist()
            found.append(set(rows))
        before, after = found
        joined, left = sorted(after - before), sorted(before - after)
        return DayComparison(
            day, other or self._today, len(before), len(after), len(joined), len(left),
            len(before & after), tuple(joined[:_SAMPLED]), tuple(left[:_SAMPLED]),
        )  # fmt: skip

    # ------------------------------------------------------------ trends

    def note_trends(self, *, stop: Stop | None = None) -> tuple[str, ...]:
        """Note today's figures of the tracked segments, once a day; return those noted.

        Needs the writer's place. A segment that cannot be evaluated is passed over.
        """
        day = str(self._reader.snapshot.built_on or self._today)
        with self._lock:
            kept: dict[str, dict[str, Any]] = self._store.settings.kept(TRENDS) or {}
        noted = []
        for one in self.library():
            if not one.is_tracked or one.problem or day in kept.get(one.name, {}):
                continue
            found = self._figures(one.name, stop)
            kept.setdefault(one.name, {})[day] = found
            noted.append(one.name)
        if noted:
            with self._lock:
                self._store.settings.keep(TRENDS, kept)
        return tuple(noted)

    def _figures(self, name: str, stop: Stop | None) -> list[Any]:
        segment = self.read(name)
        with self._session(segment, stop) as (engine, compiler):
            found = figures.read_insights(engine, compiler, segment)
        worth = None if found.revenue_1y is None else str(found.revenue_1y)
        return [found.unique_customers, worth]

    def trend(self, name: str) -> tuple[Point, ...]:
        """Return the days noted for a segment, the oldest first."""
        with self._lock:
            kept = (self._store.settings.kept(TRENDS) or {}).get(name, {})
        return tuple(
            Point(date.fromisoformat(day), int(customers),
                  None if revenue is None else Decimal(revenue))
            for day, (customers, revenue) in sorted(kept.items())
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
def _kept(
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


def _all_of(name: str) -> exp.Select:
    return exp.select(column(DEFAULT_ID)).from_(table(name))


def _spread(
    engine: Engine, source: str, name: str, kind: Kind, members: str
) -> tuple[tuple[Slice, ...], int, int]:
    """Return the slices, members of other values, and members with a value."""
    cell: exp.Expr = column(name, "t")
    there = exp.not_(column(DEFAULT_ID, "m").is_(exp.null()))
    inside = exp.Sum(this=exp.case().when(there, exp.Literal.number(1)).else_(
        exp.Literal.number(0)))  # fmt: skip
    rows = (
        exp.select()
        .from_(table(source, "t"))
        .join(
            table(members, "m"), on=column(DEFAULT_ID, "t").eq(column(DEFAULT_ID, "m")),
            join_type="left",
        )
        .where(exp.not_(cell.copy().is_(exp.null())))
    )  # fmt: skip
    start, width = 0.0, 0.0
    is_line = kind in {Kind.NUMBER, Kind.DATE, Kind.DATETIME}
    place: exp.Expr = cell
    if is_line:
        number = _number(cell, kind)
        low, high, different = engine.rows(
            rows.select(
                exp.Min(this=number), _quantile(number, 0.99),
                exp.Count(this=exp.Distinct(expressions=[cell.copy()])),
            )
        )[0]  # fmt: skip
        is_line = low is not None and different > _BINS
        if is_line:
            width = _width((float(high) - float(low)) / _BINS, whole=kind is not Kind.NUMBER)
            start = math.floor(float(low) / width) * width
            last = exp.convert(_BINS)
            shifted = exp.paren(number.copy() - exp.convert(start))
            place = exp.Least(this=exp.Floor(this=shifted / exp.convert(width)), expressions=[last])
    counted = rows.select(exp.alias_(place, "v"), exp.Count(this=exp.Star()), exp.alias_(
        inside, "n")).group_by(place.copy())  # fmt: skip
    found = [(value, int(all_of), int(n)) for value, all_of, n in engine.rows(counted)]
    every, filled = sum(row[1] for row in found), sum(row[2] for row in found)
    found.sort(key=lambda row: row[0] if is_line else (-row[2], str(row[0])))
    slices = []
    for value, all_of, n in found if is_line else found[:_TOP]:
        lower, upper = _ends(start, width, int(value), kind) if is_line else (as_value(value), None)
        text = str(lower) if not is_line else f"{lower} to {upper}" if upper else f"{lower} and up"
        slices.append(Slice(text, lower, upper, n, percent(n, filled), percent(all_of, every)))
    return tuple(slices), filled - sum(one.customers for one in slices), filled


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
