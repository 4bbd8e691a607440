"""One build under way: engine, publish, settings, and the tables made so far."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.lake.publish import Publish
from ampdesk.profiles.policy import Policy
from ampdesk.profiles.result import BuildResult
from ampdesk.schema import DERIVED_TABLES
from ampdesk.stitch.assign import Changes
from ampdesk.store import Store


@dataclass
class Session:
    """State of one build; each step reads tables by name and adds its own."""

    store: Store
    lake: Lake
    engine: Engine
    publish: Publish
    policy: Policy
    today: date
    context: JobContext
    foreign_keys: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    changes: Changes = field(default_factory=Changes)
    warnings: list[str] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def job_id(self) -> str:
        """The run that the change log names."""
        journal = self.context.journal
        return journal.job_id if journal else f"build-{self.store.generation + 1}"

    def derive(self, table: str, query: exp.Query) -> int:
        """Write a table's rows to the lake and read it from there from now on."""
        path = self.publish.new_file(table)
        rows = self.engine.write(query, path)
        self.publish.replace(table, path)
        self.engine.register(table, list(self.publish.tables[table].files) or path)
        return rows

    def value(self, query: exp.Query) -> object:
        """Return the one value of a query, None when it has no row."""
        rows = self.engine.rows(query)
        return rows[0][0] if rows else None

    def number(self, query: exp.Query) -> int:
        """Return the one whole number of a query."""
        return int(str(self.value(query) or 0))

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Name a step in the journal and note its seconds."""
        began = time.monotonic()
        with self.context.step(name):
            yield
        self.steps[name] = time.monotonic() - began

    def result(self, seconds: float, *, incremental: bool) -> BuildResult:
        """Say what was built."""
        tables = self.publish.tables
        rows = {table.name: tables[table.name].rows for table in DERIVED_TABLES if table.name in tables}
        return BuildResult(
            tables=rows,
            seconds=seconds,
            incremental=incremental,
            records=rows.get("Unified_Coalesced", 0),
            customers=rows.get("Merged_Customers", 0),
            changes=self.changes,
            currency=self.currency,
            warnings=tuple(self.warnings),
            steps=dict(self.steps),
        )
