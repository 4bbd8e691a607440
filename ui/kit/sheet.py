"""A sheet: a dialog over its window, with a title, content and the buttons at the foot."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.parts import label, rule


class Sheet(QDialog):
    """Modal to its window; Esc closes it. `head`, `body` and `foot` take the content."""

    def __init__(self, window: QWidget, title: str, about: str = "") -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self._window = window
        self.setModal(True)
        self.setSizeGripEnabled(False)
        self.title = label(title, "h2")
        self.about = ElidedLabel(about, "label2")
        self.about.setVisible(bool(about))
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        layout.addLayout(self.head)
        layout.addWidget(self.about)
        layout.addLayout(self.body, 1)
        layout.addWidget(rule())
        layout.addLayout(self.foot)

    def fit(self, width: int, height: int) -> None:
        """Take a size, no larger than the window leaves room for."""
        room = self._window.size()
        self.resize(min(width, room.width() - 48), min(height, room.height() - 48))

    def say(self, about: str) -> None:
        """Change the line under the title."""
        self.about.setText(about)
        self.about.setVisible(bool(about))
