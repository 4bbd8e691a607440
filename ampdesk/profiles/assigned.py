"""Email_AmpID_Assignment: each e-mail to one customer, each customer to one e-mail (1.3).

E-mails are ranked per customer and customers per e-mail; pairs that are top in both are kept,
taken out, and the rest is ranked once more. Who is left has no e-mail.
"""

from sqlglot import exp

from ampdesk.profiles.merged import MergePolicy, priority, usable
from ampdesk.stitch.statement import fragment, query, select

# latest order, revenue of 12 months, update of the record; then the ids, so that it is repeatable
_PAIRS = """
WITH held AS (
  SELECT u.amperity_id, $email AS email, u.datasource, u.pk, u.update_dt, $priority AS priority
  FROM records AS u WHERE $email IS NOT NULL
), pairs AS (
  SELECT h.*, t.latest_order_datetime, t.L12M_order_revenue FROM held AS h
  LEFT JOIN buyers AS t ON h.amperity_id = t.amperity_id
  QUALIFY ROW_NUMBER() OVER (PARTITION BY h.amperity_id, h.email
    ORDER BY h.update_dt DESC NULLS LAST, h.pk, h.datasource) = 1
), once AS (
  SELECT * FROM pairs QUALIFY $top_email = 1 AND $top_customer = 1
), rest AS (
  SELECT p.* FROM pairs AS p ANTI JOIN once AS a ON p.amperity_id = a.amperity_id
    ANTI JOIN once AS b ON p.email = b.email
), twice AS (
  SELECT * FROM rest QUALIFY $top_email = 1 AND $top_customer = 1
)
SELECT * FROM once UNION ALL SELECT * FROM twice
"""
_TOP_EMAIL = (
    "ROW_NUMBER() OVER (PARTITION BY amperity_id ORDER BY update_dt DESC NULLS LAST, email)"
)
_TOP_CUSTOMER = (
    "ROW_NUMBER() OVER (PARTITION BY email ORDER BY latest_order_datetime DESC NULLS LAST,"
    " L12M_order_revenue DESC NULLS LAST, update_dt DESC NULLS LAST, amperity_id)"
)
_MERGED = """
SELECT m.* REPLACE (a.email AS email, a.pk AS email_pk, a.datasource AS email_datasource,
  CAST(a.priority AS BIGINT) AS email_priority, a.update_dt AS email_update_dt,
  CAST(CASE WHEN a.email IS NULL THEN 0 ELSE 1 END AS BIGINT) AS email_completion)
FROM merged AS m LEFT JOIN email_pairs AS a ON m.amperity_id = a.amperity_id
"""


def compile_email_pairs(policy: MergePolicy, *, records: str, buyers: str) -> exp.Query:
    """Build the SELECT of assigned pairs: amperity_id and email, each at most once.

    Also datasource, pk, update_dt and priority of the record that holds it. `records` has the
    columns of Unified_Coalesced, `buyers` those of Transaction_Attributes_Extended.
    """
    return query(
        _PAIRS, tables={"records": records, "buyers": buyers},
        email=usable("email"), priority=priority("email", policy),
        top_email=fragment(_TOP_EMAIL), top_customer=fragment(_TOP_CUSTOMER),
    )  # fmt: skip


def compile_with_emails(*, merged: str) -> exp.Select:
    """Build the SELECT of Merged_Customers with the e-mails of `email_pairs`."""
    return select(_MERGED, tables={"merged": merged})
