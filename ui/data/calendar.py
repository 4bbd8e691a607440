"""The fiscal calendar as it stands: months with their days, weeks and named sales."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.customers.listing import write_value
from ui.data.calendar_maker import CalendarMaker
from ui.data.model import Incoming
from ui.data.sources import fill
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button, column, holder, label, row
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE


class CalendarView(QWidget):
    """A grid of months, or what a calendar is for and how to bring one in."""

    def __init__(self, session: Session, doors: Doors, incoming: Incoming) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._incoming = session, incoming
        t = self.tr
        self.grid = DataGrid(
            t("Months of the fiscal calendar"),
            PagedModel(
                (
                    Column("year", t("Fiscal year"), "id", 96, "fiscal_year", sortable=False),
                    Column("quarter", t("Quarter"), "id", 80, "fiscal_quarter", sortable=False),
                    Column("month", t("Month"), "id", 80, "fiscal_month", sortable=False),
                    Column("first", t("From"), "day", 120, "calendar_date", sortable=False),
                    Column("last", t("To"), "day", 120, "calendar_date", sortable=False),
                    Column("weeks", t("Weeks"), "count", 70, "fiscal_week_start", sortable=False),
                    Column("days", t("Days"), "count", 70, "calendar_date", sortable=False),
                    Column("sales", t("Sales and holidays"), "text", 240, "holiday_sale_name",
                           sortable=False),
                ),
                lambda value, kind: write_value(session.words, value, kind),
            ),
            framed=True,
        )  # fmt: skip
        self.about = label("", "label2", wrap=True)
        self.add = button(t("Import a newer calendar"), glyph="calendar-import",
                          clicked=doors.choose_files)  # fmt: skip
        head = row(self.about, self.add, gap=12)
        head.setStretch(0, 1)
        shown = column(head, self.grid, gap=10, margins=(PAGE_EDGE, 10, PAGE_EDGE, 14))
        shown.setStretch(1, 1)
        self.maker = CalendarMaker(session, doors)
        self.bring = button(t("Import a calendar"), clicked=doors.choose_files)
        self.again = button(t("Read again"), glyph="refresh", clicked=incoming.read)
        self.empty = EmptyState(
            "calendar-blank-outline",
            t("No fiscal calendar"),
            t(
                "With one, orders carry your own weeks, months and years. Make one of calendar"
                " months, or import a file for 4-5-4 weeks and sales by name (F1 says which"
                " columns)."
            ),
            holder(column(self.maker, row(None, self.bring, self.again, None), gap=12)),
        )
        self._invite = (self.empty.title.text(), self.empty.text.text())
        self.stack = QStackedWidget()
        self.stack.addWidget(holder(shown))
        self.stack.addWidget(self.empty)
        self.setLayout(column(self.stack, gap=0))

    def wait(self) -> None:
        """Show that it is being read, unless an older one is shown meanwhile."""
        if not self._incoming.months:
            self.stack.setCurrentIndex(0)
            self.grid.paged.expect()

    def show_incoming(self) -> None:
        """Draw what was read."""
        months, words = self._incoming.months, self._session.words
        error = self._incoming.lake_error
        if not self._incoming.lake_arrived:
            return
        self.again.setVisible(error is not None)
        self.bring.setVisible(error is None)
        self.maker.setVisible(error is None)
        self.maker.setEnabled(not self._session.read_only)
        self.bring.setEnabled(not self._session.read_only)
        if error is not None:
            self.empty.say_error(error)
        else:
            self.empty.say(*self._invite)
        self.stack.setCurrentIndex(0 if months else 1)
        self.add.setEnabled(not self._session.read_only)
        if not months:
            return
        first, last = min(one.first for one in months), max(one.last for one in months)
        years = len({one.year for one in months})
        said = self.tr("{0} to {1}, %n fiscal year(s)", "", years)
        self.about.setText(said.format(words.day(first), words.day(last)))
        fill(self.grid, [
            {
                "year": str(one.year),
                "quarter": f"Q{one.quarter}" if one.quarter else None,
                "month": str(one.month) if one.month else None,
                "first": one.first,
                "last": one.last,
                "weeks": one.weeks,
                "days": one.days,
                "sales": ", ".join(one.sales) or "–",
            }
            for one in months
        ])  # fmt: skip
