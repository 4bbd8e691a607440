"""The engine of this machine: DuckDB over the lake's files, nothing kept between sessions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.engine.dialects import render
from ampdesk.engine.errors import EngineError, OutOfMemoryError
from ampdesk.engine.protocol import BATCH_ROWS, Source
from ampdesk.engine.views import create_view, lean, read, views
from ampdesk.errors import Cancelled
from ampdesk.lake import Snapshot, TableFiles, duck
from ampdesk.lake.collect import SPILL
from ampdesk.lake.files import COMPRESSION, row_group, scan
from ampdesk.schema.transactions import SCORES, TAE


class DuckDBEngine:
    """Runs expressions on one DuckDB connection (see `protocol.Engine`)."""

    dialect = "duckdb"

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        close: Callable[[], None],
        snapshot: Snapshot | None = None,
    ) -> None:
        self._connection = connection
        self._close = close
        self._snapshot = snapshot  # held: its files stay as long as this session
        self._own: set[str] = set()  # temporary tables and views, which hide the lake's
        table = snapshot.tables.get(TAE.name) if snapshot else None
        self._is_joined = table is not None and not set(SCORES) <= set(table.names)

    def _lean(self, query: exp.Query) -> exp.Query:
        """Leave the join with RFM out where it is not asked for."""
        return lean(query) if self._is_joined and TAE.name not in self._own else query

    def _text(self, query: exp.Query) -> str:
        return render(self._lean(query), self.dialect)

    def __enter__(self) -> "DuckDBEngine":  # noqa: PYI034  # not meant to be subclassed
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, query: exp.Query, *, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield the rows as they come."""
        with explained():
            reader = self._connection.sql(self._text(query)).to_arrow_reader(batch_rows)
            with reader:
                yield from reader

    def arrow(self, query: exp.Query) -> pa.Table:
        """Return all rows at once."""
        with explained():
            return self._connection.sql(self._text(query)).to_arrow_table()

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return all rows as Python values."""
        with explained():
            return self._connection.execute(self._text(query)).fetchall()

    def create(self, name: str, query: exp.Query) -> int:
        """Keep a query's rows as a temporary table; one of that name is replaced."""
        made = exp.Create(
            this=exp.Table(this=exp.to_identifier(name, quoted=True)),
            kind="TABLE",
            replace=True,
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            expression=self._lean(query),
        )
        with explained():
            done = self._connection.execute(render(made, self.dialect)).fetchone()
        self._own.add(name)
        return int(done[0]) if done else 0

    def view(self, name: str, query: exp.Query) -> None:
        """Show a query's rows as temporary view `name`; it hides the lake's table of that name."""
        self.drop(name)
        made = create_view(name, query, temporary=True)
        with explained():
            self._connection.execute(render(made, self.dialect))
        self._own.add(name)

    def write(self, query: exp.Query, path: Path, *, order: Sequence[exp.Expr] = ()) -> int:
        """Write a query's rows to one Parquet file; sums of whole numbers become BIGINT."""
        if order:
            query = query.order_by(*order)
        with explained():
            found = _with_lake_types(self._connection.sql(render(query, self.dialect)))
            group = row_group(len(found.columns))
            found.write_parquet(str(path), compression=COMPRESSION, row_group_size=group)
        return int(pq.read_metadata(path).num_rows)

    def register(self, name: str, source: Source) -> None:
        """Make Parquet files, a table of the lake or an Arrow table readable as `name`."""
        with explained():
            self.drop(name)
            self._own.add(name)
            if isinstance(source, pa.Table):
                self._connection.register(name, source)
                return
            if isinstance(source, TableFiles):
                query = read(source)
            else:
                files = [source] if isinstance(source, Path) else list(source)
                query = exp.select("*").from_(scan(files, uniform=False))
            view = create_view(name, query, temporary=True)
            self._connection.execute(render(view, self.dialect))

    def drop(self, name: str) -> None:
        """Drop a temporary table or what was registered; absent ones are no error."""
        found = self._connection.execute(_KIND, [name.lower()]).fetchall()
        self._connection.unregister(name)
        self._own.discard(name)
        for (kind,) in found:
            table = exp.Table(this=exp.to_identifier(name, quoted=True), db="temp")
            gone = exp.Drop(tables=[table], kind=kind, exists=True)
            self._connection.execute(render(gone, self.dialect))

    def progress(self) -> float | None:
        """Return the share of the running statement that is done; None when nothing runs."""
        percent = self._connection.query_progress()
        return None if percent < 0 else min(percent / 100, 1.0)

    def interrupt(self) -> None:
        """Stop the running statement; it then raises Cancelled."""
        self._connection.interrupt()

    def close(self) -> None:
        """End the session and remove its temporary files."""
        self._close()
        if self._snapshot:
            self._snapshot.close()


