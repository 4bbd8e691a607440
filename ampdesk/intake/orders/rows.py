"""Order rows: sales with their shares, and the rows that returns and cancellations become.

Reads `priced` and `orders`, writes `order_rows` (view): the columns of source_lines from `level`
on, plus `_row`, the record that the row stands on. Table of cases: import_formats.md 1.
"""

import duckdb

from ampdesk.intake.orders.shares import share
from ampdesk.intake.orders.sums import Rules, set_variables

_TO_SHARE_DISCOUNT = """
CREATE OR REPLACE TEMP VIEW to_share AS
SELECT p._row, o._order, o.to_allot AS amount, o.unit,
       CAST(p.list - CASE WHEN o.per_piece THEN p.discount * p.quantity ELSE p.discount END
            AS DECIMAL(18, 2)) AS weight
FROM priced p JOIN orders o USING (order_id)
WHERE p.kind IS NULL AND o.to_allot > 0 AND o.outcome NOT IN ('void', 'test')
"""
_TO_SHARE_GOODS = """
CREATE OR REPLACE TEMP VIEW to_share AS
SELECT p._row, o._order, CAST(o.goods AS DECIMAL(18, 2)) AS amount, o.unit,
       CAST(p.quantity AS DECIMAL(18, 2)) AS weight
FROM priced p JOIN orders o USING (order_id)
WHERE p.kind IS NULL AND o.outcome NOT IN ('void', 'test')
"""
_TO_SHARE_TAX = """
CREATE OR REPLACE TEMP VIEW to_share AS
SELECT p._row, o._order, o.order_tax AS amount, o.unit,
       CAST(p.list - CASE WHEN o.per_piece THEN p.discount * p.quantity ELSE p.discount END
            - coalesce(d.share, 0) AS DECIMAL(18, 2)) AS weight
FROM priced p JOIN orders o USING (order_id) LEFT JOIN discount_shares d ON d._row = p._row
WHERE p.kind IS NULL AND o.tax = 'included' AND o.order_tax > 0 AND o.goods > 0
  AND o.outcome NOT IN ('void', 'test')
"""
_NO_SHARES = """
CREATE OR REPLACE TEMP TABLE shares AS
SELECT CAST(NULL AS BIGINT) AS _row, CAST(NULL AS DECIMAL(18, 2)) AS share LIMIT 0
"""

_SALES = """
CREATE OR REPLACE TEMP VIEW sales AS
WITH shared AS (
  SELECT p.*, o.* EXCLUDE (order_id, status, state, currency, payment_method, purchase_brand,
      purchase_channel, digital_channel, store_id, customer_id, subtotal, shipping, order_tax,
      duties, tip, fee, gift_card, total, profit, refunded, refunded_at, cancelled_at, reachable),
    o.status AS o_status, o.currency AS o_currency, o.payment_method AS o_method,
    o.purchase_brand AS o_brand, o.purchase_channel AS o_channel, o.digital_channel AS o_digital,
    o.store_id AS o_store, o.customer_id AS o_customer, o.shipping AS o_shipping,
    o.order_tax AS o_tax, o.tip AS o_tip, o.fee AS o_fee,
    o.gift_card AS o_gift, o.total AS o_total, o.profit AS o_profit,
    o.refunded_at AS o_refunded_at, o.cancelled_at AS o_cancelled_at,
    o.reachable AS o_reachable,
    CAST(coalesce(g.share, p.list, 0) AS DECIMAL(18, 2)) AS gross,
    CASE WHEN p.kind IS NULL AND o.per_piece THEN p.discount * p.quantity ELSE p.discount END
      + CASE WHEN getvariable('separate') THEN 0 ELSE coalesce(d.share, 0) END AS off,
    coalesce(t.share, 0) AS tax_inside
  FROM priced p JOIN orders o USING (order_id)
  LEFT JOIN goods_shares g ON g._row = p._row
  LEFT JOIN discount_shares d ON d._row = p._row
  LEFT JOIN tax_shares t ON t._row = p._row
  WHERE o.outcome NOT IN ('void', 'test')
)
SELECT _row, _order, order_id, product_id, product_name, product_category, product_subcategory,
       product_brand, product_sku, product_upc, product_msrp, kind, outcome,
       coalesce(order_datetime, placed_at) AS happened_at, placed_at, o_refunded_at,
       o_cancelled_at, quantity, refunded_quantity,
       CAST(CASE WHEN quantity = 0 THEN 0
                 WHEN quantity > 0 THEN greatest(1, round(quantity))
                 ELSE least(-1, round(quantity)) END AS BIGINT) AS pieces,
       CAST(gross - CASE WHEN getvariable('strip_tax') THEN tax_inside ELSE 0 END
            AS DECIMAL(18, 2)) AS gross,
       CAST(off AS DECIMAL(18, 2)) AS off,
       CAST(CASE WHEN tax_inside > 0 THEN tax_inside ELSE item_tax END AS DECIMAL(18, 2)) AS tax,
       item_cost, item_profit,
       CAST(CASE WHEN getvariable('separate') AND kind IS NULL THEN to_allot ELSE 0 END
            AS DECIMAL(18, 2))
         AS order_discount_amount,
       o_status, o_currency, o_method, o_brand, o_channel, o_digital, o_store, o_customer,
       o_shipping, o_tax, o_tip, o_fee, o_gift, o_total, o_profit, o_reachable,
       kind IS NOT NULL AND sales = 0 AS unlinked, again,
       custom,
       CASE WHEN _row = _order THEN order_notes ELSE '' END
       || CASE WHEN quantity <> round(quantity) THEN ',"item_quantity_filed":"' || quantity || '"'
               ELSE '' END AS notes
FROM shared
"""

