"""The import wizard: files, what they are, a check, the result (window.md 5)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from ui.importing.draft import ImportDraft, is_known, name_of
from ui.importing.file_view import FileView
from ui.importing.kinds import kind_title
from ui.importing.pages import CheckPage, FilesPage, ResultPage
from ui.importing.steps import StepsBar
from ui.kit.notes import Banner, EmptyState, ProgressLine
from ui.kit.parts import button, column, holder, row
from ui.kit.sheet import Sheet
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import icon, px

if TYPE_CHECKING:
    from ampdesk.api import FilePlan, Look

FILES, RECOGNISE, CHECK, RESULT = range(4)
SURE = 0.9
_LATE = 3.0


class ImportDialog(Sheet):
    """Draws an `ImportDraft`; `step` is the page in front."""

    def __init__(
        self, session: Session, doors: Doors, paths: Sequence[Path], window: QWidget
    ) -> None:
        super().__init__(window, window.tr("Import"))
        self._doors = doors
        self.setAcceptDrops(True)
        self.draft = ImportDraft(session, doors, paths)
        self.step = RECOGNISE if paths else FILES
        self._row = 0
        t = self.tr
        self.steps = StepsBar(
            t("Steps of the import"), (t("Files"), t("Recognise"), t("Check"), t("Result"))
        )
        self.steps.wanted.connect(self.show_step)
        self.head.addWidget(self.steps)
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self.files = FilesPage(self.draft)
        self.list = self._made_list()
        self.view = FileView(self.draft)
        self.waiting = EmptyState("file-search-outline", t("Reading the files"))
        self.right = QStackedWidget()
        self.right.addWidget(self.view)
        self.right.addWidget(self.waiting)
        recognise = row(self.list, self.right, gap=14)
        recognise.setStretch(1, 1)
        self.check = CheckPage(self.draft, self.show_file)
        self.outcome = ResultPage(self.draft, t("Result"))
        self.running = ProgressLine(wide=True)
        self.running.cancelled.connect(self.draft.cancel)
        busy = column(None, self.running, None, margins=(60, 0, 60, 0))
        self.stack = QStackedWidget()
        for page in (self.files, holder(recognise), self.check, self.outcome, holder(busy)):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        self.dry_run = button(t("Dry run"), glyph="test-tube")
        self.dry_run.clicked.connect(lambda _checked=False: self.draft.start(dry_run=True))
        self.dry_run.setToolTip(t("Reads everything and changes nothing"))
        self.back = button(t("Back"), clicked=lambda: self.show_step(self.step - 1))
        self.close_button = button(t("Close"), clicked=self.reject)
        self.go = button(t("Import"), k="primary")
        self.go.clicked.connect(lambda _checked=False: self._go())
        self.foot.addWidget(self.dry_run)
        self.foot.addStretch(1)
        for widget in (self.close_button, self.back, self.go):
            self.foot.addWidget(widget)
        self.fit(1180, 800)
        self.draft.changed.connect(self._render)
        doors.jobs.changed.connect(self._follow)
        self._render()
        (self.list if paths else self.files.choose).setFocus()

    def _made_list(self) -> QListWidget:
        made = QListWidget()
        made.setProperty("k", "framed")
        made.setAccessibleName(self.tr("Files of this import"))
        made.setIconSize(QSize(18, 18))
        made.setFixedWidth(248)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentRowChanged.connect(self._choose)
        return made

    def done(self, result: int) -> None:
        """Close; an import that was not begun is thrown away with it."""
        self.draft.forget()
        super().done(result)

    # what is seen

    @property
    def preview(self) -> QWidget:
        """Return the grid of the first rows."""
        return self.view.preview

    def show_step(self, step: int) -> None:
        """Bring a step to the front, if it can be reached."""
        if step in self._reachable():
            self.step = step
            self._render()
            focus = {FILES: self.files.choose, RECOGNISE: self.list}.get(step, self.go)
            focus.setFocus()

    def show_file(self, plan: "FilePlan") -> None:
        """Show the columns of a file."""
        self._row = next(
            (at for at, (one, _) in enumerate(self.draft.looked) if one is plan), self._row
        )
        self.show_step(RECOGNISE)

    def _reachable(self) -> tuple[int, ...]:
        stage = self.draft.stage
        if stage == "running":
            return ()
        if stage == "done":
            return (RESULT,)
        return (FILES, RECOGNISE, CHECK) if self.draft.chosen else (FILES,)

    # acts

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """More files may be dropped until the import runs."""
        if event.mimeData().hasUrls() and self.draft.stage not in {"running", "done"}:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.draft.add(paths)
            self.show_step(RECOGNISE)

    def _choose(self, at: int) -> None:
        if at >= 0 and at != self._row:
            self._row = at
            self._show_file()

    def _go(self) -> None:
        match self.step:
            case 0 | 1:
                self.show_step(self.step + 1)
            case 2:
                self.draft.start()
            case _:
                self.accept()
                self._doors.go("home")

    def _follow(self) -> None:
        job = self.draft.job
        if job is not None and job.state == "running":
            late = job.seconds_left if job.seconds >= _LATE else None
            self.running.cancel.setEnabled(job.handle is not None)
            self.running.show_step(
                job.step, job.done, job.of, rate=job.rate, unit=job.unit, left=late
            )

    # drawing

    def _render(self) -> None:
        draft = self.draft
        stage = draft.stage
        if stage == "done":
            self.step = RESULT
        elif stage == "choosing":
            self.step = FILES
        elif self.step == RESULT or stage == "running":
            self.step = CHECK
        busy = stage == "running"
        self.steps.show_step(RESULT if busy and not draft.dry_run else self.step, self._reachable())
        self.stack.setCurrentIndex(4 if busy else self.step)
        self._render_foot(busy=busy)
        self.say(self._about())
        self._warn()
        if self.step == FILES:
            self.files.render_draft()
        elif self.step == RECOGNISE:
            self._fill_list()
            self._show_file()
        elif self.step == CHECK and not busy:
            self.check.render_draft()
        elif self.step == RESULT:
            self.outcome.render_draft()

    def _render_foot(self, *, busy: bool) -> None:
        draft, words = self.draft, self.draft.words
        self.dry_run.setVisible(not busy and self.step == CHECK)
        self.dry_run.setEnabled(draft.can_start)
        self.close_button.setText(self.tr("Hide") if busy else self.tr("Close"))
        self.back.setVisible(not busy and self.step in {RECOGNISE, CHECK})
        self.go.setVisible(not busy)
        may = draft.can_start and not draft.read_only
        if self.step == FILES:
            text, on = self.tr("Recognise %n file(s)", "", len(draft.chosen)), bool(draft.chosen)
        elif self.step == RECOGNISE:
            text, on = self.tr("Check"), draft.stage in {"ready", "tried"} and bool(draft.plans)
        elif self.step == CHECK:
            rows = draft.loadable
            if draft.stage == "tried":
                rows = sum(one["loaded"] for one in draft.results)
            text, on = self.tr("Import"), may
            if rows is not None:
                text = self.tr("Import {0} rows").format(words.count(rows))
        else:
            text, on = self.tr("See the result on Home"), True
        self.go.setText(text.replace("&", "&&"))
        self.go.setAccessibleName(text)
        self.go.setEnabled(on)
        self.go.setToolTip(
            self.tr("This brand is open elsewhere: you can look, not change.")
            if draft.read_only and self.step == CHECK
            else ""
        )

    def _about(self) -> str:
        draft = self.draft
        if draft.stage == "running":
            return self.tr("You can hide this and go on; the job stays in the status bar.")
        if self.step == FILES:
            return self.tr("Choose exports of your shop, till, newsletter or list.")
        if draft.stage == "planning":
            return self.tr("Looking at %n file(s)", "", len(draft.chosen))
        if self.step == RECOGNISE:
            open_ = len(draft.questions())
            if open_:
                return self.tr("%n question(s) only you can answer", "", open_)
            return self.tr(
                "Is this what the files are? Click on what a column becomes to change it."
            )
        if self.step == CHECK:
            return self.tr("Look it over, then import. An import can be undone at any time.")
        return self.tr("Imported, and every figure is built anew.")

    def _warn(self) -> None:
        draft = self.draft
        lost = [one for one in draft.failed if not one.looked]
        if draft.error is not None:
            self.banner.say(str(draft.error), "neg")
        elif lost and self.step != CHECK:
            first = lost[0]
            self.banner.say(
                str(first.error), "neg", self.tr("Leave it out"), lambda: draft.remove(first.path)
            )
        else:
            self.banner.clear()

    # step 2

    def _fill_list(self) -> None:
        files = self.draft.looked
        self._row = min(self._row, max(len(files) - 1, 0))
        quiet = QSignalBlocker(self.list)
        while self.list.count() > len(files):
            self.list.takeItem(self.list.count() - 1)
        for at, (plan, look) in enumerate(files):
            item = self.list.item(at)
            if item is None:
                item = QListWidgetItem()
                item.setSizeHint(QSize(100, px(46)))
                self.list.addItem(item)
            said, glyph, tone = self._told(plan, look)
            item.setText(f"{plan.file}\n{said}")
            item.setToolTip(f"{plan.file}\n{said}")
            item.setIcon(icon(glyph, tone))
        self.list.setCurrentRow(self._row)
        quiet.unblock()

    def _told(self, plan: "FilePlan", look: "Look") -> tuple[str, str, str]:
        words = self.draft.words
        asked = len(plan.questions)
        if plan.format is not None and plan.format.refuse:
            return self.tr("{0}: not to be used").format(plan.title), "file-remove-outline", "neg"
        if any(one.error and any(plan is p for p, _ in one.looked) for one in self.draft.chosen):
            return self.tr("does not fit yet"), "file-alert-outline", "neg"
        if asked:
            return self.tr("%n question(s)", "", asked), "file-question-outline", "warn"
        if plan.format is None:
            return self.tr("not recognised"), "file-question-outline", "warn"
        if is_known(plan):
            return self.tr("{0}, certain").format(plan.title), "file-check-outline", "pos"
        what = kind_title(plan.kind).capitalize()
        if name_of(plan) in self.draft.mappings:
            return self.tr("{0}, as you said").format(what), "file-check-outline", "pos"
        if plan.warnings:
            return self.tr("{0}, as last time").format(what), "file-check-outline", "pos"
        text = self.tr("{0}, {1} sure").format(what, words.rate(plan.confidence))
        good = plan.confidence >= SURE and not look.problems
        return text, "file-check-outline", "pos" if good else "accent"

    def _show_file(self) -> None:
        files = self.draft.looked
        if not files:
            self.right.setCurrentWidget(self.waiting)
            reading = self.draft.stage == "planning"
            self.waiting.say(
                self.tr("Reading the files")
                if reading
                else self.tr("None of the files can be read"),
                "" if reading else self.tr("Go back to choose others."),
            )
            return
        self.right.setCurrentWidget(self.view)
        plan, look = files[min(self._row, len(files) - 1)]
        error = next(
            (one.error for one in self.draft.chosen if any(plan is p for p, _ in one.looked)), None
        )
        self.view.show_file(plan, look, str(error) if error else "")
