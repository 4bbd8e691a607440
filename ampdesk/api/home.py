"""What Home shows: headline figures, months, categories, cohorts, all from one visit to the lake.

One engine on one snapshot answers every query (`read_home`); what needs a person comes from
`ampdesk.api.attention`, receipts from `ampdesk.api.home_receipts`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ampdesk.api import home_queries as queries
from ampdesk.api.attention import LakeFacts, Notice, lake_facts
from ampdesk.api.reader import Reader
from ampdesk.clock import months_before
from ampdesk.errors import NotFoundError
from ampdesk.money import amount
from ampdesk.profiles import BrandCurrency

TAE, ATTRIBUTES, UT, UIT = (
    "Transaction_Attributes_Extended",
    "Customer_Attributes",
    "Unified_Transactions",
    "Unified_Itemized_Transactions",
)
YEAR = 12


@dataclass(frozen=True)
class Figure:
    """One headline: `value` in `unit` (customers, money, share 0–1), `before` its comparison.

    `delta` is value against before: a ratio for amounts and counts, a difference for shares; None
    when there is nothing to compare with. `spark`: the figure at the last twelve month ends, then
    now; empty where no history is kept.
    """

    key: str
    label: str
    value: Decimal | int | float | None
    unit: str
    before: Decimal | int | float | None = None
    delta: float | None = None
    comparison: str = ""
    definition: str = ""
    spark: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Month:
    """One calendar month (UTC): revenue in the brand's currency, orders and who placed them."""

    month: date
    revenue: Decimal
    orders: int
    new_customers: int
    returning_customers: int
    is_partial: bool = False

    @property
    def customers(self) -> int:
        """Customers who ordered in the month."""
        return self.new_customers + self.returning_customers


