"""Etsy: sold order items, sold orders (import_formats.md 2.6). Dates are month first everywhere."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Country,
    Key,
    Number,
    Person,
    Postal,
    Text,
    Words,
    either,
    formula,
    moment,
)
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, needs

_SOLD = moment("Sale Date", order="month first")
# Buyer is "Name (user)" or "user"; beside a blank Buyer User ID it is a name: a guest
_BUYER_ID: Cell = formula(
    "CASE WHEN listed THEN id ELSE coalesce(nullif(regexp_extract(buyer, '\\(([^()]+)\\)\\s*$', 1),"
    " ''), CASE WHEN buyer NOT LIKE '% %' THEN buyer END) END",
    listed=formula("id IS NOT NULL OR named IS NOT NULL", id=Text("Buyer User ID"),
                   named=Text("Full Name")),
    id=Key("Buyer User ID"),
    buyer=Text("Buyer"),
)  # fmt: skip
_PERSON: Cells = {
    "full_name": Person("Full Name", "Ship Name"),
    "given_name": Person("First Name"),
    "surname": Person("Last Name"),
    "address": Person("Street 1", "Ship Address1"),
    "address2": Person("Street 2", "Ship Address2"),
    "city": Person("Ship City"),
    "state": Person("Ship State"),
    "postal": Postal(("Ship Zipcode",), ("Ship Country",)),
    "country": Country("Ship Country"),
}
_STATE = Words(
    ("Status",),
    {"refunded": "refunded", "canceled": "cancelled", "cancelled": "cancelled"},
    other="paid",
    blank="paid",
)
_ORDER: Cells = {
    "status": Text("Status"),
    "state": _STATE,
    "currency": Text("Currency"),
    "payment_method": Text("Payment Method", "Payment Type"),
    "customer_id": _BUYER_ID,
    "order_discount": Amount("Discount Amount"),
    "shipping": Amount("Order Shipping", "Shipping"),
    "order_tax": Amount("Order Sales Tax", "Sales Tax"),
    "store_id": Text("InPerson Location"),
    "purchase_channel": Text("Order Type"),
}
ITEMS = Format(
    "etsy_items",
    "Etsy sold order items",
    "etsy",
    Kind.ORDER_ITEMS,
    needs("Sale Date", "Item Name", "Transaction ID", "Listing ID", "Order ID"),
    (
        Orders(
            {
                "order_id": Text("Order ID"),
                "order_datetime": _SOLD,
                "product_id": either(
                    Text("SKU"),
                    formula(
                        "concat_ws(' ', listing, variations)",
                        listing=Text("Listing ID"),
                        variations=Text("Variations"),
                    ),
                ),
                "product_sku": Text("SKU"),
                "product_name": Text("Item Name"),
                "quantity": Number("Quantity"),
                "unit_price": Amount("Price"),
            },
            _ORDER,
            _PERSON,
        ),
    ),
)
_ADJUSTED = formula(
    "CASE WHEN adjusted > 0 AND adjusted < total THEN total - adjusted END",
    adjusted=Amount("Adjusted Order Total"),
    total=Amount("Order Total"),
)
ORDERS = Format(
    "etsy_orders",
    "Etsy sold orders",
    "etsy",
    Kind.ORDERS,
    needs("Sale Date", "Order ID", "Order Value", "Order Net"),
    (
        Orders(
            {
                "order_id": Text("Order ID"),
                "order_datetime": _SOLD,
                "quantity": Number("Number of Items"),
                "list_price": Amount("Order Value"),
                "line_discount": Amount("Discount Amount"),
            },
            {
                **{name: cell for name, cell in _ORDER.items() if name != "order_discount"},
                "fee": Amount("Card Processing Fees"),
                "total": Amount("Order Total"),
                "refunded": _ADJUSTED,
            },
            _PERSON,
            level="orders",
            discount="none",
        ),
    ),
)

FORMATS = (ITEMS, ORDERS)
