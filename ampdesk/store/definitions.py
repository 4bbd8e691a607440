"""Saved definitions: every version is kept, and any can be brought back."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from ampdesk.clock import Clock
from ampdesk.store.errors import DefinitionMissingError
from ampdesk.store.sqlite import Connection, rows

Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Definition:
    """One version of a definition; `saved_at` is UTC text, `body` the JSON of definitions.md."""

    kind: str
    name: str
    version: int
    body: dict[str, Any]
    note: str
    saved_at: str
    is_active: bool = True


Found = list[Definition]  # named, because the class below has a method `list`


class Definitions:
    """Reads and writes the definitions of one open brand file."""

    def __init__(self, connection: Connection, transaction: Transaction, clock: Clock) -> None:
        self._connection = connection
        self._transaction = transaction
        self._clock = clock

    def save(self, kind: str, name: str, body: Mapping[str, Any], *, note: str = "") -> int:
        """Save and activate a new version; return its number. An equal body makes no new one."""
        text = _text(body)
        with self._transaction() as connection:
            found = rows(
                connection,
                "SELECT d.version, v.body, d.is_deleted FROM definitions d "
                "JOIN definition_versions v USING (kind, name, version) "
                "WHERE d.kind = ? AND d.name = ?",
                (kind, name),
            )
            if found and found[0][1] == text and not found[0][2]:
                return int(found[0][0])
            version = 1 + int(
                rows(
                    connection,
                    "SELECT coalesce(max(version), 0) FROM definition_versions "
                    "WHERE kind = ? AND name = ?",
                    (kind, name),
                )[0][0]
            )
            now = self._now()
            connection.execute(
                "INSERT INTO definition_versions (kind, name, version, body, note, saved_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (kind, name, version, text, note, now),
            )
            self._activate(connection, kind, name, version, now)
        return version

    def get(self, kind: str, name: str, version: int | None = None) -> Definition:
        """Return the active version, or the one asked for, deleted definitions included.

        Raises DefinitionMissingError; without `version` also for a deleted one.
        """
        found = [
            one
            for one in self.history(kind, name)
            if (one.is_active if version is None else one.version == version)
        ]
        if found:
            return found[0]
        numbered = f", version {version}" if version is not None else ""
        names = ", ".join(f'"{one.name}"' for one in self.list(kind)) or "none is saved yet"
        raise DefinitionMissingError(
            f'no {kind} "{name}"{numbered}', remedy=f"choose one of: {names}", where=kind
        )

    def list(self, kind: str | None = None) -> Found:
        """Return the active definitions, of one kind or of all, by kind and name."""
        return self._read("NOT coalesce(d.is_deleted, 0) AND v.version = d.version", kind)

    def history(self, kind: str, name: str) -> Found:
        """Return every version, newest first; empty when there never was such a definition."""
        return self._read("1", kind, name)

    def trash(self, kind: str | None = None) -> Found:
        """Return the last version of each deleted definition."""
        return self._read("coalesce(d.is_deleted, 0) AND v.version = d.version", kind)

    def restore(self, kind: str, name: str, version: int) -> int:
        """Save an old version's body as the new active one; return the new number.

        History only grows, so a restore can itself be taken back. Also brings back what was
        deleted. Raises DefinitionMissingError.
        """
        old = self.get(kind, name, version)
        return self.save(kind, name, old.body, note=f"version {version} restored")

    def rename(self, kind: str, name: str, new: str) -> None:
        """Give a definition another name, its versions too; bodies stay as they are.

        A deleted definition that had the new name is dropped for good. Raises
        DefinitionMissingError.
        """
        self.get(kind, name)
        with self._transaction() as connection:
            for table in ("definitions", "definition_versions"):
                connection.execute(
                    f"DELETE FROM {table} WHERE kind = ? AND name = ?",  # noqa: S608  # constants
                    (kind, new),
                )
                connection.execute(
                    f"UPDATE {table} SET name = ? WHERE kind = ? AND name = ?",  # noqa: S608
                    (new, kind, name),
                )

    def delete(self, kind: str, name: str) -> None:
        """Take a definition out of the lists; its versions stay. Raises DefinitionMissingError."""
        self.get(kind, name)
        with self._transaction() as connection:
            connection.execute(
                "UPDATE definitions SET is_deleted = 1, changed_at = ? WHERE kind = ? AND name = ?",
                (self._now(), kind, name),
            )

    def _activate(
        self, connection: Connection, kind: str, name: str, version: int, now: str
    ) -> None:
        connection.execute(
            "INSERT INTO definitions (kind, name, version, is_deleted, changed_at) "
            "VALUES (?, ?, ?, 0, ?) ON CONFLICT (kind, name) DO UPDATE SET "
            "version = excluded.version, is_deleted = 0, changed_at = excluded.changed_at",
            (kind, name, version, now),
        )

    def _read(self, which: str, kind: str | None, name: str | None = None) -> Found:
        found = rows(self._connection, _SELECT.format(which=which), (kind, kind, name, name))
        return [
            Definition(
                kind=row[0],
                name=row[1],
                version=row[2],
                body=json.loads(row[3]),
                note=row[4] or "",
                saved_at=row[5],
                is_active=bool(row[6]),
            )
            for row in found
        ]

    def _now(self) -> str:
        return f"{self._clock.now():%Y-%m-%d %H:%M:%S}"


# `which` is one of the constant conditions above
_SELECT = """
    SELECT v.kind, v.name, v.version, v.body, v.note, v.saved_at,
      v.version = d.version AND NOT coalesce(d.is_deleted, 0)
    FROM definition_versions v JOIN definitions d USING (kind, name)
    WHERE {which} AND (? IS NULL OR v.kind = ?) AND (? IS NULL OR v.name = ?)
    ORDER BY v.kind, v.name, v.version DESC
"""


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
