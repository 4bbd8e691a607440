"""The time machine: everything of the open segment as it was on an earlier day."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.date_picker import DatePicker
from ui.kit.parts import button, icon_button, row
from ui.segments.context import Builder

PRESETS = (
    "today - 1 month", "today - 3 months", "today - 6 months", "today - 1 year", "today - 2 years",
)  # fmt: skip


class AsOfButton(QWidget):
    """Today, or a day before; `changed` with the day, None for today."""

    changed = Signal(object)

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder = builder
        self.day: date | None = None
        self.picker: DatePicker | None = None
        self.button = button("", k="ghost", glyph="history")
        self.button.clicked.connect(lambda _on=False: self.pick())
        self.back = icon_button("close", self.tr("Back to today"))
        self.back.clicked.connect(lambda _on=False: self.choose(None))
        self.setLayout(row(self.button, self.back, gap=2))
        self._draw()

    def pick(self) -> DatePicker:
        """Open the picker."""
        if self.picker is None:
            words = self._builder.session.words
            self.picker = DatePicker(
                self.tr("As of which day?"), self._builder.resolve, PRESETS, words
            )
            self.picker.setParent(self, self.picker.windowFlags())
            self.picker.chosen.connect(self._take)
        self.picker.pick(self.button, self.day.isoformat() if self.day else "today")
        return self.picker

    def choose(self, day: date | None) -> None:
        """Choose a day; today and later days are no travel."""
        if day is not None and day >= self._builder.session.brand.today:
            day = None
        if day != self.day:
            self.day = day
            self._draw()
            self.changed.emit(day)

    def _take(self, text: str) -> None:
        found = self._builder.resolve(text)
        self.choose(found.date() if isinstance(found, datetime) else found)

    def _draw(self) -> None:
        t, words = self.tr, self._builder.session.words
        said = t("As of {0}").format(words.day(self.day)) if self.day else t("As of today")
        self.button.setText(said)
        self.button.setAccessibleName(said)
        self.button.setToolTip(
            t("Orders, returns, e-mail events and consent count by their own dates; names and "
              "addresses are today's")
        )  # fmt: skip
        self.back.setVisible(self.day is not None)
