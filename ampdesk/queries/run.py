"""Running a user's statement in a worker process that holds neither keyring nor store.

The worker is `engine/locked.py`. Rows stream from it as Arrow batches; it is asked to stop, and
killed when it has not within a second.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa

from ampdesk.engine import locked, render
from ampdesk.engine.views import views
from ampdesk.lake import Lake, Snapshot, duck
from ampdesk.queries.catalog import Catalog
from ampdesk.queries.errors import QueryError, QueryRefusedError, QueryStoppedError
from ampdesk.queries.functions import DUCKDB
from ampdesk.queries.translate import Statement, translate

_PLACE = re.compile(r"line \d+, column \d+")
_GRACE = 1.0  # seconds between asking the worker to stop and killing it
_TEMP = 16 << 30  # bytes of temporary files
# what a child needs to start on any system; nothing of the person's own
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "LANG")


@dataclass(frozen=True)
class ResultColumn:
    """Name and SQL type of a result's column."""

    name: str
    type: str


class QueryResult:
    """A running statement's columns and batches; `row_count` counts the rows taken so far.

    Take the batches, or close it; it is a context manager. `truncated` is known after the last
    batch. `cancel` may be called from any thread.
    """

    def __init__(self, worker: "_Worker", columns: tuple[ResultColumn, ...]) -> None:
        self.columns = columns
        self.row_count = 0
        self.truncated = False
        self._worker = worker
        self.schema: pa.Schema | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows as they come. Raises QueryError when the statement fails on the way."""
        try:
            for kind, content in self._worker.frames():
                if kind == b"S":
                    self.schema = pa.ipc.read_schema(pa.py_buffer(content))
                elif kind == b"B":
                    batch = pa.ipc.read_record_batch(pa.py_buffer(content), self.schema)
                    self.row_count += batch.num_rows
                    yield batch
                elif kind == b"D":
                    self.truncated = bool(json.loads(content)["truncated"])
        finally:
            self.close()

    def table(self) -> pa.Table:
        """Return all rows at once, for results known to be small."""
        batches = list(self.batches)
        return pa.Table.from_batches(batches, self.schema)

    def cancel(self) -> None:
        """Stop it; taking batches then raises QueryStoppedError."""
        self._worker.stop("stopped")

    def close(self) -> None:
        """End the worker, finished or not."""
        self._worker.close()


class _Worker:
    """The process, its frames and its end."""

    def __init__(
        self, request: dict[str, Any], timeout: float | None, own: Snapshot | None
    ) -> None:
        self._own = own  # a snapshot taken for this statement alone
        self._folder = Path(tempfile.mkdtemp(prefix="ampdesk-sql-"))
        request["temp_directory"] = str(self._folder)
        self._reason = ""
        self._ending = threading.Lock()
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            cwd=self._folder,
        )
        self._write(json.dumps(request) + "\n")
        self._timer: threading.Timer | None = None
        if timeout is not None:
            words = f"stopped after {timeout:g} seconds"
            self._timer = threading.Timer(timeout, self.stop, [words])
            self._timer.daemon = True
            self._timer.start()

    def _write(self, line: str) -> None:
        if self._process.stdin:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield frames until the worker is done; its error becomes ours."""
        stream = self._process.stdout
        while stream:
            header = _read(stream, locked.HEADER.size)
            if header is None:
                raise self._died()
            kind, size = locked.HEADER.unpack(header)
            content = _read(stream, size)
            if content is None:
                raise self._died()
            if kind == b"E":
                raise self._failed(json.loads(content))
            yield kind, content
            if kind == b"D":
                return

    def _failed(self, error: dict[str, str]) -> QueryError:
        code, message = error["code"], error["message"]
        if self._reason or code == "stopped":
            return _stopped(self._reason or "stopped")
        if code == "memory":
            return _too_much_memory()
        if code == "refused":
            return QueryRefusedError(message, remedy="write it another way", where="statement")
        where, colon, rest = _plain(message).partition(": ")
        if colon and _PLACE.fullmatch(where):
            what, _, remedy = rest.partition(", ")
            return QueryError(what, remedy=remedy, where=where)
        return QueryError(_plain(message), remedy="change the statement")

    def _died(self) -> QueryError:
        self._process.wait()
        return _stopped(self._reason) if self._reason else _too_much_memory()

    def stop(self, reason: str) -> None:
        """Ask the worker to stop, and kill it when it has not within a second."""
        with self._ending:
            if self._process.poll() is not None:
                return
            self._reason = self._reason or reason
            self._write("stop\n")
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def close(self) -> None:
        """End the process and remove its folder."""
        if self._timer:
            self._timer.cancel()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._own:
            self._own.close()


def _command() -> list[str]:
    """Return the command that starts a worker; a frozen program is its own."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--sql-worker"]
    return [sys.executable, "-I", locked.__file__]


def _read(stream: IO[bytes], size: int) -> bytes | None:
    content = stream.read(size)
    return content if len(content) == size else None


def _stopped(reason: str) -> QueryStoppedError:
    return QueryStoppedError(reason, remedy="ask for less, or allow more time")


def _too_much_memory() -> QueryStoppedError:
    return QueryStoppedError(
        "the statement needs more memory than it may take",
        remedy="ask for fewer rows or columns at once",
    )


def _plain(message: str) -> str:
    """Drop DuckDB's own words before the message: "Conversion Error: …"."""
    head, colon, rest = message.partition("Error: ")
    return rest.strip() if colon and len(head.split()) <= 3 and rest else message.strip()  # noqa: PLR2004


def run(
    source: Snapshot | Lake,
    text: str,
    *,
    dialect: str = "presto",
    limit: int | None = None,
    timeout: float | None = None,
    now: datetime | None = None,
    memory_limit: int | None = None,
) -> QueryResult:
    """Run one SELECT or WITH of the user's over a generation of the lake.

    `dialect`: presto, spark, duckdb or sqlite. `limit` cuts the result after so many rows,
    `timeout` stops it after so many seconds; `now` (UTC) is what CURRENT_DATE and NOW() mean.
    Returns once the columns are known. Raises QueryError with the place in the text,
    QueryRefusedError, QueryStoppedError.
    """
    snapshot = source.snapshot() if isinstance(source, Lake) else source
    statement = translate(
        text,
        Catalog.of(snapshot),
        now=now or datetime.now(UTC).replace(tzinfo=None),
        dialect=dialect,
        limit=limit,
    )
    memory = memory_limit or duck.default_memory() // 2
    own = snapshot if isinstance(source, Lake) else None
    worker = _Worker(_request(statement, snapshot, limit, memory), timeout, own)
    try:
        for kind, content in worker.frames():
            if kind == b"C":
                columns = tuple(ResultColumn(**column) for column in json.loads(content))
                return QueryResult(worker, columns)
    except BaseException:
        worker.close()
        raise
    worker.close()
    raise _too_much_memory()


def _request(
    statement: Statement, snapshot: Snapshot, limit: int | None, memory: int
) -> dict[str, Any]:
    wanted = [render(view, "duckdb") for view in views(snapshot, only=statement.tables)]
    return {
        "sql": statement.sql,
        "names": statement.names,
        "tables": [name.lower() for name in statement.tables],
        "views": ["CREATE SCHEMA lake", *wanted, "SET search_path = 'lake,main'"],
        "functions": DUCKDB,
        "lake": str(snapshot.folder.absolute()),
        "limit": limit,
        "memory_limit": memory,
        "temp_size": _TEMP,
        "threads": os.cpu_count() or 2,
    }
