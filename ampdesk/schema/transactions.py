"""Transaction tables (data_model.md 1.4): lines, orders, attributes of buyers, products."""

from ampdesk.schema.customer import amperity_id, derived
from ampdesk.schema.feeds import SOURCE_LINES, SOURCE_PRODUCTS
from ampdesk.schema.table import Column
from ampdesk.schema.words import (
    boolean,
    day,
    decimal,
    floating,
    instant,
    integer,
    json,
    string,
    total,
)  # fmt: skip

_OWN = {"import_id", "row_number", "source", "datasource", "pk", "product_id", "custom"}
_NOT_PRODUCT = {"product_cost", "is_gift_card"}
PRODUCT_COLUMNS: tuple[Column, ...] = tuple(
    column for column in SOURCE_PRODUCTS.columns if column.name not in _OWN | _NOT_PRODUCT
)
"""Catalogue columns that are joined to each order line."""

LINE_PRODUCT_NAMES: tuple[str, ...] = tuple(
    column.name for column in PRODUCT_COLUMNS if column.name in SOURCE_LINES.by_name
)
"""Catalogue columns that an order line may carry itself."""

UNIFIED_PRODUCT_CATALOG = derived(
    "Unified_Product_Catalog",
    "datasource + pk",
    "Current product records",
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the product within its datasource", key=True, nullable=False),
    string("product_id", "Product id used by order lines", nullable=False),
    *PRODUCT_COLUMNS,
    decimal("product_cost", "Cost of one piece"),
    boolean("is_gift_card", "Sold gift cards make no revenue"),
    json("custom", "Columns without a tag"),
)

ORDER_AMOUNTS = (
    "order_shipping_amount", "order_tax_amount", "order_tip_amount", "order_fee_amount",
    "gift_card_amount", "order_total",
)  # fmt: skip
"""Order-level amounts, repeated per line; Unified_Transactions takes their maximum."""

UIT = derived(
    "Unified_Itemized_Transactions",
    "order_id + product_id + order_datetime + is_return + is_cancellation",
    "Order lines; a return or cancellation is a row of its own with amounts of zero or less",
    amperity_id(key=False, nullable=True),
    string("customer_id", "Customer id of the source"),
    string("order_id", "Order, unique in the brand", key=True, nullable=False),
    string("product_id", "Product; NULL when the file names none", key=True),
    instant("order_datetime", "UTC; of a return its own date", key=True),
    integer("item_quantity", "Pieces"),
    decimal("item_revenue", "After discounts"),
    decimal("item_cost", "Cost of the line"),
    decimal("item_profit", "Revenue less cost"),
    decimal("item_list_price", "Revenue plus discount"),
    decimal("item_subtotal", "Unit list price times quantity"),
    decimal("item_discount_amount", "Discount of the line"),
    floating("item_discount_percent", "Discount by list price, 0 to 1"),
    decimal("item_tax_amount", "Tax of the line"),
    decimal("unit_revenue", "Revenue by quantity"),
    decimal("unit_cost", "Cost by quantity"),
    decimal("unit_profit", "Profit by quantity"),
    decimal("unit_list_price", "List price by quantity"),
    decimal("unit_subtotal", "List price less discount, by quantity"),
    decimal("unit_discount_amount", "Discount by quantity"),
    decimal("unit_tax_amount", "Tax by quantity"),
    decimal("order_discount_amount", "Order discount that is not in the lines"),
    boolean("is_return", "A return", key=True),
    boolean("is_cancellation", "A cancellation", key=True),
    string("currency", "ISO 4217"),
    string("payment_method", "Payment method"),
    string("purchase_brand", "Brand the order was placed with"),
    string("purchase_channel", "web, store, app as filed"),
    string("digital_channel", "Only of online orders"),
    string("store_id", "Store or location"),
    *PRODUCT_COLUMNS,
    *(decimal(name, "Order level, repeated per line") for name in ORDER_AMOUNTS),
    decimal("order_profit", "Profit of the order as supplied"),
    string("order_status", "Status as filed"),
    boolean("return_date_estimated", "The file gave no date for the return"),
    boolean("unlinked_return", "The return names no sale"),
    string("source", "Source of the order", nullable=False),
    instant("profile_update_dt", "When the line's profile record changed; orders its customer"),
    json("custom", "Columns without a tag beyond those that are columns here (at most 200)"),
)

