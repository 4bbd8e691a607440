"""Squarespace: orders, profiles, products (import_formats.md 2.8)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Email,
    Person,
    Phone,
    Text,
    either,
    formula,
    maybe_moment,
)
from ampdesk.intake.formats.consents import consent_rows, states
from ampdesk.intake.formats.people import address_block
from ampdesk.intake.formats.shopify import LINE_COLUMNS, option, order_cells
from ampdesk.intake.formats.spec import Format, Kind, Orders, Profiles, Rows, needs

_LINE, _ORDER, _PERSON = order_cells("Order ID")
ORDERS = Format(
    "squarespace_orders",
    "Squarespace orders",
    "squarespace",
    Kind.ORDER_ITEMS,
    needs("Order ID", "Financial Status", "Amount Refunded", "Lineitem variant"),
    (Orders(_LINE, _ORDER, _PERSON, discount="residual", line_columns=LINE_COLUMNS),),
)
_EMAIL = Email("Email")
PROFILES = Format(
    "squarespace_profiles",
    "Squarespace profiles",
    "squarespace",
    Kind.CUSTOMERS,
    needs("Email", "First Name", "Accepts Marketing|Subscriber Since"),
    (
        Profiles(
            {
                **address_block(("Shipping ", ""), state=("Province", "State"), phone=("Phone",)),
                "given_name": Person("First Name"),
                "surname": Person("Last Name"),
                "full_name": Person("Name"),
                "email": _EMAIL,
                "phone": Phone(("Shipping Phone Number", "Phone"), ("Shipping Country",)),
                "create_dt": maybe_moment("Created On", "Subscriber Since"),
            }
        ),
        consent_rows(
            "email", _EMAIL, states("Accepts Marketing"), maybe_moment("Subscriber Since")
        ),
    ),
)
_OPTION = "Option {n} Name|Option {n} Value"
_SUFFIX = " [Non Editable]"
PRODUCTS = Format(
    "squarespace_products",
    "Squarespace products",
    "squarespace",
    Kind.PRODUCTS,
    needs(f"Variant ID{_SUFFIX}"),
    (
        Rows(
            "source_products",
            {
                "product_id": either(Text("SKU"), Text(f"Variant ID{_SUFFIX}")),
                "product_sku": Text("SKU"),
                "product_name": Text("Title"),
                "product_category": Text("Categories", "Product Page"),
                "product_msrp": Amount("Price"),
                "product_size": option("size", "tamaño", suffix=_OPTION),
                "product_color": option("color", "colour", suffix=_OPTION),
                "is_gift_card": formula(
                    "lower(kind) = 'gift_card'", kind=Text(f"Product Type{_SUFFIX}")
                ),
            },
            required=("product_id",),
            key=("product_id",),
            keep_custom=True,
        ),
    ),
    lead=Text(f"Product ID{_SUFFIX}"),
    inherited=(
        f"Product ID{_SUFFIX}", "Title", "Product Page", "Categories", f"Product Type{_SUFFIX}",
        "Option Name 1", "Option Name 2", "Option Name 3", "Option 1 Name", "Option 2 Name",
    ),
)  # fmt: skip

FORMATS = (ORDERS, PROFILES, PRODUCTS)
