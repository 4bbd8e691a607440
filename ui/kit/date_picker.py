"""Choosing a date: presets at the left, a calendar at the right, typed text on top."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from ampdesk.errors import AmpDeskError
from ui.kit.date_words import date_words
from ui.kit.parts import button, label, row
from ui.kit.popover import Popover
from ui.theme import icon, px, restyle, tokens
from ui.words import Words

Resolve = Callable[[str], date | datetime]
WIDE, PRESET_WIDE, TALL = 500, 150, 250
_TEXT = int(Qt.ItemDataRole.UserRole) + 1


class DatePicker(Popover):
    """Always shows the day that is meant; `chosen` gives the text, such as "today - 30 days".

    `resolve` tells the day of a text and raises AmpDeskError with what to write instead. Days are
    UTC, as everywhere in definitions (segments.md 2.3). Without `presets` there is only a day.
    """

    chosen = Signal(str)

    def __init__(
        self, title: str, resolve: Resolve, presets: Sequence[str] = (), words: Words | None = None
    ) -> None:
        super().__init__(WIDE if presets else WIDE - PRESET_WIDE)
        self.setAccessibleName(title)
        self._resolve, self.words = resolve, words or Words()
        t = self.tr
        self.field = QLineEdit()
        self.field.setAccessibleName(t("Date, as a day or as words"))
        self.field.setPlaceholderText(
            t("today - 30 days, or 2026-06-30") if presets else "2026-06-30"
        )
        self.resolved = label("", "label2", wrap=True)
        self.presets = QListWidget()
        self.presets.setProperty("k", "framed")
        self.presets.setAccessibleName(t("Usual dates"))
        self.presets.setFixedWidth(PRESET_WIDE)
        self.presets.setVisible(bool(presets))
        for text in presets:
            item = QListWidgetItem(date_words(text, self.words))
            item.setData(_TEXT, text)
            self.presets.addItem(item)
        self.calendar = _calendar(self.words, t("Calendar"))
        self.use = button(t("Use this date"), k="primary", clicked=self._take)
        self.body.addWidget(label(title, "strong"))
        self.body.addWidget(self.field)
        middle = row(self.presets, self.calendar, gap=12)
        middle.setStretch(1, 1)
        self.body.addLayout(middle)
        foot = row(self.resolved, self.use, gap=12)
        foot.setStretch(0, 1)
        self.body.addLayout(foot)
        for part in (self.presets, self.calendar):
            part.setFixedHeight(px(TALL))
        self.field.textChanged.connect(lambda _text: self._render())
        self.field.returnPressed.connect(self._take)
        self.presets.currentItemChanged.connect(self._take_preset)
        self.presets.itemActivated.connect(lambda _item: self._take())
        self.calendar.clicked.connect(self._take_day)
        self.calendar.selectionChanged.connect(self._day_moved)
        self.calendar.activated.connect(lambda _day: self._take())

    @property
    def text(self) -> str:
        """Return the date as it is written now."""
        return self.field.text().strip()

    @property
    def day(self) -> date | None:
        """Return the day it stands for; None while it stands for none."""
        try:
            found = self._resolve(self.text)
        except AmpDeskError:
            return None
        return found.date() if isinstance(found, datetime) else found

    def pick(self, opener: QWidget, text: str = "") -> None:
        """Open under a widget with a date in the box, ready to be typed over."""
        self.field.setText(text)
        self._render()
        dress_calendar(self.calendar)
        self.open_below(opener)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _render(self) -> None:
        text = self.text
        try:
            found = self._resolve(text) if text else None
            trouble = ""
        except AmpDeskError as error:
            found, trouble = None, f"{error.message}: {error.remedy}"
        if isinstance(found, datetime):
            said = self.tr("{0}, {1} UTC").format(self.words.day(found), f"{found:%H:%M:%S}")
        elif found is not None:
            said = self.tr("{0}, UTC").format(self.words.day(found))
        else:
            said = trouble or self.tr("Choose a date, or type one.")
        self.resolved.setText(said)
        restyle(self.resolved, tone="neg" if trouble else "")
        restyle(self.field, state="error" if trouble else "")
        self.use.setEnabled(found is not None)
        self._mark(text, found)

    def _mark(self, text: str, found: date | datetime | None) -> None:
        """Let presets and calendar follow what is typed."""
        bare = "".join(text.lower().split())
        at = next(
            (
                at
                for at in range(self.presets.count())
                if "".join(str(self.presets.item(at).data(_TEXT)).split()) == bare
            ),
            -1,
        )
        self.presets.blockSignals(True)  # noqa: FBT003  # Qt's own
        self.presets.setCurrentRow(at)
        self.presets.blockSignals(False)  # noqa: FBT003
        if found is not None:
            self.calendar.blockSignals(True)  # noqa: FBT003
            self.calendar.setSelectedDate(QDate(found.year, found.month, found.day))
            self.calendar.blockSignals(False)  # noqa: FBT003

    def _take_preset(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.field.setText(str(item.data(_TEXT)))

    def _take_day(self, day: QDate) -> None:
        self.field.setText(day.toString(Qt.DateFormat.ISODate))

    def _day_moved(self) -> None:
        if self.calendar.hasFocus() or self.focusWidget() in self.calendar.findChildren(QWidget):
            self._take_day(self.calendar.selectedDate())

    def _take(self) -> None:
        if self.use.isEnabled():
            self.close()
            self.chosen.emit(self.text)


def _calendar(words: Words, name: str) -> QCalendarWidget:
    """Return the month's sheet in the brand's locale, with arrows that follow the theme."""
    made = QCalendarWidget()
    made.setAccessibleName(name)
    made.setLocale(QLocale(words.locale))
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    made.setGridVisible(False)
    t = made.tr
    for part, said in (
        ("qt_calendar_prevmonth", t("Month before")),
        ("qt_calendar_nextmonth", t("Month after")),
        ("qt_calendar_monthbutton", t("Choose a month")),
        ("qt_calendar_yearbutton", t("Choose a year")),
    ):
        found = made.findChild(QToolButton, part)
        if isinstance(found, QToolButton):
            found.setAccessibleName(said)
    sheet = made.findChild(QWidget, "qt_calendar_calendarview")
    if isinstance(sheet, QWidget):
        sheet.setAccessibleName(name)
    return made


def dress_calendar(calendar: QCalendarWidget) -> None:
    """Take the theme's inks (Qt writes weekends red) and arrows in the direction of writing."""
    head, day = QTextCharFormat(), QTextCharFormat()
    head.setForeground(QColor(tokens().text2))
    day.setForeground(QColor(tokens().text))
    calendar.setHeaderTextFormat(head)
    for name in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(name, day)
    arrows = ["chevron-left", "chevron-right"]
    if calendar.isRightToLeft():
        arrows.reverse()
    for part, glyph in zip(("prevmonth", "nextmonth"), arrows, strict=True):
        found = calendar.findChild(QToolButton, f"qt_calendar_{part}")
        if isinstance(found, QToolButton):
            found.setIcon(icon(glyph))


