"""Which customer a foreign key, an e-mail or a phone belongs to (data_model.md 1.5, 1.7)."""

from collections.abc import Callable

from sqlglot import exp

from ampdesk.stitch import bad, preprocess
from ampdesk.stitch.statement import fragment, query, select

Clean = Callable[[exp.Expression], exp.Expression]

_FOREIGN_KEYS = """
SELECT namespace, value, MIN(amperity_id) AS amperity_id, MAX(update_dt) AS update_dt
FROM held WHERE value IS NOT NULL AND NOT $bad
GROUP BY namespace, value HAVING MIN(amperity_id) = MAX(amperity_id)
"""
_CONTACTS = """
WITH held AS (
  SELECT contact, amperity_id, MAX(update_dt) AS update_dt FROM contacts
  WHERE contact IS NOT NULL GROUP BY contact, amperity_id
), several AS (SELECT contact FROM held GROUP BY contact HAVING COUNT(*) > 1),
ranked AS (
  SELECT h.contact, h.amperity_id, ROW_NUMBER() OVER (PARTITION BY h.contact ORDER BY
    CASE WHEN m.amperity_id IS NULL THEN 1 ELSE 0 END,
    h.update_dt DESC NULLS LAST, h.amperity_id) AS place
  FROM held AS h SEMI JOIN several AS s ON h.contact = s.contact
  LEFT JOIN merged AS m ON h.contact = m.contact AND h.amperity_id = m.amperity_id
)
SELECT contact, amperity_id FROM held ANTI JOIN several USING (contact)
UNION ALL SELECT contact, amperity_id FROM ranked WHERE place = 1
"""


def compile_foreign_keys(columns: dict[str, str], *, records: str) -> exp.Query:
    """Build the SELECT namespace, value (cleaned), amperity_id, update_dt; exactly one id only.

    `columns`: namespace → column of `records`, which has the columns of Unified_Coalesced.
    """
    held: exp.Query | None = None
    for namespace, name in columns.items():
        one = (
            exp.select(
                exp.convert(namespace).as_("namespace"),
                preprocess.clean_key(exp.column(name)).as_("value"),
                "amperity_id", "update_dt",
            )
            .from_(records)
            .where(exp.column(name).is_(exp.null()).not_())
        )  # fmt: skip
        held = one if held is None else exp.union(held, one, distinct=False)
    if held is None:
        held = select(
            "SELECT '' AS namespace, '' AS value, amperity_id, update_dt FROM r WHERE FALSE",
            tables={"r": records},
        )
    wrong = bad.is_listed("fk", exp.column("value"))
    return select(_FOREIGN_KEYS, tables={"held": held}, bad=wrong)


_MORE = """
SELECT JSON_EXTRACT_STRING(more_contacts, '$.' || '"' || UNNEST(JSON_KEYS(more_contacts)) || '"')
  AS contact, amperity_id, update_dt
FROM records WHERE more_contacts IS NOT NULL
"""


def email_key(column: exp.Expression) -> exp.Expression:
    """How e-mails of consents and events meet those of records: trimmed, lower case."""
    return fragment("LOWER(TRIM($email))", email=column)


def compile_emails(*, records: str, merged: str) -> exp.Query:
    """Build the SELECT contact, amperity_id: one customer per e-mail address."""
    return _contacts(email_key, "email", "CONTAINS(contact, '@')", records, merged)


def compile_phones(*, records: str, merged: str) -> exp.Query:
    """Build the SELECT contact (last ten digits), amperity_id: one customer per phone."""
    return _contacts(
        preprocess.clean_phone, "phone", "NOT CONTAINS(contact, '@')", records, merged
    )


def _contacts(clean: Clean, name: str, further: str, records: str, merged: str) -> exp.Query:
    own = exp.select(clean(exp.column(name)).as_("contact"), "amperity_id", "update_dt").from_(
        records
    )
    more = (
        exp.select(clean(exp.column("contact")).as_("contact"), "amperity_id", "update_dt")
        .from_(select(_MORE, tables={"records": records}).subquery("m"))
        .where(further)
    )
    return query(
        _CONTACTS,
        tables={
            "contacts": exp.union(own, more, distinct=False),
            "merged": exp.select(clean(exp.column(name)).as_("contact"), "amperity_id").from_(merged),
        },
    )
