"""Which customer a foreign key, an e-mail or a phone belongs to (data_model.md 1.5, 1.7)."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from ampdesk.stitch import bad, preprocess
from ampdesk.stitch.statement import fragment, query, select

Clean = Callable[[exp.Expr], exp.Expr]

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


def compile_foreign_keys(
    columns: Mapping[str, str], *, records: str, wanted: str | None = None
) -> exp.Query:
    """Build the SELECT namespace, value (cleaned), amperity_id, update_dt; exactly one id only.

    `columns`: namespace → column of `records`, which has the columns of Unified_Coalesced.
    `wanted`: a table of namespace, value, to which the answer is limited.
    """
    held: exp.Query | None = None
    for namespace, name in columns.items():
        one = (
            exp.select(
                exp.convert(namespace).as_("namespace", copy=False),
                preprocess.clean_key(exp.column(name)).as_("value", copy=False),
                "amperity_id", "update_dt",
            )
            .from_(records)
            .where(exp.column(name).is_(exp.null()).not_())
        )  # fmt: skip
        if wanted:
            one = select(
                "SELECT h.* FROM one AS h SEMI JOIN (SELECT value FROM wanted WHERE namespace = $n)"
                " AS w ON h.value = w.value",
                tables={"one": one, "wanted": wanted}, n=namespace,
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


def _as_filed(column: exp.Expr) -> exp.Expr:
    return column


def email_key(column: exp.Expr) -> exp.Expr:
    """How e-mails of consents and events meet those of records: trimmed, lower case."""
    return fragment("LOWER(TRIM($email))", email=column)


def compile_emails(*, records: str, merged: str, wanted: str | None = None) -> exp.Query:
    """Build the SELECT contact, amperity_id: one customer per e-mail address.

    `wanted`: a table of contacts, to which the answer is limited.
    """
    # e-mails of records are lower case already (import_formats.md 1): no function over millions
    return _contacts(_as_filed, ("email", "CONTAINS(contact, '@')"), records, merged, wanted)


def compile_phones(*, records: str, merged: str, wanted: str | None = None) -> exp.Query:
    """Build the SELECT contact (last ten digits), amperity_id: one customer per phone."""
    further = ("phone", "NOT CONTAINS(contact, '@')")
    return _contacts(preprocess.clean_phone, further, records, merged, wanted)


def _contacts(
    clean: Clean, field: tuple[str, str], records: str, merged: str, wanted: str | None
) -> exp.Query:
    name, further = field
    own = exp.select(clean(exp.column(name)).as_("contact", copy=False), "amperity_id", "update_dt")
    more = exp.select(
        clean(exp.column("contact")).as_("contact", copy=False), "amperity_id", "update_dt"
    )
    more = more.from_(select(_MORE, tables={"records": records}).subquery("m")).where(further)
    contacts: exp.Query = exp.union(own.from_(records), more, distinct=False)
    if wanted:
        contacts = (
            exp.select("a.*")
            .from_(contacts.subquery("a"))
            .join(f"{wanted} AS w", on="a.contact = w.contact", join_type="semi")
        )
    best = exp.select(clean(exp.column(name)).as_("contact", copy=False), "amperity_id").from_(
        merged
    )
    return query(_CONTACTS, tables={"contacts": contacts, "merged": best})
