"""Customer_360: one row per customer with the headline columns (architecture.md ruling 1)."""

from sqlglot import exp

from ampdesk.schema.customer import CUSTOMER_360
from ampdesk.stitch.statement import fragment

_SOURCES = {
    "orders": "COALESCE(t.lifetime_order_frequency, 0)",
    "revenue": "COALESCE(t.lifetime_order_revenue, CAST(0 AS DECIMAL(38, 2)))",
    "revenue_12m": "COALESCE(t.L12M_order_revenue, CAST(0 AS DECIMAL(38, 2)))",
    "first_order": "t.first_order_datetime",
    "latest_order": "t.latest_order_datetime",
    "recency": "r.L12M_recency",
    "frequency": "r.L12M_frequency",
    "monetary": "r.L12M_monetary",
    "rfm_score": "r.L12M_rfm_score",
    "lifecycle_status": "a.historical_purchaser_lifecycle_status",
    "contactable_email": "a.contactable_email",
    "contactable_phone": "a.contactable_phone",
    "contactable_address": "a.contactable_address",
}


def compile_customer_360(*, merged: str, buyers: str, scores: str, attributes: str) -> exp.Select:
    """Build the SELECT, one row per customer of `merged`; columns as declared. Portable."""
    made = exp.select(
        *(
            (fragment(_SOURCES[name]) if name in _SOURCES else exp.column(name, table="m")).as_(
                name, copy=False
            )
            for name in CUSTOMER_360.names
        )
    ).from_(f"{merged} AS m")
    for table, alias in ((buyers, "t"), (scores, "r"), (attributes, "a")):
        made = made.join(
            f"{table} AS {alias}", on=f"m.amperity_id = {alias}.amperity_id", join_type="left"
        )
    return made
