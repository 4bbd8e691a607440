"""All tables that builds compute, and the look-up of any table by name."""

from functools import cache

from ampdesk.schema.activation import ACTIVATION_TABLES
from ampdesk.schema.consent import CONSENT_TABLES
from ampdesk.schema.customer import CUSTOMER_TABLES
from ampdesk.schema.feeds import FEEDS
from ampdesk.schema.identity import IDENTITY_TABLES
from ampdesk.schema.store_tables import STORE_TABLES
from ampdesk.schema.table import Table
from ampdesk.schema.transactions import TRANSACTION_TABLES

DERIVED_TABLES: tuple[Table, ...] = (
    *CUSTOMER_TABLES,
    *TRANSACTION_TABLES,
    *CONSENT_TABLES,
    *ACTIVATION_TABLES,
    *IDENTITY_TABLES,
)


def all_tables() -> tuple[Table, ...]:
    """Return every declared table: derived tables first, then feeds, then store tables."""
    return (*DERIVED_TABLES, *FEEDS, *STORE_TABLES)


@cache
def _lake_tables() -> dict[str, Table]:
    return {table.name.lower(): table for table in (*FEEDS, *DERIVED_TABLES)}


def lake_table(name: str) -> Table:
    """Return a table of the lake by name, ignoring case; KeyError when it is not declared.

    The store has a table customer_360 too; this finds the lake's.
    """
    return _lake_tables()[name.lower()]
