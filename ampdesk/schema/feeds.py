"""Feed tables: what an import writes, in the store and in the lake.

They only grow. A later import of the same key has a higher `import_id`; a build picks the current
rows (import_formats.md 1 "Reloading" and "Undo"), so that undoing an import is dropping its rows.
"""

from ampdesk.schema.table import Column, Layer, Table
from ampdesk.schema.words import boolean, day, decimal, instant, integer, json, string

_ORIGIN = (
    integer("import_id", "The import that brought the row", nullable=False, key=True),
    integer("row_number", "Record number in the file, from 1", nullable=False, key=True),
    string("source", "Name of the source, such as shopify", nullable=False),
)


def _feed(name: str, grain: str, description: str, *columns: Column) -> Table:
    return Table(name, grain, description, Layer.FEED, (*_ORIGIN, *columns))


SOURCE_PROFILES = _feed(
    "source_profiles",
    "one row per profile record and import",
    "Profile records as they came, values normalised only as import_formats.md 5 says",
    string("datasource", "Feed of the source: shopify, shopify-orders", nullable=False),
    string("pk", "Key of the record within its datasource", nullable=False),
    string("ck", "Customer key of the source"),
    json("foreign_keys", "Namespace to value: equal values are one person"),
    string("given_name", "First name", pii=True),
    string("surname", "Last name", pii=True),
    string("full_name", "Full name as filed", pii=True),
    string("title", "Salutation", pii=True),
    string("generational_suffix", "Jr, Sr, III", pii=True),
    string("email", "E-mail address, trimmed and lower case", pii=True),
    string("phone", "Phone in E.164 where the country is known, else as filed", pii=True),
    string("phone_raw", "Phone as filed", pii=True),
    json("more_contacts", "Further e-mails and phones by tag: email-2, phone-work", pii=True),
    string("address", "Street line", pii=True),
    string("address2", "Second address line", pii=True),
    string("city", "City", pii=True),
    string("state", "State or province", pii=True),
    string("postal", "Postal code, text", pii=True),
    string("country", "Country as filed or ISO-2", pii=True),
    day("birthdate", "Date of birth", pii=True),
    string("gender", "Gender as filed", pii=True),
    string("company", "Employer", pii=True),
    string("loyalty_id", "Loyalty number", pii=True),
    instant("create_dt", "Created at, UTC"),
    instant("update_dt", "Last changed at, UTC"),
    boolean("do_not_mail", "Asked not to get paper mail"),
    json("custom", "Columns without a tag, by their own name", pii=True),
)

_PRODUCT = (
    string("product_name", "Product name"),
    string("product_category", "Category"),
    string("product_subcategory", "Subcategory"),
    string("product_brand", "Product brand (vendor)"),
    string("product_sku", "Stock keeping unit"),
    string("product_upc", "Bar code"),
    decimal("product_msrp", "Recommended price"),
)

_CATALOG_WORDS = (
    "description", "class", "subclass", "department", "subdepartment", "division", "collection",
    "group", "type", "style", "season", "silhouette", "size", "color", "fabric", "material",
    "gender",
)  # fmt: skip
_CATALOG_IDS = (
    "brand", "category", "class", "collection", "color", "department", "division", "fabric",
    "material", "season", "size", "subcategory", "subclass", "subdepartment",
)  # fmt: skip

