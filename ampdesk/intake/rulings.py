"""A mapping file as the importer uses it (definitions.md, Column mapping for import)."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ampdesk.intake.errors import MappingError
from ampdesk.intake.formats.spec import Kind
from ampdesk.intake.reading import ReadOptions


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnRule(_Strict):
    """What a column is, and how its values are written: strptime, `day first`, `true=…;false=…`."""

    tag: str = ""
    format: str | None = None


class MappingOptions(_Strict):
    """How to read the file, and what else to do with its records."""

    format: str | None = None
    zone: str | None = None
    decimal: Literal[".", ","] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = Field(default=None, ge=0)
    sheet: str | None = None
    order_discount: Literal["allocate", "separate"] | None = None
    strip_tax: bool | None = None
    consent: Literal["merge", "replace"] | None = None
    profiles_only: bool | None = None
    renamed: dict[str, str | None] = {}  # the export's name → the file's, null: no longer there
    constants: dict[str, str | int | float | bool] = {}
    skip: dict[str, list[str]] = {}


class Rulings(_Strict):
    """The file itself: `null` drops a column, a column not named is kept as a custom one."""

    kind: Kind | None = None
    source: str | None = None
    table: str | None = None  # name of a custom table
    columns: dict[str, str | ColumnRule | None] = {}
    tags: dict[str, list[str]] = {}
    options: MappingOptions = MappingOptions()

    @property
    def tagged(self) -> dict[str, ColumnRule]:
        """Headers with a tag."""
        rules = {name: rule_of(given) for name, given in self.columns.items() if given is not None}
        return {name: rule for name, rule in rules.items() if rule.tag}

    @property
    def formats(self) -> dict[str, str]:
        """Headers whose values are written in a stated way."""
        rules = {name: rule_of(given) for name, given in self.columns.items() if given is not None}
        return {name: rule.format for name, rule in rules.items() if rule.format}

    @property
    def dropped(self) -> frozenset[str]:
        """Headers that are not kept."""
        return frozenset(name for name, given in self.columns.items() if given is None)

    @property
    def reading(self) -> ReadOptions:
        """How the bytes are to be read."""
        options = self.options
        return ReadOptions(
            delimiter=options.delimiter,
            encoding=options.encoding,
            header_row=options.header_row,
            sheet=options.sheet,
        )

    def as_json(self) -> str:
        """The mapping as text, for the store."""
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def rule_of(given: str | ColumnRule) -> ColumnRule:
    """A column's rule; a bare text is its tag."""
    return ColumnRule(tag=given) if isinstance(given, str) else given


def rulings_of(given: Mapping[str, Any], *, where: str) -> Rulings:
    """Check a mapping; raises MappingError with the path of what does not fit."""
    try:
        return Rulings.model_validate(dict(given))
    except ValidationError as problem:
        first = problem.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise MappingError(
            f"{path}: {first['msg']}",
            remedy="correct the mapping: ampdesk schema mapping shows what it may say",
            where=where,
        ) from None
