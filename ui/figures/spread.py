"""A histogram with the values at which it is cut, and its median."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen

from ui.figures.figure import CENTRE, RIGHT_MIDDLE, Figure
from ui.figures.table import Table
from ui.theme import font, px, tokens


@dataclass(frozen=True)
class SpreadBin:
    """A bar of the histogram; `high` None: all that is higher."""

    low: float
    high: float | None
    value: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpreadData:
    """Bins of one width, the cut values (ascending), the median, and how values are written."""

    bins: tuple[SpreadBin, ...] = ()
    cuts: tuple[float, ...] = ()
    median: float | None = None
    median_name: str = ""
    write: Callable[[float], str] = field(default=lambda value: f"{value:,.0f}")
    write_count: Callable[[float], str] = field(default=lambda value: f"{value:,.0f}")


class Spread(Figure):
    """Draws bars from zero, dashed cut lines, the median with its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data: SpreadData | None = None
        self._table = Table()

    def sizeHint(self) -> QSize:
        """Prefer a calm height."""
        return QSize(360, 170)

    def show_spread(self, data: SpreadData | None, table: Table) -> None:
        """Draw a spread; None is the loading state."""
        self._data, self._table, self.at = data, table, -1
        self.update()

    @property
    def count(self) -> int:
        """Return how many bins there are."""
        return len(self._data.bins) if self._data else 0

    def table(self) -> Table:
        """Return the table twin."""
        return self._table

    def words_of(self, at: int) -> list[str]:
        """Return what a bin holds."""
        return list(self._data.bins[at].words) if self._data else []

    def part_at(self, spot: QPointF) -> int:
        """Return the bin under the spot, by its column."""
        area = self._plot()
        if not self.count or not area.left() <= spot.x() < area.right():
            return -1
        return int((spot.x() - area.left()) // (area.width() / self.count))

    def _plot(self) -> QRectF:
        left = 8.0
        if self._data and self._data.bins:
            metrics = QFontMetricsF(font("small", tabular=True))
            most = self._data.write_count(max(one.value for one in self._data.bins))
            left += metrics.horizontalAdvance(most) + 4
        top = px(22)
        return QRectF(left, top, self.width() - left - 10, self.height() - top - px(20) - 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, bars, cuts, median."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        data = self._data
        if data is None or not data.bins:
            self.draw_blank(painter)
            return
        t, area = tokens(), self._plot()
        most = max(one.value for one in data.bins) or 1.0
        step = area.width() / len(data.bins)
        painter.setFont(font("small", tabular=True))
        for share in (0.0, 0.5, 1.0):
            y = round(area.bottom() - area.height() * share) + 0.5
            painter.setPen(QPen(QColor(t.border2 if share == 0 else t.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(t.text2))
            place = QRectF(0, y - 10, area.left() - 5, 20)
            painter.drawText(place, RIGHT_MIDDLE, data.write_count(most * share))
        for at, one in enumerate(data.bins):
            tall = area.height() * one.value / most
            bar = QRectF(area.left() + step * at + 1, area.bottom() - tall, max(step - 2, 1), tall)
            colour = QColor(t.categorical[0])
            if one.high is None:  # all that is higher: hatched, it has no end
                faint = QColor(colour)
                faint.setAlphaF(0.25)
                painter.fillRect(bar, faint)
                painter.setBrush(colour)
                painter.fillRect(bar, Qt.BrushStyle.BDiagPattern)
            else:
                painter.fillRect(bar, colour)
            if at == self.at:
                painter.setPen(QPen(QColor(t.text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(bar)
        self._ticks(painter, data, area, step)
        self._marks(painter, data, area)
        self.draw_focus(painter)
        if self.at >= 0:
            self.draw_note(
                painter, QPointF(area.left() + step * (self.at + 0.5), area.center().y())
            )

    def _x(self, data: SpreadData, area: QRectF, value: float) -> float:
        first, last = data.bins[0], data.bins[-1]
        width = (first.high or first.low + 1) - first.low
        whole = width * len(data.bins)
        share = (value - first.low) / whole if whole else 0
        room = area.right() - (area.width() / len(data.bins) if last.high is None else 0)
        return min(area.left() + area.width() * share, room)

    def _ticks(self, painter: QPainter, data: SpreadData, area: QRectF, step: float) -> None:
        t, metrics = tokens(), QFontMetricsF(painter.font())
        painter.setPen(QColor(t.text2))
        widest = max(metrics.horizontalAdvance(data.write(one.low)) for one in data.bins) + 14
        every = max(int(widest // step) + 1, 1)
        for at in range(0, len(data.bins), every):
            x = area.left() + step * at
            place = QRectF(x - widest / 2, area.bottom() + 3, widest, px(18))
            painter.drawText(place, CENTRE, data.write(data.bins[at].low))

    def _marks(self, painter: QPainter, data: SpreadData, area: QRectF) -> None:
        t = tokens()
        pen = QPen(QColor(t.categorical[1]), 1.5)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        for cut in sorted(set(data.cuts)):
            x = self._x(data, area, cut)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if data.median is not None:
            x = self._x(data, area, data.median)
            painter.setPen(QPen(QColor(t.text), 2))
            painter.drawLine(QPointF(x, area.top() - 4), QPointF(x, area.bottom()))
            painter.setFont(font("small"))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(data.median_name)
            left = min(max(x - wide / 2, 2.0), self.width() - wide - 2)
            painter.drawText(QPointF(left, area.top() - 8), data.median_name)


def table_of(
    heads: Sequence[str], rows: Sequence[Sequence[str]], exact: Sequence[Sequence[object]]
) -> Table:
    """Return a table twin of plain sequences."""
    return Table(tuple(heads), tuple(map(tuple, rows)), tuple(map(tuple, exact)))
