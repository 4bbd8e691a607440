"""Taking an import back: its rows leave store and lake in one publish; later imports stand."""

from sqlglot import exp

from ampdesk.errors import NotFoundError
from ampdesk.intake.errors import IntakeError
from ampdesk.lake import Lake
from ampdesk.store import Connection, Store


def undo(store: Store, lake: Lake, import_id: int) -> int:
    """Take one import back; return the rows that left. What it had replaced holds again.

    Raises NotFoundError for an unknown import, IntakeError for one that is undone already.
    """
    found = store.connection.execute(
        "SELECT state, tables FROM imports WHERE import_id = ?", (import_id,)
    ).fetchone()
    if found is None:
        raise NotFoundError(
            f"there is no import {import_id}", remedy="see ampdesk imports", where="undo"
        )
    if found[0] != "live":
        raise IntakeError(
            f"import {import_id} was taken back already", remedy="see ampdesk imports", where="undo"
        )
    gone = 0
    with lake.publish(store) as publish:
        publish.drop_import(import_id)

        def in_transaction(connection: Connection) -> None:
            nonlocal gone
            for name in _tables(connection):
                delete = exp.delete(exp.to_table(name, quoted=True)).where(
                    exp.column("import_id").eq(exp.convert(import_id))
                )
                gone += connection.execute(delete.sql(dialect="sqlite")).rowcount
            connection.execute(
                "UPDATE imports SET state = 'undone', undone_at = ? WHERE import_id = ?",
                (store.now(), import_id),
            )

        publish.in_transaction(in_transaction)
    return gone


def _tables(connection: Connection) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND (name GLOB 'source_*' OR name GLOB 'custom_*') ORDER BY name"
        )
    ]
