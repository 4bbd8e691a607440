"""A search box: the glass before it, and a cross to clear it while there is something in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.theme import icon


class SearchField(QLineEdit):
    """`name` is the placeholder and the spoken name; Esc clears before it leaves."""

    def __init__(self, name: str, *, widest: int = 420) -> None:
        super().__init__()
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.wipe = self.addAction(icon("close"), QLineEdit.ActionPosition.TrailingPosition)
        self.wipe.setToolTip(self.tr("Clear the search (Esc)"))
        self.wipe.triggered.connect(self.clear)
        self.wipe.setVisible(False)
        self.setMaximumWidth(widest)
        self.textChanged.connect(lambda text: self.wipe.setVisible(bool(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears; with nothing to clear it goes on to the sheet or the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
