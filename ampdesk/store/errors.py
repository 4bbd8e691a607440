"""What can go wrong with a brand file, each with the remedy a user can apply."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ampdesk.errors import AmpDeskError
from ampdesk.store import sqlite


class StoreError(AmpDeskError):
    """A brand file could not be read or written; its content is as it was."""

    code = "store_error"


class StoreMissingError(StoreError):
    """There is no file at the place given."""

    code = "store_missing"


class StoreExistsError(StoreError):
    """There is a file already where a new one was to be written."""

    code = "store_exists"


class StoreLockedError(StoreError):
    """Another window or command holds the brand file."""

    code = "store_locked"


class StoreReadOnlyError(StoreError):
    """The brand file or its folder cannot be written, or was opened read-only."""

    code = "store_read_only"


class StoreCorruptError(StoreError):
    """The file is damaged, or is no brand file at all."""

    code = "store_corrupt"


class StoreVersionError(StoreError):
    """The file was written by a newer AmpDesk."""

    code = "store_version"


class DiskFullError(StoreError):
    """The disk filled up; the transaction under way was rolled back."""

    code = "disk_full"


class SettingError(StoreError):
    """A setting is unknown or its value not allowed."""

    code = "setting"


class DefinitionMissingError(StoreError):
    """No saved definition of that kind, name or version."""

    code = "definition_missing"


class DefinitionFileError(StoreError):
    """A definition file in a folder is not what `definitions export` writes."""

    code = "definition_file"


class BackupError(StoreError):
    """A copy did not pass the check that makes it a backup."""

    code = "backup"


_CORRUPT = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_READ_ONLY = {"SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN"}
_CUT_OFF = {"SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY"}
_TEXTS = {
    "disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "image is malformed": "SQLITE_CORRUPT",
    "not a database": "SQLITE_NOTADB",
    "database is locked": "SQLITE_BUSY",
    "readonly database": "SQLITE_READONLY",
    "unable to open database": "SQLITE_CANTOPEN",
}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NOTHING_LEFT = 256 << 10  # bytes: SQLite's own files beside the brand do not fit any more
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}


@contextmanager
def explained(path: Path, *, system: bool = True) -> Iterator[None]:
    """Turn what SQLite and the system report about `path` into one of the errors above.

    What has no remedy (a bug in a statement, say) passes as it is. Without `system`, a refusal
    of the operating system passes too (it may be about another file), save for a full disk.
    """
    try:
        yield
    except sqlite.Error as error:
        found = explain(error, path)
        if found is None:
            raise
        raise found from error
    except OSError as error:
        found = explain_os(error, path)
        if found is None or not (system or isinstance(found, DiskFullError)):
            raise
        raise found from error


def explain(error: Exception, path: Path) -> StoreError | None:
    """Return the StoreError that says what an error of SQLite means for the user, if any does."""
    name = str(getattr(error, "sqlite_errorname", "") or "") or _name_by_text(error)
    family = "_".join(name.split("_")[:2])
    if family == "SQLITE_FULL" or (family == "SQLITE_IOERR" and _left(path) < _NOTHING_LEFT):
        return disk_full(path)
    if family == "SQLITE_IOERR":
        return StoreError(
            f"the disk or the network drive failed ({name.removeprefix('SQLITE_IOERR_').lower()})",
            remedy="check it, then open the brand again; what was committed is safe",
            where=path.name,
        )
    if family in _CORRUPT:
        return StoreCorruptError(
            "the file is damaged or is no brand file",
            remedy=f"restore the newest backup: {newest_backup_hint(path)}",
            where=path.name,
        )
    if family in _BUSY:
        return StoreLockedError(
            "another program is writing to it",
            remedy="try again in a moment, or close the other program",
            where=path.name,
        )
    if name in _CUT_OFF:
        return StoreReadOnlyError(
            "a writer was cut off, and what it began has to be taken back first",
            remedy="open it once for writing",
            where=path.name,
        )
    if family in _READ_ONLY:
        return read_only(path)
    return None


def _name_by_text(error: Exception) -> str:
    """Name an error that came without its code, as those of the backup API do."""
    return next((name for text, name in _TEXTS.items() if text in str(error)), "")


def says_full(error: BaseException | None) -> bool:
    """Whether an error of any library means that a disk or a quota is used up."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return error is not None and "No space left on device" in str(error)


def explain_os(error: OSError, path: Path) -> StoreError | None:
    """Return the StoreError for an error of the operating system, if it is one of the known."""
    if error.errno in _FULL:
        return disk_full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return read_only(path)
    return None


def disk_full(path: Path) -> DiskFullError:
    """Say how much room is left where `path` lies."""
    left = f"{_left(path) / 1e6:,.0f} MB left"
    return DiskFullError(
        f"Stopped: the disk is full ({left}). Nothing was changed",
        remedy="free some space and run it again",
        where=path.name,
    )


def _left(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return 0


def read_only(path: Path) -> StoreReadOnlyError:
    """Name the folder that refuses to be written."""
    return StoreReadOnlyError(
        f"cannot write in the folder {path.parent}",
        remedy="allow writing there, or copy the brand file to a folder of your own",
        where=path.name,
    )


def newest_backup_hint(path: Path) -> str:
    """Return the newest automatic backup beside `path`, or where one would be.

    Looks at names only: the brand file itself may be beyond reading.
    """
    folder = backups_folder(path)
    newest = max(folder.glob("*.ampdesk"), default=None)
    if newest is None:
        return f"ampdesk restore {path.name} YOUR-BACKUP --force"
    return f"ampdesk restore {path.name} {folder.name}/{newest.name} --force"


def backups_folder(path: Path) -> Path:
    """Return the folder of automatic backups beside the brand file."""
    return path.with_name(path.name + ".backups")
