"""One person as the brand knows him: records, keys, contacts, orders; and what others share.

Everything is read from the lake by the Amperity ID. A value that another customer holds too (a
family's e-mail, a landline) is the other's as well: it is told, left alone and not searched for.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.errors import NotFoundError
from ampdesk.stitch.statement import fragment, query
from ampdesk.store import Store
from ampdesk.store import erased as keys
from ampdesk.store.sqlite import rows

Pair = tuple[str, str]

_MOST_ALIKE = 500
FEWEST_NEEDLE = 6  # letters: shorter values stand in too many places to mean one person


class Person(BaseModel):
    """What the brand knows a person by. Values are as filed, hashes and searches fold them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[str, ...]
    name: str = ""
    records: tuple[Pair, ...] = ()  # datasource, pk
    foreign_keys: tuple[Pair, ...] = ()  # namespace, value in upper case
    emails: tuple[str, ...] = ()  # lower case
    phones: tuple[str, ...] = ()  # every form that was filed
    loyalty_ids: tuple[str, ...] = ()
    orders: tuple[Pair, ...] = ()  # source, order_id as filed
    named_at: tuple[Pair, ...] = ()  # first and last name, street
    shared: tuple[Pair, ...] = ()  # kind, value: another customer holds it too
    alike: tuple[str, ...] = ()  # ids of those customers: perhaps the same person

    @property
    def has_history(self) -> bool:
        """Whether rows stay that need somebody to belong to."""
        return bool(self.orders)


def gather(engine: Engine, store: Store, ids: Iterable[str]) -> Person:
    """Read a person's keys. Raises NotFoundError when no record has one of the ids."""
    wanted = tuple(dict.fromkeys(one.strip().lower() for one in ids))
    marks = ", ".join("?" * len(wanted))
    known = rows(
        store.connection,
        f"SELECT datasource, pk FROM record_ids WHERE amperity_id IN ({marks})",  # noqa: S608
        wanted,
    )
    if not known:
        raise NotFoundError(
            "no customer has this id",
            remedy="search by name, e-mail, phone or order number",
            where=", ".join(wanted),
        )
    records: set[Pair] = {(row[0], row[1]) for row in known}
    wanted = (*wanted, *_former_ids(store, records, wanted))
    filed = _filed(engine, records)
    late = _not_built_yet(engine, filed)
    if late:
        records |= late
        filed = _filed(engine, records)
    return _described(engine, store, wanted, records, filed)


def _former_ids(store: Store, records: set[Pair], ids: tuple[str, ...]) -> list[str]:
    """Ids that these records had before and nobody has now: notes and lists may still name them."""
    moved = rows(
        store.connection,
        "SELECT DISTINCT amperity_id_prev, datasource, pk FROM change_log_pks"
        " WHERE amperity_id_prev IS NOT NULL AND amperity_id_prev NOT IN"
        " (SELECT amperity_id FROM record_ids)",
    )
    before = {str(row[0]) for row in moved if (row[1], row[2]) in records}
    return sorted(before - set(ids))


def is_record(records: Iterable[Pair]) -> exp.Expr:
    """Build the test of profile rows: datasource and pk are among these. Any engine."""
    by_source: dict[str, list[str]] = {}
    for datasource, pk in sorted(records):
        by_source.setdefault(datasource, []).append(pk)
    tests = [
        exp.and_(
            exp.column("datasource", quoted=True).eq(exp.Literal.string(datasource)),
            among("pk", pks),
        )
        for datasource, pks in by_source.items()
    ]
    return exp.or_(*tests) if tests else exp.false()


def among(column: str, values: Iterable[str]) -> exp.Expr:
    """Build the test that a column equals one of the values; no values: FALSE."""
    literals = [exp.Literal.string(value) for value in values]
    return exp.column(column, quoted=True).isin(*literals) if literals else exp.false()


def _filed(engine: Engine, records: Iterable[Pair]) -> list[dict[str, Any]]:
    found = exp.select("*").from_("source_profiles").where(is_record(records))
    listed: list[dict[str, Any]] = engine.arrow(found).to_pylist()
    return listed


