"""Refunds that got smaller: a later file that takes back less than an earlier one is told of.

The later file holds all the same (import_formats.md 1, Reloading); but a refund is rarely undone,
and an export with a narrower range of dates, or without its refunds, looks just like that.
"""

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built
from ampdesk.lake import Lake
from ampdesk.lake.files import scan

_SHOWN = 5


def warn_of_shrunk_refunds(
    connection: duckdb.DuckDBPyConnection, lake: Lake, source: str, built: Built
) -> None:
    """Add a warning to `built` that names orders whose refunds are smaller than they were."""
    relation = dict(built.relations).get("source_lines")
    if relation is None or built.level != "lines":
        return
    with lake.snapshot() as snapshot:
        table = snapshot.tables.get("source_lines")
        if table is None or not table.files:
            return
        there = set(duck.columns_of(connection, relation))
        live = (
            exp.select("import_id", "order_id", "item_revenue", "is_return")
            .from_(scan(table.files, uniform=False))
            .where(
                duck.column("source").eq(duck.text(source)),
                duck.column("level").eq(duck.text("lines")),
                duck.column("is_void").is_(exp.null()),
            )
        )
        newest = exp.Window(
            this=exp.Max(this=duck.column("import_id")), partition_by=[duck.column("order_id")]
        )
        ranked = exp.select("*", newest.as_("_newest")).from_(live.subquery("l"))
        before = (
            exp.select("order_id", exp.Sum(this=duck.column("item_revenue")).as_("was"))
            .from_(ranked.subquery("r"))
            .where(duck.column("import_id").eq(duck.column("_newest")), duck.column("is_return"))
            .group_by("order_id")
        )
        duck.create(connection, "refunds_before", before)
    if not duck.count(connection, "refunds_before"):
        return
    back: exp.Expr = duck.column("is_return") if "is_return" in there else exp.false()
    given = exp.Case().when(back, duck.column("item_revenue")).else_(exp.convert(0))
    after = (
        exp.select("order_id", exp.Sum(this=given).as_("now"))
        .from_(duck.table(relation))
        .where(duck.column("order_id").isin(query=exp.select("order_id").from_("refunds_before")))
        .group_by("order_id")
    )
    less = duck.cast(exp.column("now", "n") - exp.column("was", "b"), "DECIMAL(18, 2)")
    found = duck.run(
        connection,
        exp.select(exp.column("order_id", "b"), less.as_("less"))
        .from_(duck.table("refunds_before").as_("b"))
        .join(after.subquery("n"), on="n.order_id = b.order_id")
        .where(less.copy() > exp.convert(0))
        .order_by("less DESC", "order_id"),
    )
    if found:
        shown = ", ".join(f"{order} by {amount}" for order, amount in found[:_SHOWN])
        more = " …" if len(found) > _SHOWN else ""
        what = "1 order has" if len(found) == 1 else f"{len(found):,} orders have"
        built.warnings.append(
            f"{what} smaller refunds than before: {shown}{more}; the newer file holds"
        )
