"""Records that are not wanted or do not fit, set apart from the others before anything is made."""

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built
from ampdesk.intake.filerow import Check
from ampdesk.intake.reading import Staged


def sort_out(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    staged: Staged,
    skip: exp.Expr | None,
    checks: list[Check],
    built: Built,
) -> str:
    """Write `unwanted` and `rejects`, return the relation of the other records."""
    base = table
    if skip is not None:
        query = exp.select("_row", skip.as_("reason")).from_(duck.table(table))
        wanted = exp.not_(duck.column("reason").is_(exp.null()))
        duck.create(
            connection, "unwanted", exp.select("*").from_(query.subquery("s")).where(wanted)
        )
        counts = duck.run(
            connection,
            exp.select("reason", exp.Count(this=exp.Star()))
            .from_("unwanted")
            .group_by("reason")
            .order_by("reason"),
        )
        for reason, count in counts:
            built.skipped[reason] = built.skipped.get(reason, 0) + count
        if counts:
            base = _without(connection, base, "unwanted", "wanted")
    rejects = exp.select("*").from_(duck.table(staged.rejects_table))
    failing: list[Check] = []
    if checks:
        hits = [exp.Sum(this=exp.cast(exp.paren(c.bad.copy()), "BIGINT")) for c in checks]
        found = duck.run(connection, exp.select(*hits).from_(duck.table(base)))[0]
        failing = [check for check, hit in zip(checks, found, strict=True) if hit]
    duck.create(connection, "rejects", rejects)
    if not failing:
        return base
    case, header, value = exp.Case(), exp.Case(), exp.Case()
    for check in failing:
        case = case.when(check.bad.copy(), duck.text(check.reason))
        header = header.when(check.bad.copy(), duck.text(check.header))
        value = value.when(check.bad.copy(), exp.cast(check.value.copy(), "VARCHAR"))
    bad = (
        exp.select(
            "_row", "_line", header.as_("column_name"), value.as_("value"), case.as_("reason")
        )
        .from_(duck.table(base))
        .where(exp.or_(*(check.bad.copy() for check in failing)))
    )
    duck.create(connection, "rejected_here", bad)
    duck.run(
        connection,
        exp.Insert(this=exp.to_table("rejects"), expression=exp.select("*").from_("rejected_here")),
    )
    built.rejected += duck.count(connection, "rejected_here")
    return _without(connection, base, "rejected_here", "fitting")


def _without(connection: duckdb.DuckDBPyConnection, base: str, gone: str, name: str) -> str:
    rows = exp.select("_row").from_(duck.table(gone))
    query = (
        exp.select("*")
        .from_(duck.table(base))
        .where(exp.not_(duck.column("_row").isin(query=rows)))
    )
    duck.create(connection, name, query, kind="VIEW")
    return name
