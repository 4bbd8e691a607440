"""A table of one or two text columns, and the values that an expression gives over it."""

from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa
import pytest
from sqlglot import exp

from ampdesk.intake import duck

CELL = duck.column("c0")


@pytest.fixture(scope="session")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.fixture
def column(connection: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    def fill(values: Sequence[str | None], second: Sequence[str | None] | None = None) -> None:
        cells = {
            "_row": pa.array(range(len(values)), pa.int64()),
            "c0": pa.array(values, pa.string()),
        }
        if second is not None:
            cells["c1"] = pa.array(second, pa.string())
        connection.register("given", pa.table(cells))
        duck.create(connection, "t", exp.select("*").from_("given"))
        connection.unregister("given")

    return fill


@pytest.fixture
def values(connection: duckdb.DuckDBPyConnection) -> Callable[[exp.Expr], list[object]]:
    def fetch(expression: exp.Expr) -> list[object]:
        query = exp.select(expression).from_("t").order_by("_row")
        return [row[0] for row in duck.run(connection, query)]

    return fetch
