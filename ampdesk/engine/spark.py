"""The road past one machine: the same expressions over Spark Connect, on the same files.

Needs the extra ``[spark]`` and a lake on storage that the cluster reads under the same paths.
"""

import contextlib
import shutil
import socket
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
from sqlglot import exp

from ampdesk.engine.dialects import render
from ampdesk.engine.errors import EngineError
from ampdesk.engine.protocol import BATCH_ROWS, Source
from ampdesk.engine.views import OWN_FILES, absent_tables, nothing, with_scores
from ampdesk.errors import Cancelled
from ampdesk.lake import Snapshot, TableFiles
from ampdesk.schema.transactions import SCORES, TAE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_PORT = 15_002
_PATIENCE = 10  # seconds
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # the lake's instants are UTC without a zone
    "spark.sql.parquet.compression.codec": "zstd",
}


class SparkEngine:
    """Runs expressions in one Spark Connect session (see `protocol.Engine`).

    A temporary table is a cached view. `lake.<name>` is DuckDB's alone.
    """

    dialect = "spark"

    def __init__(self, session: Any, snapshot: Snapshot | None = None) -> None:
        self._session = session
        self._snapshot = snapshot  # held: its files stay as long as this session
        self._kept: dict[str, Any] = {}
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)

    def __enter__(self) -> "SparkEngine":  # noqa: PYI034  # not meant to be subclassed
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _frame(self, query: exp.Expr) -> Any:  # pyspark has no types here
        return self._session.sql(render(query, self.dialect))

    def run(self, query: exp.Query, *, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches."""
        yield from self.arrow(query).to_batches(batch_rows)

    def arrow(self, query: exp.Query) -> pa.Table:
        """Return all rows at once."""
        with _explained():
            return self._frame(query).toArrow()

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return all rows as Python values."""
        columns = [column.to_pylist() for column in self.arrow(query).columns]
        return list(zip(*columns, strict=True))

    def create(self, name: str, query: exp.Query) -> int:
        """Keep a query's rows, computed once, as a temporary view."""
        with _explained():
            frame = self._frame(query).persist()
            rows = int(frame.count())
            before = self._kept.pop(name.lower(), None)
            frame.createOrReplaceTempView(name)
            if before is not None:
                before.unpersist()
            self._kept[name.lower()] = frame
        return rows

    def write(self, query: exp.Query, path: Path, *, order: Sequence[exp.Expr] = ()) -> int:
        """Write a query's rows to one Parquet file on storage that both sides see."""
        if order:
            query = query.order_by(*order)
        folder = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
        try:
            with _explained():
                self._frame(query).coalesce(1).write.parquet(str(folder))
                (part,) = folder.glob("part-*.parquet")
                part.replace(path)
                return int(self._session.read.parquet(str(path)).count())
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def register(self, name: str, source: Source) -> None:
        """Make Parquet files, a table of the lake or an Arrow table readable as `name`."""
        with _explained():
            if isinstance(source, pa.Table):
                frame = self._session.createDataFrame(source)
            elif isinstance(source, TableFiles):
                frame = self._table(source)
            else:
                frame = self._files([source] if isinstance(source, Path) else source)
            frame.createOrReplaceTempView(name)

    def _files(self, files: Iterable[Path]) -> "DataFrame":
        reader = self._session.read.option("mergeSchema", "true")
        return reader.parquet(*(str(path) for path in files))

    def _table(self, table: TableFiles) -> "DataFrame":
        if not table.newer:
            return self._files(table.files)
        base = self._files(table.folder / part.name for part in table.base)
        newer = self._files(table.folder / part.name for part in table.newer)
        keys = newer.select(*table.key)
        kept = base.join(keys, on=list(table.key), how="left_anti")
        return kept.unionByName(newer, allowMissingColumns=True)

    def drop(self, name: str) -> None:
        """Drop a temporary view; an absent one is no error."""
        self._session.catalog.dropTempView(name)
        kept = self._kept.pop(name.lower(), None)
        if kept is not None:
            kept.unpersist()

    def progress(self) -> float | None:
        """Return None: Spark Connect tells the stages of a statement only in its own window."""
        return None

    def interrupt(self) -> None:
        """Stop the running statement; it then raises Cancelled."""
        self._session.interruptAll()

    def close(self) -> None:
        """End the session on the cluster and let the files go."""
        with contextlib.suppress(Exception):  # the server may be gone, and with it the session
            self._session.stop()
        if self._snapshot:
            self._snapshot.close()

    def show(self, snapshot: Snapshot) -> None:
        """Make each table of a generation readable by its name, absent ones empty."""
        for name, table in snapshot.tables.items():
            joined = name == TAE.name and not set(SCORES) <= set(table.names)
            self._show(OWN_FILES if joined else name, table)
        for absent in absent_tables(snapshot):
            empty = nothing({column.name: column.type.sql for column in absent.columns})
            self._frame(empty).createOrReplaceTempView(absent.name)
        attributes = snapshot.tables.get(TAE.name)
        if attributes and not set(SCORES) <= set(attributes.names):
            self._frame(with_scores(snapshot.tables)).createOrReplaceTempView(TAE.name)

    def _show(self, name: str, table: TableFiles) -> None:
        if table.files:
            self.register(name, table)
            return
        empty = nothing({column.name: column.type for column in table.columns})
        self._frame(empty).createOrReplaceTempView(name)


def open_spark(address: str, snapshot: Snapshot | None = None) -> SparkEngine:
    """Open a session at a Spark Connect address such as ``sc://host:15002``.

    Raises EngineError when pyspark is not installed or nobody answers there.
    """
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise EngineError(
            "Spark is not installed",
            remedy="install ampdesk[spark], or take the brand's Spark address out",
            where=address,
        ) from error
    _must_answer(address)
    engine = SparkEngine(SparkSession.builder.remote(address).create(), snapshot)
    if snapshot:
        engine.show(snapshot)
    return engine


def _must_answer(address: str) -> None:
    """Knock at the port first: gRPC itself would try again for ten minutes."""
    parts = urlsplit(address)
    try:
        host, port = parts.hostname or "", parts.port or _PORT
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        raise EngineError(
            "no Spark Connect server answers there",
            remedy="check the address, or start the server",
            where=address,
        ) from error


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn a stop into Cancelled; other errors of Spark pass as they are."""
    try:
        yield
    except Exception as error:
        if "OPERATION_CANCELED" in str(error):
            raise Cancelled from error
        raise
