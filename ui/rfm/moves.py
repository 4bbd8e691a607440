"""Who rose and who fell since an earlier day: a view model without a widget."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.figures.flow import FlowData, Ribbon, Way
from ui.figures.table import Table
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Move, Movement, Movers

WAYS: tuple[Way, ...] = ("rose", "fell", "stayed", "came", "left")
MONTHS = (1, 3, 6, 12)


class Moves(QObject):
    """`movement` of the score `axis` since the day `since`; a way or one move of it is chosen."""

    changed = Signal()
    chosen = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.axis = "recency"
        self.since: date | None = None
        self.movement: Movement | None = None
        self.error: AmpDeskError | None = None
        self.way: Way | None = None
        self.move: Move | None = None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def day_before(self, months: int) -> date | None:
        """Return the day that many months before the build."""
        from ampdesk.clock import months_before

        built_on = self._session.brand.built_on
        return months_before(built_on, months) if built_on else None

    def read(self) -> None:
        """Read the movement; the old one stays until the new one is there."""
        if self.since is None:
            self.since = self.day_before(3)
        since, axis, brand = self.since, self.axis, self._session.brand
        if since is not None:
            self._session.desk.ask(
                "rfm.moves", lambda: brand.rfm.movement(since, axis), self._arrived,  # type: ignore[arg-type]
                self._failed, lane="wide",
            )  # fmt: skip

    def compare(self, *, axis: str = "", since: date | None = None) -> None:
        """Take another score or another day."""
        self.axis, self.since = axis or self.axis, since or self.since
        self.way = self.move = None
        self.chosen.emit()
        self.read()

    def choose(self, way: Way | None = None, move: "Move | None" = None) -> None:
        """Choose all who went one way, or who made one move."""
        self.way, self.move = way, move
        self.chosen.emit()

    # words

    def stage(self, stage: str) -> str:
        """Name a stage with its scores."""
        return {
            "high": self.tr("High 8–10"),
            "middle": self.tr("Middle 4–7"),
            "low": self.tr("Low 1–3"),
            "none": self.tr("No score"),
        }[stage]

    def way_words(self, way: Way) -> str:
        """Name a way."""
        return {
            "rose": self.tr("Rose"),
            "fell": self.tr("Fell"),
            "stayed": self.tr("Stayed"),
            "came": self.tr("New or back"),
            "left": self.tr("Dropped out"),
        }[way]

    def meaning(self, way: Way) -> str:
        """Say what a way means."""
        return {
            "rose": self.tr("A better stage now than then, scored on both days."),
            "fell": self.tr("A worse stage now than then, scored on both days."),
            "stayed": self.tr("The same stage on both days."),
            "came": self.tr("No score then: the first order, or the first in 12 months."),
            "left": self.tr("A score then, no order in the 12 months up to now."),
        }[way]

    def count(self) -> int:
        """Return how many are chosen."""
        if self.movement is None:
            return 0
        if self.move is not None:
            return sum(one.customers for one in self.movement.flows if one.move == self.move)
        return self.movement.count(self.way) if self.way else 0

    def total(self) -> int:
        """Return everybody who has a score on either day."""
        return sum(one.customers for one in self.movement.flows) if self.movement else 0

    def title(self) -> str:
        """Name what is chosen."""
        if self.move is not None:
            before, after = self.stage(self.move.before), self.stage(self.move.after)
            return self.tr("{0} → {1}").format(before, after)
        return self.way_words(self.way) if self.way else ""

    def movers(self) -> "Movers":
        """Return what is chosen, as a request for its customers."""
        from ampdesk.api import Movers

        move = (self.move.before, self.move.after) if self.move else None
        ways = (self.way,) if self.way and not move else ()
        return Movers(since=self.since, axis=self.axis, directions=ways, move=move)  # type: ignore[arg-type]

    def moves(self) -> "tuple[Move, ...]":
        """Return the moves that are chosen."""
        if self.movement is None:
            return ()
        if self.move is not None:
            return (self.move,)
        return self.movement.moves(self.way) if self.way else ()

    # drawing

    def flow(self) -> FlowData:
        """Return stages and ribbons."""
        from ampdesk.api import STAGES

        found, words = self.movement, self.words
        if found is None:
            return FlowData((), (), ("", ""), ())
        place = {stage: at for at, stage in enumerate(STAGES)}
        ribbons = tuple(
            Ribbon(
                place[one.move.before],
                place[one.move.after],
                one.customers,
                words.count(one.customers),
                one.move.direction,
                (
                    self.tr("{0} → {1}").format(
                        self.stage(one.move.before), self.stage(one.move.after)
                    ),
                    self.tr("{0} customers: {1}").format(
                        words.count(one.customers), self.way_words(one.move.direction).lower()
                    ),
                ),
            )
            for one in found.flows
        )
        sides = [
            tuple(
                f"{self.stage(stage)} · {words.count(found.size(stage, before=before))}"
                for stage in STAGES
            )
            for before in (True, False)
        ]
        return FlowData(
            sides[0], sides[1], (words.day(found.since), words.day(found.until)), ribbons
        )

    def table(self) -> Table:
        """Return the flows as a table."""
        found, words = self.movement, self.words
        heads = (self.tr("Then"), self.tr("Now"), self.tr("Way"), self.tr("Customers"))
        if found is None:
            return Table(heads)
        rows = tuple(
            (
                self.stage(one.move.before), self.stage(one.move.after),
                self.way_words(one.move.direction), words.count(one.customers),
            )
            for one in found.flows
        )  # fmt: skip
        exact = tuple((*row[:3], one.customers) for row, one in zip(rows, found.flows, strict=True))
        return Table(heads, rows, exact)

    def _arrived(self, movement: "Movement") -> None:
        self.movement, self.error = movement, None
        self.changed.emit()
        self.chosen.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.movement, self.error = None, error
        self.changed.emit()
