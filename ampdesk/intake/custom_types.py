"""What the values of custom columns are: found once, from all values of the file.

A column is of a type when every value is written in exactly that way; else it is text. Nothing is
guessed: a day as 03/04/2026, a number with thousands separators or a leading zero stays text, and
so does a column whose header says that it holds ids, codes or phones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.headers import normalise

TEXT = "text"
_SAMPLE = 2_000  # rows that rule out most types of most columns
_COLUMNS = 60  # of one statement
_NONE = 9  # the rank of a value of no type of the family

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = _DAY + r"[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
# from the narrowest type of a family to the widest; 15 digits are exact in each
_FAMILIES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "numbers": (
        ("whole", r"-?(0|[1-9][0-9]{0,14})", ""),
        ("amount", r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,2})?", ""),
        ("number", r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?", ""),
    ),
    "times": (("day", _DAY, "DATE"), ("moment", _MOMENT, "TIMESTAMP")),
    "instants": (("instant", _MOMENT + r" ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})", "TIMESTAMP"),),
    "flags": (("flag", "(?i)true|false|yes|no", ""),),
}
_KEYS = frozenset(
    "id ids number no nr num code codes phone tel telephone mobile zip postal postcode plz sku upc"  # noqa: SIM905
    " ean isbn gtin barcode reference ref token".split()
)


@dataclass(frozen=True)
class Typed:
    """One custom column of a file: header, type of its values, how many there are."""

    header: str
    kind: str
    filled: int


def types_of(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[tuple[str, str]]
) -> Iterator[Typed]:
    """Yield the types of columns (header, name in `relation`) that hold any value."""
    for start in range(0, len(columns), _COLUMNS):
        part = columns[start : start + _COLUMNS]
        sample = exp.select(*(duck.column(name) for _, name in part))
        some = sample.from_(duck.table(relation)).limit(_SAMPLE).subquery("s")
        every = {
            name: tuple(_FAMILIES)
            for header, name in part
            if not _KEYS & set(normalise(header).split())
        }
        left = _ranks(connection, some, every)
        ranks = _ranks(connection, duck.table(relation), {
            name: tuple(family for family in left[name] if left[name][family] < _NONE)
            for name in every
        })  # fmt: skip
        counts = exp.select(*(exp.Count(this=duck.column(name)) for _, name in part))
        filled = duck.run(connection, counts.from_(duck.table(relation)))[0]
        for (header, name), count in zip(part, filled, strict=True):
            if count:
                yield Typed(header, _kind(ranks.get(name, {})), count)


def _kind(ranks: Mapping[str, int]) -> str:
    """The type of the one family that every value fits; several fit only where there is none."""
    for family, rank in ranks.items():
        if rank < _NONE:
            return _FAMILIES[family][rank][0]
    return TEXT


def _ranks(
    connection: duckdb.DuckDBPyConnection,
    table: exp.Expr,
    families: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, int]]:
    """The widest type of each family among a column's values, by column and family."""
    asked = [(name, family) for name, some in families.items() for family in some]
    found: dict[str, dict[str, int]] = {name: {} for name in families}
    if not asked:
        return found
    query = exp.select(*(_rank(duck.column(name), family) for name, family in asked)).from_(table)
    for (name, family), rank in zip(asked, duck.run(connection, query)[0], strict=True):
        found[name][family] = int(rank or 0)
    return found


def _rank(value: exp.Expr, family: str) -> exp.Expr:
    case = exp.Case().when(value.is_(exp.null()), exp.convert(0))
    for rank, (_, pattern, cast) in enumerate(_FAMILIES[family]):
        fits: exp.Expr = duck.matches(value, pattern)
        if cast:  # the 31st of June is written like a day
            read = duck.try_cast(value.copy(), cast).is_(exp.null())
            fits = exp.and_(fits, exp.not_(read))
        case = case.when(fits, exp.convert(rank))
    return exp.Max(this=case.else_(exp.convert(_NONE)))
