"""The one declared place of every table: columns, types, keys, descriptions."""

from ampdesk.schema.derived import DERIVED_TABLES, all_tables, lake_table
from ampdesk.schema.feeds import FEEDS
from ampdesk.schema.store_tables import STORE_TABLES
from ampdesk.schema.table import Column, Layer, Table, Type, sqlite_ddl

__all__ = [
    "DERIVED_TABLES",
    "FEEDS",
    "STORE_TABLES",
    "Column",
    "Layer",
    "Table",
    "Type",
    "all_tables",
    "lake_table",
    "sqlite_ddl",
]
