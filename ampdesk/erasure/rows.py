"""Erasing a person in a brand file, or in a backup of one: every table, in one transaction."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlglot import exp

from ampdesk.erasure.changes import Change, changes, phone_forms
from ampdesk.erasure.person import FEWEST_NEEDLE, among, is_record
from ampdesk.erasure.plan import Plan
from ampdesk.schema import FEEDS
from ampdesk.schema.store_tables import CUSTOMER_360
from ampdesk.store import Connection
from ampdesk.store.sqlite import rows

_KEPT_COLUMNS = frozenset({
    "amperity_id", "orders", "revenue", "revenue_12m", "first_order", "latest_order", "recency",
    "frequency", "monetary", "rfm_score", "lifecycle_status",
})  # fmt: skip
# tables whose text is handled by rules of their own, or that hold hashes only
_OWN_RULES = frozenset({"record_ids", "change_log_clusters", "change_log_pks", "lake_state",
    "customer_360", "erased_keys", "customer_notes", "id_lists"})  # fmt: skip
_NO_MANIFEST = '{"erased": true}'  # no manifest: whoever restores this file rebuilds the lake


def custom_columns(connection: Connection) -> dict[str, list[str]]:
    """Return the columns of the user's own tables by table."""
    found = rows(
        connection,
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND m.name GLOB 'custom_*' AND c.type = 'TEXT'",
    )
    tables: dict[str, list[str]] = {}
    for table, column in found:
        tables.setdefault(table, []).append(column)
    return tables


def planned(connection: Connection, plan: Plan) -> list[Change]:
    """Return the changes of the feeds that this file has."""
    names = {row[0] for row in rows(connection, "SELECT name FROM sqlite_master")}
    return [one for one in changes(plan, custom_columns(connection)) if one.table in names]


def erase_rows(connection: Connection, plan: Plan, *, is_copy: bool) -> dict[str, int]:
    """Erase the person from every table; return rows by table. The caller has a transaction open.

    `is_copy`: a backup, which no build follows: its customer_360 and its manifest are put right.
    """
    done: Counter[str] = Counter()
    for change in planned(connection, plan):
        done[change.table] += _run(connection, change.statement())
    names = {row[0] for row in rows(connection, "SELECT name FROM sqlite_master")}
    _identities(connection, plan, done)
    _customers(connection, plan, is_copy=is_copy)
    gone = _lowered("amperity_id", [*plan.person.ids, *plan.person.emails])
    for table in ("id_lists", "customer_notes"):
        if table in names:
            listed = exp.or_(gone, among("amperity_id", phone_forms(plan.person)))
            done[table] += _run(connection, exp.delete(table).where(listed))
    for table, column, count in scrub(connection, plan):
        done[f"{table}.{column}"] += count
    if is_copy:
        connection.execute("UPDATE lake_state SET manifest = ?", (_NO_MANIFEST,))
    return {name: count for name, count in done.items() if count}


def _identities(connection: Connection, plan: Plan, done: Counter[str]) -> None:
    person = plan.person
    ids = among("amperity_id", person.ids)
    records = is_record(person.records)
    done["record_ids"] += _run(connection, exp.delete("record_ids").where(exp.or_(ids, records)))
    if plan.keeps_records:
        connection.executemany(
            "INSERT OR REPLACE INTO record_ids (datasource, pk, amperity_id) VALUES (?, ?, ?)",
            [(datasource, new, plan.anonymous_id) for datasource, _, new in plan.pks],
        )
    done["change_log_clusters"] += _run(
        connection, exp.delete("change_log_clusters").where(ids.copy())
    )
    before = among("amperity_id_prev", person.ids)
    moved = exp.or_(ids.copy(), before, records.copy())
    done["change_log_pks"] += _run(connection, exp.delete("change_log_pks").where(moved))


