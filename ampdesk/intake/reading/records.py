r"""Lines to records: a CSV reader that survives stray quotes and `\"`, with line numbers.

The C reader of the standard library does the work; only a record of the wrong width is looked at
again (import_formats.md 6, case 9: retry the record with `\` as escape).
"""

import csv
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ampdesk.intake.reading.text import counted
from ampdesk.intake.reading.types import Limits

csv.field_size_limit(min(sys.maxsize, 1 << 28))  # `Limits.record` is the real bound


class Record(NamedTuple):
    """One record: the line it starts on (from 1) and its cells as text."""

    line: int
    cells: list[str]


@dataclass
class Repairs:
    """Records that did not read as they stood; lines of the first few, counts of all."""

    backslash: int = 0
    stray: int = 0
    stray_lines: list[int] = field(default_factory=list)

    def warnings(self) -> list[str]:
        """Say what was repaired, with the place."""
        said = []
        if self.backslash:
            said.append(f'{counted(self.backslash, "record")} read with \\" as an escaped quote')
        if self.stray:
            lines = ", ".join(str(line) for line in self.stray_lines)
            more = " …" if self.stray > len(self.stray_lines) else ""
            records = counted(self.stray, "record")
            said.append(f"stray quote in {records}, read without it: line {lines}{more}")
        return said


class _RunawayError(Exception):
    """A quoted cell that does not end within the bounds of a record."""


class _Tap:
    """An iterator of lines that remembers what the current record took, and can take it back."""

    def __init__(self, lines: Iterable[str], limits: Limits) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._limits = limits
        self.taken: list[str] = []
        self.line = 1  # of the next record

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        taken = self.taken
        taken.append(line)
        if len(taken) > 1 and (
            len(taken) > self._limits.record_lines
            or (len(line) > 1024 and sum(map(len, taken)) > self._limits.record)  # noqa: PLR2004
        ):
            raise _RunawayError
        return line

    def keep(self, lines: int) -> None:
        """End the record after so many of its lines; the others are read again."""
        self._back.extendleft(reversed(self.taken[lines:]))
        self.line += lines
        self.taken = []


def read_records(
    lines: Iterable[str],
    *,
    delimiter: str,
    quote: str = '"',
    skip_blank: bool = False,
    width: int = 0,
    limits: Limits | None = None,
    repairs: Repairs | None = None,
) -> Iterator[Record]:
    r"""Yield every record that is not an empty line; cells are as written, quotes off.

    `width` is the number of cells that records should have (0: any): one of another width is tried
    again with `\` as escape, then as a line whose quotes are ordinary. `skip_blank` drops blanks
    after the delimiter. A delimiter of one blank means runs of blanks.
    """
    tap = _Tap(lines, limits or Limits())
    if delimiter == " ":
        yield from _blank_separated(tap)
        return
    repairs = repairs if repairs is not None else Repairs()

    def reader(
        source: Iterable[str], *, quoted: bool = True, escape: str | None = None
    ) -> Iterator[list[str]]:
        if not quote or not quoted:
            return csv.reader(
                source, delimiter=delimiter, quoting=csv.QUOTE_NONE, skipinitialspace=skip_blank
            )
        return csv.reader(
            source,
            delimiter=delimiter,
            quotechar=quote,
            escapechar=escape,
            skipinitialspace=skip_blank,
        )

    rows = reader(tap)
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except (csv.Error, _RunawayError):
            cells = None
            rows = reader(tap)
        if cells is None or (
            width and len(cells) != width and cells and any(quote in line for line in tap.taken)
        ):
            cells, used = _again(tap, cells, reader, width=width, quote=quote, repairs=repairs)
            line = tap.line
            tap.keep(used)
        else:
            line = tap.line
            tap.line += len(tap.taken)
            tap.taken.clear()
        if cells:
            yield Record(line, cells)


def _again(
    tap: _Tap,
    cells: list[str] | None,
    reader: Callable[..., Iterator[list[str]]],
    *,
    width: int,
    quote: str,
    repairs: Repairs,
) -> tuple[list[str], int]:
    r"""Read the record at hand in other ways; return its cells and the lines that it has.

    A record that no way makes fit is returned as it stood, or by its first line alone when its
    quote never closes, so that one bad line cannot swallow those that follow.
    """
    taken = list(tap.taken)
    if quote and any("\\" + quote in line for line in taken):
        for used in range(1, len(taken) + 1):
            escaped = _one(reader(taken[:used], escape="\\"))
            if escaped is not None and len(escaped) == width:
                repairs.backslash += 1
                return escaped, used
    plain = _one(reader(taken[:1], quoted=False)) if quote else None
    swallowed = cells is None or len(taken) > 1
    if (
        plain is not None
        and width
        and len(plain) == width
        and (swallowed or len(cells or ()) < width)
    ):
        repairs.stray += 1
        if len(repairs.stray_lines) < 10:  # noqa: PLR2004
            repairs.stray_lines.append(tap.line)
        return [_unquoted(cell, quote) for cell in plain], 1
    if cells is None:
        return plain or [taken[0]], 1
    return cells, len(taken)


def _one(rows: Iterator[list[str]]) -> list[str] | None:
    """Return the only record; None when the text breaks, or holds another number of them."""
    try:
        found = list(rows)
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _unquoted(cell: str, quote: str) -> str:
    """Take off quotes around a cell, or the lone one at either end."""
    cell = cell.removeprefix(quote).removesuffix(quote)
    return cell.replace(quote * 2, quote)


def _blank_separated(tap: _Tap) -> Iterator[Record]:
    for line in tap:
        cells = line.split()
        if cells:
            yield Record(tap.line, cells)
        tap.line += 1
        tap.taken.clear()
