"""The direct-mail sheet: what will be on the list, who is left out and why, then the file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.kit.card import Skeleton
from ui.kit.charts import Meter
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner, ProgressLine
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, clear, column, holder, label, row
from ui.kit.sheet import Sheet
from ui.lists.draft import ListDraft
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.session import Session
from ui.theme import px

if TYPE_CHECKING:
    from ampdesk.api import ListRequest

RULES = (
    "one_per_household",
    "do_not_mail",
    "employees",
    "businesses",
    "test_accounts",
    "resellers",
)
NAME_WIDTH = 230
PIECES = "pieces"


class MailingListDialog(Sheet):
    """Draws a `ListDraft`."""

    def __init__(
        self, session: Session, doors: Doors, request: "ListRequest", about: str, window: QWidget
    ) -> None:
        super().__init__(window, window.tr("Direct-mail list"), about)
        self._session = session
        self._doors = doors
        self.draft = ListDraft(session, doors, request, about)
        self.file: Path | None = None
        self.counts: dict[str, QPushButton] = {}
        self._counts = QVBoxLayout()
        self._counts.setSpacing(7)
        left = self._make_left()
        right = self._make_right()
        self.banner = Banner()
        self.body.addWidget(self.banner)
        split = row(left, right, gap=20)
        split.setStretch(1, 1)
        self.body.addLayout(split, 1)
        self.progress = ProgressLine()
        self.progress.hide()
        self.progress.cancelled.connect(self._stop)
        self.cancel = button(self.tr("Close"), clicked=self.reject)
        self.write = button(self.tr("Write list"), k="primary", glyph="email-outline")
        self.write.clicked.connect(lambda _checked=False: self._choose_file())
        self.foot.addWidget(self.progress)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.write)
        self.fit(1000, 680)
        self.draft.changed.connect(self._render)
        self.draft.written.connect(self._written)
        doors.jobs.changed.connect(self._follow)
        self._render()
        self.draft.count()

    # parts

    def _make_left(self) -> QWidget:
        titles = {
            "one_per_household": self.tr("One piece per household"),
            "do_not_mail": self.tr("Leave out who asked not to get mail"),
            "employees": self.tr("Leave out employees"),
            "businesses": self.tr("Leave out businesses"),
            "test_accounts": self.tr("Leave out test accounts"),
            "resellers": self.tr("Leave out resellers"),
        }
        self.rules: dict[str, QCheckBox] = {}
        lines = column(label(self.tr("Who gets a piece"), "strong"), gap=4)
        for key in RULES:
            box = QCheckBox(titles[key])
            box.setChecked(getattr(self.draft.request.rules, key))
            box.toggled.connect(partial(self._rule, key))
            self.rules[key] = box
            lines.addWidget(box)
        lines.addWidget(
            label(self.tr("Without a complete address nobody gets one."), "hint", wrap=True)
        )
        lines.addSpacing(8)
        lines.addWidget(label(self.tr("Columns, in this order"), "strong"))
        self.columns = QListWidget()
        self.columns.setProperty("k", "framed")
        self.columns.setAccessibleName(self.tr("Columns of the list"))
        self.columns.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for choice in self.draft.choices():
            item = QListWidgetItem(choice.title)
            item.setData(Qt.ItemDataRole.UserRole, choice.key)
            item.setToolTip(choice.key)
            item.setSizeHint(QSize(0, px(26)))
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            state = Qt.CheckState.Checked if choice.chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.columns.addItem(item)
        self.columns.itemChanged.connect(lambda _item: self._take_columns())
        self.columns.model().rowsMoved.connect(lambda *_: self._take_columns())
        lines.addWidget(self.columns, 1)
        lines.addSpacing(8)
        lines.addWidget(label(self.tr("The file is for"), "strong"))
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(self.tr("The file is for"))
        self.purpose.addItem(self.tr("a spreadsheet: ids and postal codes as text"), "spreadsheet")
        self.purpose.addItem(self.tr("a platform: values untouched"), "platform")
        lines.addWidget(self.purpose)
        self.left_out_file = QCheckBox(self.tr("Also write who is left out, and why"))
        self.left_out_file.setChecked(True)
        lines.addWidget(self.left_out_file)
        made = holder(lines)
        made.setFixedWidth(310)
        return made

    def _make_right(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("k", "card")
        frame.setLayout(column(holder(self._counts), gap=0, margins=(14, 12, 14, 12)))
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("What to look at"))
        self.tabs.addTab(self.tr("First rows"))
        self.tabs.addTab(self.tr("Left out"))
        self.sample = DataGrid(
            self.tr("First rows of the list"), PagedModel((), lambda value, _: str(value)),
            framed=True,
        )  # fmt: skip
        t = self.tr
        self.people = PagedModel(
            (
                Column("name", t("Customer"), "text", 180, sortable=False),
                Column("reason", t("Left out because"), "text", 250, sortable=False),
            ),
            lambda value, _kind: str(value),
        )
        self.left_out = DataGrid(t("People left out"), self.people, framed=True)
        self.left_out.why.connect(self._why)
        self.left_out.opened.connect(self._why)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.sample)
        hint = label(t("F1 on a row shows every rule and how it was answered."), "hint")
        self._tables.addWidget(holder(column(self.left_out, hint, gap=4)))
        self.tabs.currentChanged.connect(self._tables.setCurrentIndex)
        whole = column(frame, self.tabs, self._tables, gap=8)
        whole.setStretch(2, 1)
        return holder(whole)

    def done(self, result: int) -> None:
        """Close; what was not written is thrown away."""
        self.draft.forget()
        super().done(result)

    # doing

    def _rule(self, key: str, on: bool) -> None:  # noqa: FBT001  # a slot
        self.draft.change_rule(key, on=on)

    def _take_columns(self) -> None:
        items = [self.columns.item(at) for at in range(self.columns.count())]
        chosen = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )
        if chosen:
            self.draft.change(columns=chosen)

    def _why(self, at: int) -> None:
        person = self.people.row_at(at)
        if person is None:
            return
        brand, request = self._session.brand, self.draft.request
        identity = person["amperity_id"]
        from ui.receipts.sheet import ReceiptSheet

        ReceiptSheet(
            self._session, self, person["name"], lambda: brand.lists.why(request, identity)
        ).open()

    def _why_count(self, key: str, name: str) -> None:
        from ampdesk.api import Reason
        from ui.receipts.sheet import ReceiptSheet

        brand, request = self._session.brand, self.draft.request
        reason = Reason(key) if key not in {"", PIECES} else None
        ReceiptSheet(
            self._session, self, name,
            lambda: brand.lists.why_count(request, reason, pieces=key == PIECES),
        ).open()  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 on a count opens its receipt."""
        focused = self.focusWidget()
        made = next((made for made in self.counts.values() if made is focused), None)
        if event.key() == Qt.Key.Key_F1 and made is not None:
            made.click()
        else:
            super().keyPressEvent(event)

    def _choose_file(self) -> None:
        start = f"{self.draft.file_name()}.csv"
        kinds = self.tr("CSV (*.csv);;Excel (*.xlsx)")
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Write the list"), start, kinds)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in {".csv", ".xlsx"}:
            path = path.with_name(path.name + (".xlsx" if "xlsx" in kind else ".csv"))
        self.write_to(path)

    def write_to(self, path: Path) -> None:
        """Write the list, and beside it who is left out, when asked."""
        self.file = path
        left_out = None
        if self.left_out_file.isChecked():
            left_out = path.with_name(f"{path.stem}-left-out{path.suffix}")
        self.draft.write(path, str(self.purpose.currentData()), left_out)

    def _stop(self) -> None:
        if self.draft.job is not None:
            self._doors.jobs.cancel(self.draft.job)

    def _follow(self) -> None:
        job = self.draft.job
        if job is not None and job.state == "running":
            self.progress.show_step(job.step, job.done, job.of, rate=job.rate, unit=job.unit)

    def _written(self, job: Job) -> None:
        if job.state == "done":
            self.draft.forget()
            self.banner.say(job.message, "pos", self.tr("Show the folder"), self._show_folder)
        elif job.state == "failed":
            self.banner.say(f"{job.message} – {job.remedy}", "neg")
        else:
            self.banner.say(self.tr("Stopped. No file was written."), "info")
        self.draft.job = None
        self._render()

    def _show_folder(self) -> None:
        if self.file is not None:
            self._doors.open_folder(self.file)

    # drawing

    def _render(self) -> None:
        draft, words = self.draft, self.draft.words
        busy = draft.job is not None
        self.progress.setVisible(busy)
        preview = draft.preview
        if draft.error is not None:
            self.banner.say(str(draft.error), "neg")
        clear(self._counts)
        self.counts = {}
        if preview is None:
            for width in (320, 260, 300):
                self._counts.addWidget(Skeleton(width, 18))
            self.write.setEnabled(False)
            return
        counts = preview.counts
        tone = "stale" if draft.counting else ""
        self._count_line("", self.tr("Customers chosen"), counts.audience, counts.audience, tone)
        for part in counts.left_out:
            if part.customers:
                name = self.tr("Left out: {0}").format(part.reason.value)
                reason = part.reason.value
                self._count_line(reason, name, -part.customers, counts.audience, tone)
        pieces = self.tr("Pieces to mail")
        self._count_line(PIECES, pieces, counts.pieces, counts.audience, "accent")
        self.write.setEnabled(counts.pieces > 0 and not draft.counting and not busy)
        verb = self.tr("Write %n piece(s)", "", counts.pieces)
        self.write.setText(verb.replace(str(counts.pieces), words.count(counts.pieces)))
        self.write.setAccessibleName(self.write.text())
        self.tabs.setTabText(
            1, self.tr("Left out ({0})").format(words.count(counts.left_out_total))
        )
        self._show_rows()

    def _count_line(  # the parts of one line
        self, key: str, name: str, value: int, whole: int, tone: str
    ) -> None:
        words = self.draft.words
        left = button(name, k="crumb", tip=self.tr("Why? (F1)"))
        left.setMinimumWidth(NAME_WIDTH)
        left.clicked.connect(lambda _checked=False: self._why_count(key, name))
        self.counts[key] = left
        bar = Meter(name, "exclude" if value < 0 else "accent")
        bar.show_share(abs(value) / whole if whole else 0)
        text = f"−{words.count(-value)}" if value < 0 else words.count(value)
        right = label(text, "strong", tone="exclude" if value < 0 and not tone else tone)
        right.setMinimumWidth(64)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(left, bar, right, gap=12)
        line.setStretch(1, 1)
        self._counts.addLayout(line)

    def _show_rows(self) -> None:
        preview = self.draft.preview
        if preview is None:
            return
        model = self.sample.paged
        columns = tuple(
            Column(key, key.replace("_", " "), "text", 118, key, sortable=False)
            for key in preview.columns
        )
        if model.columns != columns:
            model.beginResetModel()
            model.columns = columns
            model.endResetModel()
            for at, one in enumerate(columns):
                self.sample.setColumnWidth(at, one.width)
        rows = [dict(zip(preview.columns, values, strict=True)) for values in preview.rows]
        model.restart(len(rows), rows)
        nameless = self.tr("No name")
        people = [
            {
                "name": " ".join(part for part in (one.given_name, one.surname) if part)
                or nameless,
                "reason": one.reason.value,
                "amperity_id": one.amperity_id,
            }
            for one in preview.left_out
        ]
        self.people.restart(len(people))
        for start in range(0, len(people), 100):
            self.people.put(start, people[start : start + 100])
