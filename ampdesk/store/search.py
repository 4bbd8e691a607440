"""Finding customers by text: the full-text index over the copied headline columns.

Words match from their beginning, all of them must be there; a phone number is found in any
format; an id by itself. The index is filled at the end of each build.
"""

import re

from ampdesk.store.sqlite import OperationalError, rows
from ampdesk.store.store import Store

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_PHONE = re.compile(r"[+\d(][\d\s().\-/]*\Z")
_FEWEST_DIGITS = 5

_BY_ID = "SELECT amperity_id FROM customer_360 WHERE amperity_id = ?"
_BY_TEXT = (
    "SELECT c.amperity_id FROM customer_360_fts AS f JOIN customer_360 AS c ON c.rowid = f.rowid "
    "WHERE customer_360_fts MATCH ? ORDER BY f.rank, c.amperity_id LIMIT ?"
)
# a common name matches a tenth of a million customers: those are not ranked, only bounded
_UNRANKED = (
    "SELECT c.amperity_id FROM customer_360_fts AS f JOIN customer_360 AS c ON c.rowid = f.rowid "
    "WHERE customer_360_fts MATCH ? LIMIT ?"
)
_BY_DIGITS = "SELECT amperity_id FROM customer_360 WHERE phone LIKE ? ORDER BY amperity_id LIMIT ?"


def find_ids(store: Store, text: str, limit: int = 20) -> list[str]:
    """Return ids of customers, best first; nothing for a text without a letter or digit."""
    wanted = text.strip()
    if _UUID.match(wanted):
        return [row[0] for row in rows(store.connection, _BY_ID, (wanted.lower(),))]
    digits = re.sub(r"\D", "", wanted)
    if _PHONE.match(wanted) and len(digits) >= _FEWEST_DIGITS:
        found = _by_phone(store, digits, limit)
        if found:
            return found
    query = match_query(wanted)
    if not query:
        return []
    statement = _UNRANKED if len(wanted) <= 3 else _BY_TEXT  # noqa: PLR2004  # two or three letters
    try:
        return [row[0] for row in rows(store.connection, statement, (query, limit))]
    except OperationalError:
        return []  # an index of an older build; the next build makes it anew


def match_query(text: str) -> str:
    """Build the full-text query: every word from its beginning, quoted, so no sign is special."""
    words = re.findall(r"\w+", text, re.UNICODE)
    return " ".join(f'"{word}"*' for word in words)


def _by_phone(store: Store, digits: str, limit: int) -> list[str]:
    tail = digits[-10:]
    return [row[0] for row in rows(store.connection, _BY_DIGITS, (f"%{tail}%", limit))]