# every row kind gives these columns; the outer statement is the same for all
_OUT = """
SELECT _row, getvariable('level') AS level, CAST(NULL AS BOOLEAN) AS is_void, order_id, product_id,
       happened_at AS order_datetime, pieces AS item_quantity,
       CAST(gross - off AS DECIMAL(18, 2)) AS item_revenue, item_cost, item_profit,
       gross AS item_list_price, CAST(NULL AS DECIMAL(18, 2)) AS item_subtotal,
       off AS item_discount_amount, tax AS item_tax_amount, order_discount_amount,
       coalesce(kind = 'return', false) AS is_return,
       coalesce(kind = 'cancellation', false) AS is_cancellation,
       o_currency AS currency, o_method AS payment_method, o_brand AS purchase_brand,
       o_channel AS purchase_channel, o_digital AS digital_channel, o_store AS store_id,
       o_customer AS customer_id, coalesce(o_reachable, false) AS reachable,
       product_name, product_category, product_subcategory, product_brand, product_sku,
       product_upc, product_msrp, o_status AS order_status,
       o_shipping AS order_shipping_amount, o_tax AS order_tax_amount, o_tip AS order_tip_amount,
       o_fee AS order_fee_amount, o_gift AS gift_card_amount, o_total AS order_total,
       o_profit AS order_profit, estimated AS return_date_estimated,
       CASE WHEN unlinked THEN true END AS unlinked_return,
       CASE WHEN notes = '' THEN custom
            WHEN custom IS NULL THEN '{' || substr(notes, 2) || '}'
            ELSE left(custom, length(custom) - 1) || notes || '}' END AS custom
"""

_FROM_SALES = "FROM (SELECT *, CAST(NULL AS BOOLEAN) AS estimated FROM sales) "
_MAIN = _OUT + _FROM_SALES + "WHERE NOT again"
_TWICE = _OUT + _FROM_SALES + "WHERE again"

_FROM_MIRRORS = """
FROM (
  SELECT * REPLACE (
      CASE outcome WHEN 'cancelled' THEN 'cancellation' ELSE 'return' END AS kind,
      CASE outcome WHEN 'cancelled' THEN coalesce(o_cancelled_at, o_refunded_at, placed_at)
           ELSE coalesce(o_refunded_at, o_cancelled_at, placed_at) END AS happened_at,
      -pieces AS pieces, -gross AS gross, -off AS off, -tax AS tax, -item_cost AS item_cost,
      -item_profit AS item_profit, CAST(0 AS DECIMAL(18, 2)) AS order_discount_amount,
      CAST(NULL AS VARCHAR) AS custom, '' AS notes),
    CASE WHEN coalesce(o_refunded_at, o_cancelled_at) IS NULL THEN true END AS estimated
  FROM sales WHERE outcome IN ('cancelled', 'refunded') AND kind IS NULL
)
"""
_MIRRORS = _OUT + _FROM_MIRRORS

