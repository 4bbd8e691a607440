"""Custom columns of order lines as columns of their own (data_model.md 1.4; ADR 0067).

Which there are, their names and types follow from what each live import noted of its file: the
same for a full and an incremental build, without reading a row.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ampdesk.schema.names import fold_name
from ampdesk.schema.transactions import UIT, UT
from ampdesk.stitch.statement import fragment
from ampdesk.store import Store
from ampdesk.store.sqlite import rows

MOST = 200
"""Columns that a brand's order lines may have of their own: those with the most values."""

_LONGEST = 60
_PREFIX = "custom_"
SQL_TYPES: Mapping[str, str] = {
    "whole": "BIGINT", "amount": "DECIMAL(18, 2)", "number": "DOUBLE", "day": "DATE",
    "moment": "TIMESTAMP", "instant": "TIMESTAMP", "flag": "BOOLEAN", "text": "VARCHAR",
}  # fmt: skip
NUMBERS = frozenset({"BIGINT", "DECIMAL(18, 2)", "DOUBLE"})
_WIDER = (("whole", "amount", "number"), ("day", "moment"))
# words that some engine takes for its own where a column may stand
_RESERVED = frozenset(
    "all alter analyse analyze and any array as asc asymmetric between both by case cast check"  # noqa: SIM905
    " collate column constraint create cross cube current_date current_time current_timestamp"
    " current_user deallocate default deferrable delete desc describe distinct do drop else end"
    " escape except execute exists extract false fetch for foreign from full group grouping having"
    " in initially inner insert intersect into is join lambda lateral leading left like limit"
    " localtime localtimestamp natural normalize not null offset on only or order outer pivot"
    " placing prepare primary qualify recursive references returning right rollup select show some"
    " summarize symmetric table then to trailing true uescape union unique unnest unpivot using"
    " values variadic when where window with".split()
)


