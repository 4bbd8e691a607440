"""RFM scores as of an earlier day, and how customers moved since (rfm.md 4.2).

Scored from Unified_Transactions as it is now: orders dated up to that day, customers by the ids
they have today. Amounts of an order are those bought, so a later return or cancellation moves no
score: neither then nor now.
"""

from datetime import date

from sqlglot import exp

from ampdesk.profiles import BrandCurrency
from ampdesk.profiles.currency import converted
from ampdesk.profiles.scores import compile_scores
from ampdesk.stitch.statement import select

_MOVEMENT = """
SELECT COALESCE(n.amperity_id, e.amperity_id) AS amperity_id,
  e.L12M_recency AS recency_before, e.L12M_frequency AS frequency_before,
  e.L12M_monetary AS monetary_before,
  n.L12M_recency AS recency, n.L12M_frequency AS frequency, n.L12M_monetary AS monetary
FROM earlier AS e FULL JOIN now_scored AS n ON e.amperity_id = n.amperity_id
"""


def scores_as_of(day: date, currency: BrandCurrency) -> exp.Query:
    """Build the SELECT of the scores that `day` (UTC) had: one row per customer scored then.

    Columns as in table RFM: amperity_id, L12M_recency, L12M_frequency, L12M_monetary (1 to 10),
    L12M_rfm_score. Reads Unified_Transactions; `currency` is `profiles.brand_currency(store)`. On
    the day of the build it gives the rows of RFM.
    """
    orders = converted(currency.code, currency.rates, names=("amount",))
    return compile_scores(today=day, orders=orders)


def compile_movement(since: date, currency: BrandCurrency) -> exp.Query:
    """Build the SELECT of each customer's scores on day `since` beside those of table RFM.

    Grain: customer scored on either day; columns amperity_id, recency_before, frequency_before,
    monetary_before, recency, frequency, monetary; NULL where not scored then, or not now.
    """
    return select(_MOVEMENT, tables={"earlier": scores_as_of(since, currency), "now_scored": "RFM"})
