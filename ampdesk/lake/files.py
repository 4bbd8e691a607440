"""Writing Parquet files of the lake, and making what was written survive a power cut."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.lake import duck
from ampdesk.lake.errors import LakeError

ROW_GROUP = 122_880  # DuckDB's own: one group is one unit of parallel work
_GROUP_VALUES = 4 << 20  # in all columns of a group
_VECTOR = 2_048  # DuckDB's own: groups are whole vectors
COMPRESSION = "zstd"

Rows: TypeAlias = pa.Table | pa.RecordBatchReader | Iterable[pa.RecordBatch]


def row_group(columns: int) -> int:
    """Return the rows of a group of a table with so many columns: fewer where they are many.

    A group is one unit of parallel work: with a hundred columns 100,000 rows are work for several.
    """
    return max(_VECTOR, min(ROW_GROUP, _GROUP_VALUES // max(1, columns) // _VECTOR * _VECTOR))


def scan(files: Iterable[Path], *, uniform: bool = True) -> exp.Table:
    """Return the table expression that reads these Parquet files, in this order."""
    paths = exp.Array(expressions=[exp.Literal.string(str(path)) for path in files])
    options = [] if uniform else [exp.column("union_by_name").eq(exp.true())]
    return exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[paths, *options]))


def copy_out(query: exp.Query, path: Path) -> exp.Copy:
    """Return the COPY that writes a query's rows to a Parquet file, as DuckDB says it."""
    options = (
        ("FORMAT", exp.var("parquet")),
        ("COMPRESSION", exp.var(COMPRESSION)),
        ("ROW_GROUP_SIZE", exp.Literal.number(ROW_GROUP)),
    )
    return exp.Copy(
        this=exp.Subquery(this=query),
        kind=False,
        files=[exp.Literal.string(str(path))],
        params=[exp.CopyParameter(this=exp.var(name), expression=value) for name, value in options],
    )


def write_rows(rows: Rows, path: Path) -> None:
    """Write Arrow rows to a new file; an iterable needs at least one batch to know its columns."""
    batches, schema = _batches(rows)
    options = {"compression": COMPRESSION, "coerce_timestamps": "us"}
    with pq.ParquetWriter(path, schema, **options) as writer:
        for table in _row_groups(batches, schema):
            writer.write_table(table, row_group_size=ROW_GROUP)


def _batches(rows: Rows) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
    if isinstance(rows, pa.Table):
        return iter(rows.to_batches()), rows.schema
    if isinstance(rows, pa.RecordBatchReader):
        return iter(rows), rows.schema
    stream: Iterator[pa.RecordBatch] = iter(rows)
    first = next(stream, None)
    if first is None:
        raise LakeError("no rows and no columns were given", remedy="give a table with columns")
    return _chain(first, stream), first.schema


def _chain(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _row_groups(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Gather small batches to whole row groups."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= ROW_GROUP:
            yield pa.Table.from_batches(waiting, schema)
            waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, schema)


def rewrite(query: exp.Query, path: Path) -> None:
    """Run a query over Parquet files and write the result to a new file."""
    with duck.connected() as connection:
        connection.execute(copy_out(query, path).sql("duckdb"))


def count(query: exp.Query) -> int:
    """Run a query over Parquet files that counts."""
    with duck.connected() as connection:
        row = connection.execute(query.sql("duckdb")).fetchone()
    return int(row[0]) if row else 0


def imports_in(path: Path) -> dict[int, int]:
    """Return the rows of a feed file by their import."""
    number = exp.column("import_id", quoted=True)
    query = exp.select(number, exp.Count(this=exp.Star())).from_(scan([path])).group_by(number)
    with duck.connected() as connection:
        found = connection.execute(query.sql("duckdb")).fetchall()
    return {int(row[0]): int(row[1]) for row in found}


def adopt(foreign: Path, path: Path) -> None:
    """Write a Parquet file from elsewhere anew: nobody else may change it, and it is well formed.

    Raises LakeError when it is not a Parquet file.
    """
    import duckdb

    try:
        rewrite(exp.select("*").from_(scan([foreign])), path)
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise LakeError(
            "this is not a readable Parquet file", remedy="export it again", where=foreign.name
        ) from error


def describe(path: Path) -> tuple[pa.Schema, int, int]:
    """Return columns, rows and bytes of a Parquet file."""
    with pq.ParquetFile(path) as file:
        return file.schema_arrow, file.metadata.num_rows, path.stat().st_size


def sync(path: Path) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder; its rename is journalled
    flags = os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Write a file whole and durable; the caller renames it into place."""
    path.write_text(text, encoding="utf-8")
    sync(path)


def rename(source: Path, target: Path) -> None:
    """Put a file in place atomically and durably."""
    source.replace(target)
    sync(target.parent)
