"""What can be looked up by name: columns of the brand's tables, words that the guide explains."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ampdesk.shipped import shipped

if TYPE_CHECKING:
    from ampdesk.api import Brand

_HEADING = re.compile(r"^#{1,4} +(.+)$", re.MULTILINE)
_TERM = re.compile(r"\*\*([^*\n]{2,60})\*\*[:.]? *([^\n|]{0,120})")


@dataclass(frozen=True)
class Entry:
    """A name, what it means, and where it is explained: a page of the guide or a table."""

    name: str
    about: str
    place: str


def columns_of(brand: "Brand") -> list[Entry]:
    """Return every column of the tables that are built, the customers' first."""
    return [
        Entry(column.name, f"{table.name} · {column.description}".rstrip(" ·"), table.name)
        for table in sorted(brand.data.tables(), key=lambda one: one.name != "Customer_360")
        for column in table.columns
    ]


def definitions() -> list[Entry]:
    """Return pages, headings and bold words of the guide."""
    found: list[Entry] = []
    for file in sorted(shipped("help").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        heads = _HEADING.findall(text)
        title = heads[0].strip() if heads else file.stem
        found += [Entry(head.strip(), title, file.stem) for head in heads]
        found += [
            Entry(term.strip(" .:"), about.strip(" .:"), file.stem)
            for term, about in _TERM.findall(text)
        ]
    return found


def fitting(entries: Sequence[Entry], wanted: str) -> list[Entry]:
    """Return entries whose name has the words, those that begin with them first."""
    if not wanted:
        return []
    words = wanted.replace("_", " ")
    found = [one for one in entries if words in one.name.lower().replace("_", " ")]
    return sorted(found, key=lambda one: nearness(one.name, wanted))


def nearness(name: str, wanted: str) -> int:
    """Return 0 where a name begins with the words, 1 where a word of it does, 2 elsewhere."""
    if not wanted:
        return 0
    plain, words = name.lower().replace("_", " "), wanted.lower().replace("_", " ")
    if plain.startswith(words):
        return 0
    return 1 if f" {words}" in plain else 2
