"""Contacts whose consent an import ends: a list that replaces the source's earlier ones is short.

Not a mistake, but nothing that may pass unseen: a withdrawal that the new list does not repeat no
longer holds against the consent of another source.
"""

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built
from ampdesk.lake import Lake
from ampdesk.lake.files import scan

_LIST = ("channel", "brand", "region", "program")


def warn_of_dropped_consent(
    connection: duckdb.DuckDBPyConnection, lake: Lake, source: str, built: Built
) -> None:
    """Say how many contacts of the source's earlier lists the new ones do not name."""
    relations = [name for table, name in built.relations if table == "source_consents"]
    if not relations:
        return
    duck.create(connection, "consents_now", _now(connection, relations))
    with lake.snapshot() as snapshot:
        table = snapshot.tables.get("source_consents")
        if table is None or not table.files:
            return
        before = (
            exp.select("contact", "state", *_LIST)
            .from_(scan(table.files, uniform=table.uniform))
            .where(duck.column("source").eq(duck.text(source)))
        )
        duck.create(connection, "consents_before", before)
    gone, left = duck.run(connection, _gone())[0]
    if gone:
        who = "1 contact" if gone == 1 else f"{gone:,} contacts"
        are = "is" if gone == 1 else "are"
        built.warnings.append(
            f"consent is replaced: {who} of earlier files of {source} {are} not in this one,"
            f" {left:,} of them had withdrawn; what was said of them no longer counts"
        )


def _now(connection: duckdb.DuckDBPyConnection, relations: list[str]) -> exp.Query:
    parts: list[exp.Query] = []
    for name in relations:
        there = set(duck.columns_of(connection, name))
        columns = [
            (duck.column(one) if one in there else exp.cast(exp.null(), "VARCHAR")).as_(one)
            for one in ("contact", *_LIST)
        ]
        parts.append(exp.select(*columns).from_(duck.table(name)))
    query = parts[0]
    for part in parts[1:]:
        query = query.union(part, distinct=False)
    return query


def _gone() -> exp.Select:
    """Contacts of replaced lists that are not named, and how many of them had withdrawn."""

    def same(names: tuple[str, ...], other: str) -> exp.Expr:
        return exp.and_(
            *(
                exp.NullSafeEQ(this=exp.column(name, "b"), expression=exp.column(name, other))
                for name in names
            )
        )

    withdrawn = duck.call("bool_or", duck.column("state").eq(duck.text("withdrawn")))
    people = (
        exp.select("b.contact", withdrawn.as_("withdrawn"))
        .from_("consents_before AS b")
        .join("consents_now AS l", on=same(_LIST, "l"), join_type="semi")
        .join("consents_now AS n", on=same(("contact", *_LIST), "n"), join_type="anti")
        .group_by("b.contact")
    )
    return exp.select(
        exp.Count(this=exp.Star()), duck.call("count_if", duck.column("withdrawn"))
    ).from_(people.subquery("p"))
