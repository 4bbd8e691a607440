"""Charts painted with QPainter: lines and stacked bars; no plotting library at first paint.

Each has a table twin (Alt+T) and reads its values on hover or with the arrow keys.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.meter import Legend, Meter
from ui.kit.series import ChartData, Series, Style
from ui.theme import bus, font, px, tokens

LABEL_GAP = 15  # between the names of two lines that end close together
__all__ = ["Chart", "ChartData", "Legend", "Meter", "Series", "Style"]


class Chart(QWidget):
    """Lines or stacked bars over named positions, from zero, with direct labels."""

    pointed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._data: ChartData | None = None
        self._at = -1
        bus.themeChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """Prefer a calm height."""
        return QSize(460, 220)

    def show_data(self, data: ChartData | None) -> None:
        """Draw data; None is the loading state."""
        self._data = data
        self._at = -1
        self.update()

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the nearest position."""
        if self._data and self._data.positions:
            area = self._plot()
            step = area.width() / len(self._data.positions)
            x = event.position().x()
            if self.isRightToLeft():
                x = self.width() - x
            self._point(int((x - area.left()) // step) if step else -1)

    def leaveEvent(self, _event: object) -> None:
        """Point at nothing."""
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the positions."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self._data or not self._data.positions:
            super().keyPressEvent(event)
            return
        count = len(self._data.positions)
        start = count if self._at < 0 and step < 0 else self._at
        self._point(min(max(start + step, 0), count - 1))

    def _point(self, at: int) -> None:
        count = len(self._data.positions) if self._data else 0
        at = at if 0 <= at < count else -1
        if at != self._at:
            self._at = at
            self.setAccessibleDescription(", ".join(self._words()))
            self.pointed.emit(at)
            self.update()

    def _words(self) -> list[str]:
        if not self._data or self._at < 0:
            return []
        d = self._data
        words = [d.positions[self._at]]
        for one in d.series:
            value = one.values[self._at]
            if value is not None:
                words.append(f"{one.name} {d.write(value)}")
        return words

    # painting

    def _plot(self) -> QRectF:
        right = 12.0
        d = self._data
        if d and any(one.style != "bar" for one in d.series):
            metrics = QFontMetricsF(font("header"))
            right += max(metrics.horizontalAdvance(one.name) for one in d.series) + 4
        left = 8.0
        if d:
            metrics = QFontMetricsF(font("small", tabular=True))
            left += max(metrics.horizontalAdvance(d.write_axis(v)) for v in _ticks(d.most))
        return QRectF(left + 4, 10, self.width() - left - right - 4, self.height() - px(20) - 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw grid, series, labels and what is pointed at."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = tokens()
        d = self._data
        if d is None or not d.positions:
            self._blank(painter)
            return
        area = self._plot()
        top = _ticks(d.most)[-1] or 1.0
        self._axes(painter, area, top)
        if all(one.style == "bar" for one in d.series):
            self._bars(painter, area, top)
        else:
            self._lines(painter, area, top)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self._at >= 0:
            self._pointer(painter, area)

    def _blank(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 6, 0, -6), 6, 6)

    def _axes(self, painter: QPainter, area: QRectF, top: float) -> None:
        t, d = tokens(), self._data
        assert d is not None  # noqa: S101  # painted only with data
        painter.setFont(font("small", tabular=True))
        for value in _ticks(d.most):
            y = round(area.bottom() - area.height() * value / top) + 0.5
            painter.setPen(QPen(QColor(t.border2 if value == 0 else t.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(t.text2))
            label = QRectF(0, y - 10, area.left() - 6, 20)
            painter.drawText(label, int(_RIGHT_MIDDLE), d.write_axis(value))
        step = area.width() / len(d.positions)
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(t.text2))
        names = d.ticks or d.positions
        widest = max(metrics.horizontalAdvance(name) for name in names) + 10
        every = max(math.ceil(widest / step), 1) if step else 1
        last = len(names) - 1
        for at, name in enumerate(names):
            if (last - at) % every:  # counted from the newest, which is always named
                continue
            wide = metrics.horizontalAdvance(name)
            x = area.left() + step * (at + 0.5)
            painter.drawText(QPointF(x - wide / 2, area.bottom() + px(18)), name)

    def _bars(self, painter: QPainter, area: QRectF, top: float) -> None:
        t, d = tokens(), self._data
        assert d is not None  # noqa: S101
        step = area.width() / len(d.positions)
        wide = max(min(step * 0.72, 34.0), 2.0)
        last = len(d.positions) - 1
        for at in range(len(d.positions)):
            x = area.left() + step * (at + 0.5) - wide / 2
            y = area.bottom()
            for one in d.series:
                tall = area.height() * (one.values[at] or 0.0) / top
                if tall <= 0:
                    continue
                colour = QColor(t.categorical[one.colour])
                bar = QRectF(x, y - tall, wide, max(tall - 1, 1))
                y -= tall
                painter.setPen(Qt.PenStyle.NoPen)
                if d.partial and at == last:
                    faint = QColor(colour)
                    faint.setAlphaF(0.25)
                    painter.fillRect(bar, faint)
                    painter.setBrush(colour)
                    painter.setBrush(Qt.BrushStyle.BDiagPattern)
                    brush = painter.brush()
                    brush.setColor(colour)
                    painter.fillRect(bar, brush)
                else:
                    painter.fillRect(bar, colour)

    def _lines(self, painter: QPainter, area: QRectF, top: float) -> None:
        t, d = tokens(), self._data
        assert d is not None  # noqa: S101
        step = area.width() / len(d.positions)
        taken: list[float] = []
        for one in d.series:
            ink = QColor(t.categorical[one.colour])
            unit = area.height() / top
            points = [
                QPointF(area.left() + step * (at + 0.5), area.bottom() - unit * v)
                for at, v in enumerate(one.values)
                if v is not None
            ]
            if not points:
                continue
            whole = points[:-1] if d.partial and len(points) > 1 and one.style == "line" else points
            pen = QPen(ink, 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            if one.style == "dashed":
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_path(whole))
            if whole is not points:  # the month that is not over: dotted, hollow end
                pen.setDashPattern([1, 2.5])
                painter.setPen(pen)
                painter.drawPath(_path(points[-2:]))
            end = points[-1]
            painter.setPen(QPen(ink, 2))
            painter.setBrush(QColor(t.surface) if whole is not points else ink)
            painter.drawEllipse(end, 3, 3)
            y = end.y()
            while any(abs(y - other) < LABEL_GAP for other in taken):
                y += LABEL_GAP
            taken.append(y)
            painter.setFont(font("header"))
            painter.setPen(ink)
            painter.drawText(QPointF(end.x() + 9, y + 4), one.name)

    def _pointer(self, painter: QPainter, area: QRectF) -> None:
        t, d = tokens(), self._data
        assert d is not None  # noqa: S101
        step = area.width() / len(d.positions)
        x = area.left() + step * (self._at + 0.5)
        painter.setPen(QPen(QColor(t.border2), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        words = self._words()
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        wide = max(metrics.horizontalAdvance(word) for word in words) + 20
        tall = px(18) * len(words) + 10
        left = x + 10 if x + 10 + wide < self.width() else x - 10 - wide
        box = QRectF(max(left, 0), area.top() + 4, wide, tall)
        painter.setPen(QPen(QColor(t.border2), 1))
        painter.setBrush(QColor(t.raised))
        painter.drawRoundedRect(box, 6, 6)
        for at, word in enumerate(words):
            painter.setPen(QColor(t.text2 if at == 0 else t.text))
            line = QRectF(box.left() + 10, box.top() + 5 + px(18) * at, wide - 20, px(18))
            painter.drawText(line, int(_LEFT_MIDDLE), word)


_RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _ticks(most: float) -> list[float]:
    """Return at most five round values from zero to just above `most`."""
    if most <= 0:
        return [0.0, 1.0]
    raw = most / 4
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * size for size in (1, 2, 2.5, 5, 10) if unit * size >= raw)
    return [step * at for at in range(math.ceil(most / step) + 1)]


def _path(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path
