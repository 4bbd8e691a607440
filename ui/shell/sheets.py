"""Where the doors lead: a profile, a range, the sheets of lists and imports, a second window.

Imported by name only when one is opened: none of it is needed at first paint.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from ui.shell import work
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import ListRequest
    from ui.customers.page import CustomersPage
    from ui.shell.window import Window


def _t(text: str) -> str:
    return QCoreApplication.translate("Window", text)


def customers(window: "Window") -> "CustomersPage | None":
    """Open the tab Customers and return its page; None when no brand is open."""
    from ui.customers.page import CustomersPage

    window.go("customers")
    page = window.pages.current
    return page if isinstance(page, CustomersPage) else None


def make_list(window: "Window", request: "ListRequest", about: str) -> None:
    """Open the mailing list sheet."""
    from ui.lists.dialog import MailingListDialog

    MailingListDialog(window.session, window, request, about, window).open()


def import_files(
    window: "Window", paths: Sequence[Path], mappings: Mapping[str, Any] | None = None
) -> None:
    """Open the import sheet; without a brand a new one is made for the files first."""
    if not window.session.is_open:
        work.choose_new_brand(window, list(paths))
        return
    from ui.importing.dialog import ImportDialog

    dialog = ImportDialog(window.session, window, list(paths), window)
    if mappings:
        dialog.draft.take_up(mappings)
    dialog.open()


def choose_files(window: "Window") -> None:
    """Let the user choose files to import."""
    kinds = _t(
        "Tables (*.csv *.tsv *.txt *.psv *.json *.ndjson *.jsonl *.xlsx *.xls *.parquet"
        " *.gz *.zip);;All files (*)"
    )
    names, _ = QFileDialog.getOpenFileNames(window, _t("Import exports"), "", kinds)
    if names:
        window.import_files([Path(name) for name in names])


def open_second(window: "Window") -> None:
    """Open the same brand in a second window, a little below the first."""
    path = window.session.path
    if path is None:
        return
    other = type(window)(Session(window.session.today))
    other.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.others.append(other)
    other.destroyed.connect(lambda: window.others.remove(other))
    other.resize(window.size())
    other.move(window.pos() + QPoint(32, 32))
    other.show()
    other.open_brand(path)
