"""Values that need no look at the whole column: redaction words, e-mail addresses."""

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import keys

_ERRORS = ("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!")  # of formulas
REDACTED = (
    "redacted", "data redacted", "[deleted]", "deleted", "anonymous", "n/a", "***", *_ERRORS,
)  # fmt: skip


def private(value: exp.Expr) -> exp.Expr:
    """Personal text; words that stand for removed data are no value."""
    return exp.Case().when(exp.not_(duck.call("lower", value.copy()).isin(*REDACTED)), value)


def email(value: exp.Expr, *, tidy: bool = False) -> exp.Expr:
    """An e-mail address, lower case; NULL for redacted ones and aliases of one order.

    What is no address stays as filed (lower case): a typo still tells persons apart, and whoever
    sends checks addresses anyway. `tidy`: no address of the column is wrapped in a name or
    `mailto:`.
    """
    lower = duck.call("lower", value)
    address = lower if tidy else exp.Coalesce(this=keys.email(value), expressions=[lower])
    nobody = exp.or_(
        lower.copy().isin(*REDACTED),
        *(duck.call("ends_with", lower.copy(), end) for end in _NOBODY_ENDS),
        *(duck.call("contains", lower.copy(), part) for part in _NOBODY_PARTS),
    )
    return exp.Case().when(exp.not_(nobody), address)


_NOBODY_ENDS = (".invalid", "@invalid")  # deleted@site.invalid and the like
_NOBODY_PARTS = ("@marketplace.amazon.", "@members.ebay.")  # aliases of one order
