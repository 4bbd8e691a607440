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
_WORD = r"\p{L}{3,10}"
_PATTERNS: dict[str, str] = {
    "zero": r"0{4}-0{2}-0{2}(?:[T ].*)?|0{2}[-/.]0{2}[-/.]0{2,4}(?: .*)?|0",
    "iso": rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_REST}",
    "numeric": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|'?\d{{2}}){_REST}",
    "day_name": rf"\d{{1,2}}\.?[\s-]*(?:de )?{_WORD}\.?,?[\s-]*(?:de )?(?:\d{{4}}|'?\d{{2}}){_REST}",
    "name_day": rf"{_WORD}\.?[\s-]*\d{{1,2}}(?:st|nd|rd|th)?,?[\s-]+(?:\d{{4}}|'?\d{{2}}){_REST}",
    "compact": r"(?:19|20)\d{6}(?:[T ]?\d{6}Z?)?",
    "epoch": r"\d{9,10}(?:\.\d+)?",
    "epoch_ms": r"\d{12,13}",
    "serial": r"[2-5]\d{4}(?:\.\d+)?|60000",
}
_SUFFIX = rf"{_TIME}\s?((?:[A-Z]{{1,5}}|(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?))$"
_WEEKDAY = r"^(?:\p{L}{2,10}\.?,\s*|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)"
_NO_ZONE = frozenset({"A", "P", "AM", "PM", "M", "T"})
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
    today: dt.date = dt.date.max
    birth: bool = False
    format: str | None = None
    question: Question | None = None

    def moment(
        self,
        text: exp.Expression,
        zone: Zone = UTC_ZONE,
        *,
        zone_name: exp.Expression | None = None,
        row_zones: Mapping[str, Zone] | None = None,
    ) -> exp.Expression:
        """Return the instant in UTC (TIMESTAMP), NULL when empty or unreadable.

        An offset in the value wins, then the row's zone (`zone_name` with `row_zones` of
        `zones.zones_in`), then `zone`. A pure date is midnight, unshifted.
        """
        wall = self.wall(text)
        if zone_name is not None and row_zones:
            instant = zones.to_utc_by_row(wall, zone_name, row_zones, zone)
        else:
            instant = zones.to_utc(wall, zone)
        value = self._text(text)
        case = exp.Case()
        if self.suffixes:
            suffix = duck.call("regexp_extract", value.copy(), _SUFFIX, 1)
            for said, where in self.suffixes.items():
                case = case.when(
                    suffix.copy().eq(duck.text(said)), zones.to_utc(wall.copy(), where)
                )
        shifted = instant.sql() != wall.sql()
        if shifted and self.has_pure_dates:
            if not self.has_time:
                instant = wall
            else:
                case = case.when(
                    exp.not_(
                        duck.call(
                            "regexp_matches", value.copy(), r"\d:\d|\d{10}|\d[T ]\d{6}|\.\d{2,}$"
                        )
                    ),
                    wall.copy(),
                )
        if not case.args.get("ifs"):
            return instant
        return case.else_(instant)

    def day(self, text: exp.Expression) -> exp.Expression:
        """Return the calendar day as written (DATE), no zone applied; NULL when unreadable."""
        return duck.cast(self.wall(text), "DATE")

    def wall(self, text: exp.Expression) -> exp.Expression:
        """Return the time as written (TIMESTAMP), offsets in the value not applied."""
        value = self._text(text)
        if self.format is not None:
            return self._aged(
                duck.call("try_strptime", value, self.format), two_digits="%y" in self.format
            )
        branches = [(kind, self._wall_of(kind, value)) for kind in _PATTERNS if kind in self.kinds]
        if not branches:
            return duck.cast(exp.null(), "TIMESTAMP")
        if len(branches) == 1 and not self.unread:
            return branches[0][1]
        case = exp.Case()
        for kind, wall in branches:
            case = case.when(duck.matches(value, _PATTERNS[kind]), wall)
        return case

    def bad(self, text: exp.Expression) -> exp.Expression:
        """Return whether a value is there and no date (`0000-00-00` is an empty one)."""
        value = duck.trimmed(text)
        bad = exp.and_(exp.not_(value.is_(exp.null())), self.wall(text).is_(exp.null()))
        if "zero" in self.kinds:
            bad = exp.and_(bad, exp.not_(duck.matches(value, _PATTERNS["zero"])))
        return bad

    def _text(self, text: exp.Expression) -> exp.Expression:
        value = duck.trimmed(text)
        if self.kinds & {"day_name", "name_day", "numeric"}:
            value = duck.call("regexp_replace", value, _WEEKDAY, "")
        return value

    def _wall_of(self, kind: str, value: exp.Expression) -> exp.Expression:
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

    def _iso(self, value: exp.Expression) -> exp.Expression:
        """A plain cast, offsets cut off: DuckDB 2 takes `… -0500` for a time without offset."""
        if self.suffixes or self.unknown_suffixes:
            value = duck.call(
                "regexp_replace",
                value,
                r"(:\d{2}(?:[.,]\d+)?)\s?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-][\d:]+)$",
                r"\1",
            )
        if "iso_dots" in self.kinds:
            value = duck.call(
                "regexp_replace", value, r"^(\d{4})\.(\d{1,2})\.(\d{1,2})", r"\1-\2-\3"
            )
        if "iso_half" in self.kinds:
            return self._by_parts("iso", value)
        return duck.try_cast(value, "TIMESTAMP")

    def _by_parts(self, kind: str, value: exp.Expression) -> exp.Expression:
        """Put year, month, day and time together from the groups of a pattern."""
        rest = rf"(?:,?[T\s]\s*({_TIME.replace('(?:', '(?:', 1)}){_ZONE})?"
        year = r"(\d{4}|'?\d{2})"
        if kind == "iso":
            groups, pattern = ("y", "m", "d"), rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){rest}$"
        elif kind == "numeric":
            groups = ("d", "m", "y") if self.day_first is not False else ("m", "d", "y")
            pattern = rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{year}{rest}$"
        elif kind == "day_name":
            groups = ("d", "m", "y")
            pattern = rf"^(\d{{1,2}})\.?[\s-]*(?:de )?({_WORD})\.?,?[\s-]*(?:de )?{year}{rest}$"
        else:
            groups = ("m", "d", "y")
            pattern = rf"^({_WORD})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+{year}{rest}$"
        names = exp.Array(expressions=[duck.text(name) for name in (*groups, "t")])
        parts = duck.call("regexp_extract", value, pattern, names)

        def part(name: str) -> exp.Expression:
            return duck.call("struct_extract", parts.copy(), name)

        month = part("m") if kind in {"numeric", "iso"} else _month_number(part("m"))
        years = duck.call("ltrim", part("y"), "'")
        two = duck.call("length", years).eq(exp.convert(2))
        full = exp.Case().when(two, duck.call("concat", "20", years.copy())).else_(years.copy())
        time = duck.call("regexp_extract", part("t"), r"^[\d:]+(?:[.,]\d+)?", 0)
        time = duck.call("replace", time, ",", ".")
        stamp = duck.call(
            "concat",
            full,
            "-",
            month,
            "-",
            part("d"),
            " ",
            duck.call("coalesce", duck.call("nullif", time, ""), "00:00:00"),
        )
        wall: exp.Expression = duck.try_cast(stamp, "TIMESTAMP")
        half = duck.call("lower", duck.call("regexp_extract", part("t"), "[AaPp]", 0))
        hour = duck.call("hour", wall.copy())
        shift = (
            exp.Case()
            .when(
                exp.and_(half.eq(duck.text("p")), hour < exp.convert(12)), duck.call("to_hours", 12)
            )
            .when(
                exp.and_(half.copy().eq(duck.text("a")), hour.copy().eq(exp.convert(12))),
                duck.call("to_hours", -12),
            )
            .else_(duck.call("to_hours", 0))
        )
        return self._aged(wall + shift, two_digits=True, if_short=two)

    def _aged(
        self, wall: exp.Expression, *, two_digits: bool, if_short: exp.Expression | None = None
    ) -> exp.Expression:
        """Put a two-digit year into the right century: births never in the future."""
        if not two_digits or self.today == dt.date.max:
            return wall
        last = (
            self.today
            if self.birth
            else self.today.replace(year=self.today.year + 2, month=12, day=31)
        )
        late: exp.Expression = duck.cast(wall.copy(), "DATE") > duck.cast(
            duck.text(last.isoformat()), "DATE"
        )
        if if_short is not None:
            late = exp.and_(if_short.copy(), late)
        return exp.Case().when(late, wall.copy() - duck.call("to_years", 100)).else_(wall)


def _since_1970(
    value: exp.Expression, factor: int, *, zero: int = 0, whole: int = 1
) -> exp.Expression:
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


def _month_number(name: exp.Expression) -> exp.Expression:
    folded = duck.call("strip_accents", duck.call("lower", name))
    case = exp.Case(this=folded)
    for word, number in MONTHS.items():
        case = case.when(duck.text(word), duck.text(str(number)))
    return case


def decide(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    text: exp.Expression,
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
    reading = replace(seen.reading(), today=today, birth=birth)
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

    return f'"columns": {{{json.dumps(header, ensure_ascii=False)}: {{"tag": "{tag}", "format": "{form}"}}}}'


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
    others: list[str] = field(default_factory=list)

    def reading(self) -> DateReading:
        kinds = {kind for kind in self.kinds if kind != "other"}
        if self.dots:
            kinds.add("iso_dots")
        if self.halves:
            kinds.add("iso_half")
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
        )


def _survey(connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expression) -> _Seen:
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

    def number(pattern: str) -> exp.Expression:
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
    seen.halves += halves
    if kind == "other":
        seen.others = list(dict.fromkeys([*seen.others, low, high]))[:4]
