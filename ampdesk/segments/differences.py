"""What changed between two versions of a definition, in words (issue: versions, readable diff)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from ampdesk.errors import DefinitionError
from ampdesk.segments.conditions import Condition
from ampdesk.segments.definition import read
from ampdesk.segments.sentence import describe_condition

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
_HEAD = {"name": "Name", "folder": "Folder", "labels": "Labels", "activation_id": "Activation id",
         "sql": "Statement", "dialect": "Dialect"}  # fmt: skip
_SIDES = {"include": "Include", "exclude": "Exclude"}


@dataclass(frozen=True)
class Change:
    """One difference: `kind` is added, removed, changed or moved; `path` that of the newer part."""

    kind: str
    path: str
    words: str


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], today: date
) -> tuple[Change, ...]:
    """Return what changed from one JSON definition to another; dates as of `today`."""
    changes = [
        Change("changed", key, f"{title}: {_plain(before.get(key))} → {_plain(after.get(key))}")
        for key, title in _HEAD.items()
        if (before.get(key) or "") != (after.get(key) or "")
    ]
    if ("sql" in before) != ("sql" in after):
        return (*changes, Change("changed", "sql", "Became a SQL segment" if "sql" in after
                                 else "Became a visual segment"))  # fmt: skip
    for side, title in _SIDES.items():
        changes += _of_side(side, title, before.get(side) or {}, after.get(side) or {}, today)
    return tuple(changes)


def _of_side(
    side: str, title: str, before: Mapping[str, Any], after: Mapping[str, Any], today: date
) -> Iterator[Change]:
    sections = before.get("sections", ()), after.get("sections", ())
    if before.get("join", "and") != after.get("join", "and") and max(map(len, sections)) > 1:
        words = f"{after.get('join', 'and')}, no longer {before.get('join', 'and')}"
        yield Change("changed", f"{side}.join", f"{title}: sections joined by {words}")
    was, now = _placed(sections[0]), _placed(sections[1])
    for key in [key for key in was if key in now]:
        if was[key][0] != now[key][0]:
            place = _place(title, now[key][0])
            yield Change("moved", _path(side, now[key]), f"{place}: moved here: {_say(key, today)}")
    gone = [key for key in was if key not in now]
    for key in [key for key in now if key not in was]:
        twin = next((one for one in gone if _alike(one, key) and was[one][0] == now[key][0]), None)
        place = _place(title, now[key][0])
        if twin is None:
            yield Change("added", _path(side, now[key]), f"{place}: + {_say(key, today)}")
        else:
            gone.remove(twin)
            words = f"{place}: {_say(twin, today)} → {_say(key, today)}"
            yield Change("changed", _path(side, now[key]), words)
    for key in gone:
        yield Change("removed", _path(side, was[key]),
                     f"{_place(title, was[key][0])}: − {_say(key, today)}")  # fmt: skip
    for at, (old, new) in enumerate(zip(*sections, strict=False)):
        joins = old.get("join", "and"), new.get("join", "and")
        if joins[0] != joins[1] and len(new.get("conditions", ())) > 1:
            words = f"{_place(title, at)}: joined by {joins[1]}, no longer {joins[0]}"
            yield Change("changed", f"{side}.sections[{at}].join", words)


def _placed(sections: Any) -> dict[str, tuple[int, int]]:
    """Map each condition's text to its section and place; one that is there twice counts once."""
    found: dict[str, tuple[int, int]] = {}
    for number, section in enumerate(sections):
        for place, condition in enumerate(section.get("conditions", ())):
            found.setdefault(json.dumps(condition, sort_keys=True), (number, place))
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two conditions look at the same thing: one became the other."""
    subjects = []
    for text in (one, other):
        given = json.loads(text)
        columns = tuple(test.get("column") for test in given.get("filters", ()))
        subjects.append((given.get("type"), given.get("table"), given.get("behaviour"),
                         columns if given.get("type") == "attribute" else ()))  # fmt: skip
    return subjects[0] == subjects[1]


def _path(side: str, place: tuple[int, int]) -> str:
    return f"{side}.sections[{place[0]}].conditions[{place[1]}]"


def _place(title: str, section: int) -> str:
    return f"{title}, section {section + 1}"


def _say(key: str, today: date) -> str:
    try:
        return describe_condition(read(_CONDITION, json.loads(key)), today)
    except DefinitionError:  # of an older shape: as it was written
        return key


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) if value else "none"
