"""What every engine does: takes SQLGlot expressions, gives Arrow batches, can be stopped."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pyarrow as pa
from sqlglot import exp

from ampdesk.lake import TableFiles

BATCH_ROWS = 100_000

Source: TypeAlias = Path | Sequence[Path] | TableFiles | pa.Table


class Engine(Protocol):
    """One session: temporary tables live as long as it. Use it from one thread at a time.

    Only `progress` and `interrupt` may be called from other threads. A stopped statement raises
    Cancelled; one that needs too much memory or disk, OutOfMemoryError.
    """

    @property
    def dialect(self) -> str:
        """SQLGlot's name of the dialect it speaks."""

    def run(self, query: exp.Query, *, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield the rows as they come; run nothing else before the last batch is taken."""

    def arrow(self, query: exp.Query) -> pa.Table:
        """Return all rows at once, for results known to be small."""

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return all rows as Python values, for results known to be small."""

    def create(self, name: str, query: exp.Query) -> int:
        """Keep a query's rows as temporary table `name`, over any table of that name."""

    def write(self, query: exp.Query, path: Path, *, order: Sequence[exp.Expr] = ()) -> int:
        """Write a query's rows to one new Parquet file and return how many."""

    def register(self, name: str, source: Source) -> None:
        """Make Parquet files, a table of the lake or an Arrow table readable as `name`."""

    def drop(self, name: str) -> None:
        """Drop a temporary table, or what was registered; absent ones are no error."""

    def progress(self) -> float | None:
        """Return the share of the running statement that is done, 0 to 1, where it is known."""

    def interrupt(self) -> None:
        """Stop the running statement; it then raises Cancelled."""

    def close(self) -> None:
        """End the session and drop what it kept."""
