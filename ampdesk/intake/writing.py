"""Writing what a file became: one Parquet file and one bulk load per feed table, one publish."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import TABLES, Built
from ampdesk.intake.memory import remember, remember_headers
from ampdesk.intake.plan import FilePlan
from ampdesk.intake.rejects import write_rejects
from ampdesk.lake import Lake
from ampdesk.lake.files import copy_out
from ampdesk.schema import Column, Layer, Table, Type, sqlite_ddl
from ampdesk.store import Connection, Store

_BATCH = 65_536
_SMALL = 150_000  # above the lake's row group: files of that size are never merged
_BULK = 500_000  # rows from which the store's write-ahead log costs more than going round it


@dataclass(frozen=True)
class Written:
    """What one import wrote: its number, rows by table, the file of its rejects."""

    import_id: int
    tables: dict[str, int]
    rejects: Path | None


def write(
    store: Store,
    lake: Lake,
    plan: FilePlan,
    built: Built,
    connection: duckdb.DuckDBPyConnection,
    *,
    batch: str,
    progress: Callable[[int, int], None],
) -> Written:
    """Publish the relations of a file as one import, all or nothing."""
    import_id = next_import_id(store.connection)
    rejects = write_rejects(store.path, plan, connection, built)
    tables: dict[str, int] = {}
    loads: list[tuple[Table, Iterable[pa.RecordBatch]]] = []
    try:
        with lake.publish(store) as publish:
            for name in dict.fromkeys(table for table, _ in built.relations):
                table = TABLES.get(name) or custom_table(name, connection, built)
                path = publish.new_file(name)
                query = _feed_query(connection, table, plan, built, import_id)
                duck.run(connection, copy_out(query, path))
                rows = publish.append(name, path, import_id=import_id)
                if rows:
                    tables[name] = rows
                    # the publish may merge a small file into others before its transaction
                    kept = _batches(path)
                    loads.append((table, list(kept) if rows < _SMALL else kept))
            wanted = sum(tables.values())

            def in_transaction(_: Connection) -> None:
                written = 0
                for table, batches in loads:
                    _ensure(store, table)
                    before = written

                    def shown(done: int, before: int = before) -> None:
                        progress(before + done, wanted)

                    written += store.load(table.name, batches, progress=shown)
                _note(store, plan, built, Written(import_id, tables, rejects), batch)

            publish.bulk = wanted > _BULK
            publish.in_transaction(in_transaction)
    except BaseException:
        if rejects:  # nothing was imported, so nothing was rejected
            rejects.unlink(missing_ok=True)
        raise
    return Written(import_id, tables, rejects)


def _feed_query(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    plan: FilePlan,
    built: Built,
    import_id: int,
) -> exp.Query:
    """All relations of one feed table under each other, with every column of the table."""
    parts: list[exp.Query] = []
    for name, relation in built.relations:
        if name != table.name:
            continue
        there = set(duck.columns_of(connection, relation))
        values: dict[str, exp.Expr] = {
            "import_id": exp.convert(import_id),
            "row_number": duck.call("divide", duck.column("_row"), built.row_scale)
            if built.row_scale > 1
            else duck.column("_row"),
            "source": duck.text(plan.source),
        }
        columns = [
            exp.cast(
                duck.column(column.name) if column.name in there
                else values.get(column.name, exp.null()).copy(),
                column.type.sql,
                dialect="duckdb",
            ).as_(column.name, quoted=True)
            for column in table.columns
        ]  # fmt: skip
        parts.append(exp.select(*columns).from_(duck.table(relation)))
    query = parts[0]
    for part in parts[1:]:
        query = query.union(part, distinct=False)
    return query


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a feed file, without columns that hold nothing: SQLite takes them as NULL."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=_BATCH, columns=_filled(file))


def _filled(file: pq.ParquetFile) -> list[str]:
    meta = file.metadata
    names = []
    for at, name in enumerate(meta.schema.names):
        nulls = 0
        for group in range(meta.num_row_groups):
            statistics = meta.row_group(group).column(at).statistics
            nulls += statistics.null_count if statistics and statistics.has_null_count else 0
        if nulls < meta.num_rows:
            names.append(name)
    return names


def custom_table(name: str, connection: duckdb.DuckDBPyConnection, built: Built) -> Table:
    """The declaration of a custom table: all text, as the relation has it."""
    relation = dict(built.relations)[name]
    columns = [one for one in duck.columns_of(connection, relation) if one != "_row"]
    return Table(
        name,
        "one row per record and import",
        "A custom table, as imported",
        Layer.FEED,
        (
            Column("import_id", Type.INTEGER, "The import", nullable=False),
            Column("row_number", Type.INTEGER, "Record number in the file", nullable=False),
            Column("source", Type.STRING, "Name of the source", nullable=False),
            *(Column(one, Type.STRING, "As filed", pii=True) for one in columns),
        ),
    )


def _ensure(store: Store, table: Table) -> None:
    """Make a custom table, or give it the columns it does not have yet."""
    if table.name in TABLES:
        return
    for statement in sqlite_ddl(table):
        store.connection.execute(statement)
    there = {row[1] for row in store.connection.execute(f'PRAGMA table_info("{table.name}")')}
    for column in table.columns:
        if column.name not in there:
            added = exp.ColumnDef(
                this=exp.to_identifier(column.name, quoted=True), kind=exp.DataType.build("TEXT")
            )
            alter = exp.Alter(
                this=exp.to_table(table.name, quoted=True), kind="TABLE", actions=[added]
            )
            store.connection.execute(alter.sql(dialect="sqlite"))


def next_import_id(connection: Connection) -> int:
    """The number of the next import; numbers are never used twice."""
    row = connection.execute("SELECT COALESCE(MAX(import_id), 0) + 1 FROM imports").fetchone()
    return int(row[0])


def _note(
    store: Store,
    plan: FilePlan,
    built: Built,
    written: Written,
    batch: str,
) -> None:
    origin = plan.origin
    row: dict[str, Any] = {
        "import_id": written.import_id,
        "batch_id": batch,
        "file": origin.path.name,
        "member": origin.member or origin.sheet or None,
        "sha256": _checksum(origin.path),
        "bytes": origin.path.stat().st_size if origin.path.exists() else None,
        "format": plan.known.name,
        "kind": plan.kind,
        "source": plan.source,
        "level": built.level,
        "mapping": plan.rulings.as_json(),
        "custom_columns": json.dumps(built.custom_columns, ensure_ascii=False),
        "rows": built.rows,
        "loaded": built.loaded,
        "rejected": built.rejected,
        "skipped": sum(built.skipped.values()),
        "rejects_file": str(written.rejects) if written.rejects else None,
        "warnings": json.dumps(built.said, ensure_ascii=False),
        "tables": json.dumps(written.tables),
        "newest_event": built.newest.strftime("%Y-%m-%d %H:%M:%S") if built.newest else None,
        "state": "live",
        "imported_at": store.now(),
        "undone_at": None,
    }
    _insert(store.connection, "imports", row)
    if plan.rulings.columns or plan.rulings.tags or plan.rulings.options.renamed:
        remember(store, plan.filed, plan.source, plan.rulings.as_json())
    remember_headers(store, plan.source, plan.known.name, plan.headers)


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    # not through sqlite-utils, which loads pandas: a second of every import
    into = exp.Schema(
        this=exp.to_table(table, quoted=True),
        expressions=[exp.to_identifier(name, quoted=True) for name in row],
    )
    marks = exp.Tuple(expressions=[exp.Placeholder() for _ in row])
    statement = exp.Insert(this=into, expression=exp.Values(expressions=[marks]))
    connection.execute(statement.sql(dialect="sqlite"), tuple(row.values()))


def _checksum(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
