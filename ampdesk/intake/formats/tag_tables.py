"""What each semantic tag fills (data_model.md 1.7): columns of feeds, cells of an order line."""

from collections.abc import Mapping

from ampdesk.intake.formats.cells import Amount, Columns, Key, Number, Text
from ampdesk.intake.formats.spec import Kind

PROFILE_TAGS = (
    "given_name", "surname", "full_name", "title", "generational_suffix", "email", "phone",
    "address", "address2", "city", "state", "postal", "country", "birthdate", "gender", "company",
    "loyalty_id", "create_dt", "update_dt", "do_not_mail",
)  # fmt: skip
# tag → canonical name of an order line (orders.canonical) and how it is read
LINE_TAGS: Mapping[str, tuple[str, type[Columns]]] = {
    "order_id": ("order_id", Text),
    "product_id": ("product_id", Text),
    "product_name": ("product_name", Text),
    "product_sku": ("product_sku", Text),
    "product_upc": ("product_upc", Text),
    "product_brand": ("product_brand", Text),
    "product_category": ("product_category", Text),
    "product_subcategory": ("product_subcategory", Text),
    "product_msrp": ("product_msrp", Amount),
    "item_quantity": ("quantity", Number),
    "item_revenue": ("revenue", Amount),
    "item_list_price": ("list_price", Amount),
    "item_subtotal": ("list_price", Amount),
    "unit_list_price": ("unit_price", Amount),
    "item_discount_amount": ("line_discount", Amount),
    "discount": ("line_discount", Amount),
    "item_tax_amount": ("item_tax", Amount),
    "item_cost": ("item_cost", Amount),
    "item_profit": ("item_profit", Amount),
}
ORDER_TAGS: Mapping[str, tuple[str, type[Columns]]] = {
    "order_discount_amount": ("order_discount", Amount),
    "order_total": ("total", Amount),
    "order_subtotal": ("subtotal", Amount),
    "order_revenue": ("subtotal", Amount),
    "order_shipping_amount": ("shipping", Amount),
    "order_tax_amount": ("order_tax", Amount),
    "order_tip_amount": ("tip", Amount),
    "order_fee_amount": ("fee", Amount),
    "gift_card_amount": ("gift_card", Amount),
    "order_profit": ("profit", Amount),
    "order_status": ("status", Text),
    "currency": ("currency", Text),
    "payment_method": ("payment_method", Text),
    "purchase_brand": ("purchase_brand", Text),
    "purchase_channel": ("purchase_channel", Text),
    "digital_channel": ("digital_channel", Text),
    "store_id": ("store_id", Text),
    "customer_id": ("customer_id", Key),
}
TABLE_OF: Mapping[Kind, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Kind.PRODUCTS: ("source_products", ("product_id",), ("product_id",)),
    Kind.EMAIL_EVENTS: ("source_email_events", ("email", "event_type"), ()),
    Kind.CAMPAIGN_RECIPIENTS: ("source_recipients", ("campaign_name",), ()),
    Kind.LOYALTY: ("source_loyalty", ("loyalty_id",), ("loyalty_id",)),
    Kind.LOYALTY_EVENTS: ("source_loyalty_events", ("loyalty_id", "event_datetime"), ()),
    Kind.FISCAL_CALENDAR: ("source_fiscal_calendar", ("calendar_date",), ("calendar_date",)),
}
# words that say of any tool's order that nothing was paid for it
STATES = {
    **dict.fromkeys(
        ("cancelled", "canceled", "voided", "void", "expired", "failed", "declined", "storniert",
         "annule", "annulé", "cancelado"),
        "never paid",
    ),
    "refunded": "refunded",
    "erstattet": "refunded",
}  # fmt: skip
CONSENT_TAGS = {
    "consent_email": ("email", False), "consent_sms": ("sms", False),
    "is_email_opted_in": ("email", False), "is_sms_opted_in": ("sms", False),
    "consent_email_inverted": ("email", True), "unsubscribed": ("email", True),
    "consent_sms_inverted": ("sms", True),
}  # fmt: skip
