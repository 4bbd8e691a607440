"""Cells: how one value of a feed row is read from the columns of a file.

A format is a table of "column of the feed → cell". A cell names the file's headers and the subject
(text, amount, moment …); a `Row` turns it into one SQLGlot expression over the staged columns, so
that a file of any length is read by the engine in one pass. Values that do not fit their subject
become NULL; `Row.checks` says which of them are a reason to reject the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from sqlglot import exp, parse_one


class Row(Protocol):
    """What a cell may ask of the file; expressions are NULL where the file has no such column."""

    def has(self, name: str) -> bool:
        """Tell whether the file has the header."""

    def text(self, name: str) -> exp.Expr:
        """Trimmed text of a column, NULL when blank."""

    def typed(self, subject: str, name: str, cell: "Cell") -> exp.Expr:
        """Value of a column read as `subject`; the cell carries its own hints."""


class Cell(Protocol):
    """One value of a row."""

    def names(self) -> Iterator[str]:
        """Headers that the cell reads, so that the others are known as custom columns."""

    def sql(self, row: Row) -> exp.Expr:
        """The value as an expression over the staged columns."""


def first_of(values: list[exp.Expr]) -> exp.Expr:
    """Coalesce, without the NULL literals of absent columns."""
    real = [value for value in values if not isinstance(value, exp.Null)]
    if not real:
        return exp.null()
    return real[0] if len(real) == 1 else exp.Coalesce(this=real[0], expressions=real[1:])


@dataclass(frozen=True)
class Columns:
    """Base of the cells that read the first non-blank of some columns."""

    headers: tuple[str, ...]
    subject = "text"

    def __init__(self, *headers: str) -> None:
        object.__setattr__(self, "headers", headers)

    def names(self) -> Iterator[str]:
        """Headers in their order of preference."""
        yield from self.headers

    def sql(self, row: Row) -> exp.Expr:
        """First non-NULL typed value."""
        present = [name for name in self.headers if row.has(name)]
        return first_of([row.typed(self.subject, name, self) for name in present])


class Text(Columns):
    """Text, trimmed; ids lose their leading apostrophe."""

    subject = "text"


class Key(Columns):
    """An id: text; NULL when Excel ruined it (6.79848E+12)."""

    subject = "key"


class Amount(Columns):
    """Money, DECIMAL(18,2) or finer; a value that is none rejects the record."""

    subject = "amount"


class Number(Columns):
    """A quantity, DECIMAL; a value that is none rejects the record."""

    subject = "number"


class Whole(Columns):
    """A whole number."""

    subject = "whole"


class Flag(Columns):
    """Yes or no (import_formats.md 5, Booleans)."""

    subject = "flag"


class Email(Columns):
    """An e-mail address: trimmed, lower case, never an alias or a redacted one."""

    subject = "email"


class Country(Columns):
    """A country; ISO-3 becomes ISO-2, names stay as filed."""

    subject = "country"


class Person(Columns):
    """Personal text: redaction words are no value (import_formats.md 1, Privacy)."""

    subject = "person"


@dataclass(frozen=True)
class Phone:
    """A phone number, read by the country of its row, else of the brand."""

    headers: tuple[str, ...]
    country: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Headers in their order of preference."""
        yield from self.headers

    def sql(self, row: Row) -> exp.Expr:
        """E.164 where the country is known, else digits as filed."""
        present = [name for name in self.headers if row.has(name)]
        return first_of([row.typed("phone", name, self) for name in present])


