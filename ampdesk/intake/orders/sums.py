"""From lines to orders: what each order adds up to, and what became of it.

Views and tables of the import's own DuckDB, in this order: `lines` (the format's, see canonical)
→ `priced` (amounts per line) → `sums` (per order) → `orders` (what happened, discount to share,
how tax stands). The statements are constant; what differs between formats are parameters.
"""

from dataclasses import dataclass
from typing import Literal

import duckdb
from sqlglot import exp

from ampdesk.intake.orders.canonical import WHOLE_UNIT

_TWINS = """
CREATE OR REPLACE TEMP TABLE twins AS
SELECT order_id FROM lines_filed WHERE twin IS NOT NULL
GROUP BY order_id HAVING min(twin) <> max(twin)
"""
_RENAMED = """
CREATE OR REPLACE TEMP TABLE renamed AS
SELECT _row, CASE WHEN carried = first_twin THEN order_id ELSE order_id || '-' || carried END
         AS order_id
FROM (
  SELECT _row, order_id,
         last_value(twin IGNORE NULLS) OVER (PARTITION BY order_id ORDER BY _row
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS carried,
         first_value(twin IGNORE NULLS) OVER (PARTITION BY order_id ORDER BY _row
           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS first_twin
  FROM lines_filed SEMI JOIN twins USING (order_id)
) WHERE carried IS NOT NULL
"""
_LINES = "CREATE OR REPLACE TEMP VIEW lines AS SELECT * FROM lines_filed"
_LINES_RENAMED = """
CREATE OR REPLACE TEMP VIEW lines AS
SELECT l.* REPLACE (coalesce(r.order_id, l.order_id) AS order_id)
FROM lines_filed l LEFT JOIN renamed r ON r._row = l._row
"""

_PRICED = """
CREATE OR REPLACE TEMP VIEW priced AS
WITH valued AS (
  SELECT * REPLACE (
    CASE WHEN kind IS NOT NULL THEN kind
         WHEN quantity < 0 OR (quantity = 0 AND revenue < 0) THEN 'return' END AS kind,
    coalesce(quantity, 1) AS quantity,
    coalesce(product_id, 'name:' || lower(strip_accents(trim(product_name)))) AS product_id),
    CAST(round(coalesce(list_price, quantity * unit_price, revenue + coalesce(line_discount, 0)), 2)
         AS DECIMAL(18, 2)) AS list
  FROM lines
), signed AS (
  SELECT * REPLACE (
    CASE WHEN kind IS NULL THEN quantity ELSE -abs(quantity) END AS quantity,
    CASE WHEN kind IS NULL THEN list ELSE -abs(list) END AS list,
    CASE WHEN kind IS NULL THEN revenue ELSE -abs(revenue) END AS revenue,
    CASE WHEN kind IS NULL THEN line_discount ELSE -abs(line_discount) END AS line_discount,
    CASE WHEN kind IS NULL THEN item_tax ELSE -abs(item_tax) END AS item_tax,
    CASE WHEN kind IS NULL THEN item_cost ELSE -abs(item_cost) END AS item_cost)
  FROM valued
)
SELECT *, CASE WHEN revenue IS NOT NULL AND list IS NOT NULL THEN list - revenue
               ELSE coalesce(line_discount, 0) END AS discount
FROM signed
"""

_SUMS = """
CREATE OR REPLACE TABLE sums AS
SELECT order_id,
       coalesce(min(_row) FILTER (WHERE kind IS NULL), min(_row)) AS _order,
       count(*) AS records,
       count(*) FILTER (WHERE kind IS NULL) AS sales,
       count(*) FILTER (WHERE kind IS NOT NULL OR refunded_quantity > 0) AS own_returns,
       coalesce(sum(list) FILTER (WHERE kind IS NULL), 0) AS list_sum,
       coalesce(sum(discount) FILTER (WHERE kind IS NULL), 0) AS discount_sum,
       coalesce(sum(CAST(discount * quantity AS DECIMAL(18, 2))) FILTER (WHERE kind IS NULL), 0)
         AS discount_by_piece,
       CASE WHEN min(order_discount) FILTER (WHERE kind IS NULL)
                 = max(order_discount) FILTER (WHERE kind IS NULL)
            THEN max(order_discount) FILTER (WHERE kind IS NULL)
            ELSE sum(order_discount) FILTER (WHERE kind IS NULL) END AS discount_filed,
       count(product_id) = count(*) AND min(hash(product_id)) = max(hash(product_id))
         AS is_one_product
FROM priced GROUP BY order_id
"""

# orders that may hold the same product twice; told by hashes, so one too many does no harm
_KEYS = """
CREATE OR REPLACE TABLE repeated AS
SELECT hash(order_id, product_id) AS _key FROM priced GROUP BY 1 HAVING count(*) > 1
"""
_AGAIN = """
CREATE OR REPLACE TABLE again AS
SELECT DISTINCT order_id FROM priced p SEMI JOIN repeated r
  ON r._key = hash(p.order_id, p.product_id)
"""

