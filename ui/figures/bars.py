"""Sorted horizontal bars: name, bar from zero, a mark for the period before, value at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent

from ui.figures.figure import LEFT_MIDDLE, Figure
from ui.figures.table import Table
from ui.theme import font, px, tokens

NAME_SHARE = 0.34  # of the width, at most, for names


@dataclass(frozen=True)
class Bar:
    """One bar; `mark` is what it is compared with, on the same scale."""

    name: str
    value: float
    text: str
    mark: float | None = None
    words: tuple[str, ...] = ()
    grey: bool = False  # "others"


class HorizontalBars(Figure):
    """Draws bars in the given order; None is the loading state."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._bars: Sequence[Bar] | None = None
        self._table = Table()

    def sizeHint(self) -> QSize:
        """Ask for a row per bar."""
        return QSize(420, px(28) * max(len(self._bars or ()), 4))

    def show_bars(self, bars: Sequence[Bar] | None, table: Table) -> None:
        """Draw bars; `table` is their twin."""
        self._bars, self._table, self.at = bars, table, -1
        self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        """Return how many bars there are."""
        return len(self._bars or ())

    def table(self) -> Table:
        """Return the table twin."""
        return self._table

    def words_of(self, at: int) -> list[str]:
        """Return what a bar is."""
        if self._bars is None:
            return []
        one = self._bars[at]
        return [one.name, *(one.words or (one.text,))]

    def part_at(self, spot: QPointF) -> int:
        """Return the bar in whose row the spot is."""
        return int(spot.y() // self._tall) if self.count else -1

    @property
    def _tall(self) -> float:
        return min(self.height() / max(self.count, 1), px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw every row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bars is None:
            self.draw_blank(painter)
            return
        t, small, digits = tokens(), font("small"), font("small", tabular=True)
        names, values = QFontMetricsF(small), QFontMetricsF(digits)
        left = min(
            max((names.horizontalAdvance(one.name) for one in self._bars), default=0) + 8,
            self.width() * NAME_SHARE,
        )
        right = max((values.horizontalAdvance(one.text) for one in self._bars), default=0) + 10
        room = max(self.width() - left - right - 4, 20)
        most = max((max(one.value, one.mark or 0) for one in self._bars), default=0) or 1.0
        for at, one in enumerate(self._bars):
            line = QRectF(0, at * self._tall, self.width(), self._tall)
            if at == self.at:
                painter.fillRect(line, QColor(t.hover))
            painter.setFont(small)
            painter.setPen(QColor(t.text2))
            shown = names.elidedText(one.name, Qt.TextElideMode.ElideRight, left - 8)
            painter.drawText(QRectF(2, line.top(), left - 8, line.height()), LEFT_MIDDLE, shown)
            thick = min(self._tall * 0.56, 18.0)
            wide = max(room * max(one.value, 0) / most, 1.0)
            bar = QRectF(left, line.center().y() - thick / 2, wide, thick)
            painter.fillRect(bar, QColor(t.border2 if one.grey else t.categorical[0]))
            if one.mark is not None:
                x = left + room * one.mark / most
                painter.fillRect(QRectF(x - 1, bar.top() - 3, 2, bar.height() + 6), QColor(t.text))
            painter.setFont(digits)
            painter.setPen(QColor(t.text))
            end = max(bar.right(), left + room * (one.mark or 0) / most) + 6
            place = QRectF(min(end, self.width() - right), line.top(), right, line.height())
            painter.drawText(place, LEFT_MIDDLE, one.text)
        self.draw_focus(painter)
        if self.at >= 0:
            self.draw_note(painter, QPointF(self.width() * 0.6, (self.at + 0.5) * self._tall))
