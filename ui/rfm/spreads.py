"""Distributions: how each measure is spread, and the values at which its tenths begin."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.card import FigureCard
from ui.figures.spread import Spread, SpreadBin, SpreadData
from ui.figures.table import Table
from ui.kit.heat import HeatCell, HeatMap
from ui.kit.panel import PageScroll
from ui.kit.parts import column
from ui.rfm.board import AXES, RfmBoard
from ui.shell.doors import Doors
from ui.shell.page import page_body
from ui.shell.session import Session
from ui.theme import px
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Distribution

CARD_HEIGHT = 300
STRIP = 62


class Spreads(QObject):
    """`found` by score when it has arrived. A view model without a widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: dict[str, Distribution] = {}
        self.error: AmpDeskError | None = None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def read(self) -> None:
        """Read all three in one visit."""
        brand = self._session.brand
        self._session.desk.ask(
            "rfm.spread", brand.rfm.distributions, self._arrived, self._failed, lane="wide"
        )

    def write(self, axis: str, value: float) -> str:
        """Write a value of a measure, short."""
        if axis == "monetary":
            return self.words.money_cell(value)
        return self.words.count(value)

    def long(self, axis: str, value: float) -> str:
        """Write a value of a measure with its unit."""
        if axis == "monetary":
            return self.words.money(value)
        if axis == "recency":
            return self.tr("%n day(s)", "", round(value))
        return self.tr("%n order(s)", "", round(value))

    def data(self, axis: str) -> SpreadData:
        """Return the histogram of a measure."""
        found, words = self.found[axis], self.words
        bins = []
        for one in found.bins:
            if one.high is None:
                span = self.tr("{0} and more").format(self.long(axis, one.low))
            elif axis != "monetary" and one.high - one.low == 1:
                span = self.long(axis, one.low)
            else:
                last = one.high if axis == "monetary" else one.high - 1
                span = self.tr("{0} to {1}").format(self.write(axis, one.low),
                                                    self.long(axis, last))  # fmt: skip
            count = self.tr("{0} customers").format(words.count(one.customers))
            bins.append(SpreadBin(one.low, one.high, one.customers, (span, count)))
        median = "" if found.median is None else self.tr("median {0}").format(
            self.long(axis, found.median)
        )  # fmt: skip
        return SpreadData(
            tuple(bins), found.cuts, found.median, median,
            lambda value: self.write(axis, value), words.count,
        )  # fmt: skip

    def table(self, axis: str) -> Table:
        """Return the tenths: score, customers, from, to."""
        found, words = self.found[axis], self.words
        heads = (self.tr("Score"), self.tr("Customers"), self.tr("From"), self.tr("To"))
        rows, exact = [], []
        for tenth in reversed(found.tenths):
            low, high = float(tenth.low), float(tenth.high)
            rows.append(
                (str(tenth.score), words.count(tenth.customers), self.long(axis, low),
                 self.long(axis, high))
            )  # fmt: skip
            exact.append((tenth.score, tenth.customers, low, high))
        return Table(heads, tuple(rows), tuple(exact))

    def strip(self, axis: str, name: str) -> tuple[list[str], list[list[HeatCell]]]:
        """Return one line of cells: the value at which each score begins."""
        found = self.found[axis]
        cells = []
        for tenth in found.tenths:
            said = self.tr("{0} {1}: {2} customers, from {3} to {4}").format(
                name, tenth.score, self.words.count(tenth.customers),
                self.long(axis, float(tenth.low)), self.long(axis, float(tenth.high)),
            )  # fmt: skip
            low, high = (self.write(axis, float(value)) for value in (tenth.low, tenth.high))
            text = low if low == high else f"{low}–{high}"
            cells.append(HeatCell(float(tenth.score) ** 2, text, said))
        return [str(tenth.score) for tenth in found.tenths], [cells]

    def _arrived(self, found: "tuple[Distribution, ...]") -> None:
        self.found = {one.axis: one for one in found}
        self.error = None
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.found, self.error = {}, error
        self.changed.emit()


