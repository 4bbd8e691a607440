"""The card at the top of Home: what needs a person, each line with its remedy."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui.home.notices import Attention
from ui.kit.card import Card
from ui.kit.elide import ElidedLabel
from ui.kit.notes import Glyph
from ui.kit.parts import button, clear, holder, row

SHOWN = 3
_GLYPHS = {
    "neg": "alert-octagon-outline",
    "warn": "alert-outline",
    "info": "information-outline",
}


class AttentionCard(Card):
    """Draws a list of `Attention`; `acted` carries the one whose button was pressed."""

    acted = Signal(object)

    def __init__(self) -> None:
        super().__init__(self.tr("Things to look at"))
        self.subtitle.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.body.addLayout(self._lines)
        self._more = button("", k="link", clicked=self._turn)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._found: Sequence[Attention] = ()
        self._all = False
        self._may: Callable[[Attention], str] = _always
        self.hide()

    def show_attention(
        self, found: Sequence[Attention], may: Callable[[Attention], str] | None = None
    ) -> None:
        """Show these; `may` gives the reason why a remedy can't be had now, or nothing."""
        self._found, self._may = tuple(found), may or _always
        words = self.tr("%n thing(s) to look at", "", len(found))
        self.title.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(found))
        self._render()

    def key_in_focus(self) -> str:
        """Return the notice whose button has the focus."""
        return next((key for key, made in self.buttons.items() if made.hasFocus()), "")

    def _turn(self) -> None:
        self._all = not self._all
        self._render()

    def _render(self) -> None:
        clear(self._lines)
        self.buttons = {}
        for one in self._found if self._all else self._found[:SHOWN]:
            words = ElidedLabel(one.message)  # one that wraps asks the page for more height
            made = button(one.remedy, k="link")
            made.setAccessibleDescription(one.message)
            reason = self._may(one)
            made.setEnabled(not reason)
            made.setToolTip(reason)
            made.clicked.connect(lambda _checked=False, one=one: self.acted.emit(one))
            role = "text2" if one.tone == "info" else one.tone
            line = row(Glyph(_GLYPHS[one.tone], role), words, made, gap=10)
            line.setStretch(1, 1)
            self._lines.addWidget(holder(line))
            self.buttons[one.key] = made
        rest = len(self._found) - SHOWN
        turn = self.tr("Show the worst only") if self._all else self.tr("%n more", "", rest)
        self._more.setText(turn)
        self._more.setAccessibleName(turn)
        self._more.setVisible(rest > 0)


def _always(_one: Attention) -> str:
    return ""
