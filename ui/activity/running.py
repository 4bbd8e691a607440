"""The jobs of this window that run now: step, bar, rate, time left and Cancel for each."""

from PySide6.QtWidgets import QVBoxLayout

from ui.kit.card import Card
from ui.kit.notes import ProgressLine
from ui.shell.jobcentre import Job, JobCentre

AFTER_S = 3  # from here on the time left is worth showing


class RunningCard(Card):
    """Follows a `JobCentre`; hidden while nothing runs."""

    def __init__(self, jobs: JobCentre) -> None:
        super().__init__(self.tr("Running"))
        self.subtitle.hide()
        self._jobs = jobs
        self.lines: dict[int, ProgressLine] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(12)
        self.body.addLayout(self._place)
        jobs.changed.connect(self._render)
        jobs.finished.connect(lambda _job: self._render())
        self._render()

    def _render(self) -> None:
        running = self._jobs.running
        alive = {id(job) for job in running}
        for key in [key for key in self.lines if key not in alive]:
            line = self.lines.pop(key)
            self._place.removeWidget(line)
            line.hide()
            line.deleteLater()
        for job in running:
            if id(job) not in self.lines:
                self.lines[id(job)] = self._line(job)
            step = job.title if job.step in {"", job.title} else f"{job.title}: {job.step}"
            self.lines[id(job)].show_step(
                step, job.done, job.of, rate=job.rate, unit=job.unit,
                left=job.seconds_left if job.seconds >= AFTER_S else None,
            )  # fmt: skip
        self.setVisible(bool(running))

    def _line(self, job: Job) -> ProgressLine:
        line = ProgressLine(wide=True)
        line.cancel.setAccessibleName(self.tr("Cancel {0}").format(job.title))
        line.cancelled.connect(lambda: self._jobs.cancel(job))
        self._place.addWidget(line)
        return line
