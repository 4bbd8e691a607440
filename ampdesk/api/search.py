"""Finding customers: by id, order number, phone in any format, words from their start, or alike.

Each way is tried in turn and the first that finds somebody answers. Words are looked up in the
store's full-text index, the rest in the lake. A question under way can be stopped by the next one.
"""

import contextlib
import re
import threading
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.engine import DuckDBEngine
from ampdesk.errors import Cancelled
from ampdesk.stitch.statement import query
from ampdesk.store import Connection, Store
from ampdesk.store.opening import open_for_reading
from ampdesk.store.search import by_text, is_id, phone_digits
from ampdesk.store.sqlite import OperationalError

MOST = 20_000
"""Customers that a search gives; more are too many to look through."""
_ORDER = re.compile(r"#?[\w/.-]*\d[\w/.-]*\Z")
_FEWEST_ALIKE = 4  # letters from which a word may be misspelt
_ALIKE = 0.87  # Jaro-Winkler: one wrong or swapped letter in a name of five stays above it

_BY_ORDER = """
SELECT DISTINCT amperity_id FROM Unified_Transactions
WHERE amperity_id IS NOT NULL
  AND (LOWER(order_id) IN ($text, $hash) OR ENDS_WITH(LOWER(order_id), $tail))
"""
_BY_PHONE = """
SELECT amperity_id FROM Customer_360
WHERE CONTAINS(TRANSLATE(phone, ' ()-./', ''), $digits)
UNION
SELECT amperity_id FROM Unified_Coalesced
WHERE CONTAINS(TRANSLATE(phone, ' ()-./', ''), $digits)
"""
_BY_LIKENESS = """
SELECT amperity_id, GREATEST(
  JARO_WINKLER_SIMILARITY(LOWER(STRIP_ACCENTS(full_name)), $text),
  CASE WHEN $one THEN JARO_WINKLER_SIMILARITY(LOWER(STRIP_ACCENTS(surname)), $text) ELSE 0 END,
  CASE WHEN $one THEN JARO_WINKLER_SIMILARITY(LOWER(STRIP_ACCENTS(given_name)), $text) ELSE 0 END
) AS likeness
FROM Customer_360 WHERE likeness >= $least ORDER BY likeness DESC, amperity_id LIMIT 200
"""


class Finder:
    """Answers searches, one at a time; `stop` ends the one under way."""

    def __init__(self, reader: Reader, store: Store) -> None:
        self._reader = reader
        self._path = store.path
        self._connection: Connection | None = None
        self._engine: DuckDBEngine | None = None
        self._mutex = threading.Lock()  # one search at a time on the connection
        self._remembered: tuple[int, str, int, list[str]] | None = None

    def find(self, text: str, limit: int = 20) -> list[str]:
        """Return ids, best first where there is an order. Raises Cancelled when stopped."""
        wanted = text.strip()
        generation = self._reader.snapshot.generation
        with self._mutex:
            known = self._remembered
            if known and known[:2] == (generation, wanted) and known[2] >= limit:
                return known[3][:limit]
            found = self._find(wanted, limit)
            self._remembered = (generation, wanted, limit, found)
        return found

    def stop(self) -> None:
        """End the search under way, from another thread; it raises Cancelled."""
        engine, connection = self._engine, self._connection
        if engine is not None:
            engine.interrupt()
        if connection is not None:
            connection.interrupt()

    def close(self) -> None:
        """Close the connection to the index."""
        with self._mutex, contextlib.suppress(Exception):
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _find(self, wanted: str, limit: int) -> list[str]:
        if not re.search(r"\w", wanted):
            return []
        if is_id(wanted):
            return self._words(wanted, limit)
        found: dict[str, None] = {}
        digits = phone_digits(wanted)
        if _ORDER.match(wanted) and len(wanted) > 2:  # noqa: PLR2004  # "12" is too little
            found |= dict.fromkeys(self._order(wanted, limit))
        if digits and len(found) < limit:
            found |= dict.fromkeys(self._lake(_BY_PHONE, limit, digits=digits))
        if not found or not digits:
            found |= dict.fromkeys(self._words(wanted, limit))
        if not found and sum(map(str.isalpha, wanted)) >= _FEWEST_ALIKE and "@" not in wanted:
            found |= dict.fromkeys(self._alike(wanted, limit))
        return list(found)[:limit]

    def _words(self, wanted: str, limit: int) -> list[str]:
        if self._connection is None:
            self._connection = open_for_reading(self._path).connection
        try:
            return by_text(self._connection, wanted, limit)
        except OperationalError as error:
            if "interrupt" in str(error):
                raise Cancelled from error
            return []  # an index of an older build; the next build makes it anew

    def _order(self, wanted: str, limit: int) -> list[str]:
        text = wanted.lower()
        bare = text.removeprefix("#")
        return self._lake(_BY_ORDER, limit, text=text, hash=f"#{bare}", tail=f"/{text}")

    def _alike(self, wanted: str, limit: int) -> list[str]:
        text = strip_accents(wanted)
        return self._lake(_BY_LIKENESS, limit, text=text, one=" " not in text, least=_ALIKE)

    def _lake(self, statement: str, limit: int, **parts: Any) -> list[str]:
        asked: exp.Query = query(statement, **parts)
        with self._reader.engine() as engine:
            self._engine = engine
            try:
                table: pa.Table = engine.arrow(asked)
            finally:
                self._engine = None
        listed = table.column("amperity_id").slice(0, limit).to_pylist()
        return [str(one) for one in listed if one is not None]


def strip_accents(text: str) -> str:
    """Return lower-case text without accents, as DuckDB's STRIP_ACCENTS gives it."""
    import unicodedata

    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(one for one in parts if not unicodedata.combining(one))