SOURCE_LINES = _feed(
    "source_lines",
    "one row per order, product, instant and kind (sale, return, cancellation) of an import",
    "Order lines after the amounts rules of import_formats.md 1; returns are rows of their own",
    string("level", "lines: the file had lines; orders: one row stands for the order"),
    boolean("is_void", "The order is now never paid or a test: no transaction rows"),
    string("order_id", "Order number as filed", nullable=False),
    string("product_id", "SKU, else listing id, else name: and the folded name"),
    instant("order_datetime", "UTC; of a return, its own date"),
    integer("item_quantity", "Pieces; zero or less on returns"),
    decimal("item_revenue", "After discounts, without shipping, added tax, tips and fees"),
    decimal("item_cost", "Cost of the line"),
    decimal("item_profit", "Profit of the line"),
    decimal("item_list_price", "Quantity times unit price before discounts"),
    decimal("item_subtotal", "List price of the line where the source names it"),
    decimal("item_discount_amount", "Line discount and share of the order discount"),
    decimal("item_tax_amount", "Tax of the line"),
    decimal("order_discount_amount", "Order discount that is not in the lines"),
    boolean("is_return", "The row is a return"),
    boolean("is_cancellation", "The row is a cancellation"),
    string("currency", "ISO 4217"),
    string("payment_method", "Payment method"),
    string("purchase_brand", "Brand the order was placed with"),
    string("purchase_channel", "web, store, app as filed"),
    string("digital_channel", "Only of online orders"),
    string("store_id", "Store or location"),
    string("customer_id", "Customer id of the source"),
    string("fk_namespace", "Namespace of the row's one foreign key"),
    string("fk_value", "Value of the row's one foreign key"),
    *_PRODUCT,
    string("order_status", "Status as filed"),
    decimal("order_shipping_amount", "Shipping of the order, repeated per line"),
    decimal("order_tax_amount", "Tax of the order, repeated per line"),
    decimal("order_tip_amount", "Tip of the order, repeated per line"),
    decimal("order_fee_amount", "Fees of the order, repeated per line"),
    decimal("gift_card_amount", "Paid with a gift card, repeated per line"),
    decimal("order_total", "The file's total of the order, repeated per line"),
    decimal("order_profit", "Profit of the order, repeated per line"),
    boolean("return_date_estimated", "The file gave no date for the return"),
    boolean("unlinked_return", "The return names no sale"),
    json("custom", "Columns without a tag and further product columns, by name"),
)

SOURCE_PRODUCTS = _feed(
    "source_products",
    "one row per product record and import",
    "Product catalogue records",
    string("datasource", "Feed of the source", nullable=False),
    string("pk", "Key of the product within its datasource", nullable=False),
    string("product_id", "Product id used by order lines", nullable=False),
    *_PRODUCT,
    *(string(f"product_{word}", f"Product {word}") for word in _CATALOG_WORDS),
    *(string(f"product_{word}_id", f"Id of the product {word}") for word in _CATALOG_IDS),
    decimal("product_cost", "Cost of one piece"),
    boolean("is_gift_card", "Sold gift cards make no revenue"),
    json("custom", "Columns without a tag"),
)

SOURCE_CONSENTS = _feed(
    "source_consents",
    "one row per contact, programme and import",
    "Consent statements with their own time; withdrawn and not given stay apart",
    string("channel", "email or sms", nullable=False),
    string("contact", "E-mail (lower case) or phone (E.164)", nullable=False, pii=True),
    string("state", "granted, withdrawn or not given", nullable=False),
    instant("stated_at", "When it was stated, UTC; NULL when the file does not say"),
    string("reason", "Word of the source: unsubscribed, hard bounce"),
    string("brand", "Brand the consent is for"),
    string("region", "Region the consent is for"),
    string("program", "E-mail or SMS programme"),
    string("frequency", "Wished frequency"),
    string("language_preference", "Wished language"),
)

SOURCE_EMAIL_EVENTS = _feed(
    "source_email_events",
    "one row per event and import",
    "Opens, clicks, sends, bounces and the like",
    string("datasource", "Feed of the source", nullable=False),
    string("pk", "Key of the event within its datasource", nullable=False),
    string("brand", "Brand"),
    string("email", "E-mail address, lower case", pii=True),
    instant("event_datetime", "UTC"),
    string("event_type", "Open, Click, Sent, Optin, Bounce, Converted or Unsubscribe"),
    string("region", "Region"),
    string("send_id", "The send"),
    string("campaign_id", "Campaign id of the tool"),
    string("campaign_name", "Campaign name of the tool"),
    string("treatment_id", "Treatment id of the tool"),
    string("treatment_name", "Treatment name of the tool"),
    integer("event_count", "Count in a summary file; one event all the same"),
)

_TIERS = (
    string("current_tier", "Tier"),
    string("next_tier", "Next tier"),
    instant("current_tier_start_datetime", "Tier since"),
    instant("current_tier_expiration_datetime", "Tier until"),
    decimal("spend_to_keep_tier", "Spend needed to stay"),
    decimal("spend_to_next_tier", "Spend needed to rise"),
)

