"""What a screen reader is told without being asked: at most one sentence in two seconds."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

GAP_MS = 2_000


class Speaker(QObject):
    """Announces the newest sentence; what comes faster than it can be heard is dropped."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.last = ""
        self._next = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GAP_MS)
        self._timer.timeout.connect(self._rest)

    def say(self, words: str) -> None:
        """Announce now, or as the next when something was announced just now."""
        if self._timer.isActive():
            self._next = words
            return
        self._announce(words)

    def _rest(self) -> None:
        words, self._next = self._next, ""
        if words:
            self._announce(words)

    def _announce(self, words: str) -> None:
        self.last = words
        self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, words))
