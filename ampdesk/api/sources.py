"""What came in and from where: sources, imports, what an undo takes, which source is believed.

Everything here reads or writes small tables of the store; nothing scans the lake.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ampdesk.api.keeping import import_row
from ampdesk.profiles.staleness import changed_settings
from ampdesk.schema.customer import GROUPS
from ampdesk.store import Store, notes
from ampdesk.store.sqlite import rows

MERGE_GROUPS = ("general", *GROUPS)
STALE_DAYS = 7  # a source without an import for longer is called old

_SOURCES = (
    'SELECT import_id, file, format, kind, source, "rows", loaded, rejected, skipped, tables, '
    "newest_event, state, imported_at, rejects_file FROM imports ORDER BY import_id"
)
_NAMES = (
    "import_id", "file", "format", "kind", "source", "rows", "loaded", "rejected", "skipped",
    "tables", "newest_event", "state", "imported_at", "rejects_file",
)  # fmt: skip


@dataclass(frozen=True)
class SourceFacts:
    """One source: what its live imports brought, in records of its files.

    `newest` is the newest order, event or change in them, UTC; `age_days` counts from the last
    import to today.
    """

    name: str
    kinds: tuple[str, ...]
    formats: tuple[str, ...]
    imports: int
    undone: int
    rows: int
    rejected: int
    newest: datetime | None
    imported_at: datetime | None
    age_days: int | None
    has_profiles: bool

    @property
    def is_old(self) -> bool:
        """Whether nothing came for so long that figures may mislead."""
        return self.age_days is not None and self.age_days > STALE_DAYS


@dataclass(frozen=True)
class UndoEffect:
    """What leaves with an import: rows by feed table, and what came later from the same source."""

    import_id: int
    file: str
    source: str
    rows: Mapping[str, int]
    later: int

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(self.rows.values())


@dataclass(frozen=True)
class MergeOrder:
    """Which source is believed first, of one group of fields; `own` when the group has its own.

    `sources` has every source with people: the ordered ones, best first, then the others.
    """

    group: str
    sources: tuple[str, ...]
    ranked: int  # so many of them have a place; the others share the last
    own: bool


def read_sources(store: Store, today: date) -> tuple[SourceFacts, ...]:
    """Return every source that ever brought a file, the newest import first."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in rows(store.connection, _SOURCES):
        row = dict(zip(_NAMES, line, strict=True))
        found[row["source"]].append(row)
    made = [_source(name, lines, today) for name, lines in found.items()]
    return tuple(sorted(made, key=lambda one: (str(one.imported_at or ""), one.name), reverse=True))


def read_imports(store: Store) -> list[dict[str, Any]]:
    """Return every import, the newest first, with `path` where the file was, if that is known."""
    paths = _paths(store)
    found = notes.imports(store)
    for row in found:
        row["path"] = paths.get(row["import_id"])
    return found


def undo_effect(store: Store, import_id: int) -> UndoEffect:
    """Say what would leave with an import. Raises NotFoundError."""
    row = import_row(store, import_id)
    tables = rows(store.connection, "SELECT tables FROM imports WHERE import_id = ?", (import_id,))[
        0
    ][0]
    later = rows(
        store.connection,
        "SELECT COUNT(*) FROM imports WHERE source = ? AND import_id > ? AND state = 'live'",
        (row["source"], import_id),
    )[0][0]
    return UndoEffect(import_id, row["file"], row["source"], json.loads(tables or "{}"), int(later))


def read_merge_policy(store: Store) -> tuple[MergeOrder, ...]:
    """Return the order of sources in general and for each group of fields."""
    policy: Mapping[str, Sequence[str]] = store.settings.get("merge_policy")
    people = _people_sources(store)
    made = []
    for group in MERGE_GROUPS:
        own = group in policy and group != "general"
        ranked = [one for one in policy.get(group, policy.get("general", ())) if one in people]
        others = [one for one in people if one not in ranked]
        made.append(MergeOrder(group, (*ranked, *others), len(ranked), own))
    return tuple(made)


def set_merge_order(store: Store, group: str, sources: Sequence[str] | None) -> dict[str, Any]:
    """Say which source is believed first; None returns a group to the general order.

    Returns the policy as it was, for `put_merge_policy` to put back. Raises SettingError.
    """
    before = dict(store.settings.get("merge_policy"))
    after = {key: list(value) for key, value in before.items()}
    if sources is None:
        after.pop(group, None)
    else:
        after[group] = list(sources)
    put_merge_policy(store, after)
    return before


def put_merge_policy(store: Store, policy: Mapping[str, Sequence[str]]) -> None:
    """Replace the whole policy and note it. Raises SettingError."""
    store.settings.set("merge_policy", {key: list(value) for key, value in policy.items()})
    notes.note(store, "merge policy changed", ", ".join(policy) or "none")


def settings_wait(store: Store) -> bool:
    """Tell whether a setting that reaches the tables changed since they were built."""
    return bool(changed_settings(store))


def paths_of(plans: Sequence[Any], results: Sequence[Any]) -> dict[str, str]:
    """Return where the file of each import lay, for the note about it."""
    return {
        str(result.import_id): str(Path(plan.origin.path).absolute())
        for plan, result in zip(plans, results, strict=True)
        if result.import_id is not None
    }


def _source(name: str, lines: Sequence[Mapping[str, Any]], today: date) -> SourceFacts:
    live = [row for row in lines if row["state"] == "live"]
    newest = max((row["newest_event"] for row in live if row["newest_event"]), default=None)
    last = max((row["imported_at"] for row in live), default=None)
    at = datetime.fromisoformat(last) if last else None
    return SourceFacts(
        name,
        tuple(dict.fromkeys(row["kind"] for row in live or lines)),
        tuple(dict.fromkeys(row["format"] for row in live or lines)),
        len(live),
        len(lines) - len(live),
        sum(row["loaded"] for row in live),
        sum(row["rejected"] for row in live),
        datetime.fromisoformat(newest) if newest else None,
        at,
        max((today - at.date()).days, 0) if at else None,
        any("source_profiles" in json.loads(row["tables"] or "{}") for row in live),
    )


def _people_sources(store: Store) -> list[str]:
    found = rows(
        store.connection,
        "SELECT source FROM imports WHERE state = 'live' AND tables LIKE '%source_profiles%'"
        " GROUP BY source ORDER BY MIN(import_id)",
    )
    return [row[0] for row in found]


def _paths(store: Store) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in reversed(notes.activity(store, "imported")):
        for number, path in (entry["detail"].get("files") or {}).items():
            found[int(number)] = str(path)
    return found
