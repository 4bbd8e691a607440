"""An import leaves erased people out: an old file must not bring back who asked to be forgotten.

The brand keeps salted hashes of what erased people were known by (`store.erased`). Rows of people
and contacts that match are left out and counted; order lines stay, without the person: what they
were linked to by the erasure they are linked to again.
"""

from collections.abc import Iterable

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built
from ampdesk.lake import Lake
from ampdesk.lake.files import scan
from ampdesk.store import Store, erased

REASON = "left out: the person was erased"
_NAMESPACE = "erased"  # of the foreign key that holds an erased person's orders together
_BLANK = ("customer_id", "custom", "email", "phone", "amperity_id")
_KEPT = frozenset({"source_lines", "source_recipients"})  # rows that stay, without the person


def leave_out(
    connection: duckdb.DuckDBPyConnection, lake: Lake, store: Store, source: str, built: Built
) -> None:
    """Replace the relations of `built` by ones without erased people; count and say it."""
    known = erased.hashes(store)
    if not known or not built.relations:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_keys (kind VARCHAR, hash VARCHAR)")
    connection.executemany("INSERT INTO erased_keys VALUES (?, ?)", known)
    before = _records(connection, built.relations)
    kept: list[tuple[str, str]] = []
    touched = 0
    for number, (table, relation) in enumerate(built.relations):
        made, hits = _without(connection, lake, store, source, table, relation, number)
        kept.append((table, made))
        touched += hits
    if not touched:
        return
    built.relations[:] = kept
    gone = before - _records(connection, built.relations)
    if gone:
        built.skipped[REASON] = built.skipped.get(REASON, 0) + gone
    built.warnings.append(
        f"{touched:,} rows hold somebody who was erased: people and contacts were left out,"
        " orders were kept without their names"
    )


def _records(connection: duckdb.DuckDBPyConnection, relations: Iterable[tuple[str, str]]) -> int:
    """Records of the file that give at least one row."""
    parts: list[exp.Query] = [exp.select("_row").from_(duck.table(name)) for _, name in relations]
    query = parts[0]
    for part in parts[1:]:
        query = query.union(part)
    counted = exp.select(
        exp.Count(this=exp.Distinct(expressions=[duck.column("_row")]))
    ).from_(query.subquery("r"))  # fmt: skip
    return int(duck.run(connection, counted)[0][0])


def _without(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    store: Store,
    source: str,
    table: str,
    relation: str,
    number: int,
) -> tuple[str, int]:
    """Return the relation to load and how many rows hold an erased person."""
    there = duck.columns_of(connection, relation)
    keys = list(_values(table, set(there), erased.salt_of(store)))
    if not keys:
        return relation, 0
    numbered = f"numbered_{number}"
    duck.create(
        connection,
        numbered,
        exp.select("*", exp.Window(this=exp.RowNumber()).as_("_at")).from_(duck.table(relation)),
    )
    hashes = [
        exp.select("_at", exp.convert(kind).as_("kind"), hashed.as_("hash")).from_(numbered)
        for kind, hashed in keys
    ]
    if "foreign_keys" in there:
        hashes.append(_keys_of(numbered, erased.salt_of(store)))
    found: exp.Query = hashes[0]
    for part in hashes[1:]:
        found = found.union(part, distinct=False)
    held = f"erased_{number}"
    duck.create(
        connection,
        held,
        exp.select("h._at").distinct().from_(found.subquery("h"))
        .join("erased_keys AS e", on="h.kind = e.kind AND h.hash = e.hash", join_type="semi"),
    )  # fmt: skip
    hits = duck.count(connection, held)
    if not hits:
        return relation, 0
    shown = [name for name in there if name != "_at"]
    made = f"kept_{number}"
    if table in _KEPT:
        duck.create(connection, made, _blanked(lake, table, source, numbered, held, shown))
    else:
        columns = [exp.column(name, table="n", quoted=True) for name in shown]
        duck.create(
            connection,
            made,
            exp.select(*columns).from_(f"{numbered} AS n")
            .join(f"{held} AS h", on="n._at = h._at", join_type="anti"),
        )  # fmt: skip
    return made, hits


