"""DuckDB connections with a private temporary folder and a memory limit for this machine."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MIB = 1 << 20
_LARGEST = 2048 * MIB
_SMALLEST = 256 * MIB


def default_memory() -> int:
    """Return DuckDB's memory limit in bytes: a quarter of the machine, at most 2 GiB.

    AMPDESK_MEMORY_MIB says otherwise (the window's settings; worker processes inherit it).
    """
    wished = os.environ.get("AMPDESK_MEMORY_MIB", "")
    if wished.isdigit() and int(wished) > 0:
        return max(_SMALLEST, int(wished) * MIB)
    return max(_SMALLEST, min(_LARGEST, _machine_memory() // 4))


def _machine_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 4 * _LARGEST


def connect(
    *,
    memory_limit: int | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
    **settings: str,
) -> tuple[duckdb.DuckDBPyConnection, Callable[[], None]]:
    """Open a database in memory that spills into its own private folder, in UTC.

    Returns the connection and what closes it and removes the folder; that also happens when the
    connection is forgotten. `settings` are further options of DuckDB.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"ampdesk-{os.getpid()}-", dir=temp_directory))
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{(memory_limit or default_memory()) // MIB}MiB",
        "temp_directory": str(folder),
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    wished = os.environ.get("AMPDESK_THREADS", "")
    if threads or (wished.isdigit() and int(wished) > 0):
        config["threads"] = str(threads or int(wished))
    config.update(settings)
    try:
        connection = duckdb.connect(":memory:", config=config)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    connection.execute("SET TimeZone = 'UTC'")
    gone = weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)

    def close() -> None:
        connection.close()
        gone()

    return connection, close


@contextmanager
def connected(
    *, memory_limit: int | None = None, temp_directory: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection for the length of a block."""
    connection, close = connect(memory_limit=memory_limit, temp_directory=temp_directory)
    try:
        yield connection
    finally:
        close()
