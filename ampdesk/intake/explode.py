"""One record with several items in one cell becomes one row per item (BigCommerce)."""

from dataclasses import replace

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.formats.spec import EXPLODED
from ampdesk.intake.headers import normalise
from ampdesk.intake.reading import Staged

ROW_SCALE = 1_000
"""Rows of an exploded record are numbered record × 1,000 + item, so that they stay apart."""


def explode(connection: duckdb.DuckDBPyConnection, staged: Staged, header: str) -> Staged:
    """Return the staged file with a row per item of the column, which stand in `EXPLODED`."""
    column = next(
        (
            column
            for name, column in zip(staged.headers, staged.columns, strict=True)
            if normalise(name) == normalise(header)
        ),
        None,
    )
    if column is None:
        return staged
    cell = duck.column(column)
    items = duck.call("string_split", duck.call("coalesce", cell, ""), "|")
    view = f"{staged.table}_exploded"
    pairs = exp.select(
        "*",
        duck.call("unnest", items).as_("_item"),
        duck.call("generate_subscripts", items.copy(), 1).as_("_at"),
    ).from_(duck.table(staged.table))
    number = duck.column("_row") * exp.convert(ROW_SCALE) + duck.column("_at")
    query = exp.select(
        number.as_("_row"),
        duck.column("_line"),
        *(duck.column(name) for name in staged.columns),
        duck.trimmed(duck.column("_item")).as_("c_item", quoted=True),
    ).from_(pairs.subquery("e"))
    duck.create(connection, view, query)
    return replace(
        staged,
        table=view,
        headers=(*staged.headers, EXPLODED),
        columns=(*staged.columns, "c_item"),
    )
