"""Profile records: their keys, their foreign keys, one per key and file."""

import json

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import TABLES, Built, Job
from ampdesk.intake.formats.spec import Profiles

_TABLE = TABLES["source_profiles"]
Values = dict[str, exp.Expr]


def profile_rows(job: Job, feed: Profiles, cells: Values, built: Built, name: str) -> None:
    """The relation of source_profiles rows: pk, else e-mail, phone, hash of the record."""
    keys = {
        key.removeprefix("key.").format(source=job.source): cells.pop(key)
        for key in list(cells)
        if key.startswith("key.")
    }
    more = {
        key.removeprefix("more."): cells.pop(key) for key in list(cells) if key.startswith("more.")
    }
    where = cells.pop("where", None)
    values: Values = {
        **cells,
        "datasource": duck.text(job.source),
        "pk": key_of(job, cells),
        "foreign_keys": json_object(keys),
        "more_contacts": json_object(more),
        "custom": job.custom.copy(),
    }
    query = exp.select(duck.column("_row"), *profile_columns(values)).from_(duck.table(job.kept))
    if where is not None:
        query = query.where(where)
    duck.create(job.connection, name, query, kind="VIEW")
    kept = one_per_key(job.connection, name, ("pk",), built, first=feed.first_wins)
    built.relations.append(("source_profiles", kept))


def profile_columns(values: Values) -> list[exp.Expr]:
    """The given columns of source_profiles, typed and named, in the table's order."""
    return [
        duck.try_cast(values[column.name].copy(), column.type.sql).as_(column.name, quoted=True)
        for column in _TABLE.columns
        if column.name in values and not isinstance(values[column.name], exp.Null)
    ]


def key_of(job: Job, cells: Values) -> exp.Expr:
    """The record's key (import_formats.md 1, Keys)."""
    every = [duck.column(column) for _, column in job.row.headers()]
    parts = [duck.call("coalesce", column, "") for column in every]
    whole = duck.call("md5", duck.call("concat_ws", "\u001f", *parts))
    options = [cells[name].copy() for name in ("pk", "email", "phone") if name in cells]
    return exp.Coalesce(this=options[0], expressions=[*options[1:], whole]) if options else whole


def json_object(values: Values) -> exp.Expr:
    """JSON object text of the values that are there, NULL when none is."""
    parts = [
        exp.Case().when(
            exp.not_(exp.paren(value.copy()).is_(exp.null())),
            duck.call("concat", json.dumps(key) + ":", duck.call("to_json", value.copy())),
        )
        for key, value in values.items()
    ]
    if not parts:
        return exp.null()
    joined = duck.call("nullif", duck.call("concat_ws", ",", *parts), "")
    return exp.DPipe(
        this=exp.DPipe(this=duck.text("{"), expression=joined), expression=duck.text("}")
    )


def one_per_key(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    key: tuple[str, ...],
    built: Built,
    *,
    first: bool,
) -> str:
    """Return a relation with the last (or first) row of each key; the others count as skipped."""
    if not key:
        return relation
    columns = [duck.column(name) for name in key]
    hashed = duck.call("hash", *columns)
    counts = exp.select(
        exp.Count(this=exp.Star()), exp.Count(this=exp.Distinct(expressions=[hashed]))
    ).from_(duck.table(relation))
    rows, distinct = duck.run(connection, counts)[0]
    if rows == distinct:
        return relation
    pick = exp.Min if first else exp.Max
    kept = exp.select(pick(this=duck.column("_row"))).from_(duck.table(relation)).group_by(*columns)
    query = exp.select("*").from_(duck.table(relation)).where(duck.column("_row").isin(query=kept))
    name = f"{relation}_kept"
    duck.create(connection, name, query, kind="VIEW")
    reason = "same key as an earlier row" if first else "replaced by a later row of the same key"
    built.skipped[reason] = built.skipped.get(reason, 0) + rows - distinct
    return name