def _with_lake_types(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Cast HUGEINT, which Parquet would hold as a DOUBLE, to BIGINT."""
    kinds = list(zip(found.columns, map(str, found.types), strict=True))
    if not any(kind in _HUGE for _, kind in kinds):
        return found
    return found.select(
        *(
            duckdb.ColumnExpression(name).cast("BIGINT").alias(name)
            if kind in _HUGE
            else duckdb.ColumnExpression(name)
            for name, kind in kinds
        )
    )


_HUGE = {"HUGEINT", "UHUGEINT"}

_KIND = (
    "SELECT 'VIEW' FROM duckdb_views() WHERE temporary AND lower(view_name) = $1 UNION ALL"
    " SELECT 'TABLE' FROM duckdb_tables() WHERE temporary AND lower(table_name) = $1"
)


def open_duckdb(
    snapshot: Snapshot | None = None,
    *,
    memory_limit: int | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
    declared: bool = True,
) -> DuckDBEngine:
    """Open a session in which each table of the snapshot is a view by its name.

    `lake.<name>` reads it even where a temporary table hides it.

    `memory_limit` is in bytes (by default a quarter of the machine, at most 2 GiB);
    `temp_directory` takes what does not fit (by default beside the lake). With `declared`, tables
    of the schema that the snapshot lacks are there too, empty. The session keeps the snapshot.
    """
    if temp_directory is None and snapshot and snapshot.generation:
        temp_directory = _spill(snapshot.folder)
    connection, close = duck.connect(
        memory_limit=memory_limit, threads=threads, temp_directory=temp_directory
    )
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    engine = DuckDBEngine(connection, close, snapshot)
    if snapshot:
        with explained():
            connection.execute("CREATE SCHEMA lake")
            connection.execute("SET search_path = 'lake,main'")
            for view in views(snapshot, declared=declared):
                connection.execute(render(view, engine.dialect))
    return engine


def _spill(lake: Path) -> Path | None:
    folder = lake / SPILL
    try:
        folder.mkdir(exist_ok=True)
    except OSError:  # read-only: the machine's own temporary folder
        return None
    return folder


@contextmanager
def explained() -> Iterator[None]:
    """Turn what DuckDB reports into our errors where the user can act; a bug passes as it is."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise Cancelled from error
    except duckdb.OutOfMemoryException as error:
        raise out_of_memory(error) from error
    except (OSError, pa.ArrowException) as error:  # from batches, where Arrow wraps DuckDB's text
        text = str(error)
        if "INTERRUPT" in text:
            raise Cancelled from error
        if "Out of Memory" in text:
            raise out_of_memory(error) from error
        raise
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise out_of_memory(error) from error
        if "No files found" in str(error) or "No such file" in str(error):
            raise EngineError(
                "a file of the lake is gone",
                remedy="build again: the lake holds copies only (ampdesk check --repair)",
            ) from error
        raise


def out_of_memory(error: Exception) -> OutOfMemoryError:
    """Say which limit was met."""
    if "max_temp_directory_size" in str(error) or "No space left" in str(error):
        return OutOfMemoryError(
            "the temporary files need more room than the disk has",
            remedy="free some space, or ask for fewer rows at once",
        )
    return OutOfMemoryError(
        "the statement needs more memory than it may take",
        remedy="ask for fewer rows or columns at once, or close other programs",
    )
