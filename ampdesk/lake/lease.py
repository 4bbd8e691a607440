"""Leases: what tells the collector that someone still reads, or is just writing, a file.

A lease is a file in `leases/` that its process keeps locked; the system drops the lock when the
process ends, however it ends. A reader first takes its lease (which then holds everything), then
reads the manifest, then narrows the lease to the files of that manifest. A collector looks at the
leases after its manifest is in place, so it either sees the reader's lease, or the reader sees the
new manifest.
"""

import contextlib
import json
import os
import sys
import time
import uuid
import weakref
from collections.abc import Iterable
from pathlib import Path

FOLDER = "leases"
_FORGOTTEN_AFTER = 86_400  # seconds; where the file system has no locks

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # the locked byte: behind the text, which others must read

    def _try_lock(descriptor: int) -> bool | None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            return None
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool | None:
        """Lock; False when another holds it, None when the file system has no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


class Lease:
    """A held lease; `release`, or the end of the object or process, lets go."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._finalizer = weakref.finalize(self, _let_go, path, descriptor)

    @classmethod
    def take(cls, lake: Path) -> "Lease | None":
        """Take a lease on all of the lake; None where the folder cannot be written.

        A folder nobody can write has no collector either.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        while True:
            path = lake / FOLDER / f"{uuid.uuid4().hex}.json"
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(path, flags, 0o600)
            except OSError:
                return None
            if _try_lock(descriptor) is not False and path.exists():
                return cls(path, descriptor)
            os.close(descriptor)  # a collector came between creating and locking: once more

    def narrow(self, names: Iterable[str]) -> None:
        """Hold only these files, named relative to the lake."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with contextlib.suppress(OSError):  # a full disk: the lease goes on holding everything
            os.write(self._descriptor, json.dumps(sorted(names)).encode() + b"\n")

    def release(self) -> None:
        """Let go; may be called twice."""
        self._finalizer()


def _let_go(path: Path, descriptor: int) -> None:
    with contextlib.suppress(OSError):
        path.unlink()  # before the lock is gone: nobody can take it for an orphan meanwhile
    with contextlib.suppress(OSError):
        os.close(descriptor)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)  # Windows lets only now


def held(lake: Path, *, but: Iterable[Lease | None] = ()) -> frozenset[str] | None:
    """Return the files that living leases hold, or None when one of them holds everything.

    Leases of dead processes are removed; `but` are the caller's own.
    """
    mine = {lease.path for lease in but if lease}
    names: set[str] = set()
    everything = False
    for path in sorted((lake / FOLDER).glob("*.json")):
        if path in mine or _is_dead(path):
            continue
        found = _names(path)
        everything = everything or found is None
        names.update(found or ())
    return None if everything else frozenset(names)


def _is_dead(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return True  # let go meanwhile
    except OSError:
        return False
    try:
        locked = _try_lock(descriptor)
        if locked is None:
            locked = time.time() - path.stat().st_mtime > _FORGOTTEN_AFTER
        if locked:
            with contextlib.suppress(OSError):
                path.unlink()  # under the lock: its owner sees that it is gone, and takes another
    except FileNotFoundError:
        return True
    finally:
        os.close(descriptor)
    return bool(locked)


def _names(path: Path) -> frozenset[str] | None:
    try:
        text = path.read_text(encoding="utf-8")
        return frozenset(json.loads(text)) if text.endswith("\n") else None
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError):
        return None