def _not_built_yet(engine: Engine, filed: list[dict[str, Any]]) -> set[Pair]:
    """Records that no build has seen, with the person's foreign key, or e-mail and surname."""
    emails = sorted({str(row["email"]).lower() for row in filed if row["email"]})
    surnames = {str(row["surname"]).casefold() for row in filed if row["surname"]}
    owned = set(_foreign_keys(filed))
    fresh = engine.rows(
        query(
            "SELECT p.datasource, p.pk, p.email, p.surname, p.foreign_keys"
            " FROM source_profiles AS p ANTI JOIN Record_Ids AS r"
            " ON p.datasource = r.datasource AND p.pk = r.pk"
            " WHERE LOWER(p.email) IN (SELECT UNNEST($emails)) OR p.foreign_keys IS NOT NULL",
            emails=exp.Array(expressions=[exp.Literal.string(one) for one in emails or [""]]),
        )
    )
    late: set[Pair] = set()
    for datasource, pk, email, surname, foreign in fresh:
        same_key = owned & set(_foreign_keys([{"foreign_keys": foreign}]))
        same_name = not surname or str(surname).casefold() in surnames
        if same_key or (email and str(email).lower() in emails and same_name):
            late.add((datasource, pk))
    return late


def _foreign_keys(filed: Iterable[dict[str, Any]]) -> list[Pair]:
    found: dict[Pair, None] = {}
    for row in filed:
        for namespace, value in json.loads(row.get("foreign_keys") or "{}").items():
            if str(value).strip():
                found[namespace, str(value).strip().upper()] = None
    return list(found)


def _ids_of(store: Store, records: set[Pair]) -> list[str]:
    """Ids of records; at most some hundreds are asked for."""
    found: set[str] = set()
    for datasource, pk in sorted(records)[:_MOST_ALIKE]:
        statement = "SELECT amperity_id FROM record_ids WHERE datasource = ? AND pk = ?"
        found |= {str(row[0]) for row in rows(store.connection, statement, (datasource, pk))}
    return sorted(found)


def _described(
    engine: Engine,
    store: Store,
    ids: tuple[str, ...],
    records: set[Pair],
    filed: list[dict[str, Any]],
) -> Person:
    emails, phones = _contacts(filed)
    named = _named(filed)
    others = exp.select("*").from_("source_profiles").where(exp.not_(is_record(records)))
    shared, holders = _shared(engine, others, emails, phones, _foreign_keys(filed), named)
    foreign = [pair for pair in _foreign_keys(filed) if ("fk", "=".join(pair)) not in shared]
    loyalty = {str(row["loyalty_id"]).strip() for row in filed if row["loyalty_id"]}
    loyalty |= _memberships(engine, ids)
    names = [name for name, _ in named] + [str(row["email"]) for row in filed if row["email"]]
    return Person(
        ids=ids,
        name=names[0] if names else ids[0],
        records=tuple(sorted(records)),
        foreign_keys=tuple(foreign),
        emails=tuple(one for one in emails if ("email", one) not in shared),
        phones=tuple(one for one in phones if ("phone", one) not in shared),
        loyalty_ids=tuple(sorted(loyalty)),
        orders=tuple(_orders(engine, ids, foreign)),
        named_at=tuple(pair for pair in named if ("name", ", ".join(pair)) not in shared),
        shared=tuple(sorted(shared)),
        alike=tuple(_ids_of(store, holders - records)),
    )