# pieces of a line that came back, with their part of its amounts
_FROM_BACK = """
FROM (
  SELECT * REPLACE (
      'return' AS kind, coalesce(o_refunded_at, o_cancelled_at, placed_at) AS happened_at,
      -CAST(round(back) AS BIGINT) AS pieces,
      -CAST(round(gross * back / quantity, 2) AS DECIMAL(18, 2)) AS gross,
      -CAST(round(off * back / quantity, 2) AS DECIMAL(18, 2)) AS off,
      -CAST(round(tax * back / quantity, 2) AS DECIMAL(18, 2)) AS tax,
      CAST(NULL AS DECIMAL(18, 2)) AS item_cost, CAST(NULL AS DECIMAL(18, 2)) AS item_profit,
      CAST(0 AS DECIMAL(18, 2)) AS order_discount_amount,
      CAST(NULL AS VARCHAR) AS custom, '' AS notes),
    CASE WHEN coalesce(o_refunded_at, o_cancelled_at) IS NULL THEN true END AS estimated
  FROM (SELECT *, least(refunded_quantity, quantity) AS back FROM sales
        WHERE kind IS NULL AND refunded_quantity > 0 AND quantity > 0 AND outcome = 'kept')
)
"""
_BACK = _OUT + _FROM_BACK

_PART = """
SELECT _order AS _row, getvariable('level') AS level, CAST(NULL AS BOOLEAN) AS is_void, order_id,
       only_product AS product_id,
       coalesce(refunded_at, placed_at) AS order_datetime, CAST(0 AS BIGINT) AS item_quantity,
       -back AS item_revenue, NULL AS item_cost, NULL AS item_profit,
       -back AS item_list_price, NULL AS item_subtotal,
       CAST(0 AS DECIMAL(18, 2)) AS item_discount_amount, NULL AS item_tax_amount,
       CAST(0 AS DECIMAL(18, 2)) AS order_discount_amount,
       true AS is_return, false AS is_cancellation, currency, payment_method, purchase_brand,
       purchase_channel, digital_channel, store_id, customer_id,
       coalesce(reachable, false) AS reachable,
       NULL AS product_name, NULL AS product_category, NULL AS product_subcategory,
       NULL AS product_brand, NULL AS product_sku, NULL AS product_upc, NULL AS product_msrp,
       status AS order_status, shipping AS order_shipping_amount,
       order_tax AS order_tax_amount, tip AS order_tip_amount, fee AS order_fee_amount,
       gift_card AS gift_card_amount, total AS order_total, profit AS order_profit,
       CASE WHEN refunded_at IS NULL THEN true END AS return_date_estimated,
       NULL AS unlinked_return, NULL AS custom
FROM (
  SELECT *, CAST(CASE WHEN goods_paid + tax_added = 0 THEN 0
      ELSE least(goods_paid, round(refunded * goods_paid / (goods_paid + tax_added), 2)) END
      AS DECIMAL(18, 2)) AS back
  FROM orders WHERE outcome = 'part refunded'
)
"""

_VOID = """
SELECT _order AS _row, getvariable('level') AS level, true AS is_void, order_id, NULL AS product_id,
       placed_at AS order_datetime, NULL AS item_quantity, NULL AS item_revenue, NULL AS item_cost,
       NULL AS item_profit, NULL AS item_list_price, NULL AS item_subtotal,
       NULL AS item_discount_amount, NULL AS item_tax_amount, NULL AS order_discount_amount,
       NULL AS is_return, NULL AS is_cancellation, currency, payment_method, purchase_brand,
       purchase_channel, digital_channel, store_id, customer_id,
       coalesce(reachable, false) AS reachable,
       NULL AS product_name, NULL AS product_category, NULL AS product_subcategory,
       NULL AS product_brand, NULL AS product_sku, NULL AS product_upc, NULL AS product_msrp,
       status AS order_status, shipping AS order_shipping_amount,
       order_tax AS order_tax_amount, tip AS order_tip_amount, fee AS order_fee_amount,
       gift_card AS gift_card_amount, total AS order_total, profit AS order_profit,
       NULL AS return_date_estimated, NULL AS unlinked_return, NULL AS custom
FROM orders WHERE outcome IN ('void', 'test')
"""

