"""Parts of Home: a tile with a sparkline, a chart over months, the map of cohorts."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from ui.figures.spark import Sparkline
from ui.home.model import Retention
from ui.kit.card import MetricTile
from ui.kit.charts import Chart
from ui.kit.heat import STEP, HeatMap
from ui.theme import font, px, tokens
from ui.tokens import ink_on

Index = QModelIndex | QPersistentModelIndex
PLACE = 1000  # a cell's number is row * PLACE + column
NAME_WIDTH = 84


class SparkTile(MetricTile):
    """A metric tile with the figure's way of the last twelve months beside the number."""

    def __init__(self, name: str, definition: str = "") -> None:
        super().__init__(name, definition)
        self.spark = Sparkline(self.tr("{0}, the last 12 months").format(name))
        self.spark.hide()
        line = self.layout().itemAt(1).layout()  # type: ignore[union-attr]
        line.addSpacing(12)  # type: ignore[union-attr]
        line.addWidget(self.spark)  # type: ignore[union-attr]
        line.setStretch(line.count() - 3, 0)  # type: ignore[union-attr]
        line.setStretch(line.count() - 1, 1)  # type: ignore[union-attr]


class MonthChart(Chart):
    """A chart over months whose months can be picked; `at` is the one pointed at."""

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.at = -1
        self.pointed.connect(self._hold)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the month under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton and self.at >= 0:
            self.picked.emit(self.at)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return picks, arrows walk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.picked.emit(self.at)
        else:
            super().keyPressEvent(event)

    def _hold(self, at: int) -> None:
        self.at = at


class _Delegate(QStyledItemDelegate):
    """Counts plain, shares on their step, nothing where no month has come yet."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        text = index.data()
        if not text:
            return
        t = tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small", tabular=True))
        if index.column():
            ground = t.sequential[index.data(STEP)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 3, 3)
            painter.setPen(QColor(ink_on(ground)))
            painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter), text)
        else:
            painter.setPen(QColor(t.text2))
            place = option.rect.adjusted(0, 0, -10, 0)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(right), text)


class RetentionMap(HeatMap):
    """Months of first orders by months since: one cell is chosen, Return picks it."""

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setFixedWidth(px(NAME_WIDTH))
        self.activated.connect(lambda _index: self.picked.emit(self.at))
        self.doubleClicked.connect(lambda _index: self.picked.emit(self.at))

    @property
    def at(self) -> int:
        """Return the chosen cell as one number; -1 none."""
        index = self.currentIndex()
        return index.row() * PLACE + index.column() if index.isValid() else -1

    def show_retention(self, found: Retention) -> None:
        """Draw a map."""
        self.heat.show(found.rows, found.columns, found.cells)
