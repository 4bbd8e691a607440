"""The Data tab: where everything comes from, what it became, and who is believed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from ui.data.calendar import CalendarView
from ui.data.column_panel import ColumnPanel
from ui.data.map import MapView
from ui.data.merge import MergeView
from ui.data.model import Incoming, Tables
from ui.data.source_panel import SourcePanel
from ui.data.sources import SourcesView
from ui.data.table_map import TableBox
from ui.data.tables import TablesView
from ui.kit.parts import button, column, row
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead, Verb
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Receipt

PLACES = ("sources", "tables", "map", "merge", "calendar")
GUIDE = ("data", "tables", "tables", "merge", "fiscal")  # the page of the guide for each place


class DataPage(Page):
    """Five places in one tab; the panel tells about the source or the column in front."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.history = QUndoStack(self)
        self.imports = Incoming(session)
        self.tables = Tables(session)
        t = self.tr
        self.build = button(t("Build now"), glyph="hammer", clicked=doors.build)
        self.add = button(
            t("Import files"), k="primary", glyph="file-upload-outline", clicked=doors.choose_files
        )
        self.head = PageHead(t("Data"), self.build, self.add)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(t("Places in Data"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for title in (t("Sources"), t("Tables"), t("Map"), t("Merge policy"), t("Fiscal calendar")):
            self.tabs.addTab(title)
        self.sources = SourcesView(session, doors, self.imports)
        self.explorer = TablesView(session, self.tables)
        self.map = MapView(session, self.tables)
        self.merge = MergeView(session, doors, self.imports, self.history)
        self.calendar = CalendarView(session, doors, self.imports)
        self.stack = QStackedWidget()
        for view in (self.sources, self.explorer, self.map, self.merge, self.calendar):
            self.stack.addWidget(view)
        bar = row(self.tabs, None, margins=(PAGE_EDGE, 0, PAGE_EDGE, 0))
        layout = column(self.head, bar, self.stack, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.side = SourcePanel(session, doors)
        self.columns = ColumnPanel(session, self.tables)
        self.panels = QStackedWidget()
        self.panels.addWidget(self.side)
        self.panels.addWidget(self.columns)
        self.panel = self.panels
        self.tabs.currentChanged.connect(self._turn)
        self.imports.asked.connect(self._wait)
        self.imports.changed.connect(self._render)
        self.sources.chosen.connect(self._look)
        for grid in (self.sources.grid, self.sources.imports, self.explorer.grid,
                     self.explorer.sample, self.calendar.grid):  # fmt: skip
            grid.why.connect(lambda _row: self.show_why())
        self.map.wanted.connect(self.open_table)
        self.history.indexChanged.connect(self.state_changed)

    # the frame

    def refresh(self) -> None:
        """Read what came in; tables when they are looked at."""
        if self.session.is_open:
            self.imports.read()
            if self.tables.tables or self.stack.currentIndex() in (1, 2):
                self.tables.read()

    def first_focus(self) -> QWidget:
        """The grid or list of the place in front."""
        places = (self.sources.grid, self.explorer.tree, self.map.first_box() or self.map.whole,
                  self.merge.list, self.calendar.grid)  # fmt: skip
        return places[self.stack.currentIndex()]

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Find a table; delete is undoing an import."""
        if self.stack.currentIndex() == 1:
            return {"find": self._find, "copy": self.explorer.grid.copy}
        if self.stack.currentIndex() == 0 and self.sources.row is not None:
            return {"find": self._find, "delete": self.side.ask_undo}
        return {"find": self._find}

    def show_why(self) -> bool:
        """Open the receipt of the row that has the focus, else the guide's page of the place."""
        at, focus = self.stack.currentIndex(), self.window().focusWidget()
        asked = self._asked(focus)
        if asked is not None:
            self._doors.why(*asked, focus)
        else:
            self._doors.open_help("import" if focus is self.add else GUIDE[at])
        return True

    def _asked(self, focus: QWidget | None) -> "tuple[str, Callable[[], Receipt]] | None":
        """Return title and receipt of what has the focus; None when no row has it."""
        data, table = self.session.brand.data, self.tables.table
        source, row = self.sources.source, self.sources.row
        if focus is self.sources.grid and source is not None:
            return source.name, partial(data.why_source, source.name)
        if focus is self.sources.imports and row is not None:
            title = self.tr("Import {0}").format(row["import_id"])
            return title, partial(data.why_import, int(row["import_id"]))
        if isinstance(focus, TableBox):
            return focus.facts.name, partial(data.why_table, focus.facts.name)
        if focus is self.explorer.tree and table is not None:
            return table.name, partial(data.why_table, table.name)
        one = self.tables.column
        if focus is self.explorer.grid and table is not None and one is not None:
            return one.name, partial(data.why_column, table.name, one.name)
        if focus is self.merge.list and self.merge.list.name:
            return self.merge.list.name, partial(data.why_source, self.merge.list.name)
        return None

    def spot(self) -> str:
        """Return the place, and the table that is open in it."""
        place = PLACES[self.stack.currentIndex()]
        table = self.tables.table
        return f"tables/{table.name}" if place == "tables" and table else place

    def go_to(self, spot: str) -> None:
        """Bring a place to the front, and a table in it."""
        place, _, table = spot.partition("/")
        self.tabs.setCurrentIndex(PLACES.index(place) if place in PLACES else 0)
        if table:
            self.tables.open(table)

    def open_table(self, name: str) -> None:
        """Open a table in the explorer."""
        self.tabs.setCurrentIndex(1)
        self.tables.open(name)
        self.explorer.tree.setFocus()
        self.moved.emit()

    # drawing

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.panels.setCurrentIndex(0 if at == 0 else 1)
        self.panel = self.panels if at in (0, 1) else None
        if at in (1, 2) and self.session.is_open:
            if not self.tables.tables:
                self.tables.read()
            if at == 1:
                self.explorer.open_first()
        self.panel_wanted.emit()
        self.state_changed.emit()
        self.moved.emit()

    def _wait(self) -> None:
        self.sources.wait()
        self.calendar.wait()

    def _render(self) -> None:
        found, words = self.imports, self.session.words
        live = sum(one.imports for one in found.sources)
        if found.sources:
            self.head.say(
                self.tr("{0} sources, {1} imports live").format(
                    words.count(len(found.sources)), words.count(live)
                )
            )
        may = self.session.is_open and not self.session.read_only
        self.build.setEnabled(may and bool(found.rows))
        self.add.setEnabled(may)
        self.sources.show_incoming()
        self.merge.show_incoming()
        self.calendar.show_incoming()
        self._look()

    def _look(self) -> None:
        self.side.show_source(self.sources.source, self.sources.row)
        self.state_changed.emit()

    def _find(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.explorer.search.setFocus()
        self.explorer.search.selectAll()
