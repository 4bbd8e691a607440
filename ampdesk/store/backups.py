"""Backups: copied while the file is in use, and good only once restored, checked and counted."""

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ampdesk.clock import Clock
from ampdesk.store import opening, sqlite, version
from ampdesk.store.errors import (
    BackupError,
    StoreCorruptError,
    StoreExistsError,
    StoreVersionError,
    backups_folder,
    explained,
)
from ampdesk.store.lock import WriterLock
from ampdesk.store.sqlite import Connection, quoted, rows
from ampdesk.store.store import Store

Progress = Callable[[int, int], None]

_PAGES = 4_096  # copied between two reports: 16 MB
_STAMP = "%Y-%m-%dT%H-%M-%S"
_PARTIAL = ".partial"
_PERIODS = {"days": (1, "%F"), "weeks": (7, "%G-%V"), "months": (31, "%Y-%m")}  # days, label


@dataclass(frozen=True)
class Backup:
    """One backup file; `tables` are its row counts, as they were when it was made."""

    path: Path
    reason: str
    size: int
    tables: dict[str, int]


def backup(
    origin: Path,
    target: Path,
    *,
    reason: str = "asked for",
    force: bool = False,
    progress: Progress | None = None,
) -> Backup:
    """Copy a brand file to `target` while it may be in use, and prove the copy.

    What is copied is one moment of it. The copy takes its name only after it has been restored
    to another file, that passed integrity_check, and every table has its rows. `progress` gets
    pages done and in all; it may raise to stop. Raises StoreExistsError unless `force`,
    BackupError when the copy is not good; then there is no file at `target`.
    """
    if target.exists() and not force:
        raise StoreExistsError(
            "there is a file of that name already",
            remedy="choose another name, or add --force",
            where=target.name,
        )
    partial = target.with_name(target.name + _PARTIAL)
    with explained(target):
        try:
            counts = _copy(origin, partial, progress)
            _prove(partial, counts)
            partial.replace(target)
            opening.sync_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
        return Backup(target, reason, target.stat().st_size, counts)


def auto_backup(store: Store, reason: str, *, progress: Progress | None = None) -> Backup:
    """Make a backup beside the brand file before something risky, and thin the older ones.

    `reason`: migration, stitch, restore, undo. Noted in the table `backups`.
    """
    made = _automatic(store.path, reason, store.clock, progress)
    note(store, made)
    thin(store.path, store.clock.now(), store.settings.get("backups_kept"))
    return made


