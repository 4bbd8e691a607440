"""The semantic tags a person can choose from, by kind of file (data_model.md 1.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ampdesk.intake.formats.spec import Kind
from ampdesk.intake.formats.tag_tables import (
    CONSENT_TAGS,
    LINE_TAGS,
    ORDER_TAGS,
    PROFILE_TAGS,
    TABLE_OF,
)
from ampdesk.schema import FEEDS, Column

_TABLES = {table.name: table for table in FEEDS}
_ORIGIN = frozenset({"import_id", "row_number", "source", "datasource", "pk", "custom"})
_TITLES = {
    "pk": "Customer key", "ck": "Second customer key", "fk-loyalty-id": "Loyalty number as a key",
    "fk-customer-id": "Customer number as a key", "email": "E-mail", "email-2": "Second e-mail",
    "phone-2": "Second phone", "postal": "Postal code", "birthdate": "Date of birth",
    "create-dt": "Created at", "update-dt": "Changed at", "order-id": "Order number",
    "order-datetime": "Order date", "product-id": "Product number",
    "product-sku": "Product SKU", "product-upc": "Bar code", "product-msrp": "Recommended price",
    "item-revenue": "Revenue of the line", "item-quantity": "Quantity",
    "unit-list-price": "Price of one piece", "is-return": "Is a return",
    "is-cancellation": "Is a cancellation", "consent-email": "Consent to e-mail",
    "consent-sms": "Consent to text messages", "consent-email-inverted": "Unsubscribed from e-mail",
    "consent-sms-inverted": "Unsubscribed from text messages", "stated-at": "Consent stated at",
    "loyalty-id": "Loyalty number", "given-name": "First name", "surname": "Last name",
    "full-name": "Whole name", "title": "Salutation", "address": "Street", "address2": "Street, 2",
    "do-not-mail": "Wants no paper mail",
}  # fmt: skip
_SAID = {
    "pk": "The number by which the source knows the person",
    "ck": "Another number of the person at the source",
    "fk-loyalty-id": "Equal loyalty numbers, in any source, are one person",
    "fk-customer-id": "Equal customer numbers, in any source, are one person",
    "email-2": "A further e-mail address of the same person",
    "phone-2": "A further phone of the same person",
    "order-datetime": "When it was ordered; of a return, its own date",
    "consent-email": "Yes or no: the person wants e-mails",
    "consent-sms": "Yes or no: the person wants text messages",
    "consent-email-inverted": "Yes means no: the person left the newsletter",
    "consent-sms-inverted": "Yes means no: the person wants no text messages",
    "stated-at": "When the person said so",
    "program": "The list or programme that the consent is for",
    "brand": "The brand that it is for", "region": "The region that it is for",
    "frequency": "How often the person wants to hear from you",
    "language-preference": "Language the person wants to be written in",
    "unit-list-price": "Price of one piece before discounts",
    "order-subtotal": "Goods of the order, before shipping and tax",
    "order-revenue": "Goods of the order, after discounts",
    "discount": "Discount of the line", "order-discount-amount": "Discount of the whole order",
}  # fmt: skip
_MESSAGING = ("stated_at", "brand", "region", "program", "frequency", "language_preference")
_TWINS = frozenset({"is_email_opted_in", "is_sms_opted_in", "unsubscribed", "discount"})


@dataclass(frozen=True)
class Tag:
    """One choice: `name` as in a mapping file, `title` and `description` for people."""

    name: str
    title: str
    group: str
    description: str


@lru_cache(maxsize=32)
def tags_for(kind: str) -> tuple[Tag, ...]:
    """Return the tags that a file of this kind may have, by group; none of a custom table."""
    if kind not in set(Kind) or kind == Kind.CUSTOM:
        return ()
    groups: list[tuple[str, Iterable[str]]] = []
    what = Kind(kind)
    if what in {Kind.ORDERS, Kind.ORDER_ITEMS}:
        products = [name for name in LINE_TAGS if name.startswith("product_")]
        lines = [name for name in LINE_TAGS if not name.startswith(("product_", "order_"))]
        groups += [
            ("Order", ("order_id", "order_datetime", *ORDER_TAGS, "is_return", "is_cancellation")),
            ("Item", lines),
            ("Product", products),
        ]
    elif what in TABLE_OF:
        own = _TABLES[TABLE_OF[what][0]].names
        groups.append((what.value.replace("_", " ").capitalize(), own))
    if what in {Kind.CONSENT_EMAIL, Kind.CONSENT_SMS}:
        groups.append(("Person", ("email", "phone")))
    elif what in {Kind.CUSTOMERS, Kind.LOYALTY, Kind.ORDERS, Kind.ORDER_ITEMS}:
        groups.append(("Person", (*PROFILE_TAGS, "email_2", "phone_2")))
    if what not in {Kind.PRODUCTS, Kind.FISCAL_CALENDAR, Kind.CONSENT_EMAIL, Kind.CONSENT_SMS}:
        groups.append(("Keys", ("pk", "ck", "fk_customer_id", "fk_loyalty_id")))
    if what in {Kind.CUSTOMERS, Kind.LOYALTY, Kind.CONSENT_EMAIL, Kind.CONSENT_SMS}:
        groups.append(("Consent", (*CONSENT_TAGS, *_MESSAGING)))
    return tuple(_made(groups))


@lru_cache(maxsize=4096)
def tag_of(name: str) -> Tag:
    """Return a tag by its name, written with `-` or `_`; one nobody declared says only itself."""
    bare = name.replace("_", "-")
    column = _column(bare.replace("-", "_"))
    title = _TITLES.get(bare) or bare.replace("-", " ").capitalize()
    if bare.startswith("fk-") and bare not in _TITLES:
        title = f"Key {bare.removeprefix('fk-')}"
    said = _SAID.get(bare) or (column.description if column else "")
    if bare.startswith("fk-") and not said:
        said = "Equal values, in any source, are one person"
    return Tag(bare, title, "", said)


@lru_cache(maxsize=4096)
def known_tag(column: str) -> str:
    """Return the tag that fills a column of this name, "" when no file's column does."""
    name = column.replace("_", "-")
    if column in {"amperity_id", "frequency"}:  # ours, or a score
        return ""
    if column.startswith("fk_"):
        return name
    return name if any(name == tag.name for kind in Kind for tag in tags_for(kind)) else ""


def _made(groups: Iterable[tuple[str, Iterable[str]]]) -> Iterable[Tag]:
    seen: set[str] = set()
    for group, names in groups:
        for name in names:
            if name in seen or name in _TWINS or (name in _ORIGIN and group != "Keys"):
                continue
            seen.add(name)
            tag = tag_of(name)
            yield Tag(tag.name, tag.title, group, tag.description)


def _column(name: str) -> Column | None:
    for table in _TABLES.values():
        if name in table.by_name:
            return table.column(name)
    return None
