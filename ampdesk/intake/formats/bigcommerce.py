"""BigCommerce: orders whose items stand in one cell, customers (import_formats.md 2.8)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Email,
    Key,
    Person,
    Phone,
    Text,
    Words,
    formula,
    maybe_moment,
    moment,
)
from ampdesk.intake.formats.people import address_block
from ampdesk.intake.formats.spec import EXPLODED, Format, Kind, Orders, Profiles, needs


def _part(key: str, kind: str = "VARCHAR") -> Cell:
    """A value of `Product Qty: 2, Product SKU: A, Product Name: Mug, big, …`, found by its key."""
    pattern = f"{key}: (.*?)(?:, Product [A-Z]|$)"
    return formula(
        f"TRY_CAST(nullif(trim(regexp_extract(item, '{pattern}', 1)), '') AS {kind})",
        item=Text(EXPLODED),
    )


_STATE = Words(
    ("Order Status",),
    {
        "declined": "never paid", "incomplete": "never paid", "pending": "open",
        "awaiting payment": "open", "cancelled": "cancelled", "refunded": "refunded",
        "partially refunded": "paid",
    },
    other="paid", blank="paid",
)  # fmt: skip
_PERSON = address_block(("Billing ", "Shipping "), phone=("Customer Phone",))
ORDERS = Format(
    "bigcommerce_orders",
    "BigCommerce orders",
    "bigcommerce",
    Kind.ORDER_ITEMS,
    needs("Order ID", "Order Status", "Order Total (inc tax)", "Product Details"),
    (
        Orders(
            {
                "order_id": Text("Order ID"),
                "order_datetime": moment("Order Date"),
                "product_id": _part("Product SKU"),
                "product_sku": _part("Product SKU"),
                "product_name": _part("Product Name"),
                "quantity": _part("Product Qty", "DECIMAL(18,4)"),
                "list_price": _part("Product Total Price", "DECIMAL(18,2)"),
            },
            {
                "status": Text("Order Status"),
                "state": _STATE,
                "currency": Text("Order Currency Code", "Currency Code"),
                "payment_method": Text("Payment Method"),
                "customer_id": formula("CASE WHEN id <> '0' THEN id END", id=Key("Customer ID")),
                "subtotal": Amount("Subtotal (ex tax)"),
                "order_discount": Amount("Coupon Value", "Discount Amount"),
                "shipping": Amount("Shipping Cost (ex tax)"),
                "order_tax": Amount("Tax Total"),
                "total": Amount("Order Total (inc tax)"),
                "refunded": Amount("Refund Amount"),
            },
            {
                **_PERSON,
                "full_name": Person("Customer Name", "Billing Name"),
                "email": Email("Customer Email", "Billing Email"),
                "phone": Phone(
                    ("Customer Phone", "Billing Phone"), ("Billing Country", "Shipping Country")
                ),
            },
        ),
    ),
    explode="Product Details",
)
_ID = Key("Customer ID")
CUSTOMERS = Format(
    "bigcommerce_customers",
    "BigCommerce customers",
    "bigcommerce",
    Kind.CUSTOMERS,
    needs("Customer ID", "Email", "Date Joined"),
    (
        Profiles(
            {
                "given_name": Person("First Name"),
                "surname": Person("Last Name"),
                "full_name": Person("Customer Name", "Name"),
                "email": Email("Email"),
                "phone": Phone(("Phone",), ("Country",)),
                "company": Person("Company"),
                "create_dt": maybe_moment("Date Joined"),
            },
            pk=_ID,
            keys={"{source}-customer": _ID},
        ),
    ),
    skip=formula("CASE WHEN id = '0' THEN 'no record: guest' END", id=_ID),
)

FORMATS = (ORDERS, CUSTOMERS)
