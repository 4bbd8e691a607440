"""Choosing a column: search, the recent ones, groups by table, what each holds and how full."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.choices import Choice, SearchedList, narrow
from ui.kit.parts import label

ColumnKind = Literal["text", "number", "money", "day", "moment", "yesno", "behaviour", "list"]
KIND_GLYPHS: dict[ColumnKind, str] = {
    "text": "format-letter-case", "number": "numeric", "money": "currency-usd",
    "day": "calendar-blank-outline", "moment": "calendar-clock-outline",
    "yesno": "toggle-switch-outline", "behaviour": "cart-outline",
    "list": "format-list-bulleted",
}  # fmt: skip
WIDE, TALL = 420, 420


@dataclass(frozen=True)
class ColumnChoice:
    """One column; `key` is what the picker gives back, `filled` the share of rows with a value."""

    key: str
    title: str
    kind: ColumnKind = "text"
    group: str = ""
    about: str = ""
    example: str = ""
    filled: float | None = None


class ColumnPicker(SearchedList):
    """Opens under its button, ready to type; `chosen` gives the key of the column."""

    chosen = Signal(str)

    def __init__(self, title: str, columns: Sequence[ColumnChoice] = ()) -> None:
        super().__init__(title, WIDE, TALL)
        self._columns: tuple[ColumnChoice, ...] = ()
        self._recent: tuple[str, ...] = ()
        self.nothing = label("", "label2", wrap=True)
        self.nothing.hide()
        self.body.addWidget(self.nothing)
        self.field.textChanged.connect(lambda _text: self._fill())
        self.list.taken.connect(self._take)
        self.show_columns(columns)

    def show_columns(self, columns: Sequence[ColumnChoice], recent: Sequence[str] = ()) -> None:
        """Offer other columns, or the same with more known about them; keeps what was typed.

        `recent`: keys that come first while nothing is typed.
        """
        self._columns, self._recent = tuple(columns), tuple(recent)
        self._fill()

    def pick(self, opener: QWidget, current: str = "") -> None:
        """Open under a widget; the mark stands on the column that is chosen now."""
        self.field.clear()
        self.open_below(opener)
        self.list.mark(self.list.rows.line_of(current) if current else self._first())
        self.list.scrollTo(self.list.currentIndex())
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _first(self) -> int:
        rows = range(self.list.rows.rowCount())
        return next((at for at in rows if self.list.rows.choice(at)), -1)

    def _fill(self) -> None:
        choices = [self._choice(one) for one in self._columns]
        words = self.words()
        if words:
            choices = narrow(choices, words)
        elif self._recent:
            by_key = {one.key: one for one in choices}
            recent = [by_key[key] for key in self._recent if key in by_key]
            head = self.tr("Recent")
            choices = [
                Choice(one.key, one.title, one.about, one.glyph, one.note, one.share, head)
                for one in recent
            ] + choices
        self.list.show_choices(choices)
        self.nothing.setText(
            self.tr("No column is called so. Clear the search to see all {0}.").format(
                len(self._columns)
            )
        )
        self.nothing.setVisible(not choices and bool(words))

    def _choice(self, one: ColumnChoice) -> Choice:
        about = one.about
        if one.example:
            example = self.tr("e.g. {0}").format(one.example)
            about = f"{about} · {example}" if about else example
        note = (
            self.tr("{0}% filled").format(round(one.filled * 100)) if one.filled is not None else ""
        )
        return Choice(one.key, one.title, about, KIND_GLYPHS[one.kind], note, None, one.group)

    def _take(self, key: str) -> None:
        self.close()
        self.chosen.emit(key)
