"""Bringing the lake back to what the store says: finishing a publish, rebuilding what is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
from sqlglot import exp

from ampdesk.lake import files, state
from ampdesk.lake.collect import collect
from ampdesk.lake.errors import LakeError
from ampdesk.lake.manifest import Manifest
from ampdesk.lake.publish import MANIFEST, Publish
from ampdesk.schema import FEEDS

if TYPE_CHECKING:  # the worker of user SQL reads a lake and loads no store
    from ampdesk.store import Store

CUSTOM = "custom_"  # tables of the user's own; every column of theirs is text
_BATCH = 50_000


@dataclass(frozen=True)
class Recovery:
    """What `recover` found. `rebuilt`: rows of feed tables by name; `dropped`: derived tables."""

    state: Literal["intact", "finished", "rebuilt"]
    rebuilt: dict[str, int]
    dropped: tuple[str, ...] = ()


def lost_tables(manifest: Manifest) -> tuple[str, ...]:
    """Return tables of which a file is missing or has another size."""
    return tuple(
        name
        for name, table in manifest.tables.items()
        if any(not _is_there(table.folder / part.name, part.bytes) for part in table.parts)
    )


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def recover(folder: Path, store: "Store") -> Recovery:
    """See `Lake.recover`."""
    try:
        truth = state.read(store, folder)
    except LakeError:  # the manifest in the store is of no use: all of the lake is made anew
        truth = None
    lost = lost_tables(truth) if truth else ()
    if truth is None or lost:
        return _rebuild_lost(folder, store, truth, lost)
    finished = _finish(folder, truth)
    if folder.is_dir():
        collect(folder, truth)
    return Recovery("finished" if finished else "intact", {})


def _finish(folder: Path, truth: Manifest) -> bool:
    """Write the manifest file that a publish did not come to; False when there is none to do."""
    path, text = folder / MANIFEST, truth.to_json()
    try:
        if path.read_text(encoding="utf-8") == text:
            return False
    except (OSError, UnicodeDecodeError):
        if not truth.generation:
            return False
    folder.mkdir(parents=True, exist_ok=True)
    waiting = folder / f"{MANIFEST}.recovered.new"
    files.write_text(waiting, text)
    files.rename(waiting, path)
    return True


def _rebuild_lost(
    folder: Path, store: "Store", truth: Manifest | None, lost: tuple[str, ...]
) -> Recovery:
    feeds = feed_names(store)
    with Publish(folder, store, base=truth or state.unreadable(store)) as publish:
        wanted = [name for name in feeds if truth is None or name in lost]
        dropped = tuple(name for name in lost if name not in feeds)
        for name in dropped:
            publish.drop(name)
        if truth is None or dropped:
            publish.built_on = None
        rebuilt = rebuild(publish, store, wanted)
    return Recovery("rebuilt", rebuilt, dropped)


def feed_names(store: "Store") -> list[str]:
    """Return the feed tables of a brand: the declared ones and the user's own."""
    made = store.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'custom~_%' ESCAPE '~'"
        " ORDER BY name"
    ).fetchall()
    return [table.name for table in FEEDS] + [row[0] for row in made]


def rebuild(publish: Publish, store: "Store", names: Iterable[str]) -> dict[str, int]:
    """Replace feed tables by what the store holds, one file per import; returns rows."""
    rows = {}
    for name in names:
        publish.drop(name)
        schema = _schema(store, name)
        rows[name] = sum(
            publish.append(name, pa.RecordBatchReader.from_batches(schema, part), import_id=number)
            for number, part in groupby(_batches(store, name, schema), key=_import_of)
            if number is not None
        )
    return rows


def _import_of(batch: pa.RecordBatch) -> int | None:
    number = batch.column("import_id")[0].as_py() if batch.num_rows else None
    return None if number is None else int(number)


def _schema(store: "Store", name: str) -> pa.Schema:
    declared = {table.name: table for table in FEEDS}
    if name in declared:
        return declared[name].arrow
    pragma = exp.select("name", "type").from_(
        exp.Table(this=exp.func("pragma_table_info", exp.convert(name)))
    )
    columns = store.connection.execute(pragma.sql("sqlite")).fetchall()
    kinds = {"INTEGER": pa.int64(), "REAL": pa.float64()}
    return pa.schema([(row[0], kinds.get(row[1], pa.string())) for row in columns])


def _batches(store: "Store", name: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Read a feed table in the order it was written; every batch holds one import."""
    columns = [exp.column(column, quoted=True) for column in schema.names]
    query = exp.select(*columns).from_(exp.to_identifier(name, quoted=True)).order_by("rowid")
    cursor = store.connection.cursor()
    cursor.row_factory = None
    position = schema.names.index("import_id")
    cursor.execute(query.sql("sqlite"))
    while rows := cursor.fetchmany(_BATCH):
        for _, part in groupby(rows, key=lambda row: row[position]):
            yield _batch(list(part), schema)


def _batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [
        from_sqlite(values, field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def from_sqlite(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    """Turn SQLite's values (REAL, 0/1, ISO text) into a column of the lake."""
    if pa.types.is_decimal(kind):
        import pyarrow.compute as pc  # start-up time

        return pc.round(pa.array(values, pa.float64()), kind.scale).cast(kind, safe=False)
    if pa.types.is_boolean(kind):
        return pa.array(values, pa.int8()).cast(kind)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def check(folder: Path, store: "Store") -> tuple[str, ...]:
    """See `Lake.check`."""
    try:
        truth = state.read(store, folder)
    except LakeError as error:
        return (str(error),)
    problems = []
    path = folder / MANIFEST
    if truth.generation and (not path.is_file() or path.read_text("utf-8") != truth.to_json()):
        problems.append("the manifest is behind the store")
    lost = lost_tables(truth)
    problems += [f"{name}: a file is missing or has another size" for name in lost]
    for name, table in truth.tables.items():
        if name in lost:
            continue
        problems += [
            f"{name}: {part.name} is damaged"
            for part in table.parts
            if not _has_rows(folder / part.name, part.rows)
        ]
    return (*problems, *_row_problems(store, truth))


def _has_rows(path: Path, rows: int) -> bool:
    try:
        return files.describe(path)[1] == rows
    except (OSError, pa.ArrowException):
        return False


def _row_problems(store: "Store", truth: Manifest) -> Iterator[str]:
    for name in feed_names(store):
        query = exp.select(exp.Count(this=exp.Star())).from_(exp.to_identifier(name, quoted=True))
        stored = store.connection.execute(query.sql("sqlite")).fetchone()[0]
        kept = truth.tables[name].rows if name in truth.tables else 0
        if stored != kept:
            yield f"{name}: {kept:,} rows in the lake, {stored:,} in the store"
