"""The queries behind Home: constant text with the day and the currency filled in as nodes.

All read one snapshot on one engine (`home.read_home`). Months are calendar months (UTC), counted
from `first_month`; orders are those that count for customers (`profiles.currency.converted`).
"""

from datetime import date

from sqlglot import exp

from ampdesk.clock import months_before
from ampdesk.profiles import BrandCurrency
from ampdesk.profiles.currency import converted
from ampdesk.stitch.statement import fragment, select

MONTHS = 24
COHORTS = 12
NEVER = 9_999  # in place of a next or previous order that there is not
CATEGORIES = 8

_TOTALS = """
SELECT COUNT(*) AS customers,
  COUNT(t.amperity_id) AS buyers,
  SUM(CASE WHEN t.one_and_done THEN 1 ELSE 0 END) AS one_time,
  SUM(CASE WHEN t.lifetime_order_frequency - t.L12M_order_frequency > 0 THEN 1 ELSE 0 END)
    AS buyers_before,
  SUM(CASE WHEN t.lifetime_order_frequency - t.L12M_order_frequency = 1 THEN 1 ELSE 0 END)
    AS one_time_before,
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
"""

_MONTHS = """
SELECT DATE_DIFF('MONTH', $first, u.order_datetime) AS month,
  SUM(u.amount) AS revenue,
  COUNT(*) AS orders,
  COUNT(DISTINCT CASE WHEN t.first_order_id = u.order_id THEN u.amperity_id END) AS fresh,
  COUNT(DISTINCT u.amperity_id) AS buyers
FROM orders AS u
LEFT JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = u.amperity_id
WHERE u.order_datetime >= $first AND u.order_datetime < $until
GROUP BY 1
ORDER BY 1
"""

_RUNS = """
SELECT month, COALESCE(later, $never) AS later, COALESCE(before, -$never) AS before,
  COUNT(*) AS orders
FROM (
  SELECT month, LEAD(month) OVER (PARTITION BY amperity_id ORDER BY month) AS later,
    LAG(month) OVER (PARTITION BY amperity_id ORDER BY month) AS before
  FROM (
    SELECT amperity_id, DATE_DIFF('MONTH', $first, order_datetime) AS month
    FROM orders
    WHERE order_datetime >= $first AND order_datetime < $until
  ) AS dated
) AS runs
GROUP BY 1, 2, 3
"""

_STARTS = """
SELECT DATE_DIFF('MONTH', $first, first_order_datetime) AS first_month,
  COALESCE(DATE_DIFF('MONTH', $first, second_order_datetime), $never) AS second_month,
  COUNT(*) AS buyers
FROM Transaction_Attributes_Extended
GROUP BY 1, 2
"""

_COHORTS = """
SELECT DATE_DIFF('MONTH', $first, t.first_order_datetime) AS cohort,
  DATE_DIFF('MONTH', t.first_order_datetime, u.order_datetime) AS age,
  COUNT(DISTINCT u.amperity_id) AS customers
FROM orders AS u
JOIN Transaction_Attributes_Extended AS t ON t.amperity_id = u.amperity_id
WHERE t.first_order_datetime >= $first AND u.order_datetime >= $first
  AND u.order_datetime < $until
GROUP BY 1, 2
ORDER BY 1, 2
"""

_CATEGORIES = """
SELECT product_category AS category,
  SUM(CASE WHEN order_datetime >= $since THEN amount END) AS revenue,
  SUM(CASE WHEN order_datetime < $since THEN amount END) AS revenue_before,
  COUNT(DISTINCT CASE WHEN order_datetime >= $since THEN amperity_id END) AS customers
FROM (
  SELECT product_category, amperity_id, order_datetime, $amount AS amount
  FROM Unified_Itemized_Transactions
  WHERE amperity_id IS NOT NULL AND NOT COALESCE(is_return, FALSE)
    AND NOT COALESCE(is_cancellation, FALSE)
    AND order_datetime >= $before AND order_datetime < $until
) AS bought
GROUP BY 1
ORDER BY revenue DESC NULLS LAST, category
"""


def first_month(as_of: date, months: int = MONTHS) -> date:
    """Return the first day of the oldest of `months` calendar months, the last being `as_of`'s."""
    return months_before(as_of.replace(day=1), months - 1)


def compile_totals() -> exp.Select:
    """Build the one row behind the headline figures."""
    return select(_TOTALS)


def compile_months(as_of: date, currency: BrandCurrency) -> exp.Select:
    """Build month (0 the oldest of 24), revenue, orders, fresh and all buyers."""
    return _over_months(_MONTHS, as_of, currency, MONTHS)


def compile_runs(as_of: date, currency: BrandCurrency) -> exp.Select:
    """Build months of orders with the next and the previous order of the same customer, counted.

    From it follow who was active and who repeated in the 12 months to any month's end: each
    customer has exactly one newest order before it.
    """
    return _over_months(_RUNS, as_of, currency, MONTHS, never=NEVER)


def compile_starts(as_of: date) -> exp.Select:
    """Build first_month, second_month (of 24 months; may be negative), buyers."""
    return select(_STARTS, first=_instant(first_month(as_of)), never=NEVER)


def compile_cohorts(as_of: date, currency: BrandCurrency) -> exp.Select:
    """Build cohort (0 the oldest of 12 months), age in months, customers who ordered then."""
    return _over_months(_COHORTS, as_of, currency, COHORTS)


def compile_categories(as_of: date, currency: BrandCurrency) -> exp.Select:
    """Build category, revenue of the last 12 months and of those before, customers."""
    since, before = (_instant(_day_after(months_before(as_of, back))) for back in (12, 24))
    return select(
        _CATEGORIES,
        since=since,
        before=before,
        until=_instant(_day_after(as_of)),
        amount=_item_amount(currency),
    )


def orders_of(currency: BrandCurrency) -> exp.Query:
    """Build the orders that count, with `amount` in the brand's currency."""
    return converted(currency.code, currency.rates, names=("amount",))


def _over_months(
    text: str, as_of: date, currency: BrandCurrency, months: int, **parts: int
) -> exp.Select:
    until = months_before(as_of.replace(day=1), -1)
    return select(
        text,
        tables={"orders": orders_of(currency)},
        first=_instant(first_month(as_of, months)),
        until=_instant(until),
        **parts,
    )


def _item_amount(currency: BrandCurrency) -> exp.Expr:
    value = exp.column("item_revenue")
    if currency.code is None:
        return value
    own = fragment("currency IS NULL OR currency = $c", c=currency.code)
    choice = exp.Case().when(own, value)
    for other, rate in sorted(currency.rates.items()):
        if other != currency.code:
            worth = exp.Mul(this=value.copy(), expression=exp.Literal.number(str(rate)))
            choice = choice.when(fragment("currency = $c", c=other), worth)
    return choice


def _instant(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(f"{day.isoformat()} 00:00:00"), "TIMESTAMP")


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
