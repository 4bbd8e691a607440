"""Values of any table as text, by their type and name."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.kit.paged import Kind
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import ColumnFacts

_PLAIN = ("year", "score", "_id", "number", "quarter", "month", "row_number", "recency",
          "frequency", "monetary")  # fmt: skip


def kind_of(column: "ColumnFacts") -> Kind:
    """Return how a grid lines the column up."""
    match column.type.name:
        case "INTEGER" | "FLOAT" | "DECIMAL" | "SUM":
            return "count"
        case "DATE":
            return "day"
        case "DATETIME":
            return "moment"
        case "BOOLEAN":
            return "yesno"
    return "text"


def write(words: Words, value: object, column: str = "") -> str:
    """Return a value of the lake as people read it, days and instants as the brand shows them."""
    t = QCoreApplication.translate
    match value:
        case None:
            return ""
        case bool():
            return t("Values", "yes") if value else t("Values", "no")
        case datetime():
            return words.moment(value)
        case date():
            return words.day(value)
        case Decimal() | float():
            return _decimal(words, value)
        case int() if not column.endswith(_PLAIN):
            return words.count(value)
    return str(value)


def _decimal(words: Words, value: Decimal | float) -> str:
    from babel.numbers import format_decimal

    form = "#,##0.00" if isinstance(value, Decimal) else "#,##0.####"
    return format_decimal(value, format=form, locale=words.locale)


def type_title(column: "ColumnFacts") -> str:
    """Return a column's type in words."""
    t = QCoreApplication.translate
    titles = {
        "STRING": t("Values", "text"), "INTEGER": t("Values", "whole number"),
        "DECIMAL": t("Values", "amount"), "SUM": t("Values", "amount"),
        "FLOAT": t("Values", "number"), "BOOLEAN": t("Values", "yes or no"),
        "DATE": t("Values", "day"), "DATETIME": t("Values", "instant"),
        "JSON": t("Values", "JSON text"),
    }  # fmt: skip
    return titles.get(column.type.name, column.type.words)


def age_words(days: int | None) -> str:
    """Return how long ago the last import was."""
    t = QCoreApplication.translate
    if days is None:
        return t("Values", "nothing live")
    if days == 0:
        return t("Values", "today")
    return t("Values", "%n day(s) ago", None, days)
