"""The tables and columns that conditions may name, with the types that decide their operators."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from ampdesk.schema import DERIVED_TABLES
from ampdesk.schema.names import fold_name
from ampdesk.schema.transactions import PRODUCT_COLUMNS
from ampdesk.segments.definition import refused

DEFAULT_ID = "amperity_id"
UIT, TAE = "Unified_Itemized_Transactions", "Transaction_Attributes_Extended"
MERGED, RECIPIENTS = "Merged_Customers", "Campaign_Recipients"
ATTRIBUTES, CUSTOMER_360 = "Customer_Attributes", "Customer_360"
FILTER_ATTRIBUTES = (
    *(column.name for column in PRODUCT_COLUMNS),
    "purchase_brand", "purchase_channel", "digital_channel", "store_id",
)  # fmt: skip
"""Columns of order lines that every purchase behaviour may filter by (segments.md 2.4)."""

BASES = {DEFAULT_ID: MERGED, "email": MERGED, "phone": MERGED, "household_id": "Merged_Households",
         "loyalty_id": "Unified_Loyalty"}  # fmt: skip
"""Activation ids and the table whose distinct values are everybody (segments.md 2.1)."""

_NOT_SELECTABLE = frozenset({
    "Unified_Coalesced", "Unified_Customer", "All_Opted_In_Emails", "Email_Engagement_Summary",
    "Identity_Graph", "Record_Ids", "RFM", "Unified_Paid_Media", "Unified_Product_Catalog",
    "Unified_Preprocessed_Raw", "Unified_Scores", "Detailed_Examples", "Unified_Compliance",
    "Unified_Compliance_Overview", "Unified_Changes_Clusters", "Unified_Changes_PKs",
})  # fmt: skip
_ONE_ROW = frozenset({MERGED, CUSTOMER_360, ATTRIBUTES, TAE, "Predicted_CLV_Attributes"})


class Kind(Enum):
    """The types of segments.md 2.2, by the words of an error."""

    BOOLEAN = "a yes/no column"
    DATE = "a date column"
    DATETIME = "a date column with time"
    NUMBER = "a number column"
    STRING = "a text column"

    @classmethod
    def of(cls, sql_type: str) -> "Kind":
        """Return the kind of an SQL type of the lake."""
        word = sql_type.upper().partition("(")[0].strip()
        if word == "BOOLEAN":
            return cls.BOOLEAN
        if word == "DATE":
            return cls.DATE
        if word.startswith("TIMESTAMP"):
            return cls.DATETIME
        return cls.STRING if word in {"VARCHAR", "BLOB"} else cls.NUMBER


@dataclass(frozen=True)
class SelectableTable:
    """One table: columns by name; `is_unique` when a customer has at most one row."""

    name: str
    columns: Mapping[str, Kind]
    is_unique: bool = False

    def column(self, name: str) -> tuple[str, Kind]:
        """Return a column's declared name and kind; case is ignored. Raises DefinitionError."""
        found = self._by_fold.get(fold_name(name))
        if found is None:
            raise refused(
                f'{self.name} has no column "{name}"', _nearest(name, self.columns, "a column")
            )
        return found, self.columns[found]

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {fold_name(name): name for name in self.columns}


@dataclass(frozen=True)
class Catalog:
    """The selectable tables of a built brand, by name."""

    tables: Mapping[str, SelectableTable]

    @classmethod
    def of(cls, columns: Mapping[str, Mapping[str, str]]) -> "Catalog":
        """Keep, of all tables with their columns' SQL types, those a condition may name."""
        declared = {table.name for table in DERIVED_TABLES}
        tables = {
            name: SelectableTable(
                name,
                {column: Kind.of(sql_type) for column, sql_type in found.items()},
                is_unique=name in _ONE_ROW,
            )
            for name, found in columns.items()
            if name not in _NOT_SELECTABLE
            and (name in declared or name.startswith("custom_"))
            and set(found) & set(BASES)
        }
        return cls(tables)

    def table(self, name: str, activation_id: str = DEFAULT_ID) -> SelectableTable:
        """Return a table that holds the activation id; case, blanks, underscores are ignored.

        Raises DefinitionError naming the nearest choices.
        """
        found = self._by_fold.get(fold_name(name))
        if found is None:
            raise refused(f'there is no table "{name}"', _nearest(name, self.tables, "a table"))
        if activation_id not in self.tables[found].columns:
            raise refused(
                f"{found} does not hold {activation_id}",
                f"choose a table with {activation_id}, or another activation id",
            )
        return self.tables[found]

    def base(self, activation_id: str) -> str:
        """Return the table whose values are everybody. Raises DefinitionError."""
        if activation_id not in BASES:
            raise refused(
                f'"{activation_id}" is not an activation id', f"choose one of {', '.join(BASES)}"
            )
        return self.table(BASES[activation_id], activation_id).name

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {fold_name(name): name for name in self.tables}


def _nearest(name: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    folded = {fold_name(one): one for one in names}
    close = difflib.get_close_matches(fold_name(name), folded, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(folded[one] for one in close)}?"
    return f"choose {what} of: {', '.join(sorted(names)[:12])}"
