"""Taking a person out of what was written beside the brand: lists, rejects, logs, backups."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ampdesk.erasure.changes import emptied_columns
from ampdesk.erasure.places import Place
from ampdesk.erasure.plan import Plan, hashes_of, person_hash
from ampdesk.erasure.rows import erase_rows
from ampdesk.erasure.search import Needles, in_bytes, search_file
from ampdesk.schema import STORE_TABLES, sqlite_ddl
from ampdesk.store import opening, sqlite
from ampdesk.store.errors import StoreError
from ampdesk.store.sqlite import Connection, rows

PARTIAL = ".partial"  # a kill leaves it, the next opening of the brand removes it
_TABLES = ("erasures", "erased_keys", "erased_records")


def clean_file(place: Place, needles: Needles) -> str:
    """Take the person out of one written file; return what was done, "" when he is not in it.

    A file of lines loses those that hold him, byte for byte the rest stays; any other is deleted.
    """
    if not search_file(place.path, needles):
        return ""
    if not place.loses_lines:
        place.path.unlink()
        return "deleted"
    half = place.path.with_name(place.path.name + PARTIAL)
    taken = 0
    with place.path.open("rb") as file, half.open("wb") as kept:
        for number, record in enumerate(_records(file.read())):
            if number and any(in_bytes(record.lower(), needles)):
                taken += 1
            else:
                kept.write(record)
        kept.flush()
        os.fsync(kept.fileno())
    shutil.copymode(place.path, half)
    half.replace(place.path)
    if search_file(place.path, needles):  # it stands across lines: then the file cannot stay
        place.path.unlink()
        return "deleted"
    return f"{taken:,} lines taken out"


def _records(content: bytes) -> Iterator[bytes]:
    """Split into records: a line break inside quotes ends none, unless the quotes never close."""
    waiting: list[bytes] = []
    inside = False
    for line in content.splitlines(keepends=True):
        waiting.append(line)
        inside ^= bool(line.count(b'"') % 2)
        if not inside:
            yield b"".join(waiting)
            waiting = []
    yield from waiting  # a lone quote: lines again


def clean_backup(path: Path, plan: Plan, needles: Needles, salt: str) -> str:
    """Erase the person from one backup; return what was done, "" when he is not in it.

    A copy is changed, compacted and checked, then takes the place of the backup. What is no brand
    file any more (a damaged one that a restore kept) is deleted when it holds him.
    """
    held = bool(search_file(path, needles))
    if plan.backups == "delete":
        if held:
            path.unlink()
        return "deleted" if held else ""
    half = path.with_name(path.name + PARTIAL)
    try:
        shutil.copyfile(path, half)
        half.chmod(0o600)
        touched = _rewrite(half, plan, salt)
        if not touched and not held:
            return ""
        shutil.copystat(path, half)
        half.replace(path)
        opening.sync_folder(path.parent)
    except (StoreError, sqlite.DatabaseError):
        if held:
            path.unlink()
        return "deleted: it could not be read" if held else ""
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            half.with_name(half.name + ending).unlink(missing_ok=True)
    return "rewritten"


def _rewrite(half: Path, plan: Plan, salt: str) -> int:
    connection = opening.open_for_writing(half, check=False).connection
    with contextlib.closing(connection):
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        done = erase_rows(connection, plan, is_copy=True)
        _remember(connection, plan, salt)
        connection.execute("COMMIT")
        rows(connection, "PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        opening.quick_check(connection, half)
    return sum(done.values())


def _remember(connection: Connection, plan: Plan, salt: str) -> None:
    """Let the backup know whom it must not bring back: it may be restored one day."""
    for table in STORE_TABLES:
        if table.name in _TABLES:
            for statement in sqlite_ddl(table):
                connection.execute(statement)
    connection.execute(
        "INSERT OR REPLACE INTO settings (key, value, changed_at) VALUES (?, ?, ?)",
        ("erasure.salt", f'"{salt}"', plan.asked_at),
    )
    write_record(connection, plan, salt, state="done")


def write_record(connection: Connection, plan: Plan, salt: str, *, state: str) -> None:
    """Write that the person is erased, and the hashes that keep him out."""
    connection.execute(
        "INSERT OR IGNORE INTO erasures"
        " (erasure_id, state, asked_by, person_hash, asked_at, counts)"
        " VALUES (?, ?, ?, ?, ?, '{}')",
        (plan.erasure_id, state, plan.asked_by, person_hash(plan, salt), plan.asked_at),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO erased_keys (kind, hash, erasure_id) VALUES (?, ?, ?)",
        [(kind, found, plan.erasure_id) for kind, found in hashes_of(plan, salt)],
    )
    emptied = ", ".join(emptied_columns()) if plan.keeps_records else None
    connection.executemany(
        "INSERT OR IGNORE INTO erased_records (erasure_id, datasource, pk, columns)"
        " VALUES (?, ?, ?, ?)",
        [(plan.erasure_id, datasource, new, emptied) for datasource, _, new in plan.pks],
    )
