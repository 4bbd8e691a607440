"""The steps of a build after orders: consent, engagement, households, attributes, headlines."""

from collections.abc import Callable, Iterable

from sqlglot import exp

from ampdesk.profiles import (
    attributes,
    compliance,
    consent,
    copied,
    current,
    email,
    headline,
    households,
    keys,
    lifecycle,
    loyalty,
    recipients,
    steps,
)
from ampdesk.profiles.session import Session, difference
from ampdesk.profiles.steps import BUYERS, MERGED, RFM, TAE, UC, UT
from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment, query, select

HOUSES, ATTRIBUTES, HEADLINES = "Merged_Households", "Customer_Attributes", "Customer_360"
_CONTACT_FEEDS = ("source_consents", "source_email_events")
_SMALL_FEEDS = ("source_loyalty", "source_loyalty_events", "source_recipients")


def find_contacts(session: Session) -> None:
    """Whose are the e-mails, phones and loyalty numbers that other feeds name."""
    engine, delta = session.engine, session.delta
    if all(session.is_idle(feed) for feed in (*_SMALL_FEEDS, *_CONTACT_FEEDS)):
        return
    emails = [_emails_of(feed) for feed in _SMALL_FEEDS]
    if delta is None or delta.new("source_consents"):
        emails.append(
            fragment(
                "SELECT LOWER(TRIM(contact)) AS contact FROM source_consents"
                " WHERE channel = 'email'"
            )
        )
    if delta is None or delta.new("source_email_events"):
        emails.append(_emails_of("source_email_events"))
    if delta is not None:
        emails += [_emails_of(f"fresh_{UC}"), _emails_of(f"stale_{UC}")]
    engine.create("wanted_emails", _union(emails))
    engine.create(
        "email_ids", keys.compile_emails(records=UC, merged=MERGED, wanted="wanted_emails")
    )
    phones = [_phones_of("source_recipients", "phone")]
    consents = exp.select("contact").from_("source_consents").where("channel = 'sms'")
    if delta is None or delta.new("source_consents"):
        phones.append(_phones_of(consents.subquery("c"), "contact"))
    elif session.number(exp.select("COUNT(*)").from_(consents.subquery("c"))):
        phones += [_phones_of(f"fresh_{UC}", "phone"), _phones_of(f"stale_{UC}", "phone")]
    engine.create("wanted_phones", _union(phones))
    engine.create(
        "phone_ids", keys.compile_phones(records=UC, merged=MERGED, wanted="wanted_phones")
    )
    wanted = query(
        "SELECT $loyalty AS namespace, UPPER(TRIM(loyalty_id)) AS value FROM source_loyalty"
        " UNION SELECT $loyalty, UPPER(TRIM(loyalty_id)) FROM source_loyalty_events"
        " UNION SELECT fk_namespace, UPPER(TRIM(fk_value)) FROM source_recipients",
        loyalty=loyalty.NAMESPACE,
    )
    engine.create("wanted_fks", wanted)
    engine.create(
        "contact_fks",
        keys.compile_foreign_keys(session.foreign_keys, records=UC, wanted="wanted_fks"),
    )


def _emails_of(table: str) -> exp.Expr:
    return exp.select(keys.email_key(exp.column("email")).as_("contact", copy=False)).from_(table)


def _phones_of(table: str | exp.Expr, name: str) -> exp.Expr:
    return exp.select(preprocess.clean_phone(exp.column(name)).as_("contact", copy=False)).from_(
        table
    )


def _union(parts: list[exp.Expr]) -> exp.Query:
    made: exp.Query = parts[0]  # type: ignore[assignment]
    for part in parts[1:]:
        made = exp.union(made, part)
    return made


def consents(session: Session) -> None:
    """Email_Opt_Status, SMS_Opt_Status, All_Opted_In_Emails."""
    anew = session.delta is None or bool(session.delta.new("source_consents"))
    replacing = consent.replacing_imports(session.store, session.policy.replacing_consent)
    changed = False
    for channel, table, ids in (
        ("email", "Email_Opt_Status", "email_ids"), ("sms", "SMS_Opt_Status", "phone_ids"),
    ):  # fmt: skip
        if anew:
            made = consent.compile_opt_status(channel, contacts=ids, replacing=replacing)  # type: ignore[arg-type]
            session.derive(table, made)
        else:
            changed = _own_again(session, table, channel) or changed
    if anew or changed:
        session.derive("All_Opted_In_Emails", consent.compile_opted_in_emails())


