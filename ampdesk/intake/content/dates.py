"""Dates and times of a whole column (import_formats.md 5, "Dates", "Day or month first", "Zone").

`decide` looks at every value and says which styles occur and whether the day or the month stands
first; the DateReading that it gives builds the expressions that convert the column.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import zones
from ampdesk.intake.content.tables import MONTHS
from ampdesk.intake.content.zones import UTC_ZONE, Zone
from ampdesk.intake.questions import Question

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_ZONE = r"(?:\s?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?))?"
_REST = rf"(?:,?[T\s]\s*{_TIME}{_ZONE})?"
# a class of all letters takes RE2 fifty times longer to compile
_WORD = r"[^\s\d.,:/-]{3,10}"
_PATTERNS: dict[str, str] = {
    "zero": r"0{4}-0{2}-0{2}(?:[T ].*)?|0{2}[-/.]0{2}[-/.]0{2,4}(?: .*)?|0",
    "iso": rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_REST}",
    "numeric": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|'?\d{{2}}){_REST}",
    "day_name": (
        rf"\d{{1,2}}\.?[\s-]*(?:de )?{_WORD}\.?,?[\s-]*(?:de )?(?:\d{{4}}|'?\d{{2}}){_REST}"
    ),
    "name_day": rf"{_WORD}\.?[\s-]*\d{{1,2}}(?:st|nd|rd|th)?,?[\s-]+(?:\d{{4}}|'?\d{{2}}){_REST}",
    "compact": r"(?:19|20)\d{6}(?:[T ]?\d{6}Z?)?",
    "epoch": r"\d{9,10}(?:\.\d+)?",
    "epoch_ms": r"\d{12,13}",
    "serial": r"[2-5]\d{4}(?:\.\d+)?|60000",
}
_SUFFIX = rf"{_TIME}\s?((?:[A-Z]{{1,5}}|(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?))$"
_WEEKDAY = r"^(?:[^\s\d.,:/-]{2,10}\.?,\s*|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)"
_NO_ZONE = frozenset({"A", "P", "AM", "PM", "M", "T"})
_YEAR = r"(?:'?(\d{2}|\d{4}))"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_THEN = rf"(?:,?[T\s]\s*({_CLOCK})(?:\s?[AaPp]\.?\s?[Mm]\.?)?{_ZONE})?$"
_GROUPS: dict[str, str] = {
    "iso": rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_THEN}",
    "numeric": rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{_YEAR}{_THEN}",
    "day_name": rf"^(\d{{1,2}})\.?[\s-]*(?:de )?({_WORD})\.?,?[\s-]*(?:de )?{_YEAR}{_THEN}",
    "name_day": rf"^({_WORD})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+{_YEAR}{_THEN}",
}
_BEFORE_YEAR = (
    r"\d{1,2}[-/.]\d{1,2}[-/.]",
    rf"\d{{1,2}}\.?[\s-]*(?:de )?{_WORD}\.?,?[\s-]*(?:de )?",
    rf"{_WORD}\.?[\s-]*\d{{1,2}}(?:st|nd|rd|th)?,?[\s-]+",
)
_SHORT = rf"^(?:{'|'.join(_BEFORE_YEAR)})'?\d{{2}}(?:\D|$)"
_TAIL = r"(:\d{2}(?:[.,]\d+)?)\s?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-][\d:]+)$"
_HAS_TIME = r"\d:\d|\d{10}|\d[T ]\d{6}|\.\d{2,}$"
DAY_FIRST, MONTH_FIRST = "day first", "month first"
NOT_A_DATE = "not a date"


@dataclass(frozen=True)
class DateReading:
    """How a column's dates are written, and the expressions that read them.

    `kinds` are the styles that occur; `day_first` is None when no date is in numbers only, or when
    only a person knows (`question`); `suffixes` are the offsets in the values; `format` is a
    pattern given by the user (strptime), which replaces all of it.
    """

    kinds: frozenset[str] = frozenset()
    day_first: bool | None = None
    suffixes: Mapping[str, Zone] = field(default_factory=dict)
    unknown_suffixes: tuple[str, ...] = ()
    has_time: bool = False
    has_pure_dates: bool = False
    values: int = 0
    unread: int = 0  # values in no known style
    examples: tuple[str, ...] = ()  # of those
    years: tuple[int, int] | None = None  # first and last, where that is known
    today: dt.date = dt.date.max
    birth: bool = False
    format: str | None = None
    question: Question | None = None

    def moment(
        self,
        text: exp.Expr,
        zone: Zone = UTC_ZONE,
        *,
        zone_name: exp.Expr | None = None,
        row_zones: Mapping[str, Zone] | None = None,
    ) -> exp.Expr:
        """Return the instant in UTC (TIMESTAMP), NULL when empty or unreadable.

        An offset in the value wins, then the row's zone (`zone_name` with `row_zones` of
        `zones.zones_in`), then `zone`. A pure date is midnight, unshifted.
        """
        wall = self.wall(text)
        if zone_name is not None and row_zones:
            offset = zones.offset_by_row(wall, zone_name, row_zones, zone, self.years)
        else:
            offset = zones.offset(wall, zone, self.years)
        value = self._text(text)
        case = exp.Case()
        if self.suffixes:
            suffix = duck.call("regexp_extract", value.copy(), _SUFFIX, 1)
            for said, where in self.suffixes.items():
                case = case.when(suffix.copy().eq(duck.text(said)), zones.interval(where.minutes))
        if self.has_pure_dates and offset != zones.interval(0):
            if not self.has_time:
                return wall
            case = case.when(
                exp.not_(duck.call("regexp_matches", value.copy(), _HAS_TIME)), zones.interval(0)
            )
        if case.args.get("ifs"):
            offset = case.else_(offset)
        return wall if offset == zones.interval(0) else wall.copy() - offset

    def day(self, text: exp.Expr) -> exp.Expr:
        """Return the calendar day as written (DATE), no zone applied; NULL when unreadable."""
        return duck.cast(self.wall(text), "DATE")

    def wall(self, text: exp.Expr) -> exp.Expr:
        """Return the time as written (TIMESTAMP), offsets in the value not applied."""
        value = self._text(text)
        if self.format is not None:
            wall: exp.Expr = duck.call("try_strptime", value, self.format)
            return self._aged(wall) if "%y" in self.format else wall
        branches = [(kind, self._wall_of(kind, value)) for kind in _PATTERNS if kind in self.kinds]
        if not branches:
            return duck.cast(exp.null(), "TIMESTAMP")
        if len(branches) == 1 and not self.unread:
            return branches[0][1]
        case = exp.Case()
        for kind, wall in branches:
            case = case.when(duck.matches(value, _PATTERNS[kind]), wall)
        return case

    def bad(self, text: exp.Expr) -> exp.Expr:
        """Return whether a value is there and no date (`0000-00-00` is an empty one)."""
        value = duck.trimmed(text)
        bad = exp.and_(exp.not_(value.is_(exp.null())), self.wall(text).is_(exp.null()))
        if "zero" in self.kinds:
            bad = exp.and_(bad, exp.not_(duck.matches(value, _PATTERNS["zero"])))
        return bad

    def _text(self, text: exp.Expr) -> exp.Expr:
        value = duck.trimmed(text)
        if self.kinds & {"day_name", "name_day", "numeric"}:
            value = duck.call("regexp_replace", value, _WEEKDAY, "")
        return value

    def _wall_of(self, kind: str, value: exp.Expr) -> exp.Expr:
        match kind:
            case "iso":
                return self._iso(value)
            case "compact":
                digits = duck.call("regexp_replace", value, "[^0-9]", "", "g")
                return duck.call(
                    "coalesce",
                    duck.call("try_strptime", digits, "%Y%m%d"),
                    duck.call("try_strptime", digits.copy(), "%Y%m%d%H%M%S"),
                )
            case "epoch" | "epoch_ms":
                return _since_1970(value, 1_000_000 if kind == "epoch" else 1_000)
            case "serial":
                # day 25569 of Excel is 1970-01-01; whole seconds, 0.333333333 is eight o'clock
                return _since_1970(value, 86_400 * 1_000_000, zero=25_569, whole=1_000_000)
            case "zero":
                return duck.cast(exp.null(), "TIMESTAMP")
            case _:
                return self._by_parts(kind, value)

    def _iso(self, value: exp.Expr) -> exp.Expr:
        """A plain cast, offsets cut off: DuckDB 2 takes `… -0500` for a time without offset."""
        if self.suffixes or self.unknown_suffixes:
            value = duck.call("regexp_replace", value, _TAIL, r"\1")
        if "iso_dots" in self.kinds:
            value = duck.call(
                "regexp_replace", value, r"^(\d{4})\.(\d{1,2})\.(\d{1,2})", r"\1-\2-\3"
            )
        if "iso_half" in self.kinds:
            return self._by_parts("iso", value)
        return duck.try_cast(value, "TIMESTAMP")

    def _by_parts(self, kind: str, value: exp.Expr) -> exp.Expr:
        """Bring the parts of a pattern into ISO order, then cast.

        The expression stays small on purpose: a zone repeats it for each change of the clock.
        """
        stamp: exp.Expr
        if kind in {"iso", "numeric"}:
            order = r"\1-\2-\3 \4"
            if kind == "numeric":
                order = r"\3-\1-\2 \4" if self.day_first is False else r"\3-\2-\1 \4"
            stamp = duck.call("regexp_replace", value.copy(), _GROUPS[kind], order)
        else:
            year, month, day = (3, 2, 1) if kind == "day_name" else (3, 1, 2)

            def group(number: int) -> exp.Expr:
                return duck.call("regexp_extract", value.copy(), _GROUPS[kind], number)

            stamp = duck.call(
                "concat",
                group(year),
                "-",
                _month_number(group(month)),
                "-",
                group(day),
                " ",
                group(4),
            )
        if "short_year" in self.kinds:
            stamp = self._four_digits(stamp)
        wall: exp.Expr = duck.try_cast(duck.call("trim", stamp), "TIMESTAMP")
        if "half_days" in self.kinds:
            wall = wall + duck.call("to_hours", _half_day(value))
        if self.birth and "short_year" in self.kinds:
            return self._aged(wall)
        return wall

    def _four_digits(self, stamp: exp.Expr) -> exp.Expr:
        """Put the century before two-digit years: up to two years ahead of today is 20xx."""
        last = (self.today.year + 2) % 100 if self.today != dt.date.max else 99
        short = duck.call("regexp_matches", stamp, r"^\d\d-")
        old = duck.call("left", stamp.copy(), 2) > duck.text(f"{last:02}")
        century = exp.Case().when(old, duck.text("19")).else_(duck.text("20"))
        return (
            exp.Case().when(short, duck.call("concat", century, stamp.copy())).else_(stamp.copy())
        )

    def _aged(self, wall: exp.Expr) -> exp.Expr:
        """Put a two-digit year into the last century when the day would be in the future."""
        today = duck.cast(duck.text(self.today.isoformat()), "DATE")
        last = today + exp.convert(0 if self.birth else 2 * 366)
        late = duck.cast(wall.copy(), "DATE") > last
        return exp.Case().when(late, wall.copy() - duck.call("to_years", 100)).else_(wall)


def _half_day(value: exp.Expr) -> exp.Expr:
    """Return the hours to add for AM and PM: 12 PM is noon, 12 AM midnight."""
    half = duck.call(
        "lower", duck.call("regexp_extract", value.copy(), r"\d\s?([AaPp])\.?\s?[Mm]", 1)
    )
    hour = duck.call("regexp_extract", value.copy(), r"(\d{1,2}):\d{2}", 1)
    noon = duck.call("concat", half, hour)
    return (
        exp.Case(this=duck.call("left", noon, 1))
        .when(
            duck.text("p"),
            exp.Case().when(hour.copy().eq(duck.text("12")), exp.convert(0)).else_(exp.convert(12)),
        )
        .when(
            duck.text("a"),
            exp.Case()
            .when(hour.copy().eq(duck.text("12")), exp.convert(-12))
            .else_(exp.convert(0)),
        )
        .else_(exp.convert(0))
    )


def _since_1970(value: exp.Expr, factor: int, *, zero: int = 0, whole: int = 1) -> exp.Expr:
    """Return the timestamp of a number: microseconds are (value - zero) × factor."""
    number = exp.Paren(this=duck.try_cast(value.copy(), "DOUBLE") - exp.convert(zero))
    counted = number * exp.convert(factor // whole)
    rounded = (
        duck.call("round", counted)
        if whole == 1
        else duck.call("floor", counted + exp.convert(0.02))
    )
    micros = duck.try_cast(rounded * exp.convert(whole), "BIGINT")
    return duck.cast(duck.text("1970-01-01"), "TIMESTAMP") + duck.call("to_microseconds", micros)


def _month_number(name: exp.Expr) -> exp.Expr:
    """Return the number of a month in any of four languages, NULL for another word."""
    folded = duck.call("strip_accents", duck.call("lower", name))
    names = exp.Array(expressions=[duck.text(word) for word in MONTHS])
    numbers = exp.Array(expressions=[exp.convert(number) for number in MONTHS.values()])
    return duck.call("list_extract", numbers, duck.call("list_position", names, folded))


def decide(  # noqa: PLR0913  # each is one fact that the values cannot say
    connection: duckdb.DuckDBPyConnection,
    table: str,
    text: exp.Expr,
    *,
    header: str,
    tag: str = "",
    today: dt.date,
    order: str | None = None,
    form: str | None = None,
    birth: bool = False,
) -> DateReading:
    """Look at every value of `text` (a column, or date and time joined by a blank).

    `order` is a format's fixed order (`day first`, `month first`), used when the values leave it
    open; `form` is the mapping's `format`: an strptime pattern, or one of the two orders, which
    then rules. The question of the reading must be answered before the column may be used.
    """
    if form is not None and form not in {DAY_FIRST, MONTH_FIRST}:
        return DateReading(
            format=form,
            today=today,
            birth=birth,
            has_time="%H" in form or "%I" in form,
            has_pure_dates="%H" not in form and "%I" not in form,
        )
    seen = _survey(connection, table, text)
    reading = _ordered(
        replace(seen.reading(), today=today, birth=birth), seen, header, tag, order, form
    )
    if reading.question is None and reading.has_time and reading.kinds - {"iso", "zero"}:
        wall = reading.wall(text)
        span = exp.select(
            duck.call("year", duck.call("min", wall)),
            duck.call("year", duck.call("max", wall.copy())),
        ).from_(duck.table(table))
        first, last = duck.run(connection, span)[0]
        reading = replace(reading, years=(first, last) if first is not None else None)
    return reading


def _ordered(
    reading: DateReading, seen: "_Seen", header: str, tag: str, order: str | None, form: str | None
) -> DateReading:
    """Say whether the day or the month is first, or ask."""
    if "numeric" not in reading.kinds:
        return reading
    if form is not None:
        return replace(reading, day_first=form == DAY_FIRST)
    if seen.first > 12 and seen.second > 12:  # noqa: PLR2004
        return replace(
            reading,
            day_first=True,
            question=_question(
                "mixed_day_month", header, tag, (seen.first_example, seen.second_example)
            ),
        )
    if seen.first > 12 or seen.second > 12:  # noqa: PLR2004
        return replace(reading, day_first=seen.first > 12)  # noqa: PLR2004
    if order is not None:
        return replace(reading, day_first=order == DAY_FIRST)
    return replace(
        reading, question=_question("day_or_month_first", header, tag, (seen.first_example,))
    )


def _question(code: str, header: str, tag: str, examples: tuple[str, ...]) -> Question:
    shown = ", ".join(f"“{example}”" for example in examples)
    text = (
        f'"{header}" has dates with the day first and dates with the month first ({shown})'
        if code == "mixed_day_month"
        else f'"{header}": is the day or the month first? ({shown})'
    )
    return Question(
        code,
        header,
        text,
        (DAY_FIRST, MONTH_FIRST),
        examples,
        tuple(_line(header, tag, choice) for choice in (DAY_FIRST, MONTH_FIRST)),
    )


def _line(header: str, tag: str, form: str) -> str:
    import json

    columns = {header: {"tag": tag, "format": form}}
    return f'"columns": {json.dumps(columns, ensure_ascii=False)}'


@dataclass
class _Seen:
    """Counts over all values of the column."""

    kinds: dict[str, int] = field(default_factory=dict)
    suffixes: set[str] = field(default_factory=set)
    first: int = 0
    second: int = 0
    first_example: str = ""
    second_example: str = ""
    timed: int = 0
    pure: int = 0
    dots: int = 0
    halves: int = 0
    half_days: int = 0
    short_years: int = 0
    years: set[int] = field(default_factory=set)
    others: list[str] = field(default_factory=list)

    def reading(self) -> DateReading:
        kinds = {kind for kind in self.kinds if kind != "other"}
        if self.dots:
            kinds.add("iso_dots")
        if self.halves:
            kinds.add("iso_half")
        if self.half_days:
            kinds.add("half_days")
        if self.short_years:
            kinds.add("short_year")
        known = zones.known_suffixes(self.suffixes)
        return DateReading(
            kinds=frozenset(kinds),
            suffixes=known,
            unknown_suffixes=tuple(sorted(self.suffixes - set(known))),
            has_time=self.timed > 0,
            has_pure_dates=self.pure > 0,
            values=sum(self.kinds.values()),
            unread=self.kinds.get("other", 0),
            examples=tuple(self.others),
            years=(min(self.years), max(self.years)) if self.years else None,
        )


def _survey(connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expr) -> _Seen:
    value = duck.call("regexp_replace", duck.trimmed(text), _WEEKDAY, "")
    inner = exp.select(duck.trimmed(text).as_("raw"), value.as_("v")).from_(duck.table(table))
    v = duck.column("v")
    kind = exp.Case()
    for name, pattern in _PATTERNS.items():
        kind = kind.when(duck.matches(v, pattern), duck.text(name))
    suffix = duck.call("regexp_extract", v.copy(), _SUFFIX, 1)
    classed = (
        exp.select(
            v,
            kind.else_(duck.text("other")).as_("kind"),
            exp.Case()
            .when(duck.call("contains", v.copy(), ":"), suffix)
            .else_(duck.text(""))
            .as_("zone"),
        )
        .from_(inner.subquery("r"))
        .where(exp.not_(v.copy().is_(exp.null())))
    )
    is_numeric = duck.column("kind").eq(duck.text("numeric"))

    def number(pattern: str) -> exp.Expr:
        found = duck.try_cast(duck.call("regexp_extract", v.copy(), pattern, 1), "INTEGER")
        return exp.Case().when(is_numeric.copy(), found)

    first, second = number(r"^(\d{1,2})"), number(r"^\d{1,2}[-/.](\d{1,2})")
    iso = duck.column("kind").eq(duck.text("iso"))
    query = (
        exp.select(
            "kind",
            "zone",
            exp.Count(this=exp.Star()),
            duck.call("max", first),
            duck.call("max", second),
            duck.call("arg_max", v.copy(), first.copy()),
            duck.call("arg_max", v.copy(), second.copy()),
            duck.call("count_if", duck.call("regexp_matches", v.copy(), r"\d:\d|\d[T ]\d{6}")),
            duck.call(
                "count_if", exp.and_(iso, duck.call("regexp_matches", v.copy(), r"^\d{4}\."))
            ),
            duck.call(
                "count_if",
                exp.and_(
                    iso.copy(), duck.call("regexp_matches", v.copy(), r"(?i)[ap]\.?\s?m|,|  ")
                ),
            ),
            duck.call("count_if", duck.call("regexp_matches", v.copy(), r"\d\s?[AaPp]\.?\s?[Mm]")),
            duck.call(
                "count_if",
                exp.and_(exp.not_(iso.copy()), duck.call("regexp_matches", v.copy(), _SHORT)),
            ),
            duck.call("min", v.copy()),
            duck.call("max", v.copy()),
        )
        .from_(classed.subquery("k"))
        .group_by("kind", "zone")
    )
    seen = _Seen()
    for row in duck.run(connection, query):
        _add(seen, row)
    return seen


def _add(seen: _Seen, row: tuple[Any, ...]) -> None:
    (
        kind,
        zone,
        count,
        first,
        second,
        first_example,
        second_example,
        timed,
        dots,
        halves,
        half_days,
        short_years,
        low,
        high,
    ) = row
    seen.kinds[kind] = seen.kinds.get(kind, 0) + count
    if zone and zone not in _NO_ZONE:
        seen.suffixes.add(zone)
    if (first or 0) > seen.first:
        seen.first, seen.first_example = first, first_example
    if (second or 0) > seen.second:
        seen.second, seen.second_example = second, second_example
    if kind in {"epoch", "epoch_ms"}:
        timed = count
    if kind == "serial":
        timed = count if "." in (low + high) else 0
    if kind in {"iso", "numeric", "day_name", "name_day", "compact", "serial", "epoch", "epoch_ms"}:
        seen.timed += timed
        seen.pure += count - timed
    seen.dots += dots
    seen.half_days += half_days
    seen.short_years += short_years
    if kind == "iso":
        seen.years.update({int(low[:4]), int(high[:4])})
    seen.halves += halves
    if kind == "other":
        seen.others = list(dict.fromkeys([*seen.others, low, high]))[:4]
