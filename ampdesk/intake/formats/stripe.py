"""Stripe: payments, customers (import_formats.md 2.5)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Const,
    Country,
    Email,
    Key,
    Person,
    Phone,
    Postal,
    Text,
    Words,
    formula,
    maybe_moment,
    moment,
)
from ampdesk.intake.formats.spec import Cells, Format, Kind, Orders, Profiles, needs

_CREATED = moment("Created (UTC)", "Created date (UTC)", order="day first", zone="UTC")
_CARD: Cells = {
    "full_name": Person("Customer Name", "Card Name", "Shipping Name", "Name"),
    "email": Email("Customer Email", "Email"),
    "phone": Phone(
        ("Customer Phone", "Phone"), ("Card Address Country", "Shipping Address Country")
    ),
    "address": Person("Card Address Line1", "Shipping Address Line1"),
    "address2": Person("Card Address Line2", "Shipping Address Line2"),
    "city": Person("Card Address City", "Shipping Address City"),
    "state": Person("Card Address State", "Shipping Address State"),
    "postal": Postal(
        ("Card Address Zip", "Shipping Address Postal Code"),
        ("Card Address Country", "Shipping Address Country"),
    ),
    "country": Country("Card Address Country", "Shipping Address Country"),
}
_STATE = formula(
    "CASE WHEN lower(captured) = 'false' THEN 'never paid' ELSE state END",
    captured=Text("Captured"),
    state=Words(
        ("Status",),
        {
            "paid": "paid", "succeeded": "paid", "refunded": "refunded", "failed": "never paid",
            "canceled": "never paid", "cancelled": "never paid", "uncaptured": "never paid",
            "requires_payment_method": "never paid", "requires_action": "never paid",
            "requires_confirmation": "never paid", "requires_capture": "never paid",
        },
        other="paid", blank="paid",
    ),
)  # fmt: skip
PAYMENTS = Format(
    "stripe_payments",
    "Stripe payments",
    "stripe",
    Kind.ORDERS,
    needs("id", "Amount", "Amount Refunded", "Status", "Created (UTC)|Created date (UTC)"),
    (
        Orders(
            {
                "order_id": Text("id"),
                "order_datetime": _CREATED,
                "quantity": Const(1),
                "revenue": Amount("Amount"),
            },
            {
                "status": Text("Status"),
                "state": formula(
                    "CASE WHEN lower(mode) = 'test' THEN 'test' ELSE state END",
                    mode=Text("Mode"),
                    state=_STATE,
                ),
                "currency": Text("Currency"),
                "customer_id": Key("Customer ID"),
                "fee": Amount("Fee"),
                "total": Amount("Amount"),
                "refunded": formula(
                    "greatest(coalesce(refunded, 0), CASE WHEN lower(dispute) = 'lost'"
                    " THEN coalesce(disputed, amount) ELSE 0 END)",
                    refunded=Amount("Amount Refunded"),
                    dispute=Text("Dispute Status"),
                    disputed=Amount("Disputed Amount"),
                    amount=Amount("Amount"),
                ),
                "refunded_at": maybe_moment(
                    "Refunded date (UTC)", "Refunded Date (UTC)", order="day first", zone="UTC"
                ),
                "payment_method": Text("Card Brand", "Payment Source Type"),
            },
            _CARD,
            level="orders",
            discount="none",
        ),
    ),
    overlaps=True,
)
_ID = Key("id")
CUSTOMERS = Format(
    "stripe_customers",
    "Stripe customers",
    "stripe",
    Kind.CUSTOMERS,
    needs("id", "Email", "Created (UTC)", "Delinquent"),
    (
        Profiles(
            {
                **_CARD,
                "full_name": Person("Name", "Card Name"),
                "create_dt": maybe_moment("Created (UTC)", order="day first", zone="UTC"),
            },
            pk=_ID,
            keys={"{source}-customer": _ID},
        ),
    ),
)
BALANCE = Format(
    "stripe_balance",
    "Stripe balance report",
    "stripe",
    Kind.ORDERS,
    needs("balance_transaction_id", "reporting_category", "gross", "net"),
    (),
    refuse="it names no buyers and mixes payouts with sales: take Payments > Export instead",
)

FORMATS = (PAYMENTS, CUSTOMERS, BALANCE)
