"""Bulk load: batches go into temporary databases by ADBC, and from there into the brand file.

ADBC carries an SQLite of its own and so never sees the brand file (ruling 1). One thread writes
the next temporary database while the store copies the last; at most one waits, so memory stays
bounded. All of it is one transaction of the store: a stop at any moment changes nothing.
"""

import glob
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa
from sqlglot import exp

from ampdesk.store import sqlite
from ampdesk.store.arrow import for_sqlite
from ampdesk.store.errors import StoreError, disk_full
from ampdesk.store.sqlite import Connection, quoted, rows

if TYPE_CHECKING:
    from ampdesk.store.store import Store

SMALL = 20_000  # rows up to which a temporary database costs more than it saves
FIRST_CHUNK = 500_000
# SQLite attaches ten files at most, and one that was read stays until the commit: chunks double
MOST_ATTACHED = 9

_ALIAS = "bulk_"
_FOLDER = ".load-"
_REPORT_EVERY = 0.25  # seconds
_STEPS_PER_REPORT = 2_000_000  # of SQLite's machine: some 0.1 s


class RowsLostError(StoreError):
    """Fewer rows arrived than were sent; nothing was kept."""

    code = "rows_lost"


@dataclass(frozen=True)
class _Chunk:
    path: Path
    rows: int
    is_last: bool


