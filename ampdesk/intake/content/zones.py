"""Local time to UTC: zone names of any platform, offsets, and the first instant of an overlap.

DuckDB takes the later instant when a clock shows an hour twice (architecture.md, ruling 1); we take
the first (import_formats.md 5, "Zone"). So the offsets come from Python's zone data as constants:
a zone is a short CASE over its changes, which is also faster than a call per row.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content.tables import ABBREVIATIONS, RAILS_ZONES

_FIRST_YEAR, _LAST_YEAR = 1990, 2037
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?")


@dataclass(frozen=True)
class Zone:
    """An IANA zone, or a fixed offset in minutes east of UTC when `name` is ""."""

    name: str
    minutes: int = 0

    @property
    def is_utc(self) -> bool:
        """Return whether wall time is UTC already."""
        return not self.name and self.minutes == 0


UTC_ZONE = Zone("")


@lru_cache(maxsize=4096)
def zone(text: str) -> Zone | None:
    """Return the zone that a name means; None when no platform of ours uses such a name.

    Reads IANA names, Rails names (Square's `Eastern Time (US & Canada)`), abbreviations (`PDT` is a
    fixed offset) and offsets (`+01:00`, `UTC+2`, `-0400`, `Z`).

    >>> zone("Eastern Time (US & Canada)").name, zone("PDT").minutes, zone("-0330").minutes
    ('America/New_York', -420, -210)
    """
    name = " ".join(text.split())
    if not name:
        return None
    if name.upper() in {"Z", "UTC", "GMT", "ETC/UTC", "ETC/GMT", "UTC+0", "UTC+00:00"}:
        return UTC_ZONE
    if found := _OFFSET.fullmatch(name.upper()):
        sign, hours, minutes = found.groups()
        total = int(hours) * 60 + int(minutes or 0)
        return Zone("", -total if sign == "-" else total) if total <= 14 * 60 else None
    if name.upper() in ABBREVIATIONS:
        return Zone("", ABBREVIATIONS[name.upper()])
    name = RAILS_ZONES.get(name.casefold(), name)
    return Zone(_iana()[name.casefold()]) if name.casefold() in _iana() else None


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def offset(wall: exp.Expr, where: Zone, years: tuple[int, int] | None = None) -> exp.Expr:
    """Return the INTERVAL to take off a wall time (TIMESTAMP without zone) to have UTC.

    `years`, when known, are the first and the last that occur: a shorter CASE.
    """
    if not where.name:
        return interval(where.minutes)
    first, last = years or (_FIRST_YEAR, _LAST_YEAR)
    minutes = _changes(where.name)[0][1]
    branches: list[tuple[datetime, int]] = []
    for since, after in _changes(where.name)[1:]:
        if since.year < first:
            minutes = after
        elif since.year <= last:
            branches.append((since, after))
    if not branches:
        return interval(minutes)
    case = exp.Case()
    for since, after in reversed(branches):
        case = case.when(wall.copy() >= _timestamp(since), interval(after))
    return case.else_(interval(minutes))


def to_utc(wall: exp.Expr, where: Zone, years: tuple[int, int] | None = None) -> exp.Expr:
    """Return the UTC instant of a wall time (both TIMESTAMP without zone)."""
    return wall if where.is_utc else wall.copy() - offset(wall, where, years)


def offset_by_row(
    wall: exp.Expr,
    name: exp.Expr,
    zones: Mapping[str, Zone],
    default: Zone,
    years: tuple[int, int] | None = None,
) -> exp.Expr:
    """Return the INTERVAL where each row names its zone; others are in `default`."""
    different = {text: where for text, where in zones.items() if where != default}
    if not different:
        return offset(wall, default, years)
    case = exp.Case(this=duck.trimmed(name))
    for text, where in different.items():
        case = case.when(duck.text(text), offset(wall, where, years))
    return case.else_(offset(wall, default, years))


def zones_in(
    connection: duckdb.DuckDBPyConnection, table: str, name: exp.Expr
) -> tuple[dict[str, Zone], tuple[str, ...]]:
    """Return the zones that a column names, and the names that mean none."""
    text = duck.trimmed(name)
    query = (
        exp.select(text.as_("name"))
        .distinct()
        .from_(duck.table(table))
        .where(exp.not_(text.copy().is_(exp.null())))
        .limit(1_000)
    )
    names = sorted(row[0] for row in duck.run(connection, query))
    known = {text: found for text in names if (found := zone(text)) is not None}
    return known, tuple(text for text in names if text not in known)


@lru_cache(maxsize=64)
def _changes(name: str) -> tuple[tuple[datetime, int], ...]:
    """Return (wall time from which it holds, minutes east) for every change of the offset.

    The wall times are those of the first instant: in an overlap the old offset holds to its end,
    in a gap it holds, too.
    """
    zone_info = ZoneInfo(name)
    start = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
    found: list[tuple[datetime, int]] = [(datetime(1, 1, 1), _minutes(start, zone_info))]  # noqa: DTZ001
    # in these years no zone changed twice within five days: the same changes as by single days
    ends = range(0, (_LAST_YEAR - _FIRST_YEAR + 1) * 366, 5)
    for before, after in pairwise(start + timedelta(days=at) for at in ends):
        old, new = _minutes(before, zone_info), _minutes(after, zone_info)
        if old == new:
            continue
        low, high = before, after
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            middle = middle.replace(second=0, microsecond=0)
            if middle <= low:
                break
            low, high = (middle, high) if _minutes(middle, zone_info) == old else (low, middle)
        instant = high.replace(tzinfo=None)
        found.append((instant + timedelta(minutes=max(old, new)), new))
    return tuple(found)


def _minutes(instant: datetime, zone_info: ZoneInfo) -> int:
    offset = instant.astimezone(zone_info).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)


def interval(minutes: int) -> exp.Expr:
    """Return minutes as an INTERVAL."""
    return duck.call("to_minutes", minutes)


def _timestamp(moment: datetime) -> exp.Expr:
    return duck.cast(duck.text(moment.isoformat(sep=" ")), "TIMESTAMP")


def known_suffixes(texts: Iterable[str]) -> dict[str, Zone]:
    """Return the offsets that stand behind times (`-0500`, `PDT`), by their text."""
    found = {text: zone(text) for text in texts if text}
    return {text: where for text, where in found.items() if where is not None and not where.name}
