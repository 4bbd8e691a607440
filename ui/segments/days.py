"""The open segment as of two days: who joined, who left, who stayed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ampdesk.errors import AmpDeskError
from ui.customers.columns import masked
from ui.customers.identity import fit_height
from ui.kit.card import Card, Metric, MetricTile
from ui.kit.date_picker import DatePicker
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import Column, PagedModel
from ui.kit.panel import PageScroll
from ui.kit.parts import button, column, holder, label, row
from ui.segments.as_of import PRESETS
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.shell.page import page_body
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import DayComparison

USUAL = "today - 3 months"


class DayButton(QWidget):
    """A day in words behind a button; `changed` when another one is chosen."""

    changed = Signal()

    def __init__(self, builder: Builder, title: str, text: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder, self._title, self._text = builder, title, text
        self.picker: DatePicker | None = None
        self.button = button("", glyph="calendar-blank-outline")
        self.button.clicked.connect(lambda _on=False: self.pick())
        self.setLayout(row(self.button))

    @property
    def day(self) -> date:
        """Return the day, today at the latest."""
        found = self._builder.resolve(self._text)
        day = found.date() if isinstance(found, datetime) else found
        return min(day, self._builder.session.brand.today)

    def choose(self, text: str) -> None:
        """Choose a day by its text."""
        if text != self._text:
            self._text = text
            self.draw()
            self.changed.emit()

    def pick(self) -> DatePicker:
        """Open the picker."""
        if self.picker is None:
            words = self._builder.session.words
            presets = ("today", *PRESETS)
            self.picker = DatePicker(self._title, self._builder.resolve, presets, words)
            self.picker.setParent(self, self.picker.windowFlags())
            self.picker.chosen.connect(self.choose)
        self.picker.pick(self.button, self._text)
        return self.picker

    def draw(self) -> None:
        """Write the day."""
        said = self._builder.session.words.day(self.day)
        self.button.setText(said)
        self.button.setAccessibleName(f"{self._title} {said}")


class DaysModel(QObject):
    """`found` is of the days last asked for. A view model without a widget."""

    changed = Signal()

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self._session = builder.session
        self.found: DayComparison | None = None
        self.error: AmpDeskError | None = None
        self.asked: tuple[object, ...] = ()
        self._stop: Stop | None = None

    def read(self, body: Body, day: date, other: date) -> None:
        """Compare a definition as of two days, unless it is here already."""
        from ampdesk.api import Stop

        asked = (body, day, other)
        if asked == self.asked:
            return
        if self._stop is not None:
            self._stop.stop()
        self.asked, self.found, self.error, self._stop = asked, None, None, Stop()
        segments, stop = self._session.brand.segments, self._stop
        until = None if other == self._session.brand.today else other
        self.changed.emit()
        self._session.desk.ask(
            "segments.days", lambda: segments.compare_days(body, day, until, stop=stop),
            self._arrived, self._failed, lane="wide",
        )  # fmt: skip

    def forget(self) -> None:
        """The tables, or the segment, are others."""
        self.asked = ()

    def _arrived(self, found: "DayComparison") -> None:
        self.found = found
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self.error = error
            self.changed.emit()


class PeopleCard(Card):
    """A few of those who came or went."""

    def __init__(self, title: str) -> None:
        self._heading = title
        self.model = PagedModel(
            (
                Column("name", self.tr("Name"), "text", 150, sortable=False),
                Column("amperity_id", self.tr("Customer"), "text", 110, sortable=False),
            ),
            lambda value, _kind: str(value),
        )
        self.grid = DataGrid(title, self.model)
        super().__init__(title, " ", self.grid)
        self.none = label(self.tr("Nobody"), "label2")
        self.body.addWidget(self.none)

    def show_people(self, rows: list[dict[str, str | None]] | None, about: str) -> None:
        """Show some; None is the loading state."""
        self.subtitle.setText(about)
        self.grid.setVisible(bool(rows) or rows is None)
        self.none.setVisible(rows == [])
        self.model.restart(3 if rows is None else len(rows), rows or ())
        fit_height(self.grid, max(self.model.rowCount(), 1))


class DaysView(QWidget):
    """Two days, four figures, and a few names of those who came and went."""

    opened = Signal(str)
    explained = Signal(str, object)  # a customer, as of a day (None: today)

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder = builder
        self._body: Body = {}
        self.hidden = False
        self.model = DaysModel(builder)
        t = self.tr
        self.day = DayButton(builder, t("From"), USUAL)
        self.other = DayButton(builder, t("To"), "today")
        for one in (self.day, self.other):
            one.changed.connect(self._read)
        self.tiles = {
            "before": MetricTile(t("Then"), t("Members as of the first day")),
            "joined": MetricTile(t("Joined"), t("Members on the second day alone")),
            "left": MetricTile(t("Left"), t("Members on the first day alone")),
            "after": MetricTile(t("Later"), t("Members as of the second day")),
        }
        self.joined, self.left = PeopleCard(t("Who joined")), PeopleCard(t("Who left"))
        for card in (self.joined, self.left):
            card.grid.opened.connect(lambda at, card=card: self._open(card, at))
            card.grid.why.connect(lambda at, card=card: self._why(card, at))
        tools = row(label(t("From"), "label"), self.day, label(t("to"), "label"), self.other, None,
                    gap=8, margins=(PAGE_EDGE, 0, PAGE_EDGE, 8))  # fmt: skip
        content, body = page_body()
        body.addLayout(row(*self.tiles.values(), gap=12))
        people = row(self.joined, self.left, gap=12)
        for card in (self.joined, self.left):
            people.setAlignment(card, Qt.AlignmentFlag.AlignTop)
            people.setStretchFactor(card, 1)
        body.addLayout(people)
        self.notes = label("", "hint", wrap=True)
        body.addWidget(self.notes)
        body.addStretch(1)
        self.empty = EmptyState("calendar-blank-outline", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(PageScroll(content, t("Two days")))
        self._stack.addWidget(self.empty)
        whole = column(holder(tools), self._stack, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.model.changed.connect(self.draw)

    def show_for(self, body: Body) -> None:
        """Compare a definition as of the chosen days."""
        self._body = body
        self.day.draw()
        self.other.draw()
        self._read()

    def hide_names(self, *, on: bool) -> None:
        """Hide names, or show them again."""
        self.hidden = on
        self.draw()

    def show_why(self) -> bool:
        """Explain the customer in focus; False when none is."""
        inside = self.window().focusWidget()
        for card in (self.joined, self.left):
            if inside is card.grid and card.grid.currentIndex().isValid():
                self._why(card, card.grid.currentIndex().row())
                return True
        return False

    def _read(self) -> None:
        if self._body:
            day, other = self.day.day, self.other.day
            if day > other:
                day, other = other, day
            self.model.read(self._body, day, other)

    def draw(self) -> None:
        """Draw what has arrived."""
        model, t, words = self.model, self.tr, self._builder.session.words
        found = model.found
        self._stack.setCurrentIndex(0 if model.error is None else 1)
        if model.error is not None:
            self.empty.say(model.error.message, model.error.remedy)
            return
        if found is None:
            for tile in self.tiles.values():
                tile.show_loading()
            for card in (self.joined, self.left):
                card.show_people(None, " ")
            self.notes.setText("")
            return
        day, other = words.day(found.day), words.day(found.other)
        stayed = t("{0} stayed").format(words.count(found.stayed))
        figures = {
            "before": (found.before, day), "joined": (found.joined, t("by {0}").format(other)),
            "left": (found.left, stayed), "after": (found.after, other),
        }  # fmt: skip
        for key, (value, about) in figures.items():
            self.tiles[key].show_metric(Metric(words.count(value), comparison=about))
        for card, ids, every in (
            (self.joined, found.joined_ids, found.joined), (self.left, found.left_ids, found.left),
        ):  # fmt: skip
            about = t("All of them; F1 says why") if len(ids) == every else t(
                "The first {0} of {1}; F1 says why").format(
                    words.count(len(ids)), words.count(every))  # fmt: skip
            card.show_people([self._line(one) for one in ids], about)
        self.notes.setText(
            t("Orders, returns, e-mail events and dated consent count by their own dates; who is "
              "one person, names and addresses are today's.")
        )  # fmt: skip

    def _line(self, identity: str) -> dict[str, str | None]:
        found = self.model.found
        name = found.people.get(identity) if found else None
        shown = masked(name) if self.hidden and name else name
        return {"name": shown or None, "amperity_id": identity}

    def _open(self, card: PeopleCard, at: int) -> None:
        one = card.model.row_at(at)
        if one:
            self.opened.emit(one["amperity_id"])

    def _why(self, card: PeopleCard, at: int) -> None:
        one, found = card.model.row_at(at), self.model.found
        if one and found:
            today = self._builder.session.brand.today
            day = found.other if card is self.joined else found.day
            self.explained.emit(one["amperity_id"], None if day == today else day)
