"""From a segment to one SELECT of its members' ids (segments.md 2.1).

The population is everybody; conditions narrow it by `id IN (SELECT …)`, where no list holds NULL.
Conditions on one table with one row per customer share one scan: where every member must have
such a row, that table is the population and its tests stand in the WHERE itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from ampdesk.segments.catalog import ATTRIBUTES, CUSTOMER_360, DEFAULT_ID, MERGED, TAE
from ampdesk.segments.conditions import (
    Attribute,
    Condition,
    ListCondition,
    RfmCondition,
    select_ids,
)
from ampdesk.segments.definition import inside, refused
from ampdesk.segments.lines import Ground, column, known, table
from ampdesk.segments.segment import Group, Join, Section, SqlSegment, VisualSegment

# a build writes no id to these that Merged_Customers lacks (a test holds it to that)
_WITHIN_POPULATION = frozenset({MERGED, TAE, ATTRIBUTES, CUSTOMER_360})


class Lists(Protocol):
    """Where a segment finds the lists that it names."""

    def segment(self, name: str) -> VisualSegment | SqlSegment:
        """Return the active version of a segment. Raises DefinitionError naming those there are."""

    def ids(self, kind: str, name: str) -> exp.Query:
        """Return the SELECT of a query's or an upload's ids, of one column."""

    def statement(self, segment: SqlSegment) -> exp.Query:
        """Return the SELECT of a SQL segment's ids, of one column."""


