"""A definition read aloud: one plain sentence for a condition, a section, the whole (window.md)."""

from datetime import date

from ampdesk.errors import DefinitionError
from ampdesk.rfm.ranges import COLUMNS, WORDS
from ampdesk.segments.behaviours import (
    Behaviour,
    Bound,
    HasPurchased,
    MostFrequentOrder,
    TotalValue,
)
from ampdesk.segments.catalog import DEFAULT_ID
from ampdesk.segments.conditions import (
    Activation,
    Attribute,
    Condition,
    ListCondition,
    RfmCondition,
)
from ampdesk.segments.dates import read_moment
from ampdesk.segments.definition import Value
from ampdesk.segments.filters import Filter
from ampdesk.segments.segment import Group, Section, SqlSegment, VisualSegment
from ampdesk.segments.window import Window, window_days

_MOST_VALUES = 5
_BEHAVIOURS = {
    "first purchase": "made the first purchase",
    "has purchased": "purchased",
    "has not purchased": "did not purchase",
    "most frequent order": "order most often",
    "repeat purchase": "came back to purchase",
    "total value of orders": "spent",
}


def describe(segment: VisualSegment | SqlSegment, today: date) -> str:
    """Return the sentence of a whole segment, with the dates it means today."""
    who = "Customers" if segment.activation_id == DEFAULT_ID else f"Every {segment.activation_id}"
    if isinstance(segment, SqlSegment):
        return f"{who} that a SQL statement returns."
    kept = _group(segment.include, today)
    gone = _group(segment.exclude, today)
    everybody = "All customers" if segment.activation_id == DEFAULT_ID else who
    text = f"{who} who {kept}" if kept else everybody
    return f"{text}, except those who {gone}." if gone else f"{text}."


def _group(group: Group, today: date) -> str:
    parts = [_section(section, today) for _, section in group.filled]
    if len(parts) > 1:
        parts = [f"({part})" for part in parts]
    return f" {group.join} ".join(parts)


def _section(section: Section, today: date) -> str:
    return f" {section.join} ".join(describe_condition(one, today) for one in section.conditions)


def describe_condition(condition: Condition, today: date) -> str:
    """Return one condition in words that follow "customers who"."""
    match condition:
        case Attribute():
            return "have " + " and ".join(_filter(one, today) for one in condition.filters)
        case RfmCondition():
            letters = {column: letter for letter, column in COLUMNS.items()}
            scores = [f"{WORDS[letters[name]]} {n}" for name, n in condition.scores.items()]
            return f"score {condition.test.replace('is', 'exactly')} {', '.join(scores)}"
        case ListCondition():
            are = "are not on" if condition.negate else "are on"
            return f'{are} the {condition.kind} "{condition.name}"'
        case Activation():
            if condition.journey:
                return f'are {condition.state} in the journey "{condition.journey}"'
            parts = (condition.sub_audience, condition.treatment, condition.destination)
            return f'got the campaign "{condition.campaign}"' + "".join(
                f", {part}" for part in parts if part
            )
        case _:
            return _behaviour(condition, today)


def _behaviour(condition: Behaviour, today: date) -> str:
    text = _BEHAVIOURS[condition.behaviour]
    if isinstance(condition, HasPurchased) and condition.orders:
        text += f" {_bound(condition.orders)} times"
    if isinstance(condition, TotalValue):
        text += f" {_bound(condition.amount)}"
    if isinstance(condition, MostFrequentOrder):
        text += " " + " and ".join(_filter(one, today) for one in condition.most_frequent)
    if condition.window:
        text += f" {_window(condition.window, today)}"
    if condition.filters:
        text += ", where " + " and ".join(_filter(one, today) for one in condition.filters)
    return text


def _bound(bound: Bound) -> str:
    if isinstance(bound.value, tuple):
        return f"between {bound.value[0]} and {bound.value[1]} (ends left out)"
    return f"{bound.op} {bound.value}"


def _window(window: Window, today: date) -> str:
    try:
        days = [str(day) for day in window_days(window, today)]
    except DefinitionError:
        days = list(window.value) if isinstance(window.value, tuple) else [window.value]
    last = f" and {days[1]} (both days count)" if len(days) > 1 else ""
    opening = {"after": "from", "before": "before"}.get(window.op, window.op)
    return f"{opening} {days[0]}{' on' if window.op == 'after' else ''}{last}"


def _filter(test: Filter, today: date) -> str:
    name = label(test.column)
    if test.value is None:
        return f"{name} {test.op}"
    if isinstance(test.value, tuple) and "between" in test.op:
        low, high = (_value(one, today) for one in test.value)
        return f"{name} {test.op} {low} and {high} (ends left out)"
    if isinstance(test.value, tuple):
        shown = [_value(one, today) for one in test.value[:_MOST_VALUES]]
        more = len(test.value) - len(shown)
        opening = "is not one of" if "not" in test.op else "is one of"
        return f"{name} {opening} {', '.join(shown)}" + (f" and {more} more" if more else "")
    return f"{name} {test.op} {_value(test.value, today)}"


def label(column: str) -> str:
    """Return a column's name in a person's words: "latest order datetime", "L12M monetary"."""
    return column.replace("_", " ").strip()


def _value(value: Value | None, today: date) -> str:
    if not isinstance(value, str):
        return str(value)
    try:
        day = str(read_moment(value, today))
    except DefinitionError:
        return f'"{value}"'
    return day if day == value else f"{value} ({day})"
