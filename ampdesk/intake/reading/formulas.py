"""Formulas of a workbook without a usable result: never calculated, or ended in an error.

Calamine gives an empty cell for both; an amount would silently be nothing. So the sheet's own XML
is looked through, as bytes and in pieces, for such cells.
"""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_PIECE = 1 << 20
_SMALL = 8 << 20  # bytes of the workbook's own list of sheets
_MOST = 1_000_000  # errors that are kept with their text
_CELL = re.compile(rb"<c ([^>]*)>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_RESULT = re.compile(rb"<v[^>]*>([^<]+)</v>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_LETTERS = 26


@dataclass
class Formulas:
    """Cells by row and column from 0: `errors` with their text, and what was never calculated."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: int = 0
    first: str = ""  # the first of those, as B7

    @property
    def first_error(self) -> str:
        """The first error with its cell: `#DIV/0! in F3`."""
        (row, column), text = next(iter(self.errors.items()))
        return f"{text} in {_letters(column)}{row + 1}"


def look_for_formulas(path: Path, sheet: str) -> Formulas:
    """Look through one sheet of an xlsx or xlsm; other and damaged workbooks tell nothing."""
    found = Formulas()
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            if part:
                for cell in _cells(archive, part):
                    _note(cell, found)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return found  # calamine says what is wrong with it
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of the sheet's part in the archive, "" when it cannot be told."""
    names = set(archive.namelist())
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, links} <= names:
        return ""
    ids = {
        html.unescape(one.get("name", "")): next(
            (one[key] for key in one if key.endswith(":id")), ""
        )
        for one in _elements(archive, book, "sheet")
    }
    targets = {one.get("Id", ""): one.get("Target", "") for one in
               _elements(archive, links, "Relationship")}  # fmt: skip
    target = html.unescape(targets.get(ids.get(sheet, ""), ""))
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return part if target and part in names else ""


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[dict[str, str]]:
    with archive.open(part) as file:
        text = file.read(_SMALL).decode("utf-8", errors="replace")
    for element in re.findall(rf"<{name}\s([^>]*)>", text):
        yield dict(_ATTRIBUTE.findall(element))


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    """Cells of a piece that has formulas or errors; a cell cut in two waits for the next piece."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            cut = text.rfind(b"<c ")
            whole, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            if b"<f" in whole or b't="e"' in whole:
                yield from _CELL.finditer(whole)
    if b"<f" in rest or b't="e"' in rest:
        yield from _CELL.finditer(rest)


def _note(cell: re.Match[bytes], found: Formulas) -> None:
    attributes, inside = cell.groups()
    place = _PLACE.search(attributes)
    if place is None:
        return
    result = _RESULT.search(inside)
    if b't="e"' in attributes and result and len(found.errors) < _MOST:
        at = (int(place[2]) - 1, _number(place[1].decode()) - 1)
        found.errors[at] = html.unescape(result[1].decode("utf-8", errors="replace"))
    # a formula that gives an empty text has t="str"
    elif b"<f" in inside and result is None and b't="str"' not in attributes:
        found.uncalculated += 1
        found.first = found.first or (place[1] + place[2]).decode()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
