"""Small marks beside numbers: a share as a bar, the legend of stacked series."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import font, px, tokens

_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Legend(QWidget):
    """Names of stacked series beside their mark, in the order they are stacked."""

    def __init__(self, series: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._series = tuple(series)
        self.setAccessibleName(", ".join(name for name, _ in series))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of the names."""
        metrics = QFontMetricsF(font("small"))
        wide = sum(metrics.horizontalAdvance(name) + 32 for name, _ in self._series)
        return QSize(round(wide), px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw marks and names."""
        painter = QPainter(self)
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        x, t = 0.0, tokens()
        for name, colour in self._series:
            mark = QRectF(x, self.height() / 2 - 5, 10, 10)
            painter.fillRect(mark, QColor(t.categorical[colour]))
            painter.setPen(QColor(t.text2))
            wide = metrics.horizontalAdvance(name)
            area = QRectF(x + 16, 0, wide + 4, self.height())
            painter.drawText(area, int(_LEFT_MIDDLE), name)
            x += wide + 32


class Meter(QWidget):
    """A share as a bar on one scale; an upright mark shows what it is compared with."""

    def __init__(self, name: str, tone: str = "accent") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._tone, self._share, self._mark = tone, 0.0, -1.0
        self.setFixedHeight(10)
        self.setMinimumWidth(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, mark: float = -1.0) -> None:
        """Draw 0 to 1; no mark below 0."""
        self._share, self._mark = min(max(share, 0.0), 1.0), mark
        self.setAccessibleDescription(f"{share:.0%}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw groove, bar and mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        t = tokens()
        groove = QRectF(0, self.height() / 2 - 3.5, self.width(), 7)
        painter.setBrush(QColor(t.sunken))
        painter.drawRoundedRect(groove, 3.5, 3.5)
        if self._share > 0:
            wide = max(groove.width() * self._share, 5.0)
            left = groove.right() - wide if self.isRightToLeft() else groove.left()
            painter.setBrush(QColor(getattr(t, self._tone)))
            painter.drawRoundedRect(QRectF(left, groove.top(), wide, 7), 3.5, 3.5)
        if self._mark >= 0:
            x = min(groove.width() * self._mark, groove.width() - 2)
            painter.fillRect(QRectF(x, 0, 2, self.height()), QColor(t.text))
