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


def _index_ids(connection: Connection) -> None:
    for statement in _INDEXES:
        connection.execute(statement)


# looked up by id on every profile page, by time when old changes are dropped (stitch.md 8.6)
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS ix_record_ids_amperity_id ON record_ids (amperity_id)",
    "CREATE INDEX IF NOT EXISTS ix_change_clusters_at ON change_log_clusters (timestamp)",
    "CREATE INDEX IF NOT EXISTS ix_change_pks_at ON change_log_pks (timestamp)",
    "CREATE INDEX IF NOT EXISTS ix_jobs_started_at ON jobs (started_at)",
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(2, "Find records by their Amperity ID, changes and jobs by their time", _index_ids),
)


def newest() -> int:
    """Return the version that this program writes."""
    return max((migration.number for migration in MIGRATIONS), default=FIRST)


def version_of(connection: Connection) -> int:
    """Return the version of an open brand file."""
    return int(rows(connection, "PRAGMA user_version")[0][0])


def create_tables(connection: Connection) -> None:
    """Write the tables of the newest version into an empty file, inside the open transaction."""
    create_missing(connection)
    connection.execute("INSERT INTO lake_state (id, generation, manifest) VALUES (1, 0, '{}')")
    set_version(connection, newest())


def create_missing(connection: Connection) -> None:
    """Write those tables and indexes of the newest version that are not there."""
    for table in (*STORE_TABLES, *FEEDS):
        for statement in sqlite_ddl(table):
            connection.execute(statement)
    for statement in (*_BESIDE_THE_TABLES, *_INDEXES):
        connection.execute(statement)


def migrate(connection: Connection) -> None:
    """Bring an older file to the newest version, in one transaction: all the way or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = version_of(connection)
        for migration in MIGRATIONS:
            if migration.number > found:
                migration.apply(connection)
        set_version(connection, newest())
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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
