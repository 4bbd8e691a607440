"""The steps of a build up to orders: identities, records, customers, lines, orders, buyers.

Each step derives its tables in a full build and patches them in an incremental one, by the same
statements over fewer rows; so both give the same rows (ADR 0062).
"""

from sqlglot import exp

from ampdesk.profiles import (
    assigned,
    buyers,
    coalesced,
    current,
    identity,
    keys,
    lines,
    merged,
    orders,
    products,
    scores,
    touched,
)
from ampdesk.profiles.currency import READ, compile_main_currency, converted
from ampdesk.profiles.session import Session, difference
from ampdesk.schema import lake_table
from ampdesk.schema.customer import UNIFIED_CUSTOMER
from ampdesk.stitch import assign, bad
from ampdesk.stitch.assign import Changes
from ampdesk.stitch.statement import query, select

UC, MERGED = "Unified_Coalesced", "Merged_Customers"
CUSTOMER = UNIFIED_CUSTOMER.name
UIT, UT = "Unified_Itemized_Transactions", "Unified_Transactions"
TAE, RFM = "Transaction_Attributes_Extended", "RFM"
MOVED = "touched_ids"
"""Customers whose records changed, by their id before and after."""
BUYERS = "touched_buyers"
"""Customers whose orders changed."""
_SAME_CUSTOMER = "t.amperity_id = b.amperity_id"
THEIR_ORDERS = "orders_of_touched_buyers"
"""All orders of these customers."""


def resolve_identities(session: Session) -> None:
    """Give every current record, or every touched one, its Amperity ID."""
    engine, delta = session.engine, session.delta
    if session.no_new_records:
        _as_it_was(session)
        return
    if delta is not None:
        _find_touched(session, delta.new("source_profiles"))
        engine.create("profile_versions", current.compile_profile_versions("picked_keys"))
    else:
        found = engine.rows(coalesced.compile_namespaces())
        session.foreign_keys = coalesced.foreign_key_columns(str(row[0]) for row in found)
        engine.create("profile_versions", current.compile_profile_versions())
    engine.create(
        "picked",
        select(
            "SELECT s.import_id, s.row_number, s.datasource, s.pk, s.given_name, s.surname,"
            " s.full_name, s.email, s.phone, s.address, s.foreign_keys,"
            " ROW_NUMBER() OVER () - 1 AS rid"
            " FROM source_profiles AS s SEMI JOIN profile_versions AS v"
            " ON s.import_id = v.import_id AND s.row_number = v.row_number"
        ),
    )
    shared = None if delta is None else bad.compile_kept_shared("touched_emails")
    assign.find_bad_values(engine, "picked", shared)
    identity.previous_ids(session)
    assign.assign(
        engine,
        picked="picked",
        previous="known_ids",
        used="known_ids",
        namespace=session.store.namespace,
    )
    _keep_bad_values(session)
    engine.drop("picked")
    session.changes = identity.compare(session)
    identity.keep(session)


def _keep_bad_values(session: Session) -> None:
    """Stitch_BlocklistValues and Stitch_BadValues."""
    held = bad.compile_holders("picked")
    if session.delta is None:
        session.derive(bad.HOLDERS, held)
    else:
        session.patch(bad.HOLDERS, ("datasource", "pk"), "picked_keys", held)
    session.derive(bad.VALUES, bad.compile_values())


def _as_it_was(session: Session) -> None:
    """Scopes without rows: what later steps read when no record came."""
    engine = session.engine
    for table in (UC, MERGED):
        for name in (f"fresh_{table}", f"stale_{table}"):
            engine.create(name, exp.select("*").from_(table).where(exp.false()))
    for name, table, column in (
        (MOVED, MERGED, "amperity_id"),
        ("touched_houses", "Merged_Households", "household_id"),
    ):
        engine.create(name, exp.select(column).from_(table).where(exp.false()))
    session.changes = Changes(unchanged=session.publish.tables[MERGED].rows)


