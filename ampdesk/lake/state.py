"""The store's side of the lake: one row with the generation and its manifest."""

from pathlib import Path
from typing import TYPE_CHECKING

from ampdesk.lake.manifest import Manifest

if TYPE_CHECKING:  # the worker of user SQL reads a lake and loads no store
    from ampdesk.store import Store
    from ampdesk.store.sqlite import Connection


def read(store: "Store", folder: Path) -> Manifest:
    """Return the manifest that the store says the lake must hold."""
    row = store.connection.execute("SELECT manifest FROM lake_state WHERE id = 1").fetchone()
    nothing = row is None or row[0] in (None, "", "{}")
    return Manifest() if nothing else Manifest.from_json(row[0], folder)


def unreadable(store: "Store") -> Manifest:
    """Return an empty manifest at the store's generation, to publish everything anew upon."""
    return Manifest(generation(store.connection))


def generation(connection: "Connection") -> int:
    """Return the generation inside a transaction."""
    row = connection.execute("SELECT generation FROM lake_state WHERE id = 1").fetchone()
    return int(row[0]) if row else 0


def write(connection: "Connection", number: int, manifest: str) -> None:
    """Raise the generation; the caller commits."""
    connection.execute(
        "INSERT INTO lake_state (id, generation, manifest) VALUES (1, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET generation = excluded.generation,"
        " manifest = excluded.manifest",
        (number, manifest),
    )
