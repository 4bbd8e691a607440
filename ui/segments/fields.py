"""Fields for the value of a test: a number, a text, a date, two of them, or a list as chips."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from ui.kit.date_picker import DatePicker
from ui.kit.date_words import date_words
from ui.kit.notes import Chip
from ui.kit.parts import button, icon_button, label, row
from ui.kit.value_picker import ValuePicker
from ui.segments.context import Builder
from ui.segments.flow import FlowLayout, flow, flowing
from ui.segments.words import number_of
from ui.theme import px, restyle

FEW = 6  # chips; the rest is a number


class ValueField(QWidget):
    """A field for one value of a definition: `edited` with what it is now."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed is not touched when it means the same."""
        raise NotImplementedError

    def target(self) -> QWidget:
        """Return what takes the focus."""
        return self


class NothingField(ValueField):
    """The operator takes no value."""

    def show_value(self, _value: Any) -> None:
        """There is nothing to show."""


class Choice(QComboBox):
    """A choice of few; the wheel scrolls the page, not the choice."""

    picked = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda at: self.picked.emit(str(self.itemData(at))))
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[str, str]], tips: Sequence[str] = ()) -> None:
        """Offer (key, words); `tips` beside them."""
        held = [(str(self.itemData(at)), self.itemText(at)) for at in range(self.count())]
        if held == list(choices):
            return
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
        for at, tip in enumerate(tips):
            self.setItemData(at, tip, Qt.ItemDataRole.ToolTipRole)

    def show_key(self, key: str) -> None:
        """Show a choice; one that is not offered is added, so that nothing is lost."""
        at = self.findData(key)
        if at < 0:
            self.addItem(key, key)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class LineField(ValueField):
    """A number or a text, typed; a text has its column's values behind a button."""

    def __init__(self, name: str, kind: str, pick: Callable[[QWidget], None] | None = None) -> None:
        super().__init__()
        self._kind = kind
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(self.tr("number") if kind == "number" else self.tr("text"))
        self.line.setFixedWidth(px(96 if kind == "number" else 180))
        self.line.textEdited.connect(lambda _text: self.edited.emit(self.value()))
        layout = row(self.line, gap=4)
        if pick is not None:
            more = icon_button("format-list-bulleted", self.tr("Choose from the values"))
            more.clicked.connect(lambda _on=False: pick(more))
            layout.addWidget(more)
        self.setLayout(layout)
        self.setFocusProxy(self.line)

    def value(self) -> Any:
        """Return what is typed, None for nothing."""
        text = self.line.text()
        if self._kind == "number":
            return number_of(text) if text.strip() else None
        return text or None

    def show_value(self, value: Any) -> None:
        """Show a value."""
        if value != self.value():
            self.line.setText("" if value is None else str(value))

    def target(self) -> QWidget:
        """The line takes the focus."""
        return self.line


class DateField(ValueField):
    """A day as a button in words; the day it means stands beside it."""

    def __init__(self, name: str, builder: Builder) -> None:
        super().__init__()
        self._builder, self._name, self._text = builder, name, ""
        self.picker: DatePicker | None = None  # made when it is wanted: a calendar is heavy
        self.button = button("", glyph="calendar-blank-outline")
        self.button.clicked.connect(lambda _on=False: self.pick())
        self.means = label("", "hint")
        self.setLayout(row(self.button, self.means, gap=6))
        self.setFocusProxy(self.button)

    def show_value(self, value: Any) -> None:
        """Show a date's text."""
        self._text = text = str(value or "")
        words = self._builder.session.words
        said = date_words(text, words) if text else self.tr("Choose a date")
        day, fits = self._builder.day_of(text) if text else ("", True)
        self.button.setText(said.replace("&", "&&"))
        self.button.setAccessibleName(f"{self._name}: {said}")
        self.means.setText("" if day == said else day)
        restyle(self.means, tone="" if fits else "neg")

    def target(self) -> QWidget:
        """The button takes the focus."""
        return self.button

    def pick(self) -> DatePicker:
        """Open the picker under the button."""
        if self.picker is None:
            segments = self._builder.session.brand.segments
            presets = [one.text for one in segments.date_presets()]
            self.picker = DatePicker(
                self._name, self._builder.resolve, presets, self._builder.session.words
            )
            self.picker.setParent(self, self.picker.windowFlags())
            self.picker.chosen.connect(self._take)
        self.picker.pick(self.button, self._text)
        return self.picker

    def _take(self, text: str) -> None:
        self.show_value(text)
        self.edited.emit(text or None)


