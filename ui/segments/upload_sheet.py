"""A file of ids, e-mails or phones becomes a customer list; what did not match is told."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, label, row
from ui.kit.segmented import Segmented
from ui.kit.sheet import Sheet
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import UploadReport

SHOWN = 1_000  # values that did not match, in the sheet; all of them go to the file


class UploadSheet(Sheet):
    """`uploaded` with the list's name; the report stays until it is closed."""

    uploaded = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        t = self.tr
        about = t("The first column of a CSV or text file is matched to your customers.")
        super().__init__(window, t("Upload a customer list"), about)
        self._session = session
        self._file: Path | None = None
        self._report: UploadReport | None = None
        self.file = button(t("Choose a file…"), glyph="file-upload-outline", clicked=self._choose)
        self.chosen = label(t("No file yet"), "label2")
        self.name = QLineEdit()
        self.name.setAccessibleName(t("Name of the list"))
        self.name.setPlaceholderText(t("Name of the list"))
        self.name.setMaxLength(200)
        self.match = Segmented(
            t("What the file holds"),
            {"email": t("E-mails"), "phone": t("Phones"), "id": t("Customer ids")},
        )
        self.report = label("", "strong", wrap=True)
        self.unmatched = QPlainTextEdit()
        self.unmatched.setReadOnly(True)
        self.unmatched.setAccessibleName(t("Values that match nobody"))
        self.unmatched.hide()
        self.save = button(t("Save these values…"), glyph="tray-arrow-down", clicked=self._save)
        self.save.hide()
        self.body.addLayout(row(self.file, self.chosen, None))
        self.body.addLayout(row(label(t("It holds"), "label"), self.match, None))
        self.body.addWidget(self.name)
        self.body.addWidget(self.report)
        self.body.addWidget(self.unmatched, 1)
        self.body.addLayout(row(self.save, None))
        self.body.addStretch(0)
        self.upload = button(t("Match and keep"), k="primary", clicked=self._upload)
        self.close_ = button(t("Close"), clicked=self.reject)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_)
        self.foot.addWidget(self.upload)
        self.name.textChanged.connect(lambda _text: self._draw())
        self.fit(620, 520)
        self._draw()

    def take(self, file: Path) -> None:
        """Take a file; the list is called as the file until another name is typed."""
        self._file = file
        self.chosen.setText(file.name)
        if not self.name.text().strip():
            self.name.setText(file.stem)
        self._draw()

    def _draw(self) -> None:
        self.upload.setEnabled(bool(self._file and self.name.text().strip()))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("A file of ids, e-mails or phones"), "",
            self.tr("Lists (*.csv *.txt *.tsv);;All files (*)"),
        )  # fmt: skip
        if name:
            self.take(Path(name))

    def _upload(self) -> None:
        if self._file is None:
            return
        brand, file = self._session.brand, self._file
        name, match = self.name.text().strip(), self.match.key
        self.upload.setEnabled(False)
        self.report.setText(self.tr("Matching…"))
        self._session.desk.ask(
            "segments.upload", lambda: brand.segments.upload(name, file, match=match),
            self._done, self._failed, lane="wide",
        )  # fmt: skip

    def _done(self, report: "UploadReport") -> None:
        words, t = self._session.words, self.tr
        self._report = report
        lost = report.unmatched
        said = t("{0} of {1} values belong to {2} customers.").format(
            words.count(report.matched), words.count(report.rows), words.count(len(report.ids))
        )
        if lost:
            said += " " + t("{0} match nobody:").format(words.count(len(lost)))
        self.report.setText(said)
        shown = "\n".join(lost[:SHOWN])
        if len(lost) > SHOWN:
            shown += "\n" + t("… and {0} more").format(words.count(len(lost) - SHOWN))
        self.unmatched.setPlainText(shown)
        self.unmatched.setVisible(bool(lost))
        self.save.setVisible(bool(lost))
        self._draw()
        self.uploaded.emit(self.name.text().strip())

    def _failed(self, error: AmpDeskError) -> None:
        self.report.setText(str(error))
        self._draw()

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Values that match nobody"), "unmatched.csv", "CSV (*.csv)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the values that match nobody, one a line, as they were given."""
        if self._report is None:
            return
        try:
            path.write_text("\n".join(self._report.unmatched) + "\n", encoding="utf-8")
        except OSError as error:
            self.report.setText(self.tr("{0} cannot be written: {1}").format(path.name, error))
