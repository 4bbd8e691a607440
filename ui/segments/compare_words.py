"""The tables of a comparison: figures of each segment, and columns ranked by their effect."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.words import Words

if TYPE_CHECKING:
    from typing import Any as Comparison


def _t(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def metric_rows(found: "Comparison", words: Words) -> tuple[list[str], list[list[str]]]:
    """Return the figures, one line each, one column per segment."""

    def number(value: Decimal | float | None) -> str:
        return words.count(None) if value is None else f"{value:.2f}"

    lines: tuple[tuple[str, str, Callable[[Decimal | int | None], str]], ...] = (
        (_t("Customers"), "customers", words.count),
        (_t("Active, 12 months"), "active_customers", words.count),
        (_t("Revenue, 12 months"), "revenue", words.money_compact),
        (_t("Revenue per customer"), "revenue_per_customer", words.money),
        (_t("Units per order"), "units_per_order", number),
        (_t("Average order value"), "average_order_value", words.money),
    )
    rows = [
        [title, *(write(getattr(one, key, None)) for one in found.metrics)]
        for title, key, write in lines
        if all(hasattr(one, key) for one in found.metrics)
    ]
    return ["", *found.names], rows


def difference_rows(found: "Comparison", words: Words) -> tuple[list[str], list[list[str]]]:
    """Return where the segments differ most from everybody, the strongest first."""
    heads = [_t("Attribute"), *found.names, _t("Everybody")]
    rows = [
        [one.label, *(words.rate(_share(value)) for value in one.values),
         words.rate(_share(one.baseline))]
        for one in found.differences
    ]  # fmt: skip
    return heads, rows


def _share(value: float | None) -> float | None:
    return None if value is None else float(value) / 100