def load(
    store: "Store",
    table: str,
    batches: Iterable[pa.RecordBatch],
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Append `batches` to `table` inside the store's open transaction; return the rows."""
    columns = tuple(row[1] for row in rows(store.connection, f"PRAGMA table_info({quoted(table)})"))
    stream = (for_sqlite(batch, columns) for batch in batches if batch.num_rows)
    few: list[pa.RecordBatch] = []
    count = 0
    for batch in stream:
        few.append(batch)
        count += batch.num_rows
        if count > SMALL:
            break
    else:
        for batch in few:
            _insert(store.connection, table, batch)
        if progress:
            progress(count)
        return count
    store.after_commit(store.checkpoint)
    with _Pipeline(store, table, chain(few, stream), progress) as pipeline:
        return pipeline.run()


def detach_all(connection: Connection) -> None:
    """Let go of temporary databases once the transaction that read them has ended."""
    for _, name, _ in rows(connection, "PRAGMA database_list"):
        if str(name).startswith(_ALIAS):
            connection.execute(f"DETACH {quoted(name)}")


def remove_leftovers(store: Path) -> None:
    """Delete temporary databases of a load that was killed; only the lock's holder may."""
    for folder in store.parent.glob(f".{glob.escape(store.name)}{_FOLDER}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _is_full(error: Exception) -> bool:
    """Tell a full disk from ADBC's message.

    SQLite rolls back by itself when a file cannot grow; ADBC then tries to, and tells only that.
    """
    return any(words in str(error) for words in ("is full", "cannot rollback", "disk I/O error"))


def _insert(connection: Connection, table: str, batch: pa.RecordBatch) -> None:
    names = batch.schema.names
    into = exp.Schema(
        this=exp.to_table(table, quoted=True),
        expressions=[exp.to_identifier(name, quoted=True) for name in names],
    )
    marks = exp.Tuple(expressions=[exp.Placeholder() for _ in names])
    statement = exp.Insert(this=into, expression=exp.Values(expressions=[marks]))
    values = zip(*(column.to_pylist() for column in batch.columns), strict=True)
    connection.executemany(statement.sql(dialect="sqlite"), values)


class _Pipeline:
    """One bulk load under way: its temporary folder, its second thread, its counts."""

    def __init__(
        self,
        store: "Store",
        table: str,
        batches: Iterator[pa.RecordBatch],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._store = store
        self._connection = store.connection
        self._table = table
        self._batches = batches
        self._held: pa.RecordBatch | None = None  # the first batch of the next chunk
        self._progress = progress
        self._folder = Path(
            tempfile.mkdtemp(prefix=f".{store.path.name}{_FOLDER}", dir=store.path.parent)
        )
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="bulk-load")
        self._stopped = threading.Event()
        self._failure: BaseException | None = None
        self._ingested = 0
        self._copied = 0
        # same layout, so that SQLite copies whole records (twice as fast as column by column)
        self._layout = str(
            rows(
                self._connection,
                "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?",
                (table,),
            )[0][0]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._writer.shutdown(wait=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self) -> int:
        """Copy everything; return the rows. Raises what the batches or the disk raised."""
        before = self._connection.total_changes
        sizes = self._sizes()
        size = next(sizes, 0)
        pending = self._start(size) if size else None
        while pending is not None:
            chunk = self._wait_for(pending)
            size = 0 if chunk.is_last else next(sizes, 0)
            pending = self._start(size) if size else None
            self._copy(chunk)
        while (batch := self._next()) is not None:  # no further file may be attached
            _insert(self._connection, self._table, batch)
            self._ingested += batch.num_rows
            self._copied += batch.num_rows
            self._report()
        arrived = self._connection.total_changes - before
        if not arrived == self._copied == self._ingested:  # whole records are copied, count them
            raise RowsLostError(
                f"{self._ingested} rows were sent and {arrived} arrived",
                remedy="run it again; nothing was changed",
                where=self._table,
            )
        self._report()
        return self._copied

    def _sizes(self) -> Iterator[int]:
        """Rows of each chunk that may still be attached; the last takes all the rest."""
        places = rows(self._connection, "PRAGMA database_list")
        left = MOST_ATTACHED - sum(name not in {"main", "temp"} for _, name, _ in places)
        for position in range(left):
            is_last = position == left - 1
            yield sys.maxsize if is_last else FIRST_CHUNK << max(0, position - 1)

    def _start(self, size: int) -> "Future[_Chunk]":
        return self._writer.submit(self._ingest, size)

    def _wait_for(self, pending: "Future[_Chunk]") -> _Chunk:
        while not wait([pending], timeout=_REPORT_EVERY).done:
            self._report()
        if self._failure is not None:
            raise self._failure
        return pending.result()

    def _report(self) -> None:
        if self._progress:
            self._progress((self._ingested + self._copied) // 2)

    # in the second thread

    def _ingest(self, size: int) -> _Chunk:
        """Write up to `size` rows into a new temporary database."""
        import adbc_driver_sqlite.dbapi as adbc

        before = self._ingested
        first = self._next()
        if first is None:
            return _Chunk(self._folder, 0, is_last=True)
        path = self._folder / f"{before}.db"
        try:
            with adbc.connect(str(path), autocommit=True) as connection, connection.cursor() as at:
                at.execute("PRAGMA synchronous = OFF")
                at.execute("PRAGMA journal_mode = MEMORY")  # OFF hides a full disk
                at.execute(self._layout)
                reader = pa.RecordBatchReader.from_batches(
                    first.schema, self._same_schema(first, size)
                )
                at.adbc_ingest(self._table, reader, mode="append")
        except adbc.Error as error:
            if self._failure is None:
                self._failure = disk_full(self._store.path) if _is_full(error) else error
            raise
        return _Chunk(path, self._ingested - before, is_last=self._held is None)

    def _same_schema(self, first: pa.RecordBatch, size: int) -> Iterator[pa.RecordBatch]:
        """Pass batches on until `size` rows or another schema; remember the one after."""
        batch: pa.RecordBatch | None = first
        count = 0
        while batch is not None:
            count += batch.num_rows
            self._ingested += batch.num_rows
            yield batch
            batch = self._next()
            if batch is not None and (count >= size or batch.schema != first.schema):
                self._held = batch
                return

    def _next(self) -> pa.RecordBatch | None:
        """Return the next batch, None at the end; keeps an error that ADBC would garble."""
        if self._held is not None:
            batch, self._held = self._held, None
            return batch
        if self._stopped.is_set():
            raise InterruptedError
        try:
            return next(self._batches, None)
        except BaseException as error:
            self._failure = error
            raise

    # in the store's thread

    def _copy(self, chunk: _Chunk) -> None:
        """Append one temporary database to the table, and free its room on the disk."""
        if not chunk.rows:
            return
        alias = f"{_ALIAS}{len(rows(self._connection, 'PRAGMA database_list'))}"
        self._connection.execute(f"ATTACH ? AS {quoted(alias)}", (str(chunk.path),))
        target, origin = (
            exp.to_table(self._table, db=place, quoted=True) for place in ("main", alias)
        )
        copy = exp.Insert(this=target, expression=exp.select("*").from_(origin))
        failure: list[BaseException] = []

        def report() -> int:
            try:
                self._report()
            except BaseException as error:  # noqa: BLE001  # raised again below, out of SQLite
                failure.append(error)
                return 1
            return 0

        self._connection.set_progress_handler(report, _STEPS_PER_REPORT)
        try:
            self._copied += self._connection.execute(copy.sql(dialect="sqlite")).rowcount
        except sqlite.OperationalError:
            if failure:
                raise failure[0] from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)
        # the file cannot be detached before the commit, but nobody reads it again
        os.truncate(chunk.path, 0)
