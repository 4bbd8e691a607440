"""The statement of a segment in four dialects, to read and to copy."""

from datetime import date

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, label, row
from ui.kit.segmented import Segmented
from ui.kit.sheet import Sheet
from ui.segments.document import Body
from ui.shell.session import Session
from ui.theme import code_font

DIALECTS = {"presto": "Presto", "spark": "Spark", "duckdb": "DuckDB", "sqlite": "SQLite"}


class SqlSheet(Sheet):
    """Shows what runs; nothing is run here."""

    def __init__(
        self, session: Session, window: QWidget, body: Body, as_of: date | None = None
    ) -> None:
        t = self.tr
        about = t("Returns the ids of the members. Relative dates are written as of today.")
        if as_of is not None:
            about = t("Relative dates are written as of {0}; the first lines say what the tables "
                      "are.").format(session.words.day(as_of))  # fmt: skip
        super().__init__(window, t("SQL of “{0}”").format(body["name"] or "–"), about)
        self._session, self._body, self._as_of = session, body, as_of
        self.dialect = Segmented(t("Dialect"), DIALECTS)
        self.dialect.chosen.connect(lambda _key: self.read())
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(code_font())
        self.text.setAccessibleName(t("Statement"))
        self.state = label("", "hint")
        self.copy = button(t("Copy"), glyph="content-copy", k="primary", clicked=self._copy)
        self.body.addLayout(row(self.dialect, None))
        self.body.addWidget(self.text, 1)
        self.foot.addWidget(self.state)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Close"), clicked=self.reject))
        self.foot.addWidget(self.copy)
        self.fit(860, 620)
        self.read()

    def read(self) -> None:
        """Read the statement in the chosen dialect."""
        segments, body, dialect = self._session.brand.segments, self._body, self.dialect.key
        day = self._as_of
        self._session.desk.ask(
            "segments.sql", lambda: segments.sql(body, dialect, as_of=day), self._show, self._fail
        )

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self.state.setText(self.tr("%n line(s)", "", text.count("\n") + 1))
        self.copy.setEnabled(True)

    def _fail(self, error: AmpDeskError) -> None:
        self.text.setPlainText("")
        self.state.setText(str(error))
        self.copy.setEnabled(False)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.state.setText(self.tr("Copied"))
