"""Making a fiscal calendar: the month in which the year begins, and how a year is named."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from ui.kit.parts import button, column, label, row
from ui.shell.doors import Doors
from ui.shell.session import Session

_FEBRUARY = 2


class CalendarMaker(QWidget):
    """Two choices and a button; the calendar is imported, and undone, as any other file."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._doors = session, doors
        t = self.tr
        self.month = QComboBox()
        self.month.setAccessibleName(t("Month in which the fiscal year begins"))
        for at in range(1, 13):
            self.month.addItem(self._name(at), at)
        self.month.setCurrentIndex(_FEBRUARY - 1)
        self.named = QComboBox()
        self.named.setAccessibleName(t("How a fiscal year is named"))
        self.named.addItem(t("after the year it ends in"), True)  # noqa: FBT003  # its value
        self.named.addItem(t("after the year it begins in"), False)  # noqa: FBT003
        self.make = button(t("Make a calendar"), k="primary", clicked=self._make)
        begins, named = label(t("The year begins in"), "label"), label(t("and is named"), "label")
        begins.setBuddy(self.month)
        named.setBuddy(self.named)
        self.example = label("", "hint")
        self.setLayout(
            column(
                row(None, begins, self.month, named, self.named, None),
                row(None, self.example, None),
                row(None, self.make, None),
                gap=10,
            )
        )
        self.month.currentIndexChanged.connect(self._tell)
        self.named.currentIndexChanged.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        """Say what the choices mean, with the days of the year that is running."""
        month, words = int(self.month.currentData()), self._session.words
        today = self._session.today or date.today()  # noqa: DTZ011  # the user's own day
        begin = today.year if today.month >= month else today.year - 1
        end = date(begin + 1, month, 1)
        year = begin + 1 if self.named.currentData() and month > 1 else begin
        last = date.fromordinal(end.toordinal() - 1)
        said = self.tr("Fiscal {0} runs from {1} to {2}.")
        self.example.setText(said.format(year, words.day(date(begin, month, 1)), words.day(last)))
        self.named.setEnabled(month > 1)

    def _make(self) -> None:
        data, month = self._session.brand.data, int(self.month.currentData())
        by_end = bool(self.named.currentData())
        self._session.desk.ask(
            "data.fiscal",
            lambda: data.fiscal_file(month, named_by_end=by_end),
            self._import,
            lambda error: self._doors.say(str(error), "neg"),
        )

    def _import(self, file: Path) -> None:
        from ampdesk.api import ImportFiles
        from ampdesk.api.fiscal import SOURCE

        work = ImportFiles(files=(file,), source=SOURCE, then_build=True)
        self._doors.run(self.tr("Making the fiscal calendar"), work)

    @staticmethod
    def _name(month: int) -> str:
        from PySide6.QtCore import QLocale

        return QLocale().standaloneMonthName(month)
