"""The definition on the screen: the JSON of definitions.md, changed by making another one.

Every condition carries a number of its own under `_id`, so that a card stays the same card while
it is moved or edited; `plain` takes the numbers away. Nothing here knows the core or a widget.
"""

import itertools
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

Body = dict[str, Any]
Side = Literal["include", "exclude"]
SIDES: tuple[Side, Side] = ("include", "exclude")
ID = "_id"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Spot:
    """Where a condition stands."""

    side: Side
    section: int
    place: int

    @property
    def path(self) -> str:
        """Return the place as the core writes it."""
        return f"{self.side}.sections[{self.section}].conditions[{self.place}]"


def blank(name: str, folder: str = "") -> Body:
    """Return a definition that restricts nothing."""
    return {
        "kind": "segment", "name": name, "labels": [], "folder": folder,
        "activation_id": "amperity_id",
        "include": {"join": "and", "sections": []}, "exclude": {"join": "and", "sections": []},
    }  # fmt: skip


def opened(body: Body) -> Body:
    """Return a saved definition with its conditions numbered and every part present."""
    made = {**blank(str(body["name"])), **deepcopy(body)}
    if "sql" in made:
        return {key: value for key, value in made.items() if key not in SIDES}
    for side in SIDES:
        group = made[side]
        group.setdefault("join", "and")
        for section in group.setdefault("sections", []):
            section.setdefault("join", "and")
            for condition in section.setdefault("conditions", []):
                condition.setdefault(ID, next(_numbers))
    return made


def plain(body: Body, skipped: frozenset[int] = frozenset()) -> Body:
    """Return the definition to be saved, without numbers, empty sections and `skipped` ones."""
    made = deepcopy(body)
    for side in SIDES:
        if side not in made:
            continue
        for section in made[side]["sections"]:
            section["conditions"] = [
                bare(one) for one in section["conditions"] if one.get(ID) not in skipped
            ]
        made[side]["sections"] = [one for one in made[side]["sections"] if one["conditions"]]
    return made


def without(body: Body, paths: frozenset[str]) -> Body:
    """Return a definition to be saved without the conditions at some places."""
    made = deepcopy(body)
    for side in SIDES:
        sections = made.get(side, {}).get("sections", [])
        for number, section in enumerate(sections):
            section["conditions"] = [
                one
                for place, one in enumerate(section["conditions"])
                if Spot(side, number, place).path not in paths
            ]
    return made


def path_of_condition(path: str) -> str:
    """Cut a path of the core down to its condition."""
    head, mark, rest = path.partition(".conditions[")
    return f"{head}{mark}{rest.partition(']')[0]}]" if mark else path


def bare(condition: Body) -> Body:
    """Return one condition without its number."""
    return {key: value for key, value in condition.items() if key != ID}


def conditions(body: Body) -> list[tuple[Spot, Body]]:
    """Return every condition with its place, from above."""
    return [
        (Spot(side, number, place), condition)
        for side in SIDES
        for number, section in enumerate(body.get(side, {}).get("sections", ()))
        for place, condition in enumerate(section["conditions"])
    ]


def spot_of(body: Body, number: int) -> Spot | None:
    """Return where a condition stands, None when it is gone."""
    return next((spot for spot, one in conditions(body) if one[ID] == number), None)


def condition_of(body: Body, number: int) -> Body | None:
    """Return a condition by its number."""
    return next((one for _, one in conditions(body) if one[ID] == number), None)


def replaced(body: Body, number: int, condition: Body) -> Body:
    """Return the definition with another condition in the place of one."""
    made = deepcopy(body)
    spot = spot_of(made, number)
    if spot is not None:
        _list(made, spot)[spot.place] = {**deepcopy(condition), ID: number}
    return made


def added(body: Body, side: Side, section: int, condition: Body) -> tuple[Body, int]:
    """Return the definition with one condition more, at the end of a section, and its number.

    A section number past the last makes a new section.
    """
    made = deepcopy(body)
    number = next(_numbers)
    sections = made[side]["sections"]
    if section >= len(sections):
        sections.append({"join": "and", "conditions": []})
        section = len(sections) - 1
    sections[section]["conditions"].append({**deepcopy(condition), ID: number})
    return made, number


def duplicated(body: Body, number: int) -> tuple[Body, int]:
    """Return the definition with a condition twice, and the number of the second."""
    made = deepcopy(body)
    spot, twin = spot_of(made, number), next(_numbers)
    if spot is not None:
        held = _list(made, spot)
        held.insert(spot.place + 1, {**deepcopy(held[spot.place]), ID: twin})
    return made, twin


def removed(body: Body, number: int) -> Body:
    """Return the definition without a condition; a section without any goes too."""
    made = deepcopy(body)
    spot = spot_of(made, number)
    if spot is not None:
        del _list(made, spot)[spot.place]
        _drop_empty(made)
    return made


def moved(body: Body, number: int, to: Spot) -> Body:
    """Return the definition with a condition at another place, counted before it is taken out."""
    made = deepcopy(body)
    spot = spot_of(made, number)
    if spot is None:
        return made
    condition = _list(made, spot).pop(spot.place)
    sections = made[to.side]["sections"]
    if to.section >= len(sections):
        sections.append({"join": "and", "conditions": [condition]})
    else:
        same = (spot.side, spot.section) == (to.side, to.section)
        place = to.place - (1 if same and to.place > spot.place else 0)
        sections[to.section]["conditions"].insert(place, condition)
    _drop_empty(made)
    return made


def stepped(body: Body, number: int, by: int) -> Body:
    """Return the definition with a condition one place further up or down, across sections."""
    spot = spot_of(body, number)
    if spot is None:
        return body
    held = body[spot.side]["sections"][spot.section]["conditions"]
    place = spot.place + by
    if 0 <= place < len(held):
        to = Spot(spot.side, spot.section, place + (1 if by > 0 else 0))
        return moved(body, number, to)
    return sectioned(body, number, by)


def sectioned(body: Body, number: int, by: int) -> Body:
    """Return the definition with a condition in the section before or after.

    Past the last section of a side a new one is made, unless it stood alone already.
    """
    spot = spot_of(body, number)
    if spot is None:
        return body
    sections = body[spot.side]["sections"]
    section = spot.section + by
    if section < 0 or (section >= len(sections) and len(sections[-1]["conditions"]) == 1):
        return body
    place = len(sections[section]["conditions"]) if by < 0 else 0
    return moved(body, number, Spot(spot.side, section, place))


def turned(body: Body, number: int) -> Body:
    """Return the definition with a condition on the other side, in its last section."""
    spot = spot_of(body, number)
    if spot is None:
        return body
    other: Side = "exclude" if spot.side == "include" else "include"
    return moved(body, number, Spot(other, len(body[other]["sections"]), 0))


def joined(body: Body, side: Side, section: int | None, join: str) -> Body:
    """Return the definition with "and" or "or" in a section, or between the sections (None)."""
    made = deepcopy(body)
    part = made[side] if section is None else made[side]["sections"][section]
    part["join"] = join
    return made


def _list(body: Body, spot: Spot) -> list[Body]:
    held: list[Body] = body[spot.side]["sections"][spot.section]["conditions"]
    return held


def _drop_empty(body: Body) -> None:
    for side in SIDES:
        body[side]["sections"] = [one for one in body[side]["sections"] if one["conditions"]]
