"""Consent, e-mail and loyalty tables (data_model.md 1.5)."""

from ampdesk.schema.customer import amperity_id, derived
from ampdesk.schema.feeds import SOURCE_LOYALTY, SOURCE_LOYALTY_EVENTS
from ampdesk.schema.table import Column
from ampdesk.schema.words import boolean, floating, instant, integer, string

OPT_KEY = ("brand", "region", "program")
_OWN = {"import_id", "row_number", "source"}


def _terms(channel: str) -> tuple[Column, ...]:
    return (
        string("brand", "Brand of the consent; NULL for all", key=True),
        string("region", "Region of the consent; NULL for all", key=True),
        string(f"{channel}_program", "Programme of the consent; NULL for all", key=True),
        string(f"{channel}_frequency", "Wished frequency"),
        string("language_preference", "Wished language"),
    )


EMAIL_OPT_STATUS = derived(
    "Email_Opt_Status",
    "email + brand + region + email_program",
    "One consent state per e-mail and programme",
    amperity_id(key=False, nullable=True),
    string("email", "E-mail address, lower case", key=True, nullable=False, pii=True),
    boolean("is_email_opted_in", "Consent now", nullable=False),
    *_terms("email"),
)
ALL_OPTED_IN_EMAILS = derived(
    "All_Opted_In_Emails",
    "email + brand + region + email_program",
    "Opted-in rows of Email_Opt_Status; source of sent attributes, not of conditions",
    *EMAIL_OPT_STATUS.columns,
)
SMS_OPT_STATUS = derived(
    "SMS_Opt_Status",
    "phone + brand + region + sms_program",
    "One consent state per phone and programme",
    amperity_id(key=False, nullable=True),
    string("phone", "Phone in E.164", key=True, nullable=False, pii=True),
    boolean("is_sms_opted_in", "Consent now", nullable=False),
    *_terms("sms"),
)

EVENT_TYPES = ("Open", "Click", "Sent", "Optin", "Bounce", "Converted", "Unsubscribe")

UNIFIED_EMAIL_EVENTS = derived(
    "Unified_Email_Events",
    "datasource + pk",
    "E-mail events, one row each",
    amperity_id(key=False, nullable=True),
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the event within its datasource", key=True, nullable=False),
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
)

DAY_SPANS = (1, 3, 5, 7, 14, 30)
MONTH_SPANS = (3, 6, 9, 12)
_SUMMARY: tuple[Column, ...] = (
    *(
        integer(f"email_{what}_last_{days}_days", f"{what} in the last {days} days")
        for what in ("opens", "clicks")
        for days in DAY_SPANS
    ),
    *(
        integer(f"email_{what}_last_{months}_months", f"{what} in the last {months} months")
        for what in ("opens", "clicks")
        for months in MONTH_SPANS
    ),
    integer("email_opens_lifetime", "Opens in all"),
    integer("email_clicks_lifetime", "Clicks in all"),
    floating("email_open_rate_lifetime", "Opens by sends; NULL without a send"),
    floating("email_click_rate_lifetime", "Clicks by sends; NULL without a send"),
    *(
        instant(f"first_email_{what}_datetime", f"First {what}")
        for what in ("send", "open", "click")
    ),
    *(
        instant(f"most_recent_email_{what}_datetime", f"Latest {what}")
        for what in ("send", "open", "click", "bounce", "optin", "optout", "open_or_click")
    ),
    string("engagement_frequency_last_15_months", "Non-recipient, New, Low, Medium or High"),
    string("engagement_status_last_15_months", "Non-recipient, New, Active or Inactive"),
)
EMAIL_ENGAGEMENT_SUMMARY = derived(
    "Email_Engagement_Summary",
    "email + brand",
    "Opens, clicks and sends of each e-mail address",
    string("email", "E-mail address, lower case", key=True, nullable=False, pii=True),
    string("brand", "Brand", key=True),
    *_SUMMARY,
)
EMAIL_ENGAGEMENT_ATTRIBUTES = derived(
    "Email_Engagement_Attributes",
    "amperity_id + brand",
    "The summary of one e-mail per customer and brand",
    amperity_id(),
    string("email", "E-mail address, lower case", nullable=False, pii=True),
    string("brand", "Brand", key=True),
    *_SUMMARY,
    boolean("purchase_before_signup", "An order before the first opt-in"),
    integer("signup_to_purchase_days", "Days to the next order; NULL when there is none"),
)


UNIFIED_LOYALTY = derived(
    "Unified_Loyalty",
    "amperity_id + loyalty_id",
    "Loyalty memberships",
    amperity_id(nullable=True),
    *(
        Column(
            column.name,
            column.type,
            column.description,
            nullable=column.nullable,
            pii=column.pii,
            key=column.name == "loyalty_id",
        )
        for column in SOURCE_LOYALTY.columns
        if column.name not in _OWN
    ),
)
UNIFIED_LOYALTY_EVENTS = derived(
    "Unified_Loyalty_Events",
    "loyalty_id + event_datetime + event_type",
    "Accruals, redemptions and tier changes",
    amperity_id(key=False, nullable=True),
    *(
        Column(
            column.name,
            column.type,
            column.description,
            nullable=column.nullable,
            pii=column.pii,
            key=column.name in {"loyalty_id", "event_datetime", "event_type"},
        )
        for column in SOURCE_LOYALTY_EVENTS.columns
        if column.name not in _OWN
    ),
)

CONSENT_TABLES = (
    EMAIL_OPT_STATUS, ALL_OPTED_IN_EMAILS, SMS_OPT_STATUS, UNIFIED_EMAIL_EVENTS,
    EMAIL_ENGAGEMENT_SUMMARY, EMAIL_ENGAGEMENT_ATTRIBUTES, UNIFIED_LOYALTY,
    UNIFIED_LOYALTY_EVENTS,
)  # fmt: skip