def _customers(connection: Connection, plan: Plan, *, is_copy: bool) -> None:
    """Take the person out of the copied headline columns, and out of the words of the index.

    A build writes both anew; in a backup a blank row stays for the orders, as it would there.
    """
    ids = among("amperity_id", plan.person.ids)
    columns = {row[1] for row in rows(connection, "PRAGMA table_info(customer_360)")}
    if is_copy and plan.keeps_records:
        sets = {
            name: exp.null() for name in CUSTOMER_360.names
            if name not in _KEPT_COLUMNS and name in columns
        }  # fmt: skip
        first = plan.person.ids[0]
        _run(connection, exp.delete("customer_360").where(
            exp.and_(ids, exp.column("amperity_id").neq(first))))  # fmt: skip
        _run(connection, exp.update("customer_360", {
            **sets, "amperity_id": plan.anonymous_id}, where=ids.copy()))  # fmt: skip
    else:
        _run(connection, exp.delete("customer_360").where(ids))
    connection.execute("INSERT INTO customer_360_fts (customer_360_fts) VALUES ('rebuild')")


def scrub(connection: Connection, plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Replace the person in any text of the store's tables; yield table, column and rows.

    Journal, activity, mappings, saved definitions, warnings of imports, settings: whatever holds
    an address, a number or an id of his as part of a text.
    """
    pattern = _pattern(plan)
    feeds = {feed.name for feed in FEEDS}
    tables = rows(
        connection,
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.type = 'TEXT'",
    )
    for table, column in tables:
        mine = table in feeds or table in _OWN_RULES
        if mine or table.startswith(("custom_", "customer_360_fts", "sqlite_")):
            continue
        yield table, column, _scrub(connection, table, column, plan, pattern)


def _scrub(
    connection: Connection, table: str, column: str, plan: Plan, pattern: re.Pattern[str]
) -> int:
    name = exp.column(column, quoted=True)
    found = exp.select("rowid", name).from_(exp.to_table(table, quoted=True)).where(
        exp.not_(name.copy().is_(exp.null()))
    )  # fmt: skip
    changed: list[tuple[Any, ...]] = []
    for row, text in rows(connection, found.sql("sqlite")):
        clean = scrubbed(str(text), plan, pattern)
        if clean != text:
            changed.append((clean, row))
    if changed:
        update = exp.Update(
            this=exp.to_table(table, quoted=True),
            expressions=[exp.EQ(this=name.copy(), expression=exp.Placeholder())],
            where=exp.Where(this=exp.column("rowid").eq(exp.Placeholder())),
        )
        connection.executemany(update.sql("sqlite"), changed)
    return len(changed)


def scrubbed(text: str, plan: Plan, pattern: re.Pattern[str]) -> str:
    """Return a text without the person: ids become the anonymous one, the rest a mark."""
    mark = f"[erased {plan.token[:6]}]"

    def put(match: re.Match[str]) -> str:
        return plan.anonymous_id if match[0].lower() in plan.person.ids else mark

    text = pattern.sub(put, text)
    folded = text.casefold()
    for name, street in plan.person.named_at:
        if name.casefold() in folded and street.casefold() in folded:
            for part in (name, street):
                text = re.sub(re.escape(part), mark, text, flags=re.IGNORECASE)
            folded = text.casefold()
    return text


def _pattern(plan: Plan) -> re.Pattern[str]:
    person = plan.person
    long = [one for one in (*phone_forms(person), *person.loyalty_ids) if len(one) >= FEWEST_NEEDLE]
    texts = sorted({*person.ids, *person.emails, *long}, key=len, reverse=True)
    return re.compile("|".join(re.escape(text) for text in texts), re.IGNORECASE)


def _lowered(column: str, values: Iterable[str]) -> exp.Expr:
    filed = exp.Lower(this=exp.column(column, quoted=True))
    return exp.In(this=filed, expressions=[exp.Literal.string(value) for value in values])


def _run(connection: Connection, statement: exp.Expr) -> int:
    return max(0, connection.execute(statement.sql("sqlite")).rowcount)
