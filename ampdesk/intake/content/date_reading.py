"""Expressions that read a column of dates, once its styles are known (import_formats.md 5)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import zones
from ampdesk.intake.content.date_patterns import GROUPS, HAS_TIME, PATTERNS, SUFFIX, TAIL, WEEKDAY
from ampdesk.intake.content.tables import MONTHS
from ampdesk.intake.content.zones import UTC_ZONE, Zone
from ampdesk.intake.questions import Question


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
            suffix = duck.call("regexp_extract", value.copy(), SUFFIX, 1)
            for said, where in self.suffixes.items():
                case = case.when(suffix.copy().eq(duck.text(said)), zones.interval(where.minutes))
        if self.has_pure_dates and offset != zones.interval(0):
            if not self.has_time:
                return wall
            case = case.when(
                exp.not_(duck.call("regexp_matches", value.copy(), HAS_TIME)), zones.interval(0)
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
        branches = [(kind, self._wall_of(kind, value)) for kind in PATTERNS if kind in self.kinds]
        if not branches:
            return duck.cast(exp.null(), "TIMESTAMP")
        if len(branches) == 1 and not self.unread:
            return branches[0][1]
        case = exp.Case()
        for kind, wall in branches:
            case = case.when(duck.matches(value, PATTERNS[kind]), wall)
        return case

    def bad(self, text: exp.Expr) -> exp.Expr:
        """Return whether a value is there and no date (`0000-00-00` is an empty one)."""
        value = duck.trimmed(text)
        bad = exp.and_(exp.not_(value.is_(exp.null())), self.wall(text).is_(exp.null()))
        if "zero" in self.kinds:
            bad = exp.and_(bad, exp.not_(duck.matches(value, PATTERNS["zero"])))
        return bad

    def _text(self, text: exp.Expr) -> exp.Expr:
        value = duck.trimmed(text)
        if self.kinds & {"day_name", "name_day", "numeric"}:
            value = duck.call("regexp_replace", value, WEEKDAY, "")
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
            value = duck.call("regexp_replace", value, TAIL, r"\1")
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
            stamp = duck.call("regexp_replace", value.copy(), GROUPS[kind], order)
        else:
            year, month, day = (3, 2, 1) if kind == "day_name" else (3, 1, 2)

            def group(number: int) -> exp.Expr:
                return duck.call("regexp_extract", value.copy(), GROUPS[kind], number)

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
