"""The Summary of a segment: months, reach, stages, channels, spend and the revenue tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.bars import Bar, HorizontalBars
from ui.figures.card import FigureCard
from ui.figures.table import Table
from ui.kit.card import Metric, MetricTile
from ui.kit.charts import Chart, ChartData, Series
from ui.kit.notes import EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import column, row
from ui.segments.document import Body
from ui.segments.tree import RevenueTreeCard
from ui.shell.doors import Doors
from ui.shell.page import page_body
from ui.shell.session import Session
from ui.theme import px

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Bought, Summary

CARD_TALL = 270


@dataclass(frozen=True)
class Bars:
    """One chart of bars with its table twin."""

    bars: tuple[Bar, ...]
    table: Table


class SummaryModel(QObject):
    """`found` when it has arrived. A view model without a widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: Summary | None = None
        self.error: AmpDeskError | None = None
        self._body: Body | None = None
        self._stop: Stop | None = None

    def read(self, body: Body, as_of: date | None = None) -> None:
        """Read the summary of a definition, unless it is here already."""
        from ampdesk.api import Stop

        asked = {**body, "as_of": as_of}
        if asked == self._body and (self.found or self.error is None):
            return
        self._body, self.found, self.error = asked, None, None
        if self._stop is not None:
            self._stop.stop()
        segments = self._session.brand.segments
        stop = Stop()
        self._stop = stop
        day: dict[str, Any] = {"as_of": as_of} if as_of else {}
        self.changed.emit()
        self._session.desk.ask(
            "segments.summary", lambda: segments.summary(body, stop=stop, **day),
            self._arrived, self._failed, lane="wide",
        )  # fmt: skip

    def forget(self) -> None:
        """The tables are others."""
        self._body = None

    def months(self) -> tuple[ChartData, Table]:
        """Return revenue by month."""
        words, found = self._session.words, self.found
        months = tuple(found.months) if found else ()
        names = tuple(words.month(one.month) for one in months)
        revenue = Series(
            self.tr("Revenue"), tuple(float(one.revenue or 0) for one in months), 0, "bar"
        )
        data = ChartData(
            names, (revenue,), tuple(words.short_month(one.month) for one in months),
            words.money_compact, words.money_axis,
        )  # fmt: skip
        heads = (self.tr("Month"), self.tr("Revenue"), self.tr("Orders"), self.tr("Customers"))
        rows = tuple(
            (name, words.money(one.revenue), words.count(one.orders), words.count(one.customers))
            for name, one in zip(names, months, strict=True)
        )
        exact = tuple(
            (one.month.isoformat(), one.revenue, one.orders, one.customers) for one in months
        )
        return data, Table(heads, rows, exact)

    def reach(self) -> Bars:
        """Return the channels by which members can be reached."""
        words, t = self._session.words, self.tr
        parts = self.found.reach if self.found else ()
        bars = tuple(
            Bar(self._channel(one.channel), float(one.customers),
                f"{words.rate((one.percent or 0) / 100)}  {words.count(one.customers)}")
            for one in parts
        )  # fmt: skip
        rows = tuple((self._channel(one.channel), words.count(one.customers),
                      words.rate((one.percent or 0) / 100)) for one in parts)  # fmt: skip
        return Bars(bars, Table((t("Reached by"), t("Customers"), t("Share")), rows))

    def stages(self) -> Bars:
        """Return the lifecycle; the mark is everybody's share."""
        words, t = self._session.words, self.tr
        parts = self.found.lifecycle if self.found else ()
        bars = tuple(
            Bar(one.label, float(one.percent or 0), words.rate((one.percent or 0) / 100),
                float(one.percent_all or 0),
                (t("{0} customers").format(words.count(one.customers)),
                 t("of all customers {0}").format(words.rate((one.percent_all or 0) / 100))))
            for one in parts
        )  # fmt: skip
        rows = tuple(
            (one.label, words.count(one.customers), words.rate((one.percent or 0) / 100),
             words.rate((one.percent_all or 0) / 100))
            for one in parts
        )  # fmt: skip
        heads = (t("Stage"), t("Customers"), t("Share"), t("Share of everybody"))
        return Bars(bars, Table(heads, rows))

    def channels(self) -> Bars:
        """Return revenue by purchase channel."""
        parts = self.found.channels if self.found else ()
        return self._money(parts, self.tr("Channel"), self.tr("Orders"))

    def spend(self) -> Bars:
        """Return revenue by what members spent in their life."""
        parts = self.found.spend if self.found else ()
        return self._money(parts, self.tr("Spent in life"), self.tr("Customers"))

    def _money(self, parts: "Sequence[Bought]", what: str, how_many: str) -> Bars:
        words = self._session.words
        bars = tuple(
            Bar(one.label, float(one.revenue), words.money_compact(one.revenue), None,
                (words.money(one.revenue), f"{words.count(one.count)} {how_many}"))
            for one in parts
        )  # fmt: skip
        rows = tuple((one.label, words.count(one.count), words.money(one.revenue)) for one in parts)
        exact = tuple((one.label, one.count, one.revenue) for one in parts)
        return Bars(bars, Table((what, how_many, self.tr("Revenue")), rows, exact))

    def _channel(self, key: str) -> str:
        t = self.tr
        said = {"email": t("E-mail"), "phone": t("Phone"), "address": t("Address"),
                "paid_social": t("Paid social")}  # fmt: skip
        return said.get(key, key)

    def _arrived(self, found: "Summary") -> None:
        self.found = found
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self.error = error
            self.changed.emit()


