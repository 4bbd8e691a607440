"""The table twin of a figure: heads and rows as text, for screen readers, clipboard and files."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Table:
    """`rows` are written as they are shown; the first column names the row.

    `exact` has the same cells as plain values for files: ISO dates, numbers without separators.
    """

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    exact: tuple[tuple[object, ...], ...] = ()

    def as_text(self) -> str:
        """Return the table for the clipboard: tabs between cells."""
        return "\n".join("\t".join(line) for line in (self.heads, *self.rows))

    def as_csv(self) -> str:
        """Return the table as CSV, with a byte-order mark for spreadsheets."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.heads)
        writer.writerows(["" if cell is None else cell for cell in line] for line in self.values)
        return "\ufeff" + out.getvalue()

    @property
    def values(self) -> Sequence[Sequence[object]]:
        """The cells as files hold them."""
        return self.exact or self.rows

    def write_excel(self, path: Path, title: str) -> None:
        """Write an Excel file with one sheet. Raises OSError."""
        import xlsxwriter  # only when a workbook is asked for

        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        self.fill(book.add_worksheet(sheet_name(title)), book.add_format({"bold": True}))
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(0, str(error)) from error

    def fill(self, sheet: Any, bold: Any) -> None:  # of xlsxwriter
        """Fill a sheet: heads in bold, then the values."""
        sheet.write_row(0, 0, self.heads, bold)
        for at, line in enumerate(self.values, start=1):
            sheet.write_row(at, 0, ["" if cell is None else cell for cell in line])


def sheet_name(title: str) -> str:
    """Return a title as Excel allows it for a sheet."""
    plain = "".join(" " if letter in r"[]:*?/\\" else letter for letter in title)
    return plain[:31].strip() or "Table"
