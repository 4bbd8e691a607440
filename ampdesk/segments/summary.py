"""The Summary tab: revenue by month, reach, stages, channels, the revenue tree (segments.md 2.7).

Each part is one statement over the members, so that each has its "View SQL". Percentages are 0 to
100, months UTC months, amounts in the brand's currency; a part whose table is missing is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.profiles import BrandCurrency
from ampdesk.profiles.currency import converted
from ampdesk.profiles.windows import last_months
from ampdesk.segments.catalog import ATTRIBUTES, TAE
from ampdesk.segments.insights import percent
from ampdesk.stitch.statement import fragment, select

CLV, UT = "Predicted_CLV_Attributes", "Unified_Transactions"
CHANNELS = ("email", "phone", "address", "paid_social")
_SPENDS = (50, 100, 250, 500, 1000)

_MONTHS = """
SELECT DATE_TRUNC('month', o.order_datetime) AS month, SUM(o.amount) AS revenue,
  COUNT(*) AS orders, COUNT(DISTINCT o.amperity_id) AS customers
FROM orders AS o JOIN members AS m ON o.amperity_id = m.amperity_id
JOIN Transaction_Attributes_Extended AS t ON o.amperity_id = t.amperity_id
WHERE t.L12M_order_frequency > 0 AND o.order_datetime < $end
GROUP BY 1 ORDER BY 1
"""
_PREDICTED = """
SELECT SUM(p.predicted_clv_next_365d) AS revenue FROM members AS m
JOIN Predicted_CLV_Attributes AS p ON m.amperity_id = p.amperity_id
"""
_REACH = """
SELECT COUNT(*) AS members, COUNT_IF(a.contactable_email) AS email,
  COUNT_IF(a.contactable_phone) AS phone, COUNT_IF(a.contactable_address) AS address,
  COUNT_IF(a.contactable_paid_social) AS paid_social
FROM members AS m LEFT JOIN Customer_Attributes AS a ON m.amperity_id = a.amperity_id
"""
_LIFECYCLE = """
SELECT a.historical_purchaser_lifecycle_status AS status,
  COUNT(*) AS everybody, COUNT(m.amperity_id) AS members
FROM Customer_Attributes AS a LEFT JOIN members AS m ON m.amperity_id = a.amperity_id
GROUP BY 1 ORDER BY members DESC, status
"""
_CHANNELS = """
SELECT o.purchase_channel AS channel, COUNT(*) AS orders, SUM(o.amount) AS revenue
FROM orders AS o JOIN members AS m ON o.amperity_id = m.amperity_id WHERE $window
GROUP BY 1 ORDER BY orders DESC, channel
"""
_SPEND = """
SELECT $place AS place, COUNT(*) AS customers, SUM(t.lifetime_order_revenue) AS revenue
FROM members AS m JOIN Transaction_Attributes_Extended AS t ON m.amperity_id = t.amperity_id
GROUP BY 1 ORDER BY 1
"""
_TREE = """
SELECT COUNT(*) AS customers, SUM(t.L12M_order_revenue) AS revenue,
  SUM(t.L12M_order_frequency) AS orders, SUM(t.L12M_total_items) AS units
FROM members AS m JOIN Transaction_Attributes_Extended AS t ON m.amperity_id = t.amperity_id
WHERE t.L12M_order_frequency > 0
"""


@dataclass(frozen=True)
class Month:
    """Orders of one UTC month, by its first day, of members who bought within the last year."""

    month: date
    revenue: Decimal
    orders: int
    customers: int


@dataclass(frozen=True)
class Reach:
    """Members with a contactable e-mail, phone, address or for paid social; not consent."""

    channel: str
    customers: int
    percent: float | None


@dataclass(frozen=True)
class Share:
    """Members with one value, their share of the members, and that of everybody."""

    label: str
    customers: int
    percent: float | None
    percent_all: float | None


@dataclass(frozen=True)
class Bought:
    """Orders and revenue by channel, or customers and revenue by what they spent."""

    label: str
    count: int
    revenue: Decimal


@dataclass(frozen=True)
class RevenueTree:
    """The nodes of segments.md 2.7 over the last 12 months; a quotient of nothing is None."""

    revenue: Decimal
    customers: int
    orders: int
    units: int

    @property
    def revenue_per_customer(self) -> Decimal | None:
        """R ÷ C."""
        return _quotient(self.revenue, self.customers)

    @property
    def orders_per_customer(self) -> Decimal | None:
        """F ÷ C."""
        return _quotient(self.orders, self.customers)

    @property
    def average_order_value(self) -> Decimal | None:
        """R ÷ F."""
        return _quotient(self.revenue, self.orders)

    @property
    def units_per_transaction(self) -> Decimal | None:
        """Q ÷ F."""
        return _quotient(self.units, self.orders)

    @property
    def average_unit_revenue(self) -> Decimal | None:
        """R ÷ Q."""
        return _quotient(self.revenue, self.units)


@dataclass
class Parts:
    """What was read; `statements` has each part's query over the segment, `hidden` why not."""

    months: tuple[Month, ...] = ()
    predicted_revenue: Decimal | None = None
    reach: tuple[Reach, ...] = ()
    lifecycle: tuple[Share, ...] = ()
    channels: tuple[Bought, ...] = ()
    spend: tuple[Bought, ...] = ()
    tree: RevenueTree | None = None
    queries: dict[str, exp.Query] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