_ORDERS = """
CREATE OR REPLACE TABLE orders AS
WITH headed AS (
  SELECT s.* EXCLUDE (is_one_product),
         CASE WHEN s.is_one_product
              THEN coalesce(l.product_id, 'name:' || lower(strip_accents(trim(l.product_name))))
         END AS only_product,
         s.order_id IN (SELECT order_id FROM again) AS again,
         l.order_datetime AS placed_at, l.status, l.state, l.currency, l.payment_method,
         l.purchase_brand, l.purchase_channel, l.digital_channel, l.store_id, l.customer_id,
         l.subtotal, l.shipping, l.order_tax, l.duties, l.tip, l.fee, l.gift_card, l.total,
         l.profit, abs(l.refunded) AS refunded, l.refunded_at, l.cancelled_at, l.reachable,
         CAST(s.sales AS DECIMAL(18, 2)) * CAST(0.01 AS DECIMAL(3, 2)) AS tolerance
  FROM sums s JOIN lines l ON l._row = s._order
), goods AS (
  SELECT *,
    CASE WHEN getvariable('share_total') THEN abs(coalesce(subtotal, total, 0))
         ELSE list_sum END AS goods,
    getvariable('residual') AND subtotal IS NOT NULL AND discount_by_piece <> discount_sum
      AND abs(list_sum - discount_by_piece - subtotal) <= tolerance
      AND abs(list_sum - discount_sum - subtotal) > tolerance
      AND abs(list_sum - discount_sum - subtotal - coalesce(discount_filed, 0)) > tolerance
      AS per_piece
  FROM headed
), discounted AS (
  SELECT *, CASE WHEN per_piece THEN discount_by_piece ELSE discount_sum END AS line_discounts
  FROM goods
), wanted AS (
  SELECT *, CASE
      WHEN getvariable('share_total') OR getvariable('no_discount') OR sales = 0 THEN 0
      WHEN getvariable('residual') AND subtotal IS NOT NULL THEN goods - line_discounts - subtotal
      WHEN NOT getvariable('residual') AND line_discounts > 0
           AND abs(line_discounts - coalesce(discount_filed, 0)) <= tolerance THEN 0
      ELSE abs(coalesce(discount_filed, 0)) END AS wanted
  FROM discounted
), allotted AS (
  SELECT *, CAST(greatest(0, least(wanted, goods - line_discounts)) AS DECIMAL(18, 2))
              AS to_allot
  FROM wanted
), netted AS (
  SELECT *,
    goods - line_discounts - CASE WHEN getvariable('separate') THEN 0 ELSE to_allot END AS net,
    coalesce(subtotal, goods - line_discounts - to_allot) AS goods_paid,
    coalesce(duties, 0) + coalesce(tip, 0) + coalesce(fee, 0) AS extras
  FROM allotted
), taxed AS (
  SELECT *, CASE
      WHEN coalesce(order_tax, 0) = 0 OR total IS NULL THEN 'added'
      WHEN abs(goods_paid + coalesce(shipping, 0) + order_tax - total) <= 0.011
        OR abs(goods_paid + coalesce(shipping, 0) + order_tax + extras - total) <= 0.011
        THEN 'added'
      WHEN abs(goods_paid + coalesce(shipping, 0) - total) <= 0.011
        OR abs(goods_paid + coalesce(shipping, 0) + extras - total) <= 0.011 THEN 'included'
      ELSE 'unclear' END AS tax
  FROM netted
)
SELECT *,
  CASE WHEN tax = 'included' THEN 0 ELSE coalesce(order_tax, 0) END AS tax_added,
  CASE WHEN state = 'test' THEN 'test'
       WHEN state = 'never paid' OR (state = 'open' AND cancelled_at IS NOT NULL) THEN 'void'
       WHEN sales = 0 OR own_returns > 0 AND cancelled_at IS NULL AND state <> 'cancelled'
         THEN 'kept'
       WHEN state = 'cancelled' OR cancelled_at IS NOT NULL THEN 'cancelled'
       WHEN state = 'refunded' OR (refunded > 0 AND total > 0 AND refunded >= total)
         THEN 'refunded'
       WHEN refunded > 0 THEN 'part refunded'
       ELSE 'kept' END AS outcome,
  CASE WHEN list_contains(getvariable('whole_unit'), upper(currency)) THEN 100 ELSE 1 END AS unit,
  CASE WHEN discount_filed <> 0 THEN ',"order_discount_filed":"' || discount_filed || '"'
       ELSE '' END
  || CASE WHEN discount_filed > wanted AND getvariable('residual')
          THEN ',"shipping_discount":"' || CAST(discount_filed - wanted AS DECIMAL(18, 2)) || '"'
          ELSE '' END
  || CASE WHEN duties <> 0 THEN ',"order_duties":"' || duties || '"' ELSE '' END AS order_notes
FROM (SELECT * REPLACE (coalesce(state, 'paid') AS state) FROM taxed)
"""


@dataclass(frozen=True)
class Rules:
    """How a format's amounts are to be read; see `formats.spec.Orders` and the mapping options."""

    discount: Literal["residual", "filed", "none"] = "filed"
    share_total: bool = False
    separate: bool = False  # option order_discount=separate: not allocated, repeated per line
    strip_tax: bool = False


def add_up(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    """Read `lines_filed`, write `lines`, `priced` (views), `sums`, `again`, `orders` (tables)."""
    connection.execute(_TWINS)
    twins = connection.execute("SELECT count(*) FROM twins").fetchall()[0][0]
    if twins:
        connection.execute(_RENAMED)
    connection.execute(_LINES_RENAMED if twins else _LINES)
    connection.execute(_PRICED)
    connection.execute(_SUMS)
    connection.execute(_KEYS)
    connection.execute(_AGAIN)
    set_variables(
        connection,
        residual=rules.discount == "residual",
        no_discount=rules.discount == "none",
        share_total=rules.share_total,
        separate=rules.separate,
        whole_unit=list(WHOLE_UNIT),
    )
    connection.execute(_ORDERS)


def set_variables(connection: duckdb.DuckDBPyConnection, **values: object) -> None:
    """Set what the constant statements ask for by getvariable()."""
    for name, value in values.items():
        assignment = exp.Set(
            expressions=[
                exp.SetItem(
                    this=exp.EQ(this=exp.var(name), expression=exp.convert(value)), kind="VARIABLE"
                )
            ]
        )
        connection.execute(assignment.sql(dialect="duckdb"))
