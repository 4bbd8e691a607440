"""The format of the brand file: what marks it, which version it has, how older ones become it."""

from collections.abc import Callable
from dataclasses import dataclass

from ampdesk.schema import FEEDS, STORE_TABLES, sqlite_ddl
from ampdesk.store.sqlite import Connection, rows

APPLICATION_ID = 0x416D7044  # "AmpD", at byte 68 of every brand file


@dataclass(frozen=True)
class Migration:
    """One step from the version before `number` to it.

    `apply` holds its own statements: it must not follow the declared schema, which moves on.
    """

    number: int
    what: str
    apply: Callable[[Connection], None]


FIRST = 1
MIGRATIONS: tuple[Migration, ...] = ()


def newest(migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Return the version that this program writes."""
    return max((migration.number for migration in migrations), default=FIRST)


def version_of(connection: Connection) -> int:
    """Return the version of an open brand file."""
    return int(rows(connection, "PRAGMA user_version")[0][0])


def create_tables(connection: Connection) -> None:
    """Write the tables of the newest version into an empty file, inside the open transaction."""
    for table in (*STORE_TABLES, *FEEDS):
        for statement in sqlite_ddl(table):
            connection.execute(statement)
    for statement in _BESIDE_THE_TABLES:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO lake_state (id, generation, manifest) VALUES (1, 0, '{}')"
    )
    set_version(connection, newest())


def set_version(connection: Connection, number: int) -> None:
    """Mark the file as a brand file of version `number`; a pragma takes no bound value."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(f"PRAGMA user_version = {number:d}")


# the search index of customers reads the copied headline columns (ruling 1, the one exception)
_BESIDE_THE_TABLES = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS customer_360_fts USING fts5(
        given_name, surname, full_name, email, phone, postal, city, amperity_id,
        content='customer_360', tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
)
