"""Lifecycle_Events without a model: stages by the days since the latest order (1.3)."""

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from ampdesk.profiles.policy import Stage
from ampdesk.stitch.statement import query

EVENT_TYPE = "Historical Lifecycle Status"

# a stage begins with an order and so many days after it, unless the next order came first
_EVENTS = """
WITH days AS (
  SELECT DISTINCT amperity_id, CAST(order_datetime AS DATE) AS ordered
  FROM orders WHERE order_datetime IS NOT NULL AND order_quantity > 0
    AND amperity_id IS NOT NULL AND CAST(order_datetime AS DATE) <= $today
), gaps AS (
  SELECT amperity_id, ordered,
    LEAD(ordered) OVER (PARTITION BY amperity_id ORDER BY ordered) AS following
  FROM days
), starts AS (
  SELECT g.amperity_id, s.status, CAST(g.ordered + s.after AS DATE) AS started
  FROM gaps AS g JOIN stages AS s
    ON g.ordered + s.after < COALESCE(g.following, CAST($tomorrow AS DATE))
), changes AS (
  SELECT amperity_id, status, started,
    LAG(status) OVER (PARTITION BY amperity_id ORDER BY started) AS before
  FROM starts
), events AS (
  SELECT * FROM changes WHERE before IS NULL OR before <> status
)
SELECT amperity_id, $type AS event_type, status AS event_status,
  started AS event_status_start_date,
  LAG(status) OVER (PARTITION BY amperity_id ORDER BY started) AS previous_event_status,
  LAG(started) OVER (PARTITION BY amperity_id ORDER BY started) AS prev_event_status_start_date,
  LEAD(started) OVER (PARTITION BY amperity_id ORDER BY started) IS NULL AS is_current
FROM events
"""


def compile_lifecycle(
    stages: Sequence[Stage], *, today: date, orders: str | exp.Query
) -> exp.Query:
    """Build the SELECT of Lifecycle_Events over orders up to and with today."""
    after, rows = 0, []
    for stage in stages:
        rows.append((stage.name, after))
        if stage.days is None:
            break
        after = stage.days + 1
    table = exp.values(rows, alias="v", columns=["status", "after"])
    known = exp.select("status", "after").from_(table)
    return query(
        _EVENTS,
        tables={"orders": orders, "stages": known},
        today=today, tomorrow=date.fromordinal(today.toordinal() + 1), type=EVENT_TYPE,
    )  # fmt: skip
