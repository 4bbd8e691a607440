"""JSON and NDJSON: one object per record, nested objects flattened with dots, numbers as written.

DuckDB splits the file into objects without holding it in memory; two passes: the first finds the
columns, the second writes the rows. A list stays JSON text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.layout import Layout, name_columns
from ampdesk.intake.reading.records import Record
from ampdesk.intake.reading.table import stage_records
from ampdesk.intake.reading.text import find_encoding, text_lines
from ampdesk.intake.reading.types import MIB, Dialect, ReadOptions, Source, Staged

ENDINGS = frozenset({".json", ".ndjson", ".jsonl"})
_OBJECT = 64 * MIB
_BATCH = 2_048
_PAGE_KEYS = 5  # an API's page has few keys beside its list; a record has more

Row = dict[str, Any]


def is_json(path: Path) -> bool:
    """Tell by ending, or by text that starts like JSON objects."""
    if path.suffix.lower() in ENDINGS:
        return True
    encoding = find_encoding(path)
    if encoding.name != "utf-8":
        return False
    with path.open("rb") as file:
        file.seek(encoding.bom)
        head = file.read(4096).lstrip()
    return head.startswith((b'{"', b'[{"', b"[\n", b"[\r\n")) and b'":' in head.replace(
        b'" :', b'":'
    )


def stage_json(
    path: Path,
    source: Source,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    """Read the file into `table`; headers are paths like `billing.city`.

    An object that wraps one list of objects (`{"orders": [...]}`) gives that list.
    Raises ReadingError with the line when the text is no JSON, or holds no objects.
    """
    plain = _plain_utf8(path, options)
    names: dict[str, None] = {}
    try:
        for row in _rows(plain, source):
            names.update(dict.fromkeys(row))
            if len(names) > options.limits.columns:
                raise ReadingError(
                    f"has more than {options.limits.columns:,} different keys",
                    remedy="export it flatter, or as CSV",
                    where=source.label,
                )
        headers = name_columns(list(names), len(names))
        keys = list(names)
        records = (
            Record(number, [row.get(key, "") for key in keys])
            for number, row in enumerate(_rows(plain, source), 1)
        )
        dialect = Dialect(
            kind="json", delimiter="", quote="", escape="", header_row=0, header_rows=0
        )
        return stage_records(
            records, Layout(headers, 0, 0, 0), dialect, source, connection, table, rows_only=True
        )
    finally:
        if plain != path:
            plain.unlink(missing_ok=True)


def _plain_utf8(path: Path, options: ReadOptions) -> Path:
    """Return a file that DuckDB can split: UTF-8 without BOM."""
    encoding = find_encoding(path, options.encoding)
    if encoding.name == "utf-8" and not encoding.bom:
        return path
    import tempfile

    handle = tempfile.NamedTemporaryFile(  # noqa: SIM115  # closed below, removed by the caller
        "w", encoding="utf-8", suffix=".json", dir=options.scratch, delete=False, newline=""
    )
    with handle:
        handle.writelines(text_lines(path, encoding))
    return Path(handle.name)


def _rows(path: Path, source: Source) -> Iterator[dict[str, str]]:
    """Yield every object, flat, values as text."""
    for value in _values(path, source):
        if isinstance(value, dict):
            inner = _wrapped(value)
            for item in inner if inner is not None else [value]:
                yield flatten(item)
        else:
            raise ReadingError(
                "holds values that are no objects",
                remedy="a table in JSON is a list of objects, or one object a line",
                where=source.label,
            )


def _wrapped(value: Row) -> list[Row] | None:
    """Return the records of `{"orders": [{…}, …], …}` when everything else is a scalar."""
    lists = [
        item
        for item in value.values()
        if isinstance(item, list) and item and all(isinstance(part, dict) for part in item)
    ]
    nested = [item for item in value.values() if isinstance(item, dict | list)]
    is_page = len(lists) == len(nested) == 1 and len(value) <= _PAGE_KEYS
    return lists[0] if is_page else None


def _values(path: Path, source: Source) -> Iterator[Any]:
    """Yield the top values as Python objects; numbers as the text they are written in."""
    scan = exp.select(duck.cast(duck.column("json"), "VARCHAR")).from_(
        duck.call(
            "read_json_objects",
            str(path),
            duck.named("format", "auto"),
            duck.named("maximum_object_size", _OBJECT),
            duck.named("compression", "uncompressed"),
        )
    )
    own = duckdb.connect()  # its own connection: the rows are read while the caller's one writes
    try:
        cursor = own.execute(scan.sql(dialect="duckdb"))
        while found := cursor.fetchmany(_BATCH):
            for (text,) in found:
                yield json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (duckdb.Error, ValueError) as problem:
        raise ReadingError(
            f"is no valid JSON ({str(problem).splitlines()[0][:200]})",
            remedy="export it again, or as CSV",
            where=source.label,
        ) from None
    finally:
        own.close()


def flatten(value: Row, prefix: str = "") -> dict[str, str]:
    """Return one level of text: nested keys joined by dots, lists as JSON, true as `true`.

    >>> flatten({"a": {"b": "1", "c": None}, "d": ["x"]})
    {'a.b': '1', 'a.c': '', 'd': '["x"]'}
    """
    flat: dict[str, str] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            flat.update(flatten(item, f"{name}."))
        elif isinstance(item, list):
            flat[name] = json.dumps(item, ensure_ascii=False)
        elif item is None:
            flat[name] = ""
        else:
            flat[name] = str(item).lower() if isinstance(item, bool) else str(item)
    return flat
