"""SQLGlot expressions run on the import's own DuckDB: what intake asks of its staged tables."""

from collections.abc import Iterable
from typing import Any

import duckdb
from sqlglot import exp


def column(name: str) -> exp.Column:
    """Return a quoted column."""
    return exp.column(name, quoted=True)


def table(name: str) -> exp.Table:
    """Return a quoted table."""
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Literal:
    """Return a string literal."""
    return exp.Literal.string(value)


def call(name: str, *arguments: exp.Expr | str | float) -> exp.Anonymous:
    """Return a call of a DuckDB function under exactly this name; str and numbers are literals.

    SQLGlot's own function nodes would be rendered by meaning, not by name.
    """
    return exp.Anonymous(this=name, expressions=[_argument(argument) for argument in arguments])


def named(name: str, value: exp.Expr | str | float) -> exp.EQ:
    """Return a named parameter of a table function: `delim = ','`."""
    return exp.EQ(this=exp.to_identifier(name), expression=_argument(value))


def _argument(value: exp.Expr | str | float) -> exp.Expr:
    return value if isinstance(value, exp.Expr) else exp.convert(value)


def cast(value: exp.Expr, kind: str) -> exp.Cast:
    """Return CAST(value AS kind), an error when a value does not fit."""
    return exp.cast(value, kind, dialect="duckdb")


def try_cast(value: exp.Expr, kind: str) -> exp.TryCast:
    """Return TRY_CAST(value AS kind), NULL when a value does not fit."""
    return exp.TryCast(this=value, to=exp.DataType.build(kind, dialect="duckdb"))


def matches(value: exp.Expr, pattern: str) -> exp.Anonymous:
    """Return whether the whole text matches the RE2 pattern."""
    return call("regexp_full_match", value.copy(), pattern)


def replace_all(value: exp.Expr, pattern: str, by: str) -> exp.Anonymous:
    """Return the text with every match of the RE2 pattern replaced; `by` may name groups."""
    return call("regexp_replace", value, pattern, by, "g")


def trimmed(value: exp.Expr) -> exp.Expr:
    """Return the text without blanks around it, no-break ones included; NULL when none is left."""
    return call("nullif", call("trim", value.copy(), BLANKS), "")


BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff\u200b"


def run(connection: duckdb.DuckDBPyConnection, query: exp.Expr) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows.

    All rows are fetched: DuckDB 2 keeps a connection busy until the last one is.
    """
    return connection.execute(query.sql(dialect="duckdb")).fetchall()


def scalar(connection: duckdb.DuckDBPyConnection, query: exp.Expr) -> Any:
    """Return the first value of the first row."""
    return run(connection, query)[0][0]


def count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the rows of a table or view."""
    return int(scalar(connection, exp.select(exp.Count(this=exp.Star())).from_(table(name))))


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """Return the names of a relation's columns, in their order."""
    described = exp.Describe(this=table(relation))
    return [str(row[0]) for row in run(connection, described)]


def create(
    connection: duckdb.DuckDBPyConnection, name: str, query: exp.Query, *, kind: str = "TABLE"
) -> None:
    """CREATE OR REPLACE TABLE (or VIEW) name AS query."""
    run(connection, exp.Create(this=table(name), kind=kind, expression=query, replace=True))


def drop(
    connection: duckdb.DuckDBPyConnection, names: Iterable[str], *, kind: str = "TABLE"
) -> None:
    """Drop tables (or views) where they exist."""
    for name in names:
        run(connection, exp.Drop(tables=[table(name)], kind=kind, exists=True))


def any_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """Join conditions by OR; no condition is FALSE."""
    joined = list(conditions)
    return exp.or_(*joined) if joined else exp.false()


def all_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """Join conditions by AND; no condition is TRUE."""
    joined = list(conditions)
    return exp.and_(*joined) if joined else exp.true()
