"""An UpSet plot: which segments share how many customers, one line for each combination."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen

from ui.figures.figure import LEFT_MIDDLE, Figure
from ui.figures.table import Table
from ui.theme import font, px, tokens

DOT, APART, HEAD = 5.0, 26, 22


@dataclass(frozen=True)
class Combination:
    """Customers that are in exactly these segments; `text` is how many, written."""

    members: tuple[bool, ...]
    customers: int
    text: str
    words: str


class UpSet(Figure):
    """Dots tell the segments of a line, the bar how many are in just these."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._names: tuple[str, ...] = ()
        self._lines: Sequence[Combination] | None = None
        self._table = Table()

    def sizeHint(self) -> QSize:
        """Ask for a row per combination."""
        return QSize(420, px(24) * max(len(self._lines or ()), 4) + HEAD)

    def show_sets(
        self, names: Sequence[str], lines: Sequence[Combination] | None, table: Table
    ) -> None:
        """Draw combinations; `table` is their twin."""
        self._names, self._lines, self._table, self.at = tuple(names), lines, table, -1
        self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._lines or ())

    def table(self) -> Table:
        """Return the table twin."""
        return self._table

    def words_of(self, at: int) -> list[str]:
        """Return which segments, and how many."""
        if self._lines is None:
            return []
        return [self._lines[at].words, self._lines[at].text]

    def part_at(self, spot: QPointF) -> int:
        """Return the line under a spot."""
        return int((spot.y() - HEAD) // self._tall) if self.count and spot.y() >= HEAD else -1

    @property
    def _tall(self) -> float:
        return min((self.height() - HEAD) / max(self.count, 1), px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw dots and bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lines is None:
            self.draw_blank(painter)
            return
        t, small, digits = tokens(), font("small"), font("small", tabular=True)
        left = APART * len(self._names) + 8.0
        wide = QFontMetricsF(digits)
        right = max((wide.horizontalAdvance(one.text) for one in self._lines), default=0) + 10
        room = max(self.width() - left - right, 20)
        most = max((one.customers for one in self._lines), default=0) or 1
        painter.setFont(small)
        painter.setPen(QColor(t.text2))
        for at in range(len(self._names)):
            spot = QRectF(at * APART, 0, APART, HEAD)
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))
        for at, one in enumerate(self._lines):
            line = QRectF(0, HEAD + at * self._tall, self.width(), self._tall)
            if at == self.at:
                painter.fillRect(line, QColor(t.hover))
            self._dots(painter, one, line.center().y())
            thick = min(self._tall * 0.56, 18.0)
            bar = QRectF(left, line.center().y() - thick / 2,
                         max(room * one.customers / most, 1.0), thick)  # fmt: skip
            painter.fillRect(bar, QColor(t.categorical[0]))
            painter.setFont(digits)
            painter.setPen(QColor(t.text))
            place = QRectF(bar.right() + 6, line.top(), right, line.height())
            painter.drawText(place, LEFT_MIDDLE, one.text)
        self.draw_focus(painter)

    def _dots(self, painter: QPainter, one: Combination, y: float) -> None:
        t = tokens()
        on = [at for at, held in enumerate(one.members) if held]
        if len(on) > 1:
            painter.setPen(QPen(QColor(t.text), 2))
            painter.drawLine(QPointF(on[0] * APART + APART / 2, y),
                             QPointF(on[-1] * APART + APART / 2, y))  # fmt: skip
        for at, held in enumerate(one.members):
            spot = QPointF(at * APART + APART / 2, y)
            painter.setPen(QPen(QColor(t.text if held else t.border2), 1.2))
            painter.setBrush(QColor(t.text if held else t.surface))
            painter.drawEllipse(spot, DOT, DOT)