FISCAL_COLUMNS: tuple[Column, ...] = (
    integer("fiscal_year", "Fiscal year"),
    integer("fiscal_quarter", "Fiscal quarter"),
    integer("fiscal_month", "Fiscal month"),
    integer("fiscal_week_number", "Week of the fiscal year"),
    day("fiscal_week_start", "First day of the fiscal week"),
    string("fiscal_day_of_week", "Name of the day"),
    string("holiday_sale_name", "Sale or holiday"),
)

UT = derived(
    "Unified_Transactions",
    "order_id",
    "Orders: roll-up of Unified_Itemized_Transactions",
    amperity_id(key=False, nullable=True),
    string("order_id", "Order, unique in the brand", key=True, nullable=False),
    instant("order_datetime", "Earliest purchase row, UTC"),
    string("currency", "ISO 4217"),
    string("customer_id", "Customer id of the source"),
    string("store_id", "Store or location"),
    string("purchase_brand", "Brand the order was placed with"),
    string("purchase_channel", "web, store, app as filed"),
    string("digital_channel", "Only of online orders"),
    string("payment_method", "Payment method"),
    integer("order_quantity", "Pieces bought; neither returned nor cancelled rows"),
    total("order_revenue", "Revenue of bought rows, after discounts, gross of returns"),
    integer("order_returned_quantity", "Pieces returned, zero or less"),
    total("order_returned_revenue", "Revenue returned, zero or less"),
    integer("order_canceled_quantity", "Pieces cancelled, zero or less"),
    total("order_canceled_revenue", "Revenue cancelled, zero or less"),
    total("order_cost", "Cost of bought rows", optional=True),
    total("order_discount_amount", "Order discount that is not in the lines", optional=True),
    floating("order_discount_percent", "All discounts by list price, 0 to 1"),
    total("order_list_price", "List price of all rows"),
    total("order_subtotal", "Subtotal of all rows"),
    total("sum_item_revenue", "Revenue of all rows"),
    total("sum_item_discount_amount", "Line discounts of all rows"),
    total("order_profit", "As supplied; NULL where a cost is known", optional=True),
    *(total(name, "As supplied") for name in ORDER_AMOUNTS),
    total("net_order_revenue", "Revenue with returns and cancellations, less order discount"),
    *FISCAL_COLUMNS,
    string("source", "Source of the order"),
    string("order_status", "Status as filed"),
)

WITH_OWN_COLUMNS = frozenset({UIT.name, UT.name})
"""Tables whose columns beyond the declared ones are columns of the brand's files."""
OWN_COLUMN = "A column of your order files without a tag"

WINDOWS = ("L30D", "L3M", "L6M", "L12M", "LY12M", "lifetime")
"""Time windows of Transaction_Attributes_Extended, in the order of the reference."""

_PLACES = ("purchase_brand", "purchase_channel", "store_id")


def _one_order(which: str) -> tuple[Column, ...]:
    return (
        instant(f"{which}_order_datetime", f"The {which} order, UTC"),
        string(f"{which}_order_id", f"The {which} order"),
        total(f"{which}_order_revenue", f"Revenue of the {which} order"),
        integer(f"{which}_order_total_items", f"Pieces of the {which} order"),
        *(string(f"{which}_order_{place}", f"{place} of the {which} order") for place in _PLACES),
        total(f"{which}_net_order_revenue", f"Net revenue of the {which} order", optional=True),
        total(f"{which}_order_cost", f"Cost of the {which} order", optional=True),
    )