@dataclass(frozen=True)
class Postal:
    """A postal code: text; short ones are padded only for a known country."""

    headers: tuple[str, ...]
    country: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Headers in their order of preference."""
        yield from self.headers

    def sql(self, row: Row) -> exp.Expr:
        """The code as text."""
        present = [name for name in self.headers if row.has(name)]
        return first_of([row.typed("postal", name, self) for name in present])


@dataclass(frozen=True)
class Moment:
    """An instant in UTC, from one column, or from a date, a time and a zone column.

    `order` is the format's fixed order of day and month when the column itself does not tell;
    `zone` a fixed IANA zone; `zone_column` a header that holds the zone's name.
    """

    headers: tuple[str, ...]
    order: str | None = None
    time: tuple[str, ...] = ()
    zone: str | None = None
    zone_column: tuple[str, ...] = ()
    required: bool = True
    subject: str = "moment"

    def names(self) -> Iterator[str]:
        """Date headers, then the time's and the zone's."""
        yield from self.headers
        yield from self.time
        yield from self.zone_column

    def sql(self, row: Row) -> exp.Expr:
        """TIMESTAMP in UTC."""
        present = [name for name in self.headers if row.has(name)]
        return first_of([row.typed(self.subject, name, self) for name in present])


def moment(*headers: str, order: str | None = None, zone: str | None = None) -> Moment:
    """An instant that a record must have right."""
    return Moment(headers, order=order, zone=zone)


def maybe_moment(*headers: str, order: str | None = None, zone: str | None = None) -> Moment:
    """An instant that may be absent or unreadable without harm."""
    return Moment(headers, order=order, zone=zone, required=False)


def day(*headers: str, order: str | None = None) -> Moment:
    """A date such as a birth date; unreadable ones become NULL with a warning."""
    return Moment(headers, order=order, required=False, subject="day")


@dataclass(frozen=True)
class Const:
    """The same value on every row."""

    value: str | int | bool | None

    def names(self) -> Iterator[str]:
        """None."""
        yield from ()

    def sql(self, row: Row) -> exp.Expr:  # noqa: ARG002  # the protocol's signature
        """A literal."""
        return exp.convert(self.value)


@dataclass(frozen=True)
class Words:
    """Maps the source's words (lower case) to ours; other words give `other`."""

    headers: tuple[str, ...]
    words: Mapping[str, str | bool | None] = field(hash=False)
    other: str | bool | None = None
    blank: str | bool | None = None

    def names(self) -> Iterator[str]:
        """Headers in their order of preference."""
        yield from self.headers

    def sql(self, row: Row) -> exp.Expr:
        """A CASE over the lower-cased word."""
        value = first_of([row.text(name) for name in self.headers if row.has(name)])
        if isinstance(value, exp.Null):
            return exp.convert(self.blank)
        case = exp.Case().when(value.is_(exp.null()), exp.convert(self.blank))
        by_result: dict[str | bool | None, list[str]] = {}
        for word, result in self.words.items():
            by_result.setdefault(result, []).append(word)
        for result, words in by_result.items():
            case = case.when(exp.Lower(this=value.copy()).isin(*words), exp.convert(result))
        return case.else_(exp.convert(self.other))


@lru_cache(maxsize=512)
def _parsed(template: str) -> exp.Expr:
    return parse_one(template, dialect="duckdb")


@dataclass(frozen=True)
class Formula:
    """An expression over other cells: the template's bare names are the cells' names."""

    template: str
    cells: Mapping[str, Cell] = field(hash=False)

    def names(self) -> Iterator[str]:
        """Headers of all inputs."""
        for cell in self.cells.values():
            yield from cell.names()

    def sql(self, row: Row) -> exp.Expr:
        """The template with every name replaced by its cell."""
        values = {name: cell.sql(row) for name, cell in self.cells.items()}

        def fill(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column) and not node.table and node.name in values:
                return exp.paren(values[node.name].copy())
            return node

        return _parsed(self.template).copy().transform(fill)


def formula(template: str, **cells: Cell) -> Formula:
    """Build an expression over other cells; the template is constant DuckDB text."""
    return Formula(template, cells)


def either(*cells: Cell) -> Cell:
    """The first cell that has a value."""
    named = {f"v{number}": cell for number, cell in enumerate(cells)}
    return Formula(f"coalesce({', '.join(named)})", named)


@dataclass(frozen=True)
class Aside:
    """A cell whose columns stay custom columns as well."""

    cell: Cell

    def names(self) -> Iterator[str]:
        """None: the columns are not claimed."""
        yield from ()

    def sql(self, row: Row) -> exp.Expr:
        """The cell's value."""
        return self.cell.sql(row)


def minus(cell: Cell) -> Cell:
    """The amount with its sign turned."""
    return Formula("-value", {"value": cell})


def positive(cell: Cell) -> Cell:
    """The amount without its sign."""
    return Formula("abs(value)", {"value": cell})