def note(store: Store, made: Backup) -> None:
    """Remember a backup in the table `backups`."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO backups (path, reason, bytes, verified, made_at) "
            "VALUES (?, ?, ?, 1, ?)",
            (str(made.path.absolute()), made.reason, made.size, store.now()),
        )


def restore(
    origin: Path, target: Path, *, force: bool = False, clock: Clock | None = None
) -> Path | None:
    """Write the backup `origin` to the brand file `target`; return where the old file is kept.

    The backup is checked first and never changed. An existing brand is overwritten only with
    `force`, only when nobody has it open, and is kept among the automatic backups (as it is,
    when it is too damaged to be copied). The lake beside it is then behind and is rebuilt.
    Raises StoreExistsError, StoreLockedError, StoreCorruptError, StoreVersionError, DiskFullError;
    then `target` is as it was.
    """
    clock = clock or Clock()
    opening.must_be_a_file(origin)
    if target.exists() and not force:
        raise StoreExistsError(
            "there is a brand file already",
            remedy="add --force to replace it; what it holds is kept as a backup",
            where=target.name,
        )
    with explained(origin):
        counts = counted(origin)
    with contextlib.ExitStack() as stack:
        if target.exists():
            lock = WriterLock.take(target, "restore")
            stack.callback(lock.release)
        half = target.with_name(target.name + ".restoring")
        stack.callback(half.unlink, missing_ok=True)
        with explained(target):
            _copy(origin, half, None)
            _prove(half, counts)
            kept = _keep(target, clock) if target.exists() else None
            half.chmod(0o600)
            _remove_logs(target)
            half.replace(target)
            opening.sync_folder(target.parent)
    return kept


def backups_of(path: Path) -> list[Path]:
    """Return the automatic backups of a brand file, newest first."""
    return sorted(backups_folder(path).glob("*.ampdesk"), reverse=True)


def thin(path: Path, now: datetime, kept: dict[str, int]) -> list[Path]:
    """Delete automatic backups that no rule keeps, and return them.

    Kept are the `newest`, and the newest of each of so many `days`, `weeks` (ISO) and `months`.
    """
    found = backups_of(path)
    wanted = set(found[: max(1, kept.get("newest", 3))])
    made = {file: stamp for file in found if (stamp := _made_at(file)) is not None}
    for name, (days, period) in _PERIODS.items():
        oldest = now - timedelta(days=kept.get(name, 0) * days)
        seen: set[str] = set()
        for file, at in made.items():  # newest first
            label = at.strftime(period)
            if at >= oldest and label not in seen:
                seen.add(label)
                wanted.add(file)
    gone = [file for file in made if file not in wanted]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone


def counted(path: Path) -> dict[str, int]:
    """Check a brand file that nobody writes to and return its rows by table.

    Raises StoreCorruptError, or StoreVersionError when it is of a newer AmpDesk.
    """
    with contextlib.closing(opening.open_for_reading(path).connection) as connection:
        found = version.version_of(connection)
        if found > version.newest():
            raise opening.refuse_version(path, found, version.newest())
        opening.quick_check(connection, path)
        return row_counts(connection)


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the rows of every table, those of a search index excepted."""
    names = rows(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    return {
        name: int(rows(connection, f"SELECT count(*) FROM {quoted(name)}")[0][0])  # noqa: S608
        for (name,) in names
    }


def before_migration(path: Path, clock: Clock) -> Backup:
    """Make the backup that a file of an older version gets before it is touched."""
    return _automatic(path, "migration", clock, None)


def _automatic(path: Path, reason: str, clock: Clock, progress: Progress | None) -> Backup:
    folder = backups_folder(path)
    with explained(path):
        folder.mkdir(mode=0o700, exist_ok=True)
    return backup(path, _free_name(folder, reason, clock), reason=reason, progress=progress)


def _free_name(folder: Path, reason: str, clock: Clock) -> Path:
    stamp = clock.now().strftime(_STAMP)
    name = folder / f"{stamp}-{reason}.ampdesk"
    number = 1
    while name.exists():
        number += 1
        name = folder / f"{stamp}-{reason}-{number}.ampdesk"
    return name


def _made_at(file: Path) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime.strptime(file.name[:19], _STAMP)  # noqa: DTZ007  # UTC, as written
    return None


def _copy(origin: Path, target: Path, progress: Progress | None) -> dict[str, int]:
    """Copy one moment of `origin` to `target` and return the rows of that moment."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source = opening.open_for_reading(origin).connection
    with contextlib.closing(source), contextlib.closing(sqlite.connect(target)) as copy:

        def report(_: int, left: int, total: int) -> None:
            if progress:
                progress(total - left, total)

        # inside one read transaction: others may write meanwhile, what is copied stays one moment
        source.execute("BEGIN")
        counts = row_counts(source)
        copy.execute("PRAGMA synchronous = OFF")  # synced once, below
        source.backup(copy, pages=_PAGES, progress=report)
        source.execute("ROLLBACK")
        rows(copy, "PRAGMA journal_mode = DELETE")  # a backup is one file, without a log
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return counts


def _prove(made: Path, counts: dict[str, int]) -> None:
    """Restore a copy to another file and see that it is whole. Raises BackupError."""
    trial = made.with_name(made.name + ".trial")
    try:
        shutil.copyfile(made, trial)
        with contextlib.closing(sqlite.connect(trial, "rw")) as connection:
            found = rows(connection, "PRAGMA integrity_check(1)")
            if found != [("ok",)]:
                raise _not_good(made, str(found[0][0]))
            if row_counts(connection) != counts:
                raise _not_good(made, "its rows are not those of the original")
    except sqlite.DatabaseError as error:
        if (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_FULL"):
            raise
        raise _not_good(made, str(error)) from error
    finally:
        trial.unlink(missing_ok=True)


def _not_good(made: Path, why: str) -> BackupError:
    return BackupError(
        f"the copy is not good ({why.splitlines()[-1]}) and was not kept",
        remedy="check the brand (ampdesk check) and the disk, then try again",
        where=made.name.removesuffix(_PARTIAL),
    )


def _keep(target: Path, clock: Clock) -> Path:
    """Keep the brand file that is to be replaced, as a backup or at least as it is."""
    try:
        kept = _automatic(target, "restore", clock, None).path
        with contextlib.closing(sqlite.connect(target)) as connection:
            # from here on the file is whole without its log, which is about to go
            rows(connection, "PRAGMA journal_mode = DELETE")
    except (BackupError, StoreCorruptError, StoreVersionError, sqlite.DatabaseError):
        kept = _free_name(backups_folder(target), "damaged", clock).with_suffix(".damaged")
        for ending in ("", "-wal"):
            part = target.with_name(target.name + ending)
            if part.exists():
                shutil.copyfile(part, kept.with_name(kept.name + ending))
                kept.with_name(kept.name + ending).chmod(0o600)
    return kept


def _remove_logs(target: Path) -> None:
    """Delete the log of the file that is replaced: SQLite would apply it to the new one."""
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
