"""The explorer: tables at the left; columns, how full they are, and a sample at the right."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker
from PySide6.QtWidgets import (
    QStackedWidget,
    QTabBar,
    QWidget,
)

from ui.data.model import Tables
from ui.data.sources import fill
from ui.data.table_tree import TableTree
from ui.data.values import kind_of, type_title, write
from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, EmptyState, ProgressLine
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, column, holder, label, row
from ui.kit.search import SearchField
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE
from ui.words import size

if TYPE_CHECKING:
    from ampdesk.api import ColumnFacts, TableFacts

COLUMNS, SAMPLE = range(2)
_EXAMPLE_LENGTH = 40


class TablesView(QWidget):
    """List, columns and sample; the column in front is told about in the side panel."""

    def __init__(self, session: Session, tables: Tables) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._tables = session, tables
        t = self.tr
        self.search = SearchField(t("Find a table or column"))
        self.tree = TableTree(session, tables)
        self.search.textChanged.connect(self.tree.narrow)
        self.tree.wanted.connect(tables.open)
        self.name = ElidedLabel("", "h2")
        self.facts = ElidedLabel("", "label2")
        self.about = label("", "label2", wrap=True)
        self.sources = label("", "label", wrap=True)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(self._cancel)
        self.banner = Banner()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(t("What of the table"))
        self.tabs.addTab(t("Columns"))
        self.tabs.addTab(t("Random sample"))
        self.tabs.currentChanged.connect(self._turn)
        self.again = button(t("Another sample"), k="link", glyph="dice-multiple-outline",
                            clicked=tables.draw)  # fmt: skip
        self.grid = DataGrid(t("Columns of the table"), self._columns_model(), framed=True)
        self.grid.selectionModel().currentRowChanged.connect(self._column_chosen)
        self.sample = DataGrid(
            t("Random rows"), PagedModel((), lambda value, _: str(value)), framed=True
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.sample)
        self.read_again = button(t("Read again"), glyph="refresh", clicked=tables.read)
        self.empty = EmptyState(
            "table-off", t("No tables yet"), t("Import files: tables are built from them."),
            self.read_again,
        )  # fmt: skip
        self._invite = (self.empty.title.text(), self.empty.text.text())
        head = row(self.name, self.facts, gap=10)
        head.setStretch(1, 1)
        bar = row(self.tabs, None, self.progress, self.again, gap=10)
        right = column(head, self.about, self.sources, self.banner, bar, self.stack, gap=6)
        right.setStretch(5, 1)
        left = holder(column(self.search, self.tree, gap=8))
        left.setFixedWidth(260)
        inner = row(left, holder(right), gap=16, margins=(PAGE_EDGE, 10, PAGE_EDGE, 14))
        inner.setStretch(1, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(holder(inner))
        self._whole.addWidget(self.empty)
        self.setLayout(column(self._whole, gap=0))
        tables.asked.connect(self._wait)
        tables.changed.connect(self._show_list)
        tables.opened.connect(self._show_table)
        self._turn(0)

    def _columns_model(self) -> PagedModel:
        t = self.tr
        return PagedModel(
            (
                Column("name", t("Column"), "text", 170, "", sortable=False),
                Column("type", t("Type"), "id", 104, "", sortable=False),
                Column("tag", t("Tag"), "text", 116, t("The semantic tag that fills it"),
                       sortable=False),
                Column("filled", t("Filled"), "rate", 70, t("Rows with a value"), sortable=False),
                Column("distinct", t("Different"), "count", 84, t("Different values"),
                       sortable=False),
                Column("examples", t("Examples"), "text", 190, "", sortable=False),
            ),
            lambda value, _: str(value),
        )  # fmt: skip

    # drawing

    def _wait(self) -> None:
        """Show that they are being read, unless older ones are shown meanwhile."""
        if not self._tables.tables:
            self._whole.setCurrentIndex(0)
            self.tree.is_waiting = True
            self.tree.viewport().update()
            self.grid.paged.expect()

    def _show_list(self) -> None:
        self.tree.is_waiting = False
        error = self._tables.error
        self.read_again.setVisible(error is not None)
        if error is not None:
            self.empty.say_error(error)
        else:
            self.empty.say(*self._invite)
        self._whole.setCurrentIndex(0 if self._tables.tables else 1)
        self.tree.narrow(self.search.text())
        if self._tables.table is None and self.isVisible():
            self.open_first()

    def open_first(self) -> None:
        """Open the first table, unless one is open."""
        names = [one.name for one in self._tables.tables]
        if self._tables.table is None and names and not self._tables.wish:
            self._tables.open("Customer_360" if "Customer_360" in names else names[0])

    def _show_table(self) -> None:
        found, words = self._tables, self._session.words
        self.tree.mark()
        facts = found.table
        if facts is None:
            return
        self.name.setText(facts.name)
        rows = self.tr("%n row(s)", "", facts.rows).replace(
            str(facts.rows), words.count(facts.rows), 1
        )
        wide = self.tr("%n column(s)", "", len(facts.columns))
        self.facts.setText(f"{rows} · {wide} · {size(facts.bytes)}")
        self.about.setText(self.tr("{0}. One row per {1}.").format(
            facts.description, facts.grain.removeprefix("one row per ")))  # fmt: skip
        self._show_sources()
        self.progress.setVisible(found.counting)
        if found.counting:
            self.progress.cancel.setEnabled(True)
            self.progress.show_step(self.tr("Counting"), 0, 0)
        if found.error is not None:
            self.banner.say(str(found.error), "neg", self.tr("Try again"),
                            lambda: found.open(facts.name))  # fmt: skip
        else:
            self.banner.clear()
        self._show_columns(facts)
        self._show_sample(facts)

    def _show_sources(self) -> None:
        stats, words = self._tables.stats, self._session.words
        parts = [f"{name} {words.count(rows)}" for name, rows in (stats.sources if stats else ())]
        self.sources.setText(self.tr("Sources: {0}").format(" · ".join(parts)))
        self.sources.setVisible(bool(parts))

    def _show_columns(self, facts: "TableFacts") -> None:
        quiet = QSignalBlocker(self.grid.selectionModel())
        fill(self.grid, [self._line(one) for one in facts.columns])
        chosen = self._tables.column
        at = next((at for at, one in enumerate(facts.columns) if one == chosen), -1)
        self.grid.clearSelection()
        if at >= 0:
            index = self.grid.paged.index(at, 0)
            mode = QItemSelectionModel.SelectionFlag
            self.grid.selectionModel().setCurrentIndex(index, mode.ClearAndSelect | mode.Rows)
        else:
            self.grid.setCurrentIndex(QModelIndex())
        quiet.unblock()
        self.grid.viewport().update()

    def _line(self, one: "ColumnFacts") -> dict[str, Any]:
        from ampdesk.api import examples_of, tag_of

        found, words = self._tables, self._session.words
        stats = found.stats.columns.get(one.name) if found.stats else None
        rows = found.stats.rows if found.stats else 0
        about = "" if found.stats is None or found.stats.is_exact else "≈ "
        shown = [write(words, value, one.name) for value in examples_of(found.sample, one.name)]
        clipped = [text[:_EXAMPLE_LENGTH] for text in shown]
        return {
            "name": self.tr("{0} (key)").format(one.name) if one.is_key else one.name,
            "type": type_title(one),
            "tag": tag_of(one.tag).title if one.tag else "–",
            "filled": words.rate(stats.filled / rows) if stats and rows else "–",
            "distinct": about + words.count(stats.distinct) if stats else "–",
            "examples": ", ".join(clipped) or "–",
        }

    def _show_sample(self, facts: "TableFacts") -> None:
        columns = tuple(
            Column(one.name, one.name, kind_of(one), 130, one.description, sortable=False)
            for one in facts.columns
        )
        model, words = self.sample.paged, self._session.words
        if model.columns != columns:
            model.beginResetModel()
            model.columns = columns
            model.endResetModel()
            for at in range(len(columns)):
                self.sample.setColumnWidth(at, 130)
        names = [one.name for one in facts.columns]
        rows = [
            {name: None if line.get(name) is None else write(words, line[name], name)
             for name in names}
            for line in self._tables.sample
        ]  # fmt: skip
        fill(self.sample, rows)
        if not self._tables.sampled:
            model.expect()

    # acts

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.again.setVisible(at == SAMPLE)

    def _column_chosen(self, index: QModelIndex) -> None:
        facts = self._tables.table
        if facts is not None and 0 <= index.row() < len(facts.columns):
            self._tables.choose(facts.columns[index.row()].name)

    def _cancel(self) -> None:
        self._tables.cancel()
        self._tables.opened.emit()
