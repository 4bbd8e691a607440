"""Choosing values of a column: the commonest with their counts, search, all, or a pasted list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.kit.choices import Choice, SearchedList
from ui.kit.parts import button, column, holder, label, row
from ui.words import Words

WIDE, TALL, PASTE = 420, 340, 120
_PAUSE = 150  # ms after the last key
_APART = re.compile(r"[\n\t;]+")


@dataclass(frozen=True)
class ValueChoice:
    """One value and how many rows have it; None when that is not known."""

    value: str
    rows: int | None = None


def pasted(text: str) -> tuple[str, ...]:
    """Read a pasted list: one value a line, or apart by tabs or semicolons.

    Commas part values only where nothing else does: "Portland, Oregon" may be one value. Each
    value comes once, in the order of the list.
    """
    parts = _APART.split(text)
    if len([part for part in parts if part.strip()]) == 1:
        parts = text.split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


class ValuePicker(SearchedList):
    """Ticks take effect at once: `changed` gives all chosen values, in the order chosen.

    `wanted` asks for the values that hold a text; answer with `show_values`.
    """

    wanted = Signal(str)
    changed = Signal(tuple)

    def __init__(self, title: str, words: Words | None = None) -> None:
        super().__init__(title, WIDE, TALL)
        self._words = words or Words()
        self._chosen: dict[str, None] = {}
        self._known: tuple[ValueChoice, ...] = ()
        self._total = 0
        self._is_reading = False
        t = self.tr
        self.all = button(t("Select all"), k="link", clicked=self._take_all)
        self.none = button(t("Clear"), k="link", clicked=lambda: self._set(()))
        self.paste = button(t("Paste a list"), k="link", glyph="clipboard-text-outline")
        self.paste.clicked.connect(lambda _on=False: self._open_paste())
        self.state = label("", "hint", wrap=True)
        self.body.insertLayout(1, row(self.all, self.none, None, self.paste, gap=4))
        self.body.addWidget(self.state)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(t("Values, one a line"))
        self.text.setPlaceholderText(t("Values, one a line"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(PASTE)
        self.text.textChanged.connect(self._count_pasted)
        self.add = button(t("Add values"), k="primary", clicked=self._take_pasted)
        self.pasting = holder(column(self.text, row(None, self.add), gap=8))
        self.pasting.hide()
        self.body.addWidget(self.pasting)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.list.taken.connect(self._toggle)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the chosen values."""
        return tuple(self._chosen)

    def pick(self, opener: QWidget, chosen: Sequence[str] = ()) -> None:
        """Open under a widget with what is chosen now, and ask for the commonest values."""
        self._chosen = dict.fromkeys(chosen)
        self.field.clear()
        self.pasting.hide()
        self._ask()
        self.open_below(opener)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_chosen(self, values: Sequence[str]) -> None:
        """Tick these, without telling about it."""
        self._chosen = dict.fromkeys(values)
        self.list.rows.tick(set(self._chosen))
        self._say()

    def show_values(self, values: Sequence[ValueChoice], total: int | None = None) -> None:
        """Answer `wanted`; `total` counts all that match when only the first ones are given."""
        self._known = tuple(values)
        self._total = len(self._known) if total is None else total
        self._is_reading = False
        self._fill()

    def fail(self, why: str) -> None:
        """Say that the values could not be read; what is typed can still be chosen."""
        self.show_values(())
        self.state.setText(why)

    def returned(self, modifiers: Qt.KeyboardModifier) -> None:
        """Return ticks the marked value; with Ctrl it closes."""
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.close()
            return
        self.list.take_marked()

    def _ask(self) -> None:
        self._pause.stop()
        self._is_reading = True
        self.state.setText(self.tr("Reading values…"))
        self.wanted.emit(self.field.text().strip())

    def _fill(self) -> None:
        typed = self.field.text().strip()
        most = max((one.rows or 0 for one in self._known), default=0)
        known = {one.value for one in self._known}
        choices = [
            Choice(
                one.value,
                one.value,
                note=self._words.count(one.rows) if one.rows is not None else "",
                share=(one.rows / most if most else 0.0) if one.rows is not None else None,
            )
            for one in self._known
        ]
        if not typed:  # what was chosen and is not among the commonest stays in sight
            choices = [Choice(v, v) for v in self._chosen if v not in known] + choices
        elif typed not in known:
            use = self.tr("Use “{0}”").format(typed)
            choices.append(Choice(typed, use, glyph="" if typed in self._chosen else "plus"))
        at = self.list.currentIndex().row()
        self.list.show_choices(choices, set(self._chosen))
        if 0 <= at < self.list.rows.rowCount():
            self.list.mark(at)
        self._say()

    def _say(self) -> None:
        shown = len(self._known)
        self.all.setText(
            self.tr("Select all {0}").format(self._words.count(shown))
            if shown >= self._total
            else self.tr("Select these {0}").format(self._words.count(shown))
        )
        self.all.setAccessibleName(self.all.text())
        self.all.setEnabled(bool(self._known))
        self.none.setEnabled(bool(self._chosen))
        parts = []
        if self._chosen:
            parts.append(self.tr("{0} chosen").format(self._words.count(len(self._chosen))))
        if shown < self._total:
            more = self.tr("{0} of {1} values shown: type to find others")
            parts.append(more.format(self._words.count(shown), self._words.count(self._total)))
        elif not shown:
            parts.append(self.tr("No value is written so."))
        self.state.setText(" · ".join(parts))

    def _toggle(self, value: str) -> None:
        if value in self._chosen:
            self._set(tuple(one for one in self._chosen if one != value))
        else:
            self._set((*self._chosen, value))

    def _take_all(self) -> None:
        self._set(tuple(dict.fromkeys((*self._chosen, *(one.value for one in self._known)))))

    def _set(self, values: tuple[str, ...]) -> None:
        self._chosen = dict.fromkeys(values)
        self.list.rows.tick(set(self._chosen))
        self._say()
        self.changed.emit(values)

    def _open_paste(self) -> None:
        self.pasting.setVisible(self.pasting.isHidden())
        self.adjustSize()
        if not self.pasting.isHidden():
            self._count_pasted()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_pasted(self) -> None:
        found = len(pasted(self.text.toPlainText()))
        self.add.setEnabled(bool(found))
        self.add.setText(self.tr("Add %n value(s)", "", found) if found else self.tr("Add values"))
        self.add.setAccessibleName(self.add.text())

    def _take_pasted(self) -> None:
        values = pasted(self.text.toPlainText())
        self.text.clear()
        self.pasting.hide()
        self.adjustSize()
        self._set(tuple(dict.fromkeys((*self._chosen, *values))))
        self._fill()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
