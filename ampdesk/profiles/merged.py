"""Merged_Customers: PII chosen by group (data_model.md 1.3).

Order within a group: completion, priority of the source, update_dt, pk, datasource. The first
three and the record's rank by (pk, datasource) make one whole number, so that one MIN per group
finds the winner of every customer.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ampdesk.schema.customer import GROUPS, MERGED_CUSTOMERS
from ampdesk.stitch.statement import add, fragment

MergePolicy = Mapping[str, Sequence[str]]
"""Sources, best first, by group and under "general"."""

LOWEST = 999
_FLAGS = {"given_name", "surname", "email", "phone", "address"}

_COMPLETIONS = {
    "name": "CASE WHEN ($given_name IS NOT NULL AND $surname IS NOT NULL)"
    " OR $tagged_full IS NOT NULL THEN 1 ELSE 0 END",
    "address": "CASE WHEN $address IS NOT NULL THEN 1 ELSE 0 END"
    " + CASE WHEN u.city IS NOT NULL THEN 1 ELSE 0 END"
    " + CASE WHEN u.state IS NOT NULL THEN 1 ELSE 0 END"
    " + CASE WHEN u.postal IS NOT NULL THEN 1 ELSE 0 END",
    "email": "CASE WHEN $email IS NOT NULL THEN 1 ELSE 0 END",
    "phone": "CASE WHEN $phone IS NOT NULL THEN 1 ELSE 0 END",
    "birthdate": "CASE WHEN u.birthdate IS NOT NULL THEN 1 ELSE 0 END",
    "gender": "CASE WHEN u.gender IS NOT NULL THEN 1 ELSE 0 END",
}

# 13 bits completion and priority, 60 bits age of update_dt (no date: oldest), 40 bits rank
_SORT = (
    "CAST((4 - ($completion)) * 1024 + ($priority) AS HUGEINT)"
    " * CAST(1267650600228229401496703205376 AS HUGEINT)"
    " + CAST(CASE WHEN u.update_dt IS NULL THEN 1152921504606846975"
    " ELSE 576460752303423488 - EPOCH_US(u.update_dt) END AS HUGEINT)"
    " * CAST(1099511627776 AS HUGEINT) + CAST(u.rank AS HUGEINT)"
)


def usable(name: str, table: str = "u") -> exp.Expr:
    """A value of a record unless it is blocklisted."""
    column = exp.column(name, table=table)
    if name == "full_name":
        return fragment(
            "CASE WHEN NOT ($given AND $surname) THEN $value END",
            given=exp.column("blv_given_name", table=table),
            surname=exp.column("blv_surname", table=table), value=column,
        )  # fmt: skip
    if name in _FLAGS:
        return fragment(
            "CASE WHEN NOT $flag THEN $value END",
            flag=exp.column(f"blv_{name}", table=table), value=column,
        )  # fmt: skip
    return column


def compile_ranked(records: str) -> exp.Select:
    """Build the SELECT of what decides the merge: one row per record, narrow.

    `records` has the columns of Unified_Coalesced.
    """
    kept = ("amperity_id", "datasource", "pk", "update_dt", "import_id", "row_number")
    made = exp.select(*kept, "do_not_mail").from_(f"{records} AS u")
    for group in GROUPS:
        made = add(made, _completion(group).as_(f"{group}_completion", copy=False))
    return add(
        made, fragment("ROW_NUMBER() OVER (ORDER BY u.pk, u.datasource)").as_("rank", copy=False)
    )


def _full_name() -> exp.Expr:
    """A full name of its own: one made of a lone given name or surname does not count."""
    return fragment(
        "CASE WHEN u.full_name IS DISTINCT FROM u.given_name"
        " AND u.full_name IS DISTINCT FROM u.surname THEN $usable END",
        usable=usable("full_name"),
    )


def compile_winners(policy: MergePolicy) -> exp.Select:
    """Build the SELECT of each customer's winning rank by group, over `merge_ranked`.

    `policy`: the setting merge_policy.
    """
    made = exp.select(
        "amperity_id", fragment("COUNT(*)").as_("records", copy=False),
        fragment("MAX(u.update_dt)").as_("update_dt", copy=False),
        fragment("BOOL_OR(COALESCE(u.do_not_mail, FALSE))").as_("do_not_mail", copy=False),
    )  # fmt: skip
    for group in GROUPS:
        sort = fragment(
            _SORT,
            completion=exp.column(f"{group}_completion", table="u"),
            priority=priority(group, policy),
        )
        rank = fragment("CAST(MIN($sort) % CAST(1099511627776 AS HUGEINT) AS BIGINT)", sort=sort)
        made = add(made, rank.as_(f"{group}_rank", copy=False))
    return made.from_("merge_ranked AS u").group_by("amperity_id")


def priority(group: str, policy: MergePolicy, table: str = "u") -> exp.Expr:
    """Compile the priority of a record's source for a group, 1 best.

    The group's own order counts first, then the general order, then 999. A source stands for its
    datasources: shopify also for shopify-orders.
    """
    ranks: dict[str, int] = {}
    for order in (policy.get(group, ()), policy.get("general", ())):
        for number, name in enumerate(order, start=1):
            ranks.setdefault(name, number)
    for name, number in list(ranks.items()):
        ranks.setdefault(f"{name}-orders", number)
    if not ranks:
        return exp.convert(LOWEST)
    choice = exp.Case(this=exp.column("datasource", table=table))
    for name, number in ranks.items():
        choice = choice.when(exp.convert(name), exp.convert(number))
    return choice.else_(exp.convert(LOWEST))


def compile_merged(policy: MergePolicy, *, records: str) -> exp.Select:
    """Build the SELECT of Merged_Customers over `merge_winners`, `merge_ranked` and `records`.

    Only winning records are read: two or three per customer, each holding one group or several.
    """
    ranks = [exp.column(f"{group}_rank", table="w") for group in GROUPS]
    chosen: dict[str, exp.Expr] = {
        "amperity_id": exp.column("amperity_id", table="w"),
        "records": fragment("MAX(w.records)"),
        "update_dt": fragment("MAX(w.update_dt)"),
        "do_not_mail": fragment("BOOL_OR(w.do_not_mail)"),
    }
    for group, fields in GROUPS.items():
        won = fragment("r.rank = $rank", rank=exp.column(f"{group}_rank", table="w"))
        given = {name: usable(name) for name in fields}
        given |= {f"{group}_{name}": exp.column(name, table="r") for name in ("pk", "datasource")}
        given[f"{group}_update_dt"] = exp.column("update_dt", table="r")
        given[f"{group}_completion"] = fragment(
            "CAST($c AS BIGINT)", c=exp.column(f"{group}_completion", table="r")
        )
        given[f"{group}_priority"] = fragment("CAST($p AS BIGINT)", p=priority(group, policy, "r"))
        for name, value in given.items():
            chosen[name] = fragment("MAX(CASE WHEN $won THEN $value END)", won=won, value=value)
    return (
        exp.select(*(chosen[name].as_(name, copy=False) for name in MERGED_CUSTOMERS.names))
        .from_("merge_winners AS w")
        .join("merge_ranked AS r", on=exp.and_(
            fragment("w.amperity_id = r.amperity_id"), exp.column("rank", table="r").isin(*ranks)
        ))
        .join(f"{records} AS u", on="r.import_id = u.import_id AND r.row_number = u.row_number")
        .group_by("w.amperity_id")
    )  # fmt: skip


def group_ranking(group: str, policy: MergePolicy, *, amperity_id: str) -> exp.Select:
    """Build the SELECT of one customer's records in the order that decides a group.

    Columns: datasource, pk, the group's fields (bad values NULL), completion, priority,
    update_dt. The first row wins: the receipt of a merged field.
    """
    completion = _completion(group)
    rank = priority(group, policy)
    made = exp.select("u.datasource", "u.pk", "u.update_dt").from_("Unified_Coalesced AS u")
    made = add(made, *(usable(name).as_(name, copy=False) for name in GROUPS[group]))
    made = add(made, completion.as_("completion", copy=False), rank.as_("priority", copy=False))
    return made.where(fragment("u.amperity_id = $id", id=amperity_id)).order_by(
        "completion DESC", "priority", "u.update_dt DESC NULLS LAST", "u.pk", "u.datasource"
    )


def _completion(group: str) -> exp.Expr:
    parts = {name: usable(name) for name in ("given_name", "surname", *_FLAGS)}
    return fragment(_COMPLETIONS[group], tagged_full=_full_name(), **parts)
