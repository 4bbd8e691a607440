"""The door of reading: paths in, tables' worth of input out, each staged by its kind."""

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading import archives, excel, json_files, parquet
from ampdesk.intake.reading.binary import refuse_binary
from ampdesk.intake.reading.delimited import stage_delimited
from ampdesk.intake.reading.types import ReadOptions, Source, Staged

READABLE = frozenset(
    {".csv", ".tsv", ".tab", ".psv", ".txt", ".parquet", ".pq", ".gz", ".zip"}
    | excel.ENDINGS
    | json_files.ENDINGS
)


def expand(paths: Iterable[Path], options: ReadOptions | None = None) -> list[Source]:
    """Return the tables' worth of input behind the paths, in a stable order.

    A folder gives its files, those of folders in it too; a zip its members; a workbook its filled
    visible sheets (or the one that `options.sheet` names). Hidden files, and in folders and zips
    what no reader knows by its ending, are left out.
    Raises ReadingError for a path that is not there, or that holds nothing to read.
    """
    options = options or ReadOptions()
    found: list[Source] = []
    for path in paths:
        if not path.exists():
            raise ReadingError("no such file", remedy="check the name", where=str(path))
        inside = _of_folder(path, options) if path.is_dir() else _of_file(path, options)
        if not inside:
            endings = ", ".join(sorted(ending[1:] for ending in READABLE))
            raise ReadingError(
                "holds nothing to import", remedy=f"put files in it: {endings}", where=path.name
            )
        found.extend(inside)
    return found


def _of_folder(folder: Path, options: ReadOptions) -> list[Source]:
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix.lower() in READABLE
        and not archives.hidden(path.relative_to(folder).parts)
    ]
    return [source for path in files for source in _of_file(path, options)]


def _of_file(path: Path, options: ReadOptions) -> list[Source]:
    _refuse_unreadable(path)
    if archives.is_zip(path):
        return [
            Source(path, member=name)
            for name in sorted(archives.zip_members(path, options.limits))
            if Path(name).suffix.lower() in READABLE - {".zip"}
        ]
    if options.sheet is None and excel.is_workbook(path):
        sheets = excel.filled_sheets(path, options)
        return [Source(path, sheet=name) for name in sheets] if len(sheets) > 1 else [Source(path)]
    return [Source(path)]


def _refuse_unreadable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as problem:
        raise ReadingError(
            f"cannot be opened ({problem.strerror})",
            remedy="check its permissions, or copy it to a folder of yours",
            where=str(path),
        ) from None


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
    path = source.path
    if not path.is_file():
        raise ReadingError("no such file", remedy="check the name", where=str(path))
    _refuse_unreadable(path)
    if not path.stat().st_size:
        raise ReadingError("the file is empty", remedy="export it again", where=source.label)
    folder = Path(tempfile.mkdtemp(prefix="ampdesk-unpack-", dir=options.scratch))
    try:
        plain = _unpacked(source, folder, options)
        staged = _stage_plain(plain, source, options, connection, table)
        names = dict(options.renamed)
        return replace(staged, headers=tuple(names.get(one, one) for one in staged.headers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked(source: Source, folder: Path, options: ReadOptions) -> Path:
    """Return the file itself, or what was packed in it."""
    path = source.path
    if archives.is_zip(path):
        member = source.member
        if not member:
            members = expand([path], options)
            if len(members) > 1:
                names = ", ".join(one.member for one in members[:5])
                raise ReadingError(
                    f"holds {len(members)} files: {names}", remedy="name one", where=source.label
                )
            member = members[0].member
        path = archives.unpack_member(path, member, folder, options.limits)
    if archives.is_gzip(path):
        path = archives.unpack_gzip(path, folder, options.limits)
    if not path.stat().st_size:
        raise ReadingError("the file is empty", remedy="export it again", where=source.label)
    return path


def _stage_plain(
    path: Path,
    source: Source,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    if excel.is_workbook(path):
        return excel.stage_sheet(path, source, options, connection, table)
    if parquet.is_parquet(path):
        return parquet.stage_parquet(path, source, options, connection, table)
    if json_files.is_json(path):
        return json_files.stage_json(path, source, options, connection, table)
    refuse_binary(path, source.label)
    return stage_delimited(path, source, options, connection, table)


def stage_text(
    text: str,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    name: str = "pasted table",
) -> Staged:
    """Read a pasted table (cells of a spreadsheet come with tabs) as `stage` reads a file."""
    if not text.strip():
        raise ReadingError(
            "nothing was pasted", remedy="copy the table with its header", where=name
        )
    folder = Path(tempfile.mkdtemp(prefix="ampdesk-paste-", dir=options.scratch))
    try:
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8", newline="")
        staged = stage(path, replace(options, encoding="utf-8"), connection, table)
        return replace(staged, source=Source(Path(name)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
