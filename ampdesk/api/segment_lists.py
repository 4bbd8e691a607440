"""The lists that a segment names: other segments, queries, uploads; found in one brand.

A user's statement is run on the locked-down connection first, and its ids become a small table of
the session: the engine that counts never sees the user's text (architecture.md ruling 4).
"""

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

import pyarrow as pa
from sqlglot import exp, parse_one

from ampdesk import queries
from ampdesk.clock import Clock
from ampdesk.engine import Engine
from ampdesk.errors import DefinitionError
from ampdesk.lake import Snapshot
from ampdesk.queries import Catalog, translate
from ampdesk.segments import Ground, SqlSegment, VisualSegment, read_segment
from ampdesk.store import Store, notes

SEGMENT, UPLOAD, QUERY, DRAFT = "segment", "upload", "query", "segment draft"
DRAFTED = "--Draft"
"""What a draft of an active segment is called by (segments.md 2.6)."""


class Standing(Protocol):
    """What stands for the rows of a list in the statement."""

    def upload(self, name: str, ids: tuple[str, ...]) -> exp.Query:
        """Return the SELECT of an upload's ids."""

    def statement(self, sql: str, dialect: str) -> exp.Query:
        """Return the SELECT of the ids that a statement returns."""


class SavedLists:
    """Finds definitions in the store; `standing` decides what stands for a list's rows."""

    def __init__(self, store: Store, lock: threading.RLock, standing: Standing) -> None:
        self._store, self._lock, self._standing = store, lock, standing

    def segment(self, name: str) -> VisualSegment | SqlSegment:
        """Return the active version of a segment. Raises DefinitionError naming those there are."""
        return read_segment(self._body(SEGMENT, name))

    def body(self, name: str) -> dict[str, Any]:
        """Return a segment's JSON: the active one, else the draft that is shown by this name."""
        drafted = name.removesuffix(DRAFTED)
        with self._lock:
            for kind, wanted in ((SEGMENT, name), (DRAFT, drafted)):
                for one in self._store.definitions.list(kind):
                    if one.name == wanted:
                        return dict(one.body)
        return dict(self._body(SEGMENT, name))

    def ids(self, kind: str, name: str) -> exp.Query:
        """Return the SELECT of a query's or upload's ids."""
        body = self._body(kind, name)
        if kind == UPLOAD:
            with self._lock:
                ids = notes.id_list(self._store, upload_list(name))
            return self._standing.upload(name, ids)
        return self._standing.statement(str(body["sql"]), str(body.get("dialect", "presto")))

    def statement(self, segment: SqlSegment) -> exp.Query:
        """Return the SELECT of a SQL segment's ids."""
        return self._standing.statement(segment.sql, segment.dialect)

    def _body(self, kind: str, name: str) -> dict[str, object]:
        with self._lock:
            saved = self._store.definitions.list(kind)
        for one in saved:
            if one.name == name:
                return dict(one.body)
        names = ", ".join(f'"{one.name}"' for one in saved) or f"no {kind} is saved yet"
        raise DefinitionError(f'there is no {kind} "{name}"', remedy=f"choose one of: {names}")


class ListRows:
    """Runs lists and puts their ids into the session, each list once."""

    def __init__(
        self,
        engine: Engine,
        snapshot: Snapshot,
        ground: Ground,
        clock: Clock,
        as_of: date | None = None,
    ) -> None:
        self._engine, self._snapshot, self._ground, self._clock = engine, snapshot, ground, clock
        self._as_of = as_of
        self._made: dict[tuple[str, ...], str] = {}

    def upload(self, name: str, ids: tuple[str, ...]) -> exp.Query:
        """Register an upload's ids."""
        return self._table((UPLOAD, name), lambda: pa.array(ids, pa.string()))

    def statement(self, sql: str, dialect: str) -> exp.Query:
        """Run a statement that returns the activation id alone, and register its ids."""
        if self._as_of is not None:
            raise DefinitionError(
                f"a SQL statement reads today's tables, not those of {self._as_of}",
                remedy="build it from conditions, or leave the day out",
            )
        return self._table((dialect, sql), lambda: self._run(sql, dialect))

    def close(self) -> None:
        """Drop what was registered."""
        for name in self._made.values():
            self._engine.drop(name)

    def _run(self, sql: str, dialect: str) -> pa.Array:
        with queries.run(self._snapshot, sql, dialect=dialect, now=self._clock.now()) as result:
            _must_be_ids([one.name for one in result.columns], self._ground)
            return result.table().column(0).combine_chunks().cast(pa.string())

    def _table(self, key: tuple[str, ...], ids: Callable[[], pa.Array]) -> exp.Query:
        if key not in self._made:
            name = f"_list_{len(self._made)}"
            self._engine.register(name, pa.table({self._ground.activation_id: ids()}))
            self._made[key] = name
        column = exp.column(self._ground.activation_id, quoted=True)
        return exp.select(column).from_(exp.to_identifier(self._made[key], quoted=True))


class ListTexts:
    """Stands in for lists where a statement is only shown: a query's own text, an upload's name."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def upload(self, name: str, ids: tuple[str, ...]) -> exp.Query:
        """Name the upload as a table; its ids are not part of the text."""
        del ids
        column = exp.column(self._ground.activation_id, quoted=True)
        return exp.select(column).from_(exp.to_identifier(f"upload: {name}", quoted=True))

    def statement(self, sql: str, dialect: str) -> exp.Query:
        """Put the statement itself."""
        found = parse_one(sql, dialect=dialect)
        if not isinstance(found, exp.Query):
            raise DefinitionError("this is no SELECT", remedy="write one SELECT or WITH")
        return found


def check_statement(
    snapshot: Snapshot, ground: Ground, clock: Clock, sql: str, dialect: str
) -> None:
    """Refuse a statement that returns anything but the activation id (segments.md 2.5).

    Raises QueryError with the place in the text, or DefinitionError.
    """
    statement = translate(sql, Catalog.of(snapshot), now=clock.now(), dialect=dialect)
    _must_be_ids(statement.names, ground)


def _must_be_ids(names: Sequence[str], ground: Ground) -> None:
    wanted = ground.activation_id
    if [name.lower() for name in names] != [wanted.lower()]:
        raise DefinitionError(
            f"the statement returns {', '.join(names)}",
            remedy=f"return {wanted} alone",
            where="sql",
        )


def upload_list(name: str) -> str:
    """Return the name under which an upload's ids lie in the store."""
    return f"upload: {name}"