def _keys_of(numbered: str, salt: str) -> exp.Select:
    """One row per foreign key of a profile record: _at, kind, hash."""
    pairs = duck.call(
        "unnest", duck.call("map_entries", duck.cast(duck.cast(duck.column("foreign_keys"), "JSON"),
                                                     "MAP(VARCHAR, VARCHAR)"))
    )  # fmt: skip
    listed = exp.select("_at", pairs.as_("pair")).from_(numbered).where(
        exp.not_(duck.column("foreign_keys").is_(exp.null()))
    )  # fmt: skip
    value = duck.call("upper", duck.call("trim", duck.call("struct_extract", duck.column("pair"),
                                                           "value")))  # fmt: skip
    key = duck.call("struct_extract", duck.column("pair"), "key")
    whole = duck.call("concat", f"{salt}|{erased.FK}|", key, erased.PART, value)
    return exp.select(
        "_at", exp.convert(erased.FK).as_("kind"), duck.call("sha256", whole).as_("hash")
    ).from_(listed.subquery("l"))  # fmt: skip


def _blanked(
    lake: Lake, table: str, source: str, numbered: str, held: str, shown: list[str]
) -> exp.Select:
    """Rows of erased people without what is personal; lines keep the link that they had."""
    is_held = exp.not_(exp.column("_at", table="h").is_(exp.null()))
    linked = table == "source_lines" and "order_id" in shown
    columns: list[exp.Expr] = []
    for name in shown:
        value: exp.Expr = exp.column(name, table="n", quoted=True)
        if name in _BLANK:
            value = exp.Case().when(is_held.copy(), exp.null()).else_(value)
        elif name in ("fk_namespace", "fk_value"):
            now = exp.column(name, table="t", quoted=True) if linked else exp.null()
            value = exp.Case().when(is_held.copy(), now).else_(value)
        columns.append(value.as_(name, quoted=True))
    made = (
        exp.select(*columns)
        .from_(f"{numbered} AS n")
        .join(f"{held} AS h", on="n._at = h._at", join_type="left")
    )
    if not linked:
        return made
    return made.join(
        _links(lake, source).subquery("t"), on="n.order_id = t.order_id", join_type="left"
    )


def _links(lake: Lake, source: str) -> exp.Select:
    """Orders of the source that an erasure made anonymous: order_id and their one key."""
    with lake.snapshot() as snapshot:
        table = snapshot.tables.get("source_lines")
    if table is None or not table.files:
        nothing = [exp.cast(exp.null(), "VARCHAR").as_(name) for name in
                   ("order_id", "fk_namespace", "fk_value")]  # fmt: skip
        return exp.select(*nothing).where(exp.false())
    newest = [exp.Max(this=duck.column(name)).as_(name) for name in ("fk_namespace", "fk_value")]
    return (
        exp.select("order_id", *newest)
        .from_(scan(table.files, uniform=table.uniform))
        .where(
            duck.column("source").eq(duck.text(source)),
            duck.column("fk_namespace").eq(duck.text(_NAMESPACE)),
        )
        .group_by("order_id")
    )


def _values(table: str, there: set[str], salt: str) -> Iterable[tuple[str, exp.Expr]]:
    """Yield kind and hash of what a row says about who it is; forms as in `store.erased`."""

    def hashed(kind: str, value: exp.Expr) -> exp.Expr:
        return duck.call("sha256", duck.call("concat", f"{salt}|{kind}|", value))

    def text(name: str) -> exp.Expr:
        return exp.cast(duck.column(name), "VARCHAR")

    part = erased.PART
    # a table of the user's own names its columns as it likes: every text may be an address
    own = (
        there - {"_row", "import_id", "row_number", "source"}
        if table.startswith("custom_")
        else set()
    )
    for name in sorted({"email", "contact"} & there | own):
        yield erased.EMAIL, hashed(erased.EMAIL, duck.call("lower", duck.call("trim", text(name))))
    for name in sorted({"phone", "phone_raw", "contact"} & there | own):
        digits = duck.call("regexp_replace", text(name), "[^0-9]", "", "g")
        tail = exp.Case().when(
            exp.GTE(this=duck.call("length", digits), expression=exp.convert(erased.FEWEST_DIGITS)),
            duck.call("right", digits.copy(), erased.PHONE_DIGITS),
        )
        yield erased.PHONE, hashed(erased.PHONE, tail)
    if "loyalty_id" in there:
        number = duck.call("upper", duck.call("trim", text("loyalty_id")))
        yield erased.LOYALTY, hashed(erased.LOYALTY, number)
    if table == "source_profiles":
        yield (
            erased.PK,
            hashed(erased.PK, duck.call("concat", text("datasource"), part, text("pk"))),
        )
    if {"fk_namespace", "fk_value"} <= there:
        key = duck.call("concat", text("fk_namespace"), part,
                        duck.call("upper", duck.call("trim", text("fk_value"))))  # fmt: skip
        yield erased.FK, hashed(erased.FK, key)
