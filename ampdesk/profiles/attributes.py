"""Customer_Attributes: classifications, reachability, permission (data_model.md 1.3)."""

import re
from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from ampdesk.profiles.buyers import days
from ampdesk.profiles.policy import Policy, Stage
from ampdesk.schema.customer import CUSTOMER_ATTRIBUTES
from ampdesk.stitch.statement import add, fragment, select

_FOLDED = "TRIM(REGEXP_REPLACE(LOWER(STRIP_ACCENTS($value)), '[^\\p{L}\\p{N}]+', ' ', 'g'))"

CLASSIFICATIONS = {
    "is_business": "business",
    "is_employee": "employee",
    "is_gift_giver": "gift giver",
    "is_outlier": "outlier",
    "is_reseller": "reseller",
    "is_test_account": "test account",
}

# nearest rank among buyers: the smallest revenue that at least that share of buyers do not exceed
_PERCENTILE = """
SELECT MIN(lifetime_order_revenue) FROM (
  SELECT lifetime_order_revenue, ROW_NUMBER() OVER (ORDER BY lifetime_order_revenue) AS place,
    COUNT(*) OVER () AS buyers
  FROM buyers
) AS b WHERE place * 1000 >= buyers * $permille
"""
_OPT = """
SELECT $contact AS contact,
  CASE WHEN BOOL_OR(NOT $state AND brand IS NULL AND region IS NULL AND $program IS NULL)
    THEN FALSE ELSE BOOL_OR($state) END AS opted_in
FROM opt GROUP BY $contact
"""
_GIFTS = """
SELECT DISTINCT amperity_id FROM lines
WHERE amperity_id IS NOT NULL AND NOT COALESCE(is_return, FALSE)
  AND NOT COALESCE(is_cancellation, FALSE) AND $is_gift
"""
_PRIMARY = """
SELECT h.amperity_id, ROW_NUMBER() OVER (PARTITION BY h.household_id
  ORDER BY t.lifetime_order_revenue DESC NULLS LAST, h.amperity_id) = 1 AS is_primary
FROM households AS h LEFT JOIN buyers AS t ON h.amperity_id = t.amperity_id
"""
_SUPERSIZED = """
SELECT amperity_id, COUNT(*) AS records FROM records WHERE is_supersized GROUP BY amperity_id
"""


def compile_percentile(permille: int, *, buyers: str) -> exp.Select:
    """Build the SELECT of the lifetime revenue at a per-mille rank; NULL without buyers."""
    return select(_PERCENTILE, tables={"buyers": buyers}, permille=permille)


def compile_gift_givers(words: Sequence[str], *, lines: str | exp.Query) -> exp.Select:
    """Build the SELECT amperity_id of customers who bought an item described as a gift."""
    text = fragment(_FOLDED, value=fragment("CONCAT_WS(' ', product_name, product_description)"))
    return select(_GIFTS, tables={"lines": lines}, is_gift=_holds_word(text, words))


def compile_opted_in(contact: str, state: str, program: str, *, opt: str) -> exp.Select:
    """Build the SELECT contact, opted_in: a FALSE for all programmes wins, else any TRUE."""
    return select(
        _OPT, tables={"opt": opt}, contact=exp.column(contact), state=exp.column(state),
        program=exp.column(program),
    )  # fmt: skip


def compile_primary(*, households: str | exp.Query, buyers: str) -> exp.Select:
    """Build the SELECT amperity_id, is_primary of household members."""
    return select(_PRIMARY, tables={"households": households, "buyers": buyers})


def compile_supersized(*, records: str) -> exp.Select:
    """Build the SELECT amperity_id, records of customers within supersized sets."""
    return select(_SUPERSIZED, tables={"records": records})


