"""A file of ids, e-mails or phones, matched to customers (segments.md 2.1, lists)."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from ampdesk.api.whole_file import whole_file
from ampdesk.engine import Engine
from ampdesk.errors import DefinitionError
from ampdesk.intake.content.phones import e164
from ampdesk.lists import read_ids
from ampdesk.segments.lines import column, table

_GIVEN = "_uploaded"
_COLUMNS = {"email": "email", "phone": "phone"}
MATCHES = ("id", *_COLUMNS)


@dataclass(frozen=True)
class UploadReport:
    """`rows` distinct values; those of no customer are `unmatched`, in the file's order."""

    rows: int
    ids: tuple[str, ...]
    unmatched: tuple[str, ...]

    @property
    def matched(self) -> int:
        """Values that belong to a customer."""
        return self.rows - len(self.unmatched)

    def write_unmatched(self, file: Path) -> int:
        """Write the values of no customer, one a line, as they were given; return how many."""
        with whole_file(file) as partial, partial.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["value"])
            writer.writerows([text] for text in self.unmatched)
        return len(self.unmatched)


def match_upload(engine: Engine, file: Path, match: str, *, country: str | None) -> UploadReport:
    """Match the first column of a file; an e-mail or phone of several people takes them all.

    People whose merged e-mail or phone it is come before those of whom a record held it once.
    Raises ListError for a file that cannot be read, DefinitionError for another `match`.
    """
    if match not in MATCHES:
        raise DefinitionError(
            f'"{match}" cannot be matched', remedy=f"choose one of {', '.join(MATCHES)}",
            where="--match",
        )  # fmt: skip
    given = read_ids(file)
    if given and _is_heading(given[0], match):
        given = given[1:]
    cleaned = [_cleaned(text, match, country) for text in given]
    content = pa.table({"value": pa.array(sorted({text for text in cleaned if text}), pa.string())})
    engine.register(_GIVEN, content)
    try:
        pairs = _pairs(engine, match)
    finally:
        engine.drop(_GIVEN)
    found = Counter(value for value, _ in pairs)
    unmatched = tuple(
        text for text, value in zip(given, cleaned, strict=True) if not value or not found[value]
    )
    ids = tuple(sorted({identity for _, identity in pairs}))
    return UploadReport(len(given), ids, unmatched)


def _is_heading(text: str, match: str) -> bool:
    if match == "email":
        return "@" not in text
    return match == "phone" and not any(sign.isdigit() for sign in text)


def _cleaned(text: str, match: str, country: str | None) -> str | None:
    if match == "phone":
        return e164(text, country)
    return text.lower() if match == "email" else text


def _pairs(engine: Engine, match: str) -> list[tuple[str, str]]:
    """Return (value, amperity_id), of the merged tables where they hold the value."""
    if match == "id":
        return _join(engine, "Merged_Customers", "amperity_id")
    merged = _join(engine, "Merged_Customers", _COLUMNS[match])
    known = {value for value, _ in merged}
    held = _join(engine, "Unified_Coalesced", _COLUMNS[match])
    return merged + [pair for pair in held if pair[0] not in known]


def _join(engine: Engine, source: str, name: str) -> list[tuple[str, str]]:
    held, identity = column(name, "t"), column("amperity_id", "t")
    value = exp.Lower(this=held) if name == "email" else held
    same = exp.and_(column("value", "g").eq(value), exp.not_(identity.is_(exp.null())))
    query = (
        exp.select(column("value", "g"), identity)
        .distinct()
        .from_(table(_GIVEN, "g"))
        .join(table(source, "t"), on=same)
    )
    return [(str(text), str(found)) for text, found in engine.rows(query)]
