"""One writer per brand file: a lock of the operating system beside it, with the holder's name.

The system drops the lock when its process ends, however it ends, so a lock left by a dead process
needs no cleaning up. Where the folder's file system has no such locks, the process id in the file
decides. A worker process does not take the lock: the window lends it its own (`lend`, `borrow`).
"""

import contextlib
import errno
import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ampdesk.store.errors import StoreLockedError, explain_os, read_only

_FAR = 1 << 30  # the byte locked on Windows: far behind the text, which others must read


@dataclass(frozen=True)
class Holder:
    """Who has the brand file open for writing. `since` is a UTC instant in ISO form."""

    name: str
    pid: int
    host: str
    since: str
    token: str

    def since_local(self) -> str:
        """Return the time of day at which the lock was taken, as the clock on the wall shows it."""
        return datetime.fromisoformat(self.since).astimezone().strftime("%H:%M")


@dataclass(frozen=True)
class Lease:
    """Leave to write under a lock that another process of ours holds.

    `descriptor` is the lock file, inherited by the child: the lock then lasts until both have
    ended, so a worker that outlives its window for a moment is still alone. -1 where the system
    cannot hand one over.
    """

    token: str
    descriptor: int


class WriterLock:
    """The lock while it is held; `release` lets go and leaves the file, empty of a holder."""

    def __init__(self, path: Path, descriptor: int, holder: Holder, *, owned: bool) -> None:
        self.path = path
        self.owned = owned
        self.holder = holder
        self._descriptor = descriptor
        self._users = 1
        _held[path] = self

    @classmethod
    def take(cls, store: Path, name: str, *, share: bool = False) -> "WriterLock":
        """Take the lock of the brand file `store`, or raise StoreLockedError naming the holder.

        With `share`, or in a worker that borrowed it, the lock of this process is used again.
        """
        path = lock_path(store)
        held = _held.get(path)
        if held is not None and (share or not held.owned):
            return held.again()
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise explain_os(error, store) or read_only(store) from error
        if not _lock(descriptor, path):
            found = _holder(path)
            os.close(descriptor)
            raise locked(store, found)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        token = secrets.token_hex(8)
        holder = Holder(name or "AmpDesk", os.getpid(), socket.gethostname(), since, token)
        remembered = _read(path).get("checked")
        _write(descriptor, {"holder": asdict(holder), "checked": remembered})
        return cls(path, descriptor, holder, owned=True)

    def again(self) -> "WriterLock":
        """Use the lock once more in this process; each use needs its `release`."""
        self._users += 1
        return self

    def lend(self) -> Lease:
        """Return leave for a child process to write while this one holds the lock."""
        return Lease(self.holder.token, self._descriptor)

    @property
    def checked(self) -> Mapping[str, int] | None:
        """Size and time of the brand file when it was last closed in good order, if known."""
        found = _read(self.path).get("checked")
        return found if isinstance(found, dict) else None

    def release(self, *, checked: Mapping[str, int] | None = None) -> None:
        """Give the lock back; `checked` is kept for the next opening."""
        self._users -= 1
        if self._users:
            return
        _held.pop(self.path, None)
        if not self.owned:
            return
        with contextlib.suppress(OSError):
            _write(self._descriptor, {"holder": None, "checked": checked})
        _unlock(self._descriptor)
        os.close(self._descriptor)


_held: dict[Path, WriterLock] = {}


def held_here(store: Path) -> WriterLock | None:
    """Return the lock of `store` when this very process has it."""
    return _held.get(lock_path(store))


def borrow(store: Path, lease: Lease) -> WriterLock | None:
    """Use the lock that the process which started this one holds, for as long as this one lives.

    Returns None when the lock has changed hands meanwhile.
    """
    path = lock_path(store)
    found = _holder(path)
    if found is None or found.token != lease.token:
        return None
    return WriterLock(path, lease.descriptor, found, owned=False)


def lock_path(store: Path) -> Path:
    """Return the lock file of a brand file: one file, by whatever way it is reached."""
    return Path(os.path.realpath(store.parent)) / (store.name + ".writer")


def locked(store: Path, holder: Holder | None) -> StoreLockedError:
    """Say who holds the brand file (style.md, Errors 3)."""
    since = f" since {holder.since_local()}" if holder else ""
    where = "another window"
    if holder and holder.name != "AmpDesk":
        where = f"another window ({holder.name})"
    if holder and holder.host != socket.gethostname():
        where = f"another window on {holder.host}"
    return StoreLockedError(
        f"open in {where}{since}", remedy="close it there, or go on read-only", where=store.name
    )


def _holder(path: Path) -> Holder | None:
    found = _read(path).get("holder")
    try:
        return Holder(**found) if isinstance(found, dict) else None
    except TypeError:
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8").strip("\0") or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(descriptor: int, content: Mapping[str, object]) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, json.dumps(content).encode())


def _alive(holder: Holder) -> bool:
    """Return whether the holder may still run; another machine's process is taken to."""
    if holder.host != socket.gethostname():
        return True
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _without_locks(path: Path) -> bool:
    """Decide by the process id, where the file system has no locks."""
    found = _holder(path)
    return found is None or not _alive(found)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, path: Path) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            return _without_locks(path)
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, path: Path) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
                return _without_locks(path)
            raise
        return True

    def _unlock(descriptor: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