def _find_touched(session: Session, imports: tuple[int, ...]) -> None:
    engine = session.engine
    engine.create("new_keys", touched.compile_new_keys(imports))
    engine.create("old_versions", touched.compile_old_versions())
    engine.create("touched_emails", touched.compile_touched_emails(imports))
    engine.create(
        "touched_fks", touched.compile_touched_foreign_keys(imports, session.foreign_keys)
    )
    engine.create("touched_customers", touched.compile_touched_customers(session.foreign_keys))
    engine.create("picked_keys", touched.compile_picked_keys())


def coalesce(session: Session) -> None:
    """Unified_Coalesced, Unified_Customer and Identity_Graph."""
    if session.no_new_records:
        return
    made = coalesced.compile_coalesced(session.foreign_keys, result=assign.RESULT)
    graph = select(
        "SELECT DISTINCT amperity_id, datasource, COALESCE(ck, pk) AS customer_key FROM t",
        tables={"t": UC if session.delta is None else f"fresh_{UC}"},
    )
    if session.delta is None:
        session.derive(UC, made)
        session.derive(CUSTOMER, exp.select(*UNIFIED_CUSTOMER.names).from_(UC))
        session.derive("Identity_Graph", graph)
        return
    session.patch(UC, ("datasource", "pk"), "picked_keys", made)
    fresh = exp.select(*UNIFIED_CUSTOMER.names).from_(f"fresh_{UC}")
    session.patch(CUSTOMER, ("datasource", "pk"), "picked_keys", fresh)
    session.engine.create(
        MOVED,
        query(
            "SELECT amperity_id FROM moves WHERE amperity_id IS NOT NULL"
            " UNION SELECT before_id FROM moves WHERE before_id IS NOT NULL"
        ),
    )
    session.patch("Identity_Graph", ("amperity_id",), MOVED, graph)


def merge(session: Session) -> None:
    """Merged_Customers."""
    if session.no_new_records:
        return
    engine, policy = session.engine, session.policy.merge_policy
    records = UC if session.delta is None else f"fresh_{UC}"
    engine.create("merge_ranked", merged.compile_ranked(records))
    engine.create("merge_winners", merged.compile_winners(policy))
    made = merged.compile_merged(policy, records=records)
    if session.delta is None:
        session.derive(MERGED, made)
    else:
        session.patch(MERGED, ("amperity_id",), MOVED, made)
    engine.drop("merge_ranked")
    engine.drop("merge_winners")


def assign_emails(session: Session) -> None:
    """Merged_Customers again, each e-mail at one customer, where the brand wants that."""
    if session.policy.email_assignment:
        pairs = assigned.compile_email_pairs(session.policy.merge_policy, records=UC, buyers=TAE)
        session.engine.create("email_pairs", pairs)
        session.derive(MERGED, assigned.compile_with_emails(merged=MERGED))


def itemize(session: Session) -> None:
    """Products and Unified_Itemized_Transactions."""
    engine, delta = session.engine, session.delta
    if delta is None:
        engine.create("fk_ids", keys.compile_foreign_keys(session.foreign_keys, records=UC))
    else:
        _find_orders(session, delta.new("source_lines"))
    engine.create("current_products", products.compile_current_products())
    if delta is None:
        session.derive("Unified_Product_Catalog", products.compile_catalog())
    feed = "source_lines" if delta is None else "scoped_lines"
    engine.create("line_products", products.compile_line_products(feed))
    engine.create("order_keys", current.compile_order_keys(feed))
    engine.create("order_versions", current.compile_order_versions(feed))
    decided = engine.create("chosen_orders", current.compile_chosen_orders()) > 0
    engine.create("order_level", current.compile_order_level(feed))
    clashing = identity.claim_order_ids(session)
    picked = None if delta is None else "touched_orders"
    made = lines.compile_uit(
        decided=decided, clashing=clashing, feed=feed, picked=picked, custom=session.custom
    )
    if delta is None:
        session.derive(UIT, made)
        return
    engine.create(
        "line_scope",
        query(
            "SELECT source, order_id FROM touched_orders"
            " UNION SELECT source, source || '/' || order_id FROM touched_orders"
        ),
    )
    session.patch(UIT, ("source", "order_id"), "line_scope", made)
    engine.create(
        "rolled_orders",
        query(
            "SELECT order_id FROM f UNION SELECT order_id FROM s",
            tables={"f": f"fresh_{UIT}", "s": f"stale_{UIT}"},
        ),
    )


