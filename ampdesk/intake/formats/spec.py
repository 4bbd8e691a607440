"""What a format is: which headers it needs, and what feeds it makes of a record."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from ampdesk.intake.formats.cells import Cell
from ampdesk.intake.headers import normalise


class Kind(StrEnum):
    """What a file holds (`--as`)."""

    CUSTOMERS = "customers"
    ORDERS = "orders"
    ORDER_ITEMS = "order_items"
    PRODUCTS = "products"
    CONSENT_EMAIL = "consent_email"
    CONSENT_SMS = "consent_sms"
    EMAIL_EVENTS = "email_events"
    CAMPAIGN_RECIPIENTS = "campaign_recipients"
    LOYALTY = "loyalty"
    LOYALTY_EVENTS = "loyalty_events"
    FISCAL_CALENDAR = "fiscal_calendar"
    CUSTOM = "custom"


EXPLODED = "exploded item"
"""Header of the column that one item of an exploded cell stands in."""


@dataclass(frozen=True)
class Needs:
    """Headers a file must have, normalised; each entry is a set of alternatives."""

    all_of: tuple[frozenset[str], ...]
    some_of: tuple[int, frozenset[str]] = (0, frozenset())

    def met_by(self, headers: frozenset[str]) -> bool:
        """Tell whether a file with these normalised headers fits."""
        count, words = self.some_of
        return all(entry & headers for entry in self.all_of) and len(words & headers) >= count

    @property
    def length(self) -> int:
        """Longer needs are the more specific ones."""
        return len(self.all_of) + self.some_of[0]


def needs(*headers: str, some: tuple[int, tuple[str, ...]] = (0, ())) -> Needs:
    """Build from headers as the platform writes them; `a|b` are alternatives."""
    entries = tuple(frozenset(normalise(name) for name in header.split("|")) for header in headers)
    return Needs(entries, (some[0], frozenset(normalise(name) for name in some[1])))


Cells = Mapping[str, Cell]


@dataclass(frozen=True)
class Orders:
    """Order lines, and the profile records that stand on them.

    `line` cells are read on every record, `order` cells on the first record of an order, `person`
    cells there too. `discount`: how the order discount is found. `record_key`: further profile
    namespaces besides the customer id.
    """

    line: Cells = field(hash=False)
    order: Cells = field(hash=False)
    person: Cells = field(default_factory=dict, hash=False)
    level: Literal["lines", "orders"] = "lines"
    discount: Literal["residual", "filed", "none"] = "filed"
    share_total: bool = False  # no prices: the order's amount is shared by quantity
    as_filed: bool = False  # AmpDesk's own files: nothing is allocated or re-signed
    signed: bool = False  # no return column: the signs tell, and must agree
    line_columns: str = ""  # of normalised headers of custom columns: those of a line
    """Pattern; a format that has one says that its other custom columns belong to the order."""

    def is_of_order(self, header: str) -> bool:
        """Tell whether a custom column, by its normalised header, stands once per order."""
        if self.level == "orders":
            return True
        return bool(self.line_columns) and not re.search(self.line_columns, header)


@dataclass(frozen=True)
class Profiles:
    """Profile records; `pk` NULL falls back on e-mail, phone, then a hash of the record."""

    cells: Cells = field(hash=False)
    pk: Cell | None = None
    ck: Cell | None = None
    keys: Cells = field(default_factory=dict, hash=False)  # "{source}-customer" → cell
    where: Cell | None = None
    more: Cells = field(default_factory=dict, hash=False)  # email-2, phone-work …
    first_wins: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows of any other feed table; a record without its `required` columns is rejected.

    Records where `where` is not true make no row of this feed (they may make others).
    """

    table: str
    cells: Cells = field(hash=False)
    required: tuple[str, ...] = ()
    where: Cell | None = None
    key: tuple[str, ...] = ()  # within a file the last row of a key wins
    keep_custom: bool = False


@dataclass(frozen=True)
class Custom:
    """All columns as text in a table of their own, `custom_<name>`; "" takes the source's name."""

    table: str = ""


Feed = Orders | Profiles | Rows | Custom


@dataclass(frozen=True)
class Ask:
    """A value that a constant of the mapping must give when none of the headers is there."""

    tag: str
    text: str
    headers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One export of one platform."""

    name: str
    title: str
    source: str
    kind: Kind
    needs: Needs
    feeds: tuple[Feed, ...]
    refuse: str = ""  # recognised, but of no use: the reason and what to take instead
    skip: Cell | None = None  # reason (text) why a record is not wanted, NULL when it is
    header_marks: Mapping[str, str] = field(default_factory=dict, hash=False)
    asks: tuple["Ask", ...] = ()  # what only a person knows where the file has no column for it
    drop: tuple[str, ...] = ()  # headers that are no news (formatted twins, echoes)
    lead: Cell | None = None  # not NULL on the record that heads its group
    inherited: tuple[str, ...] = ()  # headers that records take from the head of their group
    group: Cell | None = None  # key of the group; without one, a head begins the next group
    overlaps: bool = False  # payments that repeat the orders of a shop
    explode: str = ""  # header of a column that holds several items (BigCommerce)
    adapt: Callable[[tuple[str, ...]], "Format"] | None = field(default=None, hash=False)

    def for_headers(self, headers: tuple[str, ...]) -> "Format":
        """The format as it is for a file with these headers (ordinals, foreign keys)."""
        return self.adapt(headers) if self.adapt else self

    def cells(self) -> Iterator[Cell]:
        """Every cell that is read of a record."""
        for feed in self.feeds:
            for cells in _cells_of(feed):
                yield from cells.values()
        yield from (extra for extra in (self.skip, self.lead, self.group) if extra)

    def names(self) -> Iterator[str]:
        """Every header that some cell reads or that is dropped."""
        for cell in self.cells():
            yield from cell.names()
        yield from self.drop


def _cells_of(feed: Feed) -> Iterator[Cells]:
    match feed:
        case Orders():
            yield feed.line
            yield feed.order
            yield feed.person
        case Profiles():
            yield feed.cells
            yield feed.keys
            yield feed.more
            yield {
                name: cell
                for name, cell in (("pk", feed.pk), ("ck", feed.ck), ("where", feed.where))
                if cell is not None
            }
        case Custom():
            return
        case Rows():
            yield feed.cells
            if feed.where:
                yield {"where": feed.where}