def _window(name: str) -> tuple[Column, ...]:
    return (
        integer(f"{name}_order_frequency", "Orders; 0 when none"),
        total(f"{name}_order_revenue", "Revenue; 0 when none"),
        integer(f"{name}_total_items", "Pieces"),
        total(f"{name}_average_order_value", "Revenue by orders"),
        total(f"{name}_average_item_price", "Revenue by pieces"),
        total(f"{name}_average_num_items", "Pieces by orders"),
        string(f"{name}_preferred_purchase_brand", "Brand of most orders"),
        string(f"{name}_preferred_purchase_channel", "Channel of most orders"),
        string(f"{name}_preferred_store_id", "Store of most orders"),
        integer(f"{name}_purchase_brands", "Distinct brands"),
        integer(f"{name}_purchase_channels", "Distinct channels"),
        integer(f"{name}_stores", "Distinct stores"),
        integer(f"{name}_order_returned_frequency", "Orders with a return", optional=True),
        total(f"{name}_order_returned_revenue", "Revenue returned", optional=True),
        integer(f"{name}_total_returned_items", "Pieces returned", optional=True),
        integer(f"{name}_order_canceled_frequency", "Orders with a cancellation", optional=True),
        total(f"{name}_order_canceled_revenue", "Revenue cancelled", optional=True),
        integer(f"{name}_total_canceled_items", "Pieces cancelled", optional=True),
        total(f"{name}_net_order_revenue", "Net revenue", optional=True),
        total(f"{name}_average_net_item_price", "Net revenue by pieces", optional=True),
        total(f"{name}_order_cost", "Cost", optional=True),
    )


SCORES = ("L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score")

TAE = derived(
    "Transaction_Attributes_Extended",
    "amperity_id",
    "Attributes of each buyer over orders with at least one piece; RFM is joined in",
    amperity_id(),
    *(column for which in ("first", "second", "latest") for column in _one_order(which)),
    boolean("first_order_is_retained", "A second order within 365 days; NULL when too early"),
    boolean("second_order_is_retained", "A third within 365 days of the second"),
    boolean("early_repeat_purchaser", "A second order within the repeat threshold, 84 days"),
    boolean("one_and_done", "Exactly one order"),
    boolean("multi_purchase_brand", "More than one brand"),
    boolean("multi_purchase_channel", "More than one channel"),
    integer("days_since_latest_order", "UTC days to the day of the build"),
    integer("first_to_second_order_days", "UTC days"),
    integer("first_to_latest_order_days", "UTC days"),
    total("lifetime_largest_order_value", "Largest order over zero"),
    total("L30D_largest_order_value", "Largest order over zero of the last 30 days"),
    total("lifetime_largest_net_order_value", "Largest net order over zero", optional=True),
    *(column for name in WINDOWS for column in _window(name)),
    *(integer(name, "rfm.md; NULL without an order in 12 months") for name in SCORES),
)

RFM = derived(
    "RFM",
    "amperity_id",
    "Scores of customers with an order in the last 12 months; joined into"
    " Transaction_Attributes_Extended",
    amperity_id(),
    integer("L12M_recency", "Decile of the latest order, 10 best", nullable=False),
    integer("L12M_frequency", "Decile of the number of orders, 10 best", nullable=False),
    integer("L12M_monetary", "Decile of revenue, 10 best", nullable=False),
    integer("L12M_rfm_score", "The three in a row: 111 to 101010", nullable=False),
)

FISCAL_CALENDAR = derived(
    "Fiscal_Calendar",
    "calendar_date",
    "The brand's fiscal calendar",
    day("calendar_date", "Day", key=True, nullable=False),
    string("day_of_week", "Name of the day"),
    integer("fiscal_week_number", "Week of the fiscal year"),
    day("fiscal_week_start", "First day of the week"),
    day("fiscal_week_end", "Last day of the week"),
    integer("fiscal_month", "Month of the fiscal year"),
    integer("fiscal_quarter", "Quarter of the fiscal year"),
    integer("fiscal_year", "Fiscal year"),
    string("holiday_sale_name", "Sale or holiday"),
)

TRANSACTION_TABLES = (UNIFIED_PRODUCT_CATALOG, UIT, UT, TAE, RFM, FISCAL_CALENDAR)
