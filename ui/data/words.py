"""Names of tables and groups in the words of the user."""

from PySide6.QtCore import QCoreApplication


def feed_title(table: str) -> str:
    """Return what the rows of a feed table are."""
    t = QCoreApplication.translate
    titles = {
        "source_profiles": t("Feeds", "records of people"),
        "source_lines": t("Feeds", "order lines"),
        "source_products": t("Feeds", "products"),
        "source_consents": t("Feeds", "statements of consent"),
        "source_email_events": t("Feeds", "e-mail events"),
        "source_loyalty": t("Feeds", "loyalty memberships"),
        "source_loyalty_events": t("Feeds", "loyalty events"),
        "source_fiscal_calendar": t("Feeds", "days of the fiscal calendar"),
        "source_recipients": t("Feeds", "recipients of earlier campaigns"),
    }
    return titles.get(table, table.removeprefix("custom_").replace("_", " "))


def group_title(group: str) -> str:
    """Return a group of the merge policy in words."""
    t = QCoreApplication.translate
    titles = {
        "general": t("Groups", "In general"),
        "name": t("Groups", "Name"),
        "address": t("Groups", "Address"),
        "email": t("Groups", "E-mail"),
        "phone": t("Groups", "Phone"),
        "birthdate": t("Groups", "Birth date"),
        "gender": t("Groups", "Gender"),
    }
    return titles.get(group, group)


def chapter_title(chapter: str) -> str:
    """Return a chapter of the list of tables."""
    t = QCoreApplication.translate
    titles = {
        "Customer 360": t("Chapters", "Customer 360"),
        "Feeds": t("Chapters", "Feeds: what came in"),
        "Custom tables": t("Chapters", "Custom tables"),
    }
    return titles.get(chapter, chapter)
