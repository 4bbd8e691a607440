"""A sparkline: a figure over time in the room of a word, the last point marked."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import bus, px, tokens

LEAST_POINTS = 2


class Sparkline(QWidget):
    """Draws values from the oldest to the newest on their own scale; None leaves a gap."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values: tuple[float | None, ...] = ()
        bus.themeChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for little."""
        return QSize(px(72), px(28))

    def minimumSizeHint(self) -> QSize:
        """Give way to the number."""
        return QSize(px(24), px(28))

    def show_values(self, values: tuple[float | None, ...]) -> None:
        """Draw these; fewer than two points draw nothing."""
        self._values = values
        known = sum(value is not None for value in values)
        self.setVisible(known >= LEAST_POINTS)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw line and last point."""
        known = [value for value in self._values if value is not None]
        if len(known) < LEAST_POINTS:
            return
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(known), max(known)
        spread = high - low or 1.0
        area = self.rect().adjusted(4, 5, -5, -5)
        step = area.width() / (len(self._values) - 1)
        path, begun, last = QPainterPath(), False, QPointF()
        for at, value in enumerate(self._values):
            if value is None:
                begun = False
                continue
            last = QPointF(
                area.left() + step * at, area.bottom() - area.height() * (value - low) / spread
            )
            if begun:
                path.lineTo(last)
            else:
                path.moveTo(last)
            begun = True
        painter.setPen(QPen(QColor(t.text3), 1.5))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.accent))
        painter.drawEllipse(last, 3, 3)