@dataclass(frozen=True)
class CustomColumn:
    """One column of order lines: where in the JSON its values are, and what they are."""

    name: str
    kind: str
    headers: tuple[str, ...]
    of_order: bool

    @property
    def sql(self) -> str:
        """Its SQL type in the lake."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class CustomColumns:
    """The custom columns of a brand, in the order in which its imports brought them.

    `is_whole`: nothing is left over for the JSON column.
    """

    columns: tuple[CustomColumn, ...] = ()
    is_whole: bool = True

    def as_json(self) -> list[Any]:
        """What the next build compares: other columns, names or types make a full one."""
        listed = [[one.name, one.kind, list(one.headers), one.of_order] for one in self.columns]
        return [listed, self.is_whole]

    @property
    def of_orders(self) -> dict[str, str]:
        """SQL types by name of the columns that an order has, too."""
        return {one.name: one.sql for one in self.columns if one.of_order}

    @property
    def paths(self) -> tuple[str, ...]:
        """JSON pointers of all headers."""
        return tuple(
            "/" + header.replace("~", "~0").replace("/", "~1")
            for one in self.columns
            for header in one.headers
        )


@dataclass
class _Found:
    headers: list[str]
    imports: set[int]
    filled: int = 0
    kinds: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)


def custom_columns(store: Store) -> CustomColumns:
    """Return the custom columns of order lines that the live imports make together."""
    texts = rows(
        store.connection,
        "SELECT import_id, custom_columns, tables FROM imports WHERE state = 'live'"
        " ORDER BY import_id",
    )
    noted = [
        (int(number), one)
        for number, columns, tables in texts
        if "source_lines" in json.loads(tables or "{}")
        for one in _listed(json.loads(columns or "{}"))
    ]
    return arranged(noted, MOST)


def arranged(noted: Iterable[tuple[int, Mapping[str, Any]]], most: int = MOST) -> CustomColumns:
    """Arrange what imports noted (import_id; name, level, type, filled) as columns."""
    found: dict[str, _Found] = {}
    is_whole = True
    for number, one in noted:
        header = str(one["name"])
        is_whole = is_whole and "type" in one  # an import of an older version: other names too
        column = found.setdefault(header, _Found([header], set()))
        column.imports.add(number)
        column.filled += int(one.get("filled", 1))
        column.kinds.add(str(one.get("type", "text")))
        column.levels.add(str(one.get("level", "line")))
    named = _named(found.values())
    fullest = sorted(named, key=lambda name: -named[name].filled)[:most]
    return CustomColumns(
        tuple(
            CustomColumn(name, _common(one.kinds), tuple(one.headers), one.levels == {"order"})
            for name, one in named.items()
            if name in set(fullest)
        ),
        is_whole and len(fullest) == len(named),
    )


def _listed(noted: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from noted.get("columns", ())
    yield from noted.get("notes", ())


def _named(found: Iterable[_Found]) -> dict[str, _Found]:
    """Give each column a name that is free; headers alike in different files are one column."""
    taken = {fold_name(name) for table in (UIT, UT) for name in table.names}
    made: dict[str, _Found] = {}
    at: dict[str, str] = {}  # folded name → name
    for one in found:
        base = _safe(one.headers[0], taken)
        name, number = base, 1
        while fold_name(name) in at and (
            made[at[fold_name(name)]].imports & one.imports
        ):  # fmt: skip
            number += 1
            name = f"{base}_{number}"
        there = at.get(fold_name(name))
        if there is None:
            at[fold_name(name)] = name
            made[name] = one
        else:
            same = made[there]
            same.headers += one.headers
            same.imports |= one.imports
            same.filled += one.filled
            same.kinds |= one.kinds
            same.levels |= one.levels
    return made


def _safe(header: str, taken: Collection[str]) -> str:
    """A name that needs no quotes and is no standard column: `Paid at` gives paid_at."""
    from ampdesk.intake.headers import normalise  # a build needs no other part of the intake

    name = re.sub(r"\W+", "_", normalise(header)).strip("_")[:_LONGEST].strip("_") or "column"
    if name[0].isdigit() or fold_name(name) in taken or name in _RESERVED:
        name = _PREFIX + name
    return name


def _common(kinds: Collection[str]) -> str:
    """The one type that holds all values; text where they disagree."""
    if len(kinds) == 1:
        return next(iter(kinds))
    for family in _WIDER:
        if set(kinds) <= set(family):
            return max(kinds, key=family.index)
    return "text"


def values(text: exp.Expr, custom: CustomColumns) -> exp.Expr:
    """Read all custom values of a JSON text at once, as a list in the order of `paths`."""
    listed = exp.Array(expressions=[exp.Literal.string(path) for path in custom.paths])
    return exp.Anonymous(this="json_extract_string", expressions=[text, listed])


def typed(custom: CustomColumns, lists: Sequence[exp.Expr]) -> Iterator[tuple[str, exp.Expr]]:
    """Yield name and value of each column, out of lists of `values`: the first that has one.

    Only columns of orders look into a list but the first.
    """
    place = 1
    for one in custom.columns:
        parts = [
            exp.Bracket(this=listed.copy(), expressions=[exp.convert(place + at)], offset=1)
            for listed in (lists if one.of_order else lists[:1])
            for at in range(len(one.headers))
        ]
        text = parts[0] if len(parts) == 1 else exp.Coalesce(this=parts[0], expressions=parts[1:])
        yield one.name, _as(one, text)
        place += len(one.headers)


_INSTANT = (
    "TRY_CAST(REGEXP_REPLACE($text, ' ?([+-][0-9]{2}):?([0-9]{2})$', '\\1:\\2') AS TIMESTAMPTZ)"
    " AT TIME ZONE 'UTC'"
)


def _as(one: CustomColumn, text: exp.Expr) -> exp.Expr:
    match one.kind:
        case "text":
            return text
        case "flag":
            return fragment(
                "CASE WHEN LOWER($text) IN ('true', 'yes') THEN TRUE"
                " WHEN LOWER($text) IN ('false', 'no') THEN FALSE END", text=text,
            )  # fmt: skip
        case "instant":
            return fragment(_INSTANT, text=text)
    return exp.TryCast(this=text, to=exp.DataType.build(one.sql, dialect="duckdb"))


def rest(text: exp.Expr, custom: CustomColumns) -> exp.Expr:
    """What of a JSON text is no column; NULL when nothing is left."""
    if custom.is_whole:
        return exp.cast(exp.null(), "VARCHAR")
    gone = json.dumps(
        {header: None for one in custom.columns for header in one.headers}, ensure_ascii=False
    )
    merged = exp.Anonymous(this="json_merge_patch", expressions=[text, exp.convert(gone)])
    return fragment("NULLIF(CAST($merged AS VARCHAR), '{}')", merged=merged)


def columns_beyond(names: Mapping[str, str]) -> dict[str, str]:
    """Of the columns of Unified_Transactions in a lake, by SQL type, those that are custom."""
    return {name: kind for name, kind in names.items() if name not in UT.by_name}
