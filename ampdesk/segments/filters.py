"""One filter: a column, an operator, a value; compiled by the column's kind (segments.md 2.2).

NULL never passes a test, except that "is empty" and "is NULL" ask for it.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import model_validator
from sqlglot import exp

from ampdesk.segments.catalog import Kind, SelectableTable
from ampdesk.segments.dates import read_moment
from ampdesk.segments.definition import Definition, Scalar, Value, refused
from ampdesk.segments.edges import Edges

Compare = Callable[..., exp.Condition]

NULL_TESTS = ("is NULL", "is not NULL")
WITHOUT_VALUE = frozenset({*NULL_TESTS, "is true", "is false", "is empty", "is not empty"})
PAIRS = frozenset({"is between", "is not between"})
LISTS = frozenset({"is in list", "is not in list"})
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.BOOLEAN: ("is true", "is false", *NULL_TESTS),
    Kind.DATE: (
        "is", "is not", "is after", "is on or after", "is before", "is on or before",
        "is between", "is not between", *NULL_TESTS,
    ),
    Kind.NUMBER: (
        "is", "is not", "is greater than", "is greater than or equal to", "is less than",
        "is less than or equal to", "is between", "is not between", "is in list",
        "is not in list", *NULL_TESTS,
    ),
    Kind.STRING: (
        "contains", "does not contain", "starts with", "ends with", "is exactly",
        "is not exactly", "is empty", "is not empty", "is in list", "is not in list", *NULL_TESTS,
    ),
}  # fmt: skip
OPERATORS = {**OPERATORS, Kind.DATETIME: OPERATORS[Kind.DATE]}
SYNONYMS = {
    "has": "contains",
    "is like": "contains",
    "is": "is exactly",
    "is not": "is not exactly",
}
"""What is read on a text column, and what it is saved as (definitions.md)."""

_ALL = frozenset(SYNONYMS) | {name for names in OPERATORS.values() for name in names}
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_BLANKS = " \t\r\n"
_LONGEST_LIST = 100_000


class Filter(Definition):
    """One test on one column of a row."""

    column: str
    op: str
    value: Value | None = None

    @model_validator(mode="after")
    def _value_fits(self) -> "Filter":
        if self.op not in _ALL:
            raise ValueError(f'"{self.op}" is not an operator')
        if self.op in WITHOUT_VALUE:
            if self.value is not None:
                raise ValueError(f'"{self.op}" takes no value')
        elif self.value is None:
            raise ValueError(f'"{self.op}" needs a value')
        elif self.op in PAIRS:
            if not isinstance(self.value, tuple) or len(self.value) != len(("low", "high")):
                raise ValueError(f'"{self.op}" needs two values: [low, high]')
        elif isinstance(self.value, tuple) is not (self.op in LISTS):
            needed = "a list of values" if self.op in LISTS else "one value"
            raise ValueError(f'"{self.op}" needs {needed}')
        return self

    def normalised(self, table: SelectableTable) -> "Filter":
        """Return the filter with the column's declared name and the operator's saved name."""
        name, kind = table.column(self.column)
        return self.model_copy(update={"column": name, "op": saved_operator(self.op, kind)})


def saved_operator(op: str, kind: Kind) -> str:
    """Return the operator as it is saved. Raises DefinitionError when the kind lacks it."""
    named = SYNONYMS.get(op, op) if kind is Kind.STRING else op
    if named not in OPERATORS[kind]:
        raise refused(
            f'"{op}" does not exist on {kind.value}', f"choose one of: {', '.join(OPERATORS[kind])}"
        )
    return named


def compile_filter(test: Filter, table: SelectableTable, today: date) -> exp.Condition:
    """Build the condition on a column of `table`, named without it; dates count from `today`.

    Raises DefinitionError.
    """
    name, kind = table.column(test.column)
    column, value = exp.column(name, quoted=True), test.value
    op = saved_operator(test.op, kind)
    if op == "is NULL":
        return column.is_(exp.null())
    if op == "is not NULL":
        return exp.not_(column.is_(exp.null()))
    match kind:
        case Kind.BOOLEAN:
            return exp.and_(column) if op == "is true" else exp.not_(column)
        case Kind.NUMBER:
            return _compile_number(column, op, value)
        case Kind.STRING:
            return _compile_text(column, op, value)
        case _:
            return _compile_date(column, kind, op, value, today)


# ---------------------------------------------------------------- numbers

_COMPARISONS: Mapping[str, type[exp.Binary]] = {
    "is": exp.EQ, "is not": exp.NEQ, "is greater than": exp.GT,
    "is greater than or equal to": exp.GTE, "is less than": exp.LT,
    "is less than or equal to": exp.LTE,
}  # fmt: skip


def _compile_number(column: exp.Expr, op: str, value: Value | None) -> exp.Condition:
    if op in LISTS:
        listed = column.isin(*(literal(read_number(one)) for one in _members(value)))
        return listed if op == "is in list" else exp.not_(listed)
    if op in PAIRS:
        low, high = _pair(value, read_number)
        return _between(op, column.copy() > literal(low), column.copy() < literal(high),
                        column.copy() < literal(low), column.copy() > literal(high))  # fmt: skip
    return _COMPARISONS[op](this=column, expression=literal(read_number(value)))


def read_number(value: object) -> Decimal:
    """Return a number, or a text that is plainly one. Raises DefinitionError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise refused(f"{_shown(value)} is not a number", "write it as 12 or 12.50")


