"""A table model over rows that are fetched by pages; a million rows cost what is looked at."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ui.words import NONE

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["text", "count", "money", "day", "moment", "yesno", "score", "rate", "id"]

CELL = int(Qt.ItemDataRole.UserRole) + 1  # one composite role: what the delegate needs, at once
PAGE = 100
KEPT_PAGES = 60
NUMERIC = frozenset({"count", "money", "score", "rate"})
RIGHT = NUMERIC | {"day", "moment"}


@dataclass(frozen=True)
class Column:
    """A column of a grid: `key` names the value in a row, `tip` the column of the table."""

    key: str
    title: str
    kind: Kind = "text"
    width: int = 120
    tip: str = ""
    sortable: bool = True


@dataclass(frozen=True)
class Cell:
    """What the delegate paints. `state`: "" value, "null", "empty", "none" or "loading"."""

    value: object
    text: str
    kind: Kind
    state: str = ""


LOADING = Cell(None, "", "text", "loading")


class PagedModel(QAbstractTableModel):
    """Asks for pages by `wanted(offset, limit)` and is given them by `put`.

    `write(value, kind)` turns a value into its text. Rows are anything with attributes or keys
    named as the columns.
    """

    wanted = Signal(int, int)
    sorted = Signal(str, bool)  # key, descending
    waits = Signal(bool)  # the first rows are on their way; False: they came, or will not

    def __init__(
        self,
        columns: Sequence[Column],
        write: Callable[[object, Kind], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._write = write
        self._total = 0
        self.is_waiting = False
        self._mark: tuple[int, str] = (-1, "")
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._cells: dict[int, dict[tuple[int, int], Cell]] = {}  # written once, painted often
        self._asked: list[int] = []
        self._in_flight: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(15)
        self._timer.timeout.connect(self._ask)

    # filling

    def expect(self) -> None:
        """Show that the first rows are on their way, unless older ones are still shown."""
        if not self._total and not self.is_waiting:
            self.is_waiting = True
            self.waits.emit(True)  # noqa: FBT003  # a signal takes no names

    def restart(self, total: int = 0, first: Sequence[Any] = ()) -> None:
        """Forget every page; show `total` rows, of which the first page may be given."""
        self.beginResetModel()
        self._pages.clear()
        self._cells.clear()
        self._in_flight.clear()
        self._asked.clear()
        self._total = total
        if first:
            self._pages[0] = first
        self.endResetModel()
        if self.is_waiting:
            self.is_waiting = False
            self.waits.emit(False)  # noqa: FBT003  # a signal takes no names

    def put(self, offset: int, rows: Sequence[Any]) -> None:
        """Take a page that was asked for."""
        page = offset // PAGE
        self._in_flight.discard(page)
        self._pages[page] = rows
        self._cells.pop(page, None)
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT_PAGES:
            old, _ = self._pages.popitem(last=False)
            self._cells.pop(old, None)
        if self._total:
            last = min(offset + PAGE, self._total) - 1
            self.dataChanged.emit(
                self.index(offset, 0), self.index(last, len(self.columns) - 1), [CELL]
            )

    def refused(self, offset: int) -> None:
        """A page did not come; it is asked for again when it is looked at."""
        self._in_flight.discard(offset // PAGE)

    def write_anew(self) -> None:
        """Write every cell again: the words of the brand are others now."""
        self._cells.clear()
        if self._total and self.columns:
            last = self.index(self._total - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [CELL])

    def row_at(self, row: int) -> Any:  # whatever the page holds
        """Return a row that has arrived, else None."""
        page = self._pages.get(row // PAGE)
        if page is None or row % PAGE >= len(page):
            return None
        return page[row % PAGE]

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        """Return the rows of the whole answer, not of the pages."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the composite cell to the delegate, the text to everyone else."""
        if not index.isValid():
            return None
        if role == CELL:
            return self._cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self._cell(index.row(), index.column())
            if role == Qt.ItemDataRole.DisplayRole:
                return cell.text
            return f"{self.columns[index.column()].title}: {cell.text or self.tr('no value')}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if self.columns[index.column()].kind in RIGHT:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns; rows are numbered from 1."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.title} {self._mark[1]}" if section == self._mark[0] else column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if column.kind in RIGHT:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Pass the wish on; the rows come back sorted."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.mark_sorted(column, order)
            self.sorted.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)

    def mark_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Show in the header's words what orders the rows; Qt's own arrow would hide them."""
        self._mark = (column, "↓" if order == Qt.SortOrder.DescendingOrder else "↑")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    # inside

    def _cell(self, row: int, column: int) -> Cell:
        page = self._pages.get(row // PAGE)
        if page is None:
            self._want(row // PAGE)
            return LOADING
        at = row % PAGE
        if at >= len(page):
            return LOADING
        cells = self._cells.setdefault(row // PAGE, {})
        cell = cells.get((at, column))
        if cell is None:
            spec = self.columns[column]
            found = page[at]
            value = found[spec.key] if isinstance(found, dict) else getattr(found, spec.key)
            cell = cells[at, column] = cell_of(value, spec.kind, self._write)
        return cell

    def _want(self, page: int) -> None:
        if page in self._in_flight:
            return
        if page in self._asked:
            self._asked.remove(page)
        self._asked.append(page)
        if not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        # only what was painted last: a drag through a million rows asks for three pages
        for page in self._asked[-3:]:
            self._in_flight.add(page)
            self.wanted.emit(page * PAGE, PAGE)
        self._asked.clear()


def cell_of(value: object, kind: Kind, write: Callable[[object, Kind], str]) -> Cell:
    """Tell value, NULL, empty text and "not applicable" apart (window.md 4, data grid)."""
    if value is None:
        return Cell(None, "", kind, "null")
    if value == "":
        return Cell(value, "", kind, "empty")
    text = write(value, kind)
    return Cell(value, text, kind, "none" if text == NONE else "")
