"""Magento: orders grid, customers with their addresses (import_formats.md 2.8)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Const,
    Country,
    Email,
    Key,
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
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, needs

_MONTH = "month first"
ORDERS = Format(
    "magento_orders",
    "Magento orders grid",
    "magento",
    Kind.ORDERS,
    needs("ID", "Purchase Point", "Purchase Date", "Grand Total (Base)"),
    (
        Orders(
            {
                "order_id": Text("ID"),
                "order_datetime": moment("Purchase Date", order=_MONTH),
                "quantity": Const(1),
                "list_price": Amount("Subtotal", "Grand Total (Base)"),
            },
            {
                "status": Text("Status"),
                "state": Words(
                    ("Status",),
                    {
                        "closed": "refunded", "canceled": "cancelled", "cancelled": "cancelled",
                        "pending": "open", "pending payment": "never paid",
                        "pending_payment": "never paid", "payment review": "open",
                        "suspected fraud": "never paid", "holded": "open", "on hold": "open",
                    },
                    other="paid", blank="paid",
                ),
                "payment_method": Text("Payment Method"),
                "purchase_channel": Text("Purchase Point"),
                "shipping": Amount("Shipping and Handling"),
                "total": Amount("Grand Total (Purchased)", "Grand Total (Base)"),
                "refunded": Amount("Total Refunded"),
            },
            {
                "full_name": Person("Customer Name", "Bill-to Name", "Ship-to Name"),
                "email": Email("Customer Email"),
                "address": Person("Billing Address", "Shipping Address"),
            },
            level="orders",
            discount="none",
        ),
    ),
)  # fmt: skip


def _address(word: str) -> tuple[str, ...]:
    return (f"_address_{word}", word)


_MAIL = Email("email", "_email")
_LAND = _address("country_id")
_STREET = Person("_address_street", "street")
_PERSON: Cells = {
    "given_name": Person("firstname"),
    "surname": Person("lastname"),
    "title": Text("prefix"),
    "generational_suffix": Text("suffix"),
    "email": _MAIL,
    "birthdate": day("dob", order=_MONTH),
    "gender": Text("gender"),
    "company": Person(*_address("company")),
    "phone": Phone(_address("telephone"), _LAND),
    "address": formula("split_part(value, chr(10), 1)", value=_STREET),
    "address2": formula("nullif(split_part(value, chr(10), 2), '')", value=_STREET),
    "city": Person(*_address("city")),
    "state": Person(*_address("region")),
    "postal": Postal(_address("postcode"), _LAND),
    "country": Country(*_LAND),
    "create_dt": maybe_moment("created_at", order=_MONTH),
    "update_dt": maybe_moment("updated_at", order=_MONTH),
}
# the default billing address, else the first
_FURTHER = formula(
    "CASE WHEN row_number() OVER (PARTITION BY email ORDER BY"
    " CASE WHEN billing IN ('1', 'true', 'yes') THEN 0 ELSE 1 END, _row) > 1"
    " AND email IS NOT NULL THEN 'further address of the same customer' END",
    email=_MAIL,
    billing=Text("_address_default_billing_"),
)
CUSTOMERS = Format(
    "magento_customers",
    "Magento customers",
    "magento",
    Kind.CUSTOMERS,
    needs("email|_email", "_website", "firstname", "lastname"),
    (Profiles(_PERSON),),
    skip=_FURTHER,
    lead=Text("email", "_email"),
    inherited=(
        "email", "_email", "_website", "_store", "created_at", "updated_at", "dob", "firstname",
        "lastname", "middlename", "gender", "prefix", "suffix", "group_id", "taxvat",
    ),
)  # fmt: skip
_ID: Cell = Key("ID")
GRID = Format(
    "magento_customer_grid",
    "Magento customers grid",
    "magento",
    Kind.CUSTOMERS,
    needs("ID", "Name", "Email", "Customer Since"),
    (
        Profiles(
            {
                "full_name": Person("Name"),
                "email": Email("Email"),
                "phone": Phone(("Phone",), ("Country",)),
                "postal": Postal(("ZIP",), ("Country",)),
                "country": Country("Country"),
                "state": Person("State/Province"),
                "city": Person("City"),
                "address": Person("Street Address"),
                "birthdate": day("Date of Birth", order=_MONTH),
                "gender": Text("Gender"),
                "create_dt": maybe_moment("Customer Since", order=_MONTH),
            },
            pk=_ID,
            keys={"{source}-customer": either(_ID)},
        ),
    ),
)

FORMATS = (ORDERS, CUSTOMERS, GRID)
