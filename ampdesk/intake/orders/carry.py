"""A return that comes in a later file must not push out the sale that it returns.

An order is replaced whole by a later file (import_formats.md 1). A file that has only returns of an
order (the next month's till export, a refunds report) knows the rest of it no better than we do:
the rows of the order's live version that it does not bring itself are carried into it.
"""

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import TABLES, Built
from ampdesk.lake import Lake
from ampdesk.lake.files import scan

_LINES = TABLES["source_lines"]
_KEY = ("order_id", "product_id", "order_datetime", "is_return", "is_cancellation")


def carry_sales(
    connection: duckdb.DuckDBPyConnection, lake: Lake, source: str, built: Built
) -> None:
    """Add a relation of carried rows to `built` where the file has orders without a sale."""
    relation = dict(built.relations).get("source_lines")
    if relation is None or built.level != "lines":
        return
    there = set(duck.columns_of(connection, relation))
    if not {"is_return", "is_cancellation"} & there:
        return
    with lake.snapshot() as snapshot:
        table = snapshot.tables.get("source_lines")
        if table is None or not table.files:
            return
        duck.create(connection, "returns_only", _returns_only(relation, there))
        if not duck.count(connection, "returns_only"):
            return
        duck.create(
            connection, "carried", _carried(scan(table.files, uniform=False), source, relation)
        )
    if duck.count(connection, "carried"):
        built.relations.append(("source_lines", "carried"))


def _returns_only(relation: str, there: set[str]) -> exp.Select:
    back = exp.or_(
        *(
            exp.Coalesce(this=duck.column(name), expressions=[exp.false()])
            for name in ("is_return", "is_cancellation")
            if name in there
        )
    )
    return (
        exp.select("order_id")
        .from_(duck.table(relation))
        .group_by("order_id")
        .having(duck.call("bool_and", back))
    )


def _carried(lake: exp.Table, source: str, relation: str) -> exp.Select:
    """Rows of the newest version of these orders, without those that the file brings again."""
    orders = exp.select("order_id").from_("returns_only")
    live = (
        exp.select("*")
        .from_(lake)
        .where(
            duck.column("source").eq(duck.text(source)),
            duck.column("level").eq(duck.text("lines")),
            duck.column("is_void").is_(exp.null()),
            duck.column("order_id").isin(query=orders),
        )
    )
    newest = exp.Window(
        this=exp.Max(this=duck.column("import_id")), partition_by=[duck.column("order_id")]
    )
    ranked = exp.select("*", newest.as_("_newest")).from_(live.subquery("l"))
    hashed = duck.call("hash", *(duck.column(name) for name in _KEY))
    again = exp.select(hashed.copy()).from_(duck.table(relation))
    columns = [
        duck.column(name) for name in _LINES.names if name not in {"import_id", "row_number"}
    ]
    return (
        exp.select(duck.column("row_number").as_("_row"), *columns)
        .from_(ranked.subquery("r"))
        .where(
            duck.column("import_id").eq(duck.column("_newest")),
            exp.not_(hashed.isin(query=again)),
        )
    )
