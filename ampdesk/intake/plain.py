"""Values that need no look at the whole column: redaction words, e-mail addresses."""

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import keys

REDACTED = ("redacted", "data redacted", "[deleted]", "deleted", "anonymous", "n/a", "***")
_NOBODY = (
    r"(?i)deleted@site\.invalid|[^@]*@(?:.*\.)?invalid|.*@[^@]*\.invalid"
    r"|.*@marketplace\.amazon\..*|.*@members\.ebay\..*"
)


def private(value: exp.Expression) -> exp.Expression:
    """Personal text; words that stand for removed data are no value."""
    return exp.Case().when(
        exp.not_(duck.call("lower", value.copy()).isin(*REDACTED)), value
    )


def email(value: exp.Expression) -> exp.Expression:
    """An e-mail address, lower case; NULL for aliases, redacted ones and what is none."""
    return exp.Case().when(exp.not_(duck.matches(value, _NOBODY)), keys.email(value))
