"""Beside the sources: the chosen source, the chosen import, and what can be done with it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.data.undo_sheet import UndoSheet
from ui.data.values import age_words
from ui.importing.kinds import kind_title
from ui.kit.panel import Panel
from ui.kit.parts import button, filling
from ui.shell.doors import Doors
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import SourceFacts, UndoEffect


class SourcePanel(Panel):
    """Facts above, acts at the foot."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__("")
        self._session, self._doors = session, doors
        self._row: dict[str, Any] | None = None
        t = self.tr
        self.rejects = button(
            t("See the rejects"), glyph="file-alert-outline", clicked=self._open_rejects
        )
        self.again = button(t("Import again"), glyph="refresh", clicked=self.import_again)
        self.again.setToolTip(t("Reads the same file anew, with the mapping you gave"))
        self.undo = button(t("Undo this import"), glyph="undo-variant", clicked=self.ask_undo)
        for one in (self.rejects, self.again, self.undo):
            self.buttons.addWidget(one)
        self.show_source(None, None)

    def show_source(self, source: "SourceFacts | None", row: dict[str, Any] | None) -> None:
        """Show a source and one of its imports."""
        self._row = row
        with filling(self.content):
            self.clear_sections()
            if source is not None:
                self._fill_source(source)
            if row is not None:
                self._fill_import(row)
        self.title.setText(source.name if source else self.tr("No source chosen"))
        live = bool(row and row["state"] == "live")
        may = not self._session.read_only
        self.rejects.setVisible(bool(row and row["rejects_file"]))
        self.again.setVisible(row is not None)
        self.again.setEnabled(may)
        self.undo.setVisible(row is not None)
        self.undo.setEnabled(live and may)
        held = self.tr("This brand is open elsewhere: you can look, not change.")
        self.undo.setToolTip(
            held if not may else self.tr("Its rows leave; what was there before comes back")
        )

    def _fill_source(self, source: "SourceFacts") -> None:
        words = self._session.words
        self.words(", ".join(kind_title(kind) for kind in source.kinds))
        self.fact(self.tr("Rows"), words.count(source.rows))
        self.fact(self.tr("Newest record"), words.day(source.newest))
        self.fact(self.tr("Last import"), age_words(source.age_days))
        if source.rejected:
            self.fact(self.tr("Rejected"), words.count(source.rejected))
        if source.undone:
            self.fact(self.tr("Undone imports"), words.count(source.undone))
        if source.is_old:
            self.words(self.tr("Nothing came for more than a week: export a newer file."))

    def _fill_import(self, row: dict[str, Any]) -> None:
        words = self._session.words
        self.section(self.tr("Import {0}").format(row["import_id"]))
        self.words(str(row["file"]), "strong")
        whole = row["rows"] or 1
        for name, key in (
            (self.tr("In the file"), "rows"),
            (self.tr("Loaded"), "loaded"),
            (self.tr("Rejected"), "rejected"),
            (self.tr("Skipped"), "skipped"),
        ):
            self.meter(name, words.count(row[key]), row[key] / whole)
        self.words(self.tr("Read as {0}").format(str(row["format"]).replace("_", " ")))
        if row["warnings"]:
            self.section(self.tr("Noticed"))
            for warning in row["warnings"]:
                self.words(str(warning))
        if row["state"] != "live":
            self.section(self.tr("Undone"))
            self.words(self.tr("Its rows are no longer in the brand."))

    # acts

    def ask_undo(self) -> None:
        """Say what goes, then undo."""
        if self._row is None or self._session.read_only:
            return
        row, data = self._row, self._session.brand.data
        self._session.desk.ask(
            "data.undo",
            lambda: data.undo_effect(row["import_id"]),
            self._ask_undo,
            lambda error: self._doors.say(str(error), "neg"),
        )

    def _ask_undo(self, effect: "UndoEffect") -> None:
        UndoSheet(self._session, self._doors, effect, self.window()).open()

    def import_again(self) -> None:
        """Read the same file again; choose it where it is no longer there."""
        if self._row is None:
            return
        path = Path(self._row["path"]) if self._row.get("path") else None
        if path is not None and path.exists():
            self._doors.import_files([path])
            return
        file = str(self._row["file"])
        said = self.tr("Where is {0}? It is no longer where it was imported from.").format(file)
        self._doors.say(said, "warn", self.tr("Choose it"), lambda: self._choose(file))

    def _choose(self, file: str) -> None:
        title = self.tr("Choose {0}").format(file)
        name, _ = QFileDialog.getOpenFileName(self, title, file)
        if name:
            self._doors.import_files([Path(name)])

    def _open_rejects(self) -> None:
        if self._row is None:
            return
        from ui.data.rejects_sheet import RejectsSheet

        RejectsSheet(self._session, Path(str(self._row["rejects_file"])), self.window()).open()


def open_file(path: Path, _parent: QWidget) -> None:
    """Open a file in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
