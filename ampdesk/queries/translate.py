"""From a user's text to the one statement that DuckDB runs: parse, check, resolve, rewrite."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

from ampdesk.engine import NotPortableError, render
from ampdesk.queries.catalog import Catalog
from ampdesk.queries.errors import QueryError
from ampdesk.queries.fences import parse
from ampdesk.queries.meaning import Context, apply_rules
from ampdesk.queries.place import Text, nearest

_UNRESOLVED = re.compile(r"(?:Column '\"?|Unknown column: )(?P<name>[^'\". ]+)")


@dataclass(frozen=True)
class Statement:
    """What is run: DuckDB's text, the names of the result's columns, the tables it reads."""

    sql: str
    names: tuple[str, ...]
    tables: tuple[str, ...]
    dialect: str


def translate(
    text: str, catalog: Catalog, *, now: datetime, dialect: str = "presto", limit: int | None = None
) -> Statement:
    """Translate one SELECT. With `limit`, one row more is asked for, so that a cut shows.

    Raises QueryError with the place in the text, or QueryRefusedError.
    """
    tree, source = parse(text, dialect)
    tables = _name_tables(tree, catalog, source)
    spellings = catalog.spellings | _spellings(tree)
    known = {name: dict(catalog.tables[name]) for name in tables}
    resolved = _resolve(tree, known, dialect, source)
    names = tuple(_output_names(resolved, spellings))
    try:
        made = apply_rules(resolved, Context(dialect, source, now))
        if limit is not None:
            made = _limited(made, limit + 1)
        sql = render(made, "duckdb")
    except (NotPortableError, SqlglotError, RecursionError) as error:
        raise QueryError(
            f"this cannot be translated: {_first_line(error)}", remedy="write it another way"
        ) from error
    return Statement(sql, names, tuple(sorted(tables)), dialect)


def _name_tables(tree: exp.Query, catalog: Catalog, source: Text) -> set[str]:
    """Put each table's declared name; the name as written stays as its alias."""
    found: set[str] = set()
    for table in _tables(tree):
        name = catalog.find(table.name)
        if name is None:
            raise QueryError(
                f'table "{table.name}" does not exist',
                remedy=nearest(table.name, catalog.names()),
                where=source.of(table),
            )
        found.add(name)
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
        table.this.set("this", name)
        table.this.set("quoted", True)  # noqa: FBT003  # a node, not a flag
    return found


def _tables(tree: exp.Query) -> Iterator[exp.Table]:
    """Yield the tables that are no CTE."""
    try:
        scopes = traverse_scope(tree)
    except (SqlglotError, RecursionError) as error:
        raise QueryError(_first_line(error), remedy="write it another way") from error
    seen: set[int] = set()
    for scope in scopes:
        for part in scope.sources.values():
            if isinstance(part, exp.Table) and id(part) not in seen:
                seen.add(id(part))
                yield part


def _spellings(tree: exp.Query) -> dict[str, str]:
    """Return names that the user gave, by their lower-case form."""
    found: dict[str, str] = {}
    for alias in tree.find_all(exp.Alias):
        found[alias.alias.lower()] = alias.alias
    for table in tree.find_all(exp.TableAlias):
        found.update({column.name.lower(): column.name for column in table.columns})
    return found


def _resolve(
    tree: exp.Query, known: Mapping[str, Mapping[str, str]], dialect: str, source: Text
) -> exp.Query:
    """Expand stars, qualify columns and annotate types; a missing name is reported as missing."""
    schema = MappingSchema(
        {name: dict(columns) for name, columns in known.items()}, dialect="duckdb"
    )
    for projection in tree.selects:
        if isinstance(projection, exp.Alias):
            projection.args["alias"].meta["spelling"] = projection.alias
        elif not isinstance(projection, (exp.Column, exp.Star)):
            projection.meta["unnamed"] = True
    try:
        resolved = qualify(tree.copy(), schema=schema, dialect=dialect, quote_identifiers=True)
        typed = annotate_types(resolved, schema=schema, dialect=dialect)
    except SqlglotError as error:
        raise _unresolved(error, tree, known, source) from error
    except RecursionError as error:
        raise QueryError("nested too deeply", remedy="split it into CTEs") from error
    if not isinstance(typed, exp.Query):
        raise QueryError("this is not a SELECT", remedy="start with SELECT or WITH")
    return typed


def _unresolved(
    error: SqlglotError, tree: exp.Query, known: Mapping[str, Mapping[str, str]], source: Text
) -> QueryError:
    found = _UNRESOLVED.search(str(error))
    if found is None:
        return QueryError(_first_line(error), remedy="check the names of tables and columns")
    name = found["name"]
    columns = [c for c in tree.find_all(exp.Column) if c.name.lower() == name.lower()]
    written = columns[0].name if columns else name
    qualifier = columns[0].table if columns else ""
    choices = {column for table in known.values() for column in table} | set(
        _spellings(tree).values()
    )
    of_table = f' of "{qualifier}"' if qualifier else ""
    return QueryError(
        f'column "{written}"{of_table} does not exist',
        remedy=nearest(written, choices),
        where=source.of(columns[0]) if columns else "",
    )


def _output_names(tree: exp.Query, spellings: Mapping[str, str]) -> Iterator[str]:
    """Name the result's columns: unnamed ones, and the second of two equal, are `_colN`."""
    taken: set[str] = set()
    for position, projection in enumerate(tree.selects):
        name = projection.alias_or_name
        unnamed = projection.unalias().meta.get("unnamed") or name.startswith("_col_")
        if unnamed or not name or name.lower() in taken:
            name = f"_col{position}"
        taken.add(name.lower())
        alias = projection.args.get("alias")
        own = alias.meta.get("spelling", "") if isinstance(alias, exp.Identifier) else ""
        yield own if own.lower() == name.lower() else spellings.get(name.lower(), name)


def _limited(tree: exp.Query, rows: int) -> exp.Query:
    """Let DuckDB stop early, where that leaves the rows and their order as they are."""
    if tree.args.get("limit") or tree.args.get("offset"):
        return tree
    if isinstance(tree, exp.Select):
        return tree.limit(rows)
    return tree


def _first_line(error: Exception) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split("\n", maxsplit=1)[0].rstrip(". ")
