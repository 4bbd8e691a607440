"""Amazon: order reports, date-range report (import_formats.md 2.7)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Const,
    Country,
    Email,
    Number,
    Person,
    Phone,
    Postal,
    Text,
    either,
    formula,
    moment,
    positive,
)
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, needs

_PERSON: Cells = {
    "full_name": Person("recipient-name", "buyer-name"),
    "email": Email("buyer-email"),
    "phone": Phone(("ship-phone-number", "buyer-phone-number"), ("ship-country",)),
    "address": Person("ship-address-1"),
    "address2": Person("ship-address-2"),
    "city": Person("ship-city"),
    "state": Person("ship-state"),
    "postal": Postal(("ship-postal-code",), ("ship-country",)),
    "country": Country("ship-country"),
}


def _flat(order_id: str) -> Orders:
    line: dict[str, Cell] = {
        "order_id": Text(order_id),
        "order_datetime": moment("purchase-date"),
        "product_id": Text("sku", "asin"),
        "product_sku": Text("sku"),
        "product_name": Text("product-name"),
        "quantity": Number("quantity", "quantity-purchased"),
        "list_price": Amount("item-price"),
        "line_discount": positive(Amount("item-promotion-discount")),
        "item_tax": Amount("item-tax"),
    }
    order: dict[str, Cell] = {
        "status": Text("order-status"),
        "state": formula(
            "CASE WHEN lower(status) IN ('cancelled', 'canceled') OR price IS NULL"
            " THEN 'never paid' ELSE 'paid' END",
            status=Text("order-status"),
            price=Text("item-price"),
        ),
        "currency": Text("currency"),
        "digital_channel": Text("sales-channel"),
        "shipping": Amount("shipping-price"),
        "payment_method": Text("payment-method"),
    }
    return Orders(line, order, _PERSON, discount="none")


_UNWANTED = formula(
    "CASE WHEN lower(status) = 'pending' THEN 'pending'"
    " WHEN lower(channel) LIKE 'non-amazon%' THEN 'not sold on Amazon' END",
    status=Text("order-status"),
    channel=Text("sales-channel"),
)
ALL_ORDERS = Format(
    "amazon_all_orders",
    "Amazon all orders",
    "amazon",
    Kind.ORDER_ITEMS,
    needs("amazon-order-id", "purchase-date", "order-status", "item-price"),
    (_flat("amazon-order-id"),),
    skip=_UNWANTED,
)
ORDER_REPORT = Format(
    "amazon_order_report",
    "Amazon order report",
    "amazon",
    Kind.ORDER_ITEMS,
    needs("order-id", "order-item-id", "purchase-date", "quantity-purchased"),
    (_flat("order-id"),),
    skip=_UNWANTED,
)
DATE_RANGE = Format(
    "amazon_date_range",
    "Amazon date range report",
    "amazon",
    Kind.ORDER_ITEMS,
    needs("date/time", "settlement id", "type", "order id", "product sales"),
    (
        Orders(
            {
                "order_id": Text("order id"),
                "order_datetime": moment("date/time", order="month first"),
                "product_id": Text("sku"),
                "product_sku": Text("sku"),
                "product_name": Text("description"),
                "quantity": Number("quantity"),
                "list_price": Amount("product sales"),
                "line_discount": formula("-value", value=Amount("promotional rebates")),
                "item_tax": Amount("product sales tax"),
                "kind": formula(
                    "CASE WHEN lower(type) = 'refund' THEN 'return' END", type=Text("type")
                ),
            },
            {
                "status": Text("type"),
                "digital_channel": either(Text("marketplace"), Const("amazon")),
                "shipping": Amount("shipping credits"),
            },
            {},
            discount="none",
        ),
    ),
    skip=formula(
        "CASE WHEN coalesce(lower(type), '') NOT IN ('order', 'refund') THEN"
        " concat('no sale: ', coalesce(type, 'no type')) END",
        type=Text("type"),
    ),
)

FORMATS = (ALL_ORDERS, ORDER_REPORT, DATE_RANGE)
