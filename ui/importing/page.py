"""The Data tab of now: what was imported, how fresh each source is, and taking one back."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QWidget

from ampdesk.errors import AmpDeskError
from ui.customers.listing import write_value
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import Column, PagedModel
from ui.kit.panel import Panel
from ui.kit.parts import button, column, filling, holder
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead
from ui.shell.session import Session

_MOMENTS = ("newest_event", "imported_at", "undone_at")  # the store keeps them as text, UTC


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


class Imports(QObject):
    """The imports of the brand, the newest first. A view model without a widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[dict[str, Any]] = []
        self.error: AmpDeskError | None = None
        self.arrived = False

    def read(self) -> None:
        """Read them anew."""
        brand = self._session.brand
        self._session.desk.ask("imports", brand.imports, self._arrived, self._failed)

    def _arrived(self, rows: list[dict[str, Any]]) -> None:
        self.rows = [
            {
                **row,
                **{key: _moment(row[key]) for key in _MOMENTS},
                "kind": str(row["kind"]).replace("_", " "),
                "state": self.tr("live") if row["state"] == "live" else self.tr("undone"),
                "live": row["state"] == "live",
            }
            for row in rows
        ]
        self.error, self.arrived = None, True
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.rows, self.error, self.arrived = [], error, True
        self.changed.emit()


class DataPage(Page):
    """Draws `Imports`; the panel tells about the chosen one."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.imports = Imports(session)
        self.build = button(self.tr("Build now"), glyph="hammer", clicked=doors.build)
        self.add = button(
            self.tr("Import files"), k="primary", glyph="file-upload-outline",
            clicked=doors.choose_files,
        )  # fmt: skip
        self.head = PageHead(self.tr("Data"), self.build, self.add)
        t = self.tr
        self.model = PagedModel(
            (
                Column("import_id", t("No."), "count", 48, "import_id", sortable=False),
                Column("file", t("File"), "text", 230, "file", sortable=False),
                Column("source", t("Source"), "text", 110, "source", sortable=False),
                Column("kind", t("Holds"), "text", 110, "kind", sortable=False),
                Column("loaded", t("Loaded"), "count", 84, "loaded", sortable=False),
                Column("rejected", t("Rejected"), "count", 78, "rejected", sortable=False),
                Column("newest_event", t("Newest"), "day", 104, "newest_event", sortable=False),
                Column("imported_at", t("Imported"), "moment", 156, "imported_at", sortable=False),
                Column("state", t("State"), "text", 72, "state", sortable=False),
            ),
            lambda value, kind: write_value(session.words, value, kind),
        )
        self.grid = DataGrid(t("Imports"), self.model)
        self.grid.selectionModel().currentRowChanged.connect(self._look)
        self.empty = EmptyState(
            "database-import-outline",
            t("Nothing imported yet"),
            t("Drop exports anywhere in this window, or choose them."),
            button(t("Import files"), k="primary", clicked=doors.choose_files),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(self.grid, gap=0)))
        self._stack.addWidget(self.empty)
        self.setLayout(column(self.head, self._stack, gap=0))
        self.side = ImportPanel(session, doors)
        self.panel = self.side
        self.imports.changed.connect(self._render)

    def refresh(self) -> None:
        """Read the imports anew."""
        if self.session.is_open:
            self.imports.read()

    def first_focus(self) -> QWidget:
        """The grid takes the arrows."""
        return self.grid

    def _render(self) -> None:
        rows = self.imports.rows
        self._stack.setCurrentIndex(0 if rows else 1)
        if self.imports.error is not None:
            self.empty.say(self.imports.error.message, self.imports.error.remedy)
        live = [row for row in rows if row["live"]]
        sources = {row["source"] for row in live}
        words = self.session.words
        if rows:
            self.head.say(
                self.tr("{0} imports live, of {1} sources").format(
                    words.count(len(live)), words.count(len(sources))
                )
            )
        self.model.restart(len(rows))
        for start in range(0, len(rows), 100):
            self.model.put(start, rows[start : start + 100])
        may = self.session.is_open and not self.session.read_only
        self.build.setEnabled(may and bool(rows))
        self.add.setEnabled(may)
        if rows and not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        self._look()

    def _look(self) -> None:
        self.side.show_import(self.model.row_at(self.grid.currentIndex().row()))


class ImportPanel(Panel):
    """One import: counts, warnings, rejects, undo."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__("")
        self._session = session
        self._doors = doors
        self._row: dict[str, Any] | None = None
        self.rejects = button(
            self.tr("Open the rejects"), glyph="file-alert-outline", clicked=self._open_rejects
        )
        self.undo = button(self.tr("Undo this import"), glyph="undo-variant", clicked=self._undo)
        self.undo.setToolTip(self.tr("Its rows leave the brand; what was there before comes back"))
        self.buttons.addWidget(self.rejects)
        self.buttons.addWidget(self.undo)
        self.show_import(None)

    def show_import(self, row: dict[str, Any] | None) -> None:
        """Show one import."""
        self._row = row
        with filling(self.content):
            self._fill(row)

    def _fill(self, row: dict[str, Any] | None) -> None:
        words = self._session.words
        self.clear_sections()
        self.rejects.setVisible(bool(row and row["rejects_file"]))
        live = bool(row and row["live"])
        self.undo.setVisible(row is not None)
        self.undo.setEnabled(live and not self._session.read_only)
        if row is None:
            self.title.setText(self.tr("No import chosen"))
            return
        self.title.setText(str(row["file"]))
        self.words(
            self.tr("{0} of {1}, read as {2}").format(row["kind"], row["source"], row["format"])
        )
        self.section(self.tr("Records"))
        whole = row["rows"] or 1
        for name, key in (
            (self.tr("In the file"), "rows"),
            (self.tr("Loaded"), "loaded"),
            (self.tr("Rejected"), "rejected"),
            (self.tr("Skipped"), "skipped"),
        ):
            self.meter(name, words.count(row[key]), row[key] / whole)
        warnings = row["warnings"]
        if warnings:
            self.section(self.tr("Noticed"))
            for warning in warnings:
                self.words(str(warning))
        if not row["live"]:
            self.section(self.tr("Undone"))
            self.words(self.tr("Its rows are no longer in the brand."))

    def _open_rejects(self) -> None:
        if self._row:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._row["rejects_file"])))

    def _undo(self) -> None:
        from ampdesk.api import UndoImport

        if self._row:
            work = UndoImport(import_id=self._row["import_id"], then_build=True)
            title = self.tr("Undoing the import of {0}").format(self._row["file"])
            self._doors.run(title, work)
