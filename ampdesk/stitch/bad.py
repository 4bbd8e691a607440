"""Bad values (stitch.md 8.3): listed ones, and those that too many different people share."""

from dataclasses import dataclass

from sqlglot import exp

from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import fragment, query, select
from ampdesk.stitch.words import listed


@dataclass(frozen=True)
class SharedRule:
    """A value of `semantic` is bad when more than `most` values of `proxy` appear with it."""

    semantic: str
    proxy: str
    most: int

    @property
    def name(self) -> str:
        """The rule as Stitch_BadValues names it."""
        return f"{_tag(self.semantic)}, {_tag(self.proxy)}: over {self.most}"


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
SELECT $name AS rule, c.value, COUNT(DISTINCT c.proxy) AS num_proxy
FROM cleaned AS c
SEMI JOIN (
  SELECT f.value FROM cleaned AS f WHERE f.value IS NOT NULL
  GROUP BY f.value HAVING COUNT(*) > $most
) AS o ON c.value = o.value
ANTI JOIN shared AS s ON c.value = s.value
GROUP BY c.value HAVING COUNT(DISTINCT c.proxy) > $most
"""


def compile_shared(rule: SharedRule, records: str = "stitch_records") -> exp.Select:
    """Build the SELECT rule, value, num_proxy: values that break the rule.

    `records` holds the cleaned columns by their names; SHARED the values known already.
    """
    cleaned = exp.select(
        exp.column(rule.semantic).as_("value", copy=False),
        exp.column(rule.proxy).as_("proxy", copy=False),
    ).from_(records)
    tables: dict[str, str | exp.Query] = {"cleaned": cleaned, "shared": SHARED}
    return select(_SHARED, tables=tables, most=rule.most, name=rule.name)


SHARED = "stitch_shared"
"""Table rule, value, num_proxy: e-mails that too many different people share."""
VALUES, HOLDERS = "Stitch_BadValues", "Stitch_BlocklistValues"
LISTED = "listed values"
"""What Stitch_BadValues calls the lists of bad values."""

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


def _tag(field: str) -> str:
    return field.replace("_", "-")


def compile_kept_shared(touched: str) -> exp.Select:
    """Build the SELECT rule, value, num_proxy of shared e-mails that nothing new concerns.

    `touched`: a table of cleaned e-mails, all of whose records are looked at again.
    """
    return select(
        "SELECT b.domain_table AS rule, b.value, b.num_proxy FROM known AS b"
        " ANTI JOIN emails AS t ON b.value = t.email WHERE b.num_proxy IS NOT NULL",
        tables={"known": VALUES, "emails": touched},
    )


def no_shared() -> exp.Select:
    """No rows of SHARED."""
    return select(
        "SELECT CAST(NULL AS TEXT) AS rule, CAST(NULL AS TEXT) AS value,"
        " CAST(NULL AS BIGINT) AS num_proxy WHERE FALSE"
    )


def compile_more_bad_emails(picked: str) -> exp.Query:
    """Build the SELECT value of `bad_email` with the shared e-mails, as filed."""
    return query(
        "SELECT value FROM bad_email UNION SELECT p.email FROM picked AS p"
        " SEMI JOIN shared AS s ON $email = s.value",
        tables={"picked": picked, "shared": SHARED},
        email=preprocess.clean_email(exp.column("email", table="p")),
    )


def compile_holders(picked: str) -> exp.Query:
    """Build the SELECT of Stitch_BlocklistValues: records of `picked` that hold a bad value.

    Reads the tables `bad_<field>` and stitch_fks. A value is cleaned; where nothing is left of it
    (an e-mail without @) it is as filed, in capitals.
    """
    made: exp.Query | None = None
    for field in LISTED_FIELDS:
        column = exp.column(field, table="p")
        clean = {"email": preprocess.clean_email, "phone": preprocess.clean_phone}.get(
            field, preprocess.clean_text
        )
        part = query(
            "SELECT p.datasource, p.pk, $semantic AS semantic,"
            " COALESCE($clean, UPPER(TRIM($column))) AS value"
            " FROM picked AS p SEMI JOIN bad AS b ON $column = b.value",
            tables={"picked": picked, "bad": f"bad_{field}"},
            semantic=_tag(field), clean=clean(column), column=column,
        )  # fmt: skip
        made = part if made is None else exp.union(made, part, distinct=False, copy=False)
    keys = query(
        "SELECT r.datasource, r.pk, 'fk-' || k.namespace AS semantic, k.value FROM stitch_fks AS k"
        " JOIN stitch_records AS r ON k.rid = r.rid WHERE k.is_bad"
    )
    return exp.union(made or keys, keys, distinct=False, copy=False)


def compile_values() -> exp.Select:
    """Build the SELECT of Stitch_BadValues over Stitch_BlocklistValues and SHARED."""
    return select(
        "SELECT '*' AS datasource, h.semantic, h.value, COUNT(*) AS num_values,"
        " MAX(s.num_proxy) AS num_proxy, COALESCE(MAX(s.rule), $listed) AS domain_table,"
        " h.semantic <> 'email' OR CONTAINS(h.value, '@') AS is_preprocessed"
        " FROM holders AS h LEFT JOIN shared AS s ON h.semantic = 'email' AND h.value = s.value"
        " GROUP BY h.semantic, h.value",
        tables={"holders": HOLDERS, "shared": SHARED}, listed=LISTED,
    )  # fmt: skip
