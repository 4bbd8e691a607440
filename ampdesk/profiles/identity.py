"""What a build keeps in the store: record ids, the change log, order id claims."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pyarrow as pa
from sqlglot import exp

from ampdesk.profiles import current
from ampdesk.profiles.session import Session
from ampdesk.schema import Table, lake_table
from ampdesk.schema.store_tables import RECORD_IDS
from ampdesk.stitch.assign import Changes
from ampdesk.stitch.statement import select
from ampdesk.store.arrow import texts
from ampdesk.store.sqlite import Connection, rows

LOG_DAYS = 365
IDS = "Record_Ids"
_BATCH = 100_000


def previous_ids(session: Session) -> None:
    """Make `known_ids`: datasource, pk, amperity_id of every record that ever had one.

    The lake's copy serves as long as it has as many rows as the store; else the store is read.
    """
    stored = int(rows(session.store.connection, "SELECT COUNT(*) FROM record_ids")[0][0])
    lies = session.publish.tables.get(IDS)
    if lies and lies.files and lies.rows == stored:
        session.engine.register("known_ids", lies)
        return
    session.engine.register("stored_ids", pa.Table.from_batches(_stored(session), _SCHEMA))
    session.engine.create("known_ids", select("SELECT * FROM stored_ids"))
    session.publish.drop(IDS)


_SCHEMA = pa.schema([(name, pa.string()) for name in ("datasource", "pk", "amperity_id")])


def _stored(session: Session) -> Iterator[pa.RecordBatch]:
    cursor = session.store.connection.execute("SELECT datasource, pk, amperity_id FROM record_ids")
    while found := cursor.fetchmany(_BATCH):
        columns = [texts(column) for column in zip(*found, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def compare(session: Session) -> Changes:
    """Count what became of the ids, in clusters, against the last build."""
    engine = session.engine
    if "Unified_Coalesced" in session.publish.tables:
        scope = None if session.delta is None else "picked_keys"
        before = current.limited("Unified_Coalesced", scope, "datasource", "pk")
    else:  # the first build, or the lake is lost: what the store remembers of these records
        before = current.limited("known_ids", "stitch_result", "datasource", "pk")
    engine.create(
        "before", select("SELECT datasource, pk, amperity_id FROM b", tables={"b": before})
    )
    engine.create("moves", select(_MOVES))
    engine.create("cluster_changes", select(_CLUSTER_CHANGES))
    counted = [int(value or 0) for value in engine.rows(select(_SUMMARY))[0]]
    if session.delta is not None:  # customers that nothing touched are as they were
        seen = session.number(select("SELECT COUNT(DISTINCT before_id) FROM moves"))
        counted[-1] += session.publish.tables["Merged_Customers"].rows - seen
    return Changes(*counted)


# one row per record: its id now and at the last build
_MOVES = """
SELECT COALESCE(n.datasource, b.datasource) AS datasource, COALESCE(n.pk, b.pk) AS pk,
  n.amperity_id, b.amperity_id AS before_id, n.previous_id
FROM stitch_result AS n FULL JOIN before AS b ON n.datasource = b.datasource AND n.pk = b.pk
"""
_CLUSTER_CHANGES = """
WITH now_ids AS (
  SELECT amperity_id, COUNT(*) AS records, COUNT(before_id) AS had,
    COUNT(DISTINCT before_id) AS sources,
    COUNT(*) FILTER (WHERE before_id = amperity_id) AS kept
  FROM moves WHERE amperity_id IS NOT NULL GROUP BY amperity_id
), then_ids AS (
  SELECT before_id AS amperity_id, COUNT(*) AS records,
    COUNT(DISTINCT amperity_id) AS targets
  FROM moves WHERE before_id IS NOT NULL GROUP BY before_id
)
SELECT COALESCE(n.amperity_id, t.amperity_id) AS amperity_id,
  CASE WHEN t.amperity_id IS NULL THEN 'added' WHEN n.amperity_id IS NULL THEN 'deleted'
    WHEN n.kept = t.records AND n.kept = n.records THEN 'unchanged' ELSE 'updated'
    END AS change_type,
  COALESCE(n.sources > 1, FALSE) AS merged, COALESCE(t.targets > 1, FALSE) AS split
FROM now_ids AS n FULL JOIN then_ids AS t ON n.amperity_id = t.amperity_id
"""
_SUMMARY = """
SELECT COUNT(*) FILTER (WHERE change_type = 'added'),
  COUNT(*) FILTER (WHERE change_type = 'deleted'),
  COUNT(*) FILTER (WHERE merged), COUNT(*) FILTER (WHERE split),
  COUNT(*) FILTER (WHERE change_type = 'unchanged')
FROM cluster_changes
"""
_NEW_IDS = """
SELECT datasource, pk, amperity_id FROM stitch_result WHERE previous_id IS NULL
"""
_MOVED_IDS = """
SELECT datasource, pk, amperity_id FROM stitch_result WHERE previous_id <> amperity_id
"""
_LOGGED = """
SELECT amperity_id, before_id AS amperity_id_prev, datasource, pk,
  CASE WHEN amperity_id IS NULL THEN 'deleted' WHEN before_id IS NULL THEN 'added'
    ELSE 'updated' END AS change_type
