"""The receipt as a person reads it: the answer, the facts that prove it, the rule, the SQL."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.card import Skeleton
from ui.kit.notes import Glyph, badge
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column, filling, icon_button, label, row, rule
from ui.shell.session import Session
from ui.theme import code_font

if TYPE_CHECKING:
    from ampdesk.api import Receipt

MOST_LINES = 40  # of a receipt on the screen; its text has all
_MARKS = {
    "won": ("check-circle-outline", "pos"),
    "holds": ("check-circle-outline", "pos"),
    "passed": ("check", "text3"),
    "lost": ("circle-outline", "text3"),
    "fails": ("close-circle-outline", "exclude"),
    "left out": ("minus-circle-outline", "exclude"),
}


class ReceiptBody(PageScroll):
    """The content of a receipt, scrolled."""

    def __init__(self, name: str) -> None:
        self._content = QVBoxLayout()
        self._content.setSpacing(10)
        inner = QWidget()
        inner.setProperty("k", "plain")
        self._inner = inner
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 4, 0)
        inside.addLayout(self._content)
        inside.addStretch(1)
        super().__init__(inner, name)
        self.receipt: Receipt | None = None

    def loading(self) -> None:
        """Show grey bars where the words will be."""
        self.receipt = None
        clear(self._content)
        for width in (300, 240, 280):
            self._content.addWidget(Skeleton(width, 18))

    def copy(self) -> None:
        """Put the receipt on the clipboard as text."""
        if self.receipt is not None:
            QGuiApplication.clipboard().setText(self.receipt.as_text())

    def show_error(self, error: AmpDeskError) -> None:
        """Show why there is no receipt."""
        clear(self._content)
        self._content.addWidget(_paragraph(f"{error.message} – {error.remedy}"))

    def show_receipt(self, receipt: "Receipt") -> None:
        """Show answer, facts, rule and statement."""
        self.receipt = receipt
        with filling(self._inner):
            self._fill(receipt)

    def _fill(self, receipt: "Receipt") -> None:
        clear(self._content)
        add = self._content.addWidget
        answer = label(receipt.sentence, "strong", wrap=True)
        answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        add(answer)
        for at, line in enumerate(receipt.lines[:MOST_LINES]):
            if at:
                add(rule())
            name = label(line.label, "label", wrap=True)
            value = _paragraph(line.value)
            words = column(name, value, gap=1)
            if line.note:
                words.addWidget(label(line.note, "hint", wrap=True))
            if line.mark:
                glyph, role = _MARKS.get(line.mark, ("circle-small", "text3"))
                mark = Glyph(glyph, role, 16)
                mark.setAccessibleName(line.mark)
                shown = row(mark, words, badge(line.mark), gap=8)
                shown.setStretch(1, 1)
                shown.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
                self._content.addLayout(shown)
            else:
                self._content.addLayout(words)
        if len(receipt.lines) > MOST_LINES:
            rest = len(receipt.lines) - MOST_LINES
            add(label(self.tr("%n more line(s): copy the receipt to see them", "", rest), "hint"))
        if receipt.definition:
            add(rule())
            add(label(self.tr("The rule"), "strong"))
            add(_paragraph(receipt.definition))
        facts = [part for part in (", ".join(receipt.sources),) if part]
        if receipt.as_of:
            facts.append(self.tr("as of {0}").format(receipt.as_of))
        if facts:
            add(label(" · ".join(facts), "hint", wrap=True))
        if receipt.sql:
            self._add_sql(receipt.sql)

    def _add_sql(self, sql: str) -> None:
        box = QPlainTextEdit(sql)
        box.setReadOnly(True)
        box.setFont(code_font())
        box.setAccessibleName(self.tr("The statement that was run"))
        box.setFixedHeight(220)
        box.setTabChangesFocus(True)
        box.hide()
        view = button(self.tr("View SQL"), k="link", glyph="code-tags")

        def turn() -> None:
            box.setVisible(not box.isVisible())
            view.setText(self.tr("Hide SQL") if box.isVisible() else self.tr("View SQL"))

        view.clicked.connect(lambda _checked=False: turn())
        self._content.addWidget(view, 0, Qt.AlignmentFlag.AlignLeft)
        self._content.addWidget(box)


class ReceiptPanel(QFrame):
    """Stands in the window's side panel; `closed` when its cross is pressed (Esc: the panel)."""

    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("k", "plain")
        self.setAccessibleName(self.tr("Why?"))
        self.title = label(self.tr("Why?"), "h3", wrap=True)
        close = icon_button("close", self.tr("Close (Esc)"), clicked=self.closed.emit)
        self.body = ReceiptBody(self.tr("Receipt"))
        self.copy = button(self.tr("Copy as text"), glyph="content-copy", clicked=self.body.copy)
        head = row(Glyph("help-circle-outline", "accent"), self.title, close, gap=10)
        head.setStretch(1, 1)
        outer = column(head, rule(), gap=12, margins=(16, 14, 12, 14))
        outer.addWidget(self.body, 1)
        outer.addWidget(self.copy)
        self.setLayout(outer)

    @property
    def receipt(self) -> "Receipt | None":
        """Return what is shown."""
        return self.body.receipt if self.isVisible() else None

    def ask(self, title: str, read: "Callable[[], Receipt]") -> None:
        """Read a receipt away from the window's thread and show it."""
        self.title.setText(title)
        self.body.loading()
        self.copy.setEnabled(False)
        self._session.desk.ask("why", read, self._show, self.body.show_error)

    def _show(self, receipt: "Receipt") -> None:
        self.title.setText(receipt.title)
        self.copy.setEnabled(True)
        self.body.show_receipt(receipt)


def _paragraph(text: str) -> QLabel:
    made = label(text, "", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
