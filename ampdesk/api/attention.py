"""What needs a person: facts of the store and of the lake, the worst first, each with a remedy.

A notice carries counts, never words for the screen: the window writes the sentence, so that it
can be translated. `remedy` names the door: build, import, rejects, data, activity, orders (those of
no customer), customers (`place` is the `gap` of a customer query).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.jobs import jobs_of
from ampdesk.lake import Snapshot
from ampdesk.profiles.staleness import Staleness
from ampdesk.stitch.statement import select
from ampdesk.store import Store, notes
from ampdesk.store.sqlite import rows

OLD_DAYS = 7  # from this age on the newest order is worth a word
MANY = 0.1  # share from which members without a purchase or orders without a customer are told
Remedy = Literal["build", "import", "rejects", "data", "activity", "customers", "orders"]


@dataclass(frozen=True)
class Notice:
    """One thing: `count` of `of`, about `subject` (a file, a source, a job), since `day`."""

    key: str
    remedy: Remedy
    count: int = 0
    of: int = 0
    subject: str = ""
    day: date | None = None
    place: str = ""  # a file to open, an id to look at


@dataclass(frozen=True)
class LakeFacts:
    """Counts of what does not fit together, read in the same visit as Home."""

    loyalty: int = 0  # members
    loyalty_alone: int = 0  # whose record joins no other
    with_email: int = 0
    consent_unknown: int = 0  # with an e-mail address and no word on consent
    orders: int = 0  # of the last 12 months
    orders_without_customer: int = 0


_LOYALTY = """
SELECT COUNT(*) AS members,
  SUM(CASE WHEN COALESCE(m.records, 1) <= 1 THEN 1 ELSE 0 END) AS alone
FROM Unified_Loyalty AS l
LEFT JOIN Merged_Customers AS m ON m.amperity_id = l.amperity_id
"""

_CONSENT = """
SELECT COUNT(*) AS with_email,
  SUM(CASE WHEN a.is_opted_into_email IS NULL THEN 1 ELSE 0 END) AS unknown
FROM Customer_Attributes AS a
JOIN Merged_Customers AS m ON m.amperity_id = a.amperity_id
WHERE m.email IS NOT NULL
"""

_ORDERS = """
SELECT COUNT(*) AS orders,
  SUM(CASE WHEN amperity_id IS NULL THEN 1 ELSE 0 END) AS nobodys
FROM Unified_Transactions
WHERE order_quantity > 0 AND order_datetime >= $since
"""

_NOBODYS = """
SELECT order_id, order_datetime, source, order_quantity, order_revenue, currency,
  COUNT(*) OVER () AS whole
