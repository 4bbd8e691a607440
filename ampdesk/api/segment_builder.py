"""What the builder asks: choices, values, the live count, warnings, texts (window.md, Segments).

Definitions come as JSON objects, unfinished ones too; what is broken is told at its place.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from ampdesk.api import segment_values
from ampdesk.api.segment_lists import QUERY, SEGMENT, UPLOAD, check_statement, upload_list
from ampdesk.api.segment_room import Given, Room
from ampdesk.api.segment_values import Example, Values
from ampdesk.api.table_stats import Stop
from ampdesk.engine import render
from ampdesk.errors import AmpDeskError, DefinitionError
from ampdesk.segments import SqlSegment, choices, read_segment, write_segment
from ampdesk.segments import cautions as warnings
from ampdesk.segments import live as counting
from ampdesk.segments.catalog import BASES, DEFAULT_ID, RECIPIENTS
from ampdesk.segments.cautions import Caution
from ampdesk.segments.choices import BEHAVIOURS, BehaviourChoice, ColumnChoice, TableChoice
from ampdesk.segments.dates import PRESETS, read_moment
from ampdesk.segments.insights import count, count_everybody, percent
from ampdesk.segments.lines import column, known, table
from ampdesk.segments.live import ConditionCount, Kept
from ampdesk.segments.parts import Parts, Problem, read_parts
from ampdesk.segments.sentence import Phrase, date_words, phrases
from ampdesk.store import notes

DIALECTS = (("presto", "Presto"), ("spark", "Spark"), ("duckdb", "DuckDB"), ("sqlite", "SQLite"))


@dataclass(frozen=True)
class ListChoice:
    """A list that a condition may name: a segment, a query, an upload; `note` says what it is."""

    kind: str
    name: str
    note: str


@dataclass(frozen=True)
class CampaignChoice:
    """A campaign that was delivered, with the names that occur in its recipients."""

    name: str
    sub_audiences: tuple[str, ...]
    treatments: tuple[str, ...]
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class DatePreset:
    """A relative date: as a definition holds it, as a person says it, the day it is today."""

    text: str
    label: str
    day: date


@dataclass(frozen=True)
class DateRead:
    """What a date's text stands for: a UTC day, or one instant of it."""

    day: date
    at: datetime | None
    words: str


@dataclass(frozen=True)
class Checked:
    """A definition read without counting; `definition` as it would be saved, None when it cannot.

    `problems` are of conditions, `head` of name, labels and folder.
    """

    problems: tuple[Problem, ...]
    head: tuple[Problem, ...]
    warnings: tuple[Caution, ...]
    sentence: tuple[Phrase, ...]
    definition: dict[str, Any] | None


@dataclass(frozen=True)
class Live:
    """Everything the builder shows about a definition; conditions by their path in it."""

    count: int
    of: int
    percent: float | None
    steps: tuple[Kept, ...]
    conditions: Mapping[str, ConditionCount]
    problems: tuple[Problem, ...]
    warnings: tuple[Caution, ...]
    sentence: tuple[Phrase, ...]
    notes: tuple[str, ...]
    seconds: float


