"""The jobs of the window: what runs, how far it is, what came of it. A view model, no widget."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError

KEPT = 20


@dataclass(eq=False)
class Job:
    """One job as the window follows it; `state` is running, done, failed or stopped."""

    title: str
    state: str = "running"
    step: str = ""
    done: int = 0
    of: int = 0
    unit: str = "rows"
    rate: float | None = None
    seconds_left: float | None = None
    message: str = ""
    remedy: str = ""
    result: Any = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    handle: Any = None
    then: Callable[["Job"], None] | None = None

    @property
    def seconds(self) -> float:
        """Return how long it took, or takes so far."""
        return ((self.ended_at or datetime.now(UTC)) - self.started_at).total_seconds()


class JobCentre(QObject):
    """Starts jobs and hears from them; `changed` after each event, `finished` after the last."""

    changed = Signal()
    finished = Signal(object)
    _heard = Signal(object, object)  # hops from the reader thread of a job to the window's

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self._heard.connect(self._take)

    @property
    def running(self) -> list[Job]:
        """Return the jobs under way, the foremost first."""
        return [job for job in self.jobs if job.state == "running"]

    def start(
        self,
        title: str,
        begin: Callable[[Callable[[Any], None]], Any],
        then: Callable[[Job], None] | None = None,
    ) -> Job:
        """Start a job: `begin(listener)` gives its handle; `then` is called when it has ended."""
        job = Job(title, step=title, then=then)
        self.jobs.insert(0, job)
        ended = [other for other in self.jobs if other.state != "running"]
        for old in ended[KEPT:]:
            self.jobs.remove(old)
        try:
            job.handle = begin(lambda event: self._heard.emit(job, event))
        except AmpDeskError as error:
            self._end(job, "failed", error.message, error.remedy)
        self.changed.emit()
        return job

    def cancel(self, job: Job) -> None:
        """Ask a job to stop; it takes back what it had begun."""
        if job.handle is not None and job.state == "running":
            job.handle.cancel()

    def cancel_all(self) -> None:
        """Ask every job to stop: the window closes."""
        for job in self.running:
            self.cancel(job)

    def _take(self, job: Job, event: Any) -> None:  # an event of ampdesk.jobs
        if job.state != "running":
            return
        match type(event).__name__:
            case "Progress":
                job.done, job.of = event.done, event.of
                job.step = event.step or job.title
                job.unit = getattr(event, "unit", "") or job.unit
                job.rate, job.seconds_left = event.rate, event.seconds_left
            case "Done":
                job.result = event.result
                self._end(job, "done")
            case "Failed":
                where = f"{event.where}: " if event.where else ""
                self._end(job, "failed", where + event.message, event.remedy)
            case "Stopped":
                self._end(job, "stopped")
        self.changed.emit()

    def _end(self, job: Job, state: str, message: str = "", remedy: str = "") -> None:
        job.state, job.message, job.remedy = state, message, remedy
        job.ended_at = datetime.now(UTC)
        if job.then:
            job.then(job)
        self.finished.emit(job)
