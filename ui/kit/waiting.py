"""A line that says what is being read, once that has taken a second, with a way to stop it."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.notes import ProgressLine

AFTER_MS = 1000  # sooner, a mark on the thing itself says it (window.md 4)


class Waiting(ProgressLine):
    """`begin` and `end` are all there is; `cancelled` when the user wants it no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self.setParent(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def begin(self, words: str) -> None:
        """Note that something is being read; shown when it lasts."""
        self.show_step(words, 0, 0)
        self.cancel.setEnabled(True)
        if self.isHidden() and not self._timer.isActive():
            self._timer.start()

    def end(self) -> None:
        """Say no more."""
        self._timer.stop()
        self.hide()
