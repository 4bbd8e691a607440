"""Words of the builder: operators as a person says them, icons of kinds, numbers as typed."""

import re

from PySide6.QtCore import QCoreApplication

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
KIND_GLYPHS = {
    "yes/no": "toggle-switch-outline",
    "date": "calendar-outline",
    "datetime": "calendar-clock",
    "number": "numeric",
    "text": "format-text",
}


def operator_words(op: str) -> str:
    """Return an operator as the builder shows it."""
    t = QCoreApplication.translate
    said = {
        "is in list": t("Operators", "is any of"),
        "is not in list": t("Operators", "is none of"),
        "is NULL": t("Operators", "has no value"),
        "is not NULL": t("Operators", "has a value"),
        "is true": t("Operators", "is yes"),
        "is false": t("Operators", "is no"),
        "is greater than or equal to": t("Operators", "is at least"),
        "is less than or equal to": t("Operators", "is at most"),
        "is greater than": t("Operators", "is more than"),
        "is exactly": t("Operators", "is"),
        "is not exactly": t("Operators", "is not"),
    }
    return said.get(op, op)


def window_words(op: str) -> str:
    """Return the operator of a purchase window: "after" keeps the day itself."""
    t = QCoreApplication.translate
    said = {
        "": t("Windows", "any time"),
        "after": t("Windows", "from"),
        "before": t("Windows", "before"),
        "between": t("Windows", "between"),
        "on": t("Windows", "on"),
        "not on": t("Windows", "not on"),
        "not between": t("Windows", "not between"),
    }
    return said.get(op, op)


def bound_words(op: str) -> str:
    """Return the operator of a count or an amount."""
    t = QCoreApplication.translate
    said = {"": t("Bounds", "at least 1")}
    return said.get(op, op)


def number_of(text: str) -> int | str:
    """Return a typed number as the definition holds it: whole, or exact as text; else the text."""
    plain = text.strip().replace(",", "")
    if re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    return plain if _NUMBER.fullmatch(plain) else text.strip()


def column_words(name: str) -> str:
    """Return a column's name for people, when the catalogue does not have it."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def table_words(name: str) -> str:
    """Return a table's name for people, when the catalogue does not have it."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:].lower() if words else words
