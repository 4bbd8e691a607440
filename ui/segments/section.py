"""One section of the definition: its cards, the toggles between them, a place to add."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.kit.parts import button, label, row
from ui.segments.card import ConditionCard
from ui.segments.document import Side
from ui.segments.toggle import Toggle


class ToggleLine(QWidget):
    """And or or with what it means; `chosen` with the key."""

    chosen = Signal(str)

    def __init__(self, toggle: Toggle, words: dict[str, str], indent: int) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.toggle, self._words = toggle, words
        self.gloss = label("", "hint")
        self.setLayout(row(indent, toggle, self.gloss, None, gap=6))
        toggle.chosen.connect(self._take)

    def show_join(self, join: str) -> None:
        """Show a choice without telling about it."""
        self.toggle.show_key(join)
        self.gloss.setText(self._words[join])

    def _take(self, key: str) -> None:
        self.gloss.setText(self._words[key])
        self.chosen.emit(key)


class SectionFrame(QFrame):
    """Filled anew with the same widgets: dressing them is what costs (a card takes 20 ms)."""

    joined = Signal(str)
    add_wanted = Signal(QWidget)

    def __init__(self, side: Side, number: int) -> None:
        super().__init__()
        self.setProperty("k", "section")
        self.setProperty("tone", side)
        self.setAccessibleName(self.tr("Section {0}").format(number + 1))
        self.cards: list[ConditionCard] = []
        self.lines: list[ToggleLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 10, 10, 10)
        self._layout.setSpacing(4)
        self.add = button(self.tr("Add condition here"), k="link", glyph="plus")
        self.add.clicked.connect(lambda _on=False: self.add_wanted.emit(self.add))
        self.add.setVisible(side == "include")
        self._foot = QWidget()
        self._foot.setProperty("k", "plain")
        self._foot.setLayout(row(self.add, None))

    def fill(self, cards: Sequence[ConditionCard], join: str) -> None:
        """Show cards in an order; those that are here already stay what they are."""
        if list(cards) != self.cards:
            self.cards = list(cards)
            while self._layout.count():
                self._layout.takeAt(0)
            while len(self.lines) < len(cards) - 1:
                self.lines.append(self._line())
            for at, card in enumerate(cards):
                if at:
                    self._layout.addWidget(self.lines[at - 1])
                self._layout.addWidget(card)
                card.show()
            self._layout.addWidget(self._foot)
            for at, line in enumerate(self.lines):
                line.setVisible(at < len(cards) - 1)
        for line in self.lines:
            line.show_join(join)

    def _line(self) -> ToggleLine:
        t = self.tr
        toggle = Toggle(t("In this section"), {"and": t("and"), "or": t("or")})
        words = {"and": t("both must be true"), "or": t("one is enough")}
        made = ToggleLine(toggle, words, 16)
        made.chosen.connect(self.joined)
        return made