@dataclass(frozen=True)
class Category:
    """A product category of the last 12 months; `name` is None for lines without one."""

    name: str | None
    revenue: Decimal
    revenue_before: Decimal
    customers: int


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order fell in a month, and how many ordered again by month of age.

    `returned[0]` is the first month itself; the last entry is of the month that is not over.
    """

    month: date
    customers: int
    returned: tuple[int, ...]

    def share(self, age: int) -> float | None:
        """Return the share that ordered at an age in months; None where it is not reached yet."""
        if age >= len(self.returned) or not self.customers:
            return None
        return self.returned[age] / self.customers


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
    categories: tuple[Category, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    lake: LakeFacts = field(default_factory=LakeFacts)

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


@dataclass(frozen=True)
class Overview:
    """Home as the window opens it: `home` is None before the first build."""

    home: Home | None
    notices: tuple[Notice, ...]
    imports: int  # live ones


_DEFINITIONS = {
    "customers": (
        "Customers",
        "One row per person after records of all sources were joined (Customer_360).",
    ),
    "active_12m": (
        "Active, 12 months",
        "Customers with one or more orders in the last 12 months (UTC days).",
    ),
    "revenue_12m": (
        "Revenue, 12 months",
        (
            "Sum of order revenue after discounts, before returns, of the last 12 months "
            "(UTC days), of orders that belong to a customer; "
            "orders in another currency are counted without an amount unless it has a rate."
        ),
    ),
    "average_order": (
        "Average order, 12 months",
        "Revenue of the last 12 months divided by its orders.",
    ),
    "repeat_rate": (
        "Repeat rate, 12 months",
        "Customers with two or more orders in the last 12 months, of those with one or more.",
    ),
    "one_time_share": (
        "One-time buyers",
        "Buyers with exactly one order in all data, of all buyers.",
    ),
    "reachable_email": (
        "Reachable by e-mail",
        "Customers whose merged e-mail address may be written to, of all customers.",
    ),
    "reachable_post": (
        "Reachable by post",
        (
            "Customers whose merged address has a street, city, state and postal code, of all "
            "customers."
        ),
    ),
}


def read_home(
    reader: Reader, *, today: date, currency: str, fresh: bool, convert: BrandCurrency
) -> Home:
    """Read every figure in one visit; raises NotBuiltError before the first build.

    `convert`: the currency amounts are in; `currency` is what they are shown in.
    """
    snapshot = reader.needs(TAE, ATTRIBUTES, UT, UIT)
    as_of = snapshot.built_on or today
    with reader.engine() as engine:
        totals = engine.arrow(queries.compile_totals()).to_pylist()[0]
        months = engine.arrow(queries.compile_months(as_of, convert)).to_pylist()
        runs = engine.rows(queries.compile_runs(as_of, convert))
        starts = engine.rows(queries.compile_starts(as_of))
        categories = engine.arrow(queries.compile_categories(as_of, convert)).to_pylist()
        cohorts = engine.rows(queries.compile_cohorts(as_of, convert))
        facts = lake_facts(engine, snapshot, as_of)
    newest = totals["newest"]
    by_month = {row["month"]: row for row in months}
    return Home(
        figures=_figures(totals, _Sparks(by_month, runs, starts)),
        months=_months(by_month, as_of),
        customers=int(totals["customers"]),
        orders=int(totals["lifetime_orders"] or 0),
        currency=currency,
        built_on=snapshot.built_on,
        newest_order=newest.date() if newest else None,
        fresh=fresh,
        categories=_categories(categories),
        cohorts=_cohorts(cohorts, as_of),
        lake=facts,
    )


class _Sparks:
    """The figures at the ends of the twelve months before this one, from the monthly counts."""

    def __init__(
        self,
        months: dict[int, dict[str, Any]],
        runs: Sequence[Sequence[Any]],
        starts: Sequence[Sequence[Any]],
    ) -> None:
        self._months, self._runs, self._starts = months, runs, starts
        self._ends = range(queries.MONTHS - YEAR - 1, queries.MONTHS - 1)

    def revenue(self) -> tuple[float | None, ...]:
        return tuple(self._sum("revenue", end) for end in self._ends)

    def average(self) -> tuple[float | None, ...]:
        return tuple(
            _ratio(self._sum("revenue", end), self._sum("orders", end)) for end in self._ends
        )

    def active(self) -> tuple[float | None, ...]:
        return tuple(float(self._active(end)[0]) for end in self._ends)

    def repeat(self) -> tuple[float | None, ...]:
        return tuple(_ratio(*reversed(self._active(end))) for end in self._ends)

    def one_time(self) -> tuple[float | None, ...]:
        shares = []
        for end in self._ends:
            buyers = sum(n for first, _, n in self._starts if first <= end)
            once = sum(n for first, second, n in self._starts if first <= end < second)
            shares.append(_ratio(once, buyers))
        return tuple(shares)

    def _sum(self, name: str, end: int) -> float:
        found = (self._months.get(at) for at in range(end - YEAR + 1, end + 1))
        return float(sum((row[name] or 0) for row in found if row))

    def _active(self, end: int) -> tuple[int, int]:
        active = repeating = 0
        for month, later, before, orders in self._runs:
            if end - YEAR < month <= end < later:
                active += orders
                repeating += orders if before > end - YEAR else 0
        return active, repeating


def _figures(totals: dict[str, Any], sparks: _Sparks) -> tuple[Figure, ...]:
    n = {name: value or 0 for name, value in totals.items() if name != "newest"}
    customers, buyers = int(n["customers"]), int(n["buyers"])
    average = _divided(Decimal(n["revenue"]), n["orders"])
    average_before = _divided(Decimal(n["revenue_before"]), n["orders_before"])
    repeat = _share(n["repeaters"], n["active"])
    repeat_before = _share(n["repeaters_before"], n["active_before"])
    once, once_before = (
        _share(n["one_time"], buyers),
        _share(n["one_time_before"], n["buyers_before"]),
    )
    year = "the 12 months before"
    return (
        _figure("customers", customers, "customers", comparison=f"{buyers:,} have bought"),
        _figure(
            "active_12m", int(n["active"]), "customers", int(n["active_before"]), year,
            sparks.active(),
        ),
        _figure(
            "revenue_12m", amount(n["revenue"]), "money", amount(n["revenue_before"]), year,
            sparks.revenue(),
        ),
        _figure("average_order", average, "money", average_before, year, sparks.average()),
        _figure("repeat_rate", repeat, "share", repeat_before, year, sparks.repeat()),
        _figure("one_time_share", once, "share", once_before, "a year ago", sparks.one_time()),
        _figure(
            "reachable_email",
            _share(n["by_email"], customers),
            "share",
            comparison=f"{int(n['by_email']):,} of {customers:,} customers",
        ),
        _figure(
            "reachable_post",
            _share(n["by_post"], customers),
            "share",
            comparison=f"{int(n['by_post']):,} of {customers:,} customers",
        ),
    )  # fmt: skip


def _figure(
    key: str,
    value: Decimal | float | None,
    unit: str,
    before: Decimal | float | None = None,
    comparison: str = "",
    spark: tuple[float | None, ...] = (),
) -> Figure:
    label, definition = _DEFINITIONS[key]
    delta: float | None = None
    if value is not None and before:
        delta = float(value) - float(before)
        if unit != "share":
            delta /= float(before)
    now = None if value is None else float(value)
    shown = (*spark, now) if any(point for point in spark) else ()
    return Figure(key, label, value, unit, before, delta, comparison, definition, shown)


def _divided(total: Decimal, count: int) -> Decimal | None:
    return amount(Decimal(total) / count) if count else None


def _share(part: int, whole: int) -> float | None:
    return float(part) / float(whole) if whole else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _months(found: dict[int, dict[str, Any]], as_of: date) -> tuple[Month, ...]:
    months = []
    for at in range(queries.MONTHS):
        row = found.get(at)
        months.append(
            Month(
                month=months_before(queries.first_month(as_of), -at),
                revenue=amount(row["revenue"] or 0) if row else amount(0),
                orders=int(row["orders"]) if row else 0,
                new_customers=int(row["fresh"]) if row else 0,
                returning_customers=int(row["buyers"] - row["fresh"]) if row else 0,
                is_partial=at == queries.MONTHS - 1,
            )
        )
    filled = [index for index, month in enumerate(months) if month.orders]
    return tuple(months[filled[0] :]) if filled else ()


def _categories(rows: Iterable[dict[str, Any]]) -> tuple[Category, ...]:
    return tuple(
        Category(
            row["category"],
            amount(row["revenue"] or 0),
            amount(row["revenue_before"] or 0),
            int(row["customers"]),
        )
        for row in rows
        if row["revenue"]
    )


def _cohorts(rows: Iterable[Sequence[Any]], as_of: date) -> tuple[Cohort, ...]:
    counted: dict[int, dict[int, int]] = {}
    for cohort, age, customers in rows:
        counted.setdefault(cohort, {})[age] = customers
    first = queries.first_month(as_of, queries.COHORTS)
    return tuple(
        Cohort(
            months_before(first, -cohort),
            ages.get(0, 0),
            tuple(ages.get(age, 0) for age in range(queries.COHORTS - cohort)),
        )
        for cohort, ages in sorted(counted.items())
    )
