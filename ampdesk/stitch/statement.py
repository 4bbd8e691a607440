"""Statements from constant text: parsed once, then filled with values and expressions.

The text is DuckDB's dialect; ``$name`` stands for a value or an expression, and a table may be
given another name. Nothing is ever pasted into text: what is filled in is a node of the tree.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlglot import exp, parse_one

Part = exp.Expr | str | float | bool | None | Any


_MARK = re.compile(r"\$([a-z_][a-z_0-9]*)")


@cache
def _parsed(text: str) -> exp.Expr:
    # a mark is parsed as the quoted column "$name": both `:name` and `$name` mean other things too
    tree = parse_one(_MARK.sub(r'"$\1"', text), dialect="duckdb")
    for node in tree.walk():
        node._meta = None  # noqa: SLF001  # places in the text: half the cost of each copy
    return tree


def fragment(text: str, /, **parts: Part) -> exp.Expr:
    """Parse a constant expression and replace each ``$name`` by its part.

    A part is a node, or a Python value that becomes a literal.
    """
    tree = _parsed(text).copy()
    for mark in list(tree.find_all(exp.Column)):
        if not mark.name.startswith("$"):
            continue
        part = parts[mark.name[1:]]
        node = part.copy() if isinstance(part, exp.Expr) else exp.convert(part)
        if mark is tree:
            return node
        mark.replace(exp.Paren(this=node) if isinstance(node, exp.Connector | exp.Binary) else node)
    return tree


def query(
    text: str, /, *, tables: Mapping[str, str | exp.Query] | None = None, **parts: Part
) -> exp.Query:
    """Parse a constant query; `tables` gives tables of the text another name, or a query."""
    tree = fragment(text, **parts)
    for table in list(tree.find_all(exp.Table)) if tables else ():
        wanted = (tables or {}).get(table.name)
        if wanted is None or table.db:
            continue
        alias = table.alias or table.name
        if isinstance(wanted, str):
            table.replace(exp.to_table(wanted).as_(alias, copy=False))
        else:
            table.replace(wanted.copy().subquery(alias))
    if not isinstance(tree, exp.Query):
        msg = f"not a query: {text}"
        raise TypeError(msg)
    return tree


def select(
    text: str, /, *, tables: Mapping[str, str | exp.Query] | None = None, **parts: Part
) -> exp.Select:
    """Parse a constant SELECT, as `query`."""
    tree = query(text, tables=tables, **parts)
    if not isinstance(tree, exp.Select):
        msg = f"not a SELECT: {text}"
        raise TypeError(msg)
    return tree


def add(made: exp.Select, *expressions: exp.Expr) -> exp.Select:
    """Add output columns in place: the builder's own `select` copies the whole tree each time."""
    made.set("expressions", [*made.expressions, *expressions])
    return made
