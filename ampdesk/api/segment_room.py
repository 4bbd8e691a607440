"""What everything about segments shares: reading a definition, a session to ask in."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.api.segment_lists import ListRows, ListTexts, SavedLists
from ampdesk.api.table_stats import Stop
from ampdesk.clock import Clock
from ampdesk.engine import DuckDBEngine, Engine
from ampdesk.engine.views import columns
from ampdesk.errors import DefinitionError
from ampdesk.lake import Snapshot
from ampdesk.segments import (
    Catalog,
    Compiler,
    Ground,
    SqlSegment,
    VisualSegment,
    read_segment,
)
from ampdesk.segments.as_of import EngineAsOf, Past, told_as_of
from ampdesk.segments.catalog import DEFAULT_ID
from ampdesk.store import Store

Given = str | Path | dict[str, Any] | VisualSegment | SqlSegment


class Room:
    """The brand's tables, definitions and day; reading is safe from several threads."""

    def __init__(self, reader: Reader, store: Store, clock: Clock, lock: threading.RLock) -> None:
        self._reader, self._store, self._clock, self._lock = reader, store, clock, lock
        self._seen: tuple[Snapshot | None, Catalog | None] = (None, None)

    def read(self, given: Given) -> VisualSegment | SqlSegment:
        """Return a segment by name (a draft by its shown name), from a JSON file, or from JSON.

        Raises DefinitionError with the path inside the definition.
        """
        match given:
            case VisualSegment() | SqlSegment():
                return given
            case Path():
                return read_segment(json_of(given))
            case str():
                return read_segment(self._body_of(given))
            case _:
                return read_segment(given)

    def _body_of(self, name: str) -> dict[str, Any]:
        return self._lists(self._ground(DEFAULT_ID)).body(name)

    @contextmanager
    def _session(
        self,
        segment: VisualSegment | SqlSegment | str,
        stop: Stop | None = None,
        as_of: date | None = None,
    ) -> Iterator[tuple[Engine, Compiler]]:
        """Lend an engine and a compiler for a segment, or for an activation id.

        `stop` ends what runs in it, from another thread: it raises Cancelled. With `as_of` the
        tables are those of that day (segments.md 2.10), and relative dates count from it.
        """
        self._reader.needs("Merged_Customers")
        trail = () if isinstance(segment, str) else (segment.name,)
        named = segment if isinstance(segment, str) else segment.activation_id
        ground = self._ground(named, as_of)
        with self._reader.engine() as lent, (stop or Stop()).over(lent):
            past = None if as_of is None else self._past(lent, as_of)
            engine: Engine = past or lent
            rows = ListRows(engine, self._reader.snapshot, ground, self._clock, as_of)
            try:
                yield engine, Compiler(ground, SavedLists(self._store, self._lock, rows), trail)
            finally:
                rows.close()
                if past is not None:
                    past.close()

    def _past(self, engine: DuckDBEngine, day: date) -> EngineAsOf:
        with self._lock:
            past = Past.of(self._store, day)
        return EngineAsOf(engine, past, self._reader.snapshot.tables)

    def _ground(self, activation_id: str, as_of: date | None = None) -> Ground:
        if as_of is not None and as_of > self._today:
            raise DefinitionError(
                f"{as_of} has not come yet", remedy="choose today or an earlier day",
                where="as of",
            )  # fmt: skip
        return Ground(self._catalog, as_of or self._today, activation_id)

    @property
    def _catalog(self) -> Catalog:
        """The tables of the newest snapshot; made once for each."""
        snapshot = self._reader.snapshot
        seen, catalog = self._seen
        if seen is not snapshot or catalog is None:
            catalog = Catalog.of(columns(snapshot, declared=False))
            self._seen = (snapshot, catalog)  # one assignment: readers on other threads
        return catalog

    def time_machine_notes(self, given: Given, day: date) -> tuple[str, ...]:
        """Say what a segment takes as of a day, and what is today's (segments.md 2.10)."""
        segment = self.read(given)
        ground = self._ground(segment.activation_id)
        query = self._shown_compiler(ground, segment.name).segment(segment)
        return told_as_of({one.name for one in query.find_all(exp.Table)}, day)

    def _lists(self, ground: Ground) -> SavedLists:
        """Lists whose rows are named, not read: for a statement that is only shown or checked."""
        return SavedLists(self._store, self._lock, ListTexts(ground))

    def _shown_compiler(self, ground: Ground, *trail: str) -> Compiler:
        return Compiler(ground, self._lists(ground), trail)

    @property
    def _today(self) -> date:
        return self._clock.today()


def json_of(file: Path) -> Any:
    """Return a file's JSON. Raises DefinitionError with the line."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DefinitionError(
            f"cannot be read ({error.strerror})", remedy="check the path", where=file.name
        ) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DefinitionError(
            "is not JSON", remedy="`ampdesk segment show NAME --json` gives an example",
            where=f"{file.name}{line}",
        ) from error  # fmt: skip
