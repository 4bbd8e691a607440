"""The tables of a comparison: figures of each segment, and columns ranked by their effect."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Comparison


def _t(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def metric_rows(found: "Comparison", words: Words) -> tuple[list[str], list[list[str]]]:
    """Return the figures, one line each, one column per segment."""

    def number(value: Decimal | None) -> str:
        return words.count(None) if value is None else f"{value:.2f}"

    trees = [one.tree for one in (*found.metrics, found.baseline)]
    sizes = [words.count(one.customers) for one in (*found.metrics, found.baseline)]
    rows = [
        [_t("Customers"), *sizes],
        [_t("Active, 12 months"), *(words.count(one.customers) for one in trees)],
        [_t("Revenue, 12 months"), *(words.money_compact(one.revenue) for one in trees)],
        [_t("Revenue per customer"), *(words.money(one.revenue_per_customer) for one in trees)],
        [_t("Orders per customer"), *(number(one.orders_per_customer) for one in trees)],
        [_t("Units per order"), *(number(one.units_per_transaction) for one in trees)],
        [_t("Average order value"), *(words.money(one.average_order_value) for one in trees)],
    ]
    return ["", *found.names, _baseline(found)], rows


def difference_rows(found: "Comparison", words: Words) -> tuple[list[str], list[list[str]]]:
    """Return where the segments differ most from the baseline, the strongest first."""
    heads = [_t("Attribute"), *found.names, _baseline(found)]
    rows = []
    for one in found.differences:
        values = (*one.values, one.baseline)
        written = [_value(value, words, is_share=one.is_share) for value in values]
        rows.append([one.label, *written])
    return heads, rows


def _baseline(found: "Comparison") -> str:
    return found.baseline.name or _t("All customers")


def _value(value: float | None, words: Words, *, is_share: bool) -> str:
    if value is None:
        return words.count(None)
    return words.rate(value / 100) if is_share else f"{value:,.1f}"
