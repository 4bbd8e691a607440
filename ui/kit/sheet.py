"""A sheet: a dialog over its window, with a title, content and the buttons at the foot."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.parts import label, rule

_LEAST = QSize(320, 200)


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
        # else words that wrap, thought of at their narrowest, make the sheet taller than the window
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(_LEAST)

    def fit(self, width: int, height: int) -> None:
        """Take a size, no larger than the window leaves room for."""
        room = self._window.size()
        self.resize(min(width, room.width() - 48), min(height, room.height() - 48))

    def event(self, event: QEvent) -> bool:
        """Grow with the content, as far as the window leaves room."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            layout = self.layout()
            if layout is not None:
                least = layout.totalMinimumSize().height()
                if layout.hasHeightForWidth():
                    least = layout.totalMinimumHeightForWidth(self.width())
                least = min(least, self._window.height() - 48)
                if self.height() < least:
                    self.resize(self.width(), least)
        return handled

    def say(self, about: str) -> None:
        """Change the line under the title."""
        self.about.setText(about)
        self.about.setVisible(bool(about))
