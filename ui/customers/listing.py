"""The customers on the grid: query, columns and pages. A view model without a widget."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.customers.columns import PRIVATE, USUAL, every_column, masked, op_words
from ui.kit.paged import PAGE, Column, Kind, PagedModel
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import ColumnTest, CustomerPage, CustomerQuery, Gap, RfmRange

TYPING_MS = 150  # a search starts this long after the last key
SUMMING_MS = 200  # and the sums of the chosen rows after the last choice
_LAYOUT = "customers.columns"


class CustomerList(QObject):
    """`model` holds the rows; `changed` when total, query or error are new, `summed` the sums."""

    changed = Signal()
    asked = Signal()  # rows are on their way
    summed = Signal()
    columns_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._every = every_column(self.tr)
        self.shown: tuple[str, ...] = USUAL
        self.model = PagedModel(self._columns(), self._write, self)
        self.model.wanted.connect(self._fetch)
        self.model.sorted.connect(self.sort)
        self.total: int | None = None
        self.search = ""
        self.range: RfmRange | None = None
        self.range_words = ""
        self.gap: Gap = ""
        self.tests: tuple[ColumnTest, ...] = ()
        self.masked = False
        self.error: AmpDeskError | None = None
        self.reading = False
        self.stopped = False  # the user wanted no answer
        self.sums: dict[str, Any] | None = None
        self._sort, self._descending = "revenue", True
        self._chosen: tuple[str, ...] = ()
        self._typing = self._timer(TYPING_MS, self.read)
        self._summing = self._timer(SUMMING_MS, self._ask_sums)

    def _timer(self, wait: int, then: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(then)
        return made

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def every(self) -> dict[str, Column]:
        """Return every column that can be shown, by key."""
        return self._every

    @property
    def sort_column(self) -> tuple[int, bool]:
        """Return the column that orders the rows (-1: a hidden one); whether descending."""
        keys = [column.key for column in self.model.columns]
        at = keys.index(self._sort) if self._sort in keys else -1
        return at, self._descending

    @property
    def query(self) -> "CustomerQuery":
        """Return what is shown, with columns and order."""
        from ampdesk.api import CustomerQuery

        return CustomerQuery(
            search=self.search,
            range=self.range,
            gap=self.gap,
            tests=self.tests,
            sort=self._sort,
            descending=self._descending,
            columns=self.shown,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether somebody is left out."""
        return bool(self.search.strip() or self.range is not None or self.tests or self.gap)

    # asking for others

    def look_for(self, text: str) -> None:
        """Search as it is typed; the rows change when the typing rests."""
        if text != self.search:
            self.search = text
            if self._session.is_open:
                self._session.brand.customers.stop()  # what is searched is not wanted any more
            self._typing.start()

    def show_range(self, wanted: "RfmRange | None", about: str = "") -> None:
        """Show only the customers of an RFM range."""
        self.range, self.range_words = wanted, about
        self.read()

    def show_gap(self, gap: str) -> None:
        """Show only those whom a notice of Home counts; "" shows all again."""
        self.search, self.range, self.tests = "", None, ()
        self.gap = cast("Gap", gap)
        self.read()

    def gap_words(self) -> str:
        """Write the gap as its chip says it."""
        words = {
            "no consent": self.tr("E-mail address, no word on consent"),
            "loyalty alone": self.tr("Loyalty member, no other record"),
        }
        return words.get(self.gap, "")

    def add_test(self, test: "ColumnTest") -> None:
        """Show only those for whom one test more holds."""
        if test not in self.tests:
            self.tests = (*self.tests, test)
            self.read()

    def remove_test(self, test: "ColumnTest") -> None:
        """Take a test away."""
        self.tests = tuple(one for one in self.tests if one != test)
        self.read()

    def clear_all(self) -> None:
        """Show everybody."""
        self.search, self.range, self.tests, self.gap = "", None, (), ""
        self.read()

    def sort(self, key: str, descending: bool) -> None:  # noqa: FBT001  # a slot
        """Order the rows."""
        if (key, descending) != (self._sort, self._descending):
            self._sort, self._descending = key, descending
            self.read()

    def show_query(self, query: "CustomerQuery", about: str = "") -> None:
        """Show what a saved view holds."""
        self.search, self.range, self.tests = query.search, query.range, query.tests
        self.gap = query.gap
        self.range_words = about
        self._sort, self._descending = query.sort, query.descending
        if query.columns:
            self._show(query.columns)
        self.read()

    def test_words(self, test: "ColumnTest") -> str:
        """Write a test as its chip says it."""
        title = self._every[test.column].title
        return f"{title} {op_words(self.tr)[test.op]} {test.value}".rstrip()

    # columns

    def read_layout(self) -> None:
        """Take the columns that this brand was shown with last."""
        kept: list[object] = self._session.layout.get(_LAYOUT, [])
        self._show(tuple(str(key) for key in kept) or USUAL)

    def choose_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, in this order; remembered for the brand."""
        self._show(tuple(keys))
        self._session.layout.put(_LAYOUT, list(self.shown))

    def _show(self, keys: Sequence[str]) -> None:
        known = tuple(key for key in keys if key in self._every)
        if not known or known == self.shown:
            return
        self.shown = known
        self.model.beginResetModel()
        self.model.columns = self._columns()
        self.model.endResetModel()
        self.model.write_anew()
        self.columns_changed.emit()

    def mask(self, *, on: bool) -> None:
        """Hide names and addresses, or show them again."""
        if on != self.masked:
            self.masked = on
            self.read()

    def _columns(self) -> tuple[Column, ...]:
        return tuple(self._every[key] for key in self.shown)

    # reading

    def read(self) -> None:
        """Read the first page anew; older pages on their way are dropped."""
        self._typing.stop()
        if not self._session.is_open:
            return
        for at in range(3):
            self._session.desk.drop(f"customers.page.{at}")
        self._chosen = ()
        self.reading, self.stopped = True, False
        if self.total is None:
            self.model.expect()
        self.asked.emit()
        self._session.desk.ask("customers.first", self._question(0), self._first, self._failed)

    def cancel(self) -> None:
        """Want no answer any more; what was shown before it was asked for is gone."""
        if self.reading:
            self._session.desk.drop("customers.first")
            self._session.brand.customers.stop()
            self.reading, self.stopped = False, True
            self.total, self.error = None, None
            self.model.restart()
            self.changed.emit()

    def row(self, row: int) -> dict[str, object] | None:
        """Return a row that has arrived."""
        found = self.model.row_at(row)
        return found if isinstance(found, dict) else None

    def sum_chosen(self, ids: Sequence[str]) -> None:
        """Sum up the chosen rows; fewer than two: all that are shown."""
        self._chosen = tuple(ids) if len(ids) > 1 else ()
        self._summing.start()

    def _ask_sums(self) -> None:
        if not self._session.is_open or not self.total:
            return
        brand, query, chosen = self._session.brand, self.query, self._chosen
        self._session.desk.ask(
            "customers.sums", lambda: brand.customers.summary(query, chosen), self._take_sums
        )

    def _take_sums(self, sums: dict[str, Any]) -> None:
        self.sums = {**sums, "chosen": len(self._chosen)}
        self.summed.emit()

    def _question(self, offset: int) -> "Callable[[], CustomerPage]":
        brand, query = self._session.brand, self.query
        return lambda: brand.customers.page(offset, PAGE, query=query)

    def _fetch(self, offset: int, _limit: int) -> None:
        # three lanes of answers: what is scrolled past quickly is dropped by what comes after
        key = f"customers.page.{offset // PAGE % 3}"
        self._session.desk.ask(
            key,
            self._question(offset),
            lambda page: self.model.put(offset, self._rows(page)),
            lambda _error: self.model.refused(offset),
        )

    def _first(self, page: "CustomerPage") -> None:
        self.total, self.error, self.sums = page.total, None, None
        self.reading = False
        self.model.restart(page.total, self._rows(page))
        self.changed.emit()
        self._summing.start()

    def _failed(self, error: AmpDeskError) -> None:
        self.total, self.error, self.reading = None, error, False
        self.model.restart()
        self.changed.emit()

    def _rows(self, page: "CustomerPage") -> list[dict[str, object]]:
        rows = [dict(zip(page.columns, row, strict=True)) for row in page.rows]
        if self.masked:
            for row in rows:
                hidden = PRIVATE - {"birthdate"}  # a day cannot be written with dots
                row |= {key: masked(str(row[key])) for key in hidden if row.get(key)}
                row["birthdate"] = None
        return rows

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
