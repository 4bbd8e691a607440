"""Sharing an amount among the lines of an order, exactly (import_formats.md 1, Amounts).

Largest remainder in the currency's minor unit; equal remainders by file order. The parts add up to
the amount to the last unit, whatever the order of evaluation.
"""

import duckdb

# wanted: _row, _order, amount and weight (both DECIMAL(18,2), amount ≥ 0), unit (in cents)
_SHARE = """
CREATE OR REPLACE TEMP TABLE shares AS
WITH units AS (
  SELECT _row, _order, unit,
         CAST(amount * 100 AS HUGEINT) // unit AS amount,
         CAST(amount * 100 AS HUGEINT) % unit AS odd,
         CAST(greatest(weight, 0) * 100 AS HUGEINT) AS weight
  FROM to_share
), weighed AS (
  SELECT *, sum(weight) OVER by_order AS all_weight, count(*) OVER by_order AS lines
  FROM units WINDOW by_order AS (PARTITION BY _order)
), even AS (
  SELECT * REPLACE (
    CASE WHEN all_weight = 0 THEN 1 ELSE weight END AS weight,
    CASE WHEN all_weight = 0 THEN lines ELSE all_weight END AS all_weight)
  FROM weighed
), floors AS (
  SELECT *, CAST(amount * weight AS HUGEINT) // CAST(all_weight AS HUGEINT) AS part,
            CAST(amount * weight AS HUGEINT) % CAST(all_weight AS HUGEINT) AS rest
  FROM even
), ranked AS (
  SELECT *, amount - sum(part) OVER (PARTITION BY _order) AS missing,
         row_number() OVER (PARTITION BY _order ORDER BY rest DESC, _row) AS place
  FROM floors
)
SELECT _row,
       CAST(((part + CASE WHEN place <= missing THEN 1 ELSE 0 END) * unit
             + CASE WHEN place = 1 THEN odd ELSE 0 END) AS DECIMAL(16, 0))
         * CAST(0.01 AS DECIMAL(2, 2)) AS share
FROM ranked
"""


def share(connection: duckdb.DuckDBPyConnection) -> None:
    """Read `to_share`, write `shares` (_row, share DECIMAL(18,2)).

    Weights below zero count as none; when no line has weight, all count alike.
    """
    connection.execute(_SHARE)
