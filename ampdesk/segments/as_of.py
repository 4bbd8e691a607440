"""The time machine: a segment evaluated as of an earlier day (segments.md 2.10).

What is dated after the day does not exist: order lines by their own time, e-mail and loyalty
events, consent by its change, recipients by delivery. What follows from them is computed anew by
the statements of the build. Identities, merged fields and undated consent are today's.

Source: segments.md 2.10. A record is dated by its creation, else by its last change; a customer of
whom all is later is not in the population.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ampdesk.clock import start_of
from ampdesk.engine import DuckDBEngine
from ampdesk.engine.protocol import BATCH_ROWS, Source
from ampdesk.engine.views import SCHEMA
from ampdesk.lake.manifest import columns_of
from ampdesk.profiles import (
    BrandCurrency,
    attributes,
    brand_currency,
    buyers,
    consent,
    email,
    headline,
    orders,
    scores,
)
from ampdesk.profiles import lifecycle as stages
from ampdesk.profiles.currency import converted
from ampdesk.profiles.custom import columns_beyond
from ampdesk.profiles.policy import Policy
from ampdesk.schema.transactions import SCORES
from ampdesk.segments.catalog import ATTRIBUTES, CUSTOMER_360, MERGED, RECIPIENTS, TAE, UIT
from ampdesk.segments.definition import refused
from ampdesk.segments.lines import column
from ampdesk.stitch.statement import fragment, query, select
from ampdesk.store import Store

UT, RFM, HOUSES, RECORDS = "Unified_Transactions", "RFM", "Merged_Households", "Unified_Coalesced"
EVENTS, SUMMARY = "Unified_Email_Events", "Email_Engagement_Summary"
ENGAGEMENT, LIFECYCLE = "Email_Engagement_Attributes", "Lifecycle_Events"
EMAIL_OPT, SMS_OPT, CONSENTS = "Email_Opt_Status", "SMS_Opt_Status", "source_consents"
LOYALTY_EVENTS, PEOPLE = "Unified_Loyalty_Events", "_people_as_of"
_OWN = "_attributes_as_of"
_DATED = {UIT: "order_datetime", EVENTS: "event_datetime", RECIPIENTS: "delivery_datetime",
          LOYALTY_EVENTS: "event_datetime", CONSENTS: "stated_at"}  # fmt: skip
_PREDICTED = ("Predicted_CLV_Attributes", "Predicted_Affinity", "Predicted_Propensity")
_PEOPLE = """
SELECT amperity_id FROM records WHERE COALESCE(create_dt, update_dt, $first) < $end
UNION SELECT amperity_id FROM lines UNION SELECT amperity_id FROM events
"""
_PHONE = "NULLIF(RIGHT(REGEXP_REPLACE(phone, '[^0-9]', '', 'g'), 10), '')"
_OWNERS = "SELECT DISTINCT $contact AS contact, amperity_id FROM opt WHERE $contact IS NOT NULL"


@dataclass(frozen=True)
class Past:
    """The day (UTC) and what the build's statements take from the brand.

    `read` names, for a table of the lake, another one to read in its place (a test's).
    """

    day: date
    policy: Policy
    currency: BrandCurrency
    replacing: consent.Replacing = field(default_factory=consent.Replacing)
    read: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, day: date, read: Mapping[str, str] | None = None) -> "Past":
        """Read the settings of a brand."""
        policy = Policy.of(store)
        replacing = consent.replacing_imports(store, policy.replacing_consent)
        return cls(day, policy, brand_currency(store), replacing, read or {})


class EngineAsOf:
    """An engine whose tables are those of a day; each is made when a query first names it.

    Wraps the session of another engine and leaves it as it was when closed.
    """

    dialect = "duckdb"

    def __init__(self, engine: DuckDBEngine, past: Past, tables: Collection[str]) -> None:
        self._engine, self._past, self._tables = engine, past, frozenset(tables)
        self._made: list[str] = []
        self._end = start_of(past.day + timedelta(days=1))

    # ------------------------------------------------------------ an engine (protocol.Engine)

    def run(self, asked: exp.Query, *, batch_rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield the rows as they come."""
        return self._engine.run(self._ready(asked), batch_rows=batch_rows)

    def arrow(self, asked: exp.Query) -> pa.Table:
        """Return all rows at once."""
        return self._engine.arrow(self._ready(asked))

    def rows(self, asked: exp.Query) -> list[tuple[Any, ...]]:
        """Return all rows as Python values."""
        return self._engine.rows(self._ready(asked))

    def create(self, name: str, asked: exp.Query) -> int:
        """Keep a query's rows as a temporary table."""
        return self._engine.create(name, self._ready(asked))

    def write(self, asked: exp.Query, path: Path, *, order: Sequence[exp.Expr] = ()) -> int:
        """Write a query's rows to one Parquet file."""
        return self._engine.write(self._ready(asked), path, order=order)

    def register(self, name: str, source: Source) -> None:
        """Make Parquet files or an Arrow table readable as `name`."""
        self._engine.register(name, source)

    def drop(self, name: str) -> None:
        """Drop a temporary table."""
        self._engine.drop(name)

    def progress(self) -> float | None:
        """Return the share of the running statement that is done."""
        return self._engine.progress()

    def interrupt(self) -> None:
        """Stop the running statement."""
        self._engine.interrupt()

    def close(self) -> None:
        """Drop the tables of the day; the engine itself goes on."""
        while self._made:
            self._engine.drop(self._made.pop())

    # ------------------------------------------------------------ the tables of the day

    def _ready(self, asked: exp.Query) -> exp.Query:
        for name in {one.name for one in asked.find_all(exp.Table) if not one.db}:
            self._need(name)
        return asked

    def _need(self, *names: str) -> None:
        for name in names:
            if name in _PREDICTED:
                raise refused(
                    f"no version of {name} was trained by {self._past.day}",
                    "leave predictions out, or choose a later day",
                )
            if name in self._made or name not in self._tables | _ALWAYS:
                continue
            make = _MAKERS.get(name)
            if make is not None:
                make(self)

    def _keep(self, name: str, made: exp.Query) -> None:
        self._engine.create(name, made)
        self._made.append(name)

    def _view(self, name: str, made: exp.Query) -> None:
        self._engine.view(name, made)
        self._made.append(name)

    def _lake(self, name: str) -> exp.Select:
        other = self._past.read.get(name)
        held = exp.Table(
            this=exp.to_identifier(other or name, quoted=True),
            db=None if other else exp.to_identifier(SCHEMA),
        )
        return exp.select("*").from_(held)

    def _dated(self, name: str) -> None:
        """Show the rows up to the day's end; a row without a time is as old as one likes."""
        time = column(_DATED[name])
        before = exp.LT(this=time, expression=exp.convert(self._end))
        self._view(name, self._lake(name).where(exp.or_(time.copy().is_(exp.null()), before)))

    def _people(self) -> None:
        self._need(UIT, EVENTS)
        found = query(
            _PEOPLE,
            tables={"records": self._lake(RECORDS), "lines": UIT, "events": EVENTS},
            end=self._end, first=datetime(1, 1, 1),  # noqa: DTZ001  # as the lake holds times
        )  # fmt: skip
        self._keep(PEOPLE, found)

    def _of_people(self, name: str) -> None:
        self._need(PEOPLE)
        there = column("amperity_id").isin(query=exp.select("amperity_id").from_(PEOPLE))
        self._view(name, self._lake(name).where(there))

    def _orders(self) -> None:
        self._need(UIT)
        built = self._engine.arrow(self._lake(UT).limit(0)).schema
        own = columns_beyond({one.name: one.type for one in columns_of(built)})
        summed = self._past.policy.summed_discounts
        self._keep(UT, orders.compile_orders(lines=UIT, summed=summed, custom=own))

    def _converted(self, *names: str) -> exp.Select:
        self._need(UT)
        money = self._past.currency
        more = {"names": names} if names else {}
        return converted(money.code, money.rates, orders=UT, **more)

    def _scores(self) -> None:
        self._keep(
            RFM, scores.compile_scores(today=self._past.day, orders=self._converted("amount"))
        )

    def _buyers(self) -> None:
        self._need(RFM)
        days = self._past.policy.early_repeat_days
        made = buyers.compile_buyers(
            today=self._past.day, orders=self._converted(), repeat_days=days
        )
        self._keep(_OWN, made)
        scored = [column(name, "r") for name in SCORES]
        every = exp.Column(this=exp.Star(), table=exp.to_identifier("a"))
        self._view(
            TAE,
            exp.select(every, *scored)
            .from_(f"{_OWN} AS a")
            .join(f"{RFM} AS r", on="a.amperity_id = r.amperity_id", join_type="left"),
        )

    def _opt(self, channel: str, name: str, key: str) -> None:
        self._need(CONSENTS)
        owners = f"_{channel}_owners"
        contact = fragment(key)
        self._keep(owners, select(_OWNERS, tables={"opt": self._lake(name)}, contact=contact))
        self._keep(
            name,
            consent.compile_opt_status(
                channel,  # type: ignore[arg-type]  # one of the two that call
                contacts=owners,
                replacing=self._past.replacing,
            ),
        )

    def _summary(self) -> None:
        self._need(EVENTS)
        self._keep(SUMMARY, email.compile_summary(today=self._past.day))

    def _engagement(self) -> None:
        self._need(SUMMARY, MERGED, UT)
        self._keep(
            ENGAGEMENT,
            email.compile_engagement(summary=SUMMARY, merged=MERGED, events=EVENTS, orders=UT),
        )

    def _lifecycle(self) -> None:
        self._need(UT)
        churn = self._past.policy.churn_stages
        self._keep(LIFECYCLE, stages.compile_lifecycle(churn, today=self._past.day, orders=UT))

    def _describe(self) -> None:
        """Customer_Attributes, by the statements of `profiles.later.describe`."""
        self._need(MERGED, HOUSES, TAE, UIT, EMAIL_OPT, SMS_OPT)
        policy = self._past.policy
        permilles = (("outlier", policy.outlier_permille), ("reseller", policy.reseller_permille))
        made = {
            "thresholds": exp.select(*(
                attributes.compile_percentile(permille, buyers=TAE).subquery().as_(name)
                for name, permille in permilles
            )),
            "supersized": attributes.compile_supersized(records=RECORDS),
            "gifts": attributes.compile_gift_givers(policy.words.get("gift_words", ()), lines=UIT),
            "primary_buyers": attributes.compile_primary(households=HOUSES, buyers=TAE),
            "email_states": attributes.compile_opted_in(
                "email", "is_email_opted_in", "email_program", opt=EMAIL_OPT
            ),
            "sms_states": attributes.compile_opted_in(
                "phone", "is_sms_opted_in", "sms_program", opt=SMS_OPT
            ),
            "has_opt": select(
                "SELECT EXISTS (SELECT 1 FROM Email_Opt_Status) AS email,"
                " EXISTS (SELECT 1 FROM SMS_Opt_Status) AS sms"
            ),
        }  # fmt: skip
        for name, part in made.items():
            self._keep(name, part)
        tables = {
            "merged": MERGED, "buyers": TAE, "email_opt": "email_states", "sms_opt": "sms_states",
            "gifts": "gifts", "primary": "primary_buyers", "supersized": "supersized",
            "thresholds": "thresholds", "has_opt": "has_opt",
        }  # fmt: skip
        found = attributes.compile_attributes(policy, today=self._past.day, tables=tables)
        self._keep(ATTRIBUTES, found)

    def _headlines(self) -> None:
        self._need(MERGED, TAE, RFM, ATTRIBUTES)
        self._keep(
            CUSTOMER_360,
            headline.compile_customer_360(
                merged=MERGED, buyers=TAE, scores=RFM, attributes=ATTRIBUTES
            ),
        )


def _dated(name: str) -> Callable[[EngineAsOf], None]:
    return lambda engine: engine._dated(name)  # noqa: SLF001  # its own maker


def _of_people(name: str) -> Callable[[EngineAsOf], None]:
    return lambda engine: engine._of_people(name)  # noqa: SLF001


def _opt(channel: str, name: str, contact: str) -> Callable[[EngineAsOf], None]:
    return lambda engine: engine._opt(channel, name, contact)  # noqa: SLF001


_MAKERS: Mapping[str, Callable[[EngineAsOf], None]] = {
    **{name: _dated(name) for name in _DATED},
    **{name: _of_people(name) for name in (MERGED, HOUSES)},
    PEOPLE: EngineAsOf._people,  # noqa: SLF001
    UT: EngineAsOf._orders,  # noqa: SLF001
    RFM: EngineAsOf._scores,  # noqa: SLF001
    TAE: EngineAsOf._buyers,  # noqa: SLF001
    EMAIL_OPT: _opt("email", EMAIL_OPT, "LOWER(TRIM(email))"),
    SMS_OPT: _opt("sms", SMS_OPT, _PHONE),
    SUMMARY: EngineAsOf._summary,  # noqa: SLF001
    ENGAGEMENT: EngineAsOf._engagement,  # noqa: SLF001
    LIFECYCLE: EngineAsOf._lifecycle,  # noqa: SLF001
    ATTRIBUTES: EngineAsOf._describe,  # noqa: SLF001
    CUSTOMER_360: EngineAsOf._headlines,  # noqa: SLF001
}
_ALWAYS = frozenset({PEOPLE})
COMPUTED = frozenset(_MAKERS) - {PEOPLE, CONSENTS}
"""Tables that are those of the day; every other one is today's."""


def told_as_of(tables: Collection[str], day: date) -> tuple[str, ...]:
    """Say what is of the day and what is today's, for the tables that a question names."""
    said = [
        f"As of {day}: orders, returns, e-mail events, dated consent, deliveries and what follows.",
        "Today's: who is one person, merged fields such as address, consent without a date.",
    ]
    others = sorted(
        name
        for name in tables
        if name.startswith(("custom_", "Unified_Loyalty")) and name not in COMPUTED
    )
    if others:
        said.append(f"Today's too: {', '.join(others)}.")
    return tuple(said)
