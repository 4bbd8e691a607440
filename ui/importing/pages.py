"""The pages of the wizard beside the files' own: choosing, checking, the result."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.importing.draft import ImportDraft
from ui.importing.kinds import kind_title
from ui.kit.elide import ElidedLabel
from ui.kit.notes import Glyph, badge
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column, filling, holder, label, row
from ui.words import size

if TYPE_CHECKING:
    from ampdesk.api import FilePlan, Look

FILTER = "(*.csv *.tsv *.txt *.psv *.json *.ndjson *.jsonl *.xlsx *.xls *.parquet *.gz *.zip)"
_REASONS = 4


class FilesPage(QWidget):
    """Step 1: where the files come from; each can be taken away again."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._draft = draft
        self.choose = button(
            self.tr("Choose files"), glyph="file-plus-outline", clicked=self.choose_files
        )
        self.folder = button(
            self.tr("Choose a folder"), glyph="folder-plus-outline", clicked=self.choose_folder
        )
        drop = QFrame()
        drop.setProperty("k", "drop")
        drop.setAccessibleName(self.tr("Drop files here"))
        words = column(
            label(self.tr("Drop exports here, as many as you have"), "strong"),
            label(
                self.tr(
                    "Shops, tills, newsletters, payment services, lists: CSV, Excel, JSON, Parquet,"
                    " zipped or not. Nothing leaves this computer."
                ),
                "label2", wrap=True,
            ), gap=4,
        )  # fmt: skip
        inner = row(Glyph("tray-arrow-down", "accent", 28), words, self.choose, self.folder, gap=14,
                    margins=(18, 16, 18, 16))  # fmt: skip
        inner.setStretch(1, 1)
        drop.setLayout(inner)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self._holder = holder(column(self._list, None, gap=0, margins=(0, 0, 8, 0)))
        layout = column(drop, PageScroll(self._holder, self.tr("Chosen files")), gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def render_draft(self) -> None:
        """Show the chosen files."""
        with filling(self._holder):
            clear(self._list)
            for one in self._draft.chosen:
                self._list.addWidget(self._line(one.path))

    def choose_files(self) -> None:
        """Let the user choose more files."""
        title, kinds = self.tr("Import exports"), self.tr("Tables {0};;All files (*)")
        names, _ = QFileDialog.getOpenFileNames(self, title, "", kinds.format(FILTER))
        if names:
            self._draft.add(Path(name) for name in names)

    def choose_folder(self) -> None:
        """Let the user choose a folder; every table in it is taken."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"))
        if name:
            self._draft.add([Path(name)])

    def _line(self, path: Path) -> QFrame:
        frame = QFrame()
        frame.setProperty("k", "card")
        name = ElidedLabel(path.name, "strong")
        place = ElidedLabel(str(path.parent), "label")
        try:
            told = self.tr("folder") if path.is_dir() else size(path.stat().st_size)
        except OSError:
            told = self.tr("no longer there")
        remove = button(self.tr("Take away"), k="link", clicked=lambda: self._draft.remove(path))
        remove.setAccessibleName(self.tr("Take {0} away").format(path.name))
        glyph = Glyph("folder-outline" if path.is_dir() else "file-outline")
        line = row(glyph, name, place, label(told, "label"), remove, gap=10, margins=(12, 6, 8, 6))
        line.setStretch(1, 2)
        line.setStretch(2, 3)
        frame.setLayout(line)
        return frame


class CardsPage(QWidget):
    """Steps 3 and 4: a sentence that sums up, then a card for each file."""

    def __init__(self, draft: ImportDraft, name: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._draft = draft
        self.sentence = label("", "h3", wrap=True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(10)
        self._holder = holder(column(self._cards, None, gap=0, margins=(0, 0, 8, 0)))
        layout = column(self.sentence, PageScroll(self._holder, name), gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _fill(self, cards: list[QFrame]) -> None:
        with filling(self._holder):
            clear(self._cards)
            for card in cards:
                self._cards.addWidget(card)


class CheckPage(CardsPage):
    """Step 3: what would happen, file by file; nothing has changed yet."""

    def __init__(self, draft: ImportDraft, show_file: "Callable[[FilePlan], object]") -> None:
        super().__init__(draft, "")
        self._show_file = show_file

    def render_draft(self) -> None:
        """Show what would come in."""
        draft, words = self._draft, self._draft.words
        tried = {row["file"]: row for row in draft.results} if draft.stage == "tried" else {}
        open_ = len(draft.questions())
        if open_:
            said = self.tr("%n question(s) only you can answer", "", open_)
        elif draft.failed:
            said = self.tr("%n file(s) cannot be taken as they are", "", len(draft.failed))
        elif tried:
            loaded = sum(one["loaded"] for one in tried.values())
            said = self.tr("Everything was read: {0} rows would come in. Nothing was changed.")
            said = said.format(words.count(loaded))
        elif draft.loadable is not None:
            said = self.tr("{0} rows of %n file(s) will come in. Nothing has changed yet.", "",
                           len(draft.plans))  # fmt: skip
            said = said.format(words.count(draft.loadable))
        else:
            said = self.tr("Long files are counted as they are read. Nothing has changed yet.")
        self.sentence.setText(said)
        cards = [self._file(plan, look, tried.get(plan.file)) for plan, look in draft.looked]
        self._fill(cards + [self._lost(one.path, str(one.error)) for one in draft.failed
                            if not one.looked])  # fmt: skip

    def _file(self, plan: "FilePlan", look: "Look", tried: dict[str, Any] | None) -> QFrame:
        words = self._draft.words
        counts = look.counts
        if tried is not None:
            rows, loaded, rejected = tried["rows"], tried["loaded"], tried["rejected"]
            skipped, warnings = tried["skipped"], list(tried["warnings"])
        elif counts is not None:
            rows, loaded, rejected = counts.rows, counts.loaded, counts.rejected
            skipped, warnings = sum(counts.skipped.values()), list(counts.warnings)
        else:
            rows = None
        frame, lines = _card()
        name = ElidedLabel(plan.file, "strong")
        look_at = button(self.tr("Columns"), k="link", clicked=lambda: self._show_file(plan))
        look_at.setAccessibleName(self.tr("Look at the columns of {0}").format(plan.file))
        if plan.questions:
            mark = badge(self.tr("%n question(s)", "", len(plan.questions)), "warn")
        elif rows is None:
            mark = badge(self.tr("not counted yet"))
        elif rejected:
            mark = badge(self.tr("{0} rejected").format(words.count(rejected)), "warn")
        else:
            mark = badge(self.tr("All good"), "pos")
        head = row(name, mark, look_at, gap=10)
        head.setStretch(0, 1)
        lines.addLayout(head)
        what = self.tr("{0} of the source {1}").format(kind_title(plan.kind), plan.source)
        if rows is None:
            lines.addWidget(label(what, "label", wrap=True))
            return frame
        said = self.tr("{0}: {1} of {2} rows come in, {3} rejected, {4} skipped").format(
            what, *(words.count(one) for one in (loaded, rows, rejected, skipped))
        )
        lines.addWidget(label(said, "label", wrap=True))
        for reason, count in (counts.skipped if counts else {}).items():
            left = self.tr("{0} skipped: {1}").format(words.count(count), reason)
            lines.addWidget(label(left, "hint", wrap=True))
        for text in warnings:
            if not text.startswith("skipped:"):
                lines.addLayout(warning(text))
        return frame

    def _lost(self, path: Path, error: str) -> QFrame:
        frame, lines = _card()
        name = ElidedLabel(path.name, "strong")
        leave = button(self.tr("Leave it out"), k="link", clicked=lambda: self._draft.remove(path))
        leave.setAccessibleName(self.tr("Leave {0} out").format(path.name))
        head = row(name, badge(self.tr("Not read"), "neg"), leave, gap=10)
        head.setStretch(0, 1)
        lines.addLayout(head)
        lines.addWidget(label(error, "label", wrap=True))
        return frame


class ResultPage(CardsPage):
    """Step 4: what came of it, with the rejects to open and each import to be undone."""

    def render_draft(self) -> None:
        """Show the result."""
        draft, words = self._draft, self._draft.words
        loaded = sum(one["loaded"] for one in draft.results)
        rejected = sum(one["rejected"] for one in draft.results)
        said = self.tr("{0} rows are in, and every figure is built anew.")
        if rejected:
            said = self.tr("{0} rows are in, and every figure is built anew. {1} were rejected.")
        self.sentence.setText(said.format(words.count(loaded), words.count(rejected)))
        self._fill([self._file(one) for one in draft.results])

    def _file(self, result: dict[str, Any]) -> QFrame:
        words, draft = self._draft.words, self._draft
        frame, lines = _card()
        number = result.get("import_id")
        undone = number in draft.undone
        if undone:
            mark = badge(self.tr("Undone"))
        elif result["rejected"]:
            mark = badge(self.tr("{0} rejected").format(words.count(result["rejected"])), "warn")
        else:
            mark = badge(self.tr("All good"), "pos")
        head = row(ElidedLabel(str(result["file"]), "strong"), mark, gap=10)
        head.setStretch(0, 1)
        lines.addLayout(head)
        said = self.tr("{0} rows: {1} loaded, {2} rejected, {3} skipped")
        counts = [words.count(result[key]) for key in ("rows", "loaded", "rejected", "skipped")]
        lines.addWidget(label(said.format(*counts), "label"))
        for text in result["warnings"]:
            lines.addLayout(warning(str(text)))
        acts = QHBoxLayout()
        acts.setSpacing(4)
        if result["rejects_file"]:
            acts.addWidget(rejects_button(str(result["rejects_file"])))
        if number is not None and not undone:
            undo = button(self.tr("Undo this import"), k="link", glyph="undo-variant",
                          clicked=lambda: draft.undo(int(number)))  # fmt: skip
            undo.setAccessibleName(self.tr("Undo the import of {0}").format(result["file"]))
            acts.addWidget(undo)
        acts.addStretch(1)
        lines.addLayout(acts)
        return frame


def rejects_button(path: str) -> QWidget:
    """Return a link that opens a rejects file."""
    from PySide6.QtCore import QCoreApplication

    text = QCoreApplication.translate("Rejects", "Open the rejects file")
    see = button(text, k="link", glyph="file-alert-outline", tip=path)
    see.clicked.connect(lambda _checked=False: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
    return see


def warning(text: str) -> QHBoxLayout:
    """Return a line that warns."""
    line = row(Glyph("alert-outline", "warn", 16), label(text, "label", wrap=True), gap=10)
    line.setStretch(1, 1)
    return line


def _card() -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("k", "card")
    lines = column(gap=6, margins=(14, 10, 12, 12))
    frame.setLayout(lines)
    return frame, lines
