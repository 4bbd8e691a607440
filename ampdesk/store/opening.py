"""From a path to a safe connection: marks, version, journal mode, first check."""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from ampdesk.store import sqlite, version
from ampdesk.store.errors import (
    StoreCorruptError,
    StoreExistsError,
    StoreMissingError,
    StoreVersionError,
    backups_folder,
    explained,
    newest_backup_hint,
)
from ampdesk.store.sqlite import Connection, rows

_Value = str | bytes | int | float | None  # what a column of SQLite may hold
_CACHE_KIB = 65_536
_WAL_KEPT = 64 << 20  # bytes: what a WAL file may keep on disk after a checkpoint
_SMALL = 64 << 20  # bytes: files up to this size get quick_check at every opening


@dataclass
class Opened:
    """A connection ready for use, and what its user should know."""

    connection: Connection
    journal_mode: str
    version: int
    warnings: list[str] = field(default_factory=list)


def make(path: Path) -> None:
    """Write an empty brand file of the newest version; whole or not at all.

    Raises StoreExistsError when there is something at `path`.
    """
    if path.exists():
        raise StoreExistsError(
            "there is a file of that name already", remedy="choose another name", where=path.name
        )
    half = path.with_name(path.name + ".new")
    with explained(path):
        half.unlink(missing_ok=True)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite.connect(half)
        with contextlib.closing(connection):
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            version.create_tables(connection)
            connection.execute("COMMIT")
        half.rename(path)
        sync_folder(path.parent)


def open_for_writing(path: Path, *, check: bool, vfs: str = "") -> Opened:
    """Open an existing brand file; `check` runs quick_check first."""
    must_be_a_file(path)
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    with explained(path):
        connection = _connect_out_of_wal(path, vfs=vfs)
        try:
            _prepare(connection, path)
            mode = _journal_mode(connection)
            connection.execute("PRAGMA synchronous = FULL")
            if check:
                quick_check(connection, path)
            found = version.version_of(connection)
        except BaseException:
            connection.close()
            raise
    opened = Opened(connection, mode, found)
    if mode != "wal" and sqlite.wal_is_safe():
        opened.warnings.append(
            f"{path.name}: this folder allows no write-ahead log; writing is slower and a second "
            "window waits. A folder on this computer's own disk is better"
        )
    return opened


def open_for_reading(path: Path) -> Opened:
    """Open an existing brand file without changing anything beside it where that can be."""
    must_be_a_file(path)
    with explained(path):
        mode = "ro"
        if not os.access(path.parent, os.W_OK) and not _has_log(path):
            # nobody can write here, and SQLite cannot make the index that readers of a WAL need
            mode = "immutable"
        connection = sqlite.connect(path, mode)
        try:
            _prepare(connection, path)
            connection.execute("PRAGMA query_only = ON")
            found = version.version_of(connection)
            journal = str(rows(connection, "PRAGMA journal_mode")[0][0])
        except BaseException:
            connection.close()
            raise
    return Opened(connection, journal, found)


def remove_partial_backups(path: Path) -> None:
    """Delete copies that a kill left unproven; only the lock's holder may."""
    for half in backups_folder(path).glob("*.partial*"):
        half.unlink(missing_ok=True)


def should_check(path: Path, remembered: object) -> bool:
    """Return whether this opening runs quick_check.

    It reads the whole file, so a large one that is byte for byte as this program last closed it
    (`remembered`) is not read again.
    """
    found = fingerprint(path)
    return found["size"] <= _SMALL or found != remembered


def fingerprint(path: Path) -> dict[str, int]:
    """Return size and time of a brand file, and of the log beside it."""
    found = path.stat()
    log = path.with_name(path.name + "-wal")
    return {
        "size": found.st_size,
        "mtime_ns": found.st_mtime_ns,
        "log": log.stat().st_size if log.exists() else 0,
    }


def quick_check(connection: Connection, path: Path) -> None:
    """Raise StoreCorruptError unless SQLite finds the file in order."""
    found = rows(connection, "PRAGMA quick_check(1)")
    if found != [("ok",)]:
        raise StoreCorruptError(
            f"the file is damaged ({str(found[0][0]).splitlines()[-1]})",
            remedy=f"restore the newest backup: {newest_backup_hint(path)}",
            where=path.name,
        )


def refuse_version(path: Path, found: int, newest: int) -> StoreVersionError:
    """Say that the file is too new, or too old to be read as it is."""
    if found > newest:
        return StoreVersionError(
            f"written by a newer AmpDesk (format {found}, this one knows {newest})",
            remedy="update AmpDesk; the file was not touched",
            where=path.name,
        )
    return StoreVersionError(
        f"written by an older AmpDesk (format {found}, this one has {newest})",
        remedy="open it once for writing, which makes a backup and brings it up to date",
        where=path.name,
    )


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def must_be_a_file(path: Path) -> None:
    """Raise StoreMissingError, with the way back where there are backups."""
    if path.is_file():
        return
    if path.is_dir():
        raise StoreMissingError(
            "this is a folder", remedy="name a file ending in .ampdesk", where=path.name
        )
    remedy = f"check the name, or make it: ampdesk init {path.name}"
    if backups_folder(path).is_dir():
        remedy = f"restore the newest backup: {newest_backup_hint(path)}"
    raise StoreMissingError("there is no such file", remedy=remedy, where=path.name)


def _prepare(connection: Connection, path: Path) -> None:
    """Check the mark of the file and set what every connection needs."""
    mark = int(rows(connection, "PRAGMA application_id")[0][0])
    if mark != version.APPLICATION_ID:
        raise StoreCorruptError(
            "this is no AmpDesk brand file",
            remedy="choose a file that AmpDesk made; to start one: ampdesk init NAME.ampdesk",
            where=path.name,
        )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB:d}")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT:d}")
    # SQLite's own LOWER knows only ASCII
    connection.create_function("LOWER", 1, _lower, deterministic=True)


def _lower(value: _Value) -> _Value:
    return value.lower() if isinstance(value, str) else value


def _connect_out_of_wal(path: Path, *, vfs: str) -> Connection:
    """Connect; a file left in WAL mode on a disk that forbids WAL is first taken out of it."""
    connection = sqlite.connect(path, vfs=vfs)
    try:
        rows(connection, "SELECT count(*) FROM sqlite_master")
    except sqlite.OperationalError as error:
        connection.close()
        if getattr(error, "sqlite_errorname", "") != "SQLITE_CANTOPEN":
            raise
        connection = sqlite.connect(path, vfs=vfs)
        try:
            # alone on the file, SQLite keeps the WAL index in its own memory
            rows(connection, "PRAGMA locking_mode = EXCLUSIVE")
            rows(connection, "PRAGMA journal_mode = DELETE")
            rows(connection, "PRAGMA locking_mode = NORMAL")
            rows(connection, "SELECT count(*) FROM sqlite_master")
        except BaseException:
            connection.close()
            raise
    except BaseException:
        connection.close()
        raise
    return connection


def _journal_mode(connection: Connection) -> str:
    """Ask for WAL where it is safe and allowed, else for a rollback journal; return what it is."""
    wanted = "WAL" if sqlite.wal_is_safe() else "DELETE"
    try:
        got = rows(connection, f"PRAGMA journal_mode = {wanted}")[0][0]
    except sqlite.OperationalError:
        got = rows(connection, "PRAGMA journal_mode = DELETE")[0][0]
    return str(got).lower()


def _has_log(path: Path) -> bool:
    """Return whether something beside the file belongs into it or is to be taken back."""
    logs = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size for log in logs)
