"""A SQL segment: one SELECT that returns the activation id alone, typed and formatted here."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.notes import Banner
from ui.kit.parts import button, column, label, row
from ui.segments.draft import SegmentDraft
from ui.segments.fields import Choice
from ui.segments.live import LiveCount
from ui.segments.sql_sheet import DIALECTS
from ui.shell.session import Session
from ui.theme import code_font
from ui.tokens import PAGE_EDGE

PAUSE_MS = 300


class SqlView(QWidget):
    """Draws the draft's statement; what is wrong with it stands above."""

    def __init__(self, session: Session, draft: SegmentDraft, live: LiveCount) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._draft, self._live = session, draft, live
        t = self.tr
        self.dialect = Choice(t("Dialect"), list(DIALECTS.items()))
        self.dialect.picked.connect(self._turn)
        self.format = button(t("Format"), glyph="format-indent-increase", clicked=self._format)
        self.note = label(t("Returns the ids alone: SELECT amperity_id FROM … WHERE …"), "hint")
        self.trouble = Banner()
        self.text = QPlainTextEdit()
        self.text.setFont(code_font())
        self.text.setAccessibleName(t("Statement"))
        self.text.setTabChangesFocus(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._take)
        self.text.textChanged.connect(self._pause.start)
        whole = column(
            row(self.dialect, self.format, self.note, None), self.trouble, self.text, gap=10,
            margins=(PAGE_EDGE, 0, PAGE_EDGE, 16),
        )  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        draft.changed.connect(self.draw)
        live.changed.connect(self.draw_trouble)

    def draw(self) -> None:
        """Draw the statement; what is being typed is not touched."""
        if not self._draft.is_sql:
            return
        self.dialect.show_key(str(self._draft.body.get("dialect", "presto")))
        if self.text.toPlainText() != self._draft.body["sql"]:
            self.text.blockSignals(True)  # noqa: FBT003
            self.text.setPlainText(self._draft.body["sql"])
            self.text.blockSignals(False)  # noqa: FBT003
        self.text.setReadOnly(self._session.read_only)

    def draw_trouble(self) -> None:
        """Say what is wrong with it, as long as it is."""
        found, error = self._live.found, self._live.error
        if not self._draft.is_sql or self._live.is_counting:
            return
        if error is not None:
            self.trouble.say(str(error), "neg")
        elif found is not None and found.problems:
            first = found.problems[0]
            said = f"{first.message} – {first.remedy}"
            self.trouble.say(said[:1].upper() + said[1:], "neg")
        else:
            self.trouble.clear()

    def _take(self) -> None:
        text = self.text.toPlainText()
        if self._draft.is_sql and text != self._draft.body["sql"]:
            made = {**self._draft.body, "sql": text}
            self._draft.edit(self.tr("statement"), made, merge="sql")

    def _turn(self, dialect: str) -> None:
        self._take()
        self._draft.edit(self.tr("dialect"), {**self._draft.body, "dialect": dialect})

    def _format(self) -> None:
        self._take()
        brand, body = self._session.brand, self._draft.body
        text, dialect = str(body["sql"]), str(body.get("dialect", "presto"))
        self._session.desk.ask(
            "segments.format", lambda: brand.segments.format_sql(text, dialect), self._formatted,
            self._refused,
        )  # fmt: skip

    def _formatted(self, text: str) -> None:
        self._draft.edit(self.tr("format"), {**self._draft.body, "sql": text})

    def _refused(self, error: AmpDeskError) -> None:
        self.trouble.say(str(error), "neg")
