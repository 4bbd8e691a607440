"""Exact amounts in any engine: sums and quotients that round half away from zero.

A quotient is computed on whole minor units, because a binary fraction rounds 1.005 down.
"""

from sqlglot import exp

from ampdesk.stitch.statement import fragment

_CENTS = "CAST(ROUND($amount * 100) AS BIGINT)"
_QUOTIENT = (
    "CASE WHEN $count <> 0 THEN CAST(ROUND("
    "SIGN($cents) * SIGN($count) * ((2 * ABS($cents) + ABS($count)) // (2 * ABS($count)))"
    " * 0.01, 2) AS DECIMAL(38, 2)) END"
)


def cents(amount: exp.Expression) -> exp.Expression:
    """Turn an amount into whole minor units."""
    return fragment(_CENTS, amount=amount)


def quotient(amount: exp.Expression, count: exp.Expression) -> exp.Expression:
    """Divide an amount by a whole number, two places, half away from zero; NULL by zero."""
    whole = fragment("CAST($count AS BIGINT)", count=count)
    return fragment(_QUOTIENT, cents=cents(amount), count=whole)


def total(value: exp.Expression) -> exp.Expression:
    """Sum amounts exactly; NULL when there is none."""
    return fragment("CAST(ROUND(SUM($value), 2) AS DECIMAL(38, 2))", value=value)


def amount(value: exp.Expression, *, wide: bool = False) -> exp.Expression:
    """Round an amount to the minor unit: DECIMAL(18,2), or DECIMAL(38,2) for sums."""
    if wide:
        return fragment("CAST(ROUND($value, 2) AS DECIMAL(38, 2))", value=value)
    return fragment("CAST(ROUND($value, 2) AS DECIMAL(18, 2))", value=value)
