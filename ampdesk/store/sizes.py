"""What a brand keeps on the disk, by file."""

import glob
from dataclasses import dataclass
from pathlib import Path

from ampdesk.store.errors import backups_folder


@dataclass(frozen=True)
class Kept:
    """One file or folder that belongs to a brand; `size` in bytes, of all files inside."""

    what: str
    path: Path
    size: int
    files: int


def sizes(path: Path) -> list[Kept]:
    """Return everything kept beside a brand file, the largest kinds not summed up.

    The brand file, its write-ahead log, the lake by table folder, each automatic backup, and
    whatever else carries its name.
    """
    lake = path.with_name(path.name + ".lake")
    backups = backups_folder(path)
    found = [_kept("brand file", path)]
    if lake.is_dir():
        found += [_kept(f"lake: {part.name}", part) for part in sorted(lake.iterdir())]
    if backups.is_dir():
        found += [_kept(f"backup: {part.name}", part) for part in sorted(backups.iterdir())]
    known = {path, lake, backups}
    beside = sorted(
        {
            *path.parent.glob(glob.escape(path.name) + "*"),
            *path.parent.glob("." + glob.escape(path.name) + "*"),
        }
        - known
    )
    found += [
        _kept(_NAMES.get(part.name.removeprefix(path.name), f"beside: {part.name}"), part)
        for part in beside
    ]
    return found


_NAMES = {"-wal": "write-ahead log", "-shm": "index of the log", ".writer": "lock"}


def _kept(what: str, path: Path) -> Kept:
    if not path.is_dir():
        return Kept(what, path, path.stat().st_size if path.exists() else 0, 1)
    files = [part for part in path.rglob("*") if part.is_file()]
    return Kept(what, path, sum(part.stat().st_size for part in files), len(files))
