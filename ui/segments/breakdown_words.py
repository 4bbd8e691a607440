"""The bars and the table of one attribute's spread, compared by one of four measures."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.figures.bars import Bar
from ui.figures.table import Table
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api.segment_types import SegmentSpread, Slice, Worth12


def _t(text: str) -> str:
    return QCoreApplication.translate("Breakdown", text)


def bars_of(found: "SegmentSpread", by: str, words: Words, kind: str) -> tuple[Bar, ...]:
    """Return the bars; `by` is customers, purchasers, revenue (shares) or each (money)."""
    made = []
    for one in found.slices:
        value, mark = _measures(one, by)
        text = words.money(value) if by == "each" else words.rate((value or 0) / 100)
        beside = words.money(mark) if by == "each" else words.rate((mark or 0) / 100)
        note = _t("{0} members").format(words.count(one.customers))
        made.append(
            Bar(slice_name(one, words, kind), float(value or 0), text if value is not None else "–",
                None if mark is None else float(mark),
                (text, note, _t("beside {0}").format(beside)))
        )  # fmt: skip
    return tuple(made)


def table_of(found: "SegmentSpread", words: Words, kind: str, title: str) -> Table:
    """Return the table twin: every measure."""
    heads = (
        title, _t("Members"), _t("Share"), _t("Share beside"), _t("Purchasers"), _t("Revenue"),
        _t("Each"),
    )  # fmt: skip
    rows, exact = [], []
    for one in found.slices:
        worth = one.worth
        rows.append(
            (slice_name(one, words, kind), words.count(one.customers), _rate(one.percent, words),
             _rate(one.percent_all, words), words.count(worth.purchasers if worth else None),
             words.money_compact(worth.revenue if worth else None),
             words.money(worth.per_purchaser if worth else None))
        )  # fmt: skip
        exact.append(
            (one.label, one.customers, one.percent, one.percent_all,
             worth.purchasers if worth else None, worth.revenue if worth else None,
             worth.per_purchaser if worth else None)
        )  # fmt: skip
    return Table(heads, tuple(rows), tuple(exact))


def slice_name(one: "Slice", words: Words, kind: str) -> str:
    """Return a slice's value, or its span, as people write it."""
    if kind == "yes/no":
        return _t("yes") if str(one.low).lower() == "true" else _t("no")
    low = words.day(one.low) if isinstance(one.low, date) else one.label
    if one.high is not None and not isinstance(one.low, str):
        low, high = _end(one.low, words), _end(one.high, words)
        return _t("{0} to below {1}").format(low, high)
    if one.label.endswith(" and up"):
        return _t("{0} and up").format(_end(one.low, words))
    return low


def _end(value: object, words: Words) -> str:
    if isinstance(value, date):
        return words.day(value)
    return words.count(int(value)) if isinstance(value, int) else str(value)


def _rate(percent: float | None, words: Words) -> str:
    return words.rate(None if percent is None else percent / 100)


def _measures(one: "Slice", by: str) -> tuple[float | None, float | None]:
    if by == "customers":
        return one.percent, one.percent_all
    return _measure(one.worth, by), _measure(one.worth_all, by)


def _measure(worth: "Worth12 | None", by: str) -> float | None:
    if worth is None:
        return None
    if by == "purchasers":
        return worth.percent_purchasers
    if by == "revenue":
        return worth.percent_revenue
    each = worth.per_purchaser
    return None if each is None else float(each)
