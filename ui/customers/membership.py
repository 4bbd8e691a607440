"""The saved segments as one customer sees them: in which he is, and why or why not."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent

from ampdesk.errors import AmpDeskError
from ui.customers.identity import fit_height
from ui.customers.person import Person
from ui.kit.card import Card
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button
from ui.shell.doors import Doors
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Membership


class Memberships(QObject):
    """`found` with those that hold the customer first. A view model without a widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.amperity_id = ""
        self.found: tuple[Membership, ...] | None = None
        self.error: AmpDeskError | None = None
        self._stop: Stop | None = None

    def read(self, amperity_id: str) -> None:
        """Ask about a customer anew; what was known of another is forgotten at once."""
        from ampdesk.api import Stop

        if self._stop is not None:
            self._stop.stop()
        if amperity_id != self.amperity_id:
            self.found = None
        self.amperity_id, self.error, self._stop = amperity_id, None, Stop()
        self.changed.emit()
        if not amperity_id or not self._session.is_open:
            return
        segments, stop = self._session.brand.segments, self._stop
        self._session.desk.ask(
            "person.segments", lambda: segments.memberships(amperity_id, stop=stop),
            self._arrived, self._failed, lane="wide",
        )  # fmt: skip

    def _arrived(self, found: "tuple[Membership, ...]") -> None:
        place = {True: 0, None: 1, False: 2}
        self.found = tuple(sorted(found, key=lambda one: place[one.is_in]))
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self.error = error
            self.changed.emit()


class SegmentsCard(Card):
    """Read whenever it comes into view; F1 on a row says why, Return opens the segment."""

    def __init__(self, doors: Doors, person: Person, session: Session) -> None:
        t = person.tr
        self._doors, self._person, self._session = doors, person, session
        self.memberships = Memberships(session)
        self._seen: object = None
        self.model = PagedModel(
            (
                Column("name", t("Segment"), "text", 190, sortable=False),
                Column("state", t("Member"), "text", 96, sortable=False),
                Column("about", t("Who it is"), "text", 420, sortable=False),
            ),
            lambda value, _kind: str(value),
        )
        self.grid = DataGrid(t("Segments"), self.model)
        self.why = button(t("Why?"), k="link", glyph="help-circle-outline", clicked=self.ask)
        super().__init__(
            t("Segments"),
            t("F1 on a row shows each condition with this customer's values; Enter opens it."),
            self.grid,
            action=self.why,
        )
        self.empty = EmptyState("filter-variant", "", "")
        self.body.addWidget(self.empty)
        self.grid.why.connect(self._why)
        self.grid.opened.connect(self._open)
        self.memberships.changed.connect(self._render)
        person.changed.connect(self._follow)
        self._render()

    def ask(self) -> None:
        """Open the receipt of the chosen row, the first when none is."""
        self.grid.ask_why()

    def show_why(self) -> bool:
        """Open the receipt when the focus is on a row."""
        return self.grid.ask_why_here()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask anew: a segment may have been saved meanwhile."""
        super().showEvent(event)
        self._seen = self._person.profile
        self.memberships.read(self._person.amperity_id)

    def _follow(self) -> None:
        profile = self._person.profile
        if self.isVisible() and profile is not None and profile is not self._seen:
            self._seen = profile
            self.memberships.read(profile.amperity_id)

    def _why(self, at: int) -> None:
        found = self.model.row_at(at)
        if found is None:
            return
        segments, identity = self._session.brand.segments, self.memberships.amperity_id
        name = str(found["name"])
        self._doors.why(
            self.tr("In “{0}” or not?").format(name), lambda: segments.why(name, identity),
            self.grid,
        )  # fmt: skip

    def _open(self, at: int) -> None:
        found = self.model.row_at(at)
        if found is not None:
            self._doors.go("segments")
            self._doors.page("segments").go_to(f"definition/{found['name']}")

    def _render(self) -> None:
        t, found, error = self.tr, self.memberships.found, self.memberships.error
        rows = [
            {
                "name": one.name,
                "state": {True: t("in"), False: t("not in")}.get(one.is_in, t("not known")),  # type: ignore[arg-type]  # None is the other
                "about": one.problem or one.sentence,
            }
            for one in found or ()
        ]
        self.grid.setVisible(bool(rows) or (found is None and error is None))
        self.why.setVisible(bool(rows))
        self.empty.setVisible(not self.grid.isVisibleTo(self))
        if error is not None:
            self.empty.say(error.message, error.remedy)
        else:
            self.empty.say(
                t("No segments yet"), t("Make one in Segments, then see here who is in it.")
            )
        at = self.grid.currentIndex().row()
        self.model.restart(len(rows) or int(found is None), rows)
        if rows:
            self.grid.selectRow(min(max(at, 0), len(rows) - 1))
            words = self._session.words
            held = sum(bool(one.is_in) for one in found or ())
            self.title.setText(
                t("In {0} of {1} segments").format(words.count(held), words.count(len(rows)))
            )
        else:
            self.title.setText(t("Segments"))
        fit_height(self.grid, max(len(rows), 1))