def literal(number: Decimal) -> exp.Expr:
    """Return a number as SQL writes it, never in powers of ten."""
    plain = exp.Literal.number(f"{abs(number):f}")
    return exp.Neg(this=plain) if number < 0 else plain


# ---------------------------------------------------------------- texts


def _compile_text(column: exp.Expr, op: str, value: Value | None) -> exp.Condition:
    lowered = exp.Lower(this=column)
    match op:
        case "is empty" | "is not empty":
            # TRIM of a list of characters is the one spelling that all engines share
            blank = exp.Trim(this=column.copy(), expression=exp.Literal.string(_BLANKS))
            empty = exp.or_(column.is_(exp.null()), blank.eq(exp.Literal.string("")))
            return empty if op == "is empty" else exp.not_(empty)
        case "is in list" | "is not in list":
            listed = lowered.isin(*(_folded(one) for one in _members(value)))
            return listed if op == "is in list" else exp.not_(listed)
        case "is exactly":
            return lowered.eq(_folded(value))
        case "is not exactly":
            return lowered.neq(_folded(value))
        case "contains":
            return exp.GT(this=_position(lowered, value), expression=exp.Literal.number(0))
        case "does not contain":
            return exp.EQ(this=_position(lowered, value), expression=exp.Literal.number(0))
        case "starts with":
            return exp.EQ(this=_position(lowered, value), expression=exp.Literal.number(1))
        case _:
            return _ends_with(lowered, _text(value))


def _position(lowered: exp.Expr, value: Value | None) -> exp.Expr:
    """Where a text begins in another, 0 when it is not there; % and _ are plain characters."""
    if not _text(value):
        return exp.Sign(this=exp.Length(this=lowered) + 1)  # every text begins with the empty one
    return exp.StrPosition(this=lowered, substr=_folded(value))


def _ends_with(lowered: exp.Expr, ending: str) -> exp.Condition:
    if not ending:
        return exp.not_(lowered.is_(exp.null()))
    length = exp.Length(this=lowered.copy())
    start = exp.Sub(this=length, expression=exp.Literal.number(len(ending) - 1))
    return exp.Substring(this=lowered, start=start).eq(_folded(ending))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refused(f"{_shown(value)} is not a text", 'write it in quotes: "01234"')
    return value


def _folded(value: object) -> exp.Expr:
    text = _text(value)
    made = exp.Literal.string(text.lower())
    # an engine's own LOWER decides where Unicode has more than one answer
    return made if text.isascii() else exp.Lower(this=exp.Literal.string(text))


# ---------------------------------------------------------------- dates


def _compile_date(
    column: exp.Expr, kind: Kind, op: str, value: Value | None, today: date
) -> exp.Condition:
    """Compare a day with the column's UTC day, or an instant with its instant."""
    if op in PAIRS:
        low, high = _pair(value, lambda one: read_moment(one, today), key=lambda one: one.start)
        edge = Edges(column, kind)
        return _between(op, edge.after(low), edge.before(high), edge.before(low), edge.after(high))
    moment, edge = read_moment(value, today), Edges(column, kind)
    match op:
        case "is":
            return edge.same(moment)
        case "is not":
            return exp.or_(edge.before(moment), edge.after(moment))
        case "is after":
            return edge.after(moment)
        case "is on or after":
            return edge.from_(moment)
        case "is before":
            return edge.before(moment)
        case _:
            return edge.until(moment)


# ---------------------------------------------------------------- shared


def _between(
    op: str, above: exp.Expr, below: exp.Expr, under: exp.Expr, over: exp.Expr
) -> exp.Condition:
    """Both ends are left out by "between" and by "not between" (segments.md 2.2)."""
    return exp.and_(above, below) if op == "is between" else exp.or_(under, over)


def _members(value: Value | None) -> tuple[Scalar, ...]:
    if not isinstance(value, tuple) or not value:
        raise refused("the list is empty", "choose at least one value")
    if len(value) > _LONGEST_LIST:
        raise refused(
            f"the list has {len(value):,} values", "save it as an upload, at most 100,000"
        )
    if any(one is None for one in value):
        raise refused("the list holds NULL", 'remove it; add "is NULL" as a condition of its own')
    return tuple(one for one in value if one is not None)


def _pair(
    value: Value | None, read: Callable[[object], Any], key: Callable[[Any], Any] = lambda one: one
) -> tuple[Any, Any]:
    if not isinstance(value, tuple):
        raise refused("one value instead of two", "give [low, high]")
    low, high = read(value[0]), read(value[1])
    if key(low) > key(high):
        raise refused(f"{low} comes after {high}", "give the lower end first")
    return low, high


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
