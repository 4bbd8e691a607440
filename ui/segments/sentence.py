"""The definition read aloud, always in sight: what counts in bold."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from ui.kit.notes import Glyph
from ui.kit.parts import row
from ui.theme import restyle

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Phrase

_STRONG = '<span style="font-weight:600">{0}</span>'  # bolder faces are not shipped


class SentenceBox(QFrame):
    """A box with one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "sentence")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = row(Glyph("format-quote-close", "accent", 18), self.words, gap=10,
                     margins=(12, 10, 12, 10))  # fmt: skip
        layout.setStretch(1, 1)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.hide()

    @property
    def text(self) -> str:
        """Return the sentence without bold."""
        return self.words.accessibleName()

    def show_phrases(self, phrases: "Sequence[Phrase]", *, stale: bool) -> None:
        """Show a sentence; stale is that of the definition before the last change."""
        plain = "".join(one.text for one in phrases)
        rich = "".join(
            f'<span style="font-weight:600">{escape(one.text)}</span>'
            if one.is_strong
            else escape(one.text)
            for one in phrases
        )
        if self.words.text() != rich:
            self.words.setText(rich)
            self.words.setAccessibleName(plain)
        restyle(self.words, tone="stale" if stale else "")
        self.setVisible(bool(phrases))
