"""Consent statements: yes, withdrawn and not given are three things (import_formats.md 1)."""

from collections.abc import Mapping
from typing import Literal

from ampdesk.intake.formats.cells import Cell, Const, Text, Words, formula
from ampdesk.intake.formats.spec import Rows

GRANTED, WITHDRAWN, NOT_GIVEN = "granted", "withdrawn", "not given"

_YES = (
    "yes", "y", "true", "1", "x", "on", "ja", "wahr", "oui", "vrai", "si", "sí", "verdadero",
    "subscribed", "opted in", "opted-in", "opted_in", "opt in", "confirmed", "active",
)  # fmt: skip
_NO = (
    "no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "falso", "not_subscribed",
    "not subscribed", "never_subscribed", "never subscribed", "pending", "eligible", "invited",
    "redacted",
)  # fmt: skip
_GONE = (
    "unsubscribed", "unsubscribe", "opted out", "opted-out", "opted_out", "opt out", "suppressed",
    "bounced", "cleaned", "complaint", "spam complaint", "withdrawn", "blocked", "invalid",
)  # fmt: skip
WORDS: Mapping[str, str] = {
    **dict.fromkeys(_YES, GRANTED),
    **dict.fromkeys(_NO, NOT_GIVEN),
    **dict.fromkeys(_GONE, WITHDRAWN),
}


def states(*headers: str) -> Words:
    """Read a consent word; blank and unknown words make no statement."""
    return Words(headers, WORDS)


def consent_rows(
    channel: Literal["email", "sms"],
    contact: Cell,
    state: Cell,
    at: Cell | None = None,
    reason: Cell | None = None,
) -> Rows:
    """Rows of source_consents: one per record with a contact and a statement."""
    cells: dict[str, Cell] = {"channel": Const(channel), "contact": contact, "state": state}
    if at:
        cells["stated_at"] = at
    if reason:
        cells["reason"] = reason
    there = "contact LIKE '%@%'" if channel == "email" else "contact IS NOT NULL"
    stated = formula(f"{there} AND state IS NOT NULL", contact=contact, state=state)
    return Rows("source_consents", cells, where=stated)


def gone_when_filled(*headers: str) -> Cell:
    """Withdrawn when the column holds anything that is not a no."""
    return formula(
        "CASE WHEN lower(value) NOT IN ('false', 'no', '0') THEN 'withdrawn' END",
        value=Text(*headers),
    )
