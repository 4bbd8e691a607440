"""Removing what no generation in use needs."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from ampdesk.lake.lease import FOLDER, Lease, held
from ampdesk.lake.manifest import Manifest

SPILL = "spill"  # private temporary folders of engines: ampdesk-<pid>-…


def collect(folder: Path, manifest: Manifest, *, own: Iterable[Lease | None] = ()) -> list[str]:
    """Delete files that neither the manifest nor a living reader holds; returns their names.

    Only the writer calls it, after its manifest is in place. `own` are the caller's leases.
    """
    kept = held(folder, but=own)
    if kept is None:
        return []  # somebody is just opening, or writing
    removed = []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if name in manifest.names or name in kept:
            continue
        with contextlib.suppress(OSError):  # open on Windows: the next collector tries again
            path.unlink()
            removed.append(name)
    _drop_spill(folder)
    for entry in _folders(folder):
        with contextlib.suppress(OSError):
            entry.rmdir()  # only where empty
    return removed


def _files(folder: Path) -> list[Path]:
    found = [path for entry in _folders(folder) for path in entry.glob("*") if path.is_file()]
    return found + list(folder.glob("manifest.json.*.new"))


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and path.name not in (FOLDER, SPILL)]


def _drop_spill(folder: Path) -> None:
    for path in (folder / SPILL).glob("ampdesk-*-*"):
        pid = path.name.split("-")[1]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