def _find_orders(session: Session, imports: tuple[int, ...]) -> None:
    """Orders that came or whose customer changed, and the customers their keys belong to."""
    engine, names = session.engine, session.foreign_keys
    fresh = keys.compile_foreign_keys(names, records=f"fresh_{UC}")
    stale = keys.compile_foreign_keys(names, records=f"stale_{UC}")
    engine.create("fresh_fks", fresh)
    engine.create("stale_fks", stale)
    engine.create(
        "changed_fks",
        exp.union(
            exp.select("namespace", "value").from_(
                difference("fresh_fks", "stale_fks").subquery("a")
            ),
            exp.select("namespace", "value").from_(
                difference("stale_fks", "fresh_fks").subquery("b")
            ),
        ),
    )
    engine.create("touched_orders", touched.compile_touched_orders(imports))
    engine.create("order_scope", select("SELECT DISTINCT order_id FROM touched_orders"))
    held = [int(row[0]) for row in engine.rows(touched.compile_their_imports())]
    engine.create("scoped_lines", touched.compile_scoped_lines(held))
    engine.create("needed_fks", touched.compile_needed_foreign_keys("scoped_lines"))
    engine.create("fk_ids", keys.compile_foreign_keys(names, records=UC, wanted="needed_fks"))


def roll_up(session: Session) -> None:
    """Fiscal_Calendar, Unified_Transactions, Transaction_Attributes_Extended, RFM."""
    delta, policy = session.delta, session.policy
    summed, custom = policy.summed_discounts, session.custom.of_orders
    if delta is None:
        newest = current.compile_newest("source_fiscal_calendar", ("calendar_date",))
        names = lake_table("Fiscal_Calendar").names
        session.derive("Fiscal_Calendar", exp.select(*names).from_(newest.subquery("c")))
        session.derive(UT, orders.compile_orders(lines=UIT, summed=summed, custom=custom))
    else:
        made = orders.compile_orders(lines=f"fresh_{UIT}", summed=summed, custom=custom)
        session.patch(UT, ("order_id",), "rolled_orders", made)
        session.engine.create(
            BUYERS,
            query(
                "SELECT amperity_id FROM f WHERE amperity_id IS NOT NULL"
                " UNION SELECT amperity_id FROM s WHERE amperity_id IS NOT NULL",
                tables={"f": f"fresh_{UT}", "s": f"stale_{UT}"},
            ),
        )
        theirs = exp.select(*(exp.column(name, table="t") for name in READ)).from_(f"{UT} AS t")
        theirs = theirs.join(f"{BUYERS} AS b", on=_SAME_CUSTOMER, join_type="semi")
        session.engine.create(THEIR_ORDERS, theirs)
    found = session.value(compile_main_currency(UT))
    session.currency = policy.currency or (str(found) if found else None)
    as_before = delta is not None and delta.same_day and delta.currency == session.currency
    counted = converted(session.currency, policy.rates, orders=THEIR_ORDERS if as_before else UT)
    made = buyers.compile_buyers(
        today=session.today, orders=counted, repeat_days=policy.early_repeat_days
    )
    if as_before:
        session.rewrite(TAE, ("amperity_id",), BUYERS, made)
    else:
        session.derive(TAE, made)
    revenue = converted(session.currency, policy.rates, orders=UT, names=("amount",))
    if RFM in session.publish.tables:
        session.engine.create("scores_before", exp.select("*").from_(RFM))
    session.derive(RFM, scores.compile_scores(today=session.today, orders=revenue))
    foreign = session.number(
        exp.select("COUNT(*)").from_(UT).where(
            exp.column("currency").neq(exp.convert(session.currency or "")),
            exp.not_(exp.column("currency").isin(*(list(policy.rates) or [""]))),
        )
    )  # fmt: skip
    if foreign:
        session.warnings.append(
            f"{foreign} orders are in another currency than {session.currency}: they count, their"
            " amounts do not, until a rate is set (exchange_rates)"
        )
