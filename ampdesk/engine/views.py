"""The statements that make a generation of the lake readable by name."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from sqlglot import exp

from ampdesk.lake import Snapshot, TableFiles
from ampdesk.lake.files import scan
from ampdesk.lake.manifest import LakeFile
from ampdesk.schema import DERIVED_TABLES, FEEDS, Table
from ampdesk.schema.transactions import RFM, SCORES, TAE

SCHEMA = "lake"  # a temporary table hides the view of its name; `lake.<name>` still reads it
OWN_FILES = "_attributes"  # Transaction_Attributes_Extended as it lies, before RFM is joined


def columns(snapshot: Snapshot, *, declared: bool = True) -> dict[str, dict[str, str]]:
    """Return the tables a reader sees, with the SQL type of each column, as `views` makes them."""
    found = {
        name: {column.name: column.type for column in table.columns}
        for name, table in snapshot.tables.items()
    }
    if TAE.name in found:
        for name in SCORES:
            found[TAE.name].setdefault(name, TAE.column(name).type.sql)
    for absent in absent_tables(snapshot) if declared else ():
        found[absent.name] = {column.name: column.type.sql for column in absent.columns}
    return found


def views(
    snapshot: Snapshot, *, declared: bool = True, only: Collection[str] | None = None
) -> Iterator[exp.Create]:
    """Yield CREATE VIEW for each table, or for `only` some; with `declared` absent ones are empty.

    RFM lies in files of its own and is joined into Transaction_Attributes_Extended here.
    """
    wanted = None if only is None else set(only)
    if wanted and TAE.name in wanted:
        wanted.add(RFM.name)
    for name, table in sorted(snapshot.tables.items()):  # RFM before what joins it
        if wanted is not None and name not in wanted:
            continue
        if name == TAE.name and not set(SCORES) <= set(table.names):
            yield create_view(OWN_FILES, read(table))
            yield create_view(name, with_scores(snapshot.tables, schema=SCHEMA))
        else:
            yield create_view(name, read(table))
    for absent in absent_tables(snapshot) if declared else ():
        if wanted is None or absent.name in wanted:
            yield create_view(absent.name, nothing({c.name: c.type.sql for c in absent.columns}))


def absent_tables(snapshot: Snapshot) -> Iterator[Table]:
    """Yield the declared tables that a generation lacks."""
    present = {name.casefold() for name in snapshot.tables}
    for table in (*DERIVED_TABLES, *FEEDS):
        if table.name.casefold() not in present:
            yield table


def read(table: TableFiles) -> exp.Query:
    """Return the SELECT of a table's rows; a table without files has columns and no rows."""
    if not table.parts:
        return nothing({column.name: column.type for column in table.columns})
    if not table.newer:
        return _scanned(table, table.parts)
    newer = _scanned(table, table.newer)
    keys = exp.Select(expressions=[exp.column(name, quoted=True) for name in table.key])
    keys = keys.from_(_files(table, table.newer), copy=False)
    same = exp.and_(*(
        exp.column(name, table="b", quoted=True).eq(exp.column(name, table="n", quoted=True))
        for name in table.key
    ))  # fmt: skip
    kept = _scanned(table, table.base, alias="b").join(
        keys.subquery("n", copy=False), on=same, join_type="anti", copy=False
    )
    return exp.union(kept, newer, distinct=False, copy=False)


def _scanned(table: TableFiles, parts: Iterable[LakeFile], *, alias: str = "") -> exp.Select:
    names = [exp.column(name, table=alias or None, quoted=True) for name in table.names]
    made = exp.Select(expressions=names)  # the builder would copy each of a hundred columns
    files = _files(table, parts)
    return made.from_(exp.alias_(files, alias, table=True) if alias else files, copy=False)


def _files(table: TableFiles, parts: Iterable[LakeFile]) -> exp.Table:
    return scan([table.folder / part.name for part in parts], uniform=table.uniform)


def nothing(types: Mapping[str, str]) -> exp.Select:
    """Return a SELECT with these columns and no row."""
    empty = [
        exp.Alias(
            this=exp.Cast(this=exp.null(), to=_data_type(kind).copy()),
            alias=exp.to_identifier(name, quoted=True),
        )
        for name, kind in types.items()
    ]
    return exp.Select(expressions=empty).where(exp.false(), copy=False)


@cache
def _data_type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind, dialect="duckdb")


