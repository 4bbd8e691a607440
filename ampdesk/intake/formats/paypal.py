"""PayPal activity download (import_formats.md 2.7); statements and old histories are refused."""

from ampdesk.intake.formats.cells import (
    Amount,
    Email,
    Moment,
    Person,
    Phone,
    Postal,
    Text,
    formula,
)
from ampdesk.intake.formats.people import address_block
from ampdesk.intake.formats.spec import Format, Kind, Orders, needs

_REGION = "State/Province/Region/County/Territory/Prefecture/Republic"
_TYPE = Text("Type")
_GROSS = Amount("Gross")
_IS_REFUND = formula("lower(type) LIKE '%refund%' OR lower(type) LIKE '%reversal%'", type=_TYPE)
_KIND = formula("CASE WHEN refund THEN 'return' END", refund=_IS_REFUND)
_UNWANTED = formula(
    "CASE WHEN lower(coalesce(status, '')) <> 'completed' THEN concat('status ', status)"
    " WHEN lower(type) LIKE '%transfer%' OR lower(type) LIKE '%withdrawal%'"
    " OR lower(type) LIKE '% fee%' OR lower(type) LIKE '%hold%' OR lower(type) LIKE '%conversion%'"
    " OR lower(type) LIKE '%deposit%' OR lower(type) LIKE '%reserve%'"
    " OR lower(type) LIKE '%authorization%' OR lower(type) LIKE '%credit card%'"
    " THEN 'no sale: transfer, fee, hold, conversion or deposit'"
    " WHEN refund AND gross < 0 THEN NULL"
    " WHEN gross <= 0 OR gross IS NULL THEN 'money out'"
    " WHEN refund THEN 'money back to us' END",
    status=Text("Status"),
    type=_TYPE,
    gross=_GROSS,
    refund=_IS_REFUND,
)
ACTIVITY = Format(
    "paypal_activity",
    "PayPal activity",
    "paypal",
    Kind.ORDERS,
    needs("Date", "Time", "Type", "Status", "Gross", "Transaction ID", "From Email Address"),
    (
        Orders(
            {
                "order_id": formula(
                    "CASE WHEN refund THEN coalesce(reference, id) ELSE id END",
                    refund=_IS_REFUND,
                    reference=Text("Reference Txn ID"),
                    id=Text("Transaction ID"),
                ),
                "order_datetime": Moment(
                    ("Date",), time=("Time",), zone_column=("TimeZone", "Time Zone", "Time zone")
                ),
                "quantity": formula("CASE WHEN refund THEN 0 ELSE 1 END", refund=_IS_REFUND),
                "revenue": _GROSS,
                "kind": _KIND,
            },
            {
                "status": Text("Status"),
                "currency": Text("Currency"),
                "fee": formula("abs(value)", value=Amount("Fee")),
                "total": _GROSS,
                "payment_method": Text("Payment Source"),
            },
            {
                **address_block(("",), state=(_REGION, "State"), phone=("Contact Phone Number",)),
                "full_name": Person("Name"),
                "email": Email("From Email Address"),
                "address": Person("Address Line 1"),
                "city": Person("Town/City", "City"),
                "postal": Postal(("Zip/Postal Code", "Zip"), ("Country",)),
                "phone": Phone(("Contact Phone Number",), ("Country Code", "Country")),
            },
            level="orders",
            discount="none",
        ),
    ),
    skip=_UNWANTED,
    overlaps=True,
)  # fmt: skip
STATEMENT = Format(
    "paypal_statement",
    "PayPal statement or old history",
    "paypal",
    Kind.ORDERS,
    needs(
        "Date|Fecha|Datum",
        "Time|Hora|Heure|Uhrzeit",
        "TimeZone|Time Zone|Zona horaria|Fuseau horaire|Zeitzone",
        "Currency|Divisa|Devise|Währung",
        "Balance|Saldo|Solde|Guthaben",
    ),
    (),
    refuse="it has no type or no transaction id in English: take Activity > Download (completed"
    " payments, English) instead",
)

FORMATS = (ACTIVITY, STATEMENT)
