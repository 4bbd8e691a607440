"""Files that are no text at all, whatever their name says: refused before they are read as one."""

from pathlib import Path

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.text import find_encoding

_KNOWN = (
    (b"%PDF", "a PDF"), (b"\xff\xd8\xff", "a picture"), (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"), (b"SQLite format 3\0", "a database"), (b"{\\rtf", "a text document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"), (b"\x28\xb5\x2f\xfd", "a zstd file"), (b"\x7fELF", "a program"),
)  # fmt: skip
_HEAD = 65_536
_CONTROLS = bytes({*range(1, 32), 127} - {*b"\t\n\v\f\r\x1a\x1b"})
_SHARE = 0.02


def refuse_binary(path: Path, where: str) -> None:
    """Raise ReadingError for a file that is known not to be text, or full of control characters.

    NULs do not count: they are dropped.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    what = next((name for mark, name in _KNOWN if head.startswith(mark)), "")
    if not what:
        controls = len(head) - len(head.translate(None, _CONTROLS))
        is_wide = find_encoding(path).name.startswith("utf-16")  # any byte may be half of a letter
        if is_wide or controls <= max(4, _SHARE * len(head)):
            return
        what = "binary data"
    raise ReadingError(
        f"is {what}, not a table",
        remedy="export the data as CSV, Excel, JSON or Parquet",
        where=where,
    )