def _own_again(session: Session, table: str, channel: str) -> bool:
    """Give the rows of touched contacts their customer anew; True when any has another."""
    if session.no_new_records or not session.publish.tables[table].rows:
        return False
    by_email = channel != "sms"
    column = exp.column("email" if by_email else "phone", table="t")
    key = keys.email_key(column) if by_email else preprocess.clean_phone(column)
    kind = "emails" if by_email else "phones"
    joined = (
        exp.select()
        .from_(f"{table} AS t")
        .join(f"wanted_{kind} AS w", on=key.eq(exp.column("contact", table="w")), join_type="left")
        .join(f"{kind[:-1]}_ids AS c", on="w.contact = c.contact", join_type="left")
    )
    other = fragment("w.contact IS NOT NULL AND t.amperity_id IS DISTINCT FROM c.amperity_id")
    if not session.number(joined.select("COUNT(*)").where(other)):
        return False
    owner = fragment("CASE WHEN w.contact IS NOT NULL THEN c.amperity_id ELSE t.amperity_id END")
    names = session.publish.tables[table].names
    session.derive(table, joined.select(*(
        (owner if name == "amperity_id" else exp.column(name, table="t")).as_(name, copy=False)
        for name in names
    )))  # fmt: skip
    return True


def keep_households(session: Session) -> None:
    """Merged_Households."""
    if session.no_new_records:
        return
    engine, delta, space = session.engine, session.delta, session.store.namespace
    members = MERGED if delta is None else f"fresh_{MERGED}"
    engine.create("house_members", households.compile_members(members))
    engine.create("house_streets", households.compile_streets())
    engine.create("house_keys", households.compile_keyed())
    made = households.compile_households(space)
    if delta is None:
        session.derive(HOUSES, made)
        return
    # members keep their row; only the size of the households they leave or join can change
    engine.create("houses_new", made)
    engine.create("touched_houses", select(_TOUCHED_HOUSES))
    engine.create("house_scope", query(_HOUSE_SCOPE))
    session.patch(HOUSES, ("amperity_id",), "house_scope", select(_HOUSES_ANEW))


_TOUCHED_HOUSES = """
SELECT DISTINCT household_id FROM (
  SELECT n.household_id FROM houses_new AS n ANTI JOIN Merged_Households AS o
    ON n.amperity_id = o.amperity_id AND n.household_id = o.household_id
  UNION ALL SELECT o.household_id FROM Merged_Households AS o
    SEMI JOIN touched_ids AS t ON o.amperity_id = t.amperity_id
    ANTI JOIN houses_new AS n ON n.amperity_id = o.amperity_id AND n.household_id = o.household_id
) AS h
"""
_HOUSE_SCOPE = """
SELECT amperity_id FROM touched_ids
UNION SELECT o.amperity_id FROM Merged_Households AS o
  SEMI JOIN touched_houses AS h ON o.household_id = h.household_id
"""
_HOUSES_ANEW = """
WITH members AS (
  SELECT * FROM houses_new
  UNION ALL SELECT o.* FROM Merged_Households AS o
    SEMI JOIN touched_houses AS h ON o.household_id = h.household_id
    ANTI JOIN touched_ids AS t ON o.amperity_id = t.amperity_id
)
SELECT m.* REPLACE (CASE WHEN h.household_id IS NULL THEN o.household_size
  ELSE COUNT(*) OVER (PARTITION BY m.household_id) END AS household_size)
FROM members AS m
LEFT JOIN touched_houses AS h ON m.household_id = h.household_id
LEFT JOIN Merged_Households AS o ON m.amperity_id = o.amperity_id
"""