class Builder(Room):
    """Choices, values and counts for the builder."""

    # ------------------------------------------------------------ what can be chosen

    def catalogue(self, activation_id: str = DEFAULT_ID) -> tuple[TableChoice, ...]:
        """Return the tables a condition may name, with their columns; nothing is counted."""
        rows = {name: files.rows for name, files in self._reader.snapshot.tables.items()}
        return choices.table_choices(self._ground(activation_id).catalog, rows, activation_id)

    def filter_columns(self) -> tuple[ColumnChoice, ...]:
        """Return the columns of order lines that every behaviour may filter by."""
        return choices.filter_choices(self._ground(DEFAULT_ID).catalog)

    def frequent_columns(self) -> tuple[ColumnChoice, ...]:
        """Return the columns of "most frequent order"."""
        return choices.frequent_choices(self._ground(DEFAULT_ID).catalog)

    def behaviours(self) -> tuple[BehaviourChoice, ...]:
        """Return the six purchase behaviours."""
        return BEHAVIOURS

    def activation_ids(self) -> tuple[str, ...]:
        """Return the ids that a segment may consist of, where their table is built."""
        tables = self._reader.snapshot.tables
        return tuple(name for name, base in BASES.items() if base in tables)

    def find_columns(
        self, text: str, activation_id: str = DEFAULT_ID, limit: int = 50
    ) -> tuple[ColumnChoice, ...]:
        """Complete a column's name: by name, table and description, best first."""
        return choices.find_columns(self.catalogue(activation_id), text, limit)

    def examples(self, name: str, *, stop: Stop | None = None) -> dict[str, Example]:
        """Return how full each column of a table is, with a few values, from its first rows."""
        with self._session(DEFAULT_ID, stop) as (engine, compiler):
            return segment_values.read_examples(engine, compiler.ground.catalog.table(name))

    def values(
        self,
        source: str,
        name: str,
        *,
        search: str = "",
        limit: int = 200,
        activation_id: str = DEFAULT_ID,
        stop: Stop | None = None,
    ) -> Values:
        """Return the values of a column that hold `search`, with their customers."""
        with self._session(activation_id, stop) as (engine, compiler):
            found = compiler.ground.table(source)
            return segment_values.read_values(
                engine, compiler, found, found.column(name)[0], search=search, limit=limit,
                rows=self._reader.snapshot.tables[found.name].rows,
            )  # fmt: skip

    def lists(self) -> tuple[ListChoice, ...]:
        """Return the segments, queries and uploads that a condition may name."""
        with self._lock:
            segments, found_queries, uploads = (
                self._store.definitions.list(kind) for kind in (SEGMENT, QUERY, UPLOAD)
            )
            sizes = {one.name: len(notes.id_list(self._store, upload_list(one.name)))
                     for one in uploads}  # fmt: skip
        made = [ListChoice(SEGMENT, one.name, str(one.body.get("folder", ""))) for one in segments]
        made += [
            ListChoice(QUERY, one.name, "a saved query")
            for one in found_queries
            if one.body.get("in_segments")
        ]
        return (*made, *(ListChoice(UPLOAD, name, f"{n:,} ids") for name, n in sizes.items()))

    def campaigns(self, *, stop: Stop | None = None) -> tuple[CampaignChoice, ...]:
        """Return the campaigns with recipients, by name; empty before the first delivery."""
        if RECIPIENTS not in self._reader.snapshot.tables:
            return ()
        names = ("campaign_name", "sub_audience_name", "treatment_name", "destination_name")
        query = exp.select(*map(column, names)).distinct().from_(table(RECIPIENTS))
        query = query.where(*known(names[0]))
        with self._session(DEFAULT_ID, stop) as (engine, _):
            rows = engine.rows(query)
        found: dict[str, tuple[set[str], set[str], set[str]]] = {}
        for campaign, *parts in rows:
            held = found.setdefault(str(campaign), (set(), set(), set()))
            for values, part in zip(held, parts, strict=True):
                values.update({str(part)} if part else ())
        return tuple(
            CampaignChoice(name, *(tuple(sorted(values)) for values in held))
            for name, held in sorted(found.items())
        )

    # ------------------------------------------------------------ dates

    def date_presets(self) -> tuple[DatePreset, ...]:
        """Return what a date picker offers first (segments.md 2.3)."""
        return tuple(
            DatePreset(text, date_words(text), read_moment(text, self._today).day)
            for text in PRESETS
        )

    def read_date(self, text: str) -> DateRead:
        """Resolve a typed date. Raises DefinitionError naming the forms."""
        found = read_moment(text, self._today)
        return DateRead(found.day, found.at, f"{found}, UTC")

    # ------------------------------------------------------------ checking and counting

    def new_body(self, name: str = "") -> dict[str, Any]:
        """Return an empty definition with one open section."""
        section = {"join": "and", "conditions": []}
        return {
            "kind": "segment", "name": name, "labels": [], "folder": "",
            "activation_id": DEFAULT_ID,
            "include": {"join": "and", "sections": [section]},
            "exclude": {"join": "and", "sections": []},
        }  # fmt: skip

    def validate(self, body: Mapping[str, Any]) -> Checked:
        """Read a definition part by part; nothing is counted."""
        if "sql" in body:
            return self._validate_sql(body)
        parts = self._parts(body)
        ground = self._ground(parts.segment.activation_id)
        wrong = parts.problems or parts.head
        return Checked(
            parts.problems,
            parts.head,
            warnings.translate(warnings.cautions(parts.segment, ground), parts.paths),
            self._sentence(parts),
            None if wrong else write_segment(parts.segment),
        )

    def live(
        self, body: Mapping[str, Any], *, as_of: date | None = None, stop: Stop | None = None
    ) -> Live:
        """Count a definition, its steps and each condition in one statement.

        Conditions that are broken or unfinished are left out and told among the problems. With
        `as_of` as on that day; `notes` then say what is today's.
        """
        began = time.perf_counter()
        if "sql" in body:
            return self._live_sql(body, began, stop, as_of)
        parts = self._parts(body, as_of)
        with self._session(parts.segment, stop, as_of) as (engine, compiler):
            found = counting.count_live(engine, compiler, parts.segment)
            told = warnings.cautions(parts.segment, compiler.ground)
        told += _of_counts(found)
        return Live(
            count=found.members,
            of=found.everybody,
            percent=percent(found.members, found.everybody),
            steps=tuple(
                Kept(parts.paths.get(one.path, one.path), one.customers, one.is_exclude)
                for one in found.steps
            ),
            conditions={parts.paths[path]: one for path, one in found.conditions.items()},
            problems=parts.problems,
            warnings=warnings.translate(told, parts.paths),
            sentence=self._sentence(parts, as_of),
            notes=self.time_machine_notes(parts.segment, as_of) if as_of else self._notes(),
            seconds=time.perf_counter() - began,
        )

    def _parts(self, body: Mapping[str, Any], as_of: date | None = None) -> Parts:
        given = str(body.get("activation_id") or DEFAULT_ID)
        return read_parts(body, self._shown_compiler(self._ground(given, as_of)))

    def _sentence(self, parts: Parts, as_of: date | None = None) -> tuple[Phrase, ...]:
        return tuple(
            Phrase(one.text, parts.paths.get(one.path, one.path), one.is_strong)
            for one in phrases(parts.segment, as_of or self._today)
        )

    def _notes(self) -> tuple[str, ...]:
        built = self._reader.snapshot.built_on
        if built is None or built == self._today:
            return ()
        return (f"Tables are as of {built}; relative dates count from {self._today}.",)

    def _validate_sql(self, body: Mapping[str, Any]) -> Checked:
        try:
            segment = read_segment({**body, "name": body.get("name") or "Untitled"})
            if not isinstance(segment, SqlSegment):
                raise DefinitionError("this is no SQL segment", remedy="write one SELECT")
            self.check_sql(segment.sql, segment.dialect, segment.activation_id)
        except AmpDeskError as error:
            problem = Problem(error.where or "sql", error.message, error.remedy)
            return Checked((problem,), (), (), (), None)
        head = () if body.get("name") else (Problem("name", "it has no name yet", "give it one"),)
        saved = None if head else write_segment(segment)
        return Checked((), head, (), phrases(segment, self._today), saved)

    def _live_sql(
        self, body: Mapping[str, Any], began: float, stop: Stop | None, as_of: date | None
    ) -> Live:
        checked = self._validate_sql(body)
        members, everybody = 0, 0
        named = str(body.get("activation_id") or DEFAULT_ID)
        with self._session(named, stop, as_of) as (engine, one):
            everybody = count_everybody(engine, one)
            if not checked.problems:
                segment = read_segment({**body, "name": body.get("name") or "Untitled"})
                try:
                    members = count(engine, one, segment)
                except DefinitionError as error:  # a statement cannot go back in time
                    problem = Problem(error.where or "sql", error.message, error.remedy)
                    checked = replace(checked, problems=(problem,))
        return Live(
            members, everybody, percent(members, everybody),
            (Kept("", everybody), *(() if checked.problems else (Kept("sql", members),))), {},
            checked.problems, (), checked.sentence, self._notes(), time.perf_counter() - began,
        )  # fmt: skip

    # ------------------------------------------------------------ SQL

    def dialects(self) -> tuple[tuple[str, str], ...]:
        """Return the dialects of "View SQL": key and name."""
        return DIALECTS

    def sql(self, given: Given, dialect: str = "presto", *, as_of: date | None = None) -> str:
        """Return the statement of a segment in one dialect; nothing is run.

        With `as_of` relative dates are those of that day, and a comment says what its tables are.
        """
        segment = self.read(given)
        if isinstance(segment, SqlSegment) and segment.dialect == dialect:
            return segment.sql
        ground = self._ground(segment.activation_id, as_of)
        query = self._shown_compiler(ground, segment.name).segment(segment)
        text = render(query, dialect, pretty=True)
        if as_of is None:
            return text
        notes = self.time_machine_notes(segment, as_of)
        return "\n".join((*(f"-- {note}" for note in notes), text))

    def to_sql(self, given: Given, dialect: str = "presto") -> dict[str, Any]:
        """Return the SQL segment that a visual one becomes; it is not saved (segments.md 2.5)."""
        segment = self.read(given)
        made = SqlSegment(
            name=segment.name, labels=segment.labels, folder=segment.folder,
            activation_id=segment.activation_id, sql=self.sql(segment, dialect),
            dialect=dialect,  # type: ignore[arg-type]  # refused by the model if it is none
        )  # fmt: skip
        return write_segment(made)

    def format_sql(self, text: str, dialect: str = "presto") -> str:
        """Return a statement set out in lines. Raises DefinitionError with the place."""
        try:
            return parse_one(text, dialect=dialect).sql(dialect, pretty=True)
        except ParseError as error:
            first = error.errors[0] if error.errors else {}
            where = f"line {first['line']}, column {first['col']}" if first.get("line") else "sql"
            raise DefinitionError(
                str(first.get("description") or "this cannot be read").rstrip("."),
                remedy="correct the statement there", where=where,
            ) from error  # fmt: skip

    def check_sql(self, text: str, dialect: str, activation_id: str = DEFAULT_ID) -> None:
        """Refuse a statement that is not one SELECT of the activation id alone.

        Raises QueryError with the place in the text, or DefinitionError.
        """
        check_statement(
            self._reader.snapshot, self._ground(activation_id), self._clock, text, dialect
        )


def _of_counts(found: counting.Counted) -> tuple[Caution, ...]:
    """Warn of what the counts show: a condition that nobody meets, a step that removes nobody."""
    nobody = {path for path, one in found.conditions.items() if not one.matches}
    told = [
        Caution(path, "matches nobody", "Nobody meets this condition.")
        for path in nobody
        if found.everybody
    ]
    before = found.everybody
    for step in found.steps[1:]:
        if step.customers == before and before and step.path not in nobody:
            told.append(
                Caution(step.path, "keeps everybody",
                        "This removes nobody: all who are left meet it." if not step.is_exclude
                        else "This removes nobody who is left.")
            )  # fmt: skip
        before = step.customers
    return tuple(told)
