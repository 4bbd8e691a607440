"""The room of a brand's data: sources and imports, tables and columns, a closer look at files."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ampdesk import intake
from ampdesk.api import (
    attention,
    believed,
    data_receipts,
    fiscal,
    relations,
    sources,
    table_stats,
    tables,
)
from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Receipt
from ampdesk.api.sources import MergeOrder, SourceFacts, UndoEffect
from ampdesk.api.table_stats import ColumnStats, Spread, Stop, TableStats
from ampdesk.api.tables import TableFacts
from ampdesk.errors import NotFoundError
from ampdesk.intake import FilePlan
from ampdesk.intake.look import Look, first_rejects, look
from ampdesk.intake.settled import answers_of, options_of
from ampdesk.store import Store

Looked = tuple[FilePlan, Look]


class Data:
    """Reads are safe from several threads; `stop` ends a long one from another thread."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        lock: threading.RLock,
        today: Callable[[], date],
    ) -> None:
        self._store = store
        self._reader = reader
        self._lock = lock
        self._today = today

    # what came in

    def sources(self) -> tuple[SourceFacts, ...]:
        """Return every source, the newest import first."""
        with self._lock:
            return sources.read_sources(self._store, self._today())

    def imports(self) -> list[dict[str, Any]]:
        """Return every import, the newest first, with the `path` of its file where it is known."""
        with self._lock:
            return sources.read_imports(self._store)

    def undo_effect(self, import_id: int) -> UndoEffect:
        """Say what would leave with an import."""
        with self._lock:
            return sources.undo_effect(self._store, import_id)

    def rejects(self, path: Path) -> list[dict[str, str]]:
        """Return the first rejected records of an import. Raises IntakeError when they are gone."""
        return first_rejects(path)

    # who is believed

    def merge_policy(self) -> tuple[MergeOrder, ...]:
        """Return the order of sources in general and by group of fields."""
        with self._lock:
            return sources.read_merge_policy(self._store)

    def winners(self) -> dict[str, dict[str, int]]:
        """Return how many customers each source gave each group of fields, as of the last build."""
        return believed.winners(self._reader)

    def fiscal_months(self) -> tuple[believed.FiscalMonth, ...]:
        """Return the months of the fiscal calendar, the newest year first."""
        return believed.fiscal_months(self._reader)

    def fiscal_file(self, start_month: int, *, named_by_end: bool) -> Path:
        """Write a calendar of whole months beside the brand, to be imported; returns the file."""
        path = self._store.path.with_name(f"{self._store.path.stem}-fiscal-calendar.csv")
        return fiscal.write_calendar(path, start_month, self._today(), named_by_end=named_by_end)

    def set_merge_order(self, group: str, order: Sequence[str] | None) -> None:
        """Set the order of one group; None returns it to the general order."""
        with self._lock:
            sources.set_merge_order(self._store, group, order)

    def put_merge_policy(self, policy: Mapping[str, Sequence[str]]) -> None:
        """Replace the whole policy."""
        with self._lock:
            sources.put_merge_policy(self._store, policy)

    def settings_wait(self) -> bool:
        """Tell whether settings changed that only a build carries into the tables."""
        with self._lock:
            return sources.settings_wait(self._store)

    # files before they are imported

    def look(self, plan: FilePlan) -> Looked:
        """Read a planned file as the import would; what its values leave open joins the plan."""

        def settings() -> Any:
            with self._lock:
                return answers_of(self._store, plan), options_of(self._store, plan)

        seen = look(plan, settings)
        if seen.questions and not plan.questions:
            plan = replace(plan, questions=seen.questions)
        return plan, seen

    def plan_and_look(self, files: Sequence[Path], **asked: Any) -> list[Looked]:
        """Recognise files and look at each; nothing is changed."""
        with self._lock:
            plans = intake.plan([Path(file) for file in files], store=self._store, **asked)
        return [self.look(plan) for plan in plans]

    def nobodys_orders(self, limit: int = 500) -> list[dict[str, Any]]:
        """Return the orders of the last 12 months without a customer, the newest first.

        Each row's `whole` counts all of them. Raises NotBuiltError.
        """
        as_of = self._reader.needs("Unified_Transactions").built_on or self._today()
        with self._reader.engine() as engine:
            found = engine.arrow(attention.compile_nobodys_orders(as_of, limit))
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    # "Why?"

    def why_source(self, name: str) -> Receipt:
        """Explain a source. Raises NotFoundError."""
        facts = next((one for one in self.sources() if one.name == name), None)
        if facts is None:
            raise NotFoundError("there is no such source", remedy="choose another", where=name)
        own = [row for row in self.imports() if row["source"] == name]
        return data_receipts.source_receipt(facts, own, self.merge_policy())

    def why_import(self, import_id: int) -> Receipt:
        """Explain an import. Raises NotFoundError."""
        effect = self.undo_effect(import_id)
        row = next(one for one in self.imports() if one["import_id"] == import_id)
        return data_receipts.import_receipt(row, effect.rows)

    def why_table(self, name: str) -> Receipt:
        """Explain a table. Raises NotFoundError."""
        lines = self.relations()
        made_of = [one.table for one in lines if one.target == name and one.kind == "becomes"]
        return data_receipts.table_receipt(self.table(name), tuple(dict.fromkeys(made_of)))

    def why_column(self, table: str, column: str) -> Receipt:
        """Explain a column, counted anew. Raises NotFoundError."""
        facts = self.table(table)
        stats = self.stats(table).columns.get(column)
        return data_receipts.column_receipt(facts, facts.column(column), stats)

    # tables

    def tables(self) -> tuple[TableFacts, ...]:
        """Return every table: the customer 360, the feeds, custom tables."""
        return tables.read_tables(self._reader.snapshot)

    def table(self, name: str) -> TableFacts:
        """Return one table. Raises NotFoundError."""
        return tables.table_facts(self._reader.snapshot, name)

    def stats(self, name: str, stop: Stop | None = None) -> TableStats:
        """Count every column of a table in one pass."""
        return table_stats.table_stats(self._reader, name, stop)

    def sample(self, name: str, stop: Stop | None = None) -> list[dict[str, Any]]:
        """Return some rows at random."""
        return table_stats.sample_rows(self._reader, name, stop)

    def spread(
        self, name: str, column: str, stats: ColumnStats, stop: Stop | None = None
    ) -> Spread:
        """Return the most frequent values of a column, or how its values spread."""
        return table_stats.column_spread(self._reader, name, column, stats, stop)

    def relations(self) -> tuple[relations.Relation, ...]:
        """Return how the tables hang together."""
        return relations.relations([one.name for one in self.tables()])
