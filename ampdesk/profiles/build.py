"""The build: every derived table from the feeds, published at once."""

import time
from datetime import date

from ampdesk.engine import open_duckdb
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.profiles import coalesced, later, state, touched
from ampdesk.profiles.custom import custom_columns
from ampdesk.profiles.policy import Policy
from ampdesk.profiles.result import BuildResult
from ampdesk.profiles.session import Session
from ampdesk.schema import DERIVED_TABLES
from ampdesk.stitch.assign import Changes
from ampdesk.store import Store


def build(
    store: Store,
    lake: Lake,
    *,
    today: date,
    context: JobContext | None = None,
    full: bool = False,
) -> BuildResult:
    """Derive everything from the feeds as of `today` (UTC) and publish it, or nothing.

    Only what new imports touch is built anew, unless `full` or more than that changed: the rows
    are the same either way. Raises Cancelled, OutOfMemoryError, DiskFullError; the last build
    then stands.
    """
    context = context or JobContext(today=today)
    began = time.monotonic()
    policy = Policy.of(store)
    publishing = lake.publish(store)  # puts a damaged lake right before it is read
    # the engine closes last: what is published reads from it
    with open_duckdb(lake.snapshot()) as engine, publishing as publish:
        context.on_cancel(engine.interrupt)
        session = Session(store, lake, engine, publish, policy, today, context)
        session.custom = custom_columns(store)
        if not full:
            session.delta = state.read_delta(store, publish.tables, policy, today, session.custom)
        if session.delta is not None:
            names = _foreign_keys(session, session.delta)
            if names is None:  # a new foreign key is a new column of every record
                session.delta = None
            else:
                session.foreign_keys = names
        incremental = session.delta is not None
        if session.delta is not None and session.delta.is_empty:
            session.currency = session.delta.currency
            customers = publish.tables["Merged_Customers"].rows
            session.changes = Changes(unchanged=customers)
            return session.result(time.monotonic() - began, incremental=True)
        for name, step in later.STEPS.items():
            with session.timed(name):
                step(session)
        publish.built_on = today
        derived = sorted(set(publish.tables) & {table.name for table in DERIVED_TABLES})
        publish.in_transaction(lambda _: state.write(session, derived))
    return session.result(time.monotonic() - began, incremental=incremental)


def _foreign_keys(session: Session, delta: state.Delta) -> dict[str, str] | None:
    """Columns of foreign keys as the last build has them; None when there are new ones."""
    new = touched.among(delta.new("source_profiles"))
    found = {str(row[0]) for row in session.engine.rows(coalesced.compile_namespaces(new))}
    known = set(delta.namespaces)
    return coalesced.foreign_key_columns(known) if found <= known else None
