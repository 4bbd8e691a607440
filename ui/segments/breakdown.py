"""The Breakdown of a segment: how up to six attributes spread, beside everybody or a segment."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.bars import HorizontalBars
from ui.figures.card import FigureCard
from ui.figures.table import Table
from ui.kit.notes import EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import button, column, holder, icon_button, label
from ui.kit.segmented import Segmented
from ui.segments.adding import ConditionPicker
from ui.segments.breakdown_words import bars_of, table_of
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.segments.fields import Choice
from ui.segments.flow import flow, in_flow
from ui.segments.shelf import Shelf
from ui.segments.words import column_words
from ui.shell.doors import Doors
from ui.shell.page import page_body
from ui.theme import px
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import SegmentSpread

MOST = 6
CARD_TALL = 300
KEPT = "segments.breakdown"
Attribute = tuple[str, str]  # table, column
USUAL: tuple[Attribute, ...] = (
    ("Customer_Attributes", "historical_purchaser_lifecycle_status"),
    ("Transaction_Attributes_Extended", "lifetime_order_frequency"),
    ("Transaction_Attributes_Extended", "lifetime_order_revenue"),
    ("Transaction_Attributes_Extended", "first_order_purchase_channel"),
    ("Merged_Customers", "state"),
    ("Transaction_Attributes_Extended", "days_since_latest_order"),
)


@dataclass(frozen=True)
class _Asked:
    body: Body
    baseline: str
    as_of: date | None


class BreakdownModel(QObject):
    """`found` and `errors` by attribute. A view model without a widget."""

    changed = Signal()

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self._builder, self._session = builder, builder.session
        self.found: dict[Attribute, SegmentSpread] = {}
        self.errors: dict[Attribute, AmpDeskError] = {}
        self._asked: _Asked | None = None
        self._stop: Stop | None = None

    @property
    def chosen(self) -> tuple[Attribute, ...]:
        """Return the attributes that are shown, as they were left; those that are gone are not."""
        kept: dict[str, list[list[str]]] = self._session.layout.get(KEPT, {})
        named = [(one[0], one[1]) for one in kept["charts"]] if "charts" in kept else USUAL
        return tuple(one for one in named if self._builder.catalogue.column(*one))

    def choose(self, attributes: tuple[Attribute, ...] | None) -> None:
        """Show other attributes; None: the usual ones."""
        kept = {} if attributes is None else {"charts": [list(one) for one in attributes]}
        self._session.layout.put(KEPT, kept)
        self._read_missing()

    def read(self, body: Body, baseline: str = "", as_of: date | None = None) -> None:
        """Read every chosen attribute of a definition, unless they are here already."""
        asked = _Asked(body, baseline, as_of)
        if asked != self._asked:
            self.forget()
            self._asked = asked
        self._read_missing()

    def forget(self) -> None:
        """The tables, or the segment, are others."""
        from ampdesk.api import Stop

        if self._stop is not None:
            self._stop.stop()
        self._stop, self._asked = Stop(), None
        self.found, self.errors = {}, {}

    def _read_missing(self) -> None:
        self.changed.emit()
        asked, stop = self._asked, self._stop
        if asked is None or not self._session.is_open:
            return
        segments = self._session.brand.segments
        more: dict[str, Any] = {"baseline": asked.baseline} if asked.baseline else {}
        for one in self.chosen:
            if one in self.found or one in self.errors:
                continue

            def read(one: Attribute = one) -> "SegmentSpread":
                return segments.spread(asked.body, *one, as_of=asked.as_of, stop=stop, **more)

            self._session.desk.ask(
                f"segments.spread {one}", read, partial(self._arrived, asked, one),
                partial(self._failed, asked, one), lane="wide",
            )  # fmt: skip

    def _arrived(self, asked: _Asked, one: Attribute, found: "SegmentSpread") -> None:
        if asked is self._asked:
            self.found[one] = found
            self.changed.emit()

    def _failed(self, asked: _Asked, one: Attribute, error: AmpDeskError) -> None:
        if asked is self._asked and error.code != "cancelled":
            self.errors[one] = error
            self.changed.emit()


class BreakdownView(QWidget):
    """Cards two abreast; what they are compared by and with stands above."""

    def __init__(self, builder: Builder, doors: Doors, shelf: Shelf) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder, self._doors, self._shelf = builder, doors, shelf
        self._body: Body = {}
        self._as_of: date | None = None
        self.model = BreakdownModel(builder)
        self.cards: dict[Attribute, FigureCard] = {}
        self._bars: dict[Attribute, HorizontalBars] = {}
        t = self.tr
        self.by = Segmented(
            t("Compare by"),
            {"customers": t("Customers"), "purchasers": t("Purchasers"), "revenue": t("Revenue"),
             "each": t("Revenue per purchaser")},
        )  # fmt: skip
        self.by.chosen.connect(lambda _key: self.draw())
        self.baseline = Choice(t("Beside"), [("", t("beside all customers"))])
        self.baseline.picked.connect(lambda _name: self._read())
        self.add = button(t("Add a chart"), glyph="plus")
        self.add.clicked.connect(lambda _on=False: self.open_adding())
        self.reset = button(t("Reset"), k="ghost", clicked=lambda: self.model.choose(None))
        self.hint = label("", "hint", wrap=True)
        tools = in_flow(flow(self.by, self.baseline, self.add, self.reset, gap=10))
        head = column(tools, self.hint, gap=6, margins=(PAGE_EDGE, 0, PAGE_EDGE, 4))
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        content, body = page_body()
        body.addLayout(self._grid)
        self.empty = EmptyState("chart-bar", "", "")
        body.addWidget(self.empty)
        body.addStretch(1)
        whole = column(holder(head), PageScroll(content, t("Breakdown")), gap=4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._picker: ConditionPicker | None = None
        self.model.changed.connect(self.draw)

    def show_for(self, body: Body, as_of: date | None = None) -> None:
        """Show the attributes of a definition."""
        self._body, self._as_of = body, as_of
        names = [one.name for one in self._shelf.everything or () if one.status == "active"]
        held = str(self.baseline.currentData() or "")
        offered = [("", self.tr("beside all customers"))]
        self.baseline.offer(offered + [(one, self.tr("beside {0}").format(one)) for one in names])
        self.baseline.show_key(held if held in names else "")
        self._read()

    def open_adding(self) -> ConditionPicker:
        """Open the picker of attributes with one value for each customer."""
        shown = self.model.chosen
        offered = [
            one
            for table in self._builder.catalogue.tables
            if table.is_unique
            for one in table.columns
            if (one.table, one.name) not in shown and one.name != "amperity_id"
        ]
        if self._picker is not None:
            self._picker.deleteLater()
        self._picker = ConditionPicker(self._builder, only=offered)
        self._picker.setParent(self.window(), self._picker.windowFlags())
        self._picker.chosen.connect(self._add)
        self._picker.pick(self.add)
        return self._picker

    def _add(self, condition: Body) -> None:
        one = (str(condition["table"]), str(condition["filters"][0]["column"]))
        self.model.choose((*self.model.chosen, one))

    def remove(self, one: Attribute) -> None:
        """Take a chart away."""
        self.model.choose(tuple(other for other in self.model.chosen if other != one))
        self.add.setFocus()

    def _read(self) -> None:
        if self._body:
            self.model.read(self._body, str(self.baseline.currentData() or ""), self._as_of)

    def draw(self) -> None:
        """Draw what has arrived."""
        chosen, t = self.model.chosen, self.tr
        if list(self.cards) != list(chosen):
            self._lay(chosen)
        self.add.setEnabled(len(chosen) < MOST)
        self.add.setToolTip("" if len(chosen) < MOST else t("Six at most: take one away first"))
        self.empty.setVisible(not chosen)
        self.empty.say(t("No chart"), t("Add one to see how an attribute spreads."))
        self.hint.setText(
            t("Bars are the members; the mark is all customers.")
            if not self.baseline.currentData()
            else t("Bars are the members; the mark is “{0}”.").format(self.baseline.currentData())
        )
        words = self._builder.session.words
        for one, card in self.cards.items():
            found, error = self.model.found.get(one), self.model.errors.get(one)
            if error is not None:
                card.show_nothing(f"{error.message} – {error.remedy}")
                continue
            if found is None:
                self._bars[one].show_bars(None, Table())
                continue
            kind = getattr(self._builder.catalogue.column(*one), "kind", "")
            bars = bars_of(found, self.by.key, words, kind)
            table = table_of(found, words, kind, self._title(one))
            self._bars[one].show_bars(bars, table)
            if bars:
                card.show_table(table)
            else:
                card.show_nothing(t("No member has a value here."))
            without = t("{0} members have no value").format(words.count(found.no_value))
            others = t("{0} have another value").format(words.count(found.others))
            said = [without] * bool(found.no_value) + [others] * bool(found.others)
            card.explain(self._title(one), " · ".join(said) or t("Every member has a value"))

    def _lay(self, chosen: tuple[Attribute, ...]) -> None:
        for one in [one for one in self.cards if one not in chosen]:
            gone = self.cards.pop(one)
            del self._bars[one]
            gone.hide()
            gone.deleteLater()
        missing = [one for one in chosen if one not in self.cards]
        for one in missing[:1]:
            self._make(one)
        if missing[1:]:  # one at each turn of the event loop
            QTimer.singleShot(0, self, self.draw)
        self.cards = {one: self.cards[one] for one in chosen if one in self.cards}
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // 2, at % 2)

    def _make(self, one: Attribute) -> None:
        title = self._title(one)
        bars = self._bars[one] = HorizontalBars(title)
        away = icon_button("close", self.tr("Take away: {0}").format(title))
        away.clicked.connect(lambda _on=False: self.remove(one))
        card = self.cards[one] = FigureCard(title, " ", bars, actions=(away,))
        card.setMinimumHeight(px(CARD_TALL))
        card.say = lambda said, tone: self._doors.say(said, "neg" if tone == "neg" else "pos")
        card.asked.connect(lambda _part: self._copy(one))

    def _title(self, one: Attribute) -> str:
        known = self._builder.catalogue.column(*one)
        return known.label if known is not None else column_words(one[1])

    def _copy(self, one: Attribute) -> None:
        found = self.model.found.get(one)
        if found is not None:
            QGuiApplication.clipboard().setText(found.statement)
            self._doors.say(self.tr("The statement behind it is on the clipboard."), "pos")
