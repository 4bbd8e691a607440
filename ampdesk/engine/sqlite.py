"""The same expressions in SQLite: to compare, and for tools that have no DuckDB.

Types are SQLite's (an amount is a REAL rounded to the minor unit, a day is a text), as in a brand
file; sums of many amounts may differ from exact ones in the last binary digit until rounded.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.engine.dialects import render
from ampdesk.engine.protocol import BATCH_ROWS, Source
from ampdesk.errors import Cancelled
from ampdesk.lake import Snapshot, TableFiles
from ampdesk.store import sqlite
from ampdesk.store.arrow import for_sqlite


class SQLiteEngine:
    """Runs expressions on a temporary SQLite database (see `protocol.Engine`)."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ampdesk-sqlite-"))
        self._connection = sqlite.connect(self._folder / "session.db", "rwc")
        self._connection.create_function("LOWER", 1, _lower, deterministic=True)
        self._connection.execute("PRAGMA synchronous = OFF")  # nothing here must last

    def __enter__(self) -> "SQLiteEngine":  # noqa: PYI034  # not meant to be subclassed
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, query: exp.Query, *, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches, each with the types its values have."""
        yield from self.arrow(query).to_batches(batch_rows)

    def arrow(self, query: exp.Query) -> pa.Table:
        """Return all rows at once."""
        with _stoppable():
            cursor = self._connection.execute(render(query, self.dialect))
            names = [column[0] for column in cursor.description]
            rows = [tuple(row) for row in cursor.fetchall()]
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        return pa.Table.from_arrays([pa.array(column) for column in columns], names=names)

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return all rows as SQLite's values."""
        with _stoppable():
            return [tuple(row) for row in self._connection.execute(render(query, self.dialect))]

    def create(self, name: str, query: exp.Query) -> int:
        """Keep a query's rows as a temporary table; one of that name is replaced."""
        made = exp.Create(
            this=_table(f"{name} made"),
            kind="TABLE",
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            expression=query,
        )
        with _stoppable():  # under another name first: the query may read the one it replaces
            self._connection.execute(render(made, self.dialect))
        self.drop(name)
        rename = exp.Alter(
            this=_table(f"{name} made"), kind="TABLE", actions=[exp.AlterRename(this=_table(name))]
        )
        self._connection.execute(render(rename, self.dialect))
        return int(self.rows(exp.select(exp.Count(this=exp.Star())).from_(_table(name)))[0][0])

    def write(self, query: exp.Query, path: Path, *, order: Sequence[exp.Expr] = ()) -> int:
        """Write a query's rows to one Parquet file."""
        table = self.arrow(query.order_by(*order) if order else query)
        pq.write_table(table, path, compression="zstd")
        return int(table.num_rows)

    def register(self, name: str, source: Source) -> None:
        """Load Parquet files, a table of the lake or an Arrow table as table `name`."""
        if isinstance(source, TableFiles):
            source = _whole(source)
        elif not isinstance(source, pa.Table):
            source = _read([source] if isinstance(source, Path) else source)
        self.drop(name)
        names = source.schema.names
        columns = [exp.ColumnDef(this=exp.to_identifier(one, quoted=True)) for one in names]
        made = exp.Create(
            this=exp.Schema(this=_table(name), expressions=columns),
            kind="TABLE",
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
        )
        self._connection.execute(render(made, self.dialect))
        marks = exp.values([tuple(exp.Placeholder() for _ in names)])
        insert = render(exp.insert(marks, _table(name)), self.dialect)
        for batch in source.to_batches(BATCH_ROWS):
            content = for_sqlite(batch, names)
            values = zip(*(column.to_pylist() for column in content.columns), strict=True)
            self._connection.executemany(insert, values)

    def drop(self, name: str) -> None:
        """Drop a temporary table; an absent one is no error."""
        gone = exp.Drop(tables=[_table(name)], kind="TABLE", exists=True)
        self._connection.execute(render(gone, self.dialect))

    def progress(self) -> float | None:
        """Return None: SQLite does not know how far it is."""
        return None

    def interrupt(self) -> None:
        """Stop the running statement; it then raises Cancelled."""
        self._connection.interrupt()

    def close(self) -> None:
        """End the session and remove its file."""
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def open_sqlite(snapshot: Snapshot | None = None) -> SQLiteEngine:
    """Open a session and load every table of the snapshot into it."""
    engine = SQLiteEngine()
    for name, table in (snapshot.tables if snapshot else {}).items():
        if table.files:
            engine.register(name, table)
    return engine


def _read(files: Iterable[Path]) -> pa.Table:
    tables = [pq.read_table(path) for path in files]
    return pa.concat_tables(tables, promote_options="default")


def _whole(table: TableFiles) -> pa.Table:
    if not table.newer:
        return _read(table.files)
    base = _read(table.folder / part.name for part in table.base)
    newer = _read(table.folder / part.name for part in table.newer)
    hidden = set(zip(*(newer[name].to_pylist() for name in table.key), strict=True))
    keys = zip(*(base[name].to_pylist() for name in table.key), strict=True)
    kept = base.filter(pa.array([key not in hidden for key in keys], pa.bool_()))
    return pa.concat_tables([kept, newer], promote_options="default")


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _lower(value: Any) -> Any:  # whatever SQLite holds
    return value.lower() if isinstance(value, str) else value


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    try:
        yield
    except sqlite.OperationalError as error:
        if "interrupted" in str(error):
            raise Cancelled from error
        raise
