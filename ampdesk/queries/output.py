"""Writing a result out: a table for the eye, CSV, JSON (definitions.md), Parquet.

Amounts are written exactly, as text where the format has no decimal; dates and times are ISO.
"""

import csv
import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from ampdesk.queries.errors import QueryError
from ampdesk.queries.run import QueryResult

FORMATS = ("table", "csv", "json", "parquet")
_WIDEST = 40  # characters of a cell on screen


def as_text(value: object) -> str:
    """Return a value as CSV and the screen show it; NULL is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if not value.microsecond else "auto")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def as_json(value: object) -> object:
    """Return a value as JSON holds it: decimals as text, what JSON has no number for too."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return as_text(value)


def rows_of(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a batch as Python values."""
    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def write_csv(result: QueryResult, stream: TextIO) -> None:
    """Write a header and the rows, UTF-8, as they come; nothing is escaped for spreadsheets."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in result.columns])
    for batch in result.batches:
        writer.writerows([as_text(value) for value in row] for row in rows_of(batch))


def write_json(result: QueryResult, stream: TextIO) -> None:
    """Write the object of definitions.md: columns, rows, row_count, truncated."""
    columns = [{"name": column.name, "type": column.type} for column in result.columns]
    stream.write('{"columns": ' + json.dumps(columns, ensure_ascii=False) + ', "rows": [')
    first = True
    for batch in result.batches:
        for row in rows_of(batch):
            line = json.dumps([as_json(value) for value in row], ensure_ascii=False)
            stream.write(("\n" if first else ",\n") + line)
            first = False
    ending = {"row_count": result.row_count, "truncated": result.truncated}
    stream.write("], " + json.dumps(ending)[1:] + "\n")


def write_parquet(result: QueryResult, path: Path) -> None:
    """Write a Parquet file (zstd), with the columns even where there is no row."""
    batches = result.batches
    first = next(batches, None)
    schema = result.schema if first is None else first.schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        if first is not None:
            writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)


def write_table(result: QueryResult, stream: TextIO) -> None:
    """Write aligned columns for the eye; long cells are cut with an ellipsis."""
    names = [column.name for column in result.columns]
    rows = [[_cell(value) for value in row] for batch in result.batches for row in rows_of(batch)]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)] if names else []
    numeric = [_is_number(column.type) for column in result.columns]
    lines: Sequence[Sequence[str]] = [names, ["─" * width for width in widths], *rows]
    for line in lines:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        stream.write("  ".join(cells).rstrip() + "\n")
    more = ", cut at the limit" if result.truncated else ""
    stream.write(f"({result.row_count:,} row{'' if result.row_count == 1 else 's'}{more})\n")


def _cell(value: object) -> str:
    text = "NULL" if value is None else as_text(value).replace("\n", "⏎")
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _is_number(kind: str) -> bool:
    return kind.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "FLOAT", "SMALLINT"))


_WRITERS: dict[str, Callable[[QueryResult, TextIO], None]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
}


def save(result: QueryResult, path: Path, form: str) -> None:
    """Write a result to a file; it appears under its name only when it is whole.

    Raises QueryError when the format is unknown or the file cannot be written.
    """
    with _whole(path) as waiting:
        if form == "parquet":
            write_parquet(result, waiting)
            return
        with waiting.open("w", encoding="utf-8", newline="") as stream:
            write(result, stream, form)


def write(result: QueryResult, stream: TextIO, form: str) -> None:
    """Write a result to a text stream; Parquet needs a file (`save`)."""
    if form not in _WRITERS:
        remedy = (
            "name a file for it" if form == "parquet" else f"choose one of {', '.join(FORMATS)}"
        )
        raise QueryError(f'"{form}" cannot be written here', remedy=remedy)
    _WRITERS[form](result, stream)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    waiting = path.with_name(path.name + ".part")
    try:
        yield waiting
        waiting.replace(path)
    except OSError as error:
        raise QueryError(
            f"cannot write {path.name}: {error.strerror or error}",
            remedy="choose another place, or make room there",
        ) from error
    finally:
        waiting.unlink(missing_ok=True)
