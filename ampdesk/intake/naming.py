"""Names of sources: the file's name less digits and dates (import_formats.md 1, Keys)."""

import re

from ampdesk.intake.reading import Source

_DATE = re.compile(r"\d{1,4}[-_.]\d{1,2}[-_.]\d{1,4}|\d+")
_MARKS = re.compile(r"[\W_]+")


def source_of_file(origin: Source) -> str:
    """Return a source name: `Loyalty List 2026-05 (2).csv` → `loyalty-list`.

    >>> from pathlib import Path
    >>> source_of_file(Source(Path("Loyalty List 2026-05 (2).csv")))
    'loyalty-list'
    """
    bare = _DATE.sub(" ", origin.stem.casefold())
    return _MARKS.sub("-", bare).strip("-") or "file"
