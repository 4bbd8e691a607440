"""The columns of a staged file as text: which hold anything, and what stands around the values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.headers import normalise
from ampdesk.intake.reading import Staged

_ESCAPED = r'["\\\x00-\x1f]'
_WRAPS = (39, 61)  # ' and =
_BLANK, _NO_BREAK = 32, 160


@dataclass(frozen=True)
class _Facts:
    blanks: bool  # values with blanks around them
    quoted: bool  # values with a leading apostrophe or ="…"


class FileColumns:
    """Headers and values of a staged table, or of a view of the same columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
        self._connection = connection
        self.table = staged.table
        self._columns: dict[str, str] = {}
        self._headers: dict[str, str] = {}
        for header, column in zip(staged.headers, staged.columns, strict=True):
            self._columns.setdefault(normalise(header), column)
            self._headers[column] = header
        self._filled = self._survey(staged.columns)
        self._facts: dict[str, _Facts] = {}

    def _survey(self, columns: Sequence[str]) -> dict[str, int]:
        """How many records have a value, by column."""
        filled: dict[str, int] = {}
        for start in range(0, len(columns), 500):  # a statement of 4,000 columns would be slow
            part = columns[start : start + 500]
            counts = [exp.Count(this=duck.column(name)) for name in part]
            query = exp.select(*counts).from_(duck.table(self.table))
            filled |= zip(part, duck.run(self._connection, query)[0], strict=True)
        return filled

    def _facts_of(self, column: str) -> _Facts:
        """How the texts of a column begin and end; asked only where text is wanted."""
        if column not in self._facts:
            cell = duck.column(column)
            first = duck.call("unicode", cell)
            last = duck.call("unicode", duck.call("right", cell.copy(), 1))
            query = exp.select(
                exp.Min(this=duck.call("least", first, last)),
                exp.Max(this=duck.call("greatest", first.copy(), last.copy())),
                duck.call("count_if", first.copy().isin(*_WRAPS)),
            ).from_(duck.table(self.table))
            low, high, wrapped = duck.run(self._connection, query)[0]
            # a blank, or a letter beyond Latin-1's first blank: then trimming is worth its time
            blanks = low is not None and (low <= _BLANK or high >= _NO_BREAK)
            self._facts[column] = _Facts(blanks, bool(wrapped))
        return self._facts[column]

    def has(self, name: str) -> bool:
        """Tell whether the file has the header, with a value anywhere."""
        column = self._columns.get(normalise(name))
        return column is not None and self._filled[column] > 0

    def filled(self, column: str) -> int:
        """How many records have a value in a staged column."""
        return self._filled[column]

    def special(self, columns: Collection[str]) -> set[str]:
        """The columns with a value that JSON must escape."""
        names = sorted(columns)
        if not names:
            return set()
        marks = [
            duck.call("count_if", duck.call("regexp_matches", duck.column(name), _ESCAPED))
            for name in names
        ]
        counts = duck.run(self._connection, exp.select(*marks).from_(duck.table(self.table)))[0]
        return {name for name, count in zip(names, counts, strict=True) if count}

    def column_of(self, name: str) -> str | None:
        """The staged column of a header, None when the file has none."""
        return self._columns.get(normalise(name))

    def text(self, name: str) -> exp.Expr:
        """Trimmed text, spreadsheet wrapping (`="00123"`, leading `'`) off."""
        column = self._columns.get(normalise(name))
        if column is None or not self._filled[column]:
            return exp.null()
        value: exp.Expr = duck.column(column)
        facts = self._facts_of(column)
        if facts.quoted:
            value = duck.call("regexp_replace", value, r"""^\s*(?:="(.*)"|'(.*))\s*$""", r"\1\2")
        if facts.blanks or facts.quoted:
            value = duck.trimmed(value)
        return value

    def headers(self) -> Iterable[tuple[str, str]]:
        """Pairs of header as filed and staged column."""
        return ((header, column) for column, header in self._headers.items())
