"""Values of a column for a picker: the most frequent first, searched, with customers counted.

Grain: one answer per table or column. Customers are exact up to `EXACT` rows of a table that has
several rows for a customer, and approximate above (HyperLogLog, about 2 % off).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.segments import Compiler
from ampdesk.segments.catalog import DEFAULT_ID, SelectableTable
from ampdesk.segments.lines import column, known, table

EXACT = 2_000_000
_EXAMPLE_ROWS, _EXAMPLES, _LONGEST = 2_000, 3, 60


@dataclass(frozen=True)
class ValueCount:
    """One value, as a definition holds it, and how many customers have it."""

    value: str | int | float | bool
    customers: int


@dataclass(frozen=True)
class Values:
    """What a search found: `distinct` values, of which the most frequent are here.

    `no_value`: customers whose rows have none; `no_row`: customers without a row.
    """

    values: tuple[ValueCount, ...]
    distinct: int
    no_value: int
    no_row: int


@dataclass(frozen=True)
class Example:
    """How full a column is, in percent of a sample of rows, and a few of its values."""

    filled_percent: float
    distinct: int
    values: tuple[str, ...]


def read_values(
    engine: Engine,
    compiler: Compiler,
    source: SelectableTable,
    name: str,
    *,
    rows: int,
    search: str,
    limit: int,
) -> Values:
    """Count the values of a column whose text holds `search`, ignoring case."""
    key = compiler.ground.activation_id
    who = _who(source, key, exact=rows <= EXACT)
    cell = column(name)
    found = (
        exp.select(exp.alias_(cell, "value"), exp.alias_(who, "customers"))
        .from_(table(source.name))
        .where(*known(name, key))
        .group_by(cell.copy())
    )
    if search.strip():
        text = exp.Lower(this=exp.cast(cell.copy(), "VARCHAR"))
        needle = exp.Literal.string(search.strip().lower())
        found = found.where(exp.StrPosition(this=text, substr=needle) > 0)
    counted = (
        exp.select("value", "customers", exp.alias_(_over(), "different"))
        .from_(found.subquery("v"))
        .order_by("customers DESC", "value")
        .limit(limit)
    )
    listed = engine.rows(counted)
    filled = exp.Count(this=exp.Distinct(expressions=[exp.case().when(
        exp.not_(cell.copy().is_(exp.null())), column(key))]))  # fmt: skip
    there = exp.Count(this=exp.Distinct(expressions=[column(key)]))
    everybody = exp.select(exp.Count(this=exp.Star())).from_(
        compiler.everybody().subquery("everybody")
    )
    ((with_value, with_row, of),) = engine.rows(
        exp.select(filled, there, everybody.subquery()).from_(table(source.name))
    )
    return Values(
        tuple(ValueCount(as_value(value), int(count)) for value, count, _ in listed),
        int(listed[0][2]) if listed else 0,
        int(with_row) - int(with_value),
        max(int(of) - int(with_row), 0),
    )


def _who(source: SelectableTable, key: str, *, exact: bool) -> exp.Expr:
    if source.is_unique and key == DEFAULT_ID:
        return exp.Count(this=exp.Star())
    if exact:
        return exp.Count(this=exp.Distinct(expressions=[column(key)]))
    return exp.ApproxDistinct(this=column(key))


def _over() -> exp.Expr:
    return exp.Window(this=exp.Count(this=exp.Star()))


def as_value(value: Any) -> str | int | float | bool:
    """Return a value as a definition holds it: amounts and days as text."""
    match value:
        case bool() | int() | float() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
    return str(value)


def read_examples(engine: Engine, source: SelectableTable) -> dict[str, Example]:
    """Look at the first rows of a table: how full each column is, and a few values."""
    names = list(source.columns)
    rows = exp.select(*(column(name) for name in names)).from_(table(source.name))
    found = engine.arrow(rows.limit(_EXAMPLE_ROWS))
    made = {}
    for name in names:
        cells = [cell for cell in found.column(name).to_pylist() if cell not in {None, ""}]
        share = 100 * len(cells) / found.num_rows if found.num_rows else 0.0
        different = dict.fromkeys(cells)
        shown = tuple(str(as_value(one))[:_LONGEST] for one in list(different)[:_EXAMPLES])
        made[name] = Example(round(share, 1), len(different), shown)
    return made