def compile_attributes(policy: Policy, *, today: date, tables: dict[str, str]) -> exp.Select:
    """Build the SELECT, one row per customer; columns as declared.

    `tables` names merged, buyers, email_opt, sms_opt (contact, opted_in), gifts, primary,
    supersized, thresholds (outlier, reseller; one row) and has_opt (email, sms; one row).
    """
    flags = _flags(policy, today)
    chosen = exp.select(exp.column("amperity_id", table="m").as_("amperity_id", copy=False))
    for name, expression in flags.items():
        chosen = add(chosen, expression.as_(name, copy=False))
    chosen = chosen.from_(f"{tables['merged']} AS m")
    for key, alias, on in (
        ("buyers", "t", "m.amperity_id = t.amperity_id"),
        ("email_opt", "e", "m.email = e.contact"),
        ("sms_opt", "s", "m.phone = s.contact"),
        ("gifts", "g", "m.amperity_id = g.amperity_id"),
        ("primary", "h", "m.amperity_id = h.amperity_id"),
        ("supersized", "z", "m.amperity_id = z.amperity_id"),
    ):
        chosen = chosen.join(f"{tables[key]} AS {alias}", on=on, join_type="left")
    chosen = chosen.join(f"{tables['thresholds']} AS q", join_type="cross")
    chosen = chosen.join(f"{tables['has_opt']} AS o", join_type="cross")
    derived: dict[str, exp.Expr] = {
        "marketable_address": fragment("contactable_address AND NOT do_not_mail"),
        "marketable_email": fragment("COALESCE(contactable_email AND is_opted_into_email, FALSE)"),
        "marketable_phone": fragment("COALESCE(contactable_phone AND is_opted_into_sms, FALSE)"),
        "marketable_global": fragment(
            "(contactable_address AND NOT do_not_mail)"
            " OR COALESCE(contactable_email AND is_opted_into_email, FALSE)"
            " OR COALESCE(contactable_phone AND is_opted_into_sms, FALSE)"
        ),
        "contactable_global": fragment("NOT is_no_pii_amperity_id"),
        "is_employee_current": exp.column("is_employee"),
        "customer_type": fragment("CASE WHEN is_purchaser THEN 'purchaser' ELSE 'prospect' END"),
        "customer_classifications": _classifications(),
    }
    return exp.select(
        *(
            derived.get(name, exp.column(name)).as_(name, copy=False)
            for name in CUSTOMER_ATTRIBUTES.names
        )
    ).from_(chosen.subquery("c"))


def _classifications() -> exp.Expr:
    parts = [
        fragment("CASE WHEN $flag THEN $name END", flag=exp.column(flag), name=name)
        for flag, name in CLASSIFICATIONS.items()
    ]
    return exp.func("CONCAT_WS", exp.convert(", "), *parts, dialect="duckdb")


def _flags(policy: Policy, today: date) -> dict[str, exp.Expr]:
    words = policy.words
    names = fragment(
        _FOLDED,
        value=fragment(
            "CONCAT_WS(' ', m.full_name, m.given_name, m.surname, m.address, m.address2)"
        ),
    )
    folded = {
        name: fragment(_FOLDED, value=exp.column(name, table="m"))
        for name in ("full_name", "given_name", "surname")
    }
    local = fragment(_FOLDED, value=fragment("SPLIT_PART(m.email, '@', 1)"))
    email = fragment("LOWER(m.email)")
    since = days(exp.convert(today), exp.column("latest_order_datetime", table="t"))
    since_first = days(exp.convert(today), exp.column("first_order_datetime", table="t"))
    purchaser = fragment("COALESCE(t.lifetime_order_frequency, 0) >= 1")
    tested = (*folded.values(), local)
    test_words = words.get("test_words", ())
    return {
        "do_not_mail": fragment("COALESCE(m.do_not_mail, FALSE)"),
        "is_purchaser": purchaser,
        "is_prospect": exp.not_(purchaser),
        "historical_purchaser_lifecycle_status": _status(
            policy.purchaser_stages, since_first, since
        ),
        "contactable_email": fragment(
            "CASE WHEN o.email THEN e.opted_in ELSE m.email_completion = 1 END"
        ),
        "contactable_phone": fragment(
            "CASE WHEN o.sms THEN s.opted_in ELSE m.phone_completion = 1 END"
        ),
        "contactable_address": fragment("m.address_completion = 4"),
        "contactable_paid_social": fragment("m.phone_completion > 0 OR m.email_completion > 0"),
        "is_no_pii_amperity_id": fragment(
            "m.name_completion = 0 AND m.address_completion = 0 AND m.email_completion = 0"
            " AND m.phone_completion = 0"
        ),
        "is_opted_into_email": exp.column("opted_in", table="e"),
        "is_opted_into_sms": exp.column("opted_in", table="s"),
        "is_business": _unless_exception(
            _holds_word(names, words.get("business_words", ())),
            _holds_word(names, words.get("business_exceptions", ())),
        ),
        "is_employee": _unless_exception(
            _domain(email, words.get("employee_domains", ())),
            _among(email, words.get("employee_exceptions", ())),
        ),
        "is_gift_giver": fragment("g.amperity_id IS NOT NULL"),
        "is_outlier": fragment("COALESCE(t.lifetime_order_revenue > q.outlier, FALSE)"),
        "is_reseller": fragment(
            "COALESCE(z.records > $most AND t.lifetime_order_revenue > q.reseller, FALSE)",
            most=policy.reseller_records,
        ),
        "is_test_account": _unless_exception(
            exp.or_(*(_starts_with_word(text, test_words) for text in tested)),
            exp.or_(
                _among(email, words.get("test_exceptions", ())),
                *(_among(text, words.get("test_exceptions", ())) for text in tested),
            ),
        ),
        "is_primary_buyer_household": exp.column("is_primary", table="h"),
        "churn_trigger": _stage(policy.churn_stages, since),
        "churn_trigger_start_datetime": _stage_start(policy.churn_stages, since),
    }