FROM moves
WHERE before_id IS DISTINCT FROM amperity_id
  AND (before_id IS NOT NULL OR previous_id IS NOT NULL)
"""


def keep(session: Session) -> None:
    """Write new and moved record ids and the change log, in the commit that publishes."""
    engine, publish = session.engine, session.publish
    moved = engine.rows(select(_MOVED_IDS))
    path = publish.new_file(IDS)
    if moved or IDS not in publish.tables:
        every = select(
            "SELECT COALESCE(n.datasource, k.datasource) AS datasource, COALESCE(n.pk, k.pk) AS pk,"
            " COALESCE(n.amperity_id, k.amperity_id) AS amperity_id"
            " FROM stitch_result AS n FULL JOIN known_ids AS k"
            " ON n.datasource = k.datasource AND n.pk = k.pk"
        )
        engine.write(every, path)
        publish.replace(IDS, path)
    elif engine.write(select(_NEW_IDS), path):
        publish.append(IDS, path)
    stamp = session.store.clock.now()
    logs = {
        "change_log_pks": ("Unified_Changes_PKs", select(_LOGGED)),
        "change_log_clusters": ("Unified_Changes_Clusters", select(_CHANGED)),
    }
    stamped = {
        name: _stamped(session, query, lake_table(derived), stamp)
        for name, (derived, query) in logs.items()
    }
    for name, (derived, _) in logs.items():
        _keep_log(session, derived, name, stamped[name])

    def write(connection: Connection) -> None:
        if moved:
            connection.executemany(
                "UPDATE record_ids SET amperity_id = ? WHERE datasource = ? AND pk = ?",
                [(row[2], row[0], row[1]) for row in moved],
            )
        session.store.load(RECORD_IDS, engine.run(select(_NEW_IDS)))
        oldest = f"{stamp - timedelta(days=LOG_DAYS):%Y-%m-%d %H:%M:%S}"
        for name, rows_now in stamped.items():
            session.store.load(name, rows_now.to_batches(max_chunksize=_BATCH))
            connection.execute(
                f'DELETE FROM "{name}" WHERE "timestamp" < ?',  # noqa: S608  # our own names
                (oldest,),
            )

    publish.in_transaction(write)


_CHANGED = """
SELECT amperity_id, change_type FROM cluster_changes WHERE change_type <> 'unchanged'
"""


def _stamped(session: Session, query: exp.Select, table: Table, stamp: datetime) -> pa.Table:
    """Changes with the run and the instant, in the declared columns."""
    marked = query.select(
        exp.convert(session.job_id).as_("job_id", copy=False),
        exp.cast(exp.convert(f"{stamp:%Y-%m-%d %H:%M:%S}"), "TIMESTAMP").as_(
            "timestamp", copy=False
        ),
    )
    found = session.engine.arrow(exp.select(*table.names).from_(marked.subquery("m")))
    return found.cast(table.arrow)


def _keep_log(session: Session, derived: str, stored: str, now: pa.Table) -> None:
    """Append a run's changes to the lake's copy of the log; a lost copy comes from the store."""
    publish, table = session.publish, lake_table(derived)
    if derived not in publish.tables:
        names = ", ".join(f'"{name}"' for name in table.names)
        kept = rows(session.store.connection, f'SELECT {names} FROM "{stored}"')  # noqa: S608
        columns = [texts(row[position] for row in kept) for position in range(len(table.names))]
        before = pa.Table.from_arrays(columns, names=table.names)
        publish.replace(derived, pa.concat_tables([before.cast(table.arrow), now]))
    elif now.num_rows:
        publish.append(derived, now)


def claim_order_ids(session: Session) -> bool:
    """Make `claims` (order_id, source) of ids that several sources use; True when there are any.

    The first source keeps the bare id, for good: claims are remembered in the store.
    """
    engine = session.engine
    kept = rows(session.store.connection, "SELECT order_id, source FROM order_id_claims")
    columns = [texts(row[position] for row in kept) for position in range(2)]
    engine.register("known_claims", pa.Table.from_arrays(columns, names=["order_id", "source"]))
    engine.create("new_claims", exp.select("c.*").from_(
        current.compile_clashes().subquery("c")
    ).join("known_claims AS k", on="c.order_id = k.order_id", join_type="anti"))  # fmt: skip
    fresh = engine.rows(select("SELECT order_id, source FROM new_claims"))
    if fresh:
        session.publish.in_transaction(
            lambda connection: connection.executemany(
                "INSERT OR IGNORE INTO order_id_claims (order_id, source) VALUES (?, ?)", fresh
            )
        )
    return engine.create(
        "claims",
        select(
            "SELECT * FROM (SELECT order_id, source FROM known_claims"
            " UNION ALL SELECT order_id, source FROM new_claims) AS c"
        ),
    ) > 0  # fmt: skip
