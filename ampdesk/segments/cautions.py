"""What is probably not meant: warnings, each at its condition (segments.md 2.1, 2.2).

A caution stops nothing. Dates are compared as of the run day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ampdesk.errors import DefinitionError
from ampdesk.segments.behaviours import HasNotPurchased, HasPurchased
from ampdesk.segments.catalog import TAE, Kind, SelectableTable
from ampdesk.segments.conditions import Attribute, Condition
from ampdesk.segments.dates import read_moment
from ampdesk.segments.filters import Filter, read_number
from ampdesk.segments.lines import Ground
from ampdesk.segments.segment import Group, Section, VisualSegment
from ampdesk.segments.sentence import label

_CITY, _STATE = "city", "state"
_EXACT = frozenset({"is exactly", "is", "is in list"})
_BELOW = frozenset({"is less than", "is less than or equal to", "is before", "is on or before"})
_ABOVE = frozenset({"is greater than", "is greater than or equal to", "is after",
                    "is on or after"})  # fmt: skip


@dataclass(frozen=True)
class Caution:
    """One warning: `code` names its kind; `fix` "remove" means the condition can go."""

    path: str
    code: str
    message: str
    fix: str = ""
    fix_label: str = ""


@dataclass(frozen=True)
class _Test:
    path: str
    table: str
    is_unique: bool
    kind: Kind
    test: Filter


def cautions(segment: VisualSegment, ground: Ground) -> tuple[Caution, ...]:
    """Return the warnings of a definition whose parts all compile."""
    found: list[Caution] = []
    for side in ("include", "exclude"):
        group: Group = getattr(segment, side)
        together = [_of(section, f"{side}.sections[{at}]") for at, section in group.filled]
        for (_, section), conditions in zip(group.filled, together, strict=True):
            found += _of_section(section, conditions, ground)
        if group.join == "or" and len(together) > 1:
            found += _city_or_state([one for part in together for one in part], ground)
        for must in _conjunctions(group, together):
            found += _nobody(must, ground)
            found += _changes_nothing(must)
    for path, condition in segment.conditions:
        found += _of_condition(path, condition, ground)
    return tuple(dict.fromkeys(found))


_Placed = tuple[str, Condition]


def _of(section: Section, path: str) -> list[_Placed]:
    return [(f"{path}.conditions[{at}]", one) for at, one in enumerate(section.conditions)]


def _conjunctions(group: Group, together: Sequence[list[_Placed]]) -> Iterator[list[_Placed]]:
    """Yield sets of conditions that must all hold."""
    all_of = [
        part
        for (_, section), part in zip(group.filled, together, strict=True)
        if section.join == "and" or len(part) == 1
    ]
    if group.join == "and":
        yield [one for part in all_of for one in part]
    else:
        yield from all_of


def _tests(conditions: Sequence[_Placed], ground: Ground) -> list[_Test]:
    found = []
    for path, condition in conditions:
        if isinstance(condition, Attribute):
            source = condition.source(ground)
            found += [_test(path, one, source) for one in condition.filters]
    return found


def _test(path: str, test: Filter, source: SelectableTable) -> _Test:
    return _Test(path, source.name, source.is_unique, source.columns[test.column], test)


# ---------------------------------------------------------------- nobody can meet them all


def _nobody(conditions: Sequence[_Placed], ground: Ground) -> Iterator[Caution]:
    """Two tests of one column, in one row per customer, that no value passes together."""
    by_column: dict[tuple[str, str], list[_Test]] = {}
    for one in _tests(conditions, ground):
        if one.is_unique:
            by_column.setdefault((one.table, one.test.column), []).append(one)
    for (_, name), tests in by_column.items():
        for at, later in enumerate(tests):
            clash = next((one for one in tests[:at] if _exclude(one, later, ground)), None)
            if clash is not None:
                yield Caution(
                    later.path, "two values at once",
                    f"Nobody has two values of {label(name)} at once: with the condition above "
                    "this gives 0. Join them by or, or use a list.", "remove", "Remove it",
                )  # fmt: skip
                break


def _exclude(one: _Test, other: _Test, ground: Ground) -> bool:
    opposites = ({"is true", "is false"}, {"is NULL", "is not NULL"})
    if {one.test.op, other.test.op} in opposites:
        return True
    first, second = (_values(each) for each in (one, other))
    if first is not None and second is not None:
        return not first & second
    low_high = [_range(each, ground) for each in (one, other)]
    if None in low_high:
        return False
    (low, high), (low2, high2) = (each for each in low_high if each is not None)
    lows = [each for each in (low, low2) if each is not None]
    highs = [each for each in (high, high2) if each is not None]
    return bool(lows and highs) and max(lows) > min(highs)


def _values(one: _Test) -> frozenset[str] | None:
    if one.test.op not in _EXACT or one.kind in {Kind.DATE, Kind.DATETIME}:
        return None
    given = one.test.value if isinstance(one.test.value, tuple) else (one.test.value,)
    if one.kind is Kind.NUMBER:
        return frozenset(str(read_number(each).normalize()) for each in given)
    return frozenset(str(each).lower() for each in given)


def _range(one: _Test, ground: Ground) -> tuple[Any, Any] | None:
    """Return the lowest and highest value that pass, loosely; None where there is no such."""
    read = _reader(one.kind, ground)
    if read is None:
        return None
    value = one.test.value
    try:
        if isinstance(value, tuple):
            return (read(value[0]), read(value[1])) if one.test.op == "is between" else None
        if one.test.op in _BELOW:
            return None, read(value)
        if one.test.op in _ABOVE:
            return read(value), None
        return (read(value), read(value)) if one.test.op == "is" else None
    except DefinitionError:
        return None


def _reader(kind: Kind, ground: Ground) -> Any:
    if kind is Kind.NUMBER:
        return read_number
    if kind in {Kind.DATE, Kind.DATETIME}:
        return lambda text: read_moment(text, ground.today).start
    return None


def _changes_nothing(conditions: Sequence[_Placed]) -> Iterator[Caution]:
    """Whoever has a row of buyers' attributes has bought (window.md, condition card)."""
    buyers = any(isinstance(one, Attribute) and one.table == TAE for _, one in conditions)
    for path, condition in conditions if buyers else ():
        if isinstance(condition, HasPurchased) and not (
            condition.orders or condition.window or condition.filters
        ):
            yield Caution(
                path, "changes nothing",
                "Whoever has order attributes has bought already. This condition changes nothing.",
                "remove", "Remove it",
            )  # fmt: skip


