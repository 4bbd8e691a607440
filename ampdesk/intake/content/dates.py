"""Dates and times of a whole column (import_formats.md 5, "Dates", "Day or month first", "Zone").

`decide` looks at every value and says which styles occur and whether the day or the month stands
first; the DateReading that it gives builds the expressions that convert the column.
"""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import zones
from ampdesk.intake.content.date_patterns import NO_ZONE, PATTERNS, SHORT, SUFFIX, WEEKDAY
from ampdesk.intake.content.date_reading import DateReading
from ampdesk.intake.questions import Question

DAY_FIRST, MONTH_FIRST = "day first", "month first"
NOT_A_DATE = "not a date"

__all__ = ["DAY_FIRST", "MONTH_FIRST", "NOT_A_DATE", "DateReading", "decide"]


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
    # a column that was recognised keeps its tag without being told it again
    columns = {header: {"tag": tag, "format": form} if tag else {"format": form}}
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
    value = duck.call("regexp_replace", duck.trimmed(text), WEEKDAY, "")
    inner = exp.select(duck.trimmed(text).as_("raw"), value.as_("v")).from_(duck.table(table))
    v = duck.column("v")
    kind = exp.Case()
    for name, pattern in PATTERNS.items():
        kind = kind.when(duck.matches(v, pattern), duck.text(name))
    suffix = duck.call("regexp_extract", v.copy(), SUFFIX, 1)
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
                exp.and_(exp.not_(iso.copy()), duck.call("regexp_matches", v.copy(), SHORT)),
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
    if zone and zone not in NO_ZONE:
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
