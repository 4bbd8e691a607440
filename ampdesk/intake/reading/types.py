"""What reading takes and gives: options, a file or part of one, its dialect, the staged table."""

from dataclasses import dataclass, field
from pathlib import Path

from ampdesk.intake.questions import Question

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds against hostile or broken archives and records, in bytes unless said otherwise."""

    unpacked: int = 64 << 30
    ratio: int = 250  # unpacked : packed, looked at once `ratio_from` bytes came out
    ratio_from: int = 100 * MIB
    members: int = 1_000
    record: int = 8 * MIB
    record_lines: int = 2_000
    columns: int = 4_096
    workbook: int = 512 * MIB


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file where its own bytes should not decide; None = decide from the file.

    `header_row` is the line (or sheet row) the header starts on, from 1; 0 = there is no header.
    `delimiter` " " means runs of blanks. `quote` "" takes quotes as ordinary characters.
    `known_headers` are normalised headers of known formats and tags: they help to tell a header
    from a title. `scratch` is where private temporary files go (None: the system's place).
    """

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    known_headers: frozenset[str] = frozenset()
    renamed: tuple[tuple[str, str], ...] = ()  # a header as filed, the name it goes by
    limits: Limits = field(default_factory=Limits)
    fast_from: int = 4 * MIB
    scratch: Path | None = None


@dataclass(frozen=True)
class Source:
    """One table's worth of input: a file, a member of an archive, a sheet of a workbook."""

    path: Path
    member: str = ""  # the name inside a zip
    sheet: str = ""  # the sheet of a workbook

    @property
    def label(self) -> str:
        """Name it as a person would: `shop.zip/orders.csv`, `book.xlsx#May`."""
        inside = f"/{self.member}" if self.member else ""
        return f"{self.path.name}{inside}" + (f"#{self.sheet}" if self.sheet else "")

    @property
    def stem(self) -> str:
        """Return the name without folders and endings, the base of a source name."""
        name = Path(self.member or self.path.name).name
        for _ in range(2):
            base, dot, ending = name.rpartition(".")
            if dot and base and ending.lower() in _ENDINGS:
                name = base
        return name


_ENDINGS = frozenset(
    (
        *("csv", "tsv", "tab", "psv", "txt", "json", "ndjson", "jsonl", "parquet", "pq"),
        *("xlsx", "xlsm", "xls", "xlsb", "ods", "gz", "gzip", "zip"),
    )
)


@dataclass(frozen=True)
class Dialect:
    """How the file was in fact read. Lines count from 1; `header_row` 0 = no header."""

    kind: str = "csv"  # csv, excel, json, parquet
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    newline: str = "\n"
    header_row: int = 1
    header_rows: int = 1
    skipped_preamble: int = 0
    footer_rows: int = 0


@dataclass(frozen=True)
class Staged:
    """A file as text in a DuckDB table.

    `table` (a table or a view over one; scanning it twice costs no second parse) has `_row` BIGINT
    (record number after the header, from 1, may have gaps), `_line` BIGINT (line in the file where
    the record starts; NULL where that is not known) and one VARCHAR per column, named by `columns`,
    in file order; empty cells are NULL. `headers` are the names as filed (blanks around off,
    repeated ones `name (2)`, unnamed ones `column_7`), one per column; what the options rename
    has its new name.
    `rejects_table` has the records that fit no row: `_row, _line, column_name, value, reason`.
    `rows` counts the rows in `table`, `rejected` those in `rejects_table`.
    `questions` must be answered before the data may be loaded.
    """

    source: Source
    table: str
    rejects_table: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int
    rejected: int
    dialect: Dialect
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    preamble: tuple[str, ...] = ()  # the skipped lines above the header, as read
    footer: tuple[str, ...] = ()

    def column(self, header: str) -> str | None:
        """Return the table's column for a header as filed, None when the file has no such one."""
        return dict(zip(self.headers, self.columns, strict=True)).get(header)
