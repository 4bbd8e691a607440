"""A segment as it is saved: include, exclude, sections, conditions; or one SQL statement.

Source: segments.md 2.1, 2.5; the shape is that of definitions.md.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, TypeAdapter, field_validator

from ampdesk.segments.catalog import DEFAULT_ID
from ampdesk.segments.conditions import Condition, ListCondition
from ampdesk.segments.definition import Definition, inside, read
from ampdesk.segments.lines import Ground

Join = Literal["and", "or"]
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,35}")
_MOST_LABELS, _DEEPEST = 10, 3
_LONGEST_NAME = 200


class Section(Definition):
    """Conditions joined by one toggle; without any it restricts nothing."""

    join: Join = "and"
    conditions: tuple[Condition, ...] = ()


class Group(Definition):
    """Sections joined by one toggle."""

    join: Join = "and"
    sections: tuple[Section, ...] = ()

    @property
    def filled(self) -> tuple[tuple[int, Section], ...]:
        """The sections with conditions, by their place."""
        return tuple((place, one) for place, one in enumerate(self.sections) if one.conditions)


class _Saved(Definition):
    kind: Literal["segment"] = "segment"
    name: str = Field(min_length=1, max_length=_LONGEST_NAME)
    labels: tuple[str, ...] = ()
    folder: str = ""
    activation_id: str = DEFAULT_ID

    @field_validator("name")
    @classmethod
    def _name_says_something(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("the name is blank")
        return name.strip()

    @field_validator("labels")
    @classmethod
    def _labels_fit(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        if len(labels) > _MOST_LABELS:
            raise ValueError(f"{len(labels)} labels; 10 at most")
        for label in labels:
            if not _LABEL.fullmatch(label):
                raise ValueError(
                    f'label "{label}": 1 to 35 letters, digits, hyphens or underscores'
                )
        return tuple(dict.fromkeys(labels))

    @field_validator("folder")
    @classmethod
    def _folder_is_shallow(cls, folder: str) -> str:
        parts = [part.strip() for part in folder.split("/") if part.strip()]
        if len(parts) > _DEEPEST:
            raise ValueError("folders are three levels deep at most")
        return "/".join(parts)


class VisualSegment(_Saved):
    """Include minus exclude; whoever is in the population and passes both."""

    include: Group = Group()
    exclude: Group = Group()

    @property
    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its path."""
        for side, group in (("include", self.include), ("exclude", self.exclude)):
            for number, section in enumerate(group.sections):
                for place, condition in enumerate(section.conditions):
                    yield f"{side}.sections[{number}].conditions[{place}]", condition

    @property
    def lists(self) -> Iterator[tuple[str, ListCondition]]:
        """The conditions that name a list, with their paths."""
        for path, condition in self.conditions:
            if isinstance(condition, ListCondition):
                yield path, condition

    def normalised(self, ground: Ground) -> "VisualSegment":
        """Return it as it is saved: declared names, one spelling of each operator.

        Raises DefinitionError with the path of the first part that does not fit the tables.
        """
        return self.model_copy(
            update={
                side: _normalised_group(getattr(self, side), ground, side)
                for side in ("include", "exclude")
            }
        )


class SqlSegment(_Saved):
    """One SELECT that returns the activation id alone (segments.md 2.5)."""

    sql: str = Field(min_length=1)
    dialect: Literal["presto", "spark", "duckdb", "sqlite"] = "presto"


def _flavour(body: Any) -> str:
    if isinstance(body, Mapping):
        return "sql" if "sql" in body else "visual"
    return "sql" if isinstance(body, SqlSegment) else "visual"


Segment: TypeAlias = Annotated[
    Annotated[VisualSegment, Tag("visual")] | Annotated[SqlSegment, Tag("sql")],
    Discriminator(_flavour),
]
SEGMENT: TypeAdapter[VisualSegment | SqlSegment] = TypeAdapter(Segment)


def read_segment(body: Any) -> VisualSegment | SqlSegment:
    """Read a definition's JSON object. Raises DefinitionError with the path inside it."""
    return read(SEGMENT, body)


def write_segment(segment: VisualSegment | SqlSegment) -> dict[str, Any]:
    """Return the JSON object that is saved; what has its default is left out of conditions."""
    body = segment.model_dump(mode="json", exclude_none=True)
    if isinstance(segment, VisualSegment):
        for side in ("include", "exclude"):
            given: Group = getattr(segment, side)
            body[side] = {
                "join": given.join,
                "sections": [
                    {
                        "join": one.join,
                        "conditions": [
                            {**_type(condition), **condition.model_dump(
                                mode="json", exclude_none=True, exclude_defaults=True)}
                            for condition in one.conditions
                        ],
                    }
                    for one in given.sections
                ],
            }  # fmt: skip
    return body


def _type(condition: Condition) -> dict[str, str]:
    named: dict[str, str] = {"type": condition.type}
    if condition.type == "behaviour":
        named["behaviour"] = condition.behaviour
    return named


def _normalised_group(group: Group, ground: Ground, side: str) -> Group:
    sections = []
    for number, section in enumerate(group.sections):
        conditions = []
        for place, condition in enumerate(section.conditions):
            with inside(f"{side}.sections[{number}].conditions[{place}]"):
                conditions.append(condition.normalised(ground))
        sections.append(section.model_copy(update={"conditions": tuple(conditions)}))
    return group.model_copy(update={"sections": tuple(sections)})
