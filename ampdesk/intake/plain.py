"""Values that need no look at the whole column: redaction words, e-mail addresses."""

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import keys

REDACTED = ("redacted", "data redacted", "[deleted]", "deleted", "anonymous", "n/a", "***")
def private(value: exp.Expression) -> exp.Expression:
    """Personal text; words that stand for removed data are no value."""
    return exp.Case().when(exp.not_(duck.call("lower", value.copy()).isin(*REDACTED)), value)


def email(value: exp.Expression, *, tidy: bool = False) -> exp.Expression:
    """An e-mail address, lower case; NULL for aliases, redacted ones and what is none.

    `tidy`: no address is wrapped in a name or `mailto:`, so that one pattern is enough.
    """
    if tidy:
        lower = duck.call("lower", value)
        address: exp.Expression = lower
        fits = duck.matches(lower.copy(), keys.EMAIL_PATTERN)
    else:
        address = keys.email(value)
        fits = exp.not_(address.copy().is_(exp.null()))
    nobody = exp.or_(
        *(duck.call("ends_with", address.copy(), end) for end in _NOBODY_ENDS),
        *(duck.call("contains", address.copy(), part) for part in _NOBODY_PARTS),
    )
    return exp.Case().when(exp.and_(fits, exp.not_(nobody)), address)


_NOBODY_ENDS = (".invalid", "@invalid")  # deleted@site.invalid and the like
_NOBODY_PARTS = ("@marketplace.amazon.", "@members.ebay.")  # aliases of one order
