"""Several tables in one Excel file, a sheet each."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ui.figures.table import Table, sheet_name


def write_workbook(path: Path, tables: Iterable[tuple[str, Table]]) -> str:
    """Write (title, table) pairs; return what went wrong in words, or nothing."""
    import xlsxwriter  # only when a workbook is asked for

    try:
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        bold = book.add_format({"bold": True})
        for title, table in tables:
            table.fill(book.add_worksheet(sheet_name(title)), bold)
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        words = QCoreApplication.translate(
            "Workbook", "{0} cannot be written – choose another folder, or free some space ({1})."
        )
        return words.format(path.name, error)
    return ""
