"""Unified_Loyalty and Unified_Loyalty_Events (data_model.md 1.5)."""

from sqlglot import exp

from ampdesk.profiles.current import compile_newest
from ampdesk.schema.consent import UNIFIED_LOYALTY, UNIFIED_LOYALTY_EVENTS
from ampdesk.schema.table import Table
from ampdesk.stitch.statement import fragment

NAMESPACE = "loyalty-id"
"""Foreign key that a loyalty number is (data_model.md 1.7: the field also needs fk-loyalty-id)."""

_EVENT_KEY = (
    "loyalty_id", "event_datetime", "event_type", "event_description", "accrual_amount",
    "redemption_amount", "award_id", "order_id",
)  # fmt: skip


def compile_loyalty(*, foreign_keys: str, contacts: str) -> exp.Select:
    """Build the SELECT, one row per loyalty number: newest change, then newest import."""
    newest = compile_newest("source_loyalty", ("loyalty_id",), ("latest_update_datetime",))
    return _with_customer(UNIFIED_LOYALTY, newest, foreign_keys, contacts)


def compile_loyalty_events(*, foreign_keys: str, contacts: str) -> exp.Select:
    """Build the SELECT, one row per event; an event that two files hold counts once."""
    newest = compile_newest("source_loyalty_events", _EVENT_KEY)
    return _with_customer(UNIFIED_LOYALTY_EVENTS, newest, foreign_keys, contacts)


def _with_customer(
    table: Table, newest: exp.Select, foreign_keys: str, contacts: str
) -> exp.Select:
    """By the loyalty number where one customer holds it, else by e-mail."""
    owner = fragment("COALESCE(f.amperity_id, c.amperity_id)")
    key = fragment("f.namespace = $n AND f.value = UPPER(TRIM(l.loyalty_id))", n=NAMESPACE)
    return (
        exp.select(
            *(
                (owner if name == "amperity_id" else exp.column(name, table="l")).as_(
                    name, copy=False
                )
                for name in table.names
            )
        )
        .from_(newest.subquery("l"))
        .join(f"{foreign_keys} AS f", on=key, join_type="left")
        .join(f"{contacts} AS c", on="LOWER(TRIM(l.email)) = c.contact", join_type="left")
    )