class SummaryView(QWidget):
    """Tiles, charts with their tables, the tree; each gives its statement to the clipboard."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._doors = session, doors
        self.model = SummaryModel(session)
        t = self.tr
        self.tiles = {
            "customers": MetricTile(t("Customers"), t("Unique customers in the segment")),
            "revenue": MetricTile(t("Revenue, 12 months"), t("Sum of the last 12 months' orders")),
            "active": MetricTile(t("Active, 12 months"), t("Members with an order in 12 months")),
            "predicted": MetricTile(t("Predicted, 12 months"), t("Sum of the predicted value of "
                                                                  "the next 365 days")),
        }  # fmt: skip
        self.months = Chart(t("Revenue by month"))
        self.charts = {
            "reach": HorizontalBars(t("Reachable by")),
            "lifecycle": HorizontalBars(t("Lifecycle")),
            "channels": HorizontalBars(t("Purchases by channel")),
            "spend": HorizontalBars(t("Revenue by lifetime spend")),
        }
        texts = {
            "months": (t("Revenue by month"), t("Members with an order in the last 12 months")),
            "reach": (t("Reachable by"), t("Contact details, not consent")),
            "lifecycle": (t("Lifecycle"), t("Share of members; the mark is everybody's share")),
            "channels": (t("Revenue by channel"), t("All orders of the members")),
            "spend": (t("Revenue by lifetime spend"), t("Members grouped by what they spent")),
        }
        self.cards = {"months": FigureCard(*texts["months"], self.months)}
        for key, chart in self.charts.items():
            self.cards[key] = FigureCard(*texts[key], chart)
        self.tree = RevenueTreeCard(session)
        for key, card in self.cards.items():
            card.say = self._say
            card.setMinimumHeight(px(CARD_TALL))
            card.asked.connect(lambda _part, key=key: self._copy_sql(key))
        grid = QGridLayout()
        grid.setSpacing(12)
        for at, key in enumerate(("months", "reach", "lifecycle", "channels", "spend")):
            wide = 2 if key == "months" else 1
            line, place = (0, 0) if key == "months" else ((at + 1) // 2, (at + 1) % 2)
            grid.addWidget(self.cards[key], line, place, 1, wide)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        content, body = page_body()
        body.addLayout(row(*self.tiles.values(), gap=12))
        body.addLayout(grid)
        body.addWidget(self.tree)
        body.addStretch(1)
        self.empty = EmptyState("chart-line", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(PageScroll(content, t("Summary")))
        self._stack.addWidget(self.empty)
        self.setLayout(column(self._stack, gap=0))
        self.model.changed.connect(self.draw)

    def draw(self) -> None:
        """Draw what has arrived; what cannot be known says why."""
        model, words = self.model, self._session.words
        self._stack.setCurrentIndex(0 if model.error is None else 1)
        if model.error is not None:
            self.empty.say(model.error.message, model.error.remedy)
            return
        found = model.found
        if found is None:
            for tile in self.tiles.values():
                tile.show_loading()
            for chart in self.charts.values():
                chart.show_bars(None, Table())
            self.months.show_data(None)
            self.tree.show_tree(None)
            return
        head, t = found.headline, self.tr
        share = t("{0} of all").format(words.rate((head.percent_of_customers or 0) / 100))
        whole = t("{0} of all revenue").format(words.rate((head.percent_of_revenue or 0) / 100))
        self._tile("customers", words.count(head.unique_customers), share)
        self._tile("revenue", words.money_compact(head.revenue_1y), whole)
        self._tile("active", words.count(head.active_customers_1y), t("with an order"))
        why = t("no prediction is built")
        known = found.predicted_revenue is not None
        self._tile("predicted", words.money_compact(found.predicted_revenue),
                   t("estimate") if known else why)  # fmt: skip
        data, table = model.months()
        self.months.show_data(data)
        self._show("months", table, bool(data.positions))
        for key, bars in (("reach", model.reach()), ("lifecycle", model.stages()),
                          ("channels", model.channels()), ("spend", model.spend())):  # fmt: skip
            self.charts[key].show_bars(bars.bars, bars.table)
            self._show(key, bars.table, bool(bars.bars))
        self.tree.show_tree(found.tree)

    def _tile(self, key: str, value: str, comparison: str) -> None:
        self.tiles[key].show_metric(Metric(value, comparison=comparison))

    def _show(self, key: str, table: Table, known: bool) -> None:  # noqa: FBT001
        found = self.model.found
        if known:
            self.cards[key].show_table(table)
        else:
            why = found.hidden.get(key) if found else None
            self.cards[key].show_nothing(why or self.tr("Nothing to show for these members."))

    def _copy_sql(self, key: str) -> None:
        found = self.model.found
        text = found.statements.get(key) if found else None
        if text:
            QGuiApplication.clipboard().setText(text)
            self._say(self.tr("The statement behind it is on the clipboard."), "pos")

    def _say(self, message: str, tone: str) -> None:
        self._doors.say(message, "neg" if tone == "neg" else "pos")
