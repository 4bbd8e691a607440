"""WooCommerce: analytics, Advanced Order Export, products (import_formats.md 2.3, 2.8)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Country,
    Email,
    Flag,
    Key,
    Number,
    Person,
    Phone,
    Postal,
    Text,
    Words,
    either,
    formula,
    maybe_moment,
    moment,
)
from ampdesk.intake.formats.people import address_block
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, Rows, needs

_STATES = {
    f"{prefix}{word}": state
    for prefix in ("", "wc-")
    for word, state in {
        "completed": "paid",
        "processing": "paid",
        "on-hold": "open",
        "on hold": "open",
        "refunded": "refunded",
        "pending": "never paid",
        "pending payment": "never paid",
        "failed": "never paid",
        "checkout-draft": "never paid",
        "draft": "never paid",
        "trash": "never paid",
        "cancelled": "unpaid?",
        "canceled": "unpaid?",
    }.items()
}


def _state(*headers: str) -> Cell:
    """Cancelled without a date of payment was never paid."""
    return formula(
        "CASE WHEN state = 'unpaid?' THEN CASE WHEN paid IS NULL THEN 'never paid'"
        " ELSE 'cancelled' END ELSE state END",
        state=Words(headers, _STATES, other="paid"),
        paid=Text("Paid Date", "Date Paid"),
    )


ANALYTICS_ORDERS = Format(
    "woocommerce_analytics_orders",
    "WooCommerce analytics, orders",
    "woo",
    Kind.ORDERS,
    needs("Date", "Order #", "Status", "Customer type", "Product(s)"),
    (
        Orders(
            {
                "order_id": Text("Order #"),
                "order_datetime": moment("Date"),
                "quantity": Number("Items sold", "Items Sold"),
                "revenue": Amount("Net Sales", "N. Revenue", "Net Revenue"),
            },
            {
                "status": Text("Status"),
                "state": _state("Status"),
                "currency": Text("Currency"),
            },
            {"full_name": Person("Customer")},
            level="orders",
            discount="none",
        ),
    ),
    drop=("N. Revenue (formatted)", "Net Sales (formatted)"),
)
_CUSTOMER: Cells = {
    "full_name": Person("Name"),
    "email": Email("Email"),
    "phone": Phone(("Billing Phone", "Phone"), ("Country / Region",)),
    "city": Person("City"),
    "state": Person("Region"),
    "postal": Postal(("Postal Code",), ("Country / Region",)),
    "country": Country("Country / Region"),
    "create_dt": maybe_moment("Sign Up"),
    "update_dt": maybe_moment("Last Active"),
}
ANALYTICS_CUSTOMERS = Format(
    "woocommerce_analytics_customers",
    "WooCommerce analytics, customers",
    "woo",
    Kind.CUSTOMERS,
    needs("Name", "Username", "Last Active", "Sign Up", "Email"),
    (Profiles(_CUSTOMER),),
)

_USER = formula("CASE WHEN id <> '0' THEN id END", id=Key("Customer User Id", "User Id"))
_BILLING = address_block(
    (), suffixes=(" (Billing)", " (Shipping)"), state=("State", "State Code"), phone=()
)
EXPORT = Format(
    "woocommerce_order_export",
    "WooCommerce Advanced Order Export",
    "woo",
    Kind.ORDER_ITEMS,
    needs("Order Number", "Order Status", "Order Date", "Item #|Item Name|Order Total Amount"),
    (
        Orders(
            {
                "order_id": Text("Order Number"),
                "order_datetime": moment("Order Date"),
                "product_id": Text("SKU", "Item #"),
                "product_sku": Text("SKU"),
                "product_name": Text("Item Name", "Name"),
                "quantity": Number("Quantity (- Refund)", "Quantity"),
                "unit_price": Amount("Item Cost", "Price"),
                "revenue": Amount("Order Line Total", "Order Line (w/o tax)"),
            },
            {
                "status": Text("Order Status"),
                "state": _state("Order Status"),
                "currency": Text("Currency", "Order Currency"),
                "payment_method": Text("Payment Method Title"),
                "customer_id": _USER,
                "order_discount": Amount("Cart Discount Amount"),
                "shipping": Amount("Order Shipping Amount"),
                "order_tax": Amount("Order Tax Amount", "Order Total Tax Amount"),
                "total": Amount("Order Total Amount"),
                "refunded": Amount("Order Refund Amount"),
            },
            {
                **_BILLING,
                "email": Email("Email (Billing)", "Customer Email", "Email"),
                "phone": Phone(
                    ("Phone (Billing)", "Phone (Shipping)", "Phone"),
                    ("Country Code (Billing)", "Country (Billing)", "Country Code (Shipping)"),
                ),
            },
        ),
    ),
    lead=Text("Order Number"),
    inherited=("Order Number", "Order Date"),
)

_PARENT = formula("regexp_replace(value, '^id:', '')", value=Text("Parent"))
_PRODUCT: Cells = {
    "product_id": either(Text("SKU"), Text("ID")),
    "product_sku": Text("SKU"),
    "product_name": Text("Name"),
    "product_category": formula(
        "split_part(split_part(value, ',', 1), ' > ', 1)", value=Text("Categories")
    ),
    "product_subcategory": formula(
        "nullif(split_part(split_part(value, ',', 1), ' > ', 2), '')", value=Text("Categories")
    ),
    "product_brand": Text("Brands", "Brand"),
    "product_msrp": Amount("Regular price"),
    "product_upc": Text("GTIN, UPC, EAN, or ISBN"),
    "is_gift_card": Flag("Gift Card"),
}
PRODUCTS = Format(
    "woocommerce_products",
    "WooCommerce products",
    "woo",
    Kind.PRODUCTS,
    needs("ID", "Type", "SKU", "Regular price"),
    (Rows("source_products", _PRODUCT, required=("product_id",), key=("product_id",),
          keep_custom=True),),
    skip=formula(
        "CASE WHEN lower(kind) LIKE '%variable%' THEN 'parent of variations' END",
        kind=Text("Type"),
    ),
    lead=formula("CASE WHEN parent IS NULL THEN 1 END", parent=_PARENT),
    group=formula(
        "coalesce(parent, sku, id)", parent=_PARENT, sku=Text("SKU"), id=Text("ID")
    ),
    inherited=("Categories", "Brands", "Brand", "Tags"),
)  # fmt: skip

FORMATS = (ANALYTICS_ORDERS, ANALYTICS_CUSTOMERS, EXPORT, PRODUCTS)
