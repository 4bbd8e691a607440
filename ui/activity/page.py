"""The Activity tab: running jobs on top, then everything that was done."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from ui.activity.entry_panel import EntryPanel
from ui.activity.history import History
from ui.activity.running import RunningCard
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import PAGE, Column, Kind, PagedModel
from ui.kit.parts import button, column, holder, row
from ui.kit.search import SearchField
from ui.kit.segmented import Segmented
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead, Verb
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

GRID, EMPTY = range(2)


class ActivityPage(Page):
    """Draws a `History`; the panel tells about the chosen entry."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.acts = History(session)
        self._wanted = ""  # an entry to choose when it has arrived
        t = self.tr
        self.export = button(t("Export"), glyph="tray-arrow-down", clicked=self._export)
        self.export.setToolTip(t("What is shown, as CSV or Excel"))
        self.head = PageHead(t("Activity"), self.export)
        self.search = SearchField(t("Search files, people, results"), widest=320)
        self.search.setMinimumWidth(220)
        self.search.textChanged.connect(self.acts.look_for)
        self.groups = Segmented(
            t("Show"),
            {
                "": t("All"),
                "import": t("Imports"),
                "build": t("Builds"),
                "file": t("Files written"),
                "problems": t("Problems"),
            },
        )
        self.groups.chosen.connect(self.acts.show)
        self.running = RunningCard(doors.jobs)
        self.model = PagedModel(
            (
                Column("at", t("When"), "moment", 186, "started_at, UTC", sortable=False),
                Column("kind", t("What"), "text", 100, sortable=False),
                Column("subject", t("Subject"), "text", 240, sortable=False),
                Column("state", t("State"), "text", 84, sortable=False),
                Column("rows", t("Rows"), "count", 84, sortable=False),
                Column("time", t("Took"), "text", 84, sortable=False),
                Column("who", t("Who"), "text", 110, sortable=False),
            ),
            self._write,
        )
        self.grid = DataGrid(t("What was done"), self.model)
        self.grid.selectionModel().currentRowChanged.connect(self._look)
        self.clear = button(t("Show everything"), clicked=self._show_all)
        self.again = button(t("Read again"), glyph="refresh", clicked=self.refresh)
        self.empty = EmptyState("pulse", "", "", holder(row(self.clear, self.again)))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        tools = row(self.search, self.groups, None, gap=10)
        top = column(tools, self.running, gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, 10))
        whole = column(self.head, holder(top), self._stack, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.side = EntryPanel(self.acts, session, doors)
        self.panel = self.side
        self.grid.opened.connect(lambda _row: self.side.show_log())
        self.grid.why.connect(self._why)
        self.acts.changed.connect(self._render)
        self.acts.asked.connect(self._wait)
        doors.jobs.finished.connect(lambda _job: self.refresh())

    # the page

    def refresh(self) -> None:
        """Read what was done anew."""
        if self.session.is_open:
            self.acts.read()

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Find, and export what is shown."""
        found: dict[Verb, Callable[[], object]] = {"find": self.search.setFocus}
        if self.acts.lines:
            found["export"] = self._export
        return found

    def first_focus(self) -> QWidget:
        """The grid takes the arrows."""
        return self.grid

    def go_to(self, spot: str) -> None:
        """Choose an entry by its id or its job's."""
        self._wanted = spot
        self._show_all()

    def show_why(self) -> bool:
        """Open the receipt of the chosen entry."""
        at = self.grid.currentIndex().row()
        if at < 0 or not self.grid.hasFocus():
            return False
        self._why(at)
        return True

    def export_to(self, path: Path) -> None:
        """Write what is shown."""
        brand, entries, words = self.session.brand, self.acts.entries(), self.session.words
        folder = self.tr("Show the folder")
        self.session.desk.ask(
            "activity.file",
            lambda: brand.activity.write(path, entries),
            lambda rows: self._doors.say(
                self.tr("{0} rows in {1}.").format(words.count(rows), path.name), "pos", folder,
                lambda: self._doors.open_folder(path),
            ),
            lambda error: self._doors.say(str(error), "neg"),
        )  # fmt: skip

    def _export(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self, self.tr("Export the activity"), "activity.csv",
            self.tr("CSV (*.csv);;Excel (*.xlsx)"),
        )  # fmt: skip
        if name:
            path = Path(name)
            if path.suffix.lower() not in {".csv", ".xlsx"}:
                path = path.with_name(path.name + (".xlsx" if "xlsx" in kind else ".csv"))
            self.export_to(path)

    def _why(self, at: int) -> None:
        line, brand = self.model.row_at(at), self.session.brand
        if line is not None:
            entry = line.entry
            title = f"{line.kind}: {line.subject}"
            self._doors.why(title, lambda: brand.activity.why(entry.id), self.grid)

    def _show_all(self) -> None:
        self.search.blockSignals(True)  # noqa: FBT003
        self.search.clear()
        self.search.blockSignals(False)  # noqa: FBT003
        self.acts.text = ""
        self.acts.chosen = ""
        self.groups.choose("")
        self.acts.read()

    def _write(self, value: object, kind: Kind) -> str:
        words = self.session.words
        match kind:
            case "count":
                return words.count(value)  # type: ignore[arg-type]
            case "moment":
                return words.moment(value)  # type: ignore[arg-type]
        return str(value)

    def _wait(self) -> None:
        if self.acts.error is not None or not self.acts.arrived:
            self._stack.setCurrentIndex(GRID)
        self.model.expect()

    def _render(self) -> None:
        history = self.acts
        self.state_changed.emit()
        self.export.setEnabled(bool(history.lines))
        chosen = self._wanted or (self.side.entry.id if self.side.entry else "")
        self.model.restart(len(history.lines))
        for start in range(0, len(history.lines), PAGE):
            self.model.put(start, history.lines[start : start + PAGE])
        self.head.say(history.about() if history.lines else "")
        if not history.lines:
            self._show_empty()
            return
        self._stack.setCurrentIndex(GRID)
        at = max(history.place_of(chosen), 0)
        if self._wanted:
            self._wanted = ""
            self.grid.setFocus()
        self.grid.selectRow(at)
        self._look()

    def _show_empty(self) -> None:
        history = self.acts
        self._stack.setCurrentIndex(EMPTY)
        self.side.show_entry(None)
        self.clear.setVisible(history.filtered and history.error is None)
        self.again.setVisible(history.error is not None)
        if history.error is not None:
            self.empty.say_error(history.error)
        elif history.filtered:
            self.empty.say(self.tr("Nothing fits"), self.tr("No entry has these words."))
        else:
            self.empty.say(
                self.tr("Nothing was done yet"),
                self.tr("Imports, builds and files that are written appear here, with their log."),
            )

    def _look(self, *_rows: object) -> None:
        line = self.model.row_at(self.grid.currentIndex().row())
        self.side.show_entry(line.entry if line is not None else None)
