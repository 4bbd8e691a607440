"""Notes and tags of the user's own on a customer: kept in the brand file, found after merges.

A note keeps the id that the customer had when it was written. When that id is gone, the change log
says into which one its records went (stitch.md 8.6), and the note is shown there.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from ampdesk.errors import DefinitionError
from ampdesk.store import Store, erased
from ampdesk.store.sqlite import rows

Kind = Literal["note", "tag"]
LONGEST = {"note": 10_000, "tag": 60}

_READ = """
WITH RECURSIVE former (id) AS (
  VALUES (?)
  UNION
  SELECT c.amperity_id_prev FROM change_log_pks AS c JOIN former AS f ON c.amperity_id = f.id
  WHERE c.amperity_id_prev IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM record_ids AS r WHERE r.amperity_id = c.amperity_id_prev)
)
SELECT note_id, kind, text, written_at, changed_at FROM customer_notes
WHERE amperity_id IN (SELECT id FROM former) ORDER BY kind DESC, written_at DESC, note_id DESC
"""


@dataclass(frozen=True)
class Note:
    """One note or tag; instants are UTC text."""

    note_id: int
    kind: Kind
    text: str
    written_at: str
    changed_at: str | None


class Notes:
    """Notes and tags of a brand."""

    def __init__(self, store: Store, lock: AbstractContextManager[object]) -> None:
        self._store, self._lock = store, lock

    def of(self, amperity_id: str) -> tuple[Note, ...]:
        """Return tags, then notes, the newest first; those of ids that merged into it too."""
        with self._lock:
            if not erased.has_table(self._store, "customer_notes"):
                return ()
            found = rows(self._store.connection, _READ, (amperity_id,))
        return tuple(Note(*row) for row in found)

    def lists_of(self, amperity_id: str) -> tuple[str, ...]:
        """Return the brand's lists of ids that hold the customer, such as do-not-mail."""
        with self._lock:
            found = rows(
                self._store.connection,
                "SELECT list FROM id_lists WHERE amperity_id = ? ORDER BY list",
                (amperity_id,),
            )
        return tuple(str(row[0]) for row in found)

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag with the customers that have it, the commonest first."""
        with self._lock:
            if not erased.has_table(self._store, "customer_notes"):
                return []
            found = rows(
                self._store.connection,
                "SELECT text, COUNT(DISTINCT amperity_id) AS n FROM customer_notes"
                " WHERE kind = 'tag' GROUP BY text ORDER BY n DESC, text",
            )
        return [(str(row[0]), int(row[1])) for row in found]

    def add(self, amperity_id: str, kind: Kind, text: str, *, note_id: int | None = None) -> int:
        """Write a note or tag and return its number; `note_id`: one that was removed comes back.

        Raises DefinitionError for an empty or too long text, StoreReadOnlyError.
        """
        said = checked(kind, text)
        with self._lock:
            erased.ensure_tables(self._store)
            with self._store.transaction() as connection:
                number = note_id or int(
                    rows(connection, "SELECT COALESCE(MAX(note_id), 0) + 1 FROM customer_notes")[0][
                        0
                    ]
                )
                connection.execute(
                    "INSERT OR REPLACE INTO customer_notes"
                    " (note_id, amperity_id, kind, text, written_at) VALUES (?, ?, ?, ?, ?)",
                    (number, amperity_id, kind, said, self._store.now()),
                )
        return number

    def change(self, note_id: int, text: str) -> None:
        """Write a note anew. Raises DefinitionError, StoreReadOnlyError."""
        with self._lock, self._store.transaction() as connection:
            connection.execute(
                "UPDATE customer_notes SET text = ?, changed_at = ? WHERE note_id = ?",
                (checked("note", text), self._store.now(), note_id),
            )

    def remove(self, note_id: int) -> dict[str, Any] | None:
        """Remove a note or tag and return it, so that it can come back; None when it is gone."""
        with self._lock, self._store.transaction() as connection:
            found = rows(
                connection,
                "SELECT amperity_id, kind, text FROM customer_notes WHERE note_id = ?",
                (note_id,),
            )
            connection.execute("DELETE FROM customer_notes WHERE note_id = ?", (note_id,))
        if not found:
            return None
        return dict(zip(("amperity_id", "kind", "text"), found[0], strict=True))


def checked(kind: Kind, text: str) -> str:
    """Return a text without blanks round it. Raises DefinitionError."""
    said = text.strip()
    if not said or len(said) > LONGEST[kind]:
        raise DefinitionError(
            f"a {kind} has 1 to {LONGEST[kind]:,} letters",
            remedy="write something, or shorten it",
            where=kind,
        )
    return said
