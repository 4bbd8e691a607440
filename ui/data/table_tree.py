"""The list of tables by chapter, with their rows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from ui.data.model import Tables
from ui.data.words import chapter_title
from ui.kit.skeleton import Lane, paint_bars
from ui.shell.session import Session
from ui.theme import bus, px
from ui.tokens import ROW_HEIGHTS

if TYPE_CHECKING:
    from ampdesk.api import TableFacts

_NAME = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TableTree(QTreeWidget):
    """Tables by chapter with their rows; typing in the field above narrows them."""

    wanted = Signal(str)

    def __init__(self, session: Session, tables: Tables) -> None:
        super().__init__()
        self._session, self._tables = session, tables
        self.setProperty("k", "framed")
        self.setAccessibleName(self.tr("Tables"))
        self.setHeaderLabels([self.tr("Table"), self.tr("Rows")])
        self.setRootIsDecorated(False)
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        heads = self.header()
        heads.setStretchLastSection(False)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        heads.setAccessibleName(self.tr("Columns of the list of tables"))
        self.is_waiting = False
        self.currentItemChanged.connect(self._chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines; grey bars while they are being read."""
        super().paintEvent(event)
        if self.is_waiting:
            heads, mirrored = self.header(), self.isRightToLeft()
            lanes = [
                Lane(heads.sectionViewportPosition(at), heads.sectionSize(at), bool(at) != mirrored)
                for at in range(2)
            ]
            paint_bars(self, lanes, px(ROW_HEIGHTS[bus.density]))

    def narrow(self, text: str) -> None:
        """Show the tables whose name, words or columns hold the text."""
        wanted = text.strip().casefold()
        words = self._session.words
        quiet = QSignalBlocker(self)
        self.clear()
        chapters: dict[str, QTreeWidgetItem] = {}
        for one in self._tables.tables:
            if wanted and not self._fits(one, wanted):
                continue
            head = chapters.get(one.chapter)
            if head is None:
                head = QTreeWidgetItem([chapter_title(one.chapter)])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                chapters[one.chapter] = head
                self.addTopLevelItem(head)
                head.setFirstColumnSpanned(True)
            item = QTreeWidgetItem([one.name, words.count(one.rows)])
            item.setData(0, _NAME, one.name)
            item.setToolTip(0, f"{one.name}: {one.description}")
            item.setTextAlignment(1, _RIGHT)
            head.addChild(item)
        self.expandAll()
        quiet.unblock()
        self.mark()

    def mark(self) -> None:
        """Put the table that is open in front."""
        name = self._tables.table.name if self._tables.table else ""
        for item in self._items():
            if item.data(0, _NAME) == name:
                quiet = QSignalBlocker(self)
                self.setCurrentItem(item)
                quiet.unblock()

    def first(self) -> str:
        """Return the first table that is shown, "" when there is none."""
        return next((str(item.data(0, _NAME)) for item in self._items()), "")

    def _items(self) -> list[QTreeWidgetItem]:
        heads = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        found = [head.child(at) for head in heads if head for at in range(head.childCount())]
        return [item for item in found if item is not None]

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        name = str(item.data(0, _NAME) or "") if item else ""
        if name:
            self.wanted.emit(name)

    @staticmethod
    def _fits(one: "TableFacts", wanted: str) -> bool:
        names = (one.name, one.description, *(part.name for part in one.columns))
        return any(wanted in text.casefold() for text in names)
