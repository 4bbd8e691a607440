"""How the tables hang together: which become which, and which column finds a row elsewhere.

Source: data_model.md 1.2. Used by the map of the tables and by whoever joins them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from ampdesk.schema import DERIVED_TABLES

_BECOMES = {
    "source_profiles": ("Unified_Coalesced", "Stitch_BlocklistValues"),
    "source_lines": ("Unified_Itemized_Transactions",),
    "source_products": ("Unified_Product_Catalog",),
    "source_consents": ("Email_Opt_Status", "SMS_Opt_Status"),
    "source_email_events": ("Unified_Email_Events",),
    "source_loyalty": ("Unified_Loyalty",),
    "source_loyalty_events": ("Unified_Loyalty_Events",),
    "source_recipients": ("Campaign_Recipients",),
    "source_fiscal_calendar": ("Fiscal_Calendar",),
    "Unified_Coalesced": ("Merged_Customers", "Unified_Customer", "Unified_Preprocessed_Raw",
                          "Identity_Graph", "Record_Ids"),
    "Merged_Customers": ("Customer_360", "Merged_Households", "Customer_Attributes"),
    "Unified_Itemized_Transactions": ("Unified_Transactions",),
    "Unified_Transactions": ("Transaction_Attributes_Extended", "Lifecycle_Events"),
    "Transaction_Attributes_Extended": ("Customer_Attributes",),
    "RFM": ("Transaction_Attributes_Extended",),
    "Unified_Email_Events": ("Email_Engagement_Summary",),
    "Email_Engagement_Summary": ("Email_Engagement_Attributes",),
    "Email_Opt_Status": ("All_Opted_In_Emails",),
    "Unified_Preprocessed_Raw": ("Unified_Scores", "Stitch_Blocking_Keys"),
    "Unified_Scores": ("Stitch_Scores", "Detailed_Examples"),
    "Stitch_BlocklistValues": ("Stitch_BadValues",),
    "Record_Ids": ("Unified_Changes_Clusters", "Unified_Changes_PKs"),
}  # fmt: skip
_KEYS = (
    ("amperity_id", "Customer_360", "amperity_id"),
    ("order_id", "Unified_Transactions", "order_id"),
    ("product_id", "Unified_Product_Catalog", "product_id"),
    ("household_id", "Merged_Households", "household_id"),
)
_COLUMNS = {table.name: frozenset(table.names) for table in DERIVED_TABLES}


@dataclass(frozen=True)
class Relation:
    """A line of the map: rows of `table` become rows of `target`, or find them by `column`."""

    table: str
    target: str
    kind: Literal["becomes", "key"]
    column: str = ""


def relations(tables: Collection[str]) -> tuple[Relation, ...]:
    """Return the relations among these tables."""
    there = set(tables)
    made = [
        Relation(table, target, "becomes")
        for table, targets in _BECOMES.items()
        for target in targets
        if {table, target} <= there
    ]
    for name, columns in _COLUMNS.items():
        for column, target, key in _KEYS:
            if {name, target} <= there and name != target and column in columns:
                made.append(Relation(name, target, "key", key))
    return tuple(made)


def depth(tables: Collection[str]) -> dict[str, int]:
    """Return how many steps each table is away from the files: 0 for feeds and custom tables."""
    steps = dict.fromkeys(tables, 0)
    for _ in steps:  # at most so many rounds: the relations have no circle
        moved = False
        for one in relations(tables):
            if one.kind == "becomes" and steps[one.target] <= steps[one.table]:
                steps[one.target] = steps[one.table] + 1
                moved = True
        if not moved:
            break
    for name in steps:
        if name in _COLUMNS and not steps[name]:
            steps[name] = 1
    return steps
