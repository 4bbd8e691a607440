"""Exact amounts in any engine: sums and quotients that round half away from zero.

A cast to DECIMAL rounds in every engine (the dialect of SQLite writes it as ROUND). A quotient
is computed on whole minor units, because a binary fraction rounds 1.005 down.
"""

from sqlglot import exp

from ampdesk.stitch.statement import fragment

# Whole minor units by a whole number: a half is exact in binary, so ROUND sees it as one.
_QUOTIENT = (
    "CAST(ROUND(ROUND(CAST(ROUND($amount * 100) AS DOUBLE)"
    " / NULLIF(CAST($count AS DOUBLE), 0)) * 0.01, 2) AS DECIMAL(38, 2))"
)


def quotient(amount: exp.Expr, count: exp.Expr) -> exp.Expr:
    """Divide an amount by a whole number, two places, half away from zero; NULL by zero."""
    return fragment(_QUOTIENT, amount=amount, count=count)


def total(value: exp.Expr) -> exp.Expr:
    """Sum amounts exactly; NULL when there is none."""
    return fragment("CAST(SUM($value) AS DECIMAL(38, 2))", value=value)


def amount(value: exp.Expr, *, wide: bool = False) -> exp.Expr:
    """Round an amount to the minor unit: DECIMAL(18,2), or DECIMAL(38,2) for sums."""
    if wide:
        return fragment("CAST($value AS DECIMAL(38, 2))", value=value)
    return fragment("CAST($value AS DECIMAL(18, 2))", value=value)
