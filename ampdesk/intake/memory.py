"""Mappings that were used are remembered by the set of a file's headers."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from ampdesk.intake.headers import normalise
from ampdesk.store import Store


def signature(headers: Iterable[str]) -> str:
    """Hash of the set of normalised headers."""
    joined = "\n".join(sorted({normalise(header) for header in headers}))
    return hashlib.sha256(joined.encode()).hexdigest()


def remembered(store: Store, headers: Iterable[str]) -> dict[str, Any] | None:
    """The mapping that was used for a file with these headers, None when there was none."""
    found = store.connection.execute(
        "SELECT mapping FROM mappings WHERE signature = ?", (signature(headers),)
    ).fetchone()
    return json.loads(found[0]) if found else None


def last_headers(store: Store, source: str, form: str) -> tuple[str, ...]:
    """The headers of the last file of a source and format, as filed; none when there was none."""
    found = store.connection.execute(
        "SELECT mapping FROM mappings WHERE signature = ?", (_last(source, form),)
    ).fetchone()
    return tuple(json.loads(found[0])["headers"]) if found else ()


def remember_headers(store: Store, source: str, form: str, headers: Iterable[str]) -> None:
    """Keep the headers of the newest file of a source and format."""
    kept = json.dumps({"headers": list(headers)}, ensure_ascii=False)
    _put(store, _last(source, form), source, kept)


def _last(source: str, form: str) -> str:
    return f"last {form} of {source}"  # no hash: never the signature of a file


def remember(store: Store, headers: Iterable[str], source: str, mapping: str) -> None:
    """Keep a mapping for the next file with these headers."""
    _put(store, signature(headers), source, mapping)


def _put(store: Store, key: str, source: str, mapping: str) -> None:
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO mappings (signature, source, mapping, used_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (signature) DO UPDATE SET source = excluded.source,"
            " mapping = excluded.mapping, used_at = excluded.used_at",
            (key, source, mapping, store.now()),
        )
