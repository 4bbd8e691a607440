"""The one declared place of every table: columns, types, keys, descriptions."""

from ampdesk.schema.feeds import FEEDS
from ampdesk.schema.store_tables import STORE_TABLES
from ampdesk.schema.table import Column, Layer, Table, Type, sqlite_ddl

__all__ = ["FEEDS", "STORE_TABLES", "Column", "Layer", "Table", "Type", "sqlite_ddl"]
