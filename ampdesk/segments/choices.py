"""What a builder offers: tables, columns with their operators, behaviours; nothing is counted.

Names are the declared ones; labels and descriptions are for people (window.md, Picker).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ampdesk.schema import DERIVED_TABLES, Table, Type
from ampdesk.schema.transactions import OWN_COLUMN, WITH_OWN_COLUMNS
from ampdesk.segments.behaviours import GROUPABLE
from ampdesk.segments.catalog import (
    ATTRIBUTES,
    CUSTOMER_360,
    DEFAULT_ID,
    FILTER_ATTRIBUTES,
    MERGED,
    RECIPIENTS,
    TAE,
    UIT,
    Catalog,
    Kind,
    SelectableTable,
)
from ampdesk.segments.filters import LISTS, OPERATORS, PAIRS, WITHOUT_VALUE

_FIRST = (TAE, ATTRIBUTES, MERGED, CUSTOMER_360, "Unified_Loyalty", "Email_Opt_Status",
          "SMS_Opt_Status", "Email_Engagement_Attributes", "Lifecycle_Events", UIT)  # fmt: skip
_KINDS = {Kind.BOOLEAN: "yes/no", Kind.DATE: "date", Kind.DATETIME: "datetime",
          Kind.NUMBER: "number", Kind.STRING: "text"}  # fmt: skip
_FREQUENT = ("is exactly", "is in list")
_SHORT = {"uit": "order lines", "id": "ID", "sms": "SMS", "clv": "CLV", "rfm": "RFM",
          "pk": "key", "fk": "key"}  # fmt: skip
_DECLARED: Mapping[str, Table] = {table.name: table for table in DERIVED_TABLES}
_NO_ORDER = "less useful: 999 is below 1011, though better in two scores; use the RFM condition"


@dataclass(frozen=True)
class OperatorChoice:
    """One operator of a column: `takes` nothing, one, pair or list; `hint` warns where it must."""

    op: str
    takes: str
    hint: str = ""


@dataclass(frozen=True)
class ColumnChoice:
    """One column: `kind` decides the operators, `type_words` says what its values are."""

    table: str
    name: str
    label: str
    kind: str
    type_words: str
    description: str
    is_personal: bool
    operators: tuple[OperatorChoice, ...]


@dataclass(frozen=True)
class TableChoice:
    """One table that conditions may name; `is_unique`: a customer has at most one row."""

    name: str
    label: str
    description: str
    grain: str
    rows: int
    is_unique: bool
    columns: tuple[ColumnChoice, ...]


@dataclass(frozen=True)
class BehaviourChoice:
    """A purchase behaviour; `parameter` names what it takes beside window and filters."""

    name: str
    label: str
    description: str
    parameter: str
    windows: tuple[str, ...] = ("after", "before", "between", "on", "not on", "not between")


BEHAVIOURS = (
    BehaviourChoice("has purchased", "Has purchased",
                    "Placed orders with such items in the window, so many if you say so", "orders"),
    BehaviourChoice("has not purchased", "Has not purchased",
                    "Everybody who bought no such item in the window, never-buyers included", ""),
    BehaviourChoice("first purchase", "First purchase",
                    "The first order ever lies in the window and holds such an item", ""),
    BehaviourChoice("repeat purchase", "Repeat purchase",
                    "An order in the window that is not the first ever", ""),
    BehaviourChoice("most frequent order", "Most frequent order",
                    "What the customer orders most often; ties all count", "most_frequent"),
    BehaviourChoice("total value of orders", "Total value of orders",
                    "What the items bought in the window cost together", "amount"),
)  # fmt: skip
"""The six behaviours (segments.md 2.4)."""


def table_choices(
    catalog: Catalog, rows: Mapping[str, int], activation_id: str = DEFAULT_ID
) -> tuple[TableChoice, ...]:
    """Return the tables that hold an activation id: the usual ones first, empty ones last."""
    found = [
        _table(one, rows.get(one.name, 0))
        for one in catalog.tables.values()
        if activation_id in one.columns and one.name != RECIPIENTS
    ]
    place = {name: at for at, name in enumerate(_FIRST)}
    return tuple(
        sorted(found, key=lambda one: (not one.rows, place.get(one.name, len(place)), one.label))
    )


def _table(source: SelectableTable, rows: int) -> TableChoice:
    declared = _DECLARED.get(source.name)
    return TableChoice(
        name=source.name,
        label=label_of(source.name.removeprefix("custom_")),
        description=declared.description if declared else "A table of your own, as filed",
        grain=declared.grain if declared else "record",
        rows=rows,
        is_unique=source.is_unique,
        columns=tuple(column_choice(source, name) for name in source.columns),
    )


def column_choice(source: SelectableTable, name: str) -> ColumnChoice:
    """Describe one column of a selectable table."""
    declared = _DECLARED.get(source.name)
    column = declared.by_name.get(name) if declared else None
    kind = source.columns[name]
    words = column.type.words if column else _KINDS[kind]
    own = column is None and source.name in WITH_OWN_COLUMNS
    is_amount = column is not None and column.type in {Type.DECIMAL, Type.SUM}
    return ColumnChoice(
        table=source.name,
        name=name,
        label=label_of(name),
        kind=_KINDS[kind],
        type_words=words,
        description=column.description if column else OWN_COLUMN if own else "As filed",
        is_personal=column.pii
        if column
        else source.name.startswith("custom_") or (own and kind is Kind.STRING),
        operators=tuple(_operator(op, kind, name, is_amount) for op in OPERATORS[kind]),
    )


def _operator(op: str, kind: Kind, name: str, is_amount: bool) -> OperatorChoice:  # noqa: FBT001
    takes = "one"
    if op in WITHOUT_VALUE:
        takes = "nothing"
    elif op in PAIRS:
        takes = "pair"
    elif op in LISTS:
        takes = "list"
    hint = ""
    if op in {"is", "is not"} and kind is Kind.NUMBER and is_amount:
        hint = "less useful: few amounts are equal to the cent"
    elif op in {"is", "is not"} and kind is Kind.DATETIME:
        hint = "less useful: one day only; “is after” says since when"
    elif name == "L12M_rfm_score" and kind is Kind.NUMBER and op not in {"is", "is not"}:
        hint = "" if takes in {"nothing", "list"} else _NO_ORDER
    elif op in PAIRS:
        hint = "both ends are left out"
    return OperatorChoice(op, takes, hint)


def filter_choices(catalog: Catalog) -> tuple[ColumnChoice, ...]:
    """Return the columns of order lines that every behaviour may filter by."""
    return tuple(_lines(catalog, FILTER_ATTRIBUTES))


def frequent_choices(catalog: Catalog) -> tuple[ColumnChoice, ...]:
    """Return the columns of "most frequent order", with the two operators it knows."""
    return tuple(
        ColumnChoice(**{
            **one.__dict__,
            "operators": tuple(op for op in one.operators if op.op in _FREQUENT),
        })
        for one in _lines(catalog, GROUPABLE)
    )  # fmt: skip


def _lines(catalog: Catalog, names: Iterable[str]) -> Iterator[ColumnChoice]:
    lines = catalog.tables.get(UIT)
    for name in names if lines is not None else ():
        if lines is not None and name in lines.columns:
            yield column_choice(lines, name)


def find_columns(
    tables: Iterable[TableChoice], text: str, limit: int = 50
) -> tuple[ColumnChoice, ...]:
    """Return columns whose name, table or description holds every word, best first."""
    words = text.casefold().replace("_", " ").split()
    found = []
    for table in tables:
        for place, one in enumerate(table.columns):
            rank = _rank(words, one, table)
            if rank is not None:
                found.append((rank, not table.rows, place, one))
    found.sort(key=lambda row: row[:3])
    return tuple(one for *_, one in found[:limit])


def _rank(words: list[str], one: ColumnChoice, table: TableChoice) -> int | None:
    label = one.label.casefold()
    if not all(
        word in label or word in table.label.casefold() or word in one.description.casefold()
        for word in words
    ):
        return None
    whole = " ".join(words)
    if label == whole:
        return 0
    if label.startswith(whole):
        return 1
    if all(any(part.startswith(word) for part in label.split()) for word in words):
        return 2
    return 3 if all(word in label for word in words) else 4


def label_of(name: str) -> str:
    """Return a name in a person's words: "Latest order datetime", "L12M monetary"."""
    words = [_SHORT.get(word.lower(), word) for word in name.split("_") if word]
    words = [word if word.isupper() or _is_span(word) else word.lower() for word in words]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _is_span(word: str) -> bool:
    return word[:1] in {"L", "l"} and any(sign.isdigit() for sign in word)
