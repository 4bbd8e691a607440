"""Unified_Transactions: orders, the roll-up of their lines (data_model.md 1.4).

Nearly every order has one value of each label (store, channel …) on all its purchase rows, so
MIN and MAX answer in one pass; only orders with several are ranked. Portable.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlglot import exp

from ampdesk.profiles.custom import NUMBERS
from ampdesk.profiles.exact import amount, total
from ampdesk.schema.transactions import ORDER_AMOUNTS, UIT, UT
from ampdesk.stitch.statement import add, fragment, select

LABELS = (
    "currency", "customer_id", "store_id", "purchase_brand", "purchase_channel",
    "digital_channel", "payment_method", "order_status",
)  # fmt: skip

RETURNED = "COALESCE(is_return, FALSE)"
CANCELED = "COALESCE(is_cancellation, FALSE)"
BOUGHT = "NOT COALESCE(is_return, FALSE) AND NOT COALESCE(is_cancellation, FALSE)"

_SUMS = {
    "order_revenue": (BOUGHT, "item_revenue"),
    "order_returned_revenue": (RETURNED, "item_revenue"),
    "order_canceled_revenue": (CANCELED, "item_revenue"),
    "order_cost": (BOUGHT, "item_cost"),
    "order_list_price": ("TRUE", "item_list_price"),
    "order_subtotal": ("TRUE", "item_subtotal"),
    "sum_item_revenue": ("TRUE", "item_revenue"),
    "sum_item_discount_amount": ("TRUE", "item_discount_amount"),
    "bought_list_price": (BOUGHT, "item_list_price"),
    "bought_discount": (BOUGHT, "item_discount_amount"),
}
_ZERO_WHEN_NONE = {"order_revenue", "order_returned_revenue", "order_canceled_revenue"}
_QUANTITIES = {
    "order_quantity": BOUGHT,
    "order_returned_quantity": RETURNED,
    "order_canceled_quantity": CANCELED,
}


def compile_orders(
    *,
    lines: str = "Unified_Itemized_Transactions",
    summed: Iterable[str] = (),
    custom: Mapping[str, str] = MappingProxyType({}),
) -> exp.Select:
    """Build the SELECT, one row per order, columns as declared.

    `lines`: table with the columns of Unified_Itemized_Transactions. `summed`: sources whose
    order discount is pro-rated over the lines and therefore added up, not taken once. `custom`:
    SQL types of custom columns that an order has; of numbers the largest, others as labels.
    """
    labels = (*LABELS, *(name for name, kind in custom.items() if kind not in NUMBERS))
    largest = tuple(name for name, kind in custom.items() if kind in NUMBERS)
    rolled = _rolled(lines, tuple(summed), labels, largest)
    mixed = _mixed(labels)
    own = (_output(name, labels).as_(name, quoted=True, copy=False) for name in custom)
    made = (
        exp.select(*(_output(name, labels).as_(name, copy=False) for name in UT.names), *own)
        .from_("rolled AS r")
        .join("mixed AS m", on="r.order_id = m.order_id", join_type="left", copy=False)
        .join(
            "Fiscal_Calendar AS f",
            on=fragment("DATE(r.order_datetime) = f.calendar_date"),
            join_type="left",
            copy=False,
        )
    )
    for name, part in (("rolled", rolled), ("ranked", _ranked(lines, labels)), ("mixed", mixed)):
        made = made.with_(name, part, copy=False)
    return made


def _bought(value: str) -> exp.Expr:
    return fragment(
        "CASE WHEN $bought THEN $value END",
        bought=fragment(BOUGHT),
        value=exp.column(value, quoted=value not in UIT.by_name),
    )


def _rolled(
    lines: str, summed: tuple[str, ...], labels: tuple[str, ...], largest: tuple[str, ...]
) -> exp.Select:
    made = exp.select("order_id").from_(lines).where("order_id IS NOT NULL").group_by("order_id")
    bought_at = _bought("order_datetime")
    made = add(
        made,
        fragment(
            "COALESCE(MIN($bought_at), MIN(CASE WHEN NOT ($bought) THEN order_datetime END))",
            bought_at=bought_at,
            bought=fragment(BOUGHT),
        ).as_("order_datetime", copy=False),
        fragment("COUNT(CASE WHEN $bought THEN 1 END)", bought=fragment(BOUGHT)).as_(
            "bought_rows", copy=False
        ),
        fragment("MIN(amperity_id)").as_("min_amperity_id", copy=False),
        fragment("MAX(amperity_id)").as_("max_amperity_id", copy=False),
        fragment("MIN(source)").as_("source", copy=False),
    )
    for label in labels:
        value = _bought(label)
        made = add(
            made,
            exp.Min(this=value).as_(f"min_{label}", copy=False),
            exp.Max(this=value.copy()).as_(f"max_{label}", copy=False),
        )
    for name, kind in _QUANTITIES.items():
        made = add(
            made,
            fragment(
                "CAST(COALESCE(SUM(CASE WHEN $test THEN item_quantity END), 0) AS BIGINT)",
                test=fragment(kind),
            ).as_(name, copy=False),
        )
    for name, (test, summand) in _SUMS.items():
        counted: exp.Expr = exp.column(summand)
        if test != "TRUE":
            counted = fragment(
                "CASE WHEN $test THEN $value END", test=fragment(test), value=counted
            )
        summed_up = total(counted)
        if name in _ZERO_WHEN_NONE:
            summed_up = amount(fragment("COALESCE($sum, 0)", sum=summed_up), wide=True)
        made = add(made, summed_up.as_(name, copy=False))
    discount = fragment("MAX(order_discount_amount)")
    if summed:
        discount = fragment(
            "CASE WHEN $pro_rated THEN SUM(order_discount_amount)"
            " ELSE MAX(order_discount_amount) END",
            pro_rated=fragment("MIN(source)").isin(*summed),
        )
    made = add(made, amount(discount, wide=True).as_("order_discount_amount", copy=False))
    for name in (*ORDER_AMOUNTS, "order_profit"):
        made = add(made, amount(exp.Max(this=exp.column(name)), wide=True).as_(name, copy=False))
    for name in largest:
        value = exp.Max(this=exp.column(name, quoted=True))
        made = add(made, value.as_(name, quoted=True, copy=False))
    return made


def _ranked(lines: str, labels: tuple[str, ...]) -> exp.Select:
    """Rank the rows of orders that have several values of a label, or no purchase row."""
    several: list[exp.Expr] = [fragment("o.bought_rows = 0")]
    several += [
        fragment("$low <> $high", low=exp.column(f"min_{label}"), high=exp.column(f"max_{label}"))
        for label in (*labels, "amperity_id")
    ]
    made = select(
        "SELECT i.order_id, o.bought_rows FROM items AS i"
        " JOIN rolled AS o ON i.order_id = o.order_id",
        tables={"items": lines},
    ).where(exp.or_(*several))
    in_scope = fragment(
        "CASE WHEN o.bought_rows = 0 OR (NOT COALESCE(i.is_return, FALSE)"
        " AND NOT COALESCE(i.is_cancellation, FALSE)) THEN 1 ELSE 0 END"
    )
    made = add(made, in_scope.as_("in_scope", copy=False))
    for label in labels:
        column = exp.column(label, table="i", quoted=label not in LABELS)
        made = add(
            made,
            column.as_(label, quoted=label not in LABELS, copy=False),
            fragment(
                "ROW_NUMBER() OVER (PARTITION BY i.order_id ORDER BY $in_scope DESC,"
                " CASE WHEN $label IS NULL THEN 1 ELSE 0 END,"
                " i.order_datetime, i.product_id, $label)",
                in_scope=in_scope,
                label=column,
            ).as_(f"rank_{label}", copy=False),
        )
    return add(
        made,
        exp.column("amperity_id", table="i").as_("amperity_id", copy=False),
        fragment(
            "ROW_NUMBER() OVER (PARTITION BY i.order_id ORDER BY"
            " CASE WHEN i.amperity_id IS NULL THEN 1 ELSE 0 END,"
            " CASE WHEN i.profile_update_dt IS NULL THEN 1 ELSE 0 END,"
            " i.profile_update_dt DESC, i.amperity_id DESC)"
        ).as_("rank_amperity_id", copy=False),
    )


def _mixed(labels: tuple[str, ...]) -> exp.Select:
    made = exp.select("order_id").from_("ranked").group_by("order_id")
    for label in labels:
        made = add(
            made,
            fragment(
                "MAX(CASE WHEN $rank = 1 AND in_scope = 1 THEN $label END)",
                rank=exp.column(f"rank_{label}"),
                label=exp.column(label, quoted=label not in LABELS),
            ).as_(label, quoted=label not in LABELS, copy=False),
        )
    return add(
        made,
        fragment("MAX(CASE WHEN rank_amperity_id = 1 THEN amperity_id END)").as_(
            "amperity_id", copy=False
        ),
    )


_FISCAL = {
    "fiscal_year", "fiscal_quarter", "fiscal_month", "fiscal_week_number", "fiscal_week_start",
    "holiday_sale_name",
}  # fmt: skip


def _output(name: str, labels: tuple[str, ...]) -> exp.Expr:
    if name == "amperity_id" or name in labels:
        return fragment(
            "CASE WHEN m.order_id IS NULL THEN $single ELSE $ranked END",
            single=exp.column(f"min_{name}", table="r"),
            ranked=exp.column(name, table="m", quoted=name not in UT.by_name),
        )  # fmt: skip
    if name in _FISCAL:
        return exp.column(name, table="f")
    match name:
        case "fiscal_day_of_week":
            return exp.column("day_of_week", table="f")
        case "order_profit":  # only one of cost and profit may exist
            return fragment("CASE WHEN r.order_cost IS NULL THEN r.order_profit END")
        case "order_discount_percent":
            return fragment(
                "CASE WHEN r.bought_list_price <> 0 THEN"
                " CAST(COALESCE(r.bought_discount, 0) + COALESCE(r.order_discount_amount, 0)"
                " AS DOUBLE)"
                " / CAST(r.bought_list_price AS DOUBLE) END"
            )
        case "net_order_revenue":
            return amount(
                fragment(
                    "r.order_revenue + r.order_returned_revenue + r.order_canceled_revenue"
                    " - COALESCE(r.order_discount_amount, 0)"
                ),
                wide=True,
            )
    return exp.column(name, table="r", quoted=name not in UT.by_name)
