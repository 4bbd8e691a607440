"""The steps of a build, in their order; each makes the tables that the next ones read."""

from collections.abc import Callable

from sqlglot import exp

from ampdesk.profiles import (
    attributes,
    buyers,
    coalesced,
    consent,
    current,
    email,
    headline,
    households,
    identity,
    keys,
    lifecycle,
    lines,
    loyalty,
    merged,
    orders,
    products,
    recipients,
    scores,
)
from ampdesk.profiles.currency import compile_main_currency, converted
from ampdesk.profiles.session import Session
from ampdesk.schema import lake_table
from ampdesk.stitch import assign
from ampdesk.stitch.statement import select

UC, MERGED = "Unified_Coalesced", "Merged_Customers"
UIT, UT = "Unified_Itemized_Transactions", "Unified_Transactions"
TAE, RFM = "Transaction_Attributes_Extended", "RFM"


def resolve_identities(session: Session) -> None:
    """Give every current record its Amperity ID."""
    engine = session.engine
    engine.create("profile_versions", current.compile_profile_versions())
    engine.create(
        "picked",
        select(
            "SELECT s.import_id, s.row_number, s.datasource, s.pk, s.given_name, s.surname,"
            " s.full_name, s.email, s.foreign_keys, ROW_NUMBER() OVER () - 1 AS rid"
            " FROM source_profiles AS s SEMI JOIN profile_versions AS v"
            " ON s.import_id = v.import_id AND s.row_number = v.row_number"
        ),
    )
    assign.find_bad_values(engine, "source_profiles")
    identity.previous_ids(session)
    assign.assign(
        engine,
        picked="picked",
        previous="known_ids",
        used="known_ids",
        namespace=session.store.namespace,
    )
    session.changes = identity.compare(session)
    identity.keep(session)


def coalesce(session: Session) -> None:
    """Unified_Coalesced and what hangs on single records."""
    found = session.engine.rows(coalesced.compile_namespaces())
    session.foreign_keys = coalesced.foreign_key_columns(str(row[0]) for row in found)
    session.derive(UC, coalesced.compile_coalesced(session.foreign_keys, result=assign.RESULT))
    session.derive(
        "Identity_Graph",
        select(
            "SELECT DISTINCT amperity_id, datasource, COALESCE(ck, pk) AS customer_key FROM t",
            tables={"t": UC},
        ),
    )


def merge(session: Session) -> None:
    """Merged_Customers and the keys by which other tables find their customer."""
    engine, policy = session.engine, session.policy.merge_policy
    engine.create("merge_ranked", merged.compile_ranked(UC))
    engine.create("merge_winners", merged.compile_winners(policy))
    session.derive(MERGED, merged.compile_merged(policy, records=UC))
    for name in ("merge_ranked", "merge_winners"):
        engine.drop(name)
    engine.create("fk_ids", keys.compile_foreign_keys(session.foreign_keys, records=UC))
    engine.create("email_ids", keys.compile_emails(records=UC, merged=MERGED))
    engine.create("phone_ids", keys.compile_phones(records=UC, merged=MERGED))


def itemize(session: Session) -> None:
    """Products and Unified_Itemized_Transactions."""
    engine = session.engine
    engine.create("current_products", products.compile_current_products())
    session.derive("Unified_Product_Catalog", products.compile_catalog())
    engine.create("line_products", products.compile_line_products())
    engine.create("order_keys", current.compile_order_keys())
    engine.create("order_versions", current.compile_order_versions())
    decided = engine.create("chosen_orders", current.compile_chosen_orders()) > 0
    engine.create("order_level", current.compile_order_level())
    clashing = identity.claim_order_ids(session)
    session.derive(UIT, lines.compile_uit(decided=decided, clashing=clashing))


def roll_up(session: Session) -> None:
    """Fiscal_Calendar, Unified_Transactions, Transaction_Attributes_Extended, RFM."""
    session.derive(
        "Fiscal_Calendar",
        exp.select(*_names("Fiscal_Calendar")).from_(
            current.compile_newest("source_fiscal_calendar", ("calendar_date",)).subquery("c")
        ),
    )
    session.derive(UT, orders.compile_orders(lines=UIT, summed=session.policy.summed_discounts))
    found = session.value(compile_main_currency(UT))
    session.currency = session.policy.currency or (str(found) if found else None)
    counted = converted(session.currency, session.policy.rates, orders=UT)
    session.derive(
        TAE,
        buyers.compile_buyers(
            today=session.today, orders=counted, repeat_days=session.policy.early_repeat_days
        ),
    )
    revenue = converted(session.currency, session.policy.rates, orders=UT, names=("amount",))
    session.derive(RFM, scores.compile_scores(today=session.today, orders=revenue))