def _unless_exception(test: exp.Expr, exception: exp.Expr) -> exp.Expr:
    return fragment(
        "COALESCE($test AND NOT COALESCE($not, FALSE), FALSE)", test=test, **{"not": exception}
    )


def _pattern(words: Sequence[str]) -> str:
    folded = (" ".join(re.findall(r"\w+", word.casefold())) for word in words)
    return "|".join(re.escape(word).replace("\\ ", " ") for word in folded if word)


def _holds_word(text: exp.Expr, words: Sequence[str]) -> exp.Expr:
    """Whole folded words anywhere in a folded text."""
    pattern = _pattern(words)
    if not pattern:
        return exp.false()
    return fragment("REGEXP_MATCHES($text, $p)", text=text, p=f"(^| )({pattern})( |$)")


def _starts_with_word(text: exp.Expr, words: Sequence[str]) -> exp.Expr:
    """Equal to a word, or starting with it as a whole word; digits may follow it (test12)."""
    pattern = _pattern(words)
    if not pattern:
        return exp.false()
    return fragment(
        "COALESCE(REGEXP_MATCHES($text, $p), FALSE)", text=text, p=f"^({pattern})[0-9]*( |$)"
    )


def _domain(email: exp.Expr, domains: Sequence[str]) -> exp.Expr:
    if not domains:
        return exp.false()
    wanted = [domain.lower().lstrip("@") for domain in domains]
    return fragment("SPLIT_PART($email, '@', 2)", email=email).isin(*wanted)


def _among(text: exp.Expr, words: Sequence[str]) -> exp.Expr:
    return text.isin(*words) if words else exp.false()


def _status(stages: Sequence[Stage], since_first: exp.Expr, since: exp.Expr) -> exp.Expr:
    """The first stage goes by the age of the first order, the others by the latest."""
    choice = exp.Case().when(fragment("t.latest_order_datetime IS NULL"), exp.convert("Prospect"))
    rest: exp.Expr = exp.null()
    for position, stage in enumerate(stages):
        if stage.days is None:
            rest = exp.convert(stage.name)
            continue
        age = since if position else since_first
        choice = choice.when(fragment("$age <= $n", age=age, n=stage.days), exp.convert(stage.name))
    return choice.else_(rest)


def _stage(stages: Sequence[Stage], since: exp.Expr) -> exp.Expr:
    choice = exp.Case().when(fragment("t.latest_order_datetime IS NULL"), exp.null())
    for stage in stages:
        if stage.days is None:
            return choice.else_(exp.convert(stage.name))
        choice = choice.when(
            fragment("$age <= $n", age=since, n=stage.days), exp.convert(stage.name)
        )
    return choice


def _stage_start(stages: Sequence[Stage], since: exp.Expr) -> exp.Expr:
    """A stage starts with the order, or on the day after the last of the stage before."""
    choice = exp.Case().when(fragment("t.latest_order_datetime IS NULL"), exp.null())
    start: exp.Expr = exp.column("latest_order_datetime", table="t")
    for stage in stages:
        if stage.days is None:
            return choice.else_(start)
        choice = choice.when(fragment("$age <= $n", age=since, n=stage.days), start)
        start = fragment(
            "CAST(CAST(t.latest_order_datetime AS DATE) + $n AS TIMESTAMP)", n=stage.days + 1
        )
    return choice
