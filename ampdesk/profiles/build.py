"""The build: every derived table from the feeds, published at once."""

import time
from datetime import date


from ampdesk.engine import open_duckdb
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.profiles import steps
from ampdesk.profiles.policy import Policy
from ampdesk.profiles.result import BuildResult
from ampdesk.profiles.session import Session
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

    Raises Cancelled, OutOfMemoryError, DiskFullError; the last build then stands.
    """
    del full
    context = context or JobContext(today=today)
    began = time.monotonic()
    publishing = lake.publish(store)  # puts a damaged lake right before it is read
    # the engine closes last: what is published reads from it
    with open_duckdb(lake.snapshot()) as engine, publishing as publish:
        context.on_cancel(engine.interrupt)
        session = Session(store, lake, engine, publish, Policy.of(store), today, context)
        for name, step in steps.STEPS.items():
            with session.timed(name):
                step(session)
        publish.built_on = today
    return session.result(time.monotonic() - began, incremental=False)


__all__ = ["build"]