def consents(session: Session) -> None:
    """Email_Opt_Status, SMS_Opt_Status, All_Opted_In_Emails."""
    replacing = session.policy.replacing_consent
    session.derive(
        "Email_Opt_Status",
        consent.compile_opt_status("email", contacts="email_ids", replacing=replacing),
    )
    session.derive(
        "SMS_Opt_Status",
        consent.compile_opt_status("sms", contacts="phone_ids", replacing=replacing),
    )
    session.derive("All_Opted_In_Emails", consent.compile_opted_in_emails())


def keep_households(session: Session) -> None:
    """Merged_Households."""
    engine = session.engine
    engine.create("house_members", households.compile_members(MERGED))
    engine.create("house_streets", households.compile_streets())
    engine.create("house_keys", households.compile_keyed())
    session.derive("Merged_Households", households.compile_households(session.store.namespace))


def describe(session: Session) -> None:
    """Customer_Attributes."""
    engine, policy = session.engine, session.policy
    thresholds = exp.select(
        attributes.compile_percentile(policy.outlier_permille, buyers=TAE).subquery().as_("outlier"),
        attributes.compile_percentile(policy.reseller_permille, buyers=TAE).subquery().as_("reseller"),
    )
    made = {
        "thresholds": thresholds,
        "gifts": attributes.compile_gift_givers(policy.words.get("gift_words", ()), lines=UIT),
        "primary_buyers": attributes.compile_primary(households="Merged_Households", buyers=TAE),
        "supersized": attributes.compile_supersized(records=UC),
        "email_states": attributes.compile_opted_in(
            "email", "is_email_opted_in", "email_program", opt="Email_Opt_Status"
        ),
        "sms_states": attributes.compile_opted_in(
            "phone", "is_sms_opted_in", "sms_program", opt="SMS_Opt_Status"
        ),
        "has_opt": select(
            "SELECT EXISTS (SELECT 1 FROM Email_Opt_Status) AS email,"
            " EXISTS (SELECT 1 FROM SMS_Opt_Status) AS sms"
        ),
    }
    for name, query in made.items():
        engine.create(name, query)
    tables = {
        "merged": MERGED, "buyers": TAE, "email_opt": "email_states", "sms_opt": "sms_states",
        "gifts": "gifts", "primary": "primary_buyers", "supersized": "supersized",
        "thresholds": "thresholds", "has_opt": "has_opt",
    }  # fmt: skip
    session.derive(
        "Customer_Attributes",
        attributes.compile_attributes(policy, today=session.today, tables=tables),
    )


def headlines(session: Session) -> None:
    """Customer_360, in the lake and copied to the store."""
    before = session.publish.tables.get("Customer_360")
    if before:
        session.engine.register("customers_before", list(before.files))
    session.derive(
        "Customer_360",
        headline.compile_customer_360(
            merged=MERGED, buyers=TAE, scores=RFM, attributes="Customer_Attributes"
        ),
    )
    identity.copy_customers(session, has_before=bool(before and before.rows))


def engagement(session: Session) -> None:
    """E-mail events and engagement, loyalty, lifecycle events, recipients of campaigns."""
    derive = session.derive
    derive("Unified_Email_Events", email.compile_events("email_ids"))
    derive("Email_Engagement_Summary", email.compile_summary(today=session.today))
    derive(
        "Email_Engagement_Attributes",
        email.compile_engagement(
            summary="Email_Engagement_Summary", contacts="email_ids", merged=MERGED,
            events="Unified_Email_Events", orders=UT,
        ),
    )  # fmt: skip
    derive("Unified_Loyalty", loyalty.compile_loyalty(foreign_keys="fk_ids", contacts="email_ids"))
    derive(
        "Unified_Loyalty_Events",
        loyalty.compile_loyalty_events(foreign_keys="fk_ids", contacts="email_ids"),
    )
    derive(
        "Lifecycle_Events",
        lifecycle.compile_lifecycle(session.policy.churn_stages, today=session.today, orders=UT),
    )
    derive(
        "Campaign_Recipients",
        recipients.compile_recipients(
            merged=MERGED, foreign_keys="fk_ids", emails="email_ids", phones="phone_ids",
            newest=current.compile_newest("source_recipients", recipients.KEY),
        ),
    )  # fmt: skip


def _names(table: str) -> tuple[str, ...]:
    return lake_table(table).names


STEPS: dict[str, Callable[[Session], None]] = {
    "resolving identities": resolve_identities,
    "collecting records": coalesce,
    "merging customers": merge,
    "order lines": itemize,
    "orders and buyers": roll_up,
    "consent": consents,
    "households": keep_households,
    "customer attributes": describe,
    "engagement and recipients": engagement,
    "customers": headlines,
}
