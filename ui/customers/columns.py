"""Every column that the grid of customers can show, and the words of its tests."""

from collections.abc import Callable

from ui.kit.paged import Column

USUAL = (
    "full_name", "email", "city", "orders", "revenue", "latest_order", "rfm_score",
    "lifecycle_status",
)  # fmt: skip
PRIVATE = frozenset({
    "full_name", "given_name", "surname", "email", "phone", "address", "address2", "postal",
    "birthdate",
})  # fmt: skip
"""Columns that "mask private data" hides (a demonstration, a screen that others see)."""

Say = Callable[[str], str]


def every_column(t: Say) -> dict[str, Column]:
    """Return all columns by key, in the order of the chooser."""
    made = (
        Column("full_name", t("Name"), "text", 150, "full_name"),
        Column("given_name", t("First name"), "text", 110, "given_name"),
        Column("surname", t("Last name"), "text", 110, "surname"),
        Column("email", t("E-mail"), "text", 190, "email"),
        Column("phone", t("Phone"), "text", 120, "phone"),
        Column("address", t("Street"), "text", 150, "address"),
        Column("city", t("City"), "text", 104, "city"),
        Column("state", t("State"), "text", 70, "state"),
        Column("postal", t("Postal code"), "text", 90, "postal"),
        Column("country", t("Country"), "text", 80, "country"),
        Column("birthdate", t("Date of birth"), "day", 110, "birthdate"),
        Column("gender", t("Gender"), "text", 80, "gender"),
        Column("orders", t("Orders"), "count", 68, "lifetime_order_frequency"),
        Column("revenue", t("Revenue"), "money", 100, "lifetime_order_revenue"),
        Column("revenue_12m", t("Revenue, 12 months"), "money", 130, "L12M_order_revenue"),
        Column("first_order", t("First order"), "day", 104, "first_order_datetime"),
        Column("latest_order", t("Last order"), "day", 104, "latest_order_datetime"),
        Column("rfm_score", t("RFM"), "score", 84, "L12M_rfm_score, in its three parts"),
        Column("recency", t("Recency"), "count", 74, "L12M_recency"),
        Column("frequency", t("Frequency"), "count", 80, "L12M_frequency"),
        Column("monetary", t("Monetary"), "count", 78, "L12M_monetary"),
        Column("lifecycle_status", t("Stage"), "text", 80, "lifecycle_status"),
        Column("contactable_email", t("By e-mail"), "yesno", 80, "contactable_email"),
        Column("contactable_phone", t("By phone"), "yesno", 80, "contactable_phone"),
        Column("contactable_address", t("By post"), "yesno", 76, "contactable_address"),
        Column("amperity_id", t("Id"), "id", 250, "amperity_id"),
    )
    return {column.key: column for column in made}


def op_words(t: Say) -> dict[str, str]:
    """Return the words of each test."""
    return {
        "is": t("is"),
        "is not": t("is not"),
        "contains": t("contains"),
        "starts with": t("starts with"),
        "at least": t("at least"),
        "at most": t("at most"),
        "known": t("is known"),
        "unknown": t("is not known"),
    }


def masked(text: str) -> str:
    """Hide a private value: its first letter stays, so that rows differ."""
    return text[:1] + "•" * min(max(len(text) - 1, 3), 10)
