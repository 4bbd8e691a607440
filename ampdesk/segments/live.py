"""The live count: size, waterfall, what each condition matches alone; one statement for all.

Every condition becomes one flag of one row per customer; membership, steps and counts are sums
over the flags. Nobody is dropped silently: each condition tells who has no row, and no value
(segments.md 2.1, window.md condition card).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.segments.catalog import DEFAULT_ID, TAE, UIT, SelectableTable
from ampdesk.segments.compile import Compiler
from ampdesk.segments.conditions import Attribute, Condition, ListCondition, RfmCondition
from ampdesk.segments.lines import column, known, table
from ampdesk.segments.segment import Group, Section, VisualSegment

_MEMBER = "member"


@dataclass(frozen=True)
class Kept:
    """One step of the waterfall: who is left after it; the first, with path "", is everybody."""

    path: str
    customers: int
    is_exclude: bool = False


@dataclass(frozen=True)
class ConditionCount:
    """Who meets a condition alone; who has no row to look at, and who has one without a value.

    None where the question has no sense: a list has no rows.
    """

    matches: int
    no_row: int | None = None
    no_value: int | None = None


@dataclass(frozen=True)
class Counted:
    """What one statement counted; conditions by their path in the segment."""

    members: int
    everybody: int
    steps: tuple[Kept, ...]
    conditions: Mapping[str, ConditionCount]


def count_live(engine: Engine, compiler: Compiler, segment: VisualSegment) -> Counted:
    """Count everything about a segment in one pass."""
    flags = _Flags(compiler, segment)
    query = flags.compile()
    names = [one.alias for one in query.expressions]
    (row,) = engine.rows(query)
    found = {name: int(value or 0) for name, value in zip(names, row, strict=True)}
    steps = [Kept("", found["everybody"])]
    for place, (path, _) in enumerate(flags.steps):
        steps.append(Kept(path, found[f"s{place}"], is_exclude=path.startswith("exclude")))
    conditions = {
        path: ConditionCount(found[f"m{place}"], found.get(f"r{place}"), found.get(f"v{place}"))
        for place, path in enumerate(flags.places)
    }
    return Counted(found[_MEMBER], found["everybody"], tuple(steps), conditions)


class _Flags:
    """Builds the statement: a row per customer with a flag per condition, then the sums."""

    def __init__(self, compiler: Compiler, segment: VisualSegment) -> None:
        self._compiler, self._segment = compiler, segment
        self._key = compiler.ground.activation_id
        conditions = list(segment.conditions)
        self.places = [path for path, _ in conditions]
        self._conditions = [condition for _, condition in conditions]
        self._flag = {path: exp.column(f"c{at}") for at, path in enumerate(self.places)}
        self.steps = tuple(self._steps())

    def compile(self) -> exp.Select:
        rows = self._rows()
        sums = [exp.alias_(exp.Count(this=exp.Star()), "everybody")]
        sums.append(exp.alias_(_count(self._member()), _MEMBER))
        kept: list[exp.Condition] = []
        for place, (_, test) in enumerate(self.steps):
            kept.append(test)
            sums.append(exp.alias_(_count(exp.and_(*(one.copy() for one in kept))), f"s{place}"))
        for place, condition in enumerate(self._conditions):
            sums.append(exp.alias_(_count(exp.column(f"c{place}")), f"m{place}"))
            if self._has_rows(condition):
                sums.append(exp.alias_(_count(exp.not_(exp.column(f"h{place}"))), f"r{place}"))
            if self._has_values(condition):
                empty = exp.and_(exp.column(f"h{place}"), exp.not_(exp.column(f"f{place}")))
                sums.append(exp.alias_(_count(empty), f"v{place}"))
        return exp.select(*sums).from_(rows.subquery("flags", copy=False), copy=False)

    # ------------------------------------------------------------ one row per customer

    def _rows(self) -> exp.Select:
        everybody = self._compiler.everybody()
        made = exp.select(column(self._key, "e")).from_(everybody.subquery("e", copy=False))
        tables: dict[str, list[int]] = {}
        for place, condition in enumerate(self._conditions):
            source = self._source(condition)
            if source is not None:
                tables.setdefault(source.name, []).append(place)
                continue
            made = self._joined(made, self._ids(condition), f"q{place}")
            met = exp.not_(column(self._key, f"q{place}").is_(exp.null()))
            negated = isinstance(condition, ListCondition) and condition.negate
            flag = exp.alias_(exp.not_(met) if negated else met, f"c{place}")
            made = made.select(flag, copy=False)
        for number, (name, places) in enumerate(tables.items()):
            alias = f"t{number}"
            made = self._joined(made, self._flags_of(name, places), alias)
            for place in places:
                flags = [
                    exp.alias_(_true(exp.column(flag, table=alias)), flag)
                    for flag in (f"c{place}", f"f{place}")
                ]
                made = made.select(*flags, copy=False)
                there = exp.not_(column(self._key, alias).is_(exp.null()))
                made = made.select(exp.alias_(there, f"h{place}"), copy=False)
        buyers = [at for at, one in enumerate(self._conditions) if one.type == "behaviour"]
        if buyers and self._key == DEFAULT_ID:
            lines = exp.select(column(self._key)).from_(table(UIT)).where(*known(self._key))
            made = self._joined(made, lines.distinct(), "b")
            there = exp.not_(column(self._key, "b").is_(exp.null()))
            flags = [exp.alias_(there.copy(), f"h{at}") for at in buyers]
            made = made.select(*flags, copy=False)
        return made

    def _joined(self, made: exp.Select, query: exp.Query, alias: str) -> exp.Select:
        on = column(self._key, "e").eq(column(self._key, alias))
        # nothing else holds these trees: copying them took half the time of a live count
        joined = query.subquery(alias, copy=False)
        return made.join(joined, on=on, join_type="left", copy=False)

    def _ids(self, condition: Condition) -> exp.Query:
        ids = self._compiler.condition(condition)
        return exp.select(column(self._key)).distinct().from_(ids.subquery("ids"))

    def _source(self, condition: Condition) -> SelectableTable | None:
        """Return the table whose rows a condition looks at; None of what is a list of ids."""
        if isinstance(condition, RfmCondition):
            return self._compiler.ground.table(TAE)
        if isinstance(condition, Attribute):
            return condition.source(self._compiler.ground)
        return None

    def _flags_of(self, name: str, places: list[int]) -> exp.Select:
        """Test all conditions on one table in one scan: a row per customer."""
        source = self._compiler.ground.table(name)
        unique = source.is_unique and self._key == DEFAULT_ID
        made = exp.select(column(self._key)).from_(table(name))
        for place in places:
            test, filled = self._tests(self._conditions[place], source)
            if not unique:
                test, filled = (
                    exp.Max(this=exp.case().when(one, exp.Literal.number(1)).else_(
                        exp.Literal.number(0))).eq(exp.Literal.number(1))
                    for one in (test, filled)
                )  # fmt: skip
            made = made.select(exp.alias_(test, f"c{place}"), exp.alias_(filled, f"f{place}"))
        return made if unique else made.where(*known(self._key)).group_by(column(self._key))

    def _tests(
        self, condition: Condition, source: SelectableTable
    ) -> tuple[exp.Condition, exp.Condition]:
        if isinstance(condition, RfmCondition):
            return condition.test_scores(), exp.and_(*known(*condition.scores))
        if not isinstance(condition, Attribute):
            raise TypeError(condition)
        names = dict.fromkeys(source.column(test.column)[0] for test in condition.filters)
        return condition.test(self._compiler.ground), exp.and_(*known(*names))

    def _has_rows(self, condition: Condition) -> bool:
        behaves = condition.type == "behaviour" and self._key == DEFAULT_ID
        return behaves or self._has_values(condition)

    def _has_values(self, condition: Condition) -> bool:
        return isinstance(condition, Attribute | RfmCondition)

    # ------------------------------------------------------------ steps

    def _member(self) -> exp.Condition:
        include = self._whole(self._segment.include, "include")
        exclude = self._whole(self._segment.exclude, "exclude")
        member: exp.Condition = include if include is not None else exp.true()
        return exp.and_(member, exp.not_(exclude)) if exclude is not None else member

    def _whole(self, group: Group, side: str) -> exp.Condition | None:
        tests = [self._section(one, f"{side}.sections[{at}]") for at, one in group.filled]
        return _joined(group.join, tests)

    def _section(self, section: Section, path: str) -> exp.Condition:
        tests: list[exp.Condition] = [
            self._flag[f"{path}.conditions[{at}]"].copy() for at in range(len(section.conditions))
        ]
        made = _joined(section.join, tests)
        return made if made is not None else exp.true()

    def _steps(self) -> Iterator[tuple[str, exp.Condition]]:
        """Yield the steps of segments.md 2.7, waterfall."""
        include, exclude = self._segment.include, self._segment.exclude
        if include.join == "or" and len(include.filled) > 1:
            yield from self._one_step(include, "include")
        else:
            for at, section in include.filled:
                yield from self._of_section(section, f"include.sections[{at}]", "or")
        if exclude.join == "and" and len(exclude.filled) > 1:
            steps = self._one_step(exclude, "exclude")
        else:
            steps = (
                step
                for at, section in exclude.filled
                for step in self._of_section(section, f"exclude.sections[{at}]", "and")
            )
        for path, test in steps:
            yield path, exp.not_(test)

    def _one_step(self, group: Group, side: str) -> Iterator[tuple[str, exp.Condition]]:
        whole = self._whole(group, side)
        if whole is not None:
            yield side, whole

    def _of_section(
        self, section: Section, path: str, whole: str
    ) -> Iterator[tuple[str, exp.Condition]]:
        """Yield a step per condition, or one where the join needs the `whole` section."""
        if section.join == whole and len(section.conditions) > 1:
            yield path, self._section(section, path)
            return
        for place in range(len(section.conditions)):
            inner = f"{path}.conditions[{place}]"
            yield inner, self._flag[inner].copy()


def _joined(join: str, tests: list[exp.Condition]) -> exp.Condition | None:
    if not tests:
        return None
    return reduce(lambda left, right: exp.and_(left, right) if join == "and" else
                  exp.or_(left, right), tests)  # fmt: skip


def _true(flag: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=flag, expressions=[exp.false()])


def _count(test: exp.Expr) -> exp.Expr:
    one, none = exp.Literal.number(1), exp.Literal.number(0)
    return exp.Sum(this=exp.case().when(test, one).else_(none))
