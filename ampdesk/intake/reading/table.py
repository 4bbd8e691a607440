"""Records into the staged table: padding, ragged rows, repeated headers, footers.

One way for all that gives records: delimited text, sheets, JSON, pasted tables.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import duckdb
import pyarrow as pa
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.reading.batches import Batches, create_from
from ampdesk.intake.reading.layout import TAIL_RECORDS, Layout, filled, footer_length
from ampdesk.intake.reading.records import Record
from ampdesk.intake.reading.text import counted
from ampdesk.intake.reading.types import Dialect, Source, Staged

REJECTS = pa.schema(
    [
        ("_row", pa.int64()),
        ("_line", pa.int64()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
    ]
)
TOO_LONG = "row has more cells than the header"
TOO_SHORT = "row has fewer cells than the header"


@dataclass
class _Pass:
    """What one pass over the records counted besides the rows."""

    number: int = 0
    filled: int = 0
    widths: Counter[int] = field(default_factory=Counter)
    repeated_headers: int = 0
    footer: list[str] = field(default_factory=list)


def stage_records(
    records: Iterable[Record],
    layout: Layout,
    dialect: Dialect,
    source: Source,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    said: Callable[[], tuple[str, list[str]]] = lambda: ("utf-8", []),
    rows_only: bool = False,
) -> Staged:
    """Stream the records behind the header into `table`; `said()` is asked after the last one.

    Records that are wholly empty are left out. A record that lacks trailing cells is padded when
    the columns it lacks are also left empty elsewhere, else it is rejected; one with more non-empty
    cells than the header is rejected (import_formats.md 5, "Ragged rows"). `rows_only`: the records
    are rows for sure (JSON objects), no footer is looked for.
    """
    width = len(layout.headers)
    columns = tuple(f"c{at}" for at in range(width))
    seen = _Pass()
    collected = f"{table}_records"
    data = islice(records, layout.start, None)
    batches = Batches(width)
    create_from(
        connection,
        collected,
        batches.schema,
        _batches(data, batches, layout, seen, footer=not rows_only),
    )
    encoding, warnings = said()
    rejects_table = f"{table}_rejects"
    out = dict.fromkeys(_widths_to_reject(connection, collected, seen, width), TOO_SHORT)
    out |= {wide: TOO_LONG for wide in seen.widths if wide > width}
    _create_rejects(connection, rejects_table, collected, out, columns)
    _create_view(connection, table, collected, out, columns)
    rejected = duck.count(connection, rejects_table)
    padded = sum(n for wide, n in seen.widths.items() if wide < width and wide not in out)
    warnings = [*layout.warnings, *warnings, *_warnings(seen, padded, rejected)]
    return Staged(
        source,
        table,
        rejects_table,
        layout.headers,
        columns,
        duck.count(connection, table),
        rejected,
        replace(dialect, encoding=encoding, footer_rows=len(seen.footer)),
        tuple(warnings),
        layout.questions,
        layout.preamble,
        tuple(seen.footer),
    )


def _batches(
    records: Iterable[Record], batches: Batches, layout: Layout, seen: _Pass, *, footer: bool
) -> Iterator[pa.RecordBatch]:
    """Yield batches of rows of the full width; the last records wait, they may be a footer."""
    width = len(layout.headers)
    tail: deque[Record] = deque()
    for record in records:
        tail.append(record)
        if len(tail) > TAIL_RECORDS and _take(tail.popleft(), width, layout, seen, batches):
            yield batches.flush()
    rows = sum(seen.widths.values())
    typical = seen.filled / rows if rows else _typical(tail)
    cut = footer_length(list(tail), width=width, typical=typical)
    if not footer or (cut == len(tail) and not rows):
        cut = 0  # a file of nothing but a footer is a file we did not understand
    keep = len(tail) - cut
    for at, record in enumerate(tail):
        if at < keep:
            _take(record, width, layout, seen, batches)
        elif filled(record.cells):
            seen.footer.append(", ".join(cell.strip() for cell in record.cells if cell.strip()))
    yield batches.flush()


def _typical(tail: Iterable[Record]) -> float:
    counts = sorted(filled(record.cells) for record in tail)
    return counts[len(counts) // 2] if counts else 0


def _take(record: Record, width: int, layout: Layout, seen: _Pass, batches: Batches) -> bool:
    """Put a record into the batch or among the rejects; return True when the batch is full."""
    seen.number += 1
    cells = record.cells
    has = len(cells)
    if has != width:
        if has > width:
            extra = cells[width:]
            if any(cell.strip() for cell in extra):
                value = ",".join(extra)
                seen.widths[has] += 1
                return batches.add(seen.number, record.line, has, [value] + [""] * (width - 1))
            cells = cells[:width]
            has = width
        else:
            cells = cells + [""] * (width - has)
    count = width - cells.count("")
    if not count or not any(cell and not cell.isspace() for cell in cells):
        return False
    if layout.header_cells and cells[0] == layout.header_cells[0] and _same(cells, layout):
        seen.repeated_headers += 1
        return False
    seen.widths[has] += 1
    seen.filled += count
    return batches.add(seen.number, record.line, has, cells)


def _same(cells: list[str], layout: Layout) -> bool:
    written = list(layout.header_cells)
    return cells == written + [""] * (len(cells) - len(written))


def _widths_to_reject(
    connection: duckdb.DuckDBPyConnection, collected: str, seen: _Pass, width: int
) -> list[int]:
    """Return the widths of short records whose missing columns the complete ones always fill."""
    short = sorted(wide for wide in seen.widths if wide < width)
    if not short or not seen.widths[width]:
        return []
    first = short[0]
    empties = [
        exp.Count(this=exp.Star()) - exp.Count(this=duck.column(f"c{at}"))
        for at in range(first, width)
    ]
    query = (
        exp.select(*empties)
        .from_(duck.table(collected))
        .where(duck.column("_width").eq(exp.convert(width)))
    )
    counts = duck.run(connection, query)[0]
    return [wide for wide in short if not all(counts[wide - first :])]


def empty_rejects(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Create a table of rejects with no row."""
    columns = [
        duck.cast(exp.null(), "BIGINT" if kind.type == pa.int64() else "VARCHAR").as_(kind.name)
        for kind in REJECTS
    ]
    duck.create(connection, name, exp.select(*columns).limit(0))


