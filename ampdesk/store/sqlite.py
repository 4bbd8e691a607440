"""The one SQLite library of this process (architecture.md, ruling 1).

Two SQLite libraries on one file break each other's locks, so every connection to a brand file
comes from here: pysqlite3 where it has a wheel, else the standard library's.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3 as _library
    from sqlite3 import Connection
else:
    try:
        _library = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        _library = importlib.import_module("sqlite3")
    Connection = _library.Connection

__all__ = [
    "BUSY_MS",
    "LIBRARY",
    "VERSION",
    "Connection",
    "DatabaseError",
    "Error",
    "OperationalError",
    "connect",
    "quoted",
    "wal_is_safe",
]

Error = _library.Error
DatabaseError = _library.DatabaseError
OperationalError = _library.OperationalError
VERSION: str = _library.sqlite_version
LIBRARY: str = _library.__name__.split(".", maxsplit=1)[0]

# before it, two processes that checkpoint one WAL file can corrupt it ("WAL-reset bug")
_FIRST_SAFE_WAL = (3, 51, 3)
BUSY_MS = 5_000


def wal_is_safe(version: str = VERSION) -> bool:
    """Return whether this SQLite may use WAL at all."""
    return tuple(int(part) for part in version.split(".")) >= _FIRST_SAFE_WAL


def connect(path: Path, mode: str = "rw", *, vfs: str = "") -> Connection:
    """Open `path` in autocommit mode, usable from any one thread at a time.

    `mode` is SQLite's: ro, rw, rwc; or "immutable": read only, without locks, for a file that
    nobody writes (a backup on read-only media). `vfs` names another file layer; tests take
    "unix-dotfile", which like some network drives has no shared memory and so no WAL.
    """
    options = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    if vfs:
        options += f"&vfs={vfs}"
    address = f"{path.absolute().as_uri()}?{options}"
    connection: Connection = _library.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
    )
    return connection


def quoted(name: str) -> str:
    """Return `name` as an SQLite identifier."""
    return '"' + name.replace('"', '""') + '"'


def rows(connection: Connection, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows as plain tuples."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, values).fetchall()
