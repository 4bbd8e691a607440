"""The panel beside the history: one act, its files, its log; run again, take back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton

from ui.activity.history import History
from ui.kit.panel import Panel
from ui.kit.parts import button, column, filling, icon_button, label, row, rule
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import code_font
from ui.words import NONE

if TYPE_CHECKING:
    from ampdesk.api import Entry, ImportedFile, Work

MOST_FILES = 20


class EntryPanel(Panel):
    """Draws an `Entry`; None says that nothing is chosen."""

    def __init__(self, history: History, session: Session, doors: Doors) -> None:
        super().__init__("")
        self._history, self._session, self._doors = history, session, doors
        self.entry: Entry | None = None
        self.setAccessibleName(self.tr("Entry"))
        self.retry = button("", k="primary", glyph="refresh", clicked=self._retry)
        self.undo = button("", glyph="undo-variant", clicked=self._undo)
        self.undo.setToolTip(self.tr("Its rows leave the brand; what was there before comes back"))
        self.log = button(self.tr("Show the log"), glyph="text-long", clicked=self.show_log)
        self.rejects = button(
            self.tr("Open the rejects"), glyph="file-alert-outline", clicked=self._open_rejects
        )
        for part in (self.retry, self.undo, self.rejects, self.log):
            self.buttons.addWidget(part)
        self.log_panel = LogPanel(doors)
        self.show_entry(None)

    def show_entry(self, entry: "Entry | None") -> None:
        """Show one act."""
        self.entry = entry
        with filling(self.content):
            self._fill()

    def _fill(self) -> None:
        entry, history, words = self.entry, self._history, self._history.words
        self.clear_sections()
        self.log.setVisible(entry is not None)
        self._offer()
        if entry is None:
            self.title.setText(self.tr("Nothing chosen"))
            self.words(self.tr("Choose an entry to see how it went."))
            return
        self.title.setText(history.kind_words(entry.kind))
        self.words(entry.subject or NONE)
        if entry.message:
            self.words(entry.message)
        self.section()
        self.fact(self.tr("State"), history.state_words(entry.state))
        self.fact(self.tr("When"), words.moment(entry.at))
        self.fact(self.tr("Took"), history.time_words(entry.seconds))
        self.fact(self.tr("Rows"), NONE if entry.rows is None else words.count(entry.rows))
        if entry.rejected:
            self.fact(self.tr("Rejected"), words.count(entry.rejected))
        if entry.who:
            self.fact(self.tr("Who"), entry.who)
        if entry.files:
            self.section(self.tr("Files"))
            for file in entry.files[:MOST_FILES]:
                self._add_file(file)
            rest = len(entry.files) - MOST_FILES
            if rest > 0:
                self.words(self.tr("%n more file(s): see the log", "", rest), "hint")

    def _add_file(self, file: "ImportedFile") -> None:
        words = self._history.words
        said = self.tr("{0}: {1} rows").format(file.file, words.count(file.loaded))
        if not file.live:
            said = self.tr("{0}, taken back").format(said)
        elif file.rejected:
            said = self.tr("{0}, {1} rejected").format(said, words.count(file.rejected))
        self.words(said)

    def _offer(self) -> None:
        entry = self.entry
        may = self._session.is_open and not self._session.read_only
        why = "" if may else self.tr("Read-only: another window or command holds this brand")
        live = entry.undoable if entry else ()
        failed = bool(entry and entry.state in {"failed", "cancelled", "rolled back"})
        self.retry.setVisible(bool(entry and entry.can_retry))
        self._name(self.retry, self.tr("Try again") if failed else self.tr("Run again"))
        self.undo.setVisible(bool(live) and bool(entry and entry.kind == "import"))
        self._name(self.undo, self.tr("Undo %n file(s)", "", len(live)))
        for part in (self.retry, self.undo):
            part.setEnabled(may)
            if why:
                part.setToolTip(why)
        self.rejects.setVisible(any(one.rejects_file for one in entry.files) if entry else False)

    @staticmethod
    def _name(part: QPushButton, words: str) -> None:
        part.setText(words)
        part.setAccessibleName(words)

    def show_log(self) -> None:
        """Read the log and show it beside the history; Esc closes it."""
        entry, brand = self.entry, self._session.brand
        if entry is None:
            return
        opener = self.log
        self.log_panel.loading(self._history.kind_words(entry.kind))
        self._doors.show_beside(self.log_panel, opener)
        self._session.desk.ask(
            "activity.log",
            lambda: brand.activity.log(entry.id),
            self.log_panel.show_log,
            lambda error: self.log_panel.show_log(str(error)),
        )

    def _retry(self) -> None:
        entry, brand = self.entry, self._session.brand
        if entry is None:
            return
        self.retry.setEnabled(False)
        self._session.desk.ask(
            "activity.work",
            lambda: brand.activity.work(entry.id),
            self._run,
            lambda error: self._doors.say(str(error), "neg"),
        )

    def _run(self, work: "Work") -> None:
        self._doors.run(work.title, work)

    def _undo(self) -> None:
        from ampdesk.api import UndoImport

        live = self.entry.undoable if self.entry else ()
        for at, file in enumerate(reversed(live), start=1):  # the newest first
            work = UndoImport(import_id=file.import_id, then_build=at == len(live))
            self._doors.run(self.tr("Undoing the import of {0}").format(file.file), work)

    def _open_rejects(self) -> None:
        for file in self.entry.files if self.entry else ():
            if file.rejects_file:
                QDesktopServices.openUrl(QUrl.fromLocalFile(file.rejects_file))
                return


class LogPanel(QFrame):
    """A log as text, to read and to copy."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setAccessibleName(self.tr("Log"))
        self.title = label(self.tr("Log"), "h3", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(code_font())
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Log"))
        close = icon_button("close", self.tr("Close (Esc)"), clicked=doors.close_beside)
        copy = button(self.tr("Copy the log"), glyph="content-copy", clicked=self.copy)
        head = row(self.title, close, gap=10)
        head.setStretch(0, 1)
        whole = column(head, rule(), gap=12, margins=(16, 14, 14, 14))
        whole.addWidget(self.text, 1)
        whole.addWidget(copy)
        self.setLayout(whole)
        self.setFocusProxy(self.text)

    def loading(self, title: str) -> None:
        """Show that a log is being read."""
        self.title.setText(self.tr("Log: {0}").format(title))
        self.text.setPlainText("…")

    def show_log(self, text: str) -> None:
        """Show a log from its first line."""
        self.text.setPlainText(text)

    def copy(self) -> None:
        """Put the log on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
