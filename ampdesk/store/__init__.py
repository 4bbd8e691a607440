"""The brand file: SQLite, the truth; settings, definitions, bulk load, backups, one writer."""

from ampdesk.store.backups import auto_backup, backup, restore
from ampdesk.store.checking import check
from ampdesk.store.definitions import Definition, Definitions
from ampdesk.store.errors import StoreError
from ampdesk.store.machine import doctor
from ampdesk.store.settings import Settings
from ampdesk.store.sizes import sizes
from ampdesk.store.sqlite import Connection
from ampdesk.store.store import Store

__all__ = [
    "Connection",
    "Definition",
    "Definitions",
    "Settings",
    "Store",
    "StoreError",
    "auto_backup",
    "backup",
    "check",
    "doctor",
    "restore",
    "sizes",
]
