"""Every file of a brand that may hold a person: store, lake, backups, what the program wrote."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_log_path

from ampdesk.erasure.plan import folder_of
from ampdesk.store import Store
from ampdesk.store.errors import backups_folder
from ampdesk.store.sqlite import rows

Kind = Literal["brand", "lake", "backup", "rejects", "export", "log"]
LINES = frozenset({".csv", ".tsv", ".txt", ".log", ".jsonl", ".ndjson"})
"""Endings of files that can lose a line and stay what they are."""
_SIDES = ("", "-wal", "-shm", "-journal", ".restoring")


@dataclass(frozen=True)
class Place:
    """One file, and what it is to the brand."""

    kind: Kind
    path: Path

    @property
    def loses_lines(self) -> bool:
        """Whether only the person's lines are taken out; otherwise the file is deleted."""
        return self.path.suffix.lower() in LINES or ".log." in self.path.name


def brand_files(store: Store) -> Iterator[Place]:
    """Yield the brand file and what SQLite keeps beside it."""
    for ending in _SIDES:
        yield from _there("brand", [store.path.with_name(store.path.name + ending)])


def lake_files(folder: Path) -> Iterator[Place]:
    """Yield every file of the lake, old and half-written ones too."""
    yield from _there("lake", sorted(folder.rglob("*")))


def backup_files(store: Store) -> Iterator[Place]:
    """Yield backups: the automatic ones, and those noted elsewhere that can be reached."""
    noted = [Path(row[0]) for row in rows(store.connection, "SELECT path FROM backups")]
    own = sorted(backups_folder(store.path).glob("*"))
    yield from _there("backup", dict.fromkeys(path.absolute() for path in [*own, *noted]))


def unreachable(store: Store) -> list[str]:
    """Return noted backups and exports that are not where they were written."""
    noted = [Path(row[0]) for row in rows(store.connection, "SELECT path FROM backups")]
    gone = [path for path in [*noted, *_noted_exports(store)] if not path.exists()]
    own = backups_folder(store.path)
    return sorted({str(path) for path in gone if path.parent != own})


def written_files(store: Store) -> Iterator[Place]:
    """Yield rejects files, lists and exports that the program noted, and logs."""
    noted = rows(store.connection, "SELECT rejects_file FROM imports WHERE rejects_file <> ''")
    beside = store.path.parent.glob("*.rejects*.csv")
    yield from _there("rejects", [*(Path(row[0]) for row in noted), *beside])
    truth = store.path.with_name(f"{store.path.name}.truth")
    yield from _there("export", [*_noted_exports(store), *sorted(truth.rglob("*"))])
    yield from _there("log", sorted(user_log_path("AmpDesk", appauthor=False).glob("*")))


def every_file(store: Store, lake: Path) -> list[Place]:
    """Return each file once; plans of erasures under way are no part of the brand."""
    found: dict[Path, Place] = {}
    for place in (
        *brand_files(store), *lake_files(lake), *backup_files(store), *written_files(store)
    ):  # fmt: skip
        found.setdefault(place.path.resolve(), place)
    plans = folder_of(store.path).resolve()
    return [place for path, place in found.items() if plans not in path.parents]


def _there(kind: Kind, paths: Iterable[Path]) -> Iterator[Place]:
    for path in paths:
        if path.is_file():
            yield Place(kind, path)


def _noted_exports(store: Store) -> list[Path]:
    """Files that lists, queries and reports were written to, as activity and journal note them."""
    found: dict[Path, None] = {}
    for table, column in (("activity", "detail"), ("jobs", "work"), ("jobs", "result")):
        statement = f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        for (text,) in rows(store.connection, statement):
            for path in _paths(text):
                found[path] = None
    return list(found)


_KEYS = frozenset({"file", "path", "out", "left_out_file"})


def _paths(text: str) -> Iterator[Path]:
    try:
        content = json.loads(text)
    except ValueError:
        return
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in _KEYS and isinstance(inner, str) and Path(inner).is_absolute():
                    yield Path(inner)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
