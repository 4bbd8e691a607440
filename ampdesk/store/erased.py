"""Who must not come back: salted hashes of what an erased person was known by.

The salt lies in the same file, so this is no secret kept from the file's owner: it keeps e-mails
and numbers out of the file, and recognises them when an old export is imported again. An import
computes the same hash in SQL (`intake.erased`), so its form is fixed here.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable

from ampdesk.schema import STORE_TABLES, sqlite_ddl
from ampdesk.store.sqlite import rows
from ampdesk.store.store import Store

SALT = "erasure.salt"
EMAIL, PHONE, PK, FK, LOYALTY = "email", "phone", "pk", "fk", "loyalty"
PHONE_DIGITS = 10  # only the last ten of a phone number count (stitch.md 8.2)
FEWEST_DIGITS = 7
PART = "\x1f"  # between namespace and value of a key
_TABLES = ("erasures", "erased_keys", "erased_records", "customer_notes")


def ensure_tables(store: Store) -> None:
    """Make the tables that a brand file of an earlier program lacks."""
    with store.transaction() as connection:
        for table in STORE_TABLES:
            if table.name in _TABLES:
                for statement in sqlite_ddl(table):
                    connection.execute(statement)


def has_table(store: Store, name: str) -> bool:
    """Whether the brand file has a table."""
    return bool(rows(store.connection, "SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))


def salt_of(store: Store) -> str:
    """Return the brand's salt; made at the first erasure."""
    found = store.settings.kept(SALT)
    if not found:
        found = secrets.token_hex(16)
        store.settings.keep(SALT, found)
    return str(found)


def digest(salt: str, kind: str, value: str) -> str:
    """Hash one value of a kind, already in its `normal` form."""
    return hashlib.sha256(f"{salt}|{kind}|{value}".encode()).hexdigest()


def normal(kind: str, value: str) -> str:
    """Return the form in which a value of a kind is hashed; "" when it says nothing."""
    if kind == EMAIL:
        return value.strip().lower()
    if kind == PHONE:
        digits = re.sub(r"[^0-9]", "", value)
        return digits[-PHONE_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""
    if kind == LOYALTY:
        return value.strip().upper()
    return value


def pk_value(datasource: str, pk: str) -> str:
    """Return the value of kind `pk`."""
    return f"{datasource}{PART}{pk}"


def fk_value(namespace: str, value: str) -> str:
    """Return the value of kind `fk`: keys ignore case."""
    return f"{namespace}{PART}{value.strip().upper()}"


def remember(store: Store, erasure_id: str, hashes: Iterable[tuple[str, str]]) -> None:
    """Keep (kind, hash) of an erased person, inside the open transaction if there is one."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO erased_keys (kind, hash, erasure_id) VALUES (?, ?, ?)",
            [(kind, found, erasure_id) for kind, found in hashes],
        )


def hashes(store: Store) -> list[tuple[str, str]]:
    """Return (kind, hash) of everybody erased; empty where nobody ever was."""
    if not has_table(store, "erased_keys"):
        return []
    return [
        (row[0], row[1]) for row in rows(store.connection, "SELECT kind, hash FROM erased_keys")
    ]