@dataclass(frozen=True)
class Compiler:
    """Compiles on one ground; `trail` holds the names of the segments that led here."""

    ground: Ground
    lists: Lists
    trail: tuple[str, ...] = ()

    def segment(self, segment: VisualSegment | SqlSegment) -> exp.Select:
        """Build the SELECT of the members' ids, each once. Raises DefinitionError."""
        if segment.activation_id != self.ground.activation_id:
            raise refused(
                f"it gives {segment.activation_id}, not {self.ground.activation_id}",
                "choose a list of the same activation id",
            )
        if isinstance(segment, SqlSegment):
            return self._within(self.lists.statement(segment))
        with inside("include"):
            base = self._base(segment.include)
            kept = self.group(segment.include, base)
        with inside("exclude"):
            removed = self.group(segment.exclude, base)
        made = self._select(base)
        made = made.where(_bare(kept)) if kept is not None else made
        return made.where(exp.not_(removed)) if removed is not None else made

    def everybody(self) -> exp.Select:
        """Build the SELECT of the population."""
        return self._select(self.ground.catalog.base(self.ground.activation_id))

    def group(self, group: Group, base: str = "") -> exp.Condition | None:
        """Build the condition of all sections; None when they restrict nothing."""
        tests = []
        for number, section in group.filled:
            with inside(f"sections[{number}]"):
                tests.append(self.section(section, base))
        return _join(group.join, tests)

    def section(self, section: Section, base: str = "") -> exp.Condition:
        """Build the condition of one section on the rows of `base`; it is never NULL."""
        tests = [self._unit(unit, section.join, base) for unit in self._units(section)]
        made = _join(section.join, tests)
        return made if made is not None else exp.true()

    def condition(self, condition: Condition) -> exp.Query:
        """Build the SELECT of the ids that meet one condition."""
        if isinstance(condition, ListCondition):
            return self._list(condition)
        return condition.compile(self.ground)

    def meets(self, condition: Condition) -> exp.Condition:
        """Build the condition that an id meets one condition."""
        made = column(self.ground.activation_id).isin(query=self.condition(condition))
        negated = isinstance(condition, ListCondition) and condition.negate
        return exp.not_(made) if negated else made

    # ------------------------------------------------------------ lists

    def _list(self, condition: ListCondition) -> exp.Query:
        if condition.kind != "segment":
            with inside(condition.kind):
                ids = self.lists.ids(condition.kind, condition.name)
            return self._known(ids)
        with inside("segment"):
            if condition.name in self.trail:
                way = " → ".join((*self.trail, condition.name))
                raise refused(f"a segment cannot contain itself: {way}", "remove one of them")
            inner = Compiler(self.ground, self.lists, (*self.trail, condition.name))
            return inner.segment(self.lists.segment(condition.name))

    def _known(self, ids: exp.Query) -> exp.Select:
        name = self.ground.activation_id
        return exp.select(column(name)).from_(ids.subquery("ids")).where(*known(name))

    def _within(self, ids: exp.Query) -> exp.Select:
        """Duplicates, NULL and unknown ids drop out (segments.md 2.5)."""
        member = column(self.ground.activation_id).isin(query=self._known(ids))
        return self.everybody().where(member)

    # ------------------------------------------------------------ sharing scans

    def _base(self, include: Group) -> str:
        """Choose the table whose rows are the population, narrowed by what must hold."""
        everybody = self.ground.catalog.base(self.ground.activation_id)
        must = include.join == "and" or len(include.filled) == 1
        for number, section in include.filled if must else ():
            with inside(f"sections[{number}]"):
                units = list(self._units(section))
            if section.join == "and" or len(units) == 1:
                for unit in units:
                    name = self._shared_table(unit[0][1])
                    if name in _WITHIN_POPULATION:
                        return name
        return everybody

    def _select(self, base: str) -> exp.Select:
        name = self.ground.activation_id
        made = exp.select(column(name)).from_(table(base))
        return made if name == DEFAULT_ID else made.where(*known(name)).distinct()

    def _units(self, section: Section) -> Iterator[list[tuple[int, Condition]]]:
        """Group the conditions that one scan answers; others stand alone."""
        units: dict[object, list[tuple[int, Condition]]] = {}
        for place, condition in enumerate(section.conditions):
            with inside(f"conditions[{place}]"):
                shared = self._shared_table(condition)
            units.setdefault(shared or place, []).append((place, condition))
        yield from units.values()

    def _shared_table(self, condition: Condition) -> str:
        if self.ground.activation_id != DEFAULT_ID:
            return ""
        if isinstance(condition, RfmCondition):
            return TAE
        if isinstance(condition, Attribute):
            source = condition.source(self.ground)
            return source.name if source.is_unique else ""
        return ""

    def _unit(self, unit: Sequence[tuple[int, Condition]], join: Join, base: str) -> exp.Condition:
        shared = self._shared_table(unit[0][1])
        if not shared:
            place, condition = unit[0]
            with inside(f"conditions[{place}]"):
                return self.meets(condition)
        tests = []
        for place, condition in unit:
            with inside(f"conditions[{place}]"):
                tests.append(self._row_test(condition))
        test = _join(join, tests)
        if test is None or shared == base:
            # unknown is no match, also under NOT
            return exp.Coalesce(this=test, expressions=[exp.false()])
        source = self.ground.table(shared)
        return column(DEFAULT_ID).isin(query=select_ids(self.ground, source, test))

    def _row_test(self, condition: Condition) -> exp.Condition:
        if isinstance(condition, RfmCondition):
            return condition.test_scores()
        if isinstance(condition, Attribute):
            return condition.test(self.ground)
        raise TypeError(condition)


def _bare(test: exp.Expr) -> exp.Expr:
    """Take `COALESCE(…, FALSE)` off what stands in a WHERE: there unknown is no match anyhow.

    The engine then reads only the row groups and columns that the bare tests need.
    """
    if isinstance(test, exp.And):
        parts = [_bare(part) for part in test.flatten()]
        return exp.and_(*parts)
    if isinstance(test, exp.Coalesce) and test.expressions == [exp.false()]:
        bare: exp.Expr = test.this
        return bare
    return test


def _join(join: Join, tests: Sequence[exp.Condition]) -> exp.Condition | None:
    if not tests:
        return None
    return exp.and_(*tests) if join == "and" else exp.or_(*tests)
