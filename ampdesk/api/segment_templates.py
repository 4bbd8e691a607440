"""Templates as the window offers them (use_cases.md): which can be used here, and why not."""

from dataclasses import dataclass
from typing import Any

from ampdesk.api.segment_library import Library
from ampdesk.segments import read_segment
from ampdesk.segments.catalog import DEFAULT_ID
from ampdesk.segments.sentence import describe
from ampdesk.segments.templates import TEMPLATES, template_of


@dataclass(frozen=True)
class TemplateOption:
    """One way of a template."""

    key: str
    label: str


@dataclass(frozen=True)
class TemplateChoice:
    """One template: `options` those whose tables are there, `missing` the tables where none is."""

    key: str
    title: str
    description: str
    use: str
    sentence: str
    options: tuple[TemplateOption, ...]
    missing: tuple[str, ...]


class Templates(Library):
    """The use cases as definitions to start from."""

    def templates(self) -> tuple[TemplateChoice, ...]:
        """Return every template; one with `missing` tables cannot be used yet."""
        catalog = self._ground(DEFAULT_ID).catalog
        made = []
        for one in TEMPLATES:
            there = one.available(catalog)
            shown = ""
            if there:
                body = one.body(catalog, self._today)
                shown = describe(read_segment(body), self._today)
            made.append(
                TemplateChoice(
                    one.key, one.title, one.description, one.use, shown,
                    tuple(TemplateOption(each.key, each.label) for each in there),
                    () if there else one.missing(one.options[0], catalog),
                )
            )  # fmt: skip
        return tuple(made)

    def template(self, key: str, option: str = "") -> dict[str, Any]:
        """Return a template's definition, its dates written for today.

        That of the store invitation still needs its postal codes.
        """
        return template_of(key).body(self._ground(DEFAULT_ID).catalog, self._today, option)
