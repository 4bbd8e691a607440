"""Bad values (stitch.md 8.3): listed ones, and those that too many different people share."""

from dataclasses import dataclass

from sqlglot import exp

from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment, select
from ampdesk.stitch.words import listed


@dataclass(frozen=True)
class SharedRule:
    """A value of `semantic` is bad when more than `most` values of `proxy` appear with it."""

    semantic: str
    proxy: str
    most: int


SHARED_RULES = (
    SharedRule("email", "given_name", 20),
    SharedRule("email", "surname", 20),
    SharedRule("phone", "given_name", 20),
    SharedRule("address", "given_name", 40),
)


def is_listed(semantic: str, clean: exp.Expr) -> exp.Expr:
    """Test a cleaned value against the list of its field and that of every field."""
    words = [*listed("*"), *listed(semantic)]
    return fragment("COALESCE($test, FALSE)", test=clean.isin(*words))


def is_bad_email(clean: exp.Expr, *, allow_business: bool = False) -> exp.Expr:
    """Test a cleaned e-mail: junk or business local part, junk domain, listed value."""
    business = listed("email", "business local")
    junk = dict.fromkeys((*listed("email", "local"), *listed("*"), *business))
    if allow_business:  # INFO, NAME, TEST and TRAVEL are on the list of every field, too
        junk = dict.fromkeys(word for word in junk if word not in business)
    local = fragment("SPLIT_PART($value, '@', 1)", value=clean)
    domain = fragment("SPLIT_PART($value, '@', 2)", value=clean)
    test = exp.or_(
        local.isin(*junk),
        domain.isin(*listed("email", "domain")),
        fragment("$local = ''", local=local),
        fragment("$domain = ''", domain=domain),
    )
    return fragment("COALESCE($test, FALSE)", test=test)


_SHARED = """
WITH frequent AS (
  SELECT value FROM cleaned WHERE value IS NOT NULL
  GROUP BY value HAVING COUNT(*) > $most
)
SELECT c.value, COUNT(*) AS num_values, COUNT(DISTINCT c.proxy) AS num_proxy
FROM cleaned AS c SEMI JOIN frequent AS f ON c.value = f.value
GROUP BY c.value HAVING COUNT(DISTINCT c.proxy) > $most
"""


def compile_shared(rule: SharedRule, records: str = "stitch_records") -> exp.Select:
    """Build the SELECT value, num_values, num_proxy: values that break the rule.

    `records` holds the cleaned columns by their names.
    """
    cleaned = exp.select(
        exp.column(rule.semantic).as_("value", copy=False),
        exp.column(rule.proxy).as_("proxy", copy=False),
    ).from_(records)
    return select(_SHARED, tables={"cleaned": cleaned}, most=rule.most)


LISTED_FIELDS = ("given_name", "surname", "full_name", "email", "phone", "address")
"""Fields whose listed bad values are looked up among the values that occur."""


def compile_bad(field: str, *, records: str) -> exp.Select:
    """Build the SELECT value: values of a field, as filed, that the lists name. A handful.

    `records`: profile records with the original columns.
    """
    value = exp.column(field)
    given = exp.select(value.as_("value", copy=False)).distinct().from_(records)
    given = given.where(value.is_(exp.null()).not_())
    text = exp.column("value")
    clean = preprocess.clean_text(text)
    test: exp.Expr
    match field:
        case "email":
            clean = preprocess.clean_email(text)
            test = exp.or_(fragment("$c IS NULL", c=clean), is_bad_email(clean))
        case "phone":
            test = is_listed(field, preprocess.clean_phone(text))
        case "full_name":
            test = fragment("COALESCE($t, FALSE)", t=clean.isin(*listed("full_name")))
        case _:
            test = is_listed(field, clean)
    return exp.select("value").from_(given.subquery("g")).where(test)


def flag(field: str, table: str) -> exp.Expr:
    """Test a record's value against the tables `bad_<field>`; names also by the full name."""
    tests = [field, "full_name"] if field in {"given_name", "surname"} else [field]
    return exp.or_(*(_is_in(name, table) for name in tests))


def _is_in(field: str, table: str) -> exp.Expr:
    return fragment(
        "COALESCE($value IN (SELECT value FROM bad), FALSE)", value=exp.column(field, table=table)
    ).transform(lambda node: exp.to_table(f"bad_{field}") if isinstance(node, exp.Table) else node)
