"""What a table is: columns, types, grain; and what is generated from that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import pyarrow as pa


class Type(Enum):
    """The types of data_model.md 1.1: SQLite's, Arrow's, SQLGlot's, a person's."""

    STRING = ("TEXT", pa.string(), "VARCHAR", "text")
    INTEGER = ("INTEGER", pa.int64(), "BIGINT", "whole number")
    DECIMAL = ("REAL", pa.decimal128(18, 2), "DECIMAL(18, 2)", "amount")
    SUM = ("REAL", pa.decimal128(38, 2), "DECIMAL(38, 2)", "amount")
    FLOAT = ("REAL", pa.float64(), "DOUBLE", "number")
    BOOLEAN = ("INTEGER", pa.bool_(), "BOOLEAN", "yes or no")
    DATE = ("TEXT", pa.date32(), "DATE", "day")
    DATETIME = ("TEXT", pa.timestamp("us"), "TIMESTAMP", "instant, UTC")
    JSON = ("TEXT", pa.string(), "VARCHAR", "JSON text")

    def __init__(self, sqlite: str, arrow: pa.DataType, sql: str, words: str) -> None:
        self.sqlite = sqlite
        self.arrow = arrow
        self.sql = sql
        self.words = words


class Layer(Enum):
    """Where a table's rows come from."""

    FEED = "feed"  # what was imported: store and lake
    DERIVED = "derived"  # what a build computes: lake only
    STORE = "store"  # what was decided or noted: store only


@dataclass(frozen=True)
class Column:
    """One column: `pii` marks personal data, `optional` one that exists where its input does."""

    name: str
    type: Type
    description: str
    nullable: bool = True
    pii: bool = False
    key: bool = False
    optional: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Table:
    """One declared table; `grain` says in words what one row is."""

    name: str
    grain: str
    description: str
    layer: Layer
    columns: tuple[Column, ...] = field(repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that together are unique."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """Return one column; KeyError when it is not declared."""
        return self.by_name[name]

    @cached_property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the lake."""
        return pa.schema([pa.field(c.name, c.type.arrow, nullable=True) for c in self.columns])


def sqlite_ddl(table: Table, *, indexes: Iterable[tuple[str, ...]] = ()) -> tuple[str, ...]:
    """Generate CREATE TABLE and CREATE INDEX statements; identifiers are quoted.

    Feed tables get no primary key: they only grow, and a build picks the current rows.
    """
    lines = []
    for column in table.columns:
        line = f'"{column.name}" {column.type.sqlite}'
        lines.append(line if column.nullable else f"{line} NOT NULL")
    if table.key and table.layer is Layer.STORE:
        lines.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in table.key) + ")")
    create = f'CREATE TABLE IF NOT EXISTS "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"
    made = [create]
    for names in indexes:
        label = "_".join((table.name, *names))
        columns = ", ".join(f'"{name}"' for name in names)
        made.append(f'CREATE INDEX IF NOT EXISTS "ix_{label}" ON "{table.name}" ({columns})')
    return tuple(made)
