"""Loading: each planned file into store and lake in one publish, all of it or nothing."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.clock import clock_of
from ampdesk.intake import duck
from ampdesk.intake.build import build
from ampdesk.intake.built import TABLES, Built, Options
from ampdesk.intake.content import zones
from ampdesk.intake.errors import IntakeError, MappingError, UnansweredError
from ampdesk.intake.filerow import Answers
from ampdesk.intake.memory import remember
from ampdesk.intake.orders.carry import carry_sales
from ampdesk.intake.plan import FilePlan
from ampdesk.intake.reading import Staged, open_workspace, stage
from ampdesk.lake import Lake
from ampdesk.lake.files import copy_out
from ampdesk.schema import Column, Layer, Table, Type, sqlite_ddl
from ampdesk.store import Connection, Store

if TYPE_CHECKING:
    from ampdesk.jobs import JobContext

_BATCH = 65_536
_SMALL = 150_000  # above the lake's row group: files of that size are never merged
_BULK = 500_000  # rows from which the store's write-ahead log costs more than going round it


@dataclass(frozen=True)
class FileResult:
    """What became of one file; rows = loaded + rejected + skipped, in its records."""

    file: str
    kind: str
    source: str
    format: str
    rows: int
    loaded: int
    rejected: int
    skipped: int
    rejects_file: str | None
    warnings: tuple[str, ...]
    import_id: int | None
    tables: dict[str, int]


def load(
    store: Store,
    lake: Lake,
    plans: Sequence[FilePlan],
    *,
    context: "JobContext | None" = None,
    dry_run: bool = False,
) -> list[FileResult]:
    """Import planned files, one publish each; with `dry_run` nothing is written anywhere.

    Raises UnansweredError before anything is loaded when a plan has questions, or at the file
    whose whole content raises one; IntakeError when a file gives nothing.
    """
    for plan in plans:
        if plan.format is not None and plan.format.refuse:
            raise IntakeError(plan.format.title, remedy=plan.format.refuse, where=plan.file)
        if plan.questions:
            raise UnansweredError(plan.questions, where=plan.file)
    batch = uuid.uuid4().hex
    return [_load_one(store, lake, plan, batch, context, dry_run=dry_run) for plan in plans]


def _load_one(
    store: Store,
    lake: Lake,
    plan: FilePlan,
    batch: str,
    context: "JobContext | None",
    *,
    dry_run: bool,
) -> FileResult:
    with ExitStack() as stack:
        connection = stack.enter_context(open_workspace())
        if context:
            context.on_cancel(connection.interrupt)
        with _step(context, f"reading {plan.file}"):
            staged = stage(plan.origin, plan.reading, connection, "staged")
        with _step(context, f"sorting {plan.file}"):
            answers, options = _answers(store, plan, context), _options(store, plan)
            built, questions = build(connection, staged, plan.known, plan.source, answers, options)
            questions = [*staged.questions, *questions]
            if questions:
                raise UnansweredError(questions, where=plan.file)
            if not built.loaded and built.rows and not built.skipped:
                _nothing(connection, plan, built)
        carry_sales(connection, lake, plan.source, built)
        built.warnings[:0] = [one for one in staged.warnings if one not in plan.warnings]
        built.warnings[:0] = plan.warnings
        if not built.rows:
            built.warnings.append("the file has a header and no rows")
        if dry_run:
            counted = {t: n for t, n in _counted(connection, built).items() if n}
            return _result(plan, built, None, None, counted)
        with _step(context, f"writing {plan.file}", staged.rows):
            return _write(store, lake, plan, staged, built, connection, batch, context)


def _nothing(connection: duckdb.DuckDBPyConnection, plan: FilePlan, built: Built) -> None:
    row = duck.run(connection, exp.select("reason").from_("rejects").limit(1))
    why = row[0][0] if row else "no row was understood"
    raise IntakeError(
        f"none of {built.rows:,} records could be loaded ({why})",
        remedy="check delimiter, header row and mapping",
        where=plan.file,
    )


@contextmanager
def _step(context: "JobContext | None", name: str, total: int = 0) -> Iterator[None]:
    if context is None:
        yield
        return
    with context.step(name, total):
        yield


def _answers(store: Store, plan: FilePlan, context: "JobContext | None") -> Answers:
    today: date = context.today if context else store.clock.today() or clock_of().today()
    said = plan.rulings.options.zone
    known = said is not None or store.settings.is_set("time_zone")
    name = said or str(store.settings.get("time_zone"))
    zone = zones.zone(name)
    if zone is None:
        raise MappingError(
            f'options.zone: "{name}" is no time zone',
            remedy="write it as Europe/Berlin or -05:00",
            where=plan.file,
        )
    return Answers(
        today,
        zone,
        known,
        str(store.settings.get("default_country")),
        plan.rulings.options.decimal,
        plan.rulings.formats,
    )


def _options(store: Store, plan: FilePlan) -> Options:
    given = plan.rulings.options
    discount = given.order_discount or store.settings.get("order_discount").get(plan.source)
    strip = given.strip_tax
    if strip is None:
        strip = store.settings.get("strip_tax").get(plan.source) == "strip"
    return Options(
        discount or "allocate",
        bool(strip),
        {header: tuple(values) for header, values in given.skip.items()},
        {tag.replace("-", "_"): str(value) for tag, value in given.constants.items()},
        plan.rulings.dropped,
        str(store.settings.get("currency")) or None,
        bool(given.profiles_only),
    )


def _counted(connection: duckdb.DuckDBPyConnection, built: Built) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table, relation in built.relations:
        counts[table] = counts.get(table, 0) + duck.count(connection, relation)
    return counts


def _write(
    store: Store,
    lake: Lake,
    plan: FilePlan,
    staged: Staged,
    built: Built,
    connection: duckdb.DuckDBPyConnection,
    batch: str,
    context: "JobContext | None",
) -> FileResult:
    import_id = next_import_id(store.connection)
    rejects = _write_rejects(store, plan, connection, built)
    tables: dict[str, int] = {}
    loads: list[tuple[Table, Iterable[pa.RecordBatch]]] = []
    with lake.publish(store) as publish:
        for name in dict.fromkeys(table for table, _ in built.relations):
            table = TABLES.get(name) or custom_table(name, connection, built)
            path = publish.new_file(name)
            query = _feed_query(connection, table, plan, built, import_id)
            connection.execute(copy_out(query, path).sql(dialect="duckdb")).fetchall()
            rows = publish.append(name, path, import_id=import_id)
            if rows:
                tables[name] = rows
                # the publish may merge a small file into others before its transaction
                loads.append((table, list(_batches(path)) if rows < _SMALL else _batches(path)))

        def in_transaction(_: Connection) -> None:
            written = 0
            for table, batches in loads:
                _ensure(store, table)
                before = written

                def shown(done: int, before: int = before) -> None:
                    if context:
                        context.progress(before + done, sum(tables.values()))

                written += store.load(table.name, batches, progress=shown)
            _note(store, plan, staged, built, tables, import_id, batch, rejects)

        publish.bulk = sum(tables.values()) > _BULK
        publish.in_transaction(in_transaction)
    return _result(plan, built, rejects, import_id, tables)


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
        there = {row[0] for row in connection.execute(f'DESCRIBE "{relation}"').fetchall()}
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
    columns = [
        row[0]
        for row in connection.execute(f'DESCRIBE "{relation}"').fetchall()
        if row[0] != "_row"
    ]
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
            store.db.table(table.name).add_column(column.name, str)


def next_import_id(connection: Connection) -> int:
    """The number of the next import; numbers are never used twice."""
    row = connection.execute("SELECT COALESCE(MAX(import_id), 0) + 1 FROM imports").fetchone()
    return int(row[0])


def _note(
    store: Store,
    plan: FilePlan,
    staged: Staged,
    built: Built,
    tables: dict[str, int],
    import_id: int,
    batch: str,
    rejects: str | None,
) -> None:
    origin = plan.origin
    row: dict[str, Any] = {
        "import_id": import_id,
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
        "rejects_file": rejects,
        "warnings": json.dumps(_warnings(built), ensure_ascii=False),
        "tables": json.dumps(tables),
        "newest_event": built.newest.strftime("%Y-%m-%d %H:%M:%S") if built.newest else None,
        "state": "live",
        "imported_at": store.now(),
        "undone_at": None,
    }
    store.db.table("imports").insert(row)
    if plan.rulings.columns or plan.rulings.tags:
        remember(store, staged.headers, plan.source, plan.rulings.as_json())


def _checksum(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _warnings(built: Built) -> list[str]:
    skipped = [f"skipped: {reason}: {count:,} records" for reason, count in built.skipped.items()]
    return list(dict.fromkeys([*built.warnings, *skipped]))


def _write_rejects(
    store: Store, plan: FilePlan, connection: duckdb.DuckDBPyConnection, built: Built
) -> str | None:
    """Write the rejected records beside the brand file: file, line, column, value, reason."""
    if not built.rejected:
        return None
    path = _free(store.path.with_name(f"{plan.origin.stem}.rejects.csv"))
    query = (
        exp.select(
            duck.text(plan.file).as_("file"),
            exp.Coalesce(this=duck.column("_line"), expressions=[duck.column("_row")]).as_("line"),
            duck.column("column_name").as_("column", quoted=True),
            duck.column("value"),
            duck.column("reason"),
        )
        .from_("rejects")
        .order_by("line")
    )
    copy = exp.Copy(
        this=exp.Subquery(this=query), kind=False, files=[exp.Literal.string(str(path))],
        params=[
            exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("csv")),
            exp.CopyParameter(this=exp.var("HEADER"), expression=exp.true()),
        ],
    )  # fmt: skip
    connection.execute(copy.sql(dialect="duckdb")).fetchall()
    path.chmod(0o600)
    return str(path)


def _free(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _result(
    plan: FilePlan, built: Built, rejects: str | None, import_id: int | None, tables: dict[str, int]
) -> FileResult:
    return FileResult(
        plan.file,
        plan.kind,
        plan.source,
        plan.known.name,
        built.rows,
        built.loaded,
        built.rejected,
        sum(built.skipped.values()),
        rejects,
        tuple(_warnings(built)),
        import_id,
        tables,
    )


__all__ = ["FileResult", "load", "replace"]