def create_view(name: str, query: exp.Query, *, temporary: bool = False) -> exp.Create:
    """Return CREATE OR REPLACE VIEW, of the lake's schema unless it is temporary."""
    marks = [exp.TemporaryProperty()] if temporary else []
    schema = None if temporary else exp.to_identifier(SCHEMA)
    return exp.Create(
        this=exp.Table(this=exp.to_identifier(name, quoted=True), db=schema),
        kind="VIEW",
        replace=True,
        properties=exp.Properties(expressions=marks) if marks else None,
        expression=query,
    )


def lean(query: exp.Query) -> exp.Query:
    """Leave the join of Transaction_Attributes_Extended with RFM out where one of them is enough.

    It costs more than most scans. Returns the query itself when both are needed.
    """
    if any(_is_joined(one) for one in query.find_all(exp.Table)):
        if any(_by_scores_alone(one) for one in query.find_all(exp.Select)):
            query = query.copy()
            for one in [one for one in query.find_all(exp.Select) if _by_scores_alone(one)]:
                table = one.args["from_"].this
                scores = exp.table_(RFM.name, db=SCHEMA)
                table.replace(exp.alias_(scores, table.alias or TAE.name, table=True, quoted=True))
        return _without_scores(query)
    return query


def _by_scores_alone(one: exp.Select) -> bool:
    """Tell whether nothing but scores is asked for, of customers who have some.

    Whoever has scores has a row of Transaction_Attributes_Extended; not the other way round.
    """
    source, where = one.args.get("from_"), one.args.get("where")
    if source is None or where is None or one.args.get("joins") or one.args.get("laterals"):
        return False
    if not isinstance(source.this, exp.Table) or not _is_joined(source.this):
        return False
    if any(found is not one for found in one.find_all(exp.Select)):
        return False
    if any(not isinstance(star.parent, exp.Count) for star in one.find_all(exp.Star)):
        return False
    names = {found.name.casefold() for found in one.find_all(exp.Column)}
    return names <= {*_SCORES, "amperity_id"} and _needs_scores(where.this)


_SCORES = frozenset(name.casefold() for name in SCORES)
_COMPARES = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)


def _needs_scores(test: exp.Expr) -> bool:
    """Tell whether a test is never true where the scores are NULL."""
    if isinstance(test, exp.Paren):
        return _needs_scores(test.this)
    if isinstance(test, exp.And):
        return any(map(_needs_scores, test.flatten()))
    if isinstance(test, exp.Or):
        return all(map(_needs_scores, test.flatten()))
    left = test.this if isinstance(test, _COMPARES) else None
    return isinstance(left, exp.Column) and left.name.casefold() in _SCORES


def _without_scores(query: exp.Query) -> exp.Query:
    """Read Transaction_Attributes_Extended from its own files where no score is asked for."""
    if not any(_is_joined(one) for one in query.find_all(exp.Table)) or _asks_for_scores(query):
        return query
    lean = query.copy()
    for table in [one for one in lean.find_all(exp.Table) if _is_joined(one)]:
        own = exp.table_(OWN_FILES, db=SCHEMA)
        table.replace(exp.alias_(own, table.alias or TAE.name, table=True, quoted=True))
    return lean


def _is_joined(table: exp.Table) -> bool:
    return table.name == TAE.name and not table.db


def _asks_for_scores(query: exp.Query) -> bool:
    return any(
        one.name.casefold() in _SCORES
        if isinstance(one, exp.Column)
        else not isinstance(one.parent, exp.Count)
        for one in query.find_all(exp.Column, exp.Star)
    )


def with_scores(tables: Mapping[str, TableFiles], *, schema: str | None = None) -> exp.Select:
    """Return Transaction_Attributes_Extended: its own files (`OWN_FILES`) and RFM's."""
    own = exp.table_(OWN_FILES, db=schema)
    if RFM.name not in tables:
        scores = nothing({name: TAE.column(name).type.sql for name in SCORES}).expressions
        return exp.select("*", *scores).from_(own)
    scores = [exp.column(name, table="r", quoted=True) for name in SCORES]
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("a"))
    return (
        exp.select(every, *scores)
        .from_(exp.alias_(own, "a", table=True))
        .join(
            exp.alias_(exp.table_(RFM.name, db=schema), "r", table=True),
            on="a.amperity_id = r.amperity_id",
            join_type="left",
        )
    )