_INSERT = "INSERT INTO extra_rows BY NAME "
_LIKE_MAIN = "CREATE OR REPLACE TEMP TABLE extra_rows AS SELECT * FROM main_rows LIMIT 0"
_SINGLE = """
CREATE OR REPLACE TEMP VIEW order_rows AS
SELECT * FROM main_rows UNION ALL SELECT * FROM extra_rows
"""
_MERGED = """
CREATE OR REPLACE TEMP TABLE merged AS
WITH twice AS (
  SELECT * FROM twice_rows
  UNION ALL BY NAME
  SELECT * FROM extra_rows WHERE is_void IS NULL AND order_id IN (SELECT order_id FROM again)
)
SELECT min(_row) AS _row, first(COLUMNS(* EXCLUDE (_row, order_id, product_id, order_datetime,
         item_quantity, item_revenue, item_cost, item_profit, item_list_price, item_subtotal,
         item_discount_amount, item_tax_amount, is_return, is_cancellation, custom)) ORDER BY _row),
       order_id, product_id, order_datetime, sum(item_quantity) AS item_quantity,
       sum(item_revenue) AS item_revenue, sum(item_cost) AS item_cost,
       sum(item_profit) AS item_profit, sum(item_list_price) AS item_list_price,
       sum(item_subtotal) AS item_subtotal, sum(item_discount_amount) AS item_discount_amount,
       sum(item_tax_amount) AS item_tax_amount, is_return, is_cancellation,
       first(custom ORDER BY custom IS NULL, _row) AS custom
FROM twice GROUP BY order_id, product_id, order_datetime, is_return, is_cancellation
"""
_MERGED_ROWS = """
CREATE OR REPLACE TEMP VIEW order_rows AS
SELECT * FROM main_rows
UNION ALL
SELECT * FROM extra_rows WHERE is_void OR order_id NOT IN (SELECT order_id FROM again)
UNION ALL BY NAME SELECT * FROM merged
"""


def make_rows(connection: duckdb.DuckDBPyConnection, rules: Rules, level: str) -> None:
    """Read `priced` and `orders` of `sums.add_up`, write the view `order_rows`."""
    outcomes = dict(
        connection.execute("SELECT outcome, count(*) FROM orders GROUP BY 1").fetchall()
    )
    allotted, included, back = connection.execute(
        "SELECT count(*) FILTER (WHERE to_allot > 0), count(*) FILTER (WHERE tax = 'included'),"
        " count(*) FILTER (WHERE own_returns > 0) FROM orders"
    ).fetchall()[0]
    _share(connection, _TO_SHARE_GOODS if rules.share_total else "", _KEEP_GOODS)
    wanted = _TO_SHARE_DISCOUNT if allotted and not rules.separate else ""
    _share(connection, wanted, _KEEP_DISCOUNT)
    _share(connection, _TO_SHARE_TAX if included else "", _KEEP_TAX)
    set_variables(connection, level=level, strip_tax=rules.strip_tax)
    connection.execute(_SALES)
    connection.execute("CREATE OR REPLACE TEMP VIEW main_rows AS " + _MAIN)
    connection.execute(_LIKE_MAIN)
    for needed, statement in (
        (outcomes.get("cancelled") or outcomes.get("refunded"), _MIRRORS),
        (back, _BACK),
        (outcomes.get("part refunded"), _PART),
        (outcomes.get("void") or outcomes.get("test"), _VOID),
    ):
        if needed:
            connection.execute(_INSERT + statement)
    if connection.execute("SELECT count(*) FROM again").fetchall()[0][0]:
        connection.execute("CREATE OR REPLACE TEMP VIEW twice_rows AS " + _TWICE)
        connection.execute(_MERGED)
        connection.execute(_MERGED_ROWS)
    else:
        connection.execute(_SINGLE)


def _share(connection: duckdb.DuckDBPyConnection, wanted: str, keep: str) -> None:
    if wanted:
        connection.execute(wanted)
        share(connection)
    else:
        connection.execute(_NO_SHARES)
    connection.execute(keep)


_KEEP_GOODS = "CREATE OR REPLACE TEMP TABLE goods_shares AS SELECT * FROM shares"
_KEEP_DISCOUNT = "CREATE OR REPLACE TEMP TABLE discount_shares AS SELECT * FROM shares"
_KEEP_TAX = "CREATE OR REPLACE TEMP TABLE tax_shares AS SELECT * FROM shares"
