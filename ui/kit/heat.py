"""A heat map that is a table view: arrows, Shift and the screen reader come free (window.md 8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.theme import bus, font, tokens
from ui.tokens import ink_on

Index = QModelIndex | QPersistentModelIndex
STEP = int(Qt.ItemDataRole.UserRole) + 2
TENTHS = 10  # rows and columns of a map that is not there yet


@dataclass(frozen=True)
class HeatCell:
    """A cell: what it weighs (the colour), its text, and the sentence a screen reader says."""

    weight: float
    text: str
    spoken: str


class HeatModel(QAbstractTableModel):
    """Rows from top to bottom, columns from left to right, as they are looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self._cells: Sequence[Sequence[HeatCell]] = ()
        self._most = 0.0

    def show(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[HeatCell]],
    ) -> None:
        """Show a new map."""
        self.beginResetModel()
        self.rows, self.columns, self._cells = tuple(rows), tuple(columns), cells
        self._most = max((cell.weight for line in cells for cell in line), default=0.0)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        """Return the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give text, spoken sentence, tooltip and the step of the ramp (0 to 8)."""
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return cell.spoken
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case _ if role == STEP:
                # the square root spreads the crowded low end over more steps
                share = (max(cell.weight, 0) / self._most) ** 0.5 if self._most > 0 else 0
                return min(int(share * 9), 8)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the scores."""
        names = self.columns if orientation == Qt.Orientation.Horizontal else self.rows
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(names):
            return names[section]
        return None


class _HeatDelegate(QStyledItemDelegate):
    """A rounded cell in the step's colour; text in black or white."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step = index.data(STEP)
        ramp = tokens().sequential
        rect: QRect = option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ramp[step]))
        painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        painter.setFont(font("body", tabular=True))
        painter.setPen(QColor(ink_on(ramp[step])))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), index.data())


class HeatMap(QTableView):
    """One rectangle is chosen, by dragging or with Shift and the arrows."""

    ranged = Signal(int, int, int, int)  # top, left, bottom, right; -1 when nothing is chosen

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("k", "heat")
        self.heat = HeatModel()
        self.heat.setParent(self)
        self.setModel(self.heat)
        self.setItemDelegate(_HeatDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAlternatingRowColors(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setMinimumSectionSize(12)
        self.horizontalHeader().setAccessibleName(self.tr("Columns of {0}").format(name))
        self.verticalHeader().setAccessibleName(self.tr("Rows of {0}").format(name))
        self.verticalHeader().setFixedWidth(34)
        self.horizontalHeader().setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 260)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.heat.modelReset.connect(self._fit)
        bus.themeChanged.connect(self.viewport().update)

    def choose(self, top: int, left: int, bottom: int, right: int) -> None:
        """Choose a rectangle of cells."""
        model = self.heat
        chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
        flags = QItemSelectionModel.SelectionFlag
        self.setCurrentIndex(model.index(top, left))
        self.selectionModel().select(chosen, flags.ClearAndSelect)

    def bounds(self) -> tuple[int, int, int, int] | None:
        """Return the chosen rectangle: top, left, bottom, right."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(at) for at in range(chosen.count())]
        if not parts:
            return None
        return (
            min(part.top() for part in parts),
            min(part.left() for part in parts),
            max(part.bottom() for part in parts),
            max(part.right() for part in parts),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room evenly."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, then the frame of the range: shape, not only colour."""
        super().paintEvent(event)
        found = self.bounds()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.heat.rows:
            self._paint_tiles(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if found is not None:
            top, left, bottom, right = found
            one = self.visualRect(self.heat.index(top, left))
            other = self.visualRect(self.heat.index(bottom, right))
            painter.setPen(QPen(QColor(tokens().text), 3))
            painter.drawRoundedRect(QRectF(one.united(other)).adjusted(0, 0, -1, -1), 3, 3)
        if self.hasFocus() and self.currentIndex().isValid():
            cell = QRectF(self.visualRect(self.currentIndex())).adjusted(3, 3, -4, -4)
            painter.setPen(
                QPen(QColor(ink_on(tokens().sequential[self.currentIndex().data(STEP)])), 1.5)
            )
            painter.drawRoundedRect(cell, 2, 2)

    def _paint_tiles(self, painter: QPainter) -> None:
        """Paint grey tiles where the cells will be: the map is being read."""
        room = self.viewport().size()
        wide, tall = room.width() / TENTHS, room.height() / TENTHS
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        for at in range(TENTHS * TENTHS):
            tile = QRectF(at % TENTHS * wide, at // TENTHS * tall, wide, tall)
            painter.drawRoundedRect(tile.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)

    def _fit(self) -> None:
        room = self.viewport().size()
        for count, length, resize in (
            (len(self.heat.columns), room.width(), self.setColumnWidth),
            (len(self.heat.rows), room.height(), self.setRowHeight),
        ):
            done = 0
            for at in range(count):
                end = round(length * (at + 1) / count)
                resize(at, end - done)
                done = end

    def _tell(self) -> None:
        self.viewport().update()
        self.ranged.emit(*(self.bounds() or (-1, -1, -1, -1)))


class Ramp(QWidget):
    """The legend of the map: few to many, in nine steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(126, 10))
        self.setAccessibleName(self.tr("Colours from few to many"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the nine steps."""
        painter = QPainter(self)
        ramp = tokens().sequential
        if self.isRightToLeft():
            ramp = ramp[::-1]
        wide = self.width() / len(ramp)
        for at, colour in enumerate(ramp):
            painter.fillRect(QRectF(at * wide, 0, wide, self.height()), QColor(colour))