def _create_rejects(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    collected: str,
    out: dict[int, str],
    columns: tuple[str, ...],
) -> None:
    """Create the table of rejects from the records whose width is one of `out`."""
    if not out:
        empty_rejects(connection, name)
        return
    width = duck.column("_width")
    reason = exp.Case()
    for wide, text in out.items():
        reason = reason.when(width.eq(exp.convert(wide)), duck.text(text))
    value = duck.call("concat_ws", ",", *(duck.column(column) for column in columns))
    query = (
        exp.select(
            duck.column("_row"),
            duck.column("_line"),
            duck.text("").as_("column_name"),
            value.as_("value"),
            reason.as_("reason"),
        )
        .from_(duck.table(collected))
        .where(width.isin(*out))
    )
    duck.create(connection, name, query)


def _create_view(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    collected: str,
    out: Collection[int],
    columns: tuple[str, ...],
) -> None:
    query = exp.select("_row", "_line", *(duck.column(column) for column in columns)).from_(
        duck.table(collected)
    )
    if out:
        query = query.where(exp.not_(duck.column("_width").isin(*out)))
    duck.create(connection, table, query, kind="VIEW")


def _warnings(seen: _Pass, padded: int, rejected: int) -> list[str]:
    said = []
    if padded:
        said.append(
            f"{counted(padded, 'row lacks cells', 'rows lack cells')} at the end: taken as empty"
        )
    if rejected:
        said.append(f"{counted(rejected, 'row does not', 'rows do not')} fit the header, rejected")
    if seen.repeated_headers:
        said.append(f"the header is repeated on {counted(seen.repeated_headers, 'line')}: left out")
    if seen.footer:
        said.append(
            f"{counted(len(seen.footer), 'line')} below the table left out: “{seen.footer[0][:60]}”"
        )
    return said
