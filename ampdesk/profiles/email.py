"""E-mail events and engagement (data_model.md 1.5)."""

from datetime import date

from sqlglot import exp

from ampdesk.profiles.current import compile_newest
from ampdesk.profiles.windows import last_days, last_months
from ampdesk.schema.consent import (
    DAY_SPANS,
    EMAIL_ENGAGEMENT_ATTRIBUTES,
    EMAIL_ENGAGEMENT_SUMMARY,
    MONTH_SPANS,
    UNIFIED_EMAIL_EVENTS,
)
from ampdesk.stitch.statement import add, fragment, select

ENGAGED_MONTHS = 15
NEW_BELOW = 5
"""An address that got fewer mails is New."""

_TYPES = {
    "send": "Sent", "open": "Open", "click": "Click", "bounce": "Bounce", "optin": "Optin",
    "optout": "Unsubscribe",
}  # fmt: skip


def compile_events(contacts: str) -> exp.Select:
    """Build the SELECT of Unified_Email_Events; `contacts`: contact, amperity_id."""
    newest = compile_newest("source_email_events", ("datasource", "pk"))
    return (
        exp.select(
            *(
                exp.column(name, table="c" if name == "amperity_id" else "e").as_(name, copy=False)
                for name in UNIFIED_EMAIL_EVENTS.names
            )
        )
        .from_(newest.subquery("e"))
        .join(f"{contacts} AS c", on="LOWER(TRIM(e.email)) = c.contact", join_type="left")
    )


def compile_summary(*, today: date, events: str = "Unified_Email_Events") -> exp.Select:
    """Build the SELECT of Email_Engagement_Summary: one row per e-mail and brand. Portable."""
    counted = exp.select("email", "brand")
    moment = exp.column("event_datetime")
    spans = [(f"last_{n}_days", last_days(today, n)) for n in DAY_SPANS]
    spans += [(f"last_{n}_months", last_months(today, n)) for n in MONTH_SPANS]
    for what in ("open", "click"):
        test = fragment("event_type = $t", t=_TYPES[what])
        for label, span in spans:
            held = exp.and_(test, span.holds(moment))
            add(counted, _count(held).as_(f"email_{what}s_{label}", copy=False))
        add(counted, _count(test).as_(f"email_{what}s_lifetime", copy=False))
    add(counted, _count(fragment("event_type = 'Sent'")).as_("sends", copy=False))
    for what in ("send", "open", "click"):
        add(counted, _moment("MIN", what).as_(f"first_email_{what}_datetime", copy=False))
    for what in _TYPES:
        add(counted, _moment("MAX", what).as_(f"most_recent_email_{what}_datetime", copy=False))
    engaged = last_months(today, ENGAGED_MONTHS).holds(moment)
    for name, text in (
        ("received_15", "event_type = 'Sent'"),
        ("opens_15", "event_type = 'Open'"),
        ("touches_15", "event_type = 'Open' OR event_type = 'Click'"),
    ):
        add(counted, _count(exp.and_(fragment(text), engaged)).as_(name, copy=False))
    counted = counted.from_(events).where("email IS NOT NULL").group_by("email", "brand")
    # thirds among addresses that got enough mails; by share opened, ties by e-mail
    third = fragment(
        "NTILE(3) OVER (ORDER BY CAST(opens_15 AS DOUBLE) / received_15, email, brand)"
    )
    thirds = exp.select("email", "brand", third.as_("third")).from_("counted")
    thirds = thirds.where(fragment("received_15 >= $n", n=NEW_BELOW))
    made = exp.select(
        *(_summary(name).as_(name, copy=False) for name in EMAIL_ENGAGEMENT_SUMMARY.names)
    )
    made = made.from_("counted AS c").join(
        "thirds AS h", join_type="left",
        on="c.email = h.email AND COALESCE(c.brand, '') = COALESCE(h.brand, '')",
    )  # fmt: skip
    return made.with_("counted", counted).with_("thirds", thirds)


def _count(test: exp.Expr) -> exp.Expr:
    return fragment("CAST(SUM(CASE WHEN $test THEN 1 ELSE 0 END) AS BIGINT)", test=test)


def _moment(function: str, what: str) -> exp.Expr:
    chosen = fragment("CASE WHEN event_type = $t THEN event_datetime END", t=_TYPES[what])
    return exp.func(function, chosen)