FROM Unified_Transactions
WHERE amperity_id IS NULL AND order_quantity > 0 AND order_datetime >= $since
ORDER BY order_datetime DESC, order_id
"""


def compile_consent() -> exp.Select:
    """Build with_email, unknown: customers with an address, and those without a consent state."""
    return select(_CONSENT)


def compile_loyalty() -> exp.Select:
    """Build members, alone: loyalty members, and those whose person has one record only."""
    return select(_LOYALTY)


def lake_facts(engine: Engine, snapshot: Snapshot, as_of: date) -> LakeFacts:
    """Count, on an engine that is open already; tables that are not built count nothing."""
    has = snapshot.tables
    members = alone = with_email = unknown = 0
    if "Unified_Loyalty" in has and "Merged_Customers" in has:
        row = engine.arrow(compile_loyalty()).to_pylist()[0]
        members, alone = int(row["members"]), int(row["alone"] or 0)
    if "Merged_Customers" in has:
        row = engine.arrow(compile_consent()).to_pylist()[0]
        with_email, unknown = int(row["with_email"]), int(row["unknown"] or 0)
    row = engine.arrow(select(_ORDERS, since=_a_year_before(as_of))).to_pylist()[0]
    return LakeFacts(
        members, alone, with_email, unknown, int(row["orders"]), int(row["nobodys"] or 0)
    )


def compile_nobodys_orders(as_of: date, limit: int) -> exp.Select:
    """Build the orders of the last 12 months without a customer, the newest first.

    `whole` in each row is how many there are beyond the limit, too.
    """
    return select(_NOBODYS, since=_a_year_before(as_of)).limit(limit)


def _a_year_before(as_of: date) -> exp.Expr:
    month = exp.cast(exp.Literal.string(f"{as_of.replace(day=1)} 00:00:00"), "TIMESTAMP")
    return exp.Sub(this=month, expression=exp.Interval(this="1", unit=exp.var("YEAR")))


def find_notices(
    store: Store, stale: Staleness, *, newest_order: date | None, facts: LakeFacts
) -> tuple[Notice, ...]:
    """Return what needs a person, the worst first."""
    today = stale.today
    imports = [row for row in notes.imports(store) if row["state"] == "live"]
    found: list[Notice] = []
    found += _last_failure(store)
    found += _build(stale, live=len(imports))
    rejected = [row for row in imports if row["rejected"] and _is_newest(row, imports)]
    if rejected:
        worst = max(rejected, key=lambda row: int(row["rejected"]))
        found.append(
            Notice(
                "rejected", "rejects", sum(int(row["rejected"]) for row in rejected),
                sum(int(row["rows"]) for row in rejected), str(worst["file"]),
                place=str(worst["rejects_file"] or ""),
            )
        )  # fmt: skip
    if newest_order is not None and (today - newest_order).days > OLD_DAYS:
        found.append(Notice("old_orders", "import", (today - newest_order).days, day=newest_order))
    if facts.consent_unknown:
        found.append(
            Notice(
                "no_consent",
                "customers",
                facts.consent_unknown,
                facts.with_email,
                place="no consent",
            )
        )
    if facts.loyalty_alone > MANY * facts.loyalty:
        found.append(
            Notice(
                "loyalty", "customers", facts.loyalty_alone, facts.loyalty, place="loyalty alone"
            )
        )
    if facts.orders_without_customer > MANY * facts.orders:
        found.append(
            Notice("nobodys_orders", "orders", facts.orders_without_customer, facts.orders)
        )
    found += _new_columns(store)
    noticed = [row for row in imports if row["warnings"] and _is_newest(row, imports)]
    if noticed:
        count = sum(len(row["warnings"]) for row in noticed)
        found.append(Notice("warnings", "data", count, len(noticed), str(noticed[0]["file"])))
    return tuple(found)


def _last_failure(store: Store) -> Iterator[Notice]:
    done: set[str] = set()
    for job in jobs_of(store):  # the newest first: a later success clears it
        if job.state in {"failed", "rolled back"} and job.kind not in done:
            day = datetime.fromisoformat(job.started_at).date()
            yield Notice("failed", "activity", 1, 0, job.message, day, job.job_id)
            return
        if job.state == "done":
            done.add(job.kind)


def _build(stale: Staleness, *, live: int) -> Iterator[Notice]:
    if not live:
        return
    day = stale.built_on
    if day is None:
        yield Notice("never_built", "build", live)
    elif stale.new_imports or stale.imports_gone:
        count = len(stale.new_imports) + len(stale.imports_gone)
        yield Notice("imported_since", "build", count, day=day)
    elif stale.settings:
        names = ", ".join(stale.settings)
        yield Notice("settings_since", "build", len(stale.settings), subject=names, day=day)
    elif stale.tables_lost or stale.other_program:
        yield Notice("incomplete", "build", len(stale.tables_lost), day=day)
    elif day != stale.today:
        yield Notice("other_day", "build", (stale.today - day).days, day=day)


def _is_newest(row: dict[str, object], imports: list[dict[str, object]]) -> bool:
    """Tell whether no later import brought the same kind from the same source."""
    same = [one for one in imports if (one["source"], one["kind"]) == (row["source"], row["kind"])]
    return bool(same) and same[0] is row


_COLUMNS = (
    "SELECT source, format, file, custom_columns FROM imports WHERE state = 'live' "
    "ORDER BY import_id DESC"
)


def _new_columns(store: Store) -> Iterator[Notice]:
    """Tell of columns that the newest import of a source has and the one before it had not."""
    seen: dict[tuple[str, str], list[tuple[str, set[str]]]] = {}
    for source, form, file, text in rows(store.connection, _COLUMNS):
        seen.setdefault((source, form), []).append((file, _names(text)))
    for newest, *older in seen.values():
        if older and (fresh := newest[1] - older[0][1]):
            yield Notice(
                "new_columns", "data", len(fresh), 0, newest[0], place=", ".join(sorted(fresh))
            )


def _names(text: str | None) -> set[str]:
    found = json.loads(text or "{}")
    return {str(one["name"]) for key, listed in found.items() if key != "notes" for one in listed}