# ---------------------------------------------------------------- cities and states


def _of_section(
    section: Section, conditions: Sequence[_Placed], ground: Ground
) -> Iterator[Caution]:
    if section.join == "or":
        yield from _city_or_state(conditions, ground)
    for path, condition in conditions:
        if not isinstance(condition, Attribute) or not _names(condition, _CITY):
            continue
        near = [condition] if section.join == "or" else [one for _, one in conditions]
        if not any(isinstance(one, Attribute) and _names(one, _STATE) for one in near):
            yield Caution(
                path, "city without state",
                "A city without its state is ambiguous: there is a Portland in Oregon and in "
                "Maine. Add the state.",
            )  # fmt: skip


def _city_or_state(conditions: Sequence[_Placed], ground: Ground) -> Iterator[Caution]:
    del ground
    cities = [path for path, one in conditions if _only(one, _CITY)]
    states = [path for path, one in conditions if _only(one, _STATE)]
    if cities and states:
        yield Caution(
            max(cities[0], states[0]), "city or state",
            "“or” between a city and a state takes the whole state, and the city's namesakes "
            "elsewhere. Usually “and” is meant.",
        )  # fmt: skip


def _names(condition: Attribute, name: str) -> bool:
    return any(
        test.column == name and test.op in {"is exactly", "is in list"}
        for test in condition.filters
    )


def _only(condition: Condition, name: str) -> bool:
    return isinstance(condition, Attribute) and {test.column for test in condition.filters} == {
        name
    }


# ---------------------------------------------------------------- one condition by itself


def _of_condition(path: str, condition: Condition, ground: Ground) -> Iterator[Caution]:
    if isinstance(condition, Attribute):
        source = condition.source(ground)
        for test in condition.filters:
            yield from _of_filter(path, test, source)
    elif isinstance(condition, HasNotPurchased):
        if condition.window and condition.window.op in {"not between", "not on"}:
            yield Caution(
                path, "never-buyers",
                "Nobody who bought outside these days: who bought only within them stays, and who "
                "never bought too.",
            )  # fmt: skip
    elif isinstance(condition, HasPurchased) and condition.orders:
        bound = condition.orders
        if bound.op == "less than" or (bound.op == "exactly" and _is_zero(bound.value)):
            yield Caution(
                path, "zero orders",
                "Customers without any such order are not among these: use “has not purchased” "
                "for them.",
            )  # fmt: skip


def _of_filter(path: str, test: Filter, source: SelectableTable) -> Iterator[Caution]:
    kind = source.columns[test.column]
    if test.op in {"is between", "is not between"} and isinstance(test.value, tuple):
        low, high = test.value
        yield Caution(path, "between leaves out", _between(test, kind, low, high))
    negative = {"is not exactly", "is not", "does not contain", "is not in list"}
    if test.op in negative and not source.is_unique:
        yield Caution(
                path, "has another too",
                f"A customer may have several rows here: this finds who has another "
                f"{label(test.column)} too. For “never” put it under Exclude.",
            )  # fmt: skip
    if test.column == "L12M_rfm_score" and test.op not in {"is", "is NULL", "is not NULL"}:
        yield Caution(
            path, "rfm combined",
            "The combined score is no order of value: 999 is smaller than 1011. Use an RFM "
            "condition with “at least”.",
        )  # fmt: skip


def _between(test: Filter, kind: Kind, low: Any, high: Any) -> str:
    """Say what the ends leave out; for whole numbers, what is left (segments.md 2.9 case 6)."""
    text = f"“{test.op.removeprefix('is ')}” leaves out both ends, {low} and {high}."
    if kind is Kind.NUMBER and test.op == "is between":
        ends = [read_number(one) for one in (low, high)]
        if all(one == one.to_integral_value() for one in ends):
            first, last = int(ends[0]) + 1, int(ends[1]) - 1
            kept = f"{first} to {last}" if first < last else f"only {first}"
            text += f" Of whole numbers it keeps {kept if first <= last else 'none'}."
    return text


def _is_zero(value: Any) -> bool:
    return not isinstance(value, tuple) and read_number(value) == Decimal(0)


def translate(found: Sequence[Caution], paths: Mapping[str, str]) -> tuple[Caution, ...]:
    """Give cautions the paths that the definition had as it was written."""
    return tuple(
        Caution(paths.get(one.path, one.path), one.code, one.message, one.fix, one.fix_label)
        for one in found
    )
