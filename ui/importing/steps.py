"""The steps of a wizard in a row: where one is, and a way back to what was done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.theme import restyle


class StepsBar(QWidget):
    """One button per step; those that can be reached are enabled."""

    wanted = Signal(int)

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._buttons: list[QPushButton] = []
        last = len(titles) - 1
        for at, title in enumerate(titles):
            made = QPushButton(f"{at + 1}  {title}")
            made.setProperty("k", "seg")
            restyle(made, place={0: "first", last: "last"}.get(at, "middle"))
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setAccessibleName(self.tr("Step {0}: {1}").format(at + 1, title))
            made.clicked.connect(lambda _checked=False, at=at: self.wanted.emit(at))
            self._buttons.append(made)
            layout.addWidget(made)

    def show_step(self, now: int, reachable: Sequence[int]) -> None:
        """Mark a step and say which others can be gone to."""
        for at, made in enumerate(self._buttons):
            made.setChecked(at == now)
            made.setEnabled(at == now or at in reachable)
            policy = Qt.FocusPolicy.StrongFocus if at == now else Qt.FocusPolicy.TabFocus
            made.setFocusPolicy(policy)

    def button(self, at: int) -> QPushButton:
        """Return the button of a step."""
        return self._buttons[at]
