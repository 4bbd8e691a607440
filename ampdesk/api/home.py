"""The figures of Home: each with its comparison, its definition and its receipt.

One pass over TAE and Customer_Attributes gives every figure; a second over UT the months.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlglot import exp, parse_one

from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Line, Receipt
from ampdesk.clock import months_before
from ampdesk.errors import NotFoundError
from ampdesk.money import amount

TAE, ATTRIBUTES, UT = (
    "Transaction_Attributes_Extended",
    "Customer_Attributes",
    "Unified_Transactions",
)
MONTHS = 24


@dataclass(frozen=True)
class Figure:
    """One headline: `value` in `unit` (customers, money, share 0–1), `before` its comparison.

    `delta` is value against before: a ratio for amounts, a difference for shares; None when there
    is nothing to compare with.
    """

    key: str
    label: str
    value: Decimal | int | float | None
    unit: str
    before: Decimal | int | float | None = None
    delta: float | None = None
    comparison: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Month:
    """One calendar month (UTC): revenue in the brand's currency, orders and who placed them."""

    month: date
    revenue: Decimal
    orders: int
    new_customers: int
    returning_customers: int
    is_partial: bool = False


@dataclass(frozen=True)
class Home:
    """What the first tab shows."""

    figures: tuple[Figure, ...]
    months: tuple[Month, ...]
    customers: int
    orders: int
    currency: str
    built_on: date | None
    newest_order: date | None
    fresh: bool

    def figure(self, key: str) -> Figure:
        """Return one figure by its key; NotFoundError names the ones there are."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise NotFoundError(
            f'there is no figure "{key}"',
            remedy="choose one of " + ", ".join(figure.key for figure in self.figures),
            where="metric",
        )


_TOTALS = parse_one(
    """
    SELECT COUNT(*) AS customers,
           COUNT(t.amperity_id) AS buyers,
           SUM(CASE WHEN t.one_and_done THEN 1 ELSE 0 END) AS one_time,
           SUM(CASE WHEN a.contactable_email THEN 1 ELSE 0 END) AS by_email,
           SUM(CASE WHEN a.contactable_address THEN 1 ELSE 0 END) AS by_post,
           SUM(t.L12M_order_revenue) AS revenue,
           SUM(t.LY12M_order_revenue) AS revenue_before,
           SUM(t.L12M_order_frequency) AS orders,
           SUM(t.LY12M_order_frequency) AS orders_before,
           SUM(CASE WHEN t.L12M_order_frequency > 0 THEN 1 ELSE 0 END) AS active,
           SUM(CASE WHEN t.LY12M_order_frequency > 0 THEN 1 ELSE 0 END) AS active_before,
           SUM(CASE WHEN t.L12M_order_frequency > 1 THEN 1 ELSE 0 END) AS repeaters,
           SUM(CASE WHEN t.LY12M_order_frequency > 1 THEN 1 ELSE 0 END) AS repeaters_before,
           SUM(t.lifetime_order_frequency) AS lifetime_orders,
           MAX(t.latest_order_datetime) AS newest
    FROM Customer_Attributes AS a
    LEFT JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = a.amperity_id
    """,
    dialect="duckdb",
)

_MONTHS = parse_one(
    """
    SELECT CAST(DATE_TRUNC('MONTH', u.order_datetime) AS DATE) AS month,
           SUM(CASE WHEN u.currency = :currency OR u.currency IS NULL
                    THEN u.order_revenue END) AS revenue,
           COUNT(*) AS orders,
           COUNT(DISTINCT CASE WHEN t.first_order_id = u.order_id THEN u.amperity_id END) AS fresh,
           COUNT(DISTINCT u.amperity_id) AS buyers
    FROM Unified_Transactions AS u
    LEFT JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = u.amperity_id
    WHERE u.order_quantity > 0 AND u.order_datetime >= :since AND u.order_datetime < :until
    GROUP BY 1
    ORDER BY 1
    """,
    dialect="duckdb",
)

_DEFINITIONS = {
    "customers": (
        "Customers",
        "One row per person after records of all sources were joined (Customer_360).",
    ),
    "revenue_12m": (
        "Revenue, 12 months",
        (
            "Sum of order revenue after discounts, before returns, of the last 12 months "
            "(UTC days); "
            "orders in another currency are counted without an amount."
        ),
    ),
    "one_time_share": (
        "One-time buyers",
        "Buyers with exactly one order in all data, of all buyers.",
    ),
    "repeat_rate": (
        "Repeat rate, 12 months",
        "Customers with two or more orders in the last 12 months, of those with one or more.",
    ),
    "average_order": (
        "Average order, 12 months",
        "Revenue of the last 12 months divided by its orders.",
    ),
    "reachable_email": (
        "Reachable by e-mail",
        "Customers whose merged e-mail address may be written to, of all customers.",
    ),
}


def read_home(reader: Reader, *, today: date, currency: str, fresh: bool) -> Home:
    """Read every figure and the months; raises NotBuiltError before the first build."""
    snapshot = reader.needs(TAE, ATTRIBUTES, UT)
    with reader.engine() as engine:
        totals = engine.arrow(compile_totals()).to_pylist()[0]
        months = engine.arrow(compile_months(today, currency))
    newest = totals["newest"]
    return Home(
        figures=_figures(totals),
        months=_months(months, today),
        customers=int(totals["customers"]),
        orders=int(totals["lifetime_orders"] or 0),
        currency=currency,
        built_on=snapshot.built_on,
        newest_order=newest.date() if newest else None,
        fresh=fresh,
    )


def compile_totals() -> exp.Query:
    """Build the one query behind the figures."""
    return _TOTALS.copy()  # type: ignore[return-value]


def compile_months(today: date, currency: str) -> exp.Query:
    """Build the months of the two charts: this month and the 23 before it."""
    first = months_before(today.replace(day=1), MONTHS - 1)
    until = months_before(today.replace(day=1), -1)
    return exp.replace_placeholders(
        _MONTHS.copy(), currency=currency, since=_instant(first), until=_instant(until)
    )  # type: ignore[return-value]


def _instant(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(f"{day.isoformat()} 00:00:00"), "TIMESTAMP")


def _figures(totals: dict[str, Any]) -> tuple[Figure, ...]:
    n = {name: value or 0 for name, value in totals.items() if name != "newest"}
    customers, buyers = int(n["customers"]), int(n["buyers"])
    average = _divided(Decimal(n["revenue"]), n["orders"])
    average_before = _divided(Decimal(n["revenue_before"]), n["orders_before"])
    repeat = _share(n["repeaters"], n["active"])
    repeat_before = _share(n["repeaters_before"], n["active_before"])
    year = "the 12 months before"
    return (
        _figure("customers", customers, "customers", comparison=f"{buyers:,} have bought"),
        _figure("revenue_12m", amount(n["revenue"]), "money", amount(n["revenue_before"]), year),
        _figure("average_order", average, "money", average_before, year),
        _figure(
            "one_time_share",
            _share(n["one_time"], buyers),
            "share",
            comparison=f"{int(n['one_time']):,} of {buyers:,} buyers",
        ),
        _figure("repeat_rate", repeat, "share", repeat_before, year),
        _figure(
            "reachable_email",
            _share(n["by_email"], customers),
            "share",
            comparison=f"{int(n['by_email']):,} of {customers:,} customers",
        ),
    )


def _figure(
    key: str,
    value: Decimal | float | None,
    unit: str,
    before: Decimal | float | None = None,
    comparison: str = "",
) -> Figure:
    label, definition = _DEFINITIONS[key]
    delta: float | None = None
    if value is not None and before:
        delta = float(value) - float(before)
        if unit == "money":
            delta /= float(before)
    return Figure(key, label, value, unit, before, delta, comparison, definition)


def _divided(total: Decimal, count: int) -> Decimal | None:
    return amount(Decimal(total) / count) if count else None


def _share(part: int, whole: int) -> float | None:
    return float(part) / float(whole) if whole else None


def _months(table: pa.Table, today: date) -> tuple[Month, ...]:
    found = {row["month"]: row for row in table.to_pylist()}
    this_month = today.replace(day=1)
    months = []
    for back in range(MONTHS - 1, -1, -1):
        month = months_before(this_month, back)
        row = found.get(month)
        months.append(
            Month(
                month=month,
                revenue=amount(row["revenue"] or 0) if row else amount(0),
                orders=int(row["orders"]) if row else 0,
                new_customers=int(row["fresh"]) if row else 0,
                returning_customers=int(row["buyers"] - row["fresh"]) if row else 0,
                is_partial=month == this_month,
            )
        )
    filled = [index for index, month in enumerate(months) if month.orders]
    return tuple(months[filled[0] :]) if filled else ()


def figure_receipt(home: Home, key: str, sql: str) -> Receipt:
    """Explain one headline figure."""
    figure = home.figure(key)
    lines = [Line("value", _plain(figure.value, figure.unit, home.currency))]
    if figure.before is not None:
        lines.append(
            Line(figure.comparison, _plain(figure.before, figure.unit, home.currency), "before")
        )
    elif figure.comparison:
        lines.append(Line("made of", figure.comparison))
    lines.append(Line("orders up to", str(home.newest_order or "–")))
    return Receipt(
        title=figure.label,
        sentence=f"{figure.label}: {_plain(figure.value, figure.unit, home.currency)}.",
        lines=tuple(lines),
        definition=figure.definition,
        sql=sql,
        as_of=str(home.built_on or ""),
        sources=(TAE, ATTRIBUTES),
    )


def _plain(value: Decimal | float | None, unit: str, currency: str) -> str:
    if value is None:
        return "unknown: nothing to divide by"
    if unit == "money":
        return f"{value:,.2f} {currency}"
    if unit == "share":
        return f"{float(value):.1%}"
    return f"{value:,}"
