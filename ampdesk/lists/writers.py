"""The two writers of tables (architecture.md ruling 12), as CSV or Excel, whole or not at all.

For a spreadsheet: a byte-order mark, cells that could be formulas escaped, ids, phones and postal
codes typed as text. For a platform: raw values, so that ``+49…`` stays a phone number.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from ampdesk.lists.request import ListError, Purpose

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_ROWS = 1_048_576
Batches = Iterable[pa.RecordBatch]


def write_table(
    batches: Batches,
    names: Sequence[str],
    path: Path,
    purpose: Purpose,
    *,
    as_text: Collection[str] = (),
    on_rows: Callable[[int], None] | None = None,
) -> int:
    """Write rows to `path` (.csv or .xlsx) and return their number.

    `as_text` names the columns that a spreadsheet must not turn into numbers. `on_rows` hears the
    rows written so far and may raise to stop. The file appears complete or not at all.
    Raises ListError for another ending, too many rows for Excel, or a folder or disk that
    refuses.
    """
    ending = path.suffix.lower()
    write = {".csv": _write_csv, ".xlsx": _write_excel}.get(ending)
    if write is None:
        raise ListError(
            f'cannot write a "{ending or path.name}" file',
            remedy="let the name end in .csv or .xlsx",
            where=str(path),
        )
    rows = _counted(batches, on_rows)
    with _whole_file(path) as partial:
        return write(rows, list(names), partial, purpose, frozenset(as_text))


def _counted(batches: Batches, on_rows: Callable[[int], None] | None) -> Iterator[tuple[Any, ...]]:
    done = 0
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        done += batch.num_rows
        if on_rows:
            on_rows(done)


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise ListError(
            f"cannot write into this folder ({error.strerror})",
            remedy="choose a folder that exists and that you may write to",
            where=str(path),
        ) from error
    partial = Path(name)
    try:
        yield partial
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise ListError(
            f"stopped: {error.strerror or 'the disk refused'}; no file was written",
            remedy="free some space or choose another drive",
            where=str(path),
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _write_csv(
    rows: Iterator[tuple[Any, ...]],
    names: list[str],
    path: Path,
    purpose: Purpose,
    as_text: frozenset[str],
) -> int:
    sheet = purpose is Purpose.SPREADSHEET
    typed = [name in as_text for name in names]
    written = 0
    encoding = "utf-8-sig" if sheet else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n" if sheet else "\n")
        writer.writerow(names)
        for row in rows:
            cells = [_text(value) for value in row]
            if sheet:
                pairs = zip(cells, typed, strict=True)
                cells = [_sheet_text(cell) if text else _safe(cell) for cell, text in pairs]
            writer.writerow(cells)
            written += 1
    return written


def _write_excel(
    rows: Iterator[tuple[Any, ...]],
    names: list[str],
    path: Path,
    purpose: Purpose,
    as_text: frozenset[str],
) -> int:
    import xlsxwriter  # only when a workbook is asked for

    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False, "remove_timezone": True},
    )  # fmt: skip
    sheet = book.add_worksheet("List")
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    money = book.add_format({"num_format": "#,##0.00"})
    text = book.add_format({"num_format": "@"})
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, max(10, min(30, len(name) + 2)))
    sheet.freeze_panes(1, 0)
    escaped = purpose is Purpose.SPREADSHEET
    line = 0
    forms = _Forms(day, instant, money, text)
    for line, row in enumerate(rows, start=1):  # the count is the result
        if line >= _EXCEL_ROWS:
            raise ListError(
                "more rows than an Excel sheet holds (1,048,575)",
                remedy="write a .csv file",
                where=path.name,
            )
        for column, (name, value) in enumerate(zip(names, row, strict=True)):
            if name in as_text and value is not None:
                sheet.write_string(line, column, str(value), text)
            else:
                shown = _safe(value) if escaped and isinstance(value, str) else value
                _write_cell(sheet, (line, column), shown, forms)
    book.close()
    return line


@dataclass(frozen=True)
class _Forms:
    day: Any
    instant: Any
    money: Any
    text: Any


def _write_cell(sheet: Any, place: tuple[int, int], value: Any, forms: _Forms) -> None:
    """Write one cell by its type; nothing for NULL."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(*place, value)
        case datetime():
            sheet.write_datetime(*place, value, forms.instant)
        case date():
            sheet.write_datetime(*place, datetime.combine(value, time()), forms.day)
        case Decimal():
            sheet.write_number(*place, float(value), forms.money)
        case int() | float():
            sheet.write_number(*place, value)
        case _:
            sheet.write_string(*place, str(value), forms.text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; a plain negative number stays."""
    if cell.startswith(_FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdigit() and not cell.startswith("+")


def _sheet_text(cell: str) -> str:
    """Type digits as text: ``="02134"``; other ids need only the formula rule."""
    if cell.lstrip("+").isdigit():
        return f'="{cell}"'
    return _safe(cell)
