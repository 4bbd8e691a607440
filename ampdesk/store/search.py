"""Finding customers by text: the full-text index over the copied headline columns.

Words match from their beginning and all of them must be there; an id by itself. The index is
filled at the end of each build.
"""

import re

from ampdesk.store.sqlite import Connection, rows

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_PHONE = re.compile(r"[+\d(][\d\s().\-/]*\Z")
_FEWEST_DIGITS = 5
_RANKED = 500  # so few are put in order; a common name matches a tenth of a million customers

_BY_ID = "SELECT amperity_id FROM customer_360 WHERE amperity_id = ?"
_BY_TEXT = (
    "SELECT c.amperity_id FROM customer_360_fts AS f JOIN customer_360 AS c ON c.rowid = f.rowid "
    "WHERE customer_360_fts MATCH ? ORDER BY f.rank, c.amperity_id LIMIT ?"
)
_UNRANKED = (
    "SELECT c.amperity_id FROM customer_360_fts AS f JOIN customer_360 AS c ON c.rowid = f.rowid "
    "WHERE customer_360_fts MATCH ? LIMIT ?"
)


def by_text(connection: Connection, text: str, limit: int) -> list[str]:
    """Return ids by id or words; raises OperationalError when stopped, or without an index."""
    wanted = text.strip()
    if is_id(wanted):
        return [row[0] for row in rows(connection, _BY_ID, (wanted.lower(),))]
    query = match_query(wanted)
    if not query:
        return []
    few = len(wanted) > 3 and limit <= _RANKED  # noqa: PLR2004  # two or three letters
    statement = _BY_TEXT if few else _UNRANKED
    return [row[0] for row in rows(connection, statement, (query, limit))]


def is_id(text: str) -> bool:
    """Whether a text has the form of an Amperity ID."""
    return bool(_UUID.match(text))


def phone_digits(text: str) -> str:
    """Return the last ten digits of what looks like a phone number, else nothing."""
    digits = re.sub(r"\D", "", text)
    looks = _PHONE.match(text.strip()) and len(digits) >= _FEWEST_DIGITS
    return digits[-10:] if looks else ""


def match_query(text: str) -> str:
    """Build the full-text query: every word from its beginning, quoted, so no sign is special.

    What is written together stays together: ann@fern.example is these three words in a row.
    """
    chunks = [" ".join(re.findall(r"\w+", chunk, re.UNICODE)) for chunk in text.split()]
    return " ".join(f'"{chunk}"*' for chunk in chunks if chunk)
