"""Sources and their imports: how fresh, how much, what was rejected, and taking one back."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.customers.listing import write_value
from ui.data.model import Incoming
from ui.data.values import age_words
from ui.importing.kinds import kind_title
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, EmptyState
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, column, holder, label, row
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import SourceFacts

PAGE = 100


def fill(grid: DataGrid, rows: list[dict[str, Any]]) -> None:
    """Put all rows of a short list into a grid; the row in front stays in front."""
    at = max(grid.currentIndex().row(), 0)
    grid.paged.restart(len(rows))
    for start in range(0, len(rows), PAGE):
        grid.paged.put(start, rows[start : start + PAGE])
    if rows:
        grid.setCurrentIndex(grid.paged.index(min(at, len(rows) - 1), 0))


class SourcesView(QWidget):
    """Two grids: sources above, the imports of the chosen one below."""

    chosen = Signal()

    def __init__(self, session: Session, doors: Doors, incoming: Incoming) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._incoming = session, incoming
        t = self.tr
        words = session

        def write(value: object, kind: str) -> str:
            return write_value(words.words, value, kind)  # type: ignore[arg-type]

        self.banner = Banner()
        self.grid = DataGrid(
            t("Sources"),
            PagedModel(
                (
                    Column("name", t("Source"), "text", 130, "source", sortable=False),
                    Column("kinds", t("Holds"), "text", 230, "kind", sortable=False),
                    Column("rows", t("Rows"), "count", 90, t("Records loaded"), sortable=False),
                    Column("rejected", t("Rejected"), "count", 84, "rejected", sortable=False),
                    Column("newest", t("Newest record"), "day", 116, "newest_event",
                           sortable=False),
                    Column("age", t("Freshness"), "text", 84, "", sortable=False),
                    Column("imports", t("Imports"), "count", 72, "", sortable=False),
                ),
                write,
            ),
            framed=True,
        )  # fmt: skip
        self.imports = DataGrid(
            t("Imports"),
            PagedModel(
                (
                    Column("import_id", t("No."), "count", 52, "import_id", sortable=False),
                    Column("file", t("File"), "text", 220, "file", sortable=False),
                    Column("kind", t("Holds"), "text", 120, "kind", sortable=False),
                    Column("loaded", t("Loaded"), "count", 84, "loaded", sortable=False),
                    Column("rejected", t("Rejected"), "count", 84, "rejected", sortable=False),
                    Column("newest", t("Newest record"), "day", 116, "newest_event",
                           sortable=False),
                    Column("imported_at", t("Imported"), "day", 112, "imported_at",
                           sortable=False),
                    Column("state", t("State"), "text", 76, "state", sortable=False),
                ),
                write,
            ),
            framed=True,
        )  # fmt: skip
        self.grid.selectionModel().currentRowChanged.connect(self._source_chosen)
        self.imports.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        self.about = label("", "strong")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setAccessibleName(t("Sources and imports"))
        split.addWidget(self.grid)
        split.addWidget(holder(column(self.about, self.imports, gap=6)))
        self.grid.setMinimumHeight(120)
        self.imports.setMinimumHeight(120)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.bring = button(t("Import files"), k="primary", clicked=doors.choose_files)
        self.again = button(t("Read again"), glyph="refresh", clicked=incoming.read)
        self.empty = EmptyState(
            "database-import-outline",
            t("Nothing imported yet"),
            t("Drop exports of your shop, till, newsletter or list anywhere in this window."),
            holder(row(self.bring, self.again)),
        )
        self._invite = (self.empty.title.text(), self.empty.text.text())
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self.empty)
        layout = column(self.banner, self._stack, gap=10, margins=(PAGE_EDGE, 10, PAGE_EDGE, 14))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @property
    def source(self) -> "SourceFacts | None":
        """Return the chosen source."""
        at = self.grid.currentIndex().row()
        found = self._incoming.sources
        return found[at] if 0 <= at < len(found) else None

    @property
    def row(self) -> dict[str, Any] | None:
        """Return the chosen import as the store has it."""
        shown = self.imports.paged.row_at(self.imports.currentIndex().row())
        if shown is None:
            return None
        number = shown["import_id"]
        return next((one for one in self._incoming.rows if one["import_id"] == number), None)

    def choose(self, source: str) -> None:
        """Put a source in front."""
        for at, one in enumerate(self._incoming.sources):
            if one.name == source:
                self.grid.setCurrentIndex(self.grid.paged.index(at, 0))

    def wait(self) -> None:
        """Show that they are being read, unless older ones are shown meanwhile."""
        if not self._incoming.sources:
            self._stack.setCurrentIndex(0)
            self.grid.paged.expect()
            self.imports.paged.expect()

    def show_incoming(self) -> None:
        """Draw what was read."""
        found = self._incoming
        if not found.arrived:
            return
        broken = found.error is not None
        self.again.setVisible(broken)
        self.bring.setVisible(not broken)
        self.bring.setEnabled(not self._session.read_only)
        if found.error is not None:
            self.empty.say_error(found.error)
        else:
            self.empty.say(*self._invite)
        self._stack.setCurrentIndex(0 if found.sources else 1)
        fill(self.grid, [self._line(one) for one in found.sources])
        self._show_imports()
        old = [one.name for one in found.sources if one.is_old]
        if found.error is not None and found.sources:
            again = self.tr("Read again")
            self.banner.say(str(found.error), "neg", again, self._incoming.read)
        elif old:
            said = self.tr("Nothing new for a while from: {0}. Figures may lag behind.")
            self.banner.say(said.format(", ".join(old)), "warn")
        else:
            self.banner.clear()

    def _source_chosen(self) -> None:
        self._show_imports()
        self.chosen.emit()

    def _show_imports(self) -> None:
        source = self.source
        name = source.name if source else ""
        self.about.setText(self.tr("Imports of {0}").format(name))
        fill(self.imports, [self._import(one) for one in self._incoming.imports_of(name)])

    def _line(self, one: "SourceFacts") -> dict[str, Any]:
        age = age_words(one.age_days)
        return {
            "name": one.name,
            "kinds": ", ".join(kind_title(kind) for kind in one.kinds),
            "rows": one.rows,
            "rejected": one.rejected,
            "newest": one.newest,
            "imported_at": one.imported_at,
            "age": self.tr("{0}, old").format(age) if one.is_old else age,
            "imports": one.imports,
        }

    def _import(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            **row,
            "kind": kind_title(str(row["kind"])),
            "newest": moment(row["newest_event"]),
            "imported_at": moment(row["imported_at"]),
            "state": state_title(str(row["state"])),
        }


def moment(text: object) -> Any:
    """Return an instant that the store keeps as text, UTC."""
    from datetime import datetime

    return datetime.fromisoformat(str(text)) if text else None


def state_title(state: str) -> str:
    """Return the state of an import in words."""
    t = QCoreApplication.translate
    return t("Imports", "live") if state == "live" else t("Imports", "undone")
