"""The figures of Home as they are shown: a view model without a widget."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.figures.bars import Bar
from ui.figures.table import Table
from ui.home.notices import Attention, attention_of
from ui.kit.card import Metric
from ui.kit.charts import ChartData, Series
from ui.kit.heat import HeatCell
from ui.shell.session import Session
from ui.words import NONE, Words

if TYPE_CHECKING:
    from ampdesk.api import Figure, Home, Month, Overview

YEAR = 12
TOP = 8  # categories by name; the rest is one bar
GOOD_WHEN_LOWER = frozenset({"one_time_share"})
LEAST_SHOWN = 0.05  # a change that is shown as 0.0


@dataclass(frozen=True)
class Retention:
    """The map of cohorts: names of rows and columns, cells, and what each cell stands for."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    months: tuple[date, ...]


class HomeFigures(QObject):
    """`overview` when it has arrived, `error` when it could not be read; neither while reading."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.overview: Overview | None = None
        self.error: AmpDeskError | None = None

    @property
    def home(self) -> "Home | None":
        """Return the figures; None before the first build."""
        return self.overview.home if self.overview else None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def read(self) -> None:
        """Read everything in one pass; the old figures stay until the new ones are there."""
        brand = self._session.brand
        self._session.desk.ask("home", brand.overview, self._arrived, self._failed, lane="wide")

    def attention(self) -> tuple[Attention, ...]:
        """Return what needs a person in words, the worst first."""
        if self.overview is None:
            return ()
        return attention_of(self.overview.notices, self.words)

    def name_of(self, figure: "Figure") -> str:
        """Name a figure on its tile."""
        return {
            "customers": self.tr("Customers"),
            "active_12m": self.tr("Active, 12 months"),
            "revenue_12m": self.tr("Revenue, 12 months"),
            "average_order": self.tr("Average order, 12 months"),
            "repeat_rate": self.tr("Repeat rate, 12 months"),
            "one_time_share": self.tr("One-time buyers"),
            "reachable_email": self.tr("Reachable by e-mail"),
            "reachable_post": self.tr("Reachable by post"),
        }.get(figure.key, figure.label)

    def metric(self, figure: "Figure") -> Metric:
        """Write one figure for its tile."""
        words = self.words
        if figure.value is None:
            return Metric(NONE, "", self.tr("no orders to divide by"))
        value, exact = {
            "money": (words.money_compact, words.money),
            "share": (words.rate, words.rate),
        }.get(figure.unit, (words.compact, words.count))
        delta, direction = self._delta(figure)
        comparison = figure.comparison
        if figure.before is not None and figure.before:
            comparison = self.tr("from {0}").format(value(figure.before))
        shown = words.money(figure.value) if figure.key == "average_order" else value(figure.value)
        return Metric(shown, delta, comparison, direction, exact(figure.value))

    def _delta(self, figure: "Figure") -> tuple[str, int]:
        if figure.delta is None:
            return "", 0
        change = figure.delta * 100
        arrow = "↑" if change > 0 else "↓" if change < 0 else "→"
        sign = "−" if change < 0 else "+"
        unit = self.tr("points") if figure.unit == "share" else "%"
        gap = " " if figure.unit == "share" else ""
        good = (change > 0) - (change < 0)
        if figure.key in GOOD_WHEN_LOWER:
            good = -good
        if abs(change) < LEAST_SHOWN:
            return f"→ 0.0{gap}{unit}", 0
        return f"{arrow} {sign}{abs(change):.1f}{gap}{unit}", good

    # charts

    def months(self) -> "tuple[Month, ...]":
        """Return the last twelve months."""
        return self.home.months[-YEAR:] if self.home else ()

    def revenue(self) -> ChartData:
        """Return the last twelve months beside the twelve before."""
        return self._compared(lambda month: float(month.revenue), money=True)

    def buyers(self) -> ChartData:
        """Return who ordered by month, beside a year before."""
        return self._compared(lambda month: float(month.customers), money=False)

    def kinds(self) -> ChartData:
        """Return who ordered by month: for the first time, or again."""
        months, words = self.months(), self.words
        back = tuple(float(month.returning_customers) for month in months)
        fresh = tuple(float(month.new_customers) for month in months)
        return ChartData(
            tuple(words.month(month.month) for month in months),
            (
                Series(self.tr("Returning"), back, 0, "bar"),
                Series(self.tr("New"), fresh, 2, "bar"),
            ),
            ticks=tuple(words.short_month(month.month) for month in months),
            write=words.count,
            write_axis=words.count,
            partial=bool(months) and months[-1].is_partial,
        )

    def _compared(self, value, *, money: bool) -> ChartData:  # type: ignore[no-untyped-def]  # noqa: ANN001
        home, words = self.home, self.words
        if home is None or not home.months:
            return ChartData()
        recent, older = home.months[-YEAR:], home.months[-2 * YEAR : -YEAR]
        series = []
        if older:
            blank = (None,) * (len(recent) - len(older))
            before = (*blank, *(value(month) for month in older))
            series.append(Series(self.tr("Year before"), before, 5, "dashed"))
        series.insert(0, Series(self.tr("Last 12 months"), tuple(value(month) for month in recent)))
        return ChartData(
            tuple(words.month(month.month) for month in recent),
            tuple(series),
            ticks=tuple(words.short_month(month.month) for month in recent),
            write=words.money if money else words.count,
            write_axis=words.money_axis if money else words.count,
            partial=bool(recent) and recent[-1].is_partial,
        )

    def table_of(self, data: ChartData) -> Table:
        """Return the twin of a chart over months; files get ISO months and plain numbers."""
        exact = tuple(
            (month.month.strftime("%Y-%m"), *(series.values[at] for series in data.series))
            for at, month in enumerate(self.months())
        )
        heads = (self.tr("Month"), *(one.name for one in data.series))
        return Table(heads, tuple(tuple(line) for line in data.rows()), exact)

    def categories(self) -> tuple[tuple[Bar, ...], Table]:
        """Return a bar per category, the rest together, and the table with all of them."""
        home, words = self.home, self.words
        found = home.categories if home else ()
        whole = sum(float(one.revenue) for one in found) or 1.0
        bars = []
        for one in found[:TOP]:
            revenue, before = float(one.revenue), float(one.revenue_before)
            said = (
                self.tr("{0}, {1} of all").format(
                    words.money(one.revenue), words.rate(revenue / whole)
                ),
                self.tr("the 12 months before: {0}").format(words.money(one.revenue_before)),
                self.tr("{0} customers").format(words.count(one.customers)),
            )
            name = one.name or self.tr("Without a category")
            text = f"{words.money_compact(one.revenue)} · {words.rate(revenue / whole)}"
            bars.append(Bar(name, revenue, text, before, said, grey=one.name is None))
        rest = found[TOP:]
        if rest:
            total = sum(float(one.revenue) for one in rest)
            text = f"{words.money_compact(total)} · {words.rate(total / whole)}"
            name = self.tr("%n other(s)", "", len(rest))
            bars.append(Bar(name, total, text, None, (text,), grey=True))
        heads = (
            self.tr("Category"), self.tr("Revenue, 12 months"), self.tr("Before"),
            self.tr("Customers"),
        )  # fmt: skip
        rows = tuple(
            (
                one.name or self.tr("Without a category"), words.money(one.revenue),
                words.money(one.revenue_before), words.count(one.customers),
            )
            for one in found
        )  # fmt: skip
        exact = tuple(
            (one.name, float(one.revenue), float(one.revenue_before), one.customers)
            for one in found
        )
        return tuple(bars), Table(heads, rows, exact)

    def retention(self) -> tuple[Retention, Table]:
        """Return the map of cohorts: customers of the month, then who ordered months later."""
        home, words = self.home, self.words
        found = home.cohorts if home else ()
        heads = (self.tr("New"), *(str(age) for age in range(1, YEAR)))
        cells, rows, exact = [], [], []
        for cohort in found:
            name = words.month(cohort.month)
            first = self.tr("First order in {0}: {1} customers").format(
                name, words.count(cohort.customers)
            )
            line = [HeatCell(0.0, words.count(cohort.customers), first)]
            for age in range(1, YEAR):
                share = cohort.share(age)
                text = "" if share is None else f"{share * 100:.0f}%"
                said = self.tr("{0}, {1} months later: {2} of {3} ordered").format(
                    name, age, NONE if share is None else words.count(cohort.returned[age]),
                    words.count(cohort.customers),
                )  # fmt: skip
                line.append(HeatCell(share or 0.0, text, said))
            cells.append(tuple(line))
            rows.append((name, *(cell.text for cell in line)))
            exact.append(
                (
                    cohort.month.strftime("%Y-%m"), cohort.customers,
                    *(cohort.share(age) for age in range(1, YEAR)),
                )
            )  # fmt: skip
        names = tuple(words.month(cohort.month) for cohort in found)
        made = Retention(names, heads, tuple(cells), tuple(cohort.month for cohort in found))
        return made, Table((self.tr("First order"), *heads), tuple(rows), tuple(exact))

    def about(self) -> str:
        """Say of what and as of when."""
        home, words = self.home, self.words
        if home is None:
            return ""
        parts = [
            self.tr("{0} orders of {1} customers").format(
                words.count(home.orders), words.count(home.customers)
            )
        ]
        if home.newest_order:
            parts.append(self.tr("newest order {0}").format(words.day(home.newest_order)))
        if home.built_on:
            parts.append(self.tr("built {0}").format(words.day(home.built_on)))
        return " · ".join(parts)

    def tables(self) -> tuple[tuple[str, Table], ...]:
        """Return every table of the page, for one workbook."""
        home, words = self.home, self.words
        if home is None:
            return ()
        figures = Table(
            (self.tr("Figure"), self.tr("Value"), self.tr("Before"), self.tr("Definition")),
            tuple((self.name_of(one), words.count(0), "", one.definition) for one in home.figures),
            tuple(
                (
                    self.name_of(one),
                    None if one.value is None else float(one.value),
                    None if one.before is None else float(one.before),
                    one.definition,
                )
                for one in home.figures
            ),
        )
        return (
            (self.tr("Figures"), figures),
            (self.tr("Revenue by month"), self.table_of(self.revenue())),
            (self.tr("Customers by month"), self.table_of(self.buyers())),
            (self.tr("New and returning"), self.table_of(self.kinds())),
            (self.tr("Categories"), self.categories()[1]),
            (self.tr("Retention"), self.retention()[1]),
        )

    def _arrived(self, overview: "Overview") -> None:
        self.overview, self.error = overview, None
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.overview, self.error = None, error
        self.changed.emit()