class Strip(HeatMap):
    """The ten scores of one measure in a line, each with the values it holds."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setMinimumSize(220, px(STRIP))
        self.setFixedHeight(px(STRIP))
        self.verticalHeader().setFixedWidth(0)
        self.verticalHeader().hide()


class SpreadsView(QWidget):
    """A card for each measure: histogram, median, cuts, and the strip of its ten scores."""

    def __init__(self, session: Session, doors: Doors, board: RfmBoard) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._doors, self._board = session, doors, board
        self.spreads = Spreads(session)
        self.cards: dict[str, FigureCard] = {}
        self.strips: dict[str, Strip] = {}
        content, body = page_body()
        self._body: QVBoxLayout = body
        titles = {
            "recency": (self.tr("Recency: days since the latest order"),
                        self.tr("Few days are good: score 10 is at the left.")),
            "frequency": (self.tr("Frequency: orders of the last 12 months"),
                          self.tr("Where many ordered once, several scores share the value 1.")),
            "monetary": (self.tr("Monetary: spent in the last 12 months"),
                         self.tr("Revenue after discounts, before returns.")),
        }  # fmt: skip
        for axis in AXES:
            title, about = titles[axis]
            strip = Strip(self.tr("Scores of {0}").format(board.title_of(axis).lower()))
            card = FigureCard(
                title,
                self.tr("{0} Dashed: where a new score begins. Click a score to choose it.").format(
                    about
                ),
                Spread(title),
            )
            card.setFixedHeight(px(CARD_HEIGHT))
            card.body.addWidget(strip)
            card.asked.connect(lambda at, axis=axis: self._why(axis, at))
            strip.ranged.connect(
                lambda _top, left, _bottom, right, axis=axis: self._choose(axis, left, right)
            )
            self.cards[axis], self.strips[axis] = card, strip
            body.addWidget(card)
        body.addStretch(1)
        self.setLayout(column(PageScroll(content, self.tr("Distributions")), gap=0))
        self.spreads.changed.connect(self._render)

    def show_why(self) -> bool:
        """Open the receipt of the score or the card in focus."""
        for axis, strip in self.strips.items():
            if strip.hasFocus():
                self._why(axis, -1)
                return True
        return any(card.ask() for card in self.cards.values())

    def _render(self) -> None:
        for axis, card in self.cards.items():
            if axis not in self.spreads.found or not self.spreads.found[axis].tenths:
                error = self.spreads.error
                card.show_nothing(str(error) if error else self.tr("No customer has a score."))
                continue
            table = self.spreads.table(axis)
            if isinstance(card.figure, Spread):
                card.figure.show_spread(self.spreads.data(axis), table)
            card.show_table(table)
            names, cells = self.spreads.strip(axis, self._board.title_of(axis))
            self.strips[axis].heat.show([""], names, cells)

    def _choose(self, axis: str, left: int, right: int) -> None:
        found = self.spreads.found.get(axis)
        if left < 0 or found is None or right >= len(found.tenths):
            return
        from ampdesk.api import RfmRange, Span

        for other, strip in self.strips.items():
            if other != axis:
                strip.selectionModel().blockSignals(True)  # noqa: FBT003
                strip.clearSelection()
                strip.selectionModel().blockSignals(False)  # noqa: FBT003
                strip.viewport().update()
        span = Span(low=found.tenths[left].score, high=found.tenths[right].score)
        self._board.choose(RfmRange(**{axis: span}))

    def _why(self, axis: str, at: int) -> None:
        found = self.spreads.found.get(axis)
        if found is None or not found.tenths:
            return
        card, strip = self.cards[axis], self.strips[axis]
        chosen = strip.bounds()
        if card.table.hasFocus() and at >= 0:  # the table begins with the best score
            score = found.tenths[len(found.tenths) - 1 - at].score
        elif chosen is not None:
            score = found.tenths[chosen[1]].score
        else:
            score = found.tenths[-1].score
        brand = self._session.brand
        title = f"{self._board.title_of(axis)} {score}"
        self._doors.why(title, lambda: brand.rfm.why_tenth(axis, score), strip)  # type: ignore[arg-type]
