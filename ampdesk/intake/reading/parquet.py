"""Parquet files with every column as text; a nested one is flattened with dots."""

from pathlib import Path

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.layout import name_columns
from ampdesk.intake.reading.table import empty_rejects
from ampdesk.intake.reading.types import Dialect, ReadOptions, Source, Staged


def is_parquet(path: Path) -> bool:
    """Tell by the first four bytes."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def stage_parquet(
    path: Path,
    source: Source,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    """Read the file into `table`. Raises ReadingError: damaged, or too many columns."""
    scan = duck.call("read_parquet", str(path), duck.named("file_row_number", exp.true()))
    try:
        described = duck.run(connection, exp.Describe(this=exp.select("*").from_(scan)))
        leaves = [
            leaf
            for name, kind, *_ in described
            if name != "file_row_number"
            for leaf in _leaves(connection, scan, [str(name)], str(kind))
        ]
        if len(leaves) > options.limits.columns:
            raise ReadingError(
                f"has {len(leaves):,} columns",
                remedy=f"leave out columns: at most {options.limits.columns:,} are read",
                where=source.label,
            )
        columns = tuple(f"c{at}" for at in range(len(leaves)))
        query = exp.select(
            (duck.column("file_row_number") + exp.convert(1)).as_("_row"),
            duck.cast(exp.null(), "BIGINT").as_("_line"),
            *(value.as_(name) for (_, value), name in zip(leaves, columns, strict=True)),
        ).from_(scan.copy())
        duck.create(connection, table, query)
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except duckdb.Error as problem:
        raise ReadingError(
            f"cannot be read as Parquet ({str(problem).splitlines()[0]})",
            remedy="write or download the file again",
            where=source.label,
        ) from None
    empty_rejects(connection, f"{table}_rejects")
    return Staged(
        source,
        table,
        f"{table}_rejects",
        name_columns([name for name, _ in leaves], len(leaves)),
        columns,
        duck.count(connection, table),
        0,
        Dialect(
            kind="parquet",
            delimiter="",
            quote="",
            escape="",
            newline="",
            header_row=0,
            header_rows=0,
        ),
    )


def _leaves(
    connection: duckdb.DuckDBPyConnection, scan: exp.Expr, path: list[str], kind: str
) -> list[tuple[str, exp.Expr]]:
    """Return name and text of a column, or of each field of a struct."""
    value: exp.Expr = duck.column(path[0])
    for name in path[1:]:
        value = duck.call("struct_extract", value, name)
    if kind.startswith("STRUCT(") and kind.endswith(")"):
        probe = exp.select(duck.call("unnest", value.copy())).from_(scan.copy())
        fields = duck.run(connection, exp.Describe(this=probe))
        return [
            leaf
            for name, inner, *_ in fields
            for leaf in _leaves(connection, scan, [*path, str(name)], str(inner))
        ]
    if kind.endswith("]") or kind.startswith("MAP("):
        value = duck.call("to_json", value)
    return [(".".join(path), duck.call("nullif", duck.cast(value, "VARCHAR"), ""))]
