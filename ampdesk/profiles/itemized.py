"""Unified_Itemized_Transactions: order lines with every amount of data_model.md 1.4.

Amounts that a file does not name follow from those it does: list price = revenue + discount,
unit = item by quantity, profit = revenue - cost. Portable: no engine's own functions.
"""

from collections.abc import Sequence

from sqlglot import exp

from ampdesk.profiles.custom import CustomColumns, rest, typed
from ampdesk.profiles.exact import amount, quotient
from ampdesk.schema.transactions import LINE_PRODUCT_NAMES, PRODUCT_COLUMNS, UIT
from ampdesk.stitch.statement import add, fragment, select

_FILLED = """
SELECT l.*,
  COALESCE(l.item_discount_amount, l.item_list_price - l.item_revenue) AS discount,
  COALESCE(l.item_list_price, l.item_revenue + l.item_discount_amount) AS list_price,
  COALESCE(l.item_cost, p.product_cost * l.item_quantity) AS cost
FROM current_lines AS l
LEFT JOIN line_products AS p
  ON l.source = p.line_source AND l.product_id = p.product_id
WHERE p.is_gift_card IS NULL OR NOT p.is_gift_card
"""
# sold gift cards that the catalogue marks make no revenue row (import_formats.md 1)

_PLAIN = {
    "item_cost": "cost", "item_list_price": "list_price", "item_discount_amount": "discount",
}  # fmt: skip
_PROFIT = "COALESCE(item_profit, item_revenue - cost)"
_UNITS = {
    "unit_revenue": "item_revenue",
    "unit_cost": "cost",
    "unit_profit": _PROFIT,
    "unit_list_price": "list_price",
    "unit_subtotal": "list_price - discount",
    "unit_discount_amount": "discount",
    "unit_tax_amount": "item_tax_amount",
}
_PERCENT = (
    "CASE WHEN list_price <> 0 THEN CAST(discount AS DOUBLE) / CAST(list_price AS DOUBLE) END"
)


def compile_itemized(
    custom: CustomColumns = CustomColumns(),  # noqa: B008  # frozen
    lists: Sequence[str] = (),
) -> exp.Select:
    """Build the SELECT over `current_lines` and `line_products`; one row per line, as declared.

    The columns of `custom` follow: read from `lists`, columns of current_lines. Those are not
    portable.
    """
    filled = select(_FILLED)
    for column in PRODUCT_COLUMNS:
        name = column.name
        filed = exp.column(name, table="l") if name in LINE_PRODUCT_NAMES else exp.null()
        filled = add(
            filled,
            fragment(
                "COALESCE($catalog, $own)", catalog=exp.column(name, table="p"), own=filed
            ).as_(f"catalog_{name}", copy=False)
            if name in LINE_PRODUCT_NAMES
            else exp.column(name, table="p").as_(f"catalog_{name}", copy=False),
        )
    own = {"custom": rest(exp.column("custom"), custom)}
    made = exp.select(
        *(own.get(name, _column(name)).as_(name, copy=False) for name in UIT.names)
    ).from_(filled.subquery("f"))
    found = typed(custom, [exp.column(name) for name in lists])
    return add(made, *(value.as_(name, quoted=True, copy=False) for name, value in found))


def _column(name: str) -> exp.Expr:
    if name in _UNITS:
        value = fragment(_UNITS[name])
        unit = quotient(value, exp.column("item_quantity"))
        return amount(unit)
    if name in _PLAIN:
        return amount(exp.column(_PLAIN[name]))
    if name == "item_profit":
        return amount(fragment(_PROFIT))
    if name == "item_subtotal":
        return amount(fragment("COALESCE(item_subtotal, list_price)"))
    if name == "item_discount_percent":
        return fragment(_PERCENT)
    if any(name == column.name for column in PRODUCT_COLUMNS):
        return exp.column(f"catalog_{name}")
    return exp.column(name)
