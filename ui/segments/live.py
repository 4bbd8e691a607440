"""The live count: asked 150 ms after the last change, the older question is stopped."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.segments import document
from ui.segments.document import Body, path_of_condition
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Insights, Live

WAIT_MS = 150
STOPPED = "cancelled"


class LiveCount(QObject):
    """`found` is of the definition last counted, `is_counting` while a newer one is on its way."""

    changed = Signal()

    def __init__(self, session: Session, key: str = "segments.edit") -> None:
        super().__init__()
        self._session, self._key = session, key
        self.found: Live | None = None
        self.insights: Insights | None = None
        self.error: AmpDeskError | None = None
        self.is_counting = False
        self.as_of: date | None = None
        self._body: Body = {}
        self._stop: Stop | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.count)

    def ask(self, body: Body) -> None:
        """Count a definition soon; the old numbers stay, grey, until the new ones arrive."""
        if body == self._body and self.error is None and (self.found or self.is_counting):
            return
        self._body = body
        self._halt()
        self.is_counting = True
        self._timer.start()
        self.changed.emit()

    def travel(self, day: date | None) -> None:
        """Count as of an earlier day; None is today."""
        if day != self.as_of:
            self.as_of = day
            self.again()

    def again(self) -> None:
        """Count the same definition anew: the tables, or the day, are others."""
        self._halt()
        self.is_counting = bool(self._body) and self._session.is_open
        self.count()
        self.changed.emit()

    def cancel(self) -> bool:
        """Stop counting; False when nothing was counted."""
        if not self.is_counting:
            return False
        self._halt()
        self.is_counting = False
        self.changed.emit()
        return True

    def forget(self) -> None:
        """Another segment is open: its numbers are not those of this one."""
        self.cancel()
        self.found = self.insights = self.error = None
        self._body = {}

    def count(self) -> None:
        """Count now."""
        from ampdesk.api import Stop

        self._timer.stop()
        if not self._session.is_open or not self._body:
            return
        brand, body, as_of = self._session.brand, self._body, self.as_of
        stop = self._stop = Stop()
        day: dict[str, Any] = {"as_of": as_of} if as_of else {}
        self._session.desk.ask(
            f"{self._key}.live", lambda: brand.segments.live(body, stop=stop, **day),
            self._arrived, self._failed,
        )  # fmt: skip

    def _arrived(self, found: "Live") -> None:
        self.found, self.error, self.is_counting = found, None, False
        self.changed.emit()
        brand, stop, as_of = self._session.brand, self._stop, self.as_of
        broken = frozenset(path_of_condition(one.path) for one in found.problems)
        body = {**document.without(self._body, broken), "name": self._body["name"] or "-"}
        asked: dict[str, Any] = {"as_of": as_of} if as_of else {}
        self._session.desk.ask(
            f"{self._key}.insights", lambda: brand.segments.insights(body, stop=stop, **asked),
            self._valued, self._not_valued, lane="wide",
        )  # fmt: skip

    def _valued(self, insights: "Insights") -> None:
        self.insights = insights
        self.changed.emit()

    def _not_valued(self, _error: AmpDeskError) -> None:
        self.insights = None
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code == STOPPED:  # dropped questions are not told: an older one's stop came late
            self._timer.start()
            return
        self.error, self.is_counting = error, False
        self.changed.emit()

    def _halt(self) -> None:
        self._timer.stop()
        if self._stop is not None:
            self._stop.stop()
            self._stop = None
        for part in ("live", "insights"):
            self._session.desk.drop(f"{self._key}.{part}")