def describe(session: Session) -> None:
    """Customer_Attributes."""
    engine, policy, delta = session.engine, session.policy, session.delta
    thresholds = exp.select(
        attributes.compile_percentile(policy.outlier_permille, buyers=TAE)
        .subquery()
        .as_("outlier", copy=False),
        attributes.compile_percentile(policy.reseller_permille, buyers=TAE)
        .subquery()
        .as_("reseller", copy=False),
    )
    engine.create("thresholds", thresholds)
    engine.create("supersized", attributes.compile_supersized(records=UC))
    some = delta is not None and delta.same_day and delta.currency == session.currency
    some = some and not delta.new("source_consents")  # type: ignore[union-attr]
    if some:
        engine.create("described", query(_DESCRIBED, most=policy.reseller_records))
    made = {
        "described_customers": _limited(MERGED, some),
        "gifts": attributes.compile_gift_givers(
            policy.words.get("gift_words", ()), lines=_limited(steps.UIT, some)
        ),
        "primary_buyers": attributes.compile_primary(
            households=query(_WHOLE_HOUSES) if some else HOUSES, buyers=TAE
        ),
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
    for name, made_query in made.items():
        engine.create(name, made_query)
    tables = {
        "merged": "described_customers", "buyers": TAE, "email_opt": "email_states",
        "sms_opt": "sms_states", "gifts": "gifts", "primary": "primary_buyers",
        "supersized": "supersized", "thresholds": "thresholds", "has_opt": "has_opt",
    }  # fmt: skip
    found = attributes.compile_attributes(policy, today=session.today, tables=tables)
    if some:
        session.patch(ATTRIBUTES, ("amperity_id",), "described", found)
    else:
        session.derive(ATTRIBUTES, found)


_WHOLE_HOUSES = """
SELECT h.* FROM Merged_Households AS h SEMI JOIN (
  SELECT m.household_id FROM Merged_Households AS m
  SEMI JOIN described AS d ON m.amperity_id = d.amperity_id
) AS w ON h.household_id = w.household_id
"""
# touched customers, their households, and those on the other side of a moved threshold
_DESCRIBED = """
WITH own AS (
  SELECT amperity_id FROM touched_ids UNION SELECT amperity_id FROM touched_buyers
), houses AS (
  SELECT h.household_id FROM Merged_Households AS h
  SEMI JOIN own AS o ON h.amperity_id = o.amperity_id
  UNION SELECT household_id FROM touched_houses
)
SELECT amperity_id FROM own
UNION SELECT h.amperity_id FROM Merged_Households AS h
  SEMI JOIN houses AS s ON h.household_id = s.household_id
UNION SELECT a.amperity_id FROM Customer_Attributes AS a
  JOIN Transaction_Attributes_Extended AS t ON a.amperity_id = t.amperity_id
  LEFT JOIN supersized AS z ON a.amperity_id = z.amperity_id
  CROSS JOIN thresholds AS q
  WHERE a.is_outlier <> (t.lifetime_order_revenue > q.outlier)
    OR a.is_reseller <> COALESCE(
      z.records > $most AND t.lifetime_order_revenue > q.reseller, FALSE)
"""


def _limited(table: str, some: bool) -> exp.Select:  # noqa: FBT001  # the caller's one condition
    rows = exp.select("t.*").from_(f"{table} AS t")
    if not some:
        return rows
    return rows.join("described AS d", on="t.amperity_id = d.amperity_id", join_type="semi")


def engagement(session: Session) -> None:
    """E-mail events and engagement, loyalty, lifecycle events, recipients of campaigns."""
    delta, derive, today = session.delta, session.derive, session.today
    anew = delta is None or bool(delta.new("source_email_events"))
    if anew:
        derive("Unified_Email_Events", email.compile_events("email_ids"))
    else:
        _own_again(session, "Unified_Email_Events", "email")
    if anew or not (delta and delta.same_day):
        derive("Email_Engagement_Summary", email.compile_summary(today=today))
    if anew or session.publish.tables["Unified_Email_Events"].rows:
        derive(
            "Email_Engagement_Attributes",
            email.compile_engagement(
                summary="Email_Engagement_Summary", merged=MERGED, events="Unified_Email_Events",
                orders=UT,
            ),
        )  # fmt: skip
    small = {
        "Unified_Loyalty": loyalty.compile_loyalty(
            foreign_keys="contact_fks", contacts="email_ids"
        ),
        "Unified_Loyalty_Events": loyalty.compile_loyalty_events(
            foreign_keys="contact_fks", contacts="email_ids"
        ),
        "Campaign_Recipients": recipients.compile_recipients(
            merged=MERGED, foreign_keys="contact_fks", emails="email_ids", phones="phone_ids",
            newest=current.compile_newest("source_recipients", recipients.KEY),
        ),
    }  # fmt: skip
    for (table, made), feed in zip(small.items(), _SMALL_FEEDS, strict=True):
        if not session.is_idle(feed):
            derive(table, made)
    stages = session.policy.churn_stages
    if delta is None or not delta.same_day:
        derive("Lifecycle_Events", lifecycle.compile_lifecycle(stages, today=today, orders=UT))
        return
    events = lifecycle.compile_lifecycle(stages, today=today, orders=steps.THEIR_ORDERS)
    session.rewrite("Lifecycle_Events", ("amperity_id",), BUYERS, events)


def headlines(session: Session) -> None:
    """Customer_360, in the lake and copied to the store."""
    engine, delta = session.engine, session.delta
    some = delta is not None and delta.same_day and ATTRIBUTES in session.patched
    if not some:
        before = session.publish.tables.get(HEADLINES)
        if before and before.rows:
            engine.create(f"stale_{HEADLINES}", exp.select("*").from_(HEADLINES))
        session.derive(
            HEADLINES,
            headline.compile_customer_360(
                merged=MERGED, buyers=TAE, scores=RFM, attributes=ATTRIBUTES
            ),
        )
        if before and before.rows:
            engine.create(f"fresh_{HEADLINES}", exp.select("*").from_(HEADLINES))
            engine.create(copied.GONE, difference(f"stale_{HEADLINES}", f"fresh_{HEADLINES}"))
        copied.copy_customers(session, patched=bool(before and before.rows))
        return
    scores = session.publish.tables[RFM].names
    scope: exp.Query = exp.select("amperity_id").from_("described")
    for one, other in (("scores_before", RFM), (RFM, "scores_before")):
        scope = exp.union(scope, _unlike(one, other, scores))
    engine.create("headline_scope", scope)
    customers = exp.select("t.*").from_(f"{MERGED} AS t").join(
        "headline_scope AS s", on="t.amperity_id = s.amperity_id", join_type="semi"
    )  # fmt: skip
    engine.create("headline_customers", customers)
    session.patch(
        HEADLINES, ("amperity_id",), "headline_scope",
        headline.compile_customer_360(
            merged="headline_customers", buyers=TAE, scores=RFM, attributes=ATTRIBUTES
        ),
    )  # fmt: skip
    copied.copy_customers(session, patched=True)


def _unlike(one: str, other: str, names: Iterable[str]) -> exp.Select:
    """Customers of whom one table of scores has a row that the other has not."""
    same = exp.and_(*(
        exp.NullSafeEQ(this=exp.column(name, table="o"), expression=exp.column(name, table="t"))
        for name in names
    ))  # fmt: skip
    rows = exp.select("t.amperity_id").from_(f"{one} AS t")
    return rows.join(f"{other} AS o", on=same, join_type="anti")


def requests(session: Session) -> None:
    """Unified_Compliance and its overview; an erasure makes the next build a full one."""
    if session.delta is None:
        compliance.keep(session.store, session.publish)


STEPS: dict[str, Callable[[Session], None]] = {
    "resolving identities": steps.resolve_identities,
    "collecting records": steps.coalesce,
    "merging customers": steps.merge,
    "order lines": steps.itemize,
    "orders and buyers": steps.roll_up,
    "assigning e-mails": steps.assign_emails,
    "contacts": find_contacts,
    "consent": consents,
    "households": keep_households,
    "customer attributes": describe,
    "engagement and recipients": engagement,
    "customers": headlines,
    "privacy requests": requests,
}
