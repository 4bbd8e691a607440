"""One deletion request as the window follows it: who, what is held, how far. No widget."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import ErasePerson, HeldReport

TYPING_MS = 150
SHOWN = 50

Stage = Literal["who", "looking", "held", "copying", "erasing", "done"]


class ErasureRequest(QObject):
    """`stage` says what is on; `changed` after every step. Nothing is changed before `erase`."""

    changed = Signal()

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__()
        self._session, self._doors = session, doors
        self.stage: Stage = "who"
        self.search = ""
        self.found: list[dict[str, Any]] = []
        self.ids: tuple[str, ...] = ()
        self.held: HeldReport | None = None
        self.copy: Path | None = None
        self.copied_rows = 0
        self.backups: Literal["rewrite", "delete"] = "rewrite"
        self.job: Job | None = None
        self.error: AmpDeskError | None = None
        self.outcome = ""
        self.erased: list[dict[str, Any]] = []  # what was erased before: when and by whom
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._find)

    def read_history(self) -> None:
        """Read who was erased before: when and by whom, never the person."""
        brand = self._session.brand

        def arrived(found: list[dict[str, Any]]) -> None:
            self.erased = found
            self.changed.emit()

        self._session.desk.ask("erasing.history", brand.erasing.history, arrived)

    # who

    def look_for(self, text: str) -> None:
        """Search as it is typed."""
        self.search = text.strip()
        self._typing.start()

    def _find(self) -> None:
        if not self._session.is_open:  # closed while somebody typed
            return
        brand, text = self._session.brand, self.search
        if not text:
            self._arrived([])
            return

        def read() -> list[dict[str, Any]]:
            # by e-mail everybody who has it, whatever the grid shows of them
            ids = list(brand.erasing.who(text))[:SHOWN] if "@" in text else None
            return brand.customers.rows_of(ids) if ids else brand.customers.search(text, SHOWN)

        self._session.desk.ask("erasing.find", read, self._arrived, self._failed)

    def _arrived(self, found: list[dict[str, Any]]) -> None:
        self.found, self.error = found, None
        self.changed.emit()

    # what is held

    def choose(self, *ids: str) -> None:
        """Take these customers for the person, and look up everything held."""
        from ampdesk.api import LookUpPerson

        self.ids, self.held, self.error = ids, None, None
        self.stage = "looking"
        jobs, work = self._session.brand.jobs, LookUpPerson(ids=ids)
        self.job = self._doors.jobs.start(
            self.tr("Finding everything held"), lambda hear: jobs.start(work, hear), self._looked
        )
        self.changed.emit()

    def add(self, *ids: str) -> None:
        """Take further customers for the same person."""
        self.choose(*dict.fromkeys((*self.ids, *ids)))

    def back(self) -> None:
        """Choose somebody else."""
        self.stop()
        self.stage, self.held, self.error = "who", None, None
        self.changed.emit()

    def _looked(self, job: Job) -> None:
        if job is not self.job:
            return
        self.job = None
        if job.state == "done":
            self.held, self.stage = job.result, "held"
        else:
            self.stage = "who"
            if job.state == "failed":
                self.error = AmpDeskError(job.message, remedy=job.remedy)
        self.changed.emit()

    # a copy

    def write_copy(self, file: Path) -> None:
        """Write everything held to a file, for the person."""
        brand, ids = self._session.brand, self.ids
        self.stage = "copying"
        self.changed.emit()

        def done(rows: int) -> None:
            self.copy, self.copied_rows, self.stage, self.error = file, rows, "held", None
            self.changed.emit()

        def failed(error: AmpDeskError) -> None:
            self.stage, self.error = "held", error
            self.changed.emit()

        self._session.desk.ask(
            "erasing.copy", lambda: brand.erasing.export(ids, file), done, failed, lane="wide"
        )

    # erasing

    def erase(self) -> None:
        """Erase for good, as a job that goes on at the next opening when it is cut off."""
        brand, ids, backups, copy = self._session.brand, self.ids, self.backups, self.copy
        self.stage, self.error = "erasing", None
        self._session.drafts.drop_all()  # what was typed and not saved may name the person
        self.changed.emit()
        self._session.desk.ask(
            "erasing.prepare",
            lambda: brand.erasing.prepare(ids, backups=backups, export=copy),
            self._start,
            self._failed_to_begin,
        )

    def _start(self, work: "ErasePerson") -> None:
        self.job = self._doors.run(self.tr("Erasing a person"), work, self._erased)
        self.changed.emit()

    def _failed_to_begin(self, error: AmpDeskError) -> None:
        self.stage, self.error = "held", error
        self.changed.emit()

    def _erased(self, job: Job) -> None:
        self.job = None
        if job.state == "done":
            self.stage, self.outcome = "done", job.message
        else:
            self.stage = "held"
            if job.state == "failed":
                self.error = AmpDeskError(job.message, remedy=job.remedy)
        self.changed.emit()

    @property
    def is_past_return(self) -> bool:
        """Whether the person is gone from the tables already: what runs can only be finished."""
        return self.job is not None and self.stage == "erasing" and self.job.step not in _BEFORE

    def stop(self) -> None:
        """Stop what runs, where it can still be stopped."""
        if self.job is not None and not self.is_past_return:
            self._doors.jobs.cancel(self.job)

    def _failed(self, error: AmpDeskError) -> None:
        # a brand that was never built knows nobody: that is no error
        self.found, self.error = [], None if error.code == "not_built" else error
        self.changed.emit()


_BEFORE = frozenset({"", "Erasing a person", "erasing in store and lake"})
"""Steps in which an erasure may be stopped (ampdesk.erasure.work)."""
