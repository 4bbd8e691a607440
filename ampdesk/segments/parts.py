"""A definition read part by part: what is broken is told at its place, the rest still counts.

The builder's definitions are unfinished most of the time (issue "Bad input": a message at the
condition concerned, and the rest of the editor keeps working).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from ampdesk.errors import AmpDeskError, DefinitionError
from ampdesk.segments.compile import Compiler
from ampdesk.segments.conditions import Condition
from ampdesk.segments.definition import read
from ampdesk.segments.segment import Group, Join, Section, VisualSegment, read_segment

UNTITLED = "Untitled"
_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
_JOIN: TypeAdapter[Join] = TypeAdapter(Join)
_HEAD = ("name", "labels", "folder")
_KEYS = frozenset({"kind", "activation_id", "include", "exclude", *_HEAD})


@dataclass(frozen=True)
class Problem:
    """What is wrong with one part: its path, and what to do."""

    path: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Parts:
    """The parts that can be evaluated, as a segment; `paths` maps its paths to the given ones."""

    segment: VisualSegment
    paths: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    head: tuple[Problem, ...] = field(default=())  # of name, labels, folder: they stop no count


def read_parts(body: Mapping[str, Any], compiler: Compiler) -> Parts:
    """Read a visual definition; each condition is read, normalised and compiled by itself."""
    head, wrong_head = _read_head(body)
    problems: list[Problem] = [
        Problem(str(key), f'"{key}" is not a key of this definition', "remove it")
        for key in body
        if key not in _KEYS
    ]
    paths: dict[str, str] = {}
    groups: dict[str, Any] = {}
    own = replace(compiler, trail=(*compiler.trail, str(head["name"])))
    for side in ("include", "exclude"):
        groups[side] = _group(body.get(side), side, own, problems, paths)
    segment = VisualSegment(activation_id=compiler.ground.activation_id, **head, **groups)
    return Parts(segment, paths, tuple(problems), tuple(wrong_head))


def _read_head(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return name, labels and folder; what does not fit is left at its default."""
    head: dict[str, Any] = {"name": UNTITLED}
    wrong = []
    for key in _HEAD:
        if key not in body and key != "name":
            continue
        try:
            given = {"name": UNTITLED, **({key: body[key]} if key in body else {})}
            if key == "name" and not str(body.get("name") or "").strip():
                wrong.append(Problem("name", "it has no name yet", "give it one"))
                continue
            head[key] = getattr(read_segment(given), key)
        except DefinitionError as error:
            wrong.append(Problem(key, error.message, error.remedy))
    return head, wrong


def _group(
    given: Any, side: str, compiler: Compiler, problems: list[Problem], paths: dict[str, str]
) -> Group:
    if given is None:
        return Group()
    if not isinstance(given, Mapping) or not isinstance(given.get("sections", []), Sequence):
        problems.append(Problem(side, "it holds no sections", "start this part anew"))
        return Group()
    sections: list[Section] = []
    for number, one in enumerate(given.get("sections", ())):
        path = f"{side}.sections[{number}]"
        if not isinstance(one, Mapping) or not isinstance(one.get("conditions", []), Sequence):
            problems.append(Problem(path, "it holds no conditions", "start this part anew"))
            continue
        kept: list[Condition] = []
        for place, condition in enumerate(one.get("conditions", ())):
            was = f"{path}.conditions[{place}]"
            try:
                read_one = _read_condition(condition, compiler)
            except AmpDeskError as error:
                joint = "" if not error.where or error.where.startswith("[") else "."
                where = "" if error.where == "definition" else f"{joint}{error.where}"
                problems.append(Problem(was + where, error.message, error.remedy))
                continue
            paths[f"{side}.sections[{len(sections)}].conditions[{len(kept)}]"] = was
            kept.append(read_one)
        paths[f"{side}.sections[{len(sections)}]"] = path
        join = _join(one.get("join", "and"), path, problems)
        sections.append(Section(join=join, conditions=tuple(kept)))
    return Group(join=_join(given.get("join", "and"), side, problems), sections=tuple(sections))


def _join(given: Any, path: str, problems: list[Problem]) -> Join:
    try:
        return read(_JOIN, given)
    except DefinitionError as error:
        problems.append(Problem(f"{path}.join", error.message, error.remedy))
        return "and"


def _read_condition(given: Any, compiler: Compiler) -> Condition:
    condition = read(_CONDITION, given)
    compiler.condition(condition)  # refuses with the place inside
    made: Condition = condition.normalised(compiler.ground)  # type: ignore[assignment]
    return made
