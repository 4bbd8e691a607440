"""The figures of Home as they are shown: a view model without a widget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.kit.card import Metric
from ui.kit.charts import ChartData, Series
from ui.shell.session import Session
from ui.words import NONE, Words

if TYPE_CHECKING:
    from ampdesk.api import Figure, Home

YEAR = 12
GOOD_WHEN_LOWER = frozenset({"one_time_share"})


@dataclass(frozen=True)
class Attention:
    """Something that needs a person: what, and which door remedies it."""

    message: str
    remedy: str
    door: str


class HomeFigures(QObject):
    """`home` when it has arrived, `error` when it could not be read; neither while reading."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.home: Home | None = None
        self.error: AmpDeskError | None = None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def read(self) -> None:
        """Read everything in one pass; the old figures stay until the new ones are there."""
        brand = self._session.brand
        self._session.desk.ask("home", brand.home, self._arrived, self._failed, lane="wide")

    def metric(self, figure: "Figure") -> Metric:
        """Write one figure for its tile."""
        words = self.words
        if figure.value is None:
            return Metric(NONE, "", figure.comparison or self.tr("nothing to divide by"))
        value, exact = {
            "money": (words.money_compact, words.money),
            "share": (words.rate, words.rate),
        }.get(figure.unit, (words.compact, words.count))
        delta, direction = self._delta(figure)
        comparison = figure.comparison
        if figure.before is not None and figure.before:
            before = value(figure.before)
            comparison = self.tr("from {0}").format(before)
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
        if abs(change) < 0.05:  # noqa: PLR2004  # shown as 0.0
            return f"→ 0.0{gap}{unit}", 0
        return f"{arrow} {sign}{abs(change):.1f}{gap}{unit}", good

    def revenue(self) -> ChartData | None:
        """Return the last twelve months beside the twelve before."""
        if self.home is None:
            return None
        months, words = self.home.months, self.words
        recent, older = months[-YEAR:], months[-2 * YEAR : -YEAR]
        series = [
            Series(self.tr("Last 12 months"), tuple(float(month.revenue) for month in recent))
        ]
        if older:
            blank = (None,) * (len(recent) - len(older))
            before = (*blank, *(float(month.revenue) for month in older))
            series.append(Series(self.tr("Year before"), before, 5, "dashed"))
        return ChartData(
            tuple(words.month(month.month) for month in recent),
            tuple(series),
            ticks=tuple(words.short_month(month.month) for month in recent),
            write=words.money,
            write_axis=words.money_axis,
            partial=bool(recent) and recent[-1].is_partial,
        )

    def buyers(self) -> ChartData | None:
        """Return who ordered by month: for the first time, or again."""
        if self.home is None:
            return None
        months, words = self.home.months[-YEAR:], self.words
        return ChartData(
            tuple(words.month(month.month) for month in months),
            (
                Series(
                    self.tr("Returning"),
                    tuple(float(month.returning_customers) for month in months),
                    0,
                    "bar",
                ),
                Series(
                    self.tr("New"), tuple(float(month.new_customers) for month in months), 2, "bar"
                ),
            ),
            ticks=tuple(words.short_month(month.month) for month in months),
            write=words.count,
            write_axis=words.count,
            partial=bool(months) and months[-1].is_partial,
        )

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

    def attention(self) -> tuple[Attention, ...]:
        """Return what needs a person, the worst first."""
        home = self.home
        if home is None:
            return ()
        found = []
        if not home.fresh:
            found.append(
                Attention(
                    self.tr(
                        "The figures are as of {0}. Newer imports or a newer day are not in them."
                    ).format(self.words.day(home.built_on)),
                    self.tr("Build now"),
                    "build",
                )
            )
        return tuple(found)

    def _arrived(self, home: "Home") -> None:
        self.home, self.error = home, None
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.home, self.error = None, error
        self.changed.emit()
