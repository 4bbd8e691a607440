"""The same product twice in an order is one line (import_formats.md 1): files taken as filed."""

from collections.abc import Sequence

import duckdb
from sqlglot import exp

from ampdesk.intake import duck

_KEY = ("order_id", "product_id", "order_datetime", "is_return", "is_cancellation")
_SUMMED = frozenset(
    {"item_quantity", "item_revenue", "item_cost", "item_profit", "item_list_price",
     "item_subtotal", "item_discount_amount", "item_tax_amount"}
)  # fmt: skip


def merge_repeated(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> str:
    """Return a relation with one row per order, product, instant and kind; usually `relation`.

    Most files repeat nothing, so only a hash of the key is looked at first.
    """
    key = [name for name in _KEY if name in columns]
    hashed = duck.call("hash", *(duck.column(name) for name in key))
    counts = exp.select(hashed.as_("_key")).from_(duck.table(relation))
    repeated = (
        exp.select("_key")
        .from_(counts.subquery("k"))
        .group_by("_key")
        .having(exp.Count(this=exp.Star()) > exp.convert(1))
    )
    duck.create(connection, "repeated", repeated)
    if not duck.count(connection, "repeated"):
        return relation
    among = hashed.copy().isin(query=exp.select("_key").from_("repeated"))
    columns = [name for name in columns if name != "_row"]
    merged: list[exp.Expr] = [exp.Min(this=duck.column("_row")).as_("_row")]
    for name in columns:
        cell: exp.Expr = duck.column(name)
        if name in _SUMMED:
            cell = exp.Sum(this=cell)
        elif name not in key:
            cell = duck.call("arg_min", cell, duck.column("_row"))
        merged.append(cell.as_(name, quoted=True))
    single = exp.select(duck.column("_row"), *(duck.column(name) for name in columns))
    once = single.from_(duck.table(relation)).where(exp.not_(among))
    twice = (
        exp.select(*merged)
        .from_(duck.table(relation))
        .where(among.copy())
        .group_by(*(duck.column(name) for name in key))
    )
    name = f"{relation}_merged"
    duck.create(connection, name, once.union(twice, distinct=False), kind="VIEW")
    return name
