"""Exact amounts at the edges (architecture.md ruling 5).

Inside the engines an amount is DECIMAL(18,2), a sum DECIMAL(38,2); the store keeps REAL rounded
to the minor unit. Python code meets only `Decimal`.
"""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def amount(value: Decimal | float | str) -> Decimal:
    """Round to two places, half away from zero; a float is read by its shortest text."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def quotient(total: Decimal, count: int | Decimal) -> Decimal | None:
    """Divide and round half away from zero; nothing divided by zero (data_model.md 1.4)."""
    return amount(total / count) if count else None
