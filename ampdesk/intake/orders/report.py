"""What is said about an order file: orders that were skipped, sums that do not agree."""

import duckdb

from ampdesk.intake.built import Built
from ampdesk.intake.orders.sums import Rules

_FATES = "SELECT outcome, sum(records), count(*) FROM orders GROUP BY outcome ORDER BY outcome"
_SUMS = """
SELECT order_id, CAST(net - subtotal AS DECIMAL(18, 2)) FROM orders
WHERE subtotal IS NOT NULL AND sales > 0 AND outcome NOT IN ('void', 'test')
  AND NOT getvariable('share_total') AND NOT getvariable('separate')
  AND abs(net - subtotal) > greatest(tolerance, 0.01)
ORDER BY _order
"""
_TAX = """
SELECT order_id FROM orders WHERE tax = 'unclear' AND outcome NOT IN ('void', 'test')
ORDER BY _order
"""
_INCLUDED = "SELECT count(*) FROM orders WHERE tax = 'included'"
_PER_PIECE = "SELECT count(*) FROM orders WHERE per_piece"
_BACK = """
SELECT count(*) FILTER (WHERE outcome IN ('refunded', 'part refunded')
                        AND refunded_at IS NULL
                        AND (cancelled_at IS NULL OR outcome = 'part refunded')
                        OR outcome = 'cancelled' AND cancelled_at IS NULL AND refunded_at IS NULL),
       count(*) FILTER (WHERE sales = 0),
       max(placed_at), max(cancelled_at), max(refunded_at)
FROM orders
"""
_UNPRICED = """
SELECT count(*), min_by(order_id, _row) FROM lines
WHERE coalesce(list_price, unit_price, revenue) IS NULL
  AND order_id NOT IN (SELECT order_id FROM orders WHERE outcome IN ('void', 'test'))
"""
_SHOWN = 5


def report(connection: duckdb.DuckDBPyConnection, rules: Rules, built: Built) -> None:
    """Add skipped records and warnings to `built`, and the newest instant of the file."""
    for outcome, lines, orders in connection.execute(_FATES).fetchall():
        reason = {"void": "never paid", "test": "test order"}.get(outcome)
        if reason:
            # an exploded record is one order
            records = orders if built.row_scale > 1 else int(lines)
            built.skipped[reason] = built.skipped.get(reason, 0) + records
    off = connection.execute(_SUMS).fetchall()
    if off:
        shown = ", ".join(f"{order} by {difference}" for order, difference in off[:_SHOWN])
        built.warnings.append(
            f"the lines of {_orders(len(off))} do not add up to the file's subtotal:"
            f" {_listed(shown, off)}"
        )
    unclear = connection.execute(_TAX).fetchall()
    if unclear:
        shown = ", ".join(order for (order,) in unclear[:_SHOWN])
        built.warnings.append(
            f"{_orders(len(unclear))}: goods, shipping and tax do not make the total; tax was"
            f" taken as added: {_listed(shown, unclear)}"
        )
    included = connection.execute(_INCLUDED).fetchall()[0][0]
    if included:
        word = "taken out of the amounts" if rules.strip_tax else "left in the amounts"
        built.warnings.append(f"{_orders(included)}: tax is inside the prices, {word}")
    per_piece = connection.execute(_PER_PIECE).fetchall()[0][0]
    if per_piece:
        built.warnings.append(f"{_orders(per_piece)}: line discounts were per piece")
    _say_unpriced(connection, rules, built)
    estimated, unlinked, *moments = connection.execute(_BACK).fetchall()[0]
    if estimated:
        built.warnings.append(
            f"{_orders(estimated)}: the file has no date of the refund, the order's was taken"
        )
    if unlinked:
        built.warnings.append(f"{_orders(unlinked)}: returns whose sale is not in the file")
    built.newest = max((moment for moment in moments if moment), default=None)


def _say_unpriced(connection: duckdb.DuckDBPyConnection, rules: Rules, built: Built) -> None:
    if rules.share_total:
        return
    unpriced, first = connection.execute(_UNPRICED).fetchall()[0]
    if unpriced:
        lines = "1 line has" if unpriced == 1 else f"{unpriced:,} lines have"
        built.warnings.append(f"{lines} no amount, taken as 0.00: the first in order {first}")


def _orders(count: int) -> str:
    return f"{count:,} order" if count == 1 else f"{count:,} orders"


def _listed(shown: str, found: list[tuple[object, ...]]) -> str:
    return shown + (" …" if len(found) > _SHOWN else "")
