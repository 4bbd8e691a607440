"""Dates as a segment writes them ("today - 30 days"), in the words of a button."""

import re
from datetime import date

from PySide6.QtCore import QCoreApplication

from ui.words import Words

_SHIFTED = re.compile(
    r"(?:today|now)\s*([+-])\s*(\d{1,6})\s*(day|week|month|year)s?", re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def date_words(text: str, words: Words) -> str:
    """Return "30 days ago", "Today", "Jun 30, 2026"; what is none of these stays as it is."""
    t = QCoreApplication.translate
    bare = text.strip()
    match bare.lower():
        case "today" | "now":
            return t("Dates", "Today")
        case "yesterday":
            return t("Dates", "Yesterday")
        case "tomorrow":
            return t("Dates", "Tomorrow")
    if shifted := _SHIFTED.fullmatch(bare):
        sign, count, unit = shifted[1], int(shifted[2]), shifted[3].lower()
        return _ahead(unit, count) if sign == "+" else _ago(unit, count)
    if _DAY.fullmatch(bare):
        try:
            return words.day(date.fromisoformat(bare))
        except ValueError:
            return bare
    return bare


def _ago(unit: str, count: int) -> str:
    t = QCoreApplication.translate
    match unit:
        case "day":
            return t("Dates", "%n day(s) ago", None, count)
        case "week":
            return t("Dates", "%n week(s) ago", None, count)
        case "month":
            return t("Dates", "%n month(s) ago", None, count)
        case _:
            return t("Dates", "%n year(s) ago", None, count)


def _ahead(unit: str, count: int) -> str:
    t = QCoreApplication.translate
    match unit:
        case "day":
            return t("Dates", "in %n day(s)", None, count)
        case "week":
            return t("Dates", "in %n week(s)", None, count)
        case "month":
            return t("Dates", "in %n month(s)", None, count)
        case _:
            return t("Dates", "in %n year(s)", None, count)
