"""Reading the lake: engines on the newest snapshot, shared by the threads of one process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ampdesk.engine import DuckDBEngine, open_duckdb
from ampdesk.errors import AmpDeskError
from ampdesk.lake import Lake, Snapshot

_AT_ONCE = 100  # rows turned into Python values between two chances of another thread


class NotBuiltError(AmpDeskError):
    """The tables a question needs have not been built yet."""

    code = "not_built"


class Reader:
    """Lends engines: each to one thread at a time, all of them on the newest snapshot."""

    def __init__(self, lake: Lake, name: str) -> None:
        self._lake = lake
        self._name = name
        self._lock = threading.Lock()
        self._idle: list[DuckDBEngine] = []
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, ...] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot; engines of an older one are closed as they come back."""
        with self._lock:
            stamp = self._lake.stamp()
            if self._snapshot is None or stamp != self._seen:
                if self._snapshot is not None:
                    self._snapshot.close()
                stale, self._idle = self._idle, []
                self._snapshot, self._seen = self._lake.snapshot(), stamp
                for engine in stale:
                    engine.close()
            return self._snapshot

    @contextmanager
    def engine(self) -> Iterator[DuckDBEngine]:
        """Lend an engine on the newest snapshot."""
        current = self.snapshot
        with self._lock:
            engine = self._idle.pop() if self._idle else None
        if engine is None:
            engine = open_duckdb(self._lake.snapshot())  # its own: closing one leaves the others
        try:
            yield engine
        except BaseException:
            engine.close()
            raise
        with self._lock:
            if self._snapshot is current:
                self._idle.append(engine)
                return
        engine.close()

    def needs(self, *tables: str) -> Snapshot:
        """Return the snapshot; raise NotBuiltError when one of the tables is not in it."""
        snapshot = self.snapshot
        missing = [table for table in tables if table not in snapshot.tables]
        if missing:
            raise NotBuiltError(
                f"{missing[0]} is not built yet",
                remedy="import files first, then build",
                where=self._name,
            )
        return snapshot

    def table(self, query: exp.Query) -> pa.Table:
        """Answer a query that has a small result."""
        with self.engine() as engine:
            return engine.arrow(query)

    def rows(self, query: exp.Query) -> list[dict[str, Any]]:
        """Answer a query that has a small result, as dictionaries."""
        found: list[dict[str, Any]] = []
        for batch in self.table(query).to_batches(max_chunksize=_AT_ONCE):
            found += batch.to_pylist()  # holds the interpreter: the window waits meanwhile
        return found

    def close(self) -> None:
        """Close every idle engine."""
        with self._lock:
            idle, self._idle = self._idle, []
            held, self._snapshot = self._snapshot, None
        for engine in idle:
            engine.close()
        if held is not None:
            held.close()
