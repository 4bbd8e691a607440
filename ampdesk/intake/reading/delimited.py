"""CSV and its kin into a table: DuckDB's parallel reader for clean files, ours for the others.

DuckDB's reader has no Windows-1252, makes one column of a ragged file and drops what it cannot
place (architecture.md, ruling 1): so encoding, dialect and columns come from us, and its record
count must agree with ours, or the file is read by us.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading.layout import filled, find_layout
from ampdesk.intake.reading.parallel import read_clean
from ampdesk.intake.reading.records import Record, Repairs, read_records
from ampdesk.intake.reading.sniff import Sniffed, sniff
from ampdesk.intake.reading.table import stage_records
from ampdesk.intake.reading.text import find_encoding, text_lines
from ampdesk.intake.reading.types import Dialect, ReadOptions, Source, Staged

_SAMPLE_LINES = 400
_SAMPLE_RECORDS = 60


def stage_delimited(
    path: Path,
    source: Source,
    options: ReadOptions,
    connection: duckdb.DuckDBPyConnection,
    table: str,
) -> Staged:
    """Read the text file at `path` into `table`; `source` says where it came from."""
    encoding = find_encoding(path, options.encoding)
    head = list(islice(text_lines(path, replace(encoding)), _SAMPLE_LINES))
    cut = len(head) == _SAMPLE_LINES
    sniffed = sniff(head, delimiter=options.delimiter, quote=options.quote, cut=cut)
    newline = _newline(head)
    sample = list(islice(_records(head, sniffed, options, Repairs()), _SAMPLE_RECORDS))
    if not any(filled(record.cells) for record in sample):
        raise ReadingError(
            "the file holds nothing but blanks", remedy="export it again", where=source.label
        )
    layout = find_layout(
        sample,
        width=_usual_width(sample, sniffed),
        header_row=options.header_row,
        known=options.known_headers,
    )
    dialect = Dialect(
        encoding=encoding.name,
        delimiter=sniffed.delimiter,
        quote=sniffed.quote,
        newline=newline,
        header_row=layout.header_line,
        header_rows=layout.header_rows,
        skipped_preamble=len(layout.preamble),
    )
    if path.stat().st_size >= options.fast_from:
        clean = read_clean(path, source, encoding, sniffed, layout, dialect, connection, table)
        if clean is not None:
            return clean
    repairs = Repairs()
    encoding = replace(encoding, garbled=0)  # a look by the parallel reader may have counted
    return stage_records(
        _records(text_lines(path, encoding), sniffed, options, repairs),
        layout,
        dialect,
        source,
        connection,
        table,
        said=lambda: (encoding.found, [*encoding.warnings(), *repairs.warnings()]),
    )


def _records(
    lines: Iterable[str], sniffed: Sniffed, options: ReadOptions, repairs: Repairs
) -> Iterator[Record]:
    lines = iter(lines)
    skipped = 1 if sniffed.sep_line else 0
    for record in read_records(
        islice(lines, skipped, None),
        delimiter=sniffed.delimiter,
        quote=sniffed.quote,
        skip_blank=sniffed.skip_blank,
        width=sniffed.width,
        limits=options.limits,
        repairs=repairs,
    ):
        yield Record(record.line + skipped, record.cells) if skipped else record


def _usual_width(sample: list[Record], sniffed: Sniffed) -> int:
    """Return the usual width without the cells that are empty in every record of the sample."""
    return max(sniffed.width, 1) if sample else 0


def _newline(lines: list[str]) -> str:
    ends = Counter(
        "\r\n" if line.endswith("\r\n") else line[-1:] for line in lines if line[-1:] in "\r\n"
    )
    return max(ends, key=lambda end: ends[end]) if ends else "\n"