SOURCE_LOYALTY = _feed(
    "source_loyalty",
    "one row per loyalty number and import",
    "Loyalty memberships",
    string("loyalty_id", "Loyalty number", nullable=False, pii=True),
    string("email", "E-mail address", pii=True),
    day("birthdate", "Date of birth", pii=True),
    boolean("is_opted_in", "Is a member"),
    instant("latest_opted_in_datetime", "Joined at"),
    instant("latest_opt_out_datetime", "Left at"),
    instant("latest_update_datetime", "Changed at"),
    decimal("current_balance", "Points now"),
    decimal("lifetime_balance", "Points ever earned"),
    instant("current_balance_expiration_datetime", "Points until"),
    *_TIERS,
    string("sign_up_channel", "Where the member joined"),
    string("sign_up_method", "How the member joined"),
    json("custom", "Columns without a tag"),
)

SOURCE_LOYALTY_EVENTS = _feed(
    "source_loyalty_events",
    "one row per loyalty event and import",
    "Accruals, redemptions, tier changes",
    string("loyalty_id", "Loyalty number", nullable=False, pii=True),
    instant("event_datetime", "UTC"),
    string("event_type", "redemption, opt-out, tier change or the source's own"),
    string("event_description", "In words"),
    decimal("accrual_amount", "Points earned"),
    instant("accrual_datetime", "Earned at"),
    decimal("redemption_amount", "Points spent"),
    instant("redemption_datetime", "Spent at"),
    string("award_id", "Award"),
    decimal("current_point_balance", "Balance after"),
    decimal("previous_point_balance", "Balance before"),
    string("current_tier", "Tier after"),
    string("previous_tier", "Tier before"),
    instant("tier_start_datetime", "Tier since"),
    instant("tier_end_datetime", "Tier until"),
    instant("expiration_datetime", "Points until"),
    string("order_id", "Order"),
    instant("order_datetime", "Order placed at"),
    string("reservation_id", "Reservation"),
    instant("reservation_datetime", "Reserved at"),
    string("email", "E-mail address", pii=True),
    json("custom", "Columns without a tag"),
)

SOURCE_FISCAL_CALENDAR = _feed(
    "source_fiscal_calendar",
    "one row per day and import",
    "The brand's fiscal calendar",
    day("calendar_date", "Day", nullable=False),
    string("day_of_week", "Name of the day"),
    integer("fiscal_week_number", "Week of the fiscal year"),
    day("fiscal_week_start", "First day of the week"),
    day("fiscal_week_end", "Last day of the week"),
    integer("fiscal_month", "Month of the fiscal year"),
    integer("fiscal_quarter", "Quarter of the fiscal year"),
    integer("fiscal_year", "Fiscal year"),
    string("holiday_sale_name", "Sale or holiday"),
)

SOURCE_RECIPIENTS = _feed(
    "source_recipients",
    "one row per campaign, delivery, treatment, destination and recipient of an import",
    "Recipients of campaigns sent by earlier tools; ids are found at each build",
    string("database_id", "Database of the earlier tool"),
    string("database_name", "Its name"),
    string("dataset_id", "Data set of the earlier tool"),
    string("dataset_name", "Its name"),
    string("campaign_id", "Campaign id"),
    string("campaign_name", "Campaign name", nullable=False),
    string("campaign_type", "one-time, recurring or journey"),
    string("workflow_id", "Run of the earlier tool"),
    string("delivery_id", "Delivery"),
    instant("delivery_datetime", "Delivered at, UTC"),
    instant("launch_datetime", "Launched at, UTC"),
    string("audience_id", "Audience"),
    string("audience_name", "Audience name"),
    string("audience_segment_id", "Segment of the audience"),
    string("audience_segment_name", "Its name"),
    string("sub_audience_id", "Sub-audience"),
    string("sub_audience_name", "Its name"),
    string("treatment_id", "Treatment"),
    string("treatment_name", "Its name"),
    boolean("is_control", "Member of a control group"),
    string("destination_id", "Destination"),
    string("destination_name", "Its name; NULL for controls"),
    string("amperity_id", "Amperity ID as filed"),
    string("email", "E-mail as filed", pii=True),
    string("phone", "Phone as filed", pii=True),
    string("fk_namespace", "Namespace of a foreign key"),
    string("fk_value", "Its value"),
    json("custom", "Columns without a tag"),
)

FEEDS = (
    SOURCE_PROFILES, SOURCE_LINES, SOURCE_PRODUCTS, SOURCE_CONSENTS, SOURCE_EMAIL_EVENTS,
    SOURCE_LOYALTY, SOURCE_LOYALTY_EVENTS, SOURCE_FISCAL_CALENDAR, SOURCE_RECIPIENTS,
)  # fmt: skip
