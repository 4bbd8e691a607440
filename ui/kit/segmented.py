"""A choice of one among a few, side by side: one tab stop, arrows inside."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.theme import restyle


class _Segment(QPushButton):
    """One of the choices; the group moves the focus."""

    def __init__(self, group: "Segmented", text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self._group = group
        self.setProperty("k", "seg")
        self.setProperty("spoken", "choice")
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        forward = Qt.Key.Key_Right if not self.isRightToLeft() else Qt.Key.Key_Left
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: -1, Qt.Key.Key_Left: -1}
        steps[forward] = 1
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._group.step(step)


class Segmented(QWidget):
    """Radio semantics; `chosen` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: dict[str, str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        last = len(choices) - 1
        for at, (key, text) in enumerate(choices.items()):
            made = _Segment(self, text)
            made.setAccessibleDescription(name)
            restyle(made, place={0: "first", last: "last"}.get(at, "middle"))
            made.clicked.connect(lambda _checked=False, key=key: self.choose(key))
            self._buttons[key] = made
            layout.addWidget(made)
        self.key = next(iter(choices))
        self._mark()

    def choose(self, key: str) -> None:
        """Choose by key and tell about it."""
        changed = key != self.key
        self.key = key
        self._mark()
        if changed:
            self.chosen.emit(key)

    def step(self, by: int) -> None:
        """Choose the neighbour and give it the focus."""
        keys = list(self._buttons)
        key = keys[(keys.index(self.key) + by) % len(keys)]
        self.choose(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _mark(self) -> None:
        for key, made in self._buttons.items():
            on = key == self.key
            made.setChecked(on)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
            if on:
                made.raise_()
