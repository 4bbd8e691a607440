"""One file of the import: what it holds, from where, what its columns become, its first rows."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QVBoxLayout, QWidget

from ui.importing.cells import MappingGrid, PreviewGrid
from ui.importing.draft import ImportDraft, name_of
from ui.importing.kinds import KINDS, kind_title
from ui.importing.questions import question_cards
from ui.kit.elide import ElidedLabel
from ui.kit.notes import Banner
from ui.kit.parts import button, clear, column, filling, holder, label, row

if TYPE_CHECKING:
    from ampdesk.api import FilePlan, Look


class FileView(QWidget):
    """Draws one file of the draft; every change goes through the draft and comes back."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._draft = draft
        self._plan: FilePlan | None = None
        self._asked: tuple[object, ...] = ()
        self.name = ElidedLabel("", "strong")
        self.facts = ElidedLabel("", "label")
        self.kind = QComboBox()
        self.kind.setMinimumWidth(180)
        self.kind.activated.connect(self._take_kind)
        self.source = QLineEdit()
        self.source.setMaximumWidth(200)
        self.source.editingFinished.connect(self._take_source)
        self.source.setToolTip(
            self.tr("Files of one shop or list share a source; a later file brings it up to date")
        )
        kind_label = label(self.tr("Each row is about"), "label")
        kind_label.setBuddy(self.kind)
        source_label = label(self.tr("Source"), "label")
        source_label.setBuddy(self.source)
        self.banner = Banner()
        self._questions = QVBoxLayout()
        self._questions.setSpacing(8)
        self._questions_holder = holder(column(self._questions, gap=0))
        self.mapping = MappingGrid(self.tr("What each column becomes"), draft.words)
        self.mapping.told.connect(self._take_tag)
        self.preview = PreviewGrid(self.tr("First rows of the file"))
        self.preview_title = label("", "label")
        self.change = button(
            self.tr("Change what it becomes"), k="link", glyph="tag-outline",
            clicked=lambda: self.mapping.choose(self.mapping.currentIndex().row()),
        )  # fmt: skip
        mapping_head = row(label(self.tr("Columns"), "strong"), None, self.change)
        upper = holder(column(mapping_head, self.mapping, gap=4))
        lower = holder(column(self.preview_title, self.preview, gap=4))
        self.mapping.setMinimumHeight(110)
        self.preview.setMinimumHeight(96)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setAccessibleName(self.tr("Columns and first rows"))
        head = row(self.name, self.facts, gap=10)
        head.setStretch(1, 1)
        told = row(kind_label, self.kind, 8, source_label, self.source, None)
        layout = column(head, told, self.banner, self._questions_holder, split, gap=8)
        layout.setStretch(4, 1)
        self.setLayout(layout)

    @property
    def plan(self) -> "FilePlan | None":
        """Return the file it shows."""
        return self._plan

    def show_file(self, plan: "FilePlan", look: "Look", error: str = "") -> None:
        """Show a file, or the same one anew."""
        draft, words = self._draft, self._draft.words
        self._plan = plan
        self.name.setText(plan.file)
        counted = (
            self.tr("{0} rows").format(words.count(plan.rows))
            if plan.rows is not None
            else self.tr("a long file")
        )
        wide = self.tr("%n column(s)", "", len(plan.headers))
        self.facts.setText(f"{counted} · {wide}")
        self._fill_kinds(plan)
        if not self.source.hasFocus():
            self.source.setText(plan.source)
        self.source.setAccessibleName(self.tr("Source of {0}").format(plan.file))
        self._say(plan, error)
        self._show_questions(plan)
        uses = draft.columns(plan, look)
        may = not draft.read_only and plan.kind not in {"", "custom"}
        self.mapping.may_change = may
        self.change.setVisible(may)
        names = plan.filed or plan.headers
        filed = dict(zip(plan.headers, names, strict=True))
        self.mapping.show_columns(uses, plan.kind, look.problems, filed)
        shown = self.tr("First rows as they stand in the file")
        count = len({one.row for one in look.problems})
        if count:
            shown = self.tr("First rows; %n of them with a problem, marked in its cell", "", count)
        self.preview_title.setText(shown)
        marked = [replace(one, header=filed.get(one.header, "")) for one in look.problems]
        self.preview.show_rows(names, plan.preview, marked)

    def _say(self, plan: "FilePlan", error: str) -> None:
        if error:
            self.banner.say(error, "neg")
        elif plan.warnings:
            self.banner.say("\n".join(str(one) for one in plan.warnings), "info")
        else:
            self.banner.clear()

    def _fill_kinds(self, plan: "FilePlan") -> None:
        quiet = QSignalBlocker(self.kind)
        self.kind.clear()
        if not plan.kind:
            self.kind.addItem(self.tr("choose what it holds"), "")
        for kind in KINDS:
            self.kind.addItem(kind_title(kind), kind)
        self.kind.setCurrentIndex(max(self.kind.findData(plan.kind), 0))
        self.kind.setAccessibleName(self.tr("What {0} holds").format(plan.file))
        quiet.unblock()

    def _show_questions(self, plan: "FilePlan") -> None:
        asked = (name_of(plan), plan.questions)
        if asked == self._asked:
            return
        self._asked = asked
        with filling(self._questions_holder):
            clear(self._questions)
            for card in question_cards(self._draft, plan):
                self._questions.addWidget(card)
        self._questions_holder.setVisible(bool(plan.questions))

    def _take_kind(self, at: int) -> None:
        kind = str(self.kind.itemData(at) or "")
        if self._plan is not None and kind and kind != self._plan.kind:
            self._draft.set_kind(self._plan, kind)

    def _take_source(self) -> None:
        if self._plan is not None:
            self._draft.set_source(self._plan, self.source.text())

    def _take_tag(self, header: str, tag: str | None) -> None:
        if self._plan is not None:
            self._draft.set_tag(self._plan, header, tag)