class DateButton(QWidget):
    """A date as a button ("30 days ago") with the day it means beside it; `changed` gives both."""

    changed = Signal(str)

    def __init__(
        self, title: str, resolve: Resolve, presets: Sequence[str] = (), words: Words | None = None
    ) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._title, self._words = title, words or Words()
        self._text = ""
        self.picker = DatePicker(title, resolve, presets, words)
        self.button = button("", glyph="calendar-blank-outline")
        self.button.clicked.connect(lambda _on=False: self.picker.pick(self.button, self._text))
        self.said = label("", "label")
        self.setLayout(row(self.button, self.said, gap=8))
        self.picker.chosen.connect(self._take)
        self.picker.setParent(self, self.picker.windowFlags())
        self.show_date("")

    @property
    def text(self) -> str:
        """Return the date as written, such as "today - 30 days"; empty when none is chosen."""
        return self._text

    def speak(self, words: Words) -> None:
        """Write dates as the brand does, once that is known."""
        self._words = self.picker.words = words

    def show_date(self, text: str) -> None:
        """Show a date without telling about it."""
        self._text = text
        words = date_words(text, self._words) if text else self.tr("Choose a date")
        self.button.setText(words.replace("&", "&&"))
        self.button.setAccessibleName(f"{self._title}: {words}")
        self.picker.field.setText(text)
        day = self.picker.day if text else None
        shown = self._words.day(day) if day else ""
        self.said.setText("" if shown == words else shown)

    def _take(self, text: str) -> None:
        self.show_date(text)
        self.changed.emit(text)
