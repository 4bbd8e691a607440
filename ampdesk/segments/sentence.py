"""A definition read aloud: one plain sentence for a condition, a section, the whole (window.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
from ampdesk.segments.segment import Group, SqlSegment, VisualSegment
from ampdesk.segments.window import Window, window_days

_MOST_VALUES = 5
_BEHAVIOURS = {
    "first purchase": "who made the first purchase",
    "has purchased": "who purchased",
    "has not purchased": "who did not purchase",
    "most frequent order": "who order most often",
    "repeat purchase": "who came back to purchase",
    "total value of orders": "who spent",
}
_OPENINGS = ("whose ", "who ")
_AGO = re.compile(r"(?:today|now)\s*([+-])\s*(\d+)\s*(day|week|month|year)s?", re.IGNORECASE)


@dataclass(frozen=True)
class Phrase:
    """A piece of the sentence; `path` is the condition it tells, "" for the words between."""

    text: str
    path: str = ""
    is_strong: bool = False


def describe(segment: VisualSegment | SqlSegment, today: date) -> str:
    """Return the sentence of a whole segment, with the dates it means today."""
    return "".join(one.text for one in phrases(segment, today))


def phrases(segment: VisualSegment | SqlSegment, today: date) -> tuple[Phrase, ...]:
    """Return the sentence in pieces; what a condition says is strong behind its first word."""
    is_default = segment.activation_id == DEFAULT_ID
    who = "Customers" if is_default else f"Every {segment.activation_id}"
    if isinstance(segment, SqlSegment):
        return (Phrase(f"{who} that a SQL statement returns."),)
    kept = list(_group(segment.include, "include", today))
    gone = list(_group(segment.exclude, "exclude", today))
    opening = who if kept or not is_default else "All customers"
    parts = [Phrase(f"{opening} " if kept else opening), *kept]
    if gone:
        parts += [Phrase(", except those "), *gone]
    return (*parts, Phrase("."))


def _group(group: Group, side: str, today: date) -> Iterator[Phrase]:
    several = len(group.filled) > 1
    for at, (number, section) in enumerate(group.filled):
        if at:
            yield Phrase(f" {group.join} ")
        bracketed = several and len(section.conditions) > 1
        if bracketed:
            yield Phrase("(")
        for place, condition in enumerate(section.conditions):
            if place:
                yield Phrase(f" {section.join} ")
            text = describe_condition(condition, today)
            opening = next((one for one in _OPENINGS if text.startswith(one)), "")
            path = f"{side}.sections[{number}].conditions[{place}]"
            yield Phrase(opening, path)
            yield Phrase(text.removeprefix(opening), path, is_strong=True)
        if bracketed:
            yield Phrase(")")


def describe_condition(condition: Condition, today: date) -> str:
    """Return one condition in words that follow "customers": "whose state is CA"."""
    match condition:
        case Attribute():
            return "whose " + " and ".join(_filter(one, today) for one in condition.filters)
        case RfmCondition():
            letters = {column: letter for letter, column in COLUMNS.items()}
            scores = [f"{WORDS[letters[name]]} {n}" for name, n in condition.scores.items()]
            return f"who score {condition.test.replace('is', 'exactly')} {', '.join(scores)}"
        case ListCondition():
            kinds = {"segment": "in the segment", "query": "found by the query",
                     "upload": "on the list"}  # fmt: skip
            negation = "not " if condition.negate else ""
            return f'who are {negation}{kinds[condition.kind]} "{condition.name}"'
        case Activation():
            return _activation(condition, today)
        case _:
            return _behaviour(condition, today)


def _activation(condition: Activation, today: date) -> str:
    if condition.journey:
        states = {"in": "are in", "reached goal": "reached a goal of", "exited": "left"}
        return f'who {states[condition.state or "in"]} the journey "{condition.journey}"'
    parts = (condition.sub_audience, condition.treatment, condition.destination)
    text = f'who got the campaign "{condition.campaign}"'
    text += "".join(f", {part}" for part in parts if part)
    if condition.count:
        text += f" {_bound(condition.count)} times"
    for words, window in (("first", condition.first_entry), ("last", condition.last_entry)):
        if window:
            text += f", {words} {_window(window, today)}"
    return text + (" or were its control" if condition.include_control else "")


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
        return f"{name} {_NOTHING.get(test.op, test.op)}"
    if isinstance(test.value, tuple) and "between" in test.op:
        low, high = (_value(one, today) for one in test.value)
        return f"{name} {test.op} {low} and {high} (ends left out)"
    if isinstance(test.value, tuple):
        shown = [_value(one, today) for one in test.value[:_MOST_VALUES]]
        more = len(test.value) - len(shown)
        opening = "is not one of" if "not" in test.op else "is one of"
        return f"{name} {opening} {', '.join(shown)}" + (f" and {more:,} more" if more else "")
    return f"{name} {test.op} {_value(test.value, today)}"


_NOTHING = {"is NULL": "has no value", "is not NULL": "has a value"}


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
    return day if day == value else f"{date_words(value)} ({day})"


def date_words(text: str) -> str:
    """Return a relative date as people say it: "1 year ago"; others as they are."""
    shifted = _AGO.fullmatch(text.strip())
    if shifted is None:
        return text
    sign, count, unit = shifted.groups()
    plural = "" if int(count) == 1 else "s"
    return f"{int(count)} {unit.lower()}{plural} {'ago' if sign == '-' else 'from now'}"
