"""Columns that are written plainly: told by one cheap look, read by a cast.

Long files come from machines and are mostly plain; the careful readings of `content` (patterns per
value) cost ten times as much. Whatever is not plain throughout is left to them.
"""

from dataclasses import dataclass

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import zones
from ampdesk.intake.content.tables import FALSE_WORDS, TRUE_WORDS
from ampdesk.intake.content.zones import Zone

_DATE, _TIME, _OFFSET = 10, 19, 25  # lengths of 2026-03-01, … 20:30:00, … -0500
_MOST_OFFSETS = 60
_MOST_SPELLINGS = 12


def plain_amount(
    connection: duckdb.DuckDBPyConnection, table: str, value: exp.Expr
) -> exp.Expr | None:
    """DECIMAL(18,4) of a column of digits with at most two decimals behind a point, else None.

    Exactly three digits behind a point could group thousands: that is for `content.amounts`.
    """
    number = duck.try_cast(value, "DECIMAL(18,4)")
    three = duck.call("substr", value.copy(), -4, 1).eq(duck.text("."))
    power = duck.call("contains", duck.call("lower", value.copy()), "e")
    facts = exp.select(
        exp.Count(this=value.copy()),
        exp.Count(this=number.copy()),
        duck.call("count_if", exp.or_(three, power)),
    ).from_(duck.table(table))
    filled, numbers, doubtful = duck.run(connection, facts)[0]
    return number if filled == numbers and not doubtful else None


def plain_flag(
    connection: duckdb.DuckDBPyConnection, table: str, value: exp.Expr
) -> exp.Expr | None:
    """BOOLEAN of a column with few spellings, all of them known words; else None.

    Comparing a value as it stands spares each row the trimming and the lower case.
    """
    spellings = exp.select(value.as_("v")).distinct().from_(duck.table(table))
    found = duck.run(connection, spellings.limit(_MOST_SPELLINGS + 1))
    if len(found) > _MOST_SPELLINGS:
        return None
    case = exp.Case(this=value.copy())
    for text in sorted(one for (one,) in found if one is not None):
        word = text.strip(duck.BLANKS).lower()
        if word in TRUE_WORDS | FALSE_WORDS:
            case = case.when(duck.text(text), exp.convert(word in TRUE_WORDS))
        elif word:
            return None
    return case if case.args.get("ifs") else None


def plain_key(
    connection: duckdb.DuckDBPyConnection, table: str, value: exp.Expr
) -> exp.Expr | None:
    """The column itself when no id of it can have been through a spreadsheet; else None."""
    touched = exp.or_(
        duck.call("suffix", value.copy(), ".0"),
        duck.call("contains", value.copy(), "E+"),
        duck.call("starts_with", value.copy(), "="),
        duck.call("starts_with", value.copy(), "'"),
    )
    query = exp.select(duck.call("count_if", touched)).from_(duck.table(table))
    return None if duck.scalar(connection, query) else value


@dataclass(frozen=True)
class PlainMoments:
    """ISO instants of one length; `offsets` by their text where the values carry one."""

    length: int
    offsets: dict[str, Zone]

    def moment(self, value: exp.Expr, zone: Zone) -> exp.Expr:
        """TIMESTAMP in UTC; a pure date is midnight, unshifted."""
        if self.length != _OFFSET:
            wall = duck.try_cast(value, "TIMESTAMP")
            return wall if self.length == _DATE else zones.to_utc(wall, zone)
        wall = duck.try_cast(duck.call("left", value.copy(), _TIME), "TIMESTAMP")
        if len(self.offsets) == 1:
            return zones.to_utc(wall, next(iter(self.offsets.values())))
        minutes = exp.Case(this=duck.call("right", value.copy(), 5))
        for text, offset in self.offsets.items():
            minutes = minutes.when(duck.text(text), duck.call("to_minutes", offset.minutes))
        return wall - minutes


def plain_moments(
    connection: duckdb.DuckDBPyConnection, table: str, value: exp.Expr
) -> PlainMoments | None:
    """Tell whether all values are ISO of one shape: a date, with a time, with an offset."""
    length = duck.call("length", value.copy())
    wall = duck.try_cast(duck.call("left", value.copy(), _TIME), "TIMESTAMP")
    dashed = duck.call("substr", value.copy(), 5, 1).eq(duck.text("-"))
    facts = exp.select(
        exp.Count(this=value.copy()),
        exp.Count(this=wall),
        duck.call("count_if", dashed),
        exp.Min(this=length),
        exp.Max(this=length.copy()),
    ).from_(duck.table(table))
    filled, read, dashes, shortest, longest = duck.run(connection, facts)[0]
    if not filled or not filled == read == dashes or shortest != longest:
        return None
    if shortest in {_DATE, _TIME}:
        return PlainMoments(shortest, {})
    if shortest != _OFFSET:
        return None
    found = duck.run(
        connection,
        exp.select(duck.call("substr", value.copy(), 20).as_("o"))
        .distinct()
        .from_(duck.table(table))
        .where(exp.not_(value.copy().is_(exp.null())))
        .limit(_MOST_OFFSETS),
    )
    offsets = {text.strip(): zones.zone(text.strip()) for (text,) in found}
    known = {text: where for text, where in offsets.items() if where is not None and not where.name}
    if len(known) != len(found) or any(len(text) != 5 for text in known):  # noqa: PLR2004
        return None
    return PlainMoments(shortest, known)
