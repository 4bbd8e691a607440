"""A private DuckDB database for one import: bounded memory, gone when the import ends.

A database in memory takes rows in half the time of one on disk, which compresses them first; what
does not fit its memory limit it spills. Only files that would spill most of it go to disk.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "1400MB"  # parsing 10 M lines into memory takes 2.4 GB; on disk this is enough


MEMORY_BYTES = 400 << 20  # text up to which staged rows and what is made of them fit that limit
_PACKED = frozenset({".gz", ".zip", ".xlsx", ".parquet", ".pq"})
_UNPACKED = 10  # times the size of a packed file


def text_bytes(path: Path) -> int:
    """Return about how many bytes of text a file holds, 0 when it is not there."""
    if not path.is_file():
        return 0
    times = _UNPACKED if path.suffix.lower() in _PACKED else 1
    return path.stat().st_size * times


@contextmanager
def open_workspace(
    folder: Path | None = None,
    *,
    expected: int = 0,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a fresh database for `expected` bytes of text.

    Its files lie in a private folder (mode 0700) under `folder`, removed at the end. UTC, insertion
    order kept (row numbers depend on it), no extension is fetched.
    """
    private = Path(tempfile.mkdtemp(prefix="ampdesk-import-", dir=folder))
    in_memory = expected <= MEMORY_BYTES
    connection = duckdb.connect(":memory:" if in_memory else str(private / "stage.duckdb"))
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
