"""Kinds of files and of columns in the words of the user."""

from PySide6.QtCore import QCoreApplication

KINDS = (
    "customers", "orders", "order_items", "products", "consent_email", "consent_sms",
    "email_events", "campaign_recipients", "loyalty", "loyalty_events", "fiscal_calendar", "custom",
)  # fmt: skip


def kind_title(kind: str) -> str:
    """Return what each row of a file of this kind is about."""
    t = QCoreApplication.translate
    titles = {
        "customers": t("Kinds", "customers"),
        "orders": t("Kinds", "orders"),
        "order_items": t("Kinds", "order items"),
        "products": t("Kinds", "products"),
        "consent_email": t("Kinds", "consent to e-mail"),
        "consent_sms": t("Kinds", "consent to text messages"),
        "email_events": t("Kinds", "e-mail events"),
        "campaign_recipients": t("Kinds", "recipients of earlier campaigns"),
        "loyalty": t("Kinds", "loyalty members"),
        "loyalty_events": t("Kinds", "loyalty events"),
        "fiscal_calendar": t("Kinds", "days of the fiscal calendar"),
        "custom": t("Kinds", "a table of my own"),
    }
    return titles.get(kind, kind.replace("_", " "))


def group_title(group: str) -> str:
    """Return a group of tags in the language of the window."""
    t = QCoreApplication.translate
    titles = {
        "Order": t("Kinds", "Order"), "Item": t("Kinds", "Item"), "Product": t("Kinds", "Product"),
        "Person": t("Kinds", "Person"), "Keys": t("Kinds", "Keys"),
        "Consent": t("Kinds", "Consent"),
    }  # fmt: skip
    return titles.get(group, group)


def reason_words(reason: str) -> str:
    """Return why a cell does not fit, in the language of the window where it is a known reason."""
    t = QCoreApplication.translate
    known = {
        "not an amount": t("Kinds", "not an amount"),
        "not a number": t("Kinds", "not a number"),
        "not a whole number": t("Kinds", "not a whole number"),
        "not a date": t("Kinds", "not a date"),
        "not an e-mail address": t("Kinds", "not an e-mail address"),
        "not a phone number": t("Kinds", "not a phone number"),
        "neither yes nor no": t("Kinds", "neither yes nor no"),
    }
    return known.get(reason, reason)
