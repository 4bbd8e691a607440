"""RFM scores of rfm.md 4.2: three deciles over orders of the last twelve months. Portable."""

from datetime import date

from sqlglot import exp

from ampdesk.profiles.windows import last_months
from ampdesk.stitch.statement import select

_SCORED = """
WITH w AS (
  SELECT amperity_id, MAX(order_datetime) AS r, COUNT(DISTINCT order_id) AS f,
    CAST(COALESCE(SUM(amount), 0) AS DECIMAL(38, 2)) AS m
  FROM orders
  WHERE amperity_id IS NOT NULL AND $in_window AND order_quantity > 0
  GROUP BY amperity_id
), l12m_rfm AS (
  SELECT amperity_id,
    NTILE(10) OVER (ORDER BY r, amperity_id) AS L12M_recency,
    NTILE(10) OVER (ORDER BY f, amperity_id) AS L12M_frequency,
    NTILE(10) OVER (ORDER BY m, amperity_id) AS L12M_monetary
  FROM w
)
SELECT amperity_id,
  CAST(L12M_recency AS BIGINT) AS L12M_recency,
  CAST(L12M_frequency AS BIGINT) AS L12M_frequency,
  CAST(L12M_monetary AS BIGINT) AS L12M_monetary,
  CAST(CAST(L12M_recency AS TEXT) || CAST(L12M_frequency AS TEXT) || CAST(L12M_monetary AS TEXT)
    AS BIGINT) AS L12M_rfm_score
FROM l12m_rfm
"""


def compile_scores(*, today: date, orders: exp.Query) -> exp.Select:
    """Build the SELECT, one row per customer with an order in the window; columns of RFM.

    `orders`: amperity_id, order_id, order_datetime, order_quantity and `amount`, the revenue in
    the brand's currency (`profiles.currency.converted`).
    """
    in_window = last_months(today, 12).holds(exp.column("order_datetime"))
    return select(_SCORED, tables={"orders": orders}, in_window=in_window)
