"""Rows of text into a DuckDB table through Arrow, batch by batch."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.store.arrow import from_numpy, texts

BATCH_ROWS = 16_384


class Batches:
    """Collects rows and hands them out as Arrow batches: `_row`, `_line`, then the cells.

    `_width` is the number of cells the record had; a shorter one was padded.
    """

    def __init__(self, columns: int) -> None:
        self.schema = pa.schema(
            [
                ("_row", pa.int64()),
                ("_line", pa.int64()),
                ("_width", pa.int32()),
                *((f"c{at}", pa.string()) for at in range(columns)),
            ]
        )
        self._numbers: list[int] = []
        self._lines: list[int] = []
        self._widths: list[int] = []
        self._rows: list[list[str]] = []

    def add(self, number: int, line: int, width: int, cells: list[str]) -> bool:
        """Take a row; return True when the batch is full."""
        self._numbers.append(number)
        self._lines.append(line)
        self._widths.append(width)
        self._rows.append(cells)
        return len(self._rows) >= BATCH_ROWS

    def flush(self) -> pa.RecordBatch:
        """Return what was collected and start anew; an empty cell becomes NULL."""
        columns = zip(*self._rows, strict=True) if self._rows else [()] * (len(self.schema) - 3)
        arrays = [
            from_numpy(np.array(self._numbers, np.int64), pa.int64()),
            from_numpy(np.array(self._lines, np.int64), pa.int64()),
            from_numpy(np.array(self._widths, np.int32), pa.int32()),
            *(texts(column) for column in columns),
        ]
        self._numbers, self._lines, self._widths, self._rows = [], [], [], []
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def create_from(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    schema: pa.Schema,
    batches: Iterator[pa.RecordBatch],
) -> int:
    """Create `table` from a stream of batches and return its rows."""
    incoming = f"{table}_incoming"
    connection.register(incoming, pa.RecordBatchReader.from_batches(schema, batches))
    try:
        duck.create(connection, table, exp.select("*").from_(duck.table(incoming)))
    finally:
        connection.unregister(incoming)
    return duck.count(connection, table)
