"""Lightspeed: S-Series items, K-Series transactions, X-Series sales (import_formats.md 2.8)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Key,
    Number,
    Person,
    Text,
    formula,
    moment,
)
from ampdesk.intake.formats.spec import Format, Kind, Orders, needs


def _kind(header: str) -> Cell:
    return formula(
        "CASE WHEN lower(value) LIKE '%return%' OR lower(value) LIKE '%refund%' THEN 'return' END",
        value=Text(header),
    )


S_ITEMS = Format(
    "lightspeed_s_items",
    "Lightspeed S-Series items",
    "lightspeed",
    Kind.ORDER_ITEMS,
    needs("Operation Type", "Line Item", "Net Total", "Transaction ID"),
    (
        Orders(
            {
                "order_id": Text("Transaction ID"),
                "order_datetime": moment("Date", "Transaction Date", "Created Date"),
                "product_id": Text("UPC", "Store Code"),
                "product_upc": Text("UPC"),
                "product_name": Text("Line Item"),
                "product_category": Text("Category"),
                "quantity": Number("Quantity", "Qty"),
                "revenue": Amount("Net Total"),
                "line_discount": formula("abs(value)", value=Amount("Discounts", "Discount")),
                "item_cost": Amount("Cost"),
                "kind": _kind("Operation Type"),
            },
            {
                "status": Text("Operation Type"),
                "customer_id": Key("Customer ID"),
                "store_id": Text("Location", "Store"),
                "currency": Text("Currency"),
            },
            {"full_name": Person("Customer")},
            discount="none",
        ),
    ),
)
K_TRANSACTIONS = Format(
    "lightspeed_k",
    "Lightspeed K-Series transactions",
    "lightspeed",
    Kind.ORDER_ITEMS,
    needs("Type", "Account", "SKU", "Amount"),
    (
        Orders(
            {
                "order_id": Text("Account", "Account ID"),
                "order_datetime": moment("Date", "Date/Time", "Business date", "Finalized date"),
                "product_id": Text("SKU"),
                "product_sku": Text("SKU"),
                "product_name": Text("Item", "Name"),
                "quantity": Number("Quantity", "Qty"),
                "revenue": Amount("Amount"),
                "line_discount": formula("abs(value)", value=Amount("Discount")),
                "kind": _kind("Type"),
            },
            {"status": Text("Type"), "store_id": Text("Location")},
            {},
            discount="none",
        ),
    ),
    skip=formula(
        "CASE WHEN lower(coalesce(value, '')) NOT IN ('sale', 'refund', 'return')"
        " THEN concat('no sale: ', coalesce(value, 'no type')) END",
        value=Text("Type"),
    ),
)
X_SALES = Format(
    "lightspeed_x",
    "Lightspeed X-Series sales",
    "lightspeed",
    Kind.ORDER_ITEMS,
    needs("Receipt Number", "Line Type"),
    (
        Orders(
            {
                "order_id": Text("Receipt Number"),
                "order_datetime": moment("Date"),
                "product_id": Text("Sku", "SKU"),
                "product_name": Text("Details", "Product"),
                "quantity": Number("Quantity"),
                "revenue": Amount("Subtotal", "Total"),
                "line_discount": formula("abs(value)", value=Amount("Discount")),
            },
            {
                "status": Text("Status"),
                "customer_id": Key("Customer Code"),
                "store_id": Text("Register"),
            },
            {"full_name": Person("Customer Name")},
            discount="none",
        ),
    ),
    skip=formula(
        "CASE WHEN lower(coalesce(value, '')) <> 'sale line' THEN concat('no sale line: ',"
        " coalesce(value, 'no type')) END",
        value=Text("Line Type"),
    ),
)

FORMATS = (S_ITEMS, K_TRANSACTIONS, X_SALES)
