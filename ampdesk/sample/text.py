"""Text of export files, rendered by Arrow in columns instead of cell by cell.

A cell is quoted when its pool is built, so that joining columns needs no second look at each value.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = "pa.Array[Any]"
Cells: TypeAlias = "str | pa.Array[Any]"
Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

DAY = 86_400
_EPOCH = np.datetime64("1970-01-01", "D")


def cell(text: str) -> str:
    """Quote a value the way CSV wants it, when it needs quotes."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text


def pool(values: Iterable[str]) -> Column:
    """Return the values as quoted cells, to be picked from by position."""
    return pa.array([cell(value) for value in values], pa.string())


def pick(values: Column, position: Ints, where: Mask | None = None) -> Column:
    """Take cells by position; NULL (an empty cell) where the mask is False."""
    if where is None:
        return values.take(pa.array(position))
    return values.take(pa.array(np.where(where, position, 0), mask=~where))


def keep(values: Column, where: Mask) -> Column:
    """Return the values, NULL (an empty cell) where the mask is False."""
    return pc.if_else(pa.array(where), values, pa.scalar(None, pa.string()))


def choose(where: Mask, yes: Cells, no: Cells) -> Column:
    """Return the one or the other, row by row."""
    return pc.if_else(pa.array(where), yes, no)


def join(*parts: Cells) -> Column:
    """Glue columns and constant texts together; NULL counts as empty."""
    return pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement="")


def number(values: Ints) -> Column:
    """Return whole numbers as text."""
    return pa.array(values).cast(pa.string())


_TWO = pool(f"{n:02d}" for n in range(100))
_SECONDS = pool(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY))
_FIRST_DAY = int((np.datetime64("1900-01-01", "D") - _EPOCH).astype(int))
_DAYS = pool(str(_EPOCH + n) for n in range(_FIRST_DAY, 30_000))


def amount(cents: Ints, sign: str = "") -> Column:
    """Return cents as ``12.34``, with a currency sign ``$12.34`` and ``-$3.00``."""
    plain = np.abs(cents)
    text = join(sign, number(plain // 100), ".", pick(_TWO, plain % 100))
    return text if (cents >= 0).all() else choose(cents < 0, join("-", text), text)


def day(days: Ints) -> Column:
    """Return days since 1970 as ISO dates (1900 to 2052)."""
    return pick(_DAYS, days - _FIRST_DAY)


def time_of_day(instants: Ints) -> Column:
    """Return seconds since 1970 as ``HH:MM:SS``."""
    return pick(_SECONDS, instants % DAY)


def instant(instants: Ints) -> Column:
    """Return seconds since 1970 as ``YYYY-MM-DD HH:MM:SS``."""
    return join(day(instants // DAY), " ", time_of_day(instants))


class Sheet:
    """A CSV file that is written block by block; columns that nobody fills stay empty."""

    def __init__(self, path: Path, header: Sequence[str], *, byte_order_mark: bool = False) -> None:
        self.path = path
        self.rows = 0
        self._header = tuple(header)
        self._file = path.open("wb")
        text = ",".join(map(cell, header)) + "\n"
        self._file.write(text.encode("utf-8-sig" if byte_order_mark else "utf-8"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, rows: int, columns: Mapping[str, Cells]) -> None:
        """Write rows; `columns` maps a heading to its cells or to one text for all rows."""
        self._check(columns)
        parts: list[Cells] = []
        for place, name in enumerate(self._header):
            parts += ["," if place else "", columns.get(name, "")]
        self._write(rows, [*parts, "\n"])

    def append_orders(
        self, order_of: Ints, *, lines: Mapping[str, Cells], orders: Mapping[str, Cells]
    ) -> None:
        """Write order lines whose order cells stand on the first line of each order only.

        `order_of`: per line the position of its order; `lines` and `orders` map headings to cells
        of the one and the other grain.
        """
        self._check(lines)
        self._check(orders)
        first = np.diff(order_of, prepend=-1) != 0
        expand = pa.array(order_of, mask=~first)
        parts: list[Cells] = []
        run: list[Cells] = []
        width = 0

        def flush() -> None:
            nonlocal width
            if any(not isinstance(part, str) for part in run):
                parts.append(join(*run).take(expand).fill_null("," * width))
            elif run:
                parts.append(choose(first, "".join(map(str, run)), "," * width))
            run.clear()
            width = 0

        for place, name in enumerate(self._header):
            comma = "," if place else ""
            if name in lines:
                flush()
                parts += [comma, lines[name]]
            else:
                run += [comma, orders.get(name, "")]
                width += len(comma)
        flush()
        self._write(len(order_of), [*parts, "\n"])

    def _check(self, columns: Mapping[str, Cells]) -> None:
        if strangers := set(columns) - set(self._header):
            raise KeyError(f"{self.path.name} has no column {sorted(strangers)}")

    def _write(self, rows: int, parts: list[Cells]) -> None:
        if not rows:
            return
        merged: list[Cells] = []
        for part in parts:
            if isinstance(part, str) and merged and isinstance(merged[-1], str):
                merged[-1] += part
            else:
                merged.append(part)
        if all(isinstance(part, str) for part in merged):
            self._file.write("".join(map(str, merged)).encode() * rows)
        else:
            lines = join(*merged)
            _, offsets, data = lines.buffers()
            ends = np.frombuffer(offsets, np.int32)
            start, stop = ends[lines.offset], ends[lines.offset + rows]
            self._file.write(memoryview(data)[start:stop])
        self.rows += rows
