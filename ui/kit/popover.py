"""A raised box over the window that Esc or a click elsewhere closes."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QHideEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QFrame,
    QGraphicsDropShadowEffect,
    QVBoxLayout,
    QWidget,
)

from ui.theme import dress

SHADOW = 24


def dress_list(completer: QCompleter) -> None:
    """Give the list of a completer, a window without a parent, the style sheet."""
    found = completer.popup()
    if found is not None:
        dress(found)


class Popover(QWidget):
    """A popup window; `body` takes its content. The opener gets the focus back."""

    def __init__(self, width: int) -> None:
        super().__init__(None, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        dress(self)
        self._opener: QWidget | None = None
        frame = QFrame()
        frame.setProperty("k", "popover")
        frame.setFixedWidth(width)
        shadow = QGraphicsDropShadowEffect(frame)
        shadow.setBlurRadius(SHADOW)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 41))
        frame.setGraphicsEffect(shadow)
        self.body = QVBoxLayout(frame)
        self.body.setContentsMargins(14, 12, 14, 14)
        self.body.setSpacing(10)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADOW, SHADOW, SHADOW, SHADOW)
        outer.addWidget(frame)

    def open_above(self, opener: QWidget) -> None:
        """Open over a widget at the window's foot, right edges aligned."""
        self._open(opener, above=True)

    def open_below(self, opener: QWidget) -> None:
        """Open under a widget, left edges aligned."""
        self._open(opener, above=False)

    def _open(self, opener: QWidget, *, above: bool) -> None:
        self._opener = opener
        self.show()
        self.adjustSize()
        corner = opener.mapToGlobal(QPoint(0, 0))
        if above:
            spot = corner + QPoint(
                opener.width() - self.width() + SHADOW, SHADOW - 6 - self.height()
            )
        else:
            spot = corner + QPoint(-SHADOW, opener.height() + 6 - SHADOW)
        screen = QApplication.screenAt(corner) or QApplication.primaryScreen()
        room = screen.availableGeometry()
        spot.setX(min(max(spot.x(), room.left() - SHADOW), room.right() - self.width() + SHADOW))
        spot.setY(max(spot.y(), room.top() - SHADOW))
        self.move(spot)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the focus back."""
        super().hideEvent(event)
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