def read_parts(
    engine: Engine,
    tables: Mapping[str, Any],
    members: str,
    shown: exp.Query,
    *,
    currency: BrandCurrency,
    today: date,
) -> Parts:
    """Read every part over the table `members`; `shown` stands for it in the statements kept."""
    found = Parts()
    orders = converted(currency.code, currency.rates, orders=UT, names=("amount",))
    end = last_months(today, 1).end
    window = last_months(today, 12).holds(exp.column("order_datetime", table="o"))
    place = exp.Case()
    for at, limit in enumerate(_SPENDS):
        place = place.when(fragment("t.lifetime_order_revenue < $n", n=limit), exp.convert(at))
    parts: dict[str, tuple[tuple[str, ...], str, dict[str, Any], Callable[[Any], None]]] = {
        "months": ((UT, TAE), _MONTHS, {"end": end}, lambda rows: _put_months(found, rows)),
        "predicted": ((CLV,), _PREDICTED, {}, lambda rows: _put_predicted(found, rows)),
        "reach": ((ATTRIBUTES,), _REACH, {}, lambda rows: _put_reach(found, rows)),
        "lifecycle": ((ATTRIBUTES,), _LIFECYCLE, {}, lambda rows: _put_lifecycle(found, rows)),
        "channels": ((UT,), _CHANNELS, {"window": window}, lambda rows: _put_channels(found, rows)),
        "spend": ((TAE,), _SPEND, {"place": place.else_(exp.convert(len(_SPENDS)))},
                  lambda rows: _put_spend(found, rows)),
        "tree": ((TAE,), _TREE, {}, lambda rows: _put_tree(found, rows)),
    }  # fmt: skip
    for name, (needed, text, filled, put) in parts.items():
        missing = [table for table in needed if table not in tables]
        if missing:
            found.hidden[name] = f"{missing[0]} is not there yet"
            continue
        found.queries[name] = select(text, tables={"members": shown, "orders": orders}, **filled)
        asked = select(text, tables={"members": members, "orders": orders}, **filled)
        put(engine.rows(asked))
    return found


def _put_months(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    found.months = tuple(
        Month(_day(month), money(revenue), int(orders), int(customers))
        for month, revenue, orders, customers in rows
    )


def _put_predicted(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    found.predicted_revenue = money(rows[0][0])


def _put_reach(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    members, *counts = rows[0]
    found.reach = tuple(
        Reach(name, int(count or 0), percent(int(count or 0), members))
        for name, count in zip(CHANNELS, counts, strict=True)
    )


def _put_lifecycle(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    everybody, members = (sum(int(row[at]) for row in rows) for at in (1, 2))
    found.lifecycle = tuple(
        Share(str(label or "no status"), int(count), percent(int(count), members),
              percent(int(every), everybody))
        for label, every, count in rows
    )  # fmt: skip


def _put_channels(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    found.channels = tuple(
        Bought(str(label or "no channel"), int(count), money(revenue))
        for label, count, revenue in rows
    )


def _put_spend(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    edges = (0, *_SPENDS)
    labels = [f"{low} to {high}" for low, high in zip(edges, _SPENDS, strict=False)]
    labels = [f"under {_SPENDS[0]}", *labels[1:], f"{_SPENDS[-1]} and more"]
    found.spend = tuple(
        Bought(labels[int(place)], int(count), money(revenue)) for place, count, revenue in rows
    )


def _put_tree(found: Parts, rows: list[tuple[Any, ...]]) -> None:
    customers, revenue, orders, units = rows[0]
    found.tree = RevenueTree(money(revenue), int(customers), int(orders or 0), int(units or 0))


def money(value: Any) -> Decimal:
    """Return an exact amount of two digits; nothing is 0."""
    return round(Decimal(str(value or 0)), 2)


def _quotient(upper: Decimal | int, lower: int) -> Decimal | None:
    return round(Decimal(upper) / lower, 2) if lower else None


def _day(value: Any) -> date:
    return date(value.year, value.month, value.day)
