"""Orders with their amounts in the brand's currency (data_model.md 1.4, "Currency").

Amounts stay as filed in Unified_Transactions. An order in another currency counts, with amount
NULL until the brand sets a rate; an order that names no currency is the brand's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from ampdesk.profiles.exact import amount, quotient
from ampdesk.stitch.statement import add, fragment


@dataclass(frozen=True)
class BrandCurrency:
    """The currency that amounts of customers are in, and what one unit of another is worth.

    `code` is None before any order named a currency.
    """

    code: str | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)


AMOUNTS = {
    "amount": "order_revenue",
    "net_amount": "net_order_revenue",
    "cost": "order_cost",
    "returned_amount": "order_returned_revenue",
    "canceled_amount": "order_canceled_revenue",
}
"""Output columns of `converted` and the amounts of Unified_Transactions they come from."""

_KEPT = (
    "amperity_id", "order_id", "order_datetime", "order_quantity", "order_returned_quantity",
    "order_canceled_quantity", "purchase_brand", "purchase_channel", "store_id",
)  # fmt: skip

READ = (*_KEPT, "currency", *AMOUNTS.values())
"""Columns of Unified_Transactions that `converted` reads."""


def compile_main_currency(orders: str = "Unified_Transactions") -> exp.Select:
    """Build the SELECT of the currency that most orders have (ties: alphabetical)."""
    return (
        exp.select("currency")
        .from_(orders)
        .where("currency IS NOT NULL")
        .group_by("currency")
        .order_by("COUNT(*) DESC", "currency")
        .limit(1)
    )


def converted(
    currency: str | None,
    rates: Mapping[str, Decimal] | None = None,
    *,
    orders: str = "Unified_Transactions",
    names: tuple[str, ...] = tuple(AMOUNTS),
) -> exp.Select:
    """Build the SELECT of orders that count for customers, amounts in `currency`.

    Grain: order with a customer, a date and at least one piece bought. `rates`: units of the
    brand's currency for one of another.
    """
    made = (
        exp.select(*_KEPT)
        .from_(orders)
        .where("amperity_id IS NOT NULL", "order_datetime IS NOT NULL", "order_quantity > 0")
    )
    for name in names:
        made = add(made, _in_currency(AMOUNTS[name], currency, rates or {}).as_(name, copy=False))
    return made


def _in_currency(name: str, currency: str | None, rates: Mapping[str, Decimal]) -> exp.Expr:
    value = exp.column(name)
    if currency is None:
        return amount(value)
    choice = exp.Case().when(fragment("currency IS NULL OR currency = $c", c=currency), value)
    for other, rate in sorted(rates.items()):
        if other != currency:
            choice = choice.when(fragment("currency = $c", c=other), _product(value, rate))
    return amount(choice)


def _product(value: exp.Expr, rate: Decimal) -> exp.Expr:
    """Multiply by whole numbers and divide once: as a fraction 0.31 * 3.5 would round down."""
    places = max(0, -int(rate.as_tuple().exponent))
    whole = exp.Literal.number(int(rate.scaleb(places)))
    product = exp.Mul(this=value.copy(), expression=whole)
    return quotient(product, exp.Literal.number(10**places))
