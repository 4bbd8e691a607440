"""A private DuckDB database on disk for one import: flat memory, gone when the import ends."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "1400MB"  # parsing 10 M lines into memory takes 2.4 GB; on disk this is enough


@contextmanager
def open_workspace(
    folder: Path | None = None, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a fresh database in a private folder (mode 0700) under `folder`.

    The database is a file, so that staged text is compressed and spills; UTC, insertion order
    kept (row numbers depend on it), no extension is fetched. The folder is removed at the end.
    """
    private = Path(tempfile.mkdtemp(prefix="ampdesk-import-", dir=folder))
    connection = duckdb.connect(str(private / "stage.duckdb"))
    try:
        spill = str(private / "spill")
        connection.execute("SET memory_limit = ?", [memory_limit])
        connection.execute("SET temp_directory = ?", [spill])
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute("SET enable_progress_bar = false")
        if threads is not None:
            connection.execute("SET threads = ?", [threads])
        yield connection
    finally:
        connection.close()
        shutil.rmtree(private, ignore_errors=True)
