"""Text that must stay text: ids, postal codes, e-mails; and what Excel does to them.

Source: import_formats.md 5, "Excel damage", "Text first", "E-mail, phone".
"""

import duckdb
from sqlglot import exp

from ampdesk.intake import duck

_RUINED = r"[-+]?\d(?:[.,]\d+)?E\+\d{2,3}"  # as Excel writes it: 12E5 may be an id
EMAIL_PATTERN = r"[^\s@,;<>()\x22]+@[^\s@,;<>()\x22.]+(?:\.[^\s@,;<>()\x22.]+)+"
FIVE_DIGITS = frozenset({"US", "DE", "FR", "ES", "IT", "FI", "MX", "PR"})


def key(text: exp.Expr) -> exp.Expr:
    """Return an id as it was before Excel: `="00123"` and a leading `'` unwrapped, `.0` off.

    NULL when empty, or when Excel turned it into `6.79848E+12`: its digits are lost.
    """
    return exp.Case().when(exp.not_(is_ruined(text)), unwrapped(text))


def unwrapped(text: exp.Expr) -> exp.Expr:
    """Return the text without `="…"`, one leading `'`, and `.0` behind digits; NULL when empty."""
    value = duck.call("regexp_replace", duck.trimmed(text), r'^="(.*)"$', r"\1")
    value = duck.call("regexp_replace", value, r"^'(.*)$", r"\1")
    value = duck.call("regexp_replace", value, r"^(\+?\d{5,})\.0$", r"\1")
    return duck.trimmed(value)


def is_ruined(text: exp.Expr) -> exp.Expr:
    """Return whether Excel's scientific notation stands there (`1.23E+10`); NULL is no damage."""
    return duck.call("coalesce", duck.matches(duck.trimmed(text), _RUINED), exp.false())


def ruined(connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expr) -> int:
    """Count the values whose digits Excel has dropped."""
    query = exp.select(duck.call("count_if", is_ruined(text))).from_(duck.table(table))
    return int(duck.scalar(connection, query) or 0)


def email(text: exp.Expr) -> exp.Expr:
    """Return the address in lower case without `mailto:` and blanks; NULL when it is none."""
    value: exp.Expr = duck.call("lower", duck.trimmed(text))
    value = duck.call("regexp_replace", value, r"^(?:mailto:|')?\s*(?:.*<)?([^<>]*)>?$", r"\1")
    value = duck.trimmed(value)
    return exp.Case().when(duck.matches(value, EMAIL_PATTERN), value.copy())


def email_bad(text: exp.Expr) -> exp.Expr:
    """Return whether something is there that is no e-mail address."""
    there = exp.not_(duck.trimmed(text).is_(exp.null()))
    return exp.and_(there, email(text).is_(exp.null()))


def postal(text: exp.Expr, country: exp.Expr | None = None, default: str | None = None) -> exp.Expr:
    """Return the postal code as text, unwrapped.

    Lost leading zeros come back where the country has five digits; `country` is the row's ISO code
    (an expression), `default` the brand's.
    """
    value = duck.call("regexp_replace", unwrapped(text), r"^(\d+)\.0$", r"\1")
    if country is None and default is None:
        return value
    where = exp.Literal.string(default) if default else exp.null()
    iso = duck.call("coalesce", country.copy(), where) if country is not None else where
    short = exp.and_(
        iso.isin(*(duck.text(code) for code in sorted(FIVE_DIGITS))),
        duck.matches(value, r"\d{3,4}"),
    )
    return exp.Case().when(short, duck.call("lpad", value.copy(), 5, "0")).else_(value.copy())