_SUMMARY = {
    "email_open_rate_lifetime": (
        "CASE WHEN c.sends > 0 THEN CAST(c.email_opens_lifetime AS DOUBLE) / c.sends END"
    ),
    "email_click_rate_lifetime": (
        "CASE WHEN c.sends > 0 THEN CAST(c.email_clicks_lifetime AS DOUBLE) / c.sends END"
    ),
    "most_recent_email_open_or_click_datetime": (
        "CASE WHEN c.most_recent_email_open_datetime IS NULL"
        " OR c.most_recent_email_click_datetime > c.most_recent_email_open_datetime"
        " THEN c.most_recent_email_click_datetime ELSE c.most_recent_email_open_datetime END"
    ),
    "engagement_frequency_last_15_months": (
        "CASE WHEN c.received_15 = 0 THEN 'Non-recipient' WHEN c.received_15 < 5 THEN 'New'"
        " WHEN h.third = 1 THEN 'Low' WHEN h.third = 2 THEN 'Medium' ELSE 'High' END"
    ),
    "engagement_status_last_15_months": (
        "CASE WHEN c.received_15 = 0 THEN 'Non-recipient' WHEN c.received_15 < 5 THEN 'New'"
        " WHEN c.touches_15 > 0 THEN 'Active' ELSE 'Inactive' END"
    ),
}


def _summary(name: str) -> exp.Expr:
    return fragment(_SUMMARY[name]) if name in _SUMMARY else exp.column(name, table="c")


# one e-mail per customer and brand: the merged one, else the one heard of last
_ATTRIBUTES = """
WITH owners AS (
  SELECT DISTINCT email, amperity_id FROM events WHERE amperity_id IS NOT NULL
), held AS (
  SELECT s.*, c.amperity_id, ROW_NUMBER() OVER (
    PARTITION BY c.amperity_id, COALESCE(s.brand, '')
    ORDER BY CASE WHEN LOWER(TRIM(m.email)) = s.email THEN 0 ELSE 1 END,
      s.most_recent_email_send_datetime DESC NULLS LAST, s.email) AS place
  FROM summary AS s JOIN owners AS c ON s.email = c.email
  LEFT JOIN merged AS m ON c.amperity_id = m.amperity_id
), signups AS (
  SELECT email, COALESCE(brand, '') AS brand, MIN(event_datetime) AS signed_up
  FROM events WHERE event_type = 'Optin' GROUP BY email, COALESCE(brand, '')
), bought AS (
  SELECT h.amperity_id, h.email, COALESCE(h.brand, '') AS brand, MIN(g.signed_up) AS signed_up,
    MAX(CASE WHEN o.order_datetime < g.signed_up THEN 1 ELSE 0 END) AS earlier,
    MIN(CASE WHEN o.order_datetime >= g.signed_up THEN o.order_datetime END) AS later
  FROM held AS h JOIN signups AS g ON h.email = g.email AND COALESCE(h.brand, '') = g.brand
  LEFT JOIN orders AS o ON h.amperity_id = o.amperity_id AND o.order_quantity > 0
  WHERE h.place = 1
  GROUP BY h.amperity_id, h.email, COALESCE(h.brand, '')
)
SELECT $columns
FROM held AS h LEFT JOIN bought AS b
  ON h.amperity_id = b.amperity_id AND h.email = b.email AND COALESCE(h.brand, '') = b.brand
WHERE h.place = 1
"""
_OWN = {
    "purchase_before_signup": "CASE WHEN b.signed_up IS NOT NULL THEN b.earlier = 1 END",
    "signup_to_purchase_days": (
        "CAST(DATE_DIFF('day', DATE(b.signed_up), DATE(b.later)) AS BIGINT)"
    ),
}


def compile_engagement(*, summary: str, merged: str, events: str, orders: str) -> exp.Select:
    """Build the SELECT of Email_Engagement_Attributes; one e-mail per customer and brand."""
    tables = {"summary": summary, "merged": merged, "events": events, "orders": orders}
    made = select(_ATTRIBUTES, tables=tables, columns=exp.null())
    names = EMAIL_ENGAGEMENT_ATTRIBUTES.names
    made.set("expressions", [_attribute(name).as_(name) for name in names])
    return made


def _attribute(name: str) -> exp.Expr:
    return fragment(_OWN[name]) if name in _OWN else exp.column(name, table="h")
