"""One statement of the user's: run on the locked-down connection, printed or written."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from ampdesk import queries
from ampdesk.api.errors import OutputError
from ampdesk.api.reader import Reader
from ampdesk.api.whole_file import whole_file
from ampdesk.clock import Clock
from ampdesk.queries import QueryResult, output

_TEXT: Mapping[str, Callable[[QueryResult, TextIO], object]] = {
    "table": output.write_table,
    "csv": output.write_csv,
    "json": output.write_json,
}
_BY_ENDING = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".txt": "table"}


def run_statement(
    reader: Reader,
    statement: str,
    *,
    clock: Clock,
    dialect: str,
    limit: int | None,
    form: str,
    out: Path | None,
) -> int:
    """Run and print to standard output, or write to `out`; return the rows.

    A file's ending decides its form where none was asked. Raises QueryError with the place,
    QueryRefusedError for what is not one read-only SELECT, OutputError for a place that refuses.
    """
    if out is not None and form == "table":
        form = _BY_ENDING.get(out.suffix.lower(), "csv")
    if out is None and form == "parquet":
        raise OutputError(
            "Parquet cannot be printed", remedy="name a file: --out rows.parquet", where="--format"
        )
    with queries.run(
        reader.snapshot, statement, dialect=dialect, limit=limit, now=clock.now()
    ) as result:
        if out is None:
            _TEXT[form](result, sys.stdout)
        else:
            _write(result, out, form)
        return result.row_count


def _write(result: QueryResult, out: Path, form: str) -> None:
    with whole_file(out) as partial:
        if form == "parquet":
            output.write_parquet(result, partial)
        else:
            with partial.open("w", encoding="utf-8", newline="") as stream:
                _TEXT[form](result, stream)
