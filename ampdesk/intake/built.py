"""What building a file gives, and what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
from sqlglot import exp

from ampdesk.intake.filerow import FileRow
from ampdesk.intake.formats.spec import Format
from ampdesk.schema import FEEDS, Table

TABLES: Mapping[str, Table] = {table.name: table for table in FEEDS}
"""Feed tables by name."""


@dataclass(frozen=True)
class Options:
    """What the mapping or the brand's settings rule for a file.

    `skip` maps headers to values whose records are not wanted; `constants` feed columns to values;
    `currency` is the brand's, for orders that name none.
    """

    order_discount: str = "allocate"
    strip_tax: bool = False
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()  # headers that the mapping drops
    currency: str | None = None
    profiles_only: bool = False  # a payment export whose orders another source has


@dataclass(frozen=True)
class Job:
    """One staged file on its way: read as what, for which source."""

    connection: duckdb.DuckDBPyConnection
    format: Format
    source: str
    row: FileRow
    kept: str  # relation of the records that are neither rejected nor unwanted
    options: Options
    custom: exp.Expr  # JSON of the columns without a tag, or NULL
    custom_headers: tuple[tuple[str, str], ...] = ()  # their headers and staged columns


@dataclass
class Built:
    """What a file becomes: relations by feed table, records by their fate, words to say.

    A relation has the columns of its feed table without `import_id`, `row_number` and (unless it
    says another one) `source`; `_row` is the record.
    """

    rows: int = 0
    rejected: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)  # feed table, relation
    warnings: list[str] = field(default_factory=list)
    custom_columns: dict[str, list[dict[str, str | int]]] = field(default_factory=dict)
    level: str | None = None
    newest: datetime | None = None
    row_scale: int = 1  # `_row` is the record number times this, where records were exploded

    @property
    def loaded(self) -> int:
        """Records that gave at least one row."""
        return self.rows - self.rejected - sum(self.skipped.values())

    @property
    def said(self) -> list[str]:
        """The warnings, then why records were left out; each once."""
        skipped = [
            f"skipped: {reason}: {count:,} records" for reason, count in self.skipped.items()
        ]
        return list(dict.fromkeys([*self.warnings, *skipped]))