def _contacts(filed: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    emails: dict[str, None] = {}
    phones: dict[str, None] = {}
    for row in filed:
        more = [str(one) for one in json.loads(row["more_contacts"] or "{}").values()]
        for value in [row["email"], *(one for one in more if "@" in one)]:
            if value:
                emails[str(value).strip().lower()] = None
        for value in [row["phone"], row["phone_raw"], *(one for one in more if "@" not in one)]:
            if value and keys.normal(keys.PHONE, str(value)):
                phones[str(value).strip()] = None
    return list(emails), list(phones)


def _named(filed: list[dict[str, Any]]) -> list[Pair]:
    found: dict[Pair, None] = {}
    for row in filed:
        parts = [str(row[name]) for name in ("given_name", "surname") if row[name]]
        for name in (row["full_name"], " ".join(parts)):
            if (
                name
                and " " in str(name).strip()
                and row["address"]
                and len(str(row["address"])) >= FEWEST_NEEDLE
            ):
                found[str(name).strip(), str(row["address"]).strip()] = None
    return list(found)


def _shared(
    engine: Engine,
    others: exp.Select,
    emails: list[str],
    phones: list[str],
    foreign: list[Pair],
    named: list[Pair],
) -> tuple[set[Pair], set[Pair]]:
    """Of these values, those that records of other customers hold as well, and these records."""
    found: set[Pair] = set()
    holders: set[Pair] = set()
    streets = {street.lower() for _, street in named}
    held = engine.rows(
        query(
            "SELECT email, phone, phone_raw, more_contacts, foreign_keys, full_name, given_name,"
            " surname, address, datasource, pk FROM others AS o"
            " WHERE LOWER(email) IN (SELECT UNNEST($emails))"
            " OR phone IN (SELECT UNNEST($phones)) OR phone_raw IN (SELECT UNNEST($phones))"
            " OR LOWER(address) IN (SELECT UNNEST($streets))"
            " OR more_contacts IS NOT NULL OR $foreign",
            tables={"others": others},
            emails=_texts(emails), phones=_texts(phones), streets=_texts(sorted(streets)),
            foreign=_any_text([value for _, value in foreign]),
        )
    )  # fmt: skip
    digits = {keys.normal(keys.PHONE, one) for one in phones}
    names = {(name.casefold(), street.casefold()): (name, street) for name, street in named}
    for row in held:
        email, phone, raw, more, theirs, full, given, surname, address, datasource, pk = row
        listed = [str(one) for one in json.loads(more or "{}").values()]
        values = [str(one) for one in (email, phone, raw, *listed) if one]
        mine = {("email", one.lower()) for one in values if one.lower() in emails}
        same = {keys.normal(keys.PHONE, one) for one in values} & digits
        mine |= {("phone", one) for one in phones if keys.normal(keys.PHONE, one) in same}
        same_keys = set(_foreign_keys([{"foreign_keys": theirs}])) & set(foreign)
        mine |= {("fk", "=".join(pair)) for pair in same_keys}
        for name in (full, f"{given} {surname}"):
            pair = names.get((str(name).casefold(), str(address).casefold()))
            if pair:
                mine.add(("name", ", ".join(pair)))
        found |= mine
        # a number that hundreds give is nobody's: it makes no two people alike
        if any(kind != "phone" for kind, _ in mine):
            holders.add((datasource, pk))
    return found, holders


def _texts(values: Iterable[str]) -> exp.Array:
    return exp.Array(expressions=[exp.Literal.string(value) for value in values or [""]])


def _any_text(values: list[str]) -> exp.Expr:
    """Build the test that the foreign keys of a record hold one of these values."""
    if not values:
        return exp.false()
    return fragment(
        "LEN(LIST_INTERSECT(JSON_EXTRACT_STRING(UPPER(foreign_keys), '$.*'), $values)) > 0",
        values=_texts(values),
    )


def _memberships(engine: Engine, ids: tuple[str, ...]) -> set[str]:
    listed = exp.select("loyalty_id").from_("Unified_Loyalty").where(among("amperity_id", ids))
    return {str(row[0]).strip() for row in engine.rows(listed) if row[0]}


def _orders(engine: Engine, ids: tuple[str, ...], foreign: list[Pair]) -> list[Pair]:
    """Orders by any of the person's keys, and those that the last build gave him."""
    found: dict[Pair, None] = {}
    built = (
        exp.select("source", "order_id")
        .distinct()
        .from_("Unified_Itemized_Transactions")
        .where(among("amperity_id", ids))
    )
    for source, order_id in engine.rows(built):
        found[source, order_id.removeprefix(f"{source}/")] = None
        found[source, order_id] = None
    filed = exp.select("source", "order_id").distinct().from_("source_lines")
    for source, order_id in engine.rows(filed.where(holds_key(foreign))):
        found[source, order_id] = None
    return sorted(found)


def holds_key(foreign: Iterable[Pair]) -> exp.Expr:
    """Build the test of order lines and recipients: the row's foreign key is one of these."""
    by_namespace: dict[str, list[exp.Expr]] = {}
    for namespace, value in foreign:
        by_namespace.setdefault(namespace, []).append(exp.Literal.string(value.lower()))
    filed = fragment("LOWER(TRIM(fk_value))")  # SQLite's UPPER knows only ASCII
    tests = [
        exp.and_(
            exp.column("fk_namespace", quoted=True).eq(exp.Literal.string(namespace)),
            exp.In(this=filed.copy(), expressions=values),
        )
        for namespace, values in by_namespace.items()
    ]
    return exp.or_(*tests) if tests else exp.false()
