"""Receipts of the RFM tab: a customer's scores, a range, a tenth, a movement."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ampdesk.api.distributions import Distribution
from ampdesk.api.movement import STAGE_WORDS, Move, Movement
from ampdesk.api.receipt import Line, Receipt
from ampdesk.api.rfm_queries import RFM, TAE
from ampdesk.errors import NotFoundError
from ampdesk.rfm.ranges import WORDS

if TYPE_CHECKING:
    from ampdesk.api.scores import Selection

_TIES = (
    "Scored customers (an order in the last 12 months) are sorted by each measure and cut into "
    "ten equal tenths; equal values are split by customer id, so the same value can lie in two "
    "neighbouring tenths."
)
_MEASURE = {
    "recency": "days since the latest order",
    "frequency": "orders of the last 12 months",
    "monetary": "spent in the last 12 months",
}


def scores_receipt(row: dict[str, Any], as_of: str) -> Receipt:
    """Explain the three scores of one customer; `row` is of `compile_bounds`."""
    lines = []
    for letter, word in WORDS.items():
        low, high = row[f"{letter}_low"], row[f"{letter}_high"]
        lines.append(
            Line(
                word,
                f"{row[f'{letter}_tile']} of 10",
                f"{_what(letter)} {_shown(row[f'{letter}_value'])}; "
                f"this tenth runs from {_shown(low)} to {_shown(high)}, "
                f"{row[f'{letter}_size']:,} of {row['scored']:,} customers",
            )
        )
    digits = f"{row['R_tile']}-{row['F_tile']}-{row['M_tile']}"
    return Receipt(
        title="RFM scores",
        sentence=f"Recency {row['R_tile']}, frequency {row['F_tile']}, monetary "
        f"{row['M_tile']} ({digits}), 10 is best.",
        lines=tuple(lines),
        definition=_TIES,
        as_of=as_of,
        sources=(RFM, TAE),
    )


def range_receipt(selection: "Selection", query: exp.Query, as_of: str) -> Receipt:
    """Explain the figures of a range against all scored customers."""
    share = f"{selection.share:.1%} of {selection.scored:,} scored" if selection.share else ""
    gap, all_gap = selection.median_gap_days, selection.all_median_gap_days
    return Receipt(
        title=f"Scores: {selection.range}",
        sentence=f"{selection.customers:,} customers have these scores.",
        lines=(
            Line("customers", f"{selection.customers:,}", share),
            Line(
                "revenue, 12 months", _shown(selection.revenue),
                f"all scored: {_shown(selection.all_revenue)}",
            ),
            Line(
                "per customer", _shown(selection.per_customer),
                f"all scored: {_shown(selection.all_per_customer)}",
            ),
            Line(
                "average order", _shown(selection.average_order),
                f"{selection.orders:,} orders; all scored: {_shown(selection.all_average_order)}",
            ),
            Line(
                "days since the latest order, median", "–" if gap is None else f"{gap:,.0f}",
                "" if all_gap is None else f"all scored: {all_gap:,.0f}",
            ),
        ),
        definition="Each score is compared on its own and all bounds hold together; the combined "
        "number is no order of value. " + _TIES,
        sql=query.sql(dialect="presto", pretty=True),
        as_of=as_of,
        sources=(RFM, TAE),
    )  # fmt: skip


def tenth_receipt(found: Distribution, score: int, as_of: str) -> Receipt:
    """Explain one tenth: how many, from which value to which, and the ties at its ends."""
    tenth = next((one for one in found.tenths if one.score == score), None)
    if tenth is None:
        raise NotFoundError(
            "no customer has this score", remedy="choose one that is shown", where=str(score)
        )
    told = "told apart by the hour" if found.axis == "recency" else "told apart by customer id"
    ties = [
        Line(f"also in {other.score}", _shown(value), f"the same value lies in two tenths, {told}")
        for other in found.tenths
        for value in {tenth.low, tenth.high}
        if other.score != score and value in {other.low, other.high}
    ]
    return Receipt(
        title=f"{found.axis.capitalize()} {score}",
        sentence=f"{tenth.customers:,} customers, from {_shown(tenth.low)} to "
        f"{_shown(tenth.high)}: {_MEASURE[found.axis]}.",
        lines=(
            Line("customers", f"{tenth.customers:,}"),
            Line("lowest", _shown(tenth.low)),
            Line("highest", _shown(tenth.high)),
            *ties,
        ),
        definition=_TIES,
        sql=found.query.sql(dialect="presto", pretty=True),
        as_of=as_of,
        sources=(RFM, TAE),
    )


def movement_receipt(found: Movement, query: exp.Query, move: Move | None) -> Receipt:
    """Explain a movement as a whole, or one flow of it."""
    flows = [flow for flow in found.flows if move is None or flow.move == move]
    lines = tuple(
        Line(
            f"{STAGE_WORDS[flow.move.before]} → {STAGE_WORDS[flow.move.after]}",
            f"{flow.customers:,}",
            "customers",
        )
        for flow in flows
    )
    count = sum(flow.customers for flow in flows)
    if move is None:
        sentence = (
            f"Since {found.since}, {found.rose:,} customers rose and {found.fell:,} fell "
            f"between the stages of {found.axis}."
        )
    else:
        sentence = (
            f"{count:,} customers went from {STAGE_WORDS[move.before]} to "
            f"{STAGE_WORDS[move.after]} since {found.since}."
        )
    return Receipt(
        title=f"Movement of {found.axis} since {found.since}",
        sentence=sentence,
        lines=lines,
        definition="Scores as of the earlier day are made anew from the orders up to that day, "
        "by the same rule. High is 8 to 10, middle 4 to 7, low 1 to 3; without a score: no order "
        "in the 12 months before the day.",
        sql=query.sql(dialect="presto", pretty=True),
        as_of=str(found.until),
        sources=(RFM, "Unified_Transactions"),
    )


def _what(letter: str) -> str:
    return {"R": "latest order", "F": "orders", "M": "spent"}[letter]


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)[:10]
