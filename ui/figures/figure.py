"""What every painted figure shares: parts that are pointed at, by mouse and by arrow keys."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.figures.table import Table
from ui.theme import bus, font, px, tokens

LEFT_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT_MIDDLE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class Figure(QWidget):
    """A figure of parts numbered from 0; `pointed` when the mouse or an arrow key is at one.

    `picked` when a part is clicked or Return is pressed on it. A subclass says where a part lies
    (`part_at`), how many there are (`count`) and what is read out (`words_of`).
    """

    pointed = Signal(int)
    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(220, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.at = -1
        bus.themeChanged.connect(self.update)

    # what a subclass gives

    @property
    def count(self) -> int:
        """Return how many parts there are."""
        return 0

    def part_at(self, spot: QPointF) -> int:
        """Return the part under a spot, or -1."""
        raise NotImplementedError

    def words_of(self, at: int) -> list[str]:
        """Return what a part is and holds, a line each."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return the table twin."""
        raise NotImplementedError

    # pointing

    def point(self, at: int) -> None:
        """Point at a part, or at nothing (-1)."""
        at = at if 0 <= at < self.count else -1
        if at == self.at:
            return
        self.at = at
        self.setAccessibleDescription(", ".join(self.words_of(at)) if at >= 0 else "")
        self.pointed.emit(at)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self.point(self.part_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            at = self.part_at(event.position())
            if at >= 0:
                self.point(at)
                self.picked.emit(at)
                return
        super().mousePressEvent(event)

    def leaveEvent(self, _event: object) -> None:
        """Point at nothing, unless the keys do."""
        if not self.hasFocus():
            self.point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the parts; Return picks."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self.picked.emit(self.at)
        elif key in steps and self.count:
            start = self.count if self.at < 0 and steps[key] < 0 else self.at
            self.point(min(max(start + steps[key], 0), self.count - 1))
        else:
            super().keyPressEvent(event)

    # drawing

    def draw_focus(self, painter: QPainter) -> None:
        """Draw the ring when the keys are here."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def draw_note(self, painter: QPainter, spot: QPointF) -> None:
        """Draw the exact values of what is pointed at, near a spot."""
        if self.at < 0:
            return
        t, words = tokens(), self.words_of(self.at)
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        wide = max(metrics.horizontalAdvance(word) for word in words) + 20
        tall = px(18) * len(words) + 10
        left = spot.x() + 12 if spot.x() + 12 + wide < self.width() else spot.x() - 12 - wide
        top = min(max(spot.y() - tall / 2, 2.0), max(self.height() - tall - 2, 2.0))
        box = QRectF(max(left, 2.0), top, wide, tall)
        painter.setPen(QPen(QColor(t.border2), 1))
        painter.setBrush(QColor(t.raised))
        painter.drawRoundedRect(box, 6, 6)
        for line, word in enumerate(words):
            painter.setPen(QColor(t.text2 if line == 0 else t.text))
            place = QRectF(box.left() + 10, box.top() + 5 + px(18) * line, wide - 20, px(18))
            painter.drawText(place, LEFT_MIDDLE, word)

    def draw_blank(self, painter: QPainter) -> None:
        """Draw the grey place where data will be."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 6, 0, -6), 6, 6)
