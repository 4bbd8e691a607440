"""And or or, on the line between two cards or two sections."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from ui.kit.segmented import Segmented


class Toggle(Segmented):
    """And or or: arrows choose, Space turns it over."""

    def __init__(self, name: str, choices: dict[str, str]) -> None:
        super().__init__(name, choices)
        for one in self._buttons.values():
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space turns over."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            self.step(1)
            return True
        return super().eventFilter(watched, event)

    def show_key(self, key: str) -> None:
        """Show a choice without telling about it."""
        if key != self.key:
            self.key = key
            self._mark()
