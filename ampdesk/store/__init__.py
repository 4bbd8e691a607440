"""The brand file: SQLite, the truth; settings, definitions, bulk load, backups, one writer."""

from ampdesk.store.definitions import Definition, Definitions
from ampdesk.store.errors import StoreError
from ampdesk.store.settings import Settings
from ampdesk.store.sqlite import Connection
from ampdesk.store.store import Store

__all__ = ["Connection", "Definition", "Definitions", "Settings", "Store", "StoreError"]
