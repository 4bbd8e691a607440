"""Tables of activation and compliance (data_model.md 1.6, campaigns.md 3.4, models.md)."""

from ampdesk.schema.customer import amperity_id, derived
from ampdesk.schema.words import boolean, floating, instant, integer, string, total

CAMPAIGN_RECIPIENTS = derived(
    "Campaign_Recipients",
    "pk",
    "One row per recipient, delivery, treatment and destination; controls have rows too",
    amperity_id(key=False, nullable=True),
    string("pk", "Key of the row", key=True, nullable=False),
    string(
        "original_key", "The key that the file gave: id, e-mail, phone or foreign key", pii=True
    ),
    string("original_key_kind", "amperity_id, email, phone or the foreign key's namespace"),
    string("campaign_id", "Campaign"),
    string("campaign_name", "Its name", nullable=False),
    string("campaign_type", "One-time, Recurring"),
    string("segment_id", "Starting segment"),
    string("segment_name", "Its name"),
    string("sub_audience_id", "Sub-audience"),
    string("sub_audience_name", "Its name"),
    string("treatment_id", "Treatment"),
    string("treatment_name", "Its name"),
    boolean("is_control", "The treatment is a control group"),
    string("destination_id", "Destination"),
    string("destination_name", "Its name; NULL for controls"),
    string("target_id", "As destination_id"),
    string("target_name", "As destination_name"),
    instant("delivery_datetime", "Sent at, UTC"),
    instant("launch_datetime", "Launched at, UTC"),
    string("database_id", "Where it came from"),
    string("database_name", "Its name"),
    string("dataset_version", "Version of the data"),
    string("workflow_id", "Run"),
)

PREDICTED_CLV_ATTRIBUTES = derived(
    "Predicted_CLV_Attributes",
    "amperity_id",
    "Predicted value of each customer; filled when a model has run",
    amperity_id(),
    floating("predicted_probability_of_transaction_next_365d", "0 to 1"),
    floating("predicted_order_frequency_next_365d", "Orders"),
    total("predicted_average_order_revenue_next_365d", "Revenue by order"),
    total("predicted_clv_next_365d", "Revenue"),
    string("predicted_customer_lifetime_value_tier", "Tier"),
    string("predicted_customer_lifecycle_status", "Active to Lost"),
)
_AUDIENCES = tuple(
    boolean(f"audience_size_{size}", f"In the {size} audience")
    for size in ("small", "medium", "large")
)
PREDICTED_AFFINITY = derived(
    "Predicted_Affinity",
    "amperity_id + product_attribute",
    "Predicted liking of a product attribute; filled when a model has run",
    amperity_id(),
    string("product_attribute", "Value of the attribute", key=True, nullable=False),
    floating("score", "0 to 1"),
    integer("ranking", "Rank of the customer by score"),
    *_AUDIENCES,
)
PREDICTED_PROPENSITY = derived(
    "Predicted_Propensity",
    "amperity_id + target_event_name",
    "Predicted readiness for an event; filled when a model has run",
    amperity_id(),
    string("target_event_name", "Event", key=True, nullable=False),
    floating("score", "0 to 1"),
    integer("ranking", "Rank of the customer by score"),
    *_AUDIENCES,
)

UNIFIED_PAID_MEDIA = derived(
    "Unified_Paid_Media",
    "amperity_id + given_name + surname + email + phone + postal",
    "Every known value of personal data, at most ten rows per customer; for sending only",
    amperity_id(),
    string("given_name", "First name", key=True, pii=True),
    string("surname", "Last name", key=True, pii=True),
    string("email", "E-mail address", key=True, pii=True),
    string("phone", "Phone", key=True, pii=True),
    string("city", "City", pii=True),
    string("state", "State", pii=True),
    string("postal", "Postal code", key=True, pii=True),
    string("country", "Country", pii=True),
)

UNIFIED_COMPLIANCE = derived(
    "Unified_Compliance",
    "request_id + datasource + pk",
    "Records that a privacy request concerns",
    string("request_id", "Request", key=True, nullable=False),
    string("request_type", "delete, delete_pii or dsar", nullable=False),
    string("request_strategy", "exact or connected_pii", nullable=False),
    string("match_category", "direct, connected, source_key or linkage_table"),
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the record", key=True, nullable=False),
    string("columns", "Columns emptied, comma separated; NULL: the record was removed"),
)
UNIFIED_COMPLIANCE_OVERVIEW = derived(
    "Unified_Compliance_Overview",
    "request_id",
    "What came of each privacy request",
    string("request_id", "Request", key=True, nullable=False),
    string("request_type", "delete, delete_pii or dsar", nullable=False),
    integer("rows_found", "Records found"),
    instant("completed_at", "UTC; NULL while open"),
)

ACTIVATION_TABLES = (
    CAMPAIGN_RECIPIENTS, PREDICTED_CLV_ATTRIBUTES, PREDICTED_AFFINITY, PREDICTED_PROPENSITY,
    UNIFIED_PAID_MEDIA, UNIFIED_COMPLIANCE, UNIFIED_COMPLIANCE_OVERVIEW,
)  # fmt: skip
