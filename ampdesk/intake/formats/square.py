"""Square: items, transactions, customers (import_formats.md 2.4)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Const,
    Email,
    Key,
    Moment,
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
)
from ampdesk.intake.formats.consents import consent_rows, states
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, needs

_WHEN = Moment(("Date",), time=("Time",), zone_column=("Time Zone",))
_NO_ID = formula(
    "concat_ws('+', date, location)", date=Text("Date"), location=Text("Location", "Device Name")
)
_TENDERS = (
    "Card", "Cash", "Square Gift Card", "Other Tender", "Cash App", "Afterpay", "Check",
    "Apple Pay", "Google Pay",
)  # fmt: skip


def _tender() -> Cell:
    """The tender that is not zero: these columns are amounts, not names."""
    cases, cells = [], {}
    for number, name in enumerate(_TENDERS):
        cases.append(f"CASE WHEN t{number} <> 0 THEN '{name}' END")
        cells[f"t{number}"] = Amount(name)
    return formula(f"coalesce({', '.join(cases)})", **cells)


_KIND = Words(("Event Type",), {"refund": "return", "exchange return": "return"})
_ITEM_LINE: Cells = {
    "order_id": either(
        Text("Transaction ID"), formula("base || '+' || CAST(_row AS VARCHAR)", base=_NO_ID)
    ),
    "order_datetime": _WHEN,
    "product_id": either(
        Text("SKU"),
        Text("Token"),
        formula("concat_ws(' ', item, price)", item=Text("Item"), price=Text("Price Point Name")),
    ),
    "product_name": Text("Item"),
    "product_category": Text("Category"),
    "product_upc": Text("GTIN"),
    "product_sku": Text("SKU"),
    "quantity": Number("Qty"),
    # layout B has Product Sales (before discount) and a Gross Sales of net and tax
    "list_price": Amount("Product Sales", "Gross Sales"),
    "line_discount": formula("-value", value=Amount("Discounts")),
    "revenue": Amount("Net Sales"),
    "item_tax": Amount("Tax"),
    "kind": _KIND,
}
_ITEM_ORDER: Cells = {
    "status": Text("Event Type"),
    "store_id": Text("Location"),
    "purchase_channel": either(Text("Channel"), Const("store")),
    "customer_id": Key("Customer ID"),
    "payment_method": Text("Card Brand"),
    "currency": Text("Currency"),
}
_CUSTOMER_NAME: Cells = {"full_name": Person("Customer Name")}

ITEMS = Format(
    "square_items",
    "Square items",
    "square",
    Kind.ORDER_ITEMS,
    needs("Item", "Qty", "Net Sales", "Transaction ID|Price Point Name"),
    (Orders(_ITEM_LINE, _ITEM_ORDER, _CUSTOMER_NAME, discount="none"),),
)
TRANSACTIONS = Format(
    "square_transactions",
    "Square transactions",
    "square",
    Kind.ORDERS,
    needs("Total Collected", "Net Total", "Transaction ID"),
    (
        Orders(
            {
                "order_id": Text("Transaction ID"),
                "order_datetime": _WHEN,
                "quantity": formula("CASE WHEN kind = 'return' THEN -1 ELSE 1 END", kind=_KIND),
                "list_price": Amount("Gross Sales"),
                "revenue": Amount("Net Sales"),
                "kind": _KIND,
            },
            {
                "status": Text("Event Type"),
                "store_id": Text("Location"),
                "purchase_channel": either(Text("Channel"), Const("store")),
                "customer_id": Key("Customer ID"),
                "payment_method": _tender(),
                "tip": Amount("Tip"),
                "order_tax": Amount("Tax"),
                "fee": formula("abs(value)", value=Amount("Fees")),
                "gift_card": Amount("Square Gift Card"),
                "total": Amount("Total Collected"),
                "currency": Text("Currency"),
            },
            _CUSTOMER_NAME,
            level="orders",
            discount="none",
        ),
    ),
)

_PK = Key("Square Customer ID")
_EMAIL = Email("Email Address")
CUSTOMERS = Format(
    "square_customers",
    "Square customers",
    "square",
    Kind.CUSTOMERS,
    needs("Email Address", "Phone Number", "Square Customer ID"),
    (
        Profiles(
            {
                "given_name": Person("First Name"),
                "surname": Person("Last Name", "Surname"),
                "email": _EMAIL,
                "phone": Phone(("Phone Number",), ("Country",)),
                "company": Person("Company Name"),
                "address": Person("Street Address 1"),
                "address2": Person("Street Address 2"),
                "city": Person("City"),
                "state": Person("State"),
                "postal": Postal(("Postal Code",), ("Country",)),
                "birthdate": day("Birthday"),
                "create_dt": maybe_moment("First Visit"),
                "update_dt": maybe_moment("Last Visit"),
            },
            pk=_PK,
            keys={"{source}-customer": _PK, "{source}-reference": Key("Reference ID")},
        ),
        consent_rows("email", _EMAIL, states("Email Subscription Status")),
    ),
)

FORMATS = (ITEMS, TRANSACTIONS, CUSTOMERS)