class PairField(ValueField):
    """Two values; that the ends are left out, or count, stands beside them."""

    def __init__(self, low: ValueField, high: ValueField, note: str) -> None:
        super().__init__()
        self.low, self.high = low, high
        self._values: list[Any] = [None, None]
        self.setLayout(flow(low, label(self.tr("and"), "label2"), high, label(note, "hint")))
        flowing(self)
        low.edited.connect(partial(self._take, 0))
        high.edited.connect(partial(self._take, 1))
        self.setFocusProxy(low)

    def show_value(self, value: Any) -> None:
        """Show both ends."""
        pair = list(value) if isinstance(value, list | tuple) else [value, None]
        self._values = [*pair, None, None][:2]
        self.low.show_value(self._values[0])
        self.high.show_value(self._values[1])

    def target(self) -> QWidget:
        """The lower end takes the focus."""
        return self.low.target()

    def _take(self, at: int, value: Any) -> None:
        self._values[at] = value
        self.edited.emit(list(self._values))


class ListField(ValueField):
    """Values as chips, six at most and the number of the rest; Backspace takes the last."""

    def __init__(
        self, name: str, kind: str, pick: Callable[["ListField", QWidget], None] | None = None
    ) -> None:
        super().__init__()
        self._kind, self._pick = kind, pick
        self.picker: ValuePicker | None = None
        self._values: list[Any] = []
        self._chips = FlowLayout(6, 6)
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(self.tr("add a value"))
        self.line.setFixedWidth(px(104))
        self.line.returnPressed.connect(self._type)
        self.line.installEventFilter(self)
        self.more = icon_button("plus", self.tr("Choose values"))
        self.more.clicked.connect(lambda _on=False: pick(self, self.more) if pick else None)
        self.more.setVisible(pick is not None)
        self._ends = (self.line, self.more)
        self.setLayout(self._chips)
        flowing(self)
        self._fill()
        self.setFocusProxy(self.line)

    @property
    def values(self) -> list[Any]:
        """Return the values in their order."""
        return list(self._values)

    def show_value(self, value: Any) -> None:
        """Show the values."""
        values = list(value) if isinstance(value, list | tuple) else []
        if values != self._values:
            self._values = values
            self._fill()

    def _fill(self) -> None:
        while self._chips.count():
            item = self._chips.takeAt(0)
            gone = item.widget() if item else None
            if gone is not None and gone not in self._ends:
                gone.hide()
                gone.deleteLater()
        values = self._values
        for one in values[:FEW]:
            chip = Chip(str(one))
            chip.removed.connect(partial(self._remove, one))
            self._chips.addWidget(chip)
        if len(values) > FEW:
            rest = button(self.tr("+%n", "", len(values) - FEW), k="tiny")
            rest.setToolTip(", ".join(str(one) for one in values[FEW : FEW + 40]))
            rest.clicked.connect(lambda _on=False: self._pick(self, rest) if self._pick else None)
            self._chips.addWidget(rest)
        for end in self._ends:
            self._chips.addWidget(end)

    def take(self, values: Sequence[str]) -> None:
        """Take all values of a picker."""
        self._set([number_of(one) if self._kind == "number" else one for one in values])

    def target(self) -> QWidget:
        """The line takes the focus."""
        return self.line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in an empty line takes the last value away."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Backspace
            and not self.line.text()
            and self._values
        ):
            self._set(self._values[:-1])
            return True
        return super().eventFilter(watched, event)

    def _type(self) -> None:
        text = self.line.text().strip()
        if text:
            self.line.clear()
            value = number_of(text) if self._kind == "number" else text
            if value not in self._values:
                self._set([*self._values, value])

    def _remove(self, value: Any) -> None:
        self._set([one for one in self._values if one != value])

    def _set(self, values: list[Any]) -> None:
        self.show_value(values)
        self.edited.emit(values or None)


def open_values(
    builder: Builder, table: str, name: str, title: str, opener: QWidget,
    chosen: Sequence[str], take: Callable[[tuple[str, ...]], None],
) -> ValuePicker:  # fmt: skip
    """Open the picker of a column's values under a widget."""
    picker = ValuePicker(title, builder.session.words)
    picker.setParent(opener.window(), picker.windowFlags())
    picker.wanted.connect(lambda text: builder.fill_values(picker, table, name, text))
    picker.changed.connect(take)
    picker.pick(opener, list(chosen))
    return picker
