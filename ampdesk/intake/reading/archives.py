"""Packed input: gzip and zip, unpacked into a private folder under bounds.

A member's own path is never used on disk (no `../` can escape), nothing is executed or linked.
"""

import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.types import MIB, Limits

_PIECE = 1 << 20
_KEEP_FREE = 256 * MIB
_BROKEN = (
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


def is_gzip(path: Path) -> bool:
    """Tell by the first two bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def is_zip(path: Path) -> bool:
    """Tell a zip that is no workbook: by its first bytes and by what it holds."""
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return True  # said later, with the place
    workbook = {"[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin"}
    return not (names & workbook or "content.xml" in names)


def zip_members(path: Path, limits: Limits) -> list[str]:
    """Return the names of the files in a zip, hidden ones and folders left out.

    Raises ReadingError when it is broken, encrypted or holds too many.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError) as problem:
        raise _broken(path.name, problem) from None
    if len(infos) > limits.members:
        raise ReadingError(
            f"holds {len(infos):,} files, more than {limits.members:,}",
            remedy="unpack it and import the folder or the files that you need",
            where=path.name,
        )
    if any(info.flag_bits & 1 for info in infos):
        raise ReadingError(
            "is encrypted", remedy="unpack it with its password first", where=path.name
        )
    return [info.filename for info in infos if not hidden(PurePosixPath(info.filename).parts)]


def hidden(parts: Iterable[str]) -> bool:
    """Return whether a path is one that systems add: dot files, `__MACOSX`, `Thumbs.db`."""
    return any(
        (part.startswith(".") and part not in {".", ".."})
        or part in {"__MACOSX", "Thumbs.db", "desktop.ini"}
        for part in parts
    )


def unpack_gzip(path: Path, folder: Path, limits: Limits) -> Path:
    """Unpack into `folder` and return the new file."""
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    target = folder / f"unpacked-{Path(name).suffix.lstrip('.') or 'txt'}"
    try:
        with gzip.open(path, "rb") as packed:
            _copy(packed, target, path.stat().st_size, limits, where=path.name)
    except _BROKEN as problem:
        raise _broken(path.name, problem) from None
    return target


def unpack_member(path: Path, member: str, folder: Path, limits: Limits) -> Path:
    """Unpack one member of a zip into `folder`, under a name of ours, and return the new file."""
    where = f"{path.name}/{member}"
    target = folder / "member"
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(member)
            with archive.open(info) as packed:
                _copy(packed, target, info.compress_size, limits, where=where)
    except KeyError:
        raise ReadingError(
            f'no file "{member}" in it', remedy="name one that it holds", where=path.name
        ) from None
    except _BROKEN as problem:
        raise _broken(where, problem) from None
    return target


def _copy(
    packed: IO[bytes] | gzip.GzipFile, target: Path, size: int, limits: Limits, *, where: str
) -> None:
    """Copy in pieces; stop at a size, a ratio or a disk that no honest file would need."""
    done = 0
    with target.open("wb") as file:
        while piece := packed.read(_PIECE):
            done += len(piece)
            if done > limits.unpacked or (
                done > limits.ratio_from and done > limits.ratio * max(size, 1)
            ):
                raise ReadingError(
                    f"unpacks to more than {done // MIB:,} MiB from {size:,} bytes: stopped,"
                    " it looks like a zip bomb",
                    remedy="unpack it yourself if you trust it, and import the file",
                    where=where,
                )
            if shutil.disk_usage(target.parent).free < _KEEP_FREE:
                raise ReadingError(
                    "the disk for temporary files is nearly full",
                    remedy=f"free space under {target.parent.parent}, or set TMPDIR elsewhere",
                    where=where,
                )
            file.write(piece)


def _broken(where: str, problem: Exception) -> ReadingError:
    return ReadingError(
        f"the archive is damaged ({problem or type(problem).__name__})",
        remedy="download or copy it again",
        where=where,
    )
