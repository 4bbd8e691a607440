"""Shopify: orders, customers, products (import_formats.md 2.1, 2.2)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Aside,
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
    day,
    either,
    formula,
    maybe_moment,
    moment,
)
from ampdesk.intake.formats.consents import consent_rows, states
from ampdesk.intake.formats.people import address_block
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, Rows, needs

_STATES = {
    "paid": "paid",
    "partially_paid": "open",
    "partially paid": "open",
    "authorized": "open",
    "pending": "open",
    "unpaid": "open",
    "refunded": "refunded",
    "partially_refunded": "paid",
    "partially refunded": "paid",
    "voided": "never paid",
    "expired": "never paid",
    "failed": "never paid",
    "declined": "never paid",
}


def order_cells(order_id: str) -> tuple[Cells, Cells, Cells]:
    """Line, order and person cells; Squarespace writes the same columns under another id."""
    line: dict[str, Cell] = {
        "order_id": Text(order_id),
        "twin": Aside(Key("Id")),
        "order_datetime": moment("Created at", order="month first"),
        "product_id": Text("Lineitem sku"),
        "product_name": Text("Lineitem name"),
        "quantity": Number("Lineitem quantity"),
        "unit_price": Amount("Lineitem price"),
        "line_discount": Amount("Lineitem discount"),
        "product_msrp": Amount("Lineitem compare at price", "Lineitem compare-at price"),
        "product_brand": Text("Vendor"),
    }
    order: dict[str, Cell] = {
        "status": Text("Financial Status"),
        "state": either(
            formula(
                "CASE WHEN lower(method) = 'bogus' THEN 'test' END", method=Text("Payment Method")
            ),
            Words(("Financial Status",), _STATES, other="open", blank="paid"),
        ),
        "currency": Text("Currency"),
        "payment_method": Text("Payment Method"),
        "store_id": Text("Location"),
        "purchase_channel": formula(
            "CASE WHEN lower(source) = 'pos' THEN 'store' ELSE source END",
            source=Text("Source", "Channel Type"),
        ),
        "subtotal": Amount("Subtotal"),
        "order_discount": Amount("Discount Amount"),
        "shipping": Amount("Shipping"),
        "order_tax": Amount("Taxes"),
        "duties": Amount("Duties"),
        "total": Amount("Total"),
        "refunded": Amount("Refunded Amount", "Amount Refunded"),
        "cancelled_at": maybe_moment("Cancelled at", "Canceled at", order="month first"),
    }
    person: dict[str, Cell] = {
        "email": Email("Email"),
        **address_block(
            ("Billing ", "Shipping "), state=("Province", "Province Name"), phone=("Phone",)
        ),
    }
    return line, order, person


LINE_COLUMNS = "^lineitem "
"""Headers of the other columns of a line; the rest stands on an order's first record."""

_LINE, _ORDER, _PERSON = order_cells("Name")
_CUT_DOWN = Orders(
    {**_LINE},
    {**_ORDER},
    {**_PERSON},
    discount="residual",
    share_total=True,
    line_columns=LINE_COLUMNS,
)

ORDERS = Format(
    "shopify_orders",
    "Shopify orders",
    "shopify",
    Kind.ORDER_ITEMS,
    needs("Name", "Financial Status", "Lineitem quantity", "Lineitem price", "Created at"),
    (Orders(_LINE, _ORDER, _PERSON, discount="residual", line_columns=LINE_COLUMNS),),
    drop=("Billing Street", "Shipping Street"),
)
ORDERS_CUT = Format(
    "shopify_orders_cut",
    "Shopify orders, cut down",
    "shopify",
    Kind.ORDERS,
    needs("Name", "Created at", "Total", "Currency|Billing Country"),
    (_CUT_DOWN,),
    drop=("Billing Street", "Shipping Street"),
)

