"""The trend of a tracked segment: the noted days, and on wish the month ends before them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.card import FigureCard
from ui.figures.table import Table
from ui.kit.charts import Chart, ChartData, Series
from ui.kit.parts import button, label, row
from ui.kit.segmented import Segmented
from ui.kit.sheet import Sheet
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Point


class TrendSheet(Sheet):
    """Customers or revenue by day; `opened` with the name when the segment is wanted."""

    opened = Signal(str)

    def __init__(
        self, session: Session, window: QWidget, name: str, points: "Sequence[Point]"
    ) -> None:
        t = self.tr
        about = t("Noted once a day, when the brand is open in a window that may write.")
        super().__init__(window, t("Trend of “{0}”").format(name), about)
        self._session, self._name = session, name
        self._noted: tuple[Point, ...] = tuple(points)
        self._before: tuple[Point, ...] = ()
        self._stop: Stop | None = None
        self.what = Segmented(
            t("What to show"),
            {"customers": t("Customers"), "revenue": t("Revenue, 12 months")},
        )
        self.what.chosen.connect(lambda _key: self.draw())
        self.chart = Chart(t("Trend"))
        self.card = FigureCard(t("Trend"), " ", self.chart)
        self.card.say = lambda said, _tone: self.state.setText(said)
        self.state = label("", "hint", wrap=True)
        self.back = button(t("Look back 12 months"), glyph="history", clicked=self.look_back)
        self.body.addLayout(row(self.what, None, self.back))
        self.body.addWidget(self.card, 1)
        self.body.addWidget(self.state)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Close"), clicked=self.reject))
        self.foot.addWidget(button(t("Open the segment"), k="primary", clicked=self._open))
        self.fit(820, 560)
        self.finished.connect(lambda _code: self._halt())
        self.draw()

    def look_back(self) -> None:
        """Ask the time machine for the ends of the last months."""
        from ampdesk.api import Stop

        segments, name, stop = self._session.brand.segments, self._name, Stop()
        self._stop = stop
        self.back.setEnabled(False)
        self.state.setText(self.tr("Counting as of the end of each month…"))
        self._session.desk.ask(
            "segments.look_back", lambda: segments.look_back(name, stop=stop), self._arrived,
            self._failed, lane="wide",
        )  # fmt: skip

    def draw(self) -> None:
        """Draw the chart and its table."""
        t, words = self.tr, self._session.words
        is_money = self.what.key == "revenue"
        noted = {one.day: one for one in self._noted}
        before = {one.day: one for one in self._before if one.day not in noted}
        days = sorted({*noted, *before})
        write = words.money_compact if is_money else words.count
        title = t("Revenue of 12 months") if is_money else t("Customers in the segment")
        series = [Series(t("noted"), tuple(self._value(noted.get(day)) for day in days), 0)]
        if before:
            series.append(
                Series(t("as of then"), tuple(self._value(before.get(day)) for day in days), 1,
                       "dashed")
            )  # fmt: skip
        self.chart.show_data(
            ChartData(
                tuple(map(words.day, days)), tuple(series), tuple(map(words.short_day, days)),
                write, words.money_axis if is_money else words.compact,
            )
        )  # fmt: skip
        how = t("Each noted day")
        if before:
            how = t("Each noted day; dashed: month ends, from today's records as of then")
        self.card.explain(title, how)
        heads = (t("Day"), t("Customers"), t("Revenue, 12 months"), t("How"))
        points = [(before | noted)[day] for day in days]
        said = [t("noted") if one.day in noted else t("as of then") for one in points]
        self.card.show_table(
            Table(
                heads,
                tuple(
                    (words.day(one.day), words.count(one.customers), words.money(one.revenue), how)
                    for one, how in zip(points, said, strict=True)
                ),
                tuple(
                    (one.day.isoformat(), one.customers, one.revenue, how)
                    for one, how in zip(points, said, strict=True)
                ),
            )
        )
        if not days:
            self.card.show_nothing(t("Nothing is noted yet."))

    def _value(self, point: "Point | None") -> float | None:
        if point is None:
            return None
        if self.what.key == "revenue":
            return None if point.revenue is None else float(point.revenue)
        return float(point.customers)

    def _arrived(self, found: "tuple[Point, ...]") -> None:
        self._before = found
        self.state.setText(
            self.tr("Looked back by the time machine: who is one person, and what has no date, is "
                    "today's.")
        )  # fmt: skip
        self.draw()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self.back.setEnabled(True)
            self.state.setText(str(error))

    def _halt(self) -> None:
        if self._stop is not None:
            self._stop.stop()

    def _open(self) -> None:
        self.accept()
        self.opened.emit(self._name)
