"""Email_Opt_Status and SMS_Opt_Status (data_model.md 1.5, import_formats.md 1 "Consent").

A withdrawal beats TRUE of any source unless TRUE is strictly newer by its own timestamp; one
without a timestamp stays. "Not given" speaks only of its own source. Without any TRUE: FALSE.
A file that replaces ends what its source's earlier files said of the contacts that it names, in the
same list (brand, region and program); a contact that it does not name keeps its state: absence
deletes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from ampdesk.schema.consent import EMAIL_OPT_STATUS, SMS_OPT_STATUS
from ampdesk.stitch.statement import fragment, select
from ampdesk.store import Store

Channel = Literal["email", "sms"]

_STATEMENTS = """
SELECT contact, brand, region, program, source, state, stated_at, import_id, row_number,
  frequency, language_preference
FROM source_consents WHERE channel = $channel
"""
# the newest file that replaces rules the contacts it names, with the files that came after it
_REPLACED = """
SELECT s.* FROM statements AS s
QUALIFY import_id >= COALESCE(MAX(CASE WHEN $replaces THEN import_id END)
  OVER (PARTITION BY contact, brand, region, program, source), 0)
"""
# each source's newest word that is no withdrawal; withdrawals of any file stay
_SOURCES = """
SELECT contact, brand, region, program, source,
  ARG_MAX(state, import_id * 4294967296 + row_number) FILTER (WHERE state <> 'withdrawn') AS state,
  ARG_MAX(COALESCE(stated_at, TIMESTAMP '0001-01-01 00:00:00'),
    import_id * 4294967296 + row_number) FILTER (WHERE state <> 'withdrawn') AS stated_at,
  BOOL_OR(state = 'withdrawn') AS withdrawn,
  BOOL_OR(state = 'withdrawn' AND stated_at IS NULL) AS withdrawn_undated,
  MAX(stated_at) FILTER (WHERE state = 'withdrawn') AS withdrawn_at
FROM kept GROUP BY contact, brand, region, program, source
"""
_STATES = """
SELECT contact, brand, region, program,
  COALESCE(BOOL_OR(state = 'granted'), FALSE) AND (NOT BOOL_OR(withdrawn)
    OR (NOT BOOL_OR(withdrawn_undated)
      AND COALESCE(MAX(stated_at) FILTER (WHERE state = 'granted') > MAX(withdrawn_at), FALSE)))
    AS opted_in
FROM by_source GROUP BY contact, brand, region, program
"""
_WISHES = """
SELECT contact, brand, region, program,
  ARG_MAX(frequency, import_id * 4294967296 + row_number) AS frequency,
  ARG_MAX(language_preference, import_id * 4294967296 + row_number) AS language_preference
FROM kept GROUP BY contact, brand, region, program
"""


@dataclass(frozen=True)
class Replacing:
    """Which imports replace: all of `sources` but `merged`, and `imports` whose mapping says so."""

    sources: tuple[str, ...] = ()
    imports: tuple[int, ...] = ()
    merged: tuple[int, ...] = ()

    @property
    def condition(self) -> exp.Expr:
        """Whether a row of source_consents comes from a file that replaces."""
        number = exp.column("import_id")
        stated = number.isin(*self.imports) if self.imports else exp.false()
        if not self.sources:
            return stated
        by_source: exp.Expr = exp.column("source").isin(*self.sources)
        if self.merged:
            by_source = exp.and_(by_source, exp.not_(number.copy().isin(*self.merged)))
        return exp.or_(stated, by_source)


def replacing_imports(store: Store, sources: Sequence[str] = ()) -> Replacing:
    """Read which live imports replace: the mapping of each, else the setting of its source."""
    said: dict[str, list[int]] = {"replace": [], "merge": []}
    found = store.connection.execute(
        "SELECT import_id, json_extract(mapping, '$.options.consent') FROM imports"
        " WHERE state = 'live' AND json_extract(mapping, '$.options.consent') IS NOT NULL"
        " ORDER BY import_id"
    )
    for import_id, how in found:
        said[how].append(import_id)
    return Replacing(tuple(sources), tuple(said["replace"]), tuple(said["merge"]))


def compile_opt_status(
    channel: Channel, *, contacts: str, replacing: Replacing | None = None
) -> exp.Select:
    """Build the SELECT of Email_Opt_Status or SMS_Opt_Status over source_consents.

    `contacts`: contact, amperity_id (`keys.compile_emails` or `compile_phones`).
    """
    table = EMAIL_OPT_STATUS if channel == "email" else SMS_OPT_STATUS
    contact = "email" if channel == "email" else "phone"
    replaces = (replacing or Replacing()).condition
    key = fragment("LOWER(TRIM(s.contact))")
    if channel == "sms":
        key = fragment("NULLIF(RIGHT(REGEXP_REPLACE(s.contact, '[^0-9]', '', 'g'), 10), '')")
    chosen = {
        "amperity_id": fragment("c.amperity_id"),
        contact: fragment("s.contact"),
        f"is_{channel}_opted_in": fragment("s.opted_in"),
        "brand": fragment("s.brand"),
        "region": fragment("s.region"),
        f"{channel}_program": fragment("s.program"),
        f"{channel}_frequency": fragment("w.frequency"),
        "language_preference": fragment("w.language_preference"),
    }
    wishes_on = " AND ".join(
        f"s.{name} IS NOT DISTINCT FROM w.{name}" for name in ("brand", "region", "program")
    )
    return (
        exp.select(*(chosen[name].as_(name, copy=False) for name in table.names))
        .with_("statements", select(_STATEMENTS, channel=channel))
        .with_("kept", select(_REPLACED, replaces=replaces))
        .with_("by_source", select(_SOURCES))
        .from_(select(_STATES).subquery("s"))
        .join(
            select(_WISHES).subquery("w"), on=f"s.contact = w.contact AND {wishes_on}",
            join_type="left",
        )
        .join(f"{contacts} AS c", on=exp.EQ(this=key, expression=exp.column("contact", table="c")),
              join_type="left")
    )  # fmt: skip


def compile_opted_in_emails() -> exp.Select:
    """Build the SELECT of All_Opted_In_Emails."""
    return exp.select("*").from_("Email_Opt_Status").where("is_email_opted_in")
