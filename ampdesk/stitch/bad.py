"""Bad values (stitch.md 8.3): listed ones, and those that too many different people share."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment, select
from ampdesk.stitch.words import listed

_FALSE = exp.false()


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


def is_listed(semantic: str, clean: exp.Expression) -> exp.Expression:
    """Test a cleaned value against the list of its field and that of every field."""
    words = [*listed("*"), *listed(semantic)]
    return fragment("COALESCE($test, FALSE)", test=clean.isin(*words))


def is_bad_email(clean: exp.Expression, *, allow_business: bool = False) -> exp.Expression:
    """Test a cleaned e-mail: junk or business local part, junk domain, listed value."""
    locals_ = listed("email", "local")
    if not allow_business:
        locals_ = locals_ + listed("email", "business local")
    local = fragment("SPLIT_PART($value, '@', 1)", value=clean)
    domain = fragment("SPLIT_PART($value, '@', 2)", value=clean)
    test = exp.or_(
        local.isin(*dict.fromkeys((*locals_, *listed("*")))),
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
        exp.column(rule.semantic).as_("value"), exp.column(rule.proxy).as_("proxy")
    ).from_(records)
    return select(_SHARED, tables={"cleaned": cleaned}, most=rule.most)


def flags() -> Mapping[str, exp.Expression]:
    """The listed part of the blv_ flags over the original columns of a profile record."""
    full = preprocess.clean_text(exp.column("full_name"))
    whole = fragment("COALESCE($test, FALSE)", test=full.isin(*listed("full_name")))
    tests = {
        name: is_listed(name, preprocess.clean_text(exp.column(name)))
        for name in ("address", "given_name", "surname")
    }
    email = exp.column("email")
    tests["email"] = fragment(
        "$email IS NOT NULL AND ($clean IS NULL OR $bad)",
        email=email, clean=preprocess.clean_email(email),
        bad=is_bad_email(preprocess.clean_email(email)),
    )  # fmt: skip
    tests["phone"] = is_listed("phone", preprocess.clean_phone(exp.column("phone")))
    tests["given_name"] = exp.or_(tests["given_name"], whole)
    tests["surname"] = exp.or_(tests["surname"], whole.copy())
    return tests
