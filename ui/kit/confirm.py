"""The sheet before what leaves the machine or cannot be undone: counts, the verb on the button."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from ui.kit.parts import button, label, row
from ui.kit.sheet import Sheet
from ui.words import Words

NUMBER_WIDE = 130


@dataclass(frozen=True)
class Fact:
    """One line of the sum: what, and how much; `tone` colours a loss or a result."""

    title: str
    value: str
    tone: str = ""


@dataclass(frozen=True)
class Confirmation:
    """What is asked. `number`: to be typed first; `looked`: words of a box to be ticked first."""

    title: str
    verb: str
    about: str = ""
    facts: tuple[Fact, ...] = ()
    number: int | None = None
    looked: str = ""
    keep: str = ""


class ConfirmSheet(Sheet):
    """Nothing happens by a key alone: the focus starts on the button that does nothing."""

    def __init__(
        self,
        window: QWidget,
        asked: Confirmation,
        *,
        words: Words | None = None,
        badge: QLabel | None = None,
        dry_run: Callable[[], object] | None = None,
    ) -> None:
        """`badge` stands beside the title; `dry_run` has its button at the foot."""
        super().__init__(window, asked.title)
        self._asked, self._words = asked, words or Words()
        if badge is not None:
            self.head.addWidget(badge)
        if asked.about:
            self.body.addWidget(label(asked.about, "label2", wrap=True))
        for fact in asked.facts:
            value = label(fact.value, "strong", tone=fact.tone)
            value.setAccessibleName(f"{fact.title}: {fact.value}")
            self.body.addLayout(row(label(fact.title, "label2"), None, value))
        self.looked = QCheckBox(asked.looked)
        self.looked.setVisible(bool(asked.looked))
        self.looked.toggled.connect(lambda _on: self._render())
        self.typed = QLineEdit()
        self.typed.setFixedWidth(NUMBER_WIDE)
        self.typed.setVisible(asked.number is not None)
        self.typed.textChanged.connect(lambda _text: self._render())
        self.request = label("", "label")
        self.request.setVisible(asked.number is not None)
        if asked.number is not None:
            number = self._words.count(asked.number)
            self.request.setText(self.tr("Type {0} to go on").format(number))
            self.typed.setAccessibleName(self.request.text())
            self.typed.setPlaceholderText(number)
        self.keep = button(asked.keep or self.tr("Cancel"), clicked=self.reject)
        self.go = button(asked.verb, k="primary", clicked=self.accept)
        if dry_run is not None:
            self.foot.addWidget(button(self.tr("Dry run"), glyph="test-tube", clicked=dry_run))
        self.foot.addStretch(1)
        for part in (self.request, self.typed, self.keep, self.go):
            self.foot.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self.looked)
        self._render()
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, widget: QWidget) -> None:
        """Show a widget under the counts, such as the first rows."""
        self.body.insertWidget(self.body.count() - 2, widget)

    def _render(self) -> None:
        digits = "".join(char for char in self.typed.text() if char.isdigit())
        counted = self._asked.number is None or digits == str(self._asked.number)
        self.go.setEnabled(counted and (not self._asked.looked or self.looked.isChecked()))
