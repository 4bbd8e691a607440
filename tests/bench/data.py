"""Deterministic data of any size, made by DuckDB from a range of numbers."""

import duckdb

TODAY = "2026-06-16"

# One line a row: order n/2.5, customer by a hash, heavy-tailed amounts, 5 % returns.
LINES = """
SELECT
  'o' || CAST(range * 2 // 5 AS VARCHAR) AS order_id,
  'c' || CAST(hash(range * 2 // 5) % {customers} AS VARCHAR) AS fk_shop,
  TIMESTAMP '{today}' - to_seconds(CAST(hash(range * 2 // 5, 1) % 157680000 AS BIGINT))
    AS order_datetime,
  'p' || CAST(hash(range, 2) % 5000 AS VARCHAR) AS product_id,
  (1 + hash(range, 3) % 4)::BIGINT * sign AS item_quantity,
  CAST(exp((hash(range, 4) % 1000) / 200.0) * 3 * sign AS DECIMAL(18, 2)) AS item_revenue,
  sign < 0 AS is_return,
  false AS is_cancellation,
  CAST(0 AS DECIMAL(18, 2)) AS order_discount_amount,
  'USD' AS currency,
  CASE hash(range * 2 // 5, 6) % 3 WHEN 0 THEN 'web' WHEN 1 THEN 'store' ELSE 'app' END
    AS purchase_channel,
  's' || CAST(hash(range * 2 // 5, 7) % 50 AS VARCHAR) AS store_id
FROM (SELECT range, CASE hash(range, 5) % 20 WHEN 0 THEN -1 ELSE 1 END AS sign FROM range({lines}))
"""

# One profile a customer; the key `fk_shop` is the one that the lines name.
CUSTOMERS = """
SELECT
  'c' || CAST(range AS VARCHAR) AS pk,
  'c' || CAST(range AS VARCHAR) AS fk_shop,
  'Given' || CAST(hash(range, 1) % 2000 AS VARCHAR) AS given_name,
  'Surname' || CAST(hash(range, 2) % 20000 AS VARCHAR) AS surname,
  'person' || CAST(range AS VARCHAR) || '@example.com' AS email,
  CAST(hash(range, 3) % 9999 AS VARCHAR) || ' Main Street' AS address,
  'Springfield' AS city,
  'IL' AS state,
  CAST(10000 + hash(range, 4) % 89999 AS VARCHAR) AS postal,
  'US' AS country,
  TIMESTAMP '{today}' - to_days(CAST(hash(range, 5) % 900 AS INTEGER)) AS update_dt
FROM range({customers})
"""

# One order a row, as Unified_Transactions has what RFM and its currency need.
ORDERS = """
SELECT
  'c' || CAST(hash(range) % {customers} AS VARCHAR) AS amperity_id,
  'o' || CAST(range AS VARCHAR) AS order_id,
  TIMESTAMP '{today}' - to_seconds(CAST(hash(range, 1) % 63072000 AS BIGINT)) AS order_datetime,
  CAST(1 + hash(range, 2) % 4 AS BIGINT) AS order_quantity,
  CAST(0 AS BIGINT) AS order_returned_quantity,
  CAST(0 AS BIGINT) AS order_canceled_quantity,
  CAST(exp((hash(range, 3) % 1000) / 200.0) * 3 AS DECIMAL(38, 2)) AS order_revenue,
  'USD' AS currency,
  'acme' AS purchase_brand,
  'web' AS purchase_channel,
  CAST(NULL AS VARCHAR) AS store_id
FROM range({orders})
"""


def write(query, path, **sizes):
    """Write one of the queries to a CSV or Parquet file (by its ending); returns its rows."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        text = query.format(today=TODAY, **sizes)
        options = "HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
        (rows,) = connection.execute(f"COPY ({text}) TO '{path}' ({options})").fetchone()
    return rows
