"""The one side panel: the page's own, or in front of it a guest such as a receipt."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.theme import px, tokens
from ui.tokens import GRIP, PANEL_MOST, PANEL_NARROW, PANEL_WIDE, PANEL_ZOOMED


class Grip(QWidget):
    """The edge that is dragged to widen the panel; the arrow keys do the same."""

    dragged = Signal(int)  # by how many pixels the panel grows

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(GRIP)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Width of the side panel"))
        self._from = 0.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        self._from = event.globalPosition().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Widen or narrow."""
        by = round(self._from - event.globalPosition().x())
        if by:
            self._from = event.globalPosition().x()
            self.dragged.emit(-by if self.isRightToLeft() else by)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the edge of the panel."""
        painter = QPainter(self)
        edge = self.width() - 1 if self.isRightToLeft() else 0
        painter.fillRect(edge, 0, 1, self.height(), QColor(tokens().border))


class SidePanel(QWidget):
    """Shows `own` panels of pages and, over them, one guest; `changed` when it comes or goes."""

    changed = Signal()
    widened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Side panel"))
        self._stack = QStackedWidget()
        self._own: QWidget | None = None
        self._opener: QWidget | None = None
        self.guest: QWidget | None = None
        self.wide = True
        self.wished = 0  # a width chosen by hand; 0 is the usual one
        grip = Grip()
        grip.dragged.connect(self._widen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(grip)
        layout.addWidget(self._stack, 1)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._own is None and self.guest is None

    def show_own(self, panel: QWidget | None) -> None:
        """Show the panel of the page in front; a guest stays in front of it."""
        self._own = panel
        self._put(self.guest or panel)

    def remove(self, panel: QWidget) -> None:
        """Let a panel of a closed page go."""
        self._stack.removeWidget(panel)
        if self._own is panel:
            self._own = None

    def open_guest(self, guest: QWidget, opener: QWidget | None) -> None:
        """Show a guest; Esc inside it closes it and gives the focus back to `opener`."""
        if self.guest is not None and self.guest is not guest:
            self.guest.removeEventFilter(self)
        self.guest, self._opener = guest, opener
        self._put(guest)
        guest.installEventFilter(self)
        self.changed.emit()
        guest.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_guest(self) -> None:
        """Close the guest; the page's own panel is back."""
        guest, self.guest = self.guest, None
        if guest is None:
            return
        guest.removeEventFilter(self)
        self._stack.removeWidget(guest)
        guest.hide()
        self._put(self._own)
        self.changed.emit()
        opener, self._opener = self._opener, None
        if opener is not None:
            opener.setFocus(Qt.FocusReason.PopupFocusReason)

    def fit(self, *, wide: bool) -> None:
        """Take the width that the window leaves."""
        self.wide = wide
        usual = PANEL_WIDE if wide else PANEL_NARROW
        self.setFixedWidth(
            self.wished or min(max(usual, px(usual)), PANEL_ZOOMED if wide else PANEL_WIDE)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc anywhere in the guest closes it: keys that its parts ignore come up to it."""
        if (
            watched is self.guest
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_guest()
            return True
        return super().eventFilter(watched, event)

    def _put(self, widget: QWidget | None) -> None:
        if widget is None:
            return
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _widen(self, by: int) -> None:
        self.wished = min(max(self.width() + by, PANEL_NARROW), PANEL_MOST)
        self.setFixedWidth(self.wished)
        self.widened.emit(self.wished)
