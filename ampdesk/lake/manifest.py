"""The manifest: which immutable files make up each table, at one generation.

It lies twice: in the store's `lake_state` (the truth, in the commit that publishes) and as
`manifest.json` in the lake (what readers take). Both hold the same JSON.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from ampdesk.lake.errors import LakeError

FORMAT = 1

_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.large_string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint8(): "UTINYINT",
    pa.uint16(): "USMALLINT",
    pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
    pa.float32(): "REAL",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.binary(): "BLOB",
    pa.null(): "VARCHAR",
}


def sql_type(kind: pa.DataType) -> str:
    """Return DuckDB's word for an Arrow type; one it does not know as Arrow writes it."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP WITH TIME ZONE" if kind.tz else "TIMESTAMP"
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    return _SQL_TYPES.get(kind, str(kind).upper())


@dataclass(frozen=True)
class LakeColumn:
    """Name and SQL type (DuckDB's word) of a column."""

    name: str
    type: str


def columns_of(schema: pa.Schema) -> tuple[LakeColumn, ...]:
    """Return the columns of an Arrow schema."""
    return tuple(LakeColumn(field.name, sql_type(field.type)) for field in schema)


@dataclass(frozen=True)
class LakeFile:
    """One Parquet file; `name` is relative to the lake, `imports` gives rows by import_id.

    With a `key` its rows stand for those of all earlier files with an equal key: `hides` rows.
    """

    name: str
    rows: int
    bytes: int
    imports: Mapping[int, int] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    hides: int = 0


@dataclass(frozen=True)
class TableFiles:
    """One table of a generation: the rows of all its files, less those that one of them hides.

    At most one file has a key; those before it are the `base`, it and those after it are `newer`.
    """

    folder: Path
    columns: tuple[LakeColumn, ...]
    parts: tuple[LakeFile, ...] = ()
    uniform: bool = True  # every file has exactly these columns

    @property
    def files(self) -> tuple[Path, ...]:
        """Paths of the files."""
        return tuple(self.folder / part.name for part in self.parts)

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return sum(part.rows - part.hides for part in self.parts)

    @property
    def base(self) -> tuple[LakeFile, ...]:
        """The files of which rows may be hidden by a newer one; all files when none hides any."""
        return self.parts[: self._first_newer]

    @property
    def newer(self) -> tuple[LakeFile, ...]:
        """The file that hides rows of the base, and those that came after it."""
        return self.parts[self._first_newer :]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns by which newer rows hide those of the base."""
        return self.newer[0].key if self.newer else ()

    @property
    def _first_newer(self) -> int:
        found = (at for at, part in enumerate(self.parts) if part.key)
        return next(found, len(self.parts))

    @property
    def bytes(self) -> int:
        """Size of the table's files."""
        return sum(part.bytes for part in self.parts)

    @property
    def import_ids(self) -> frozenset[int]:
        """Imports whose rows are in the table; empty for derived tables."""
        return frozenset(number for part in self.parts for number in part.imports)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    def with_part(self, name: str, part: LakeFile, columns: tuple[LakeColumn, ...]) -> "TableFiles":
        """Return the table with one more file; its new columns go to the end.

        Raises LakeError when a column changed its type.
        """
        known = {column.name.casefold(): column for column in self.columns}
        merged, uniform = list(self.columns), self.uniform
        for column in columns:
            before = known.get(column.name.casefold())
            if before is None:
                merged.append(column)
                uniform = uniform and not self.parts
            elif before.type != column.type:
                raise LakeError(
                    f"column {column.name} of {name} is {before.type}, the new file has"
                    f" {column.type}",
                    remedy="import it under another table name",
                    where=name,
                )
        uniform = uniform and len(columns) == len(merged)
        return replace(self, columns=tuple(merged), parts=(*self.parts, part), uniform=uniform)


@dataclass(frozen=True)
class Manifest:
    """All tables of one generation; generation 0 is the empty lake."""

    generation: int = 0
    built_on: date | None = None
    tables: Mapping[str, TableFiles] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Every file it needs, relative to the lake."""
        return frozenset(part.name for table in self.tables.values() for part in table.parts)

    def to_json(self) -> str:
        """Return the one JSON text of this manifest."""
        tables = {
            name: {
                "columns": [[column.name, column.type] for column in table.columns],
                "uniform": table.uniform,
                "files": [_entry(part) for part in table.parts],
            }
            for name, table in self.tables.items()
        }
        content = {
            "format": FORMAT,
            "generation": self.generation,
            "built_on": self.built_on.isoformat() if self.built_on else None,
            "tables": tables,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, folder: Path) -> "Manifest":
        """Read a manifest of the lake in `folder`; LakeError when it is not one."""
        try:
            content = json.loads(text)
            if content["format"] > FORMAT:
                raise LakeError(
                    "the lake was written by a newer AmpDesk",
                    remedy="update AmpDesk, or delete the folder: it is rebuilt from the store",
                    where=folder.name,
                )
            built = content["built_on"]
            tables = {name: _table(entry, folder) for name, entry in content["tables"].items()}
            return cls(
                int(content["generation"]), date.fromisoformat(built) if built else None, tables
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LakeError(
                "the manifest cannot be read",
                remedy="run ampdesk check --repair: the lake is rebuilt from the store",
                where=folder.name,
            ) from error


def _table(entry: Mapping[str, Any], folder: Path) -> TableFiles:
    parts = tuple(_part(item) for item in entry["files"])
    columns = tuple(LakeColumn(name, kind) for name, kind in entry["columns"])
    return TableFiles(folder, columns, parts, bool(entry["uniform"]))


def _entry(part: LakeFile) -> dict[str, Any]:
    imports = {str(key): rows for key, rows in part.imports.items()}
    made = {"name": part.name, "rows": part.rows, "bytes": part.bytes, "imports": imports}
    return made | ({"key": list(part.key), "hides": part.hides} if part.key else {})


def _part(item: Mapping[str, Any]) -> LakeFile:
    imports = {int(key): int(rows) for key, rows in item["imports"].items()}
    key, hides = tuple(map(str, item.get("key", ()))), int(item.get("hides", 0))
    return LakeFile(item["name"], int(item["rows"]), int(item["bytes"]), imports, key, hides)


def total_imports(parts: Iterable[LakeFile]) -> dict[int, int]:
    """Add up rows by import over several files."""
    total: dict[int, int] = {}
    for part in parts:
        for number, rows in part.imports.items():
            total[number] = total.get(number, 0) + rows
    return total
