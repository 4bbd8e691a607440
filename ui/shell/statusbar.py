"""The status bar: saved or read-only, counts, the foremost job with Cancel, all jobs."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.notes import Glyph, ProgressLine
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, holder, label, row, rule
from ui.kit.popover import Popover
from ui.shell.jobcentre import Job, JobCentre
from ui.theme import bus, px
from ui.tokens import STATUS_BAR

SHOWN = 24  # running ones, and the last twenty that ended
TALL, ROW = 380, 46


class StatusBar(QWidget):
    """Derived from the job centre and two sentences; holds no state of its own."""

    def __init__(self, jobs: JobCentre) -> None:
        super().__init__()
        self._jobs = jobs
        self.setProperty("k", "statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Status"))
        self.mark = Glyph("check", "pos", 16)
        self.saved = label(self.tr("No brand open"), "railhint")
        self.counts = label("", "railhint")
        self.outcome = ElidedLabel("", "railhint")
        self.line = ProgressLine()
        self.line.cancel.setProperty("k", "ghost")
        self.line.cancelled.connect(self._cancel)
        self.all_jobs = button("", k="ghost", glyph="tray-full", clicked=self.open_jobs)
        self.zone = label("", "railhint")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self.mark)
        layout.addWidget(self.saved)
        layout.addSpacing(8)
        layout.addWidget(self.counts)
        layout.addStretch(1)
        for widget in (self.outcome, self.line, self.all_jobs, self.zone):
            layout.addWidget(widget)
        self.centre = JobsPopover(jobs)
        bus.themeChanged.connect(self._fit)
        self._fit()
        jobs.changed.connect(self._render)
        jobs.finished.connect(self._show_outcome)
        self._render()

    def say(self, saved: str, glyph: str, role: str, counts: str) -> None:
        """Say whether changes are kept, and what the brand holds."""
        self.mark.become(glyph, role)
        self.mark.setVisible(bool(saved))
        self.saved.setText(saved)
        self.counts.setText(counts)

    def say_zone(self, zone: str) -> None:
        """Say in which zone times are shown."""
        self.zone.setText(zone)
        self.zone.setToolTip(self.tr("Display time zone; days and windows are counted in UTC"))

    def say_drop(self, words: str) -> None:
        """Say what dropping will do; nothing when the files are gone."""
        self.outcome.setText(words)
        self.outcome.setVisible(bool(words))

    def _fit(self) -> None:
        self.setFixedHeight(max(STATUS_BAR, px(STATUS_BAR)))

    def open_jobs(self) -> None:
        """Open the list of jobs above its button."""
        self.centre.open_above(self.all_jobs)

    def _cancel(self) -> None:
        for job in self._jobs.running[:1]:
            self._jobs.cancel(job)

    def _show_outcome(self, job: Job) -> None:
        self.outcome.setText(sentence(job))

    def _render(self) -> None:
        running = self._jobs.running
        self.line.setVisible(bool(running))
        self.outcome.setVisible(not running and bool(self.outcome.text()))
        self.all_jobs.setVisible(bool(self._jobs.jobs))
        count = len(running)
        words = self.tr("%n running", "", count) if count else self.tr("Jobs")
        self.all_jobs.setText(words)
        self.all_jobs.setAccessibleName(words)
        if running:
            job = running[0]
            self.line.cancel.setEnabled(job.handle is not None)
            self.line.show_step(job.step, job.done, job.of, left=_late(job))


class JobsPopover(Popover):
    """Running jobs with rate and step, then the last that ended with a sentence on the result."""

    history_wanted = Signal()

    def __init__(self, jobs: JobCentre) -> None:
        super().__init__(460)
        self._jobs = jobs
        self.setAccessibleName(self.tr("Jobs"))
        self._drawn: list[tuple[Job, str]] | None = None
        self._lines: list[tuple[Job, ProgressLine]] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.body.addWidget(label(self.tr("Jobs"), "h3"))
        inner = holder(self._list)
        self._scroll = PageScroll(inner, self.tr("Jobs"))
        self._scroll.setFixedHeight(TALL)
        self.body.addWidget(self._scroll)
        history = button(self.tr("History and logs"), k="link", glyph="history")
        history.clicked.connect(self._open_history)
        self.body.addWidget(history)
        jobs.changed.connect(self._render)

    def showEvent(self, event: object) -> None:
        """Fill the list when it is looked at."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._render()

    def _render(self) -> None:
        if not self.isVisible():
            return
        shown = self._jobs.jobs[:SHOWN]
        drawn = [(job, job.state) for job in shown]
        if drawn != self._drawn:  # else a Cancel would vanish between press and release
            self._drawn = drawn
            self._fill(shown)
        for job, line in self._lines:
            line.show_step(
                job.step, job.done, job.of, rate=job.rate, unit=job.unit, left=_late(job)
            )

    def _fill(self, jobs: Sequence[Job]) -> None:
        clear(self._list)
        self._lines = []
        if not jobs:
            self._list.addWidget(label(self.tr("No jobs yet"), "label2"))
        for at, job in enumerate(jobs):
            if at:
                self._list.addWidget(rule())
            if job.state == "running":
                line = ProgressLine(wide=True)
                line.cancelled.connect(partial(self._jobs.cancel, job))
                self._lines.append((job, line))
                self._list.addWidget(line)
            else:
                self._list.addLayout(self._ended(job))
        self._list.addStretch(1)
        self._scroll.setFixedHeight(min(TALL, ROW * max(len(jobs), 1) + ROW))
        self.adjustSize()

    def _open_history(self) -> None:
        self.hide()
        self.history_wanted.emit()

    def _ended(self, job: Job) -> QHBoxLayout:
        glyph, role = {
            "done": ("check-circle-outline", "pos"),
            "failed": ("alert-octagon-outline", "neg"),
        }.get(job.state, ("stop-circle-outline", "text2"))
        words = label(sentence(job), "", wrap=True)
        clock = job.ended_at.astimezone().strftime("%H:%M") if job.ended_at else ""
        made = row(Glyph(glyph, role), words, label(clock, "hint"), gap=10)
        made.setStretch(1, 1)
        return made


def _late(job: Job) -> float | None:
    # a guess in the first three seconds jumps about
    return job.seconds_left if job.seconds >= 3 else None  # noqa: PLR2004


def sentence(job: Job) -> str:
    """Say in one sentence what came of a job."""
    took = f"{job.seconds:.0f} s" if job.seconds < 90 else f"{job.seconds / 60:.0f} min"  # noqa: PLR2004
    match job.state:
        case "done":
            return job.message or f"{job.title}: done in {took}"
        case "failed":
            remedy = f" – {job.remedy}" if job.remedy else ""
            return f"{job.title}: {job.message}{remedy}"
        case "stopped":
            return f"{job.title}: stopped, nothing was changed"
    return job.step
