"""eBay: orders report, transaction report, File Exchange (import_formats.md 2.7)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Country,
    Email,
    Key,
    Number,
    Person,
    Phone,
    Postal,
    Text,
    either,
    formula,
    moment,
)
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, needs


def _names(*words: str) -> tuple[str, ...]:
    return tuple(f"{ship} {word}" for word in words for ship in ("Ship To", "Post To"))


_PERSON: Cells = {
    "full_name": Person(*_names("Name"), "Buyer Name", "Buyer Fullname"),
    "email": Email("Buyer Email"),
    "phone": Phone((*_names("Phone"), "Buyer Phone Number"), (*_names("Country"), "Buyer Country")),
    "address": Person(*_names("Address 1"), "Buyer Address 1"),
    "address2": Person(*_names("Address 2"), "Buyer Address 2"),
    "city": Person(*_names("City"), "Buyer City"),
    "state": Person(*_names("State", "Province/Region/State", "County"), "Buyer State"),
    "postal": Postal(
        (*_names("Zip", "Postcode", "Postal code"), "Buyer Zip"),
        (*_names("Country"), "Buyer Country"),
    ),
    "country": Country(*_names("Country"), "Buyer Country"),
}
_LINE: dict[str, Cell] = {
    "order_id": either(Text("Order Number", "Order ID"), Text("Sales Record Number")),
    "order_datetime": moment("Sale Date", "Paid On Date", "Sold On"),
    "product_id": Text("Custom Label", "Item Number", "Item ID"),
    "product_name": Text("Item Title"),
    "quantity": Number("Quantity"),
    "list_price": Amount("Sold For", "Sale Price"),
}
_ORDER: Cells = {
    "customer_id": Key("Buyer Username", "User Id"),
    "shipping": Amount("Shipping And Handling", "Postage and packaging"),
    "order_tax": Amount("Sales Tax", "eBay Collected Tax", "Seller Collected Tax"),
    "total": Amount("Total Price"),
    "payment_method": Text("Payment Method"),
}
_SALE = Orders(_LINE, _ORDER, _PERSON, discount="none")
ORDERS = Format(
    "ebay_orders",
    "eBay orders",
    "ebay",
    Kind.ORDER_ITEMS,
    needs(
        "Sales Record Number",
        "Order Number",
        "Buyer Username",
        "Item Title|Ship To Name|Post To Name",
    ),
    (_SALE,),
)
FILE_EXCHANGE = Format(
    "ebay_file_exchange",
    "eBay File Exchange sales",
    "ebay",
    Kind.ORDER_ITEMS,
    needs("Sales Record Number", "User Id", "Buyer Fullname", "Sale Price", "Sale Date"),
    (_SALE,),
)
TRANSACTIONS = Format(
    "ebay_transactions",
    "eBay transaction report",
    "ebay",
    Kind.ORDER_ITEMS,
    needs("Transaction creation date", "Type", "Order number", "Gross transaction amount"),
    (
        Orders(
            {
                "order_id": Text("Order number", "Legacy order ID"),
                "order_datetime": moment("Transaction creation date"),
                "product_id": Text("Custom label", "Item ID"),
                "product_name": Text("Item title"),
                "quantity": Number("Quantity"),
                "list_price": Amount("Item subtotal", "Gross transaction amount"),
                "kind": formula(
                    "CASE WHEN lower(type) = 'refund' THEN 'return' END", type=Text("Type")
                ),
            },
            {
                "status": Text("Type"),
                "customer_id": Key("Buyer username"),
                "currency": Text("Transaction currency"),
                "shipping": Amount("Shipping and handling"),
            },
            _PERSON,
            discount="none",
        ),
    ),
    skip=formula(
        "CASE WHEN lower(type) NOT IN ('order', 'refund') THEN concat('no sale: ', type) END",
        type=Text("Type"),
    ),
)

FORMATS = (ORDERS, FILE_EXCHANGE, TRANSACTIONS)
