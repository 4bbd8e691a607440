"""The one shape of order lines that every format is brought to before the amounts rules.

A relation `lines` has one row per record of the file: `_row`, the LINE columns, which each record
gives, and the ORDER columns, of which only those on an order's first record count.
"""

LINE: dict[str, str] = {
    "order_id": "VARCHAR",
    "order_datetime": "TIMESTAMP",
    "product_id": "VARCHAR",
    "product_name": "VARCHAR",
    "quantity": "DECIMAL(18,4)",
    "unit_price": "DECIMAL(18,4)",  # list price of one piece
    "list_price": "DECIMAL(18,2)",  # of the line, before any discount
    "line_discount": "DECIMAL(18,2)",  # of the whole line
    "revenue": "DECIMAL(18,2)",  # of the line, after its discount
    "item_tax": "DECIMAL(18,2)",
    "item_cost": "DECIMAL(18,2)",
    "item_profit": "DECIMAL(18,2)",
    "kind": "VARCHAR",  # NULL a sale, return or cancellation
    "refunded_quantity": "DECIMAL(18,4)",  # pieces of this line that came back
    "product_category": "VARCHAR",
    "product_subcategory": "VARCHAR",
    "product_brand": "VARCHAR",
    "product_sku": "VARCHAR",
    "product_upc": "VARCHAR",
    "product_msrp": "DECIMAL(18,2)",
    "twin": "VARCHAR",  # a second id of the order: two orders may share a name
    "custom": "VARCHAR",  # JSON of the columns without a tag
}
ORDER: dict[str, str] = {
    "status": "VARCHAR",
    "state": "VARCHAR",  # one of STATES
    "currency": "VARCHAR",
    "payment_method": "VARCHAR",
    "purchase_brand": "VARCHAR",
    "purchase_channel": "VARCHAR",
    "digital_channel": "VARCHAR",
    "store_id": "VARCHAR",
    "customer_id": "VARCHAR",
    "subtotal": "DECIMAL(18,2)",
    "order_discount": "DECIMAL(18,2)",
    "shipping": "DECIMAL(18,2)",
    "order_tax": "DECIMAL(18,2)",
    "duties": "DECIMAL(18,2)",
    "tip": "DECIMAL(18,2)",
    "fee": "DECIMAL(18,2)",
    "gift_card": "DECIMAL(18,2)",
    "total": "DECIMAL(18,2)",
    "profit": "DECIMAL(18,2)",
    "refunded": "DECIMAL(18,2)",
    "refunded_at": "TIMESTAMP",
    "cancelled_at": "TIMESTAMP",
    "reachable": "BOOLEAN",  # the record has a name, e-mail, phone or street
}
STATES = ("paid", "open", "refunded", "cancelled", "never paid", "test")
"""What a format makes of its status words: `open` (pending, authorised) loads, but an open order
that is cancelled was never paid; NULL is paid."""

# currencies without a minor unit: an order discount is shared in whole units (ISO 4217)
WHOLE_UNIT = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