_CUSTOMER: Cells = {
    "given_name": Person("First Name"),
    "surname": Person("Last Name"),
    "email": Email("Email"),
    "phone": Phone(
        ("Phone", "Default Address Phone", "Address Phone"),
        ("Default Address Country Code", "Country Code", "Address Country Code", "Country"),
    ),
    "company": Person("Default Address Company", "Company", "Address Company"),
    "address": Person("Default Address Address1", "Address1", "Address Line 1"),
    "address2": Person("Default Address Address2", "Address2", "Address Line 2"),
    "city": Person("Default Address City", "City", "Address City"),
    "state": Person(
        "Default Address Province Code", "Province Code", "Address Province Code", "Province",
        "Default Address Province", "Address Province",
    ),
    "postal": Postal(
        ("Default Address Zip", "Zip", "Address Zip"),
        ("Default Address Country Code", "Country Code", "Address Country Code", "Country"),
    ),
    "country": Country(
        "Default Address Country Code", "Country Code", "Address Country Code", "Country",
        "Default Address Country", "Address Country",
    ),
    "birthdate": day(
        "Birth Date (customer.metafields.facts.birth_date)", "Metafield: facts.birth_date [date]"
    ),
    "create_dt": maybe_moment("Created At"),
    "update_dt": maybe_moment("Updated At"),
}  # fmt: skip
_EMAIL_STATE = states("Accepts Email Marketing", "Accepts Marketing", "Email Marketing: Status")
_SMS_STATE = states("Accepts SMS Marketing", "SMS Marketing: Status")
_ID = Key("Customer ID", "ID")
CUSTOMERS = Format(
    "shopify_customers",
    "Shopify customers",
    "shopify",
    Kind.CUSTOMERS,
    needs(
        "First Name",
        "Last Name",
        "Email",
        "Accepts Email Marketing|Accepts Marketing|Email Marketing: Status",
    ),
    (
        Profiles(_CUSTOMER, pk=_ID, keys={"{source}-customer": _ID}, first_wins=True),
        consent_rows(
            "email", _CUSTOMER["email"], _EMAIL_STATE, maybe_moment("Email Marketing: Updated At")
        ),
        consent_rows(
            "sms", _CUSTOMER["phone"], _SMS_STATE, maybe_moment("SMS Marketing: Updated At")
        ),
    ),
)

_OPTION = "Option{n} Name|Option{n} Value"


def option(*words: str, suffix: str = _OPTION) -> Cell:
    """The value of the option that has one of these names; `suffix` is how the headers read."""
    template: list[str] = []
    cells: dict[str, Cell] = {}
    listed = ", ".join(f"'{word}'" for word in words)
    for number in (1, 2, 3):
        name, value = suffix.format(n=number).split("|")
        template.append(f"CASE WHEN lower(n{number}) IN ({listed}) THEN x{number} END")
        cells[f"n{number}"] = Text(name, f"Option Name {number}")
        cells[f"x{number}"] = Text(value, f"Option Value {number}")
    return formula(f"coalesce({', '.join(template)})", **cells)


_VARIANT = formula(
    "coalesce(sku, handle || coalesce('/' || o1, '') || coalesce('/' || o2, '')"
    " || coalesce('/' || o3, ''))",
    sku=Text("Variant SKU", "SKU"),
    handle=Text("Handle", "URL handle", "Title"),
    o1=Text("Option1 Value", "Option1 value"),
    o2=Text("Option2 Value", "Option2 value"),
    o3=Text("Option3 Value", "Option3 value"),
)
_PRODUCT: Cells = {
    "product_id": _VARIANT,
    "product_name": Text("Title"),
    "product_brand": Text("Vendor"),
    "product_category": Text("Type", "Product Category", "Product category"),
    "product_sku": Text("Variant SKU", "SKU"),
    "product_upc": Text("Variant Barcode", "Barcode"),
    "product_msrp": Amount("Variant Price", "Price"),
    "product_cost": Amount("Cost per item"),
    "product_size": option("size", "größe", "taille", "talla"),
    "product_color": option("color", "colour", "farbe", "couleur"),
    "product_material": option("material", "matière"),
    "is_gift_card": Flag("Gift Card", "Gift card"),
}
_IMAGE_ONLY = formula(
    "CASE WHEN sku IS NULL AND price IS NULL AND o1 IS NULL THEN 'image only' END",
    sku=Text("Variant SKU", "SKU"),
    price=Text("Variant Price", "Price"),
    o1=Text("Option1 Value", "Option1 value"),
)
_PRODUCT_ROWS = Rows(
    "source_products",
    _PRODUCT,
    required=("product_id",),
    key=("product_id",),
    keep_custom=True,
)
_INHERITED = (
    "Title", "Vendor", "Type", "Product Category", "Option1 Name", "Option2 Name", "Option3 Name",
    "Gift Card",
)  # fmt: skip
PRODUCTS = Format(
    "shopify_products",
    "Shopify products",
    "shopify",
    Kind.PRODUCTS,
    needs("Handle", "Title", "Variant SKU"),
    (_PRODUCT_ROWS,),
    skip=_IMAGE_ONLY,
    lead=Text("Title"),
    inherited=_INHERITED,
)
PRODUCTS_NEW = Format(
    "shopify_products_new",
    "Shopify products, new header",
    "shopify",
    Kind.PRODUCTS,
    needs("Title", "URL handle", "SKU"),
    (_PRODUCT_ROWS,),
    skip=_IMAGE_ONLY,
    lead=Text("Title"),
    inherited=_INHERITED,
)

FORMATS = (ORDERS, ORDERS_CUT, CUSTOMERS, PRODUCTS, PRODUCTS_NEW)
