"""The customers on the grid: search, range, order and pages. A view model without a widget."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.kit.paged import PAGE, Column, Kind, PagedModel
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import CustomerPage, RfmRange

TYPING_MS = 150  # a search starts this long after the last key


class CustomerList(QObject):
    """`model` holds the rows; `changed` when total, search or error are new."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = PagedModel(self._columns(), self._write, self)
        self.model.wanted.connect(self._fetch)
        self.model.sorted.connect(self.sort)
        self.total: int | None = None
        self.search = ""
        self.range: RfmRange | None = None
        self.range_words = ""
        self.error: AmpDeskError | None = None
        self._sort, self._descending = "revenue", True
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.read)

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def sort_column(self) -> tuple[int, bool]:
        """Return the column that orders the rows, and whether the highest comes first."""
        keys = [column.key for column in self.model.columns]
        return keys.index(self._sort), self._descending

    def look_for(self, text: str) -> None:
        """Search as it is typed; the rows change when the typing rests."""
        if text != self.search:
            self.search = text
            self._typing.start()

    def show_range(self, wanted: "RfmRange | None", about: str = "") -> None:
        """Show only the customers of an RFM range."""
        self.range, self.range_words = wanted, about
        self.read()

    def sort(self, key: str, descending: bool) -> None:  # noqa: FBT001  # a slot
        """Order the rows."""
        if (key, descending) != (self._sort, self._descending):
            self._sort, self._descending = key, descending
            self.read()

    def read(self) -> None:
        """Read the first page anew; older pages on their way are dropped."""
        self._typing.stop()
        if not self._session.is_open:
            return
        for at in range(3):
            self._session.desk.drop(f"customers.page.{at}")
        ask = self._question(0)
        self._session.desk.ask("customers.first", ask, self._first, self._failed)

    def row(self, row: int) -> dict[str, object] | None:
        """Return a row that has arrived."""
        found = self.model.row_at(row)
        return found if isinstance(found, dict) else None

    def _question(self, offset: int) -> "Callable[[], CustomerPage]":
        brand = self._session.brand
        sort, descending, search, wanted = self._sort, self._descending, self.search, self.range

        def read() -> "CustomerPage":
            return brand.customers.page(
                offset, PAGE, sort=sort, descending=descending, search=search, scores=wanted
            )

        return read

    def _fetch(self, offset: int, _limit: int) -> None:
        # three lanes of answers: what is scrolled past quickly is dropped by what comes after
        key = f"customers.page.{offset // PAGE % 3}"
        self._session.desk.ask(
            key,
            self._question(offset),
            lambda page: self.model.put(offset, _rows(page)),
            lambda _error: self.model.refused(offset),
        )

    def _first(self, page: "CustomerPage") -> None:
        self.total, self.error = page.total, None
        self.model.restart(page.total, _rows(page))
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.total, self.error = None, error
        self.model.restart()
        self.changed.emit()

    def _columns(self) -> tuple[Column, ...]:
        t = self.tr
        return (
            Column("full_name", t("Name"), "text", 150, "full_name"),
            Column("email", t("E-mail"), "text", 190, "email"),
            Column("city", t("City"), "text", 104, "city"),
            Column("orders", t("Orders"), "count", 68, "lifetime_order_frequency"),
            Column("revenue", t("Revenue"), "money", 100, "lifetime_order_revenue"),
            Column("latest_order", t("Last order"), "day", 104, "latest_order_datetime"),
            Column("rfm_score", t("RFM"), "score", 84, "L12M_rfm_score, in its three parts"),
            Column("lifecycle_status", t("Stage"), "text", 80, "lifecycle_status"),
        )

    def _write(self, value: object, kind: Kind) -> str:
        return write_value(self.words, value, kind)


def write_value(words: Words, value: object, kind: Kind) -> str:
    """Write one value of a grid."""
    match kind:
        case "count":
            return words.count(value)  # type: ignore[arg-type]
        case "money":
            return words.money(value)  # type: ignore[arg-type]
        case "day":
            return words.day(value)  # type: ignore[arg-type]
        case "moment":
            return words.moment(value)  # type: ignore[arg-type]
        case "rate":
            return words.rate(value)  # type: ignore[arg-type]
        case "score":
            return score_text(str(value))
        case "yesno":
            return "yes" if value else "no"
    return str(value)


def score_text(score: str) -> str:
    """Write a combined score as "9-8-10" (rfm.md 4.1: 0 stands only inside 10)."""
    parts = []
    at = 0
    while at < len(score):
        two = score[at : at + 2] == "10"
        parts.append("10" if two else score[at])
        at += 2 if two else 1
    return "-".join(parts)


def _rows(page: "CustomerPage") -> list[dict[str, object]]:
    return [dict(zip(page.columns, row, strict=True)) for row in page.rows]
