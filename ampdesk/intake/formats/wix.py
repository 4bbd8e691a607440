"""Wix: orders, contacts, products (import_formats.md 2.8)."""

from dataclasses import replace

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Country,
    Email,
    Moment,
    Number,
    Person,
    Phone,
    Postal,
    Text,
    Words,
    either,
    formula,
    maybe_moment,
)
from ampdesk.intake.formats.consents import WITHDRAWN, WORDS, consent_rows
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, Rows, needs
from ampdesk.intake.headers import normalise

# two blocks of "Delivery …" columns: the one after "Billing name" is the billing address
_SECOND = " (2)"


def _address(word: str) -> tuple[str, ...]:
    return (f"Billing {word}", f"Delivery {word}{_SECOND}", f"Delivery {word}")


_STATES = Words(
    ("Payment status", "Payment Status"),
    {
        "paid": "paid", "unpaid": "open", "pending": "open", "partially paid": "open",
        "refunded": "refunded", "fully refunded": "refunded", "partially refunded": "paid",
        "canceled": "cancelled", "cancelled": "cancelled", "declined": "never paid",
    },
    other="paid", blank="paid",
)  # fmt: skip
ORDERS = Format(
    "wix_orders",
    "Wix orders",
    "wix",
    Kind.ORDER_ITEMS,
    needs("Order number", "Date created", "Total order quantity", "Item", "Qty"),
    (
        Orders(
            {
                "order_id": Text("Order number"),
                "order_datetime": Moment(("Date created",), time=("Time",)),
                "product_id": Text("SKU"),
                "product_sku": Text("SKU"),
                "product_name": formula(
                    "concat_ws(' ', item, variant)", item=Text("Item"), variant=Text("Variant")
                ),
                "quantity": Number("Qty"),
                "unit_price": Amount("Price"),
                "refunded_quantity": Number("Quantity refunded"),
            },
            {
                "status": Text("Payment status"),
                "state": _STATES,
                "currency": Text("Currency"),
                "payment_method": Text("Payment method"),
                "shipping": Amount("Shipping rate", "Shipping"),
                "order_tax": Amount("Taxes", "Tax"),
                "total": Amount("Total", "Net amount"),
                "gift_card": Amount("Gift card amount"),
                "order_discount": Amount("Coupon amount", "Discount", "Total discount"),
                "refunded": Amount("Refunded amount"),
            },
            {
                "full_name": Person("Billing name", "Recipient name", "Contact name"),
                "email": Email("Contact email", "Email"),
                "phone": Phone(
                    ("Billing phone", "Recipient phone", "Contact phone"), _address("country")
                ),
                "company": Person("Billing company name", "Recipient company name"),
                "address": Person(*_address("address")),
                "city": Person(*_address("city")),
                "state": Person(*_address("state")),
                "postal": Postal(_address("zip/postal code"), _address("country")),
                "country": Country(*_address("country")),
            },
        ),
    ),
)

_SUBSCRIBER = {
    **WORDS,
    "never subscribed": "not given",
    "not set": "not given",
    "unsubscribed": WITHDRAWN,
}
_EMAIL = Email("Email 1")
_PHONE = Phone(("Phone 1",), ("Address 1 - Country",))
_CONTACT: Cells = {
    "given_name": Person("First Name"),
    "surname": Person("Last Name"),
    "email": _EMAIL,
    "phone": _PHONE,
    "company": Person("Company"),
    "address": Person("Address 1 - Street"),
    "address2": Person("Address 1 - Street line 2"),
    "city": Person("Address 1 - City"),
    "state": Person("Address 1 - State/Region"),
    "postal": Postal(("Address 1 - Zip",), ("Address 1 - Country",)),
    "country": Country("Address 1 - Country"),
    "birthdate": Moment(("Birthdate",), required=False, subject="day"),
    "create_dt": maybe_moment("Created At (UTC+0)", zone="UTC"),
    "update_dt": maybe_moment("Last Activity Date (UTC+0)", zone="UTC"),
}
_CONTACTS = Format(
    "wix_contacts",
    "Wix contacts",
    "wix",
    Kind.CUSTOMERS,
    needs("First Name", "Email 1", "Email subscriber status"),
    (
        Profiles(_CONTACT),
        consent_rows("email", _EMAIL, Words(("Email subscriber status",), _SUBSCRIBER)),
        consent_rows("sms", _PHONE, Words(("SMS subscriber status",), _SUBSCRIBER)),
    ),
)


def _with_ordinals(headers: tuple[str, ...]) -> Format:
    """Email 2, Phone 3 … become further contacts."""
    more: dict[str, Cell] = {}
    for header in headers:
        words = normalise(header).split()
        if (
            len(words) == 2  # noqa: PLR2004  # word and number
            and words[0] in {"email", "phone"}
            and words[1].isdigit()
            and words[1] != "1"
        ):
            name = "-".join(words)
            more[name] = Email(header) if words[0] == "email" else Phone((header,))
    others = _CONTACTS.feeds[1:]
    return replace(_CONTACTS, feeds=(Profiles(_CONTACT, more=more), *others))


CONTACTS = replace(_CONTACTS, adapt=_with_ordinals)

_VARIANT = formula(
    "concat_ws('/', handle, o1, o2, o3, o4, o5, o6)",
    handle=Text("handleId"),
    **{f"o{n}": Text(f"productOptionDescription{n}") for n in range(1, 7)},
)
_FIELD = Text("fieldType")
PRODUCTS = Format(
    "wix_products",
    "Wix products",
    "wix",
    Kind.PRODUCTS,
    needs("handleId", "fieldType"),
    (
        Rows(
            "source_products",
            {
                "product_id": either(Text("sku"), _VARIANT),
                "product_sku": Text("sku"),
                "product_name": Text("name"),
                "product_category": Text("collection"),
                "product_brand": Text("brand"),
                "product_msrp": Amount("price"),
                "product_cost": Amount("cost"),
            },
            required=("product_id",),
            key=("product_id",),
            keep_custom=True,
        ),
    ),
    skip=formula(
        "CASE WHEN lower(kind) = 'product' AND lower(lead(kind) OVER (ORDER BY _row)) = 'variant'"
        " THEN 'parent of variants' END",
        kind=_FIELD,
    ),
    lead=formula("CASE WHEN lower(kind) = 'product' THEN 1 END", kind=_FIELD),
    inherited=("name", "collection", "brand", "price", "cost"),
)

FORMATS = (ORDERS, CONTACTS, PRODUCTS)
