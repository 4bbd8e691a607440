"""Customers: find one among millions, page through all, open one with the records behind him."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ampdesk.api.customer_query import (
    C360,
    GRID_COLUMNS,
    CustomerQuery,
    compile_customers,
    compile_rows,
    kind_of,
)
from ampdesk.api.reader import Reader
from ampdesk.api.search import MOST, Finder
from ampdesk.api.timeline import Timeline, read_timeline
from ampdesk.engine import DuckDBEngine
from ampdesk.errors import NotFoundError
from ampdesk.rfm.ranges import RfmRange
from ampdesk.store.arrow import texts

GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("given_name", "surname", "full_name", "generational_suffix"),
    "address": ("address", "address2", "city", "state", "postal", "country"),
    "email": ("email",),
    "phone": ("phone",),
    "birthdate": ("birthdate",),
    "gender": ("gender",),
}


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


class Customers:
    """The customers of a brand. Reads only; safe from several threads."""

    def __init__(self, reader: Reader, finder: Finder) -> None:
        self._reader = reader
        self._finder = finder

    def count(self) -> int:
        """Return the number of customers."""
        return self._reader.needs(C360).tables[C360].rows

    def stop(self) -> None:
        """End the search under way, from another thread: a newer one is asked for."""
        self._finder.stop()

    def page(
        self,
        offset: int = 0,
        limit: int = 200,
        *,
        query: CustomerQuery | None = None,
        sort: str = "revenue",
        descending: bool = True,
        search: str = "",
        scores: RfmRange | None = None,
    ) -> CustomerPage:
        """Return one page of what a query shows (a search gives at most `search.MOST`).

        Without `query` the other parts make one. Raises CustomerError for a wrong column or value.
        """
        wanted = query or CustomerQuery(
            search=search, range=scores, sort=sort, descending=descending
        )
        self._reader.needs(C360)
        with self.asked(wanted) as (engine, searched):
            rows = engine.arrow(compile_rows(wanted, searched=searched).limit(limit).offset(offset))
            if wanted.is_all:
                total = self.count()
            else:
                counted = compile_customers(wanted, searched=searched)
                total = int(engine.rows(counted.select(exp.Count(this=exp.Star())))[0][0])
        values = tuple(tuple(row.values()) for row in rows.to_pylist())
        return CustomerPage(total, offset, GRID_COLUMNS, values)

    @contextmanager
    def asked(self, query: CustomerQuery) -> Iterator[tuple[DuckDBEngine, bool]]:
        """Lend an engine that knows whom the query's search finds."""
        searched = bool(query.search.strip())
        ids = self._finder.find(query.search, MOST) if searched else []
        with self._reader.engine() as engine:
            if searched:
                table = pa.Table.from_arrays([texts(ids)], names=["amperity_id"])
                engine.register("wanted_customers", table)
            yield engine, searched

    def summary(self, query: CustomerQuery, ids: Sequence[str] = ()) -> dict[str, Any]:
        """Return customers, orders and revenue of what a query shows, or of these customers."""
        with self.asked(query) as (engine, searched):
            made = compile_customers(query, searched=searched)
            if ids:
                chosen = [exp.Literal.string(one) for one in ids]
                made = made.where(exp.column("amperity_id", table=C360).isin(*chosen))
            sums = [exp.Sum(this=exp.column(name)).as_(name) for name in ("orders", "revenue")]
            found = engine.arrow(made.select(exp.Count(this=exp.Star()).as_("customers"), *sums))
        summed: dict[str, Any] = found.to_pylist()[0]
        return summed

    def values(self, column: str, limit: int = 50) -> list[tuple[str, int]]:
        """Return the commonest values of a column of text, with their customers."""
        if kind_of(column) != "text":
            return []
        name = exp.column(column, quoted=True)
        query = (
            exp.select(name.as_("value"), exp.Count(this=exp.Star()).as_("customers"))
            .from_(exp.to_table(C360))
            .where(exp.not_(name.is_(exp.null())))
            .group_by(name.copy())
            .order_by("customers DESC", "value")
            .limit(limit)
        )
        return [(str(row["value"]), int(row["customers"])) for row in self._reader.rows(query)]

    def search(self, text: str, limit: int = 20) -> list[dict[str, Any]]:
        """Find customers by name, e-mail, phone in any format, order number or id; best first."""
        return self.rows_of(self._finder.find(text, limit))

    def rows_of(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return the rows of these customers, in this order."""
        if not ids:
            return []
        chosen = [exp.Literal.string(one) for one in ids]
        everybody = compile_rows(CustomerQuery(sort="amperity_id"), searched=False)
        query = everybody.where(exp.column("amperity_id", table=C360).isin(*chosen))
        rows = {row["amperity_id"]: row for row in self._reader.rows(query)}
        return [rows[identity] for identity in ids if identity in rows]

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

    def timeline(self, amperity_id: str) -> Timeline:
        """Return what happened with one customer, the newest first."""
        return read_timeline(self._reader, amperity_id)

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
        mine = self._select("Unified_Transactions", amperity_id)
        count = exp.select(exp.Count(this=exp.Star()).as_("orders", copy=False))
        (found,) = self._reader.rows(count.from_(mine.subquery("o")))
        # a reseller has thousands: only those shown are read, with their lines
        shown = self._reader.rows(mine.order_by(newest_first, key).limit(limit))
        lines: dict[str, list[dict[str, Any]]] = {row["order_id"]: [] for row in shown}
        if lines:
            query = (
                self._select("Unified_Itemized_Transactions", amperity_id)
                .where(key.copy().isin(*lines))
                .order_by(when.copy(), exp.column("product_id", quoted=True))
            )
            for line in self._reader.rows(query):
                lines[line["order_id"]].append(line)
        return int(found["orders"]), tuple(_order(row, lines[row["order_id"]]) for row in shown)


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


__all__ = ["CustomerPage", "Customers", "Order", "Profile", "plain"]
