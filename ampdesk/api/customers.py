"""Customers: find one among millions, page through all, open one with the records behind him."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.errors import AmpDeskError, NotFoundError
from ampdesk.rfm.ranges import RfmRange

C360 = "Customer_360"
GRID_COLUMNS = (
    "amperity_id", "full_name", "city", "orders", "revenue", "latest_order", "rfm_score",
    "lifecycle_status", "email", "phone", "state", "postal", "country", "given_name", "surname",
    "first_order", "revenue_12m", "recency", "frequency", "monetary", "contactable_email",
    "contactable_phone", "contactable_address",
)  # fmt: skip
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("given_name", "surname", "full_name", "generational_suffix"),
    "address": ("address", "address2", "city", "state", "postal", "country"),
    "email": ("email",),
    "phone": ("phone",),
    "birthdate": ("birthdate",),
    "gender": ("gender",),
}


class CustomerError(AmpDeskError):
    """A question about customers that cannot be answered as asked."""

    code = "customers"


@dataclass(frozen=True)
class CustomerPage:
    """Rows `offset`… of `total` customers; each row in the order of `columns`."""

    total: int
    offset: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class MergedGroup:
    """One group of merged fields, and the source record that won it (data_model.md 1.3)."""

    group: str
    values: dict[str, Any]
    datasource: str | None
    pk: str | None
    priority: int | None
    completion: int | None
    update_dt: datetime | None


@dataclass(frozen=True)
class Order:
    """One order with its lines (returns and cancellations are lines of their own)."""

    order_id: str
    order_datetime: datetime | None
    revenue: Decimal | None
    returned: Decimal | None
    items: int | None
    channel: str | None
    store: str | None
    currency: str | None
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Profile:
    """One customer, whole."""

    amperity_id: str
    name: str
    groups: tuple[MergedGroup, ...]
    records: tuple[dict[str, Any], ...]
    orders: tuple[Order, ...]
    order_count: int
    attributes: dict[str, Any]
    summary: dict[str, Any]
    consents: tuple[dict[str, Any], ...]
    household: dict[str, Any] | None
    household_members: tuple[dict[str, Any], ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    loyalty: tuple[dict[str, Any], ...] = ()
    campaigns: tuple[dict[str, Any], ...] = field(default=())

    @property
    def scores(self) -> dict[str, int | None]:
        """RFM scores; None of all three: no order in the last 12 months."""
        names = ("L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score")
        return {name: self.summary.get(name) for name in names}


def compile_page(
    *,
    offset: int,
    limit: int,
    sort: str,
    descending: bool,
    within: tuple[str, ...] | None = None,
    scores: RfmRange | None = None,
) -> exp.Select:
    """Build one page of Customer_360 in a total order (the id breaks ties); NULL comes last.

    Raises CustomerError for a column that the grid does not have.
    """
    if sort not in GRID_COLUMNS:
        raise CustomerError(
            f'"{sort}" is not a column of the grid',
            remedy="choose one of " + ", ".join(GRID_COLUMNS),
            where="sort",
        )
    columns = [exp.column(name, quoted=True) for name in GRID_COLUMNS]
    query = _narrowed(exp.select(*columns), within, scores)
    identity = exp.column("amperity_id", quoted=True)
    order = [
        exp.Ordered(this=exp.column(sort, quoted=True), desc=descending, nulls_first=False),
        exp.Ordered(this=identity.copy(), desc=False, nulls_first=False),
    ]
    return query.order_by(*order).limit(limit).offset(offset)


def _narrowed(
    query: exp.Select, within: tuple[str, ...] | None, scores: RfmRange | None
) -> exp.Select:
    query = query.from_(exp.to_table(C360))
    if within is not None:
        identity = exp.column("amperity_id", quoted=True)
        query = query.where(identity.isin(*within) if within else exp.false())
    if scores is not None:
        for name in ("recency", "frequency", "monetary"):
            span = getattr(scores, name)
            query = query.where(exp.column(name, quoted=True).between(span.low, span.high))
    return query


class Customers:
    """The customers of a brand. Reads only; safe from several threads."""

    def __init__(self, reader: Reader, find: Callable[[str, int], list[str]]) -> None:
        """Read through `reader`; `find` gives ids for a text, best first."""
        self._reader = reader
        self._find = find

    def count(self) -> int:
        """Return the number of customers."""
        return self._reader.needs(C360).tables[C360].rows

    def page(
        self,
        offset: int = 0,
        limit: int = 200,
        *,
        sort: str = "revenue",
        descending: bool = True,
        search: str = "",
        scores: RfmRange | None = None,
    ) -> CustomerPage:
        """Return one page of all customers, or of those that a search finds (at most 1,000).

        `scores` keeps only the customers of an RFM range.
        """
        self._reader.needs(C360)
        within = tuple(self._find(search, 1000)) if search.strip() else None
        rows = self._reader.table(
            compile_page(
                offset=offset,
                limit=limit,
                sort=sort,
                descending=descending,
                within=within,
                scores=scores,
            )
        )
        total = self.count() if within is None else len(within)
        if scores is not None:
            counted = _narrowed(exp.select(exp.Count(this=exp.Star()).as_("n")), within, scores)
            total = int(self._reader.rows(counted)[0]["n"])
        values = tuple(tuple(row.values()) for row in rows.to_pylist())
        return CustomerPage(total, offset, GRID_COLUMNS, values)

    def search(self, text: str, limit: int = 20) -> list[dict[str, Any]]:
        """Find customers by name, e-mail, phone in any format, or id; best first."""
        found = self._find(text, limit)
        if not found:
            return []
        query = compile_page(
            offset=0, limit=len(found), sort="amperity_id", descending=False, within=tuple(found)
        )
        rows = {row["amperity_id"]: row for row in self._reader.rows(query)}
        return [rows[identity] for identity in found if identity in rows]

    def profile(self, amperity_id: str, *, orders: int = 200) -> Profile:
        """Return one customer with records, orders (the newest `orders`), consent and scores.

        Raises NotFoundError when no customer has this id.
        """
        self._reader.needs(C360, "Merged_Customers", "Unified_Coalesced")
        merged = self._one("Merged_Customers", amperity_id)
        if merged is None:
            raise NotFoundError(
                "no customer has this id",
                remedy="search by name, e-mail or phone: ampdesk customer search",
                where=amperity_id,
            )
        summary = self._one("Transaction_Attributes_Extended", amperity_id) or {}
        household = self._one("Merged_Households", amperity_id)
        count, newest = self._orders(amperity_id, orders)
        return Profile(
            amperity_id=amperity_id,
            name=merged["full_name"] or merged["email"] or merged["phone"] or amperity_id,
            groups=tuple(_group(merged, group) for group in GROUPS),
            records=self._all("Unified_Coalesced", amperity_id, ("datasource", "pk")),
            orders=newest,
            order_count=count,
            attributes=self._one("Customer_Attributes", amperity_id) or {},
            summary=summary,
            consents=self._consents(amperity_id),
            household=household,
            household_members=self._members(household),
            events=self._all("Unified_Email_Events", amperity_id, ("event_datetime",), 200),
            loyalty=self._all("Unified_Loyalty", amperity_id, ("loyalty_id",)),
            campaigns=self._all("Campaign_Recipients", amperity_id, ("delivery_datetime",), 200),
        )

    def _has(self, table: str, column: str = "amperity_id") -> bool:
        files = self._reader.snapshot.tables.get(table)
        return files is not None and column in {part.name for part in files.columns}

    def _select(self, table: str, amperity_id: str) -> exp.Select:
        identity = exp.column("amperity_id", quoted=True)
        return (
            exp.select("*")
            .from_(exp.to_table(table))
            .where(identity.eq(exp.Literal.string(amperity_id)))
        )

    def _one(self, table: str, amperity_id: str) -> dict[str, Any] | None:
        rows = self._all(table, amperity_id, (), 1)
        return rows[0] if rows else None

    def _all(
        self, table: str, amperity_id: str, order: tuple[str, ...], limit: int | None = None
    ) -> tuple[dict[str, Any], ...]:
        if not self._has(table):
            return ()
        query = self._select(table, amperity_id)
        if order:
            query = query.order_by(*(exp.column(name, quoted=True) for name in order))
        if limit:
            query = query.limit(limit)
        return tuple(self._reader.rows(query))

    def _consents(self, amperity_id: str) -> tuple[dict[str, Any], ...]:
        email = self._all("Email_Opt_Status", amperity_id, ("email",))
        sms = self._all("SMS_Opt_Status", amperity_id, ("phone",))
        return tuple({"channel": "email", **row} for row in email) + tuple(
            {"channel": "sms", **row} for row in sms
        )

    def _members(self, household: dict[str, Any] | None) -> tuple[dict[str, Any], ...]:
        if household is None:
            return ()
        key = exp.column("household_id", quoted=True)
        query = (
            exp.select(*(exp.column(name, quoted=True) for name in ("amperity_id", "given_name",
                                                                     "surname")))
            .from_(exp.to_table("Merged_Households"))
            .where(key.eq(exp.Literal.string(household["household_id"])))
            .order_by(exp.column("amperity_id", quoted=True))
            .limit(50)
        )  # fmt: skip
        return tuple(self._reader.rows(query))

    def _orders(self, amperity_id: str, limit: int) -> tuple[int, tuple[Order, ...]]:
        if not self._has("Unified_Transactions"):
            return 0, ()
        when = exp.column("order_datetime", quoted=True)
        key = exp.column("order_id", quoted=True)
        newest_first = exp.Ordered(this=when, desc=True, nulls_first=False)
        rows = self._reader.rows(
            self._select("Unified_Transactions", amperity_id).order_by(newest_first, key)
        )
        shown = rows[:limit]
        lines: dict[str, list[dict[str, Any]]] = {row["order_id"]: [] for row in shown}
        if lines:
            query = self._select("Unified_Itemized_Transactions", amperity_id).order_by(
                when.copy(), exp.column("product_id", quoted=True)
            )
            for line in self._reader.rows(query):
                lines.get(line["order_id"], []).append(line)
        return len(rows), tuple(_order(row, lines[row["order_id"]]) for row in shown)


def _group(merged: dict[str, Any], group: str) -> MergedGroup:
    return MergedGroup(
        group=group,
        values={name: merged[name] for name in GROUPS[group]},
        datasource=merged[f"{group}_datasource"],
        pk=merged[f"{group}_pk"],
        priority=merged[f"{group}_priority"],
        completion=merged[f"{group}_completion"],
        update_dt=merged[f"{group}_update_dt"],
    )


def _order(row: dict[str, Any], lines: list[dict[str, Any]]) -> Order:
    return Order(
        order_id=row["order_id"],
        order_datetime=row["order_datetime"],
        revenue=row["order_revenue"],
        returned=row["order_returned_revenue"],
        items=row["order_quantity"],
        channel=row["purchase_channel"],
        store=row["store_id"],
        currency=row["currency"],
        lines=tuple(lines),
    )


def plain(value: Any) -> str:
    """Write a value of a profile as text; nothing as a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)


__all__ = ["CustomerPage", "Customers", "Order", "Profile", "compile_page", "plain"]
