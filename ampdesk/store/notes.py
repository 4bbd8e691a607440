"""What people did with the brand, and their lists of ids: small tables of the store."""

import getpass
import json
import socket
from collections.abc import Iterable, Mapping
from typing import Any

from ampdesk.store.sqlite import rows
from ampdesk.store.store import Store

MAX_SHOWN = 1000
BY = "by"  # who did it, in the detail of a note


def who() -> str:
    """Return the account of this machine that acts, as "ann@desk-3"; the machine where unknown."""
    machine = socket.gethostname()
    try:
        return f"{getpass.getuser()}@{machine}"
    except (OSError, KeyError):  # an account without a name, as in some containers
        return machine


def note(
    store: Store,
    what: str,
    subject: str = "",
    count: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Note an action for people to read; return its number. Never holds a customer's data.

    The account that acts is noted with it.
    """
    text = json.dumps({BY: who(), **(detail or {})}, ensure_ascii=False)
    with store.transaction() as connection:
        cursor = connection.execute(
            'INSERT INTO activity (id, at, what, subject, "rows", detail) '
            "SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, ? FROM activity",
            (store.now(), what, subject, count, text),
        )
        return int(cursor.lastrowid or 0)


def activity(store: Store, what: str | None = None, limit: int = MAX_SHOWN) -> list[dict[str, Any]]:
    """Return notes, the newest first, of one kind when `what` is given."""
    found = rows(
        store.connection,
        'SELECT id, at, what, subject, "rows", detail FROM activity '
        "WHERE ? IS NULL OR what = ? ORDER BY id DESC LIMIT ?",
        (what, what, limit),
    )
    names = ("id", "at", "what", "subject", "rows", "detail")
    return [
        {**dict(zip(names, row, strict=True)), "detail": json.loads(row[5] or "{}")}
        for row in found
    ]


def newest(store: Store, kinds: tuple[str, ...]) -> str | None:
    """Return which of these kinds was noted last."""
    for entry in activity(store):
        if entry["what"] in kinds:
            return str(entry["what"])
    return None


def id_list(store: Store, name: str) -> tuple[str, ...]:
    """Return the ids on a list, sorted; empty when there is no such list."""
    found = rows(
        store.connection,
        "SELECT amperity_id FROM id_lists WHERE list = ? ORDER BY amperity_id",
        (name,),
    )
    return tuple(row[0] for row in found)


def add_to_id_list(store: Store, name: str, ids: Iterable[str]) -> int:
    """Put ids on a list; return how many were not on it."""
    return _each(
        store, "INSERT OR IGNORE INTO id_lists (list, amperity_id) VALUES (?, ?)", name, ids
    )


def remove_from_id_list(store: Store, name: str, ids: Iterable[str]) -> int:
    """Take ids off a list; return how many were on it."""
    return _each(store, "DELETE FROM id_lists WHERE list = ? AND amperity_id = ?", name, ids)


def _each(store: Store, statement: str, name: str, ids: Iterable[str]) -> int:
    with store.transaction() as connection:
        before = connection.total_changes
        connection.executemany(statement, [(name, identity) for identity in ids])
        return connection.total_changes - before


_IMPORT_COLUMNS = (
    "import_id", "batch_id", "file", "member", "format", "kind", "source", "level", "rows",
    "loaded", "rejected", "skipped", "rejects_file", "warnings", "newest_event", "state",
    "imported_at", "undone_at",
)  # fmt: skip
_IMPORTS = (
    'SELECT import_id, batch_id, file, member, format, kind, source, level, "rows", loaded, '
    "rejected, skipped, rejects_file, warnings, newest_event, state, imported_at, undone_at "
    "FROM imports ORDER BY import_id DESC"
)


def imports(store: Store) -> list[dict[str, Any]]:
    """Return what was imported, the newest first, undone imports included."""
    found = [
        dict(zip(_IMPORT_COLUMNS, row, strict=True)) for row in rows(store.connection, _IMPORTS)
    ]
    for row in found:
        row["warnings"] = json.loads(row["warnings"] or "[]")
    return found
