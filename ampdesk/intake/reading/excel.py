"""Workbooks through calamine: cached values of formulas, dates as ISO text, merged cells."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import python_calamine

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.formulas import Formulas, look_for_formulas
from ampdesk.intake.reading.layout import filled, find_layout
from ampdesk.intake.reading.records import Record
from ampdesk.intake.reading.table import stage_records
from ampdesk.intake.reading.text import counted
from ampdesk.intake.reading.types import MIB, Dialect, ReadOptions, Source, Staged

ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_SAMPLE_ROWS = 60
_EXACT = 2**53  # a double holds every whole number up to here

_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def is_workbook(path: Path) -> bool:
    """Tell by the first bytes: an OLE file, or a zip that holds a workbook."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return True
    if not head.startswith(b"PK\x03\x04"):
        return False
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return path.suffix.lower() in ENDINGS
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def filled_sheets(path: Path, options: ReadOptions) -> list[str]:
    """Return the visible sheets that hold something, in the workbook's order."""
    book = _open(path, path.name, options)
    visible = python_calamine.SheetVisibleEnum.Visible
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == visible and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    return [name for name in names if book.get_sheet_by_name(name).height > 0]


def stage_sheet(
    path: Path,
    source: Source,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    """Read one sheet into `table`; `_line` is the row of the sheet."""
    book = _open(path, source.label, options)
    wanted = source.sheet or options.sheet
    if wanted is None or wanted == "":
        sheets = filled_sheets(path, options)
        if len(sheets) > 1:
            names = ", ".join(f'"{name}"' for name in sheets)
            raise ReadingError(
                f"has several sheets: {names}",
                remedy='name one in the mapping file: "options": {"sheet": …}',
                where=source.label,
            )
        if not sheets:
            raise ReadingError(
                "the workbook is empty", remedy="save it again with its data", where=source.label
            )
        wanted = sheets[0]
    if wanted not in book.sheet_names:
        raise ReadingError(
            f'has no sheet "{wanted}"',
            remedy=f"name one of {', '.join(book.sheet_names)}",
            where=source.label,
        )
    sheet = book.get_sheet_by_name(wanted)
    merged = tuple(sheet.merged_cell_ranges or ())
    formulas = look_for_formulas(path, wanted)
    if formulas.uncalculated:
        raise ReadingError(
            f"{counted(formulas.uncalculated, 'formula has', 'formulas have')} no result in the"
            f" file (the first in {formulas.first})",
            remedy="open it in a spreadsheet program, save it, and import it again",
            where=source.label,
        )
    records = list(_records(sheet, merged, formulas))
    width = max((_last_filled(record.cells) for record in records), default=0)
    layout = find_layout(
        records[:_SAMPLE_ROWS],
        width=width,
        header_row=options.header_row,
        known=options.known_headers,
        whole=lambda record: _span(record, merged),
    )
    dialect = Dialect(
        kind="excel",
        delimiter="",
        quote="",
        escape="",
        newline="",
        header_row=layout.header_line,
        header_rows=layout.header_rows,
        skipped_preamble=len(layout.preamble),
    )
    said = []
    if formulas.errors:
        errors = counted(len(formulas.errors), "formula ends", "formulas end")
        said.append(f"{errors} in an error (the first: {formulas.first_error}): correct the sheet")
    return stage_records(
        records, layout, dialect, source, connection, table, said=lambda: ("utf-8", said)
    )


def _open(path: Path, where: str, options: ReadOptions) -> python_calamine.CalamineWorkbook:
    if path.stat().st_size > options.limits.workbook:
        raise ReadingError(
            f"a workbook of {path.stat().st_size // MIB:,} MiB is too large to open",
            remedy="save the sheet as CSV and import that",
            where=where,
        )
    _refuse_bomb(path, where, options)
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise ReadingError(
            "is protected by a password", remedy="save it without one", where=where
        ) from None
    except (python_calamine.CalamineError, OSError) as problem:
        raise ReadingError(
            f"cannot be opened as a workbook ({problem})",
            remedy="open it in a spreadsheet program and save it again, or save it as CSV",
            where=where,
        ) from None


def _refuse_bomb(path: Path, where: str, options: ReadOptions) -> None:
    """A workbook is a zip, too: look at the sizes that it declares before anything unpacks it."""
    import zipfile

    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        declared = sum(info.file_size for info in archive.infolist())
    size = path.stat().st_size
    limits = options.limits
    if declared > 8 * limits.workbook or (
        declared > limits.ratio_from and declared > limits.ratio * size
    ):
        raise ReadingError(
            f"unpacks to {declared // MIB:,} MiB from {size:,} bytes: stopped,"
            " it looks like a zip bomb",
            remedy="save the sheet as CSV and import that",
            where=where,
        )


def _records(
    sheet: python_calamine.CalamineSheet,
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...],
    formulas: Formulas,
) -> Iterator[Record]:
    """Yield the rows as text; a merged cell's value stands in each row and column that it spans.

    The result of a formula that ended in an error is the error's name, which is no amount or date.
    """
    values: dict[tuple[int, int], str] = {}
    offset = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    spans = [
        ((top, first), (bottom, last))
        for (top, first), (bottom, last) in merged
        if (bottom - top + 1) * (last - first + 1) <= 10_000  # noqa: PLR2004  # a whole column is a look
    ]
    inside = {
        (row, column): (top, first)
        for (top, first), (bottom, last) in spans
        for row in range(top, bottom + 1)
        for column in range(first, last + 1)
    }
    origins = {corner for corner, _ in spans}
    for at, row in enumerate(sheet.iter_rows()):
        number = at + offset
        cells = [""] * left + [as_text(cell) for cell in row]
        for column, cell in enumerate(cells):
            place = (number, column)
            if not cell and place in formulas.errors:
                cells[column] = formulas.errors[place]
            elif place in origins:
                values[place] = cell
            elif not cell and place in inside:
                cells[column] = values.get(inside[place], "")
        yield Record(number + 1, cells)


def as_text(cell: _Cell) -> str:
    """Return a cell as a person would write it: whole numbers without `.0`, ISO dates.

    >>> as_text(6175550123.0), as_text(0.1 + 0.2), as_text(True)
    ('6175550123', '0.3', 'TRUE')
    """
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case float():
            if cell.is_integer() and abs(cell) <= _EXACT:
                return str(int(cell))
            return f"{cell:.15g}"  # Excel's own precision: 0.1 + 0.2 is 0.3 there
        case dt.datetime():
            if (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0):
                return cell.date().isoformat()
            return cell.isoformat(
                sep=" ", timespec="milliseconds" if cell.microsecond else "seconds"
            )
        case dt.date() | dt.time():
            return cell.isoformat()
        case dt.timedelta():
            return str(cell)


def _last_filled(cells: list[str]) -> int:
    return max((at + 1 for at, cell in enumerate(cells) if cell.strip()), default=0)


def _span(record: Record, merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]) -> int:
    """Return how many rows the header has: merged cells that start in it reach down so far."""
    top = record.line - 1
    last = max((bottom for (start, _), (bottom, _) in merged if start == top), default=top)
    # a part of the header under a merged title may be merged further down
    below = [bottom for (start, _), (bottom, _) in merged if top < start <= last]
    last = max([last, *below])
    return last - top + 1 if filled(record.cells) else 1
