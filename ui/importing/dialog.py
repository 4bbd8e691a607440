"""The import sheet: what each file is, what only a person knows, then the outcome."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.importing.draft import KINDS, ImportDraft
from ui.kit.card import Skeleton
from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, Glyph, ProgressLine, badge
from ui.kit.paged import Column, PagedModel
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column, filling, holder, label, row
from ui.kit.sheet import Sheet
from ui.shell.doors import Doors
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import FilePlan, Question

SURE = 0.9


class ImportDialog(Sheet):
    """Draws an `ImportDraft`."""

    def __init__(
        self, session: Session, doors: Doors, paths: Sequence[Path], window: QWidget
    ) -> None:
        super().__init__(window, window.tr("Import"))
        self._doors = doors
        self.draft = ImportDraft(session, doors, paths)
        self._looked_at = 0
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self._files = QVBoxLayout()
        self._files.setSpacing(10)
        inner = self._files_holder = holder(column(self._files, None, gap=0, margins=(0, 0, 8, 0)))
        self.preview_title = label("", "strong")
        self.preview = DataGrid(
            self.tr("First rows of the file"), PagedModel((), lambda value, _: str(value)),
            framed=True,
        )  # fmt: skip
        self.preview.setMinimumHeight(150)
        first = column(PageScroll(inner, self.tr("Files")), self.preview_title, self.preview, gap=8)
        first.setStretch(0, 3)
        first.setStretch(2, 2)
        self._outcome = QVBoxLayout()
        self._outcome.setSpacing(10)
        done = holder(column(self._outcome, None, gap=0, margins=(0, 0, 8, 0)))
        self.stack = QStackedWidget()
        self.stack.addWidget(holder(first))
        self.stack.addWidget(PageScroll(done, self.tr("Result")))
        self.body.addWidget(self.stack, 1)
        self.progress = ProgressLine()
        self.progress.cancelled.connect(self.draft.cancel)
        self.dry_run = button(
            self.tr("Dry run"), glyph="test-tube", clicked=partial(self.draft.start, dry_run=True)
        )
        self.dry_run.setToolTip(self.tr("Reads everything and changes nothing"))
        self.close_button = button(self.tr("Close"), clicked=self.reject)
        self.go = button(self.tr("Import"), k="primary", glyph="file-upload-outline")
        self.go.clicked.connect(lambda _checked=False: self._go())
        for widget in (self.dry_run, self.progress):
            self.foot.addWidget(widget)
        self.foot.addStretch(1)
        for widget in (self.close_button, self.go):
            self.foot.addWidget(widget)
        self.fit(940, 700)
        self.draft.changed.connect(self._render)
        doors.jobs.changed.connect(self._follow)
        self.draft.plan()

    def look_at(self, at: int) -> None:
        """Show the first rows of a file."""
        self._looked_at = at
        self._show_preview()

    def _go(self) -> None:
        if self.draft.stage == "done":
            self.accept()
            self._doors.go("home")
        else:
            self.draft.start()

    def _follow(self) -> None:
        job = self.draft.job
        if job is not None and job.state == "running":
            late = job.seconds_left if job.seconds >= 3 else None  # noqa: PLR2004
            self.progress.show_step(
                job.step, job.done, job.of, rate=job.rate, unit=job.unit, left=late
            )

    # drawing

    def _render(self) -> None:
        draft, words = self.draft, self.draft.words
        busy = draft.stage == "running"
        ended = draft.stage in {"done", "tried"}
        self.progress.setVisible(busy)
        if busy and draft.job is not None:
            self.progress.cancel.setEnabled(draft.job.handle is not None)
        self.dry_run.setVisible(not busy and draft.stage != "done")
        self.dry_run.setEnabled(draft.can_start)
        self.close_button.setText(self.tr("Hide") if busy else self.tr("Close"))
        self.go.setVisible(not busy)
        self.go.setEnabled(draft.can_start or draft.stage == "done")
        self.stack.setCurrentIndex(1 if ended else 0)
        rows = draft.rows
        if draft.stage == "done":
            self.go.setText(self.tr("See the result on Home"))
        elif rows is None or not rows:
            self.go.setText(self.tr("Import"))
        else:
            self.go.setText(self.tr("Import {0} rows").format(words.count(rows)))
        self.go.setAccessibleName(self.go.text())
        self.say(self._about())
        self._warn()
        if ended:
            self._show_outcome()
        elif not busy:
            self._show_files()
        self._show_preview()

    def _about(self) -> str:
        draft = self.draft
        match draft.stage:
            case "planning":
                return self.tr("Looking at %n file(s)", "", len(draft.paths))
            case "ready":
                open_ = len(draft.questions())
                if open_:
                    return self.tr("%n question(s) only you can answer", "", open_)
                return self.tr("This is what will be imported. Nothing has changed yet.")
            case "running":
                return self.tr("You can hide this and go on; the job stays in the status bar.")
            case "tried":
                return self.tr("Dry run: this is what would happen. Nothing was changed.")
            case "done":
                return self.tr("Imported, and every figure is built anew.")
        return ""

    def _warn(self) -> None:
        draft = self.draft
        if draft.error is not None:
            self.banner.say(str(draft.error), "neg")
        else:
            self.banner.clear()

    def _show_files(self) -> None:
        with filling(self._files_holder):
            self._fill_files()

    def _fill_files(self) -> None:
        clear(self._files)
        if self.draft.stage == "planning" and not self.draft.plans:
            for path in self.draft.paths[:6]:
                self._files.addLayout(row(label(path.name, "strong"), Skeleton(180, 16), None))
            return
        for at, plan in enumerate(self.draft.plans):
            self._files.addWidget(self._file_card(at, plan))

    def _file_card(self, at: int, plan: "FilePlan") -> QFrame:
        words = self.draft.words
        frame = QFrame()
        frame.setProperty("k", "card")
        known = plan.format is not None
        name = ElidedLabel(plan.file, "strong")
        if known and plan.confidence >= SURE:
            mark = badge(self.tr("{0}, sure").format(plan.title), "pos")
        elif known:
            sure = words.rate(plan.confidence)
            mark = badge(self.tr("{0}, {1} sure").format(plan.title, sure), "accent")
        else:
            mark = badge(self.tr("Not recognised"), "warn")
        counted = (
            self.tr("{0} rows").format(words.count(plan.rows))
            if plan.rows is not None
            else (self.tr("a long file"))
        )
        facts = [counted, self.tr("%n column(s)", "", len(plan.headers))]
        if plan.source:
            facts.append(self.tr("source {0}").format(plan.source))
        look = button(self.tr("Look"), k="link", clicked=partial(self.look_at, at))
        look.setAccessibleName(self.tr("Look at the first rows of {0}").format(plan.file))
        glyph = Glyph("file-check-outline" if known else "file-question-outline",
                      "pos" if known else "warn")  # fmt: skip
        head = row(glyph, name, mark, look, gap=10)
        head.setStretch(1, 1)
        lines = column(head, label(" · ".join(facts), "label"), gap=6, margins=(14, 10, 12, 12))
        for warning in plan.warnings:
            lines.addLayout(_warning(str(warning)))
        for question in plan.questions:
            lines.addLayout(self._question(plan, question))
        if not known:
            lines.addLayout(self._kind_line(plan))
        frame.setLayout(lines)
        return frame

    def _question(self, plan: "FilePlan", question: "Question") -> QVBoxLayout:
        title = label(question.text, "", wrap=True)
        asked = row(Glyph("help-circle-outline", "warn"), title, gap=10)
        asked.setStretch(1, 1)
        lines = column(asked, gap=4)
        if question.examples:
            shown = ", ".join(f"“{value}”" for value in question.examples[:4])
            lines.addLayout(row(28, label(self.tr("In the file: {0}").format(shown), "hint"), None))
        group = QButtonGroup(self)
        choices = row(28, gap=16)
        for at, text in enumerate(question.choices):
            radio = QRadioButton(text.replace("&", "&&"))
            radio.setAccessibleDescription(question.text)
            radio.clicked.connect(
                lambda _checked=False, at=at: self.draft.answer(plan, question, at)
            )
            radio.setEnabled(at < len(question.mapping_lines))
            group.addButton(radio)
            choices.addWidget(radio)
        choices.addStretch(1)
        lines.addLayout(choices)
        return lines

    def _kind_line(self, plan: "FilePlan") -> Any:  # a layout
        titles = {
            "customers": self.tr("customers"),
            "orders": self.tr("orders"),
            "order_items": self.tr("order items"),
            "products": self.tr("products"),
            "consent_email": self.tr("consent to e-mail"),
            "consent_sms": self.tr("consent to text messages"),
            "email_events": self.tr("e-mail events"),
            "campaign_recipients": self.tr("recipients of earlier campaigns"),
            "loyalty": self.tr("loyalty members"),
            "loyalty_events": self.tr("loyalty events"),
            "fiscal_calendar": self.tr("fiscal calendar"),
            "custom": self.tr("a table of my own"),
        }
        choose = QComboBox()
        choose.setAccessibleName(self.tr("What {0} holds").format(plan.file))
        choose.addItem(self.tr("choose what it holds"), "")
        for kind in KINDS:
            choose.addItem(titles[kind], kind)
        choose.setCurrentIndex(max(choose.findData(plan.kind), 0))

        def take(at: int) -> None:
            if choose.itemData(at):
                self.draft.set_kind(plan, str(choose.itemData(at)))

        choose.activated.connect(take)
        return row(28, label(self.tr("Each row is about"), "label"), choose, None)

    def _show_preview(self) -> None:
        plans = self.draft.plans
        here = self._looked_at if self._looked_at < len(plans) else 0
        shown = bool(plans) and self.stack.currentIndex() == 0
        self.preview.setVisible(shown)
        self.preview_title.setVisible(shown)
        if not shown:
            return
        plan = plans[here]
        self.preview_title.setText(self.tr("First rows of {0}").format(plan.file))
        columns = tuple(
            Column(str(at), header, "text", 120, header, sortable=False)
            for at, header in enumerate(plan.headers)
        )
        model = self.preview.paged
        if model.columns != columns:
            model.beginResetModel()
            model.columns = columns
            model.endResetModel()
            for at in range(len(columns)):
                self.preview.setColumnWidth(at, 120)
        keys = [one.key for one in columns]
        rows = [dict(zip(keys, values, strict=False)) for values in plan.preview]
        model.restart(len(rows), rows)

    def _show_outcome(self) -> None:
        clear(self._outcome)
        for result in self.draft.results:
            self._outcome.addWidget(self._result_card(result))

    def _result_card(self, result: dict[str, Any]) -> QFrame:
        words = self.draft.words
        frame = QFrame()
        frame.setProperty("k", "card")
        name = ElidedLabel(str(result["file"]), "strong")
        rejected = result["rejected"]
        if rejected:
            mark = badge(self.tr("{0} rejected").format(words.count(rejected)), "warn")
        else:
            mark = badge(self.tr("All good"), "pos")
        head = row(name, mark, gap=10)
        head.setStretch(0, 1)
        would = self.draft.stage == "tried"
        said = (
            self.tr("{0} rows: {1} would be loaded, {2} rejected, {3} skipped")
            if would
            else (self.tr("{0} rows: {1} loaded, {2} rejected, {3} skipped"))
        )
        counts = [words.count(result[key]) for key in ("rows", "loaded", "rejected", "skipped")]
        lines = column(head, label(said.format(*counts), "label"), gap=6, margins=(14, 10, 12, 12))
        for warning in result["warnings"]:
            lines.addLayout(_warning(str(warning)))
        if result["rejects_file"]:
            path = str(result["rejects_file"])
            see = button(
                self.tr("Open the rejects"), k="link", glyph="file-alert-outline", tip=path
            )
            see.clicked.connect(
                lambda _checked=False: QDesktopServices.openUrl(QUrl.fromLocalFile(path))
            )
            lines.addLayout(row(see, None))
        frame.setLayout(lines)
        return frame


def _warning(text: str) -> Any:  # a layout
    line = row(Glyph("alert-outline", "warn", 16), label(text, "label", wrap=True), gap=10)
    line.setStretch(1, 1)
    return line
