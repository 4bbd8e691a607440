"""What happened with one customer, the newest first: one list over all tables that know a time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.stitch.statement import query

Kind = Literal["order", "return", "email", "campaign", "consent", "loyalty", "lifecycle"]
KINDS: tuple[Kind, ...] = (
    "order", "return", "email", "campaign", "consent", "loyalty", "lifecycle",
)  # fmt: skip
MOST = 2_000
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001  # no file says when: after everything else

_ORDERS = """
SELECT order_datetime AS at, order_id AS what, order_quantity AS items, order_revenue AS amount,
  currency, purchase_channel AS place
FROM Unified_Transactions WHERE amperity_id = $id AND order_quantity > 0
"""
_RETURNS = """
SELECT order_datetime AS at, order_id AS what, SUM(item_quantity) AS items,
  SUM(item_revenue) AS amount, MAX(currency) AS currency,
  BOOL_OR(COALESCE(is_cancellation, FALSE)) AS cancelled
FROM Unified_Itemized_Transactions
WHERE amperity_id = $id AND (is_return OR is_cancellation)
GROUP BY order_datetime, order_id
"""
_EMAILS = """
SELECT event_datetime AS at, event_type AS what, campaign_name AS detail
FROM Unified_Email_Events WHERE amperity_id = $id
"""
_CAMPAIGNS = """
SELECT delivery_datetime AS at, campaign_name AS what, treatment_name AS treatment,
  destination_name AS place, is_control
FROM Campaign_Recipients WHERE amperity_id = $id
"""
_CONSENTS = """
SELECT c.stated_at AS at, c.channel, c.contact, c.state AS what, c.program, c.reason
FROM source_consents AS c
WHERE LOWER(c.contact) IN (
  SELECT LOWER(email) FROM Unified_Coalesced WHERE amperity_id = $id AND email IS NOT NULL
  UNION SELECT phone FROM Unified_Coalesced WHERE amperity_id = $id AND phone IS NOT NULL)
"""
_LOYALTY = """
SELECT event_datetime AS at, event_type AS what, event_description AS detail,
  accrual_amount AS points, redemption_amount AS spent
FROM Unified_Loyalty_Events WHERE amperity_id = $id
"""
_STAGES = """
SELECT event_status_start_date AS at, event_status AS what, previous_event_status AS detail
FROM Lifecycle_Events WHERE amperity_id = $id
"""
_FROM = {
    "order": (_ORDERS, "Unified_Transactions"),
    "return": (_RETURNS, "Unified_Itemized_Transactions"),
    "email": (_EMAILS, "Unified_Email_Events"),
    "campaign": (_CAMPAIGNS, "Campaign_Recipients"),
    "consent": (_CONSENTS, "source_consents"),
    "loyalty": (_LOYALTY, "Unified_Loyalty_Events"),
    "lifecycle": (_STAGES, "Lifecycle_Events"),
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened; `at` UTC, None when no file says when. `what` names it."""

    kind: Kind
    at: datetime | None
    what: str
    detail: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    items: int | None = None


@dataclass(frozen=True)
class Timeline:
    """Moments, the newest first, at most `MOST`; `counts` of all, by kind."""

    moments: tuple[Moment, ...]
    counts: dict[str, int]


def read_timeline(reader: Reader, amperity_id: str) -> Timeline:
    """Read everything with a time that happened with one customer."""
    there = reader.snapshot.tables
    moments: list[Moment] = []
    for kind in KINDS:
        statement, table = _FROM[kind]
        if table not in there:
            continue
        asked: exp.Query = query(statement, id=amperity_id)
        moments += _moments(kind, reader.rows(asked))
    moments.sort(key=lambda one: (one.at or _NEVER, one.kind, one.what), reverse=True)
    return Timeline(tuple(moments[:MOST]), dict(Counter(one.kind for one in moments)))


def _moments(kind: Kind, found: Iterable[dict[str, Any]]) -> Iterator[Moment]:
    for row in found:
        yield Moment(
            kind=kind,
            at=_instant(row["at"]),
            what=str(row["what"] or ""),
            detail=_detail(kind, row),
            amount=row.get("amount"),
            currency=row.get("currency"),
            items=None if row.get("items") is None else int(row["items"]),
        )


def _detail(kind: Kind, row: dict[str, Any]) -> str:
    match kind:
        case "order":
            parts = [row["place"]]
        case "return":
            parts = ["cancelled" if row["cancelled"] else None]
        case "campaign":
            group = "control group" if row["is_control"] else row["treatment"]
            parts = [group, row["place"]]
        case "consent":
            parts = [row["channel"], row["contact"], row["program"], row["reason"]]
        case "loyalty":
            points = row["points"] if row["points"] is not None else row["spent"]
            parts = [row["detail"], f"{points:g} points" if points is not None else None]
        case "lifecycle":
            parts = [f"before: {row['detail']}" if row["detail"] else None]
        case _:
            parts = [row.get("detail")]
    return " · ".join(str(part) for part in parts if part)


def _instant(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  # UTC, as stored
    return None
