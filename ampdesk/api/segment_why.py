"""The receipt of one customer's membership: every condition with the values it looked at."""

from datetime import date, datetime
from typing import Any

from ampdesk.api.receipt import Line, Receipt
from ampdesk.segments import VisualSegment
from ampdesk.segments.explain import Explanation, Finding
from ampdesk.segments.sentence import describe, describe_condition, label

_SHOWN = 3


def receipt_of(
    explanation: Explanation, segment: VisualSegment, *, today: date, sql: str, as_of: str
) -> Receipt:
    """Write an explanation as a receipt; marks are holds and fails."""
    lines = tuple(_line(finding, today) for finding in explanation.findings)
    return Receipt(
        title=f'Segment "{segment.name}"',
        sentence=_sentence(explanation),
        lines=lines,
        definition=describe(segment, today),
        sql=sql,
        as_of=as_of,
    )


def _sentence(explanation: Explanation) -> str:
    if not explanation.is_known:
        return "Not a member: no customer has this id."
    if not explanation.is_included:
        return "Not a member: the conditions to include do not hold."
    if explanation.is_excluded:
        return "Not a member: meets the conditions to exclude."
    return "A member: what must hold holds, and nothing excludes him."


def _line(finding: Finding, today: date) -> Line:
    side = "exclude" if finding.path.startswith("exclude") else "include"
    text = describe_condition(finding.condition, today)
    rows = [", ".join(_value(name, value) for name, value in row.items()) for row in finding.seen]
    more = len(rows) - _SHOWN
    note = "; ".join(rows[:_SHOWN]) + (f"; {more} more" if more > 0 else "")
    if not rows and finding.condition.type in {"attribute", "rfm"}:
        note = "no row in this table"
    return Line(side, text, note, "holds" if finding.holds else "fails")


def _value(name: str, value: Any) -> str:
    match value:
        case None:
            shown = "no value"
        case bool():
            shown = "yes" if value else "no"
        case datetime():
            shown = f"{value:%Y-%m-%d %H:%M:%S}"
        case _:
            shown = str(value)
    return f"{label(name)} = {shown}"
