"""The shipped word lists (resources/words): nicknames, street words, states, bad values."""

import csv
from functools import cache
from typing import NamedTuple

from ampdesk.shipped import shipped


class BadValue(NamedTuple):
    """A value that matching ignores; `semantic` is a field or ``*`` for every field."""

    semantic: str
    kind: str
    value: str


def _rows(name: str) -> list[dict[str, str]]:
    with shipped(f"words/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def bad_values() -> tuple[BadValue, ...]:
    """The listed bad values of stitch.md 8.3."""
    return tuple(
        BadValue(row["semantic"], row["kind"], row["value"]) for row in _rows("bad_values")
    )


def listed(semantic: str, kind: str = "value") -> list[str]:
    """Return the bad values of one field and kind, without those of every field."""
    return [bad.value for bad in bad_values() if (bad.semantic, bad.kind) == (semantic, kind)]


@cache
def street_words() -> dict[str, str]:
    """Address words and what they become: abbreviations, directions, units, ordinals."""
    words = {row["before"]: row["convert"] for row in _rows("street_words")}
    return words | {row["before"]: row["convert"] for row in _rows("ordinals")}


@cache
def states() -> dict[str, str]:
    """Names of the states of the USA and their two letters."""
    return {row["name"]: row["code"] for row in _rows("states")}


@cache
def nicknames() -> tuple[tuple[str, str], ...]:
    """Pairs (canonical name, nickname), upper case."""
    pairs = dict.fromkeys(
        (row["canonical_name"], row["nickname"])
        for row in _rows("nicknames")
        if row["update_type"] == "ADD"
    )
    removed = {
        (row["canonical_name"], row["nickname"])
        for row in _rows("nicknames")
        if row["update_type"] == "REMOVE"
    }
    return tuple(pair for pair in pairs if pair not in removed)
