"""Members as a file: which form, which columns, hashed or not; a manifest lies beside it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, label, row
from ui.kit.sheet import Sheet
from ui.segments.context import Catalogue
from ui.segments.document import Body
from ui.segments.fields import Choice
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Stop

FORMS = {".csv": "CSV", ".xlsx": "Excel", ".tsv": "TSV", ".json": "JSON", ".parquet": "Parquet"}
COLUMN = int(Qt.ItemDataRole.UserRole)
HASHED = 1


class ExportSheet(Sheet):
    """Chooses; `wanted` with the work to do. A window that only reads writes here and now."""

    wanted = Signal(object)  # a WriteSegment
    written = Signal(Path, int)

    def __init__(
        self,
        session: Session,
        window: QWidget,
        body: Body,
        catalogue: Catalogue,
        count: int | None,
        as_of: date | None = None,
    ) -> None:
        t = self.tr
        size = t("{0} customers").format(session.words.count(count)) if count is not None else ""
        super().__init__(window, t("Export “{0}”").format(body["name"]), size)
        self._session, self._body, self._as_of = session, body, as_of
        self._stop: Stop | None = None
        self.finished.connect(lambda _code: self._halt())
        self.form = Choice(t("Form"), list(FORMS.items()))
        self.form.picked.connect(lambda _key: self._draw())
        self.household = QCheckBox(t("One row per household"))
        self.household.setToolTip(t("The first of each household; the others are left out"))
        self.safe = QCheckBox(t("For a spreadsheet"))
        self.safe.setToolTip(t("Nothing in a cell is taken for a formula"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("Find a column"))
        self.search.setAccessibleName(t("Find a column"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setProperty("k", "framed")
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([t("Column"), t("As SHA-256")])
        self.tree.setAccessibleName(t("Columns of the file"))
        self.tree.setColumnWidth(0, 380)
        self.tree.itemChanged.connect(lambda *_: self._draw())
        self._fill(catalogue)
        self.state = label("", "label2", wrap=True)
        self.body.addLayout(row(label(t("Form"), "label"), self.form, self.safe, None,
                                self.household))  # fmt: skip
        self.body.addWidget(self.search)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.state)
        self.write = button(t("Write the file…"), k="primary", clicked=self._choose)
        self.cancel = button(t("Cancel"), clicked=self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.write)
        self.fit(700, 640)
        self._draw()

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the chosen columns as the core names them."""
        found = []
        for item in self._columns():
            name = str(item.data(0, COLUMN))
            if item.checkState(0) == Qt.CheckState.Checked:
                hashed = item.checkState(HASHED) == Qt.CheckState.Checked
                found.append(f"sha256:{name}" if hashed else name)
        return tuple(found)

    def choose_column(self, name: str, *, hashed: bool = False) -> None:
        """Tick a column, named as Table.column."""
        for item in self._columns():
            if item.data(0, COLUMN) == name:
                item.setCheckState(0, Qt.CheckState.Checked)
                if hashed:
                    item.setCheckState(HASHED, Qt.CheckState.Checked)

    def export_to(self, path: Path) -> None:
        """Write the file: as a job, which Activity tells of; in a read-only window here."""
        from ampdesk.api import Stop, WriteSegment

        body, attributes, day = self._body, self.attributes, self._as_of
        safe, household = self.safe.isChecked(), self.household.isChecked()
        if not self._session.read_only:
            self.accept()
            self.wanted.emit(
                WriteSegment(segment=body, file=path, attributes=attributes, spreadsheet=safe,
                             household=household, as_of=day)
            )  # fmt: skip
            return
        segments, stop = self._session.brand.segments, Stop()
        self._stop = stop
        self.write.setEnabled(False)
        self.state.setText(self.tr("Writing {0}…").format(path.name))
        self._session.desk.ask(
            "segments.export",
            lambda: segments.export(
                body, path, attributes=attributes, spreadsheet=safe, household=household,
                as_of=day, stop=stop,
            ),
            lambda found: self._done(found.file, found.rows),
            self._failed, lane="wide",
        )  # fmt: skip

    def _fill(self, catalogue: Catalogue) -> None:
        off = Qt.CheckState.Unchecked
        first = sorted(catalogue.tables, key=lambda one: one.name != "Merged_Customers")
        for table in first:
            if not table.is_unique:
                continue
            head = QTreeWidgetItem([table.label])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.tree.addTopLevelItem(head)
            for one in table.columns:
                if one.name == "amperity_id":
                    continue
                item = QTreeWidgetItem([one.label])
                item.setData(0, COLUMN, f"{table.name}.{one.name}")
                item.setToolTip(0, one.description)
                item.setCheckState(0, off)
                item.setCheckState(HASHED, off)
                head.addChild(item)
            head.setExpanded(self.tree.topLevelItemCount() == 1)

    def _columns(self) -> list[QTreeWidgetItem]:
        heads = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        every = [head.child(at) for head in heads if head for at in range(head.childCount())]
        return [item for item in every if item is not None]

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        for item in self._columns():
            words = f"{item.text(0)} {item.data(0, COLUMN)}".casefold()
            item.setHidden(not all(word in words for word in wanted))
            head = item.parent()
            if wanted and not item.isHidden() and head is not None:
                head.setExpanded(True)

    def _draw(self) -> None:
        chosen = len(self.attributes)
        self.safe.setVisible(self.form.currentData() == ".csv")
        self.state.setText(
            self.tr("The id and %n column(s). A manifest beside it tells definition and checksum.",
                    "", chosen)
        )  # fmt: skip

    def _choose(self) -> None:
        ending = str(self.form.currentData())
        plain = "".join(c if c.isalnum() else "-" for c in str(self._body["name"]).lower())
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the members"), f"{plain.strip('-') or 'segment'}{ending}",
            f"{FORMS[ending]} (*{ending})",
        )  # fmt: skip
        if name:
            path = Path(name)
            self.export_to(path if path.suffix.lower() == ending else Path(f"{name}{ending}"))

    def _done(self, file: Path, rows: int) -> None:
        self.written.emit(file, rows)
        self.accept()

    def _halt(self) -> None:
        """Esc or Cancel stops what is being written; there is no new file then."""
        if self._stop is not None:
            self._stop.stop()

    def _failed(self, error: AmpDeskError) -> None:
        self._stop = None
        self.write.setEnabled(True)
        self.state.setText(str(error))
