"""One build under way: engine, publish, settings, and the tables made so far."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow.parquet as pq
from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.lake.publish import Publish
from ampdesk.profiles.custom import CustomColumns
from ampdesk.profiles.policy import Policy
from ampdesk.profiles.result import BuildResult
from ampdesk.profiles.state import Delta
from ampdesk.schema import DERIVED_TABLES
from ampdesk.stitch.assign import Changes
from ampdesk.store import Store

MOST_HIDDEN = 0.25
"""Above this share of hidden rows a table is written anew: reading past them costs more."""


@dataclass
class Session:
    """State of one build; each step reads tables by name and adds its own.

    `delta` is None in a full build, which derives every table; else tables are patched.
    """

    store: Store
    lake: Lake
    engine: Engine
    publish: Publish
    policy: Policy
    today: date
    context: JobContext
    delta: Delta | None = None
    foreign_keys: dict[str, str] = field(default_factory=dict)
    custom: CustomColumns = field(default_factory=CustomColumns)
    currency: str | None = None
    changes: Changes = field(default_factory=Changes)
    warnings: list[str] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)
    patched: set[str] = field(default_factory=set)

    @property
    def no_new_records(self) -> bool:
        """An incremental build without new profile records: every customer is as it was."""
        return self.delta is not None and not self.delta.new("source_profiles")

    def is_idle(self, feed: str) -> bool:
        """An incremental build to which a feed has nothing to say: it holds no rows."""
        lies = self.publish.tables.get(feed)
        return self.delta is not None and not (lies and lies.rows)

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
        # without rows there is no file: the publish drops it, so the columns stand for it
        lies = self.publish.tables[table]
        self.engine.register(table, lies if lies.parts else pq.read_schema(path).empty_table())
        return rows

    def rewrite(self, table: str, key: Sequence[str], scope: str, query: exp.Query) -> None:
        """Replace the rows of `table` whose key is in `scope` by those of `query`, unseen.

        For tables in which new rows always change old ones: comparing would only cost.
        """
        if self.number(exp.select("COUNT(*)").from_(scope)):
            # computed first: a wide statement is bound once here, and three times where written
            self.engine.create(f"fresh_{table}", query)
            self._replace(table, key, scope)

    def patch(self, table: str, key: Sequence[str], scope: str, query: exp.Query) -> bool:
        """Replace the rows of `table` whose key is in `scope` by those of `query`.

        Nothing is written when they are the same; rows are appended when none went. The rows
        before and after stay as `stale_<table>` and `fresh_<table>`, those that went as
        `gone_<table>`. Returns whether it changed.
        """
        engine, stale, fresh, gone = (
            self.engine, f"stale_{table}", f"fresh_{table}", f"gone_{table}",
        )  # fmt: skip
        self.patched.add(table)
        names = self.publish.tables[table].names
        old = exp.select(*(exp.column(name, table="t") for name in names)).from_(f"{table} AS t")
        held = old.join(f"{scope} AS s", on=_equal(key), join_type="semi")
        # keys alone first: in a table that only grows nothing is there, and its rows are wide
        first = held.select("1", append=False).limit(1)
        some = engine.create(stale, held if engine.rows(first) else old.where(exp.false()))
        engine.create(
            fresh, exp.select(*map(exp.column, names)).from_(query.subquery("q", copy=False))
        )
        lost = engine.create(
            gone, difference(stale, fresh) if some else exp.select("*").from_(stale)
        )
        # rows appended to a key that newer rows have would hide those that older files keep of it
        if lost or (some and self.publish.tables[table].newer):
            if not lost and not self.number(_count(difference(fresh, stale))):
                return False
            self._replace(table, key, scope)
            return True
        path = self.publish.new_file(table)
        added = difference(fresh, stale) if some else exp.select("*").from_(fresh)
        if not engine.write(added, path):
            return False
        self.publish.append(table, path)
        engine.register(table, self.publish.tables[table])
        return True

    def _replace(self, table: str, key: Sequence[str], scope: str) -> None:
        """Write `fresh_<table>` over the rows in scope; the whole table anew where that pays."""
        if self._lay_over(table, key, scope):
            return
        self.derive(table, self._renewed(table, table, key, scope))

    def _renewed(self, source: str, table: str, key: Sequence[str], scope: str) -> exp.Query:
        """Build the SELECT of `source`'s rows out of scope, and of `fresh_<table>`."""
        names = self.publish.tables[table].names
        kept = exp.select(*(exp.column(name, table="t") for name in names)).from_(f"{source} AS t")
        kept = kept.join(f"{scope} AS s", on=_equal(key), join_type="anti", copy=False)
        fresh = exp.select(*map(exp.column, names)).from_(f"fresh_{table}")
        return exp.union(kept, fresh, distinct=False, copy=False)

    def _lay_over(self, table: str, key: Sequence[str], scope: str) -> bool:
        """Let `fresh_<table>` hide the rows in scope; False when the table is better written anew.

        That is when a key of the base is there no more, or much of the base would be hidden.
        """
        engine, lies = self.engine, self.publish.tables[table]
        base, newer = replace(lies, parts=lies.base), replace(lies, parts=lies.newer)
        if not base.parts:
            return False
        engine.register(f"base_{table}", base)
        over = f"fresh_{table}"
        if newer.parts:
            unkeyed = replace(newer, parts=tuple(replace(p, key=(), hides=0) for p in newer.parts))
            engine.register(f"newer_{table}", unkeyed)
            over = f"over_{table}"
            engine.create(over, self._renewed(f"newer_{table}", table, key, scope))
        if self.number(exp.select("COUNT(*)").from_(over)) > base.rows * MOST_HIDDEN:
            return False
        keys = exp.select(*(exp.column(name, table="t") for name in key))
        held = keys.from_(f"base_{table} AS t")
        in_over = held.join(f"{over} AS s", on=_equal(key), join_type="semi")
        in_scope = held.join(f"{scope} AS s", on=_equal(key), join_type="semi")
        lost = (
            in_scope.join(f"{over} AS o", on=_equal(key, other="o"), join_type="anti")
            .select("1", append=False)
            .limit(1)
        )
        if engine.rows(lost):
            return False
        hides = self.number(_count(in_over))
        path = self.publish.new_file(table)
        engine.write(exp.select(*map(exp.column, lies.names)).from_(over), path)
        self.publish.lay_over(table, path, key, hides=hides)
        engine.register(table, self.publish.tables[table])
        return True

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
        rows = {
            table.name: tables[table.name].rows for table in DERIVED_TABLES if table.name in tables
        }
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


def difference(one: str, other: str) -> exp.Query:
    """Rows of one table that the other does not hold, each as often as it is missing."""
    return exp.except_(exp.select("*").from_(one), exp.select("*").from_(other), distinct=False)


def _count(query: exp.Query) -> exp.Select:
    return exp.select("COUNT(*)").from_(query.subquery("q", copy=False))


def _equal(key: Sequence[str], *, other: str = "s") -> exp.Condition:
    return exp.and_(*(exp.column(k, table="t").eq(exp.column(k, table=other)) for k in key))
