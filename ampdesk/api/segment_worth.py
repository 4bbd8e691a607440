"""What a segment is worth beyond the side panel: summary, comparison, spreads, members, trends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.api import segment_files as files
from ampdesk.api.segment_room import Given
from ampdesk.api.segment_spread import Spreading, all_of, kept
from ampdesk.api.table_stats import Stop
from ampdesk.engine import render
from ampdesk.errors import DefinitionError
from ampdesk.profiles import brand_currency
from ampdesk.segments import comparison as sets
from ampdesk.segments import insights as figures
from ampdesk.segments import summary as parts
from ampdesk.segments.catalog import DEFAULT_ID, MERGED
from ampdesk.segments.comparison import Difference, Overlap, Worth
from ampdesk.segments.insights import Insights
from ampdesk.segments.lines import column, table
from ampdesk.segments.summary import Bought, Month, Reach, RevenueTree, Share

TRENDS = "segments.trends"
MOST_COMPARED, FEWEST_COMPARED = 5, 2
_SAMPLED = 20


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
class Members:
    """A page of members; `total` of all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True)
class DayComparison:
    """A segment as of two days: who joined, who left; ids are a few of each, `people` by id."""

    day: date
    other: date
    before: int
    after: int
    joined: int
    left: int
    stayed: int
    joined_ids: tuple[str, ...]
    left_ids: tuple[str, ...]
    people: Mapping[str, str]


@dataclass(frozen=True)
class Point:
    """A tracked segment's figures on one day."""

    day: date
    customers: int
    revenue: Decimal | None


class Worthwhile(Spreading):
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
            kept(engine, compiler, [segment]) as (members,),
        ):
            shown = self._shown_compiler(compiler.ground, segment.name).segment(segment)
            found = parts.read_parts(
                engine, compiler.ground.catalog.tables, members, shown,
                currency=currency, today=compiler.ground.today,
            )  # fmt: skip
            headline = figures.read_insights(engine, compiler, segment, members=all_of(members))
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
            kept(engine, compiler, [*segments, *([against] if against else [])]) as names,
        ):
            everybody = compiler.everybody()
            base = all_of(names[-1]) if against else everybody
            chosen = names[: len(segments)]
            overlaps = sets.read_overlaps(engine, everybody, chosen)
            queries = [all_of(name) for name in chosen]
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
        some = (*joined[:_SAMPLED], *left[:_SAMPLED])
        return DayComparison(
            day, other or self._today, len(before), len(after), len(joined), len(left),
            len(before & after), tuple(joined[:_SAMPLED]), tuple(left[:_SAMPLED]),
            self._people(some) if segment.activation_id == DEFAULT_ID else {},
        )  # fmt: skip

    def _people(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of a few customers, as they are today."""
        if not ids:
            return {}
        wanted = column(DEFAULT_ID).isin(*map(exp.convert, ids))
        names = ("given_name", "surname")
        query = exp.select(column(DEFAULT_ID), *map(column, names)).from_(table(MERGED))
        with self._reader.engine() as engine:
            rows = engine.rows(query.where(wanted))
        return {
            str(identity): " ".join(str(part) for part in parts if part)
            for identity, *parts in rows
        }

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
        return _points(kept)

    def trends(self) -> dict[str, tuple[Point, ...]]:
        """Return the days noted for each tracked segment, the oldest first."""
        with self._lock:
            kept: dict[str, dict[str, Any]] = self._store.settings.kept(TRENDS) or {}
            tracked = self._shelf().tracked
        return {name: _points(kept.get(name, {})) for name in tracked}

    def look_back(
        self, name: str, *, months: int = 12, stop: Stop | None = None
    ) -> tuple[Point, ...]:
        """Return a segment's figures as of the end of each of the last months, the oldest first.

        By the time machine, not noted: who is one person, and what has no date, is today's.
        """
        found = []
        ends = month_ends(self._reader.snapshot.built_on or self._today, months)
        for day in ends:
            segment = self.read(name)
            with self._session(segment, stop, day) as (engine, compiler):
                read = figures.read_insights(engine, compiler, segment)
            found.append(Point(day, read.unique_customers, read.revenue_1y))
        return tuple(found)


def _points(kept: Mapping[str, Any]) -> tuple[Point, ...]:
    return tuple(
        Point(date.fromisoformat(day), int(customers),
              None if revenue is None else Decimal(revenue))
        for day, (customers, revenue) in sorted(kept.items())
    )  # fmt: skip


def month_ends(day: date, months: int) -> tuple[date, ...]:
    """Return the last days of the months before a day, the oldest first."""
    found, first = [], day.replace(day=1)
    for _ in range(months):
        last = first - timedelta(days=1)
        found.append(last)
        first = last.replace(day=1)
    return tuple(reversed(found))
