"""From the lake's Arrow types to what SQLite stores, a whole column at a time.

DECIMAL → REAL, BOOLEAN → 0/1, DATE → 'YYYY-MM-DD', TIMESTAMP → 'YYYY-MM-DD HH:MM:SS' (a zone is
turned into UTC first); texts and numbers stay.

Arrays are made from buffers: `pa.array` and `to_numpy` load pandas, a second of every import.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

_EXACT = 1 << 53  # whole numbers up to here are exact in a double


def for_sqlite(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    """Return the batch with columns `names`, in SQLite's types; absent columns are left out."""
    present = [name for name in names if name in batch.schema.names]
    return pa.RecordBatch.from_arrays(
        [column_for_sqlite(batch.column(name)) for name in present], names=present
    )


def column_for_sqlite(column: pa.Array) -> pa.Array:
    """Return one column in the type that SQLite stores."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column_for_sqlite(column.dictionary_decode())
    for matches, convert in _CONVERSIONS:
        if matches(kind):
            return convert(column)
    return column


def _decimal(column: pa.Array) -> pa.Array:
    """Divide the whole number behind each amount by its power of ten.

    Arrow's own cast multiplies by the inverse and is off in the last bit for one amount in
    seven: 0.07 would come back as 0.07000000000000001.
    """
    kind = column.type
    fits = pa.types.is_decimal128(kind) and 0 <= kind.scale <= 22  # noqa: PLR2004  # 10**22: exact
    if fits:
        halves = np.frombuffer(column.buffers()[1], dtype=np.int64)
        halves = halves[2 * column.offset : 2 * (column.offset + len(column))].reshape(-1, 2)
        valid = _validity(column)
        low, high = halves[:, 0], halves[:, 1]
        if valid is not None:
            low, high = np.where(valid, low, 0), np.where(valid, high, 0)
        if np.array_equal(high, low >> 63) and not (np.abs(low) > _EXACT).any():
            return from_numpy(low / 10.0**kind.scale, pa.float64(), valid)
    return column.cast(pa.string()).cast(pa.float64())


def _validity(column: pa.Array) -> np.ndarray | None:
    """Return which values are there, None when all are."""
    if not column.null_count:
        return None
    bits = np.frombuffer(column.buffers()[0], dtype=np.uint8)
    return np.unpackbits(bits, bitorder="little")[column.offset :][: len(column)].astype(bool)


def from_numpy(values: np.ndarray, kind: pa.DataType, valid: np.ndarray | None = None) -> pa.Array:
    """Return an Arrow array over numbers of the kind's own width; `valid` tells which are there."""
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(kind, len(values), [bits, data])


def texts(values: Iterable[str | None]) -> pa.Array:
    """Return an Arrow array of texts; None and "" are NULL. The whole may have 2 GiB."""
    encoded = [value.encode("utf-8", "replace") if value else b"" for value in values]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    bits = pa.py_buffer(np.packbits(lengths > 0, bitorder="little"))
    buffers = [bits, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def _instant(column: pa.Array) -> pa.Array:
    if column.type.tz:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
        column = column.cast(pa.timestamp(column.type.unit))  # drops the zone, keeps UTC
    if column.type.unit != "s":
        # floor, not truncate: before 1970 a cast would round towards the future
        import pyarrow.compute as pc  # start-up time

        column = pc.floor_temporal(column, unit="second")
    return column.cast(pa.timestamp("s")).cast(pa.string())


def _text(column: pa.Array) -> pa.Array:
    return column.cast(pa.string())


_CONVERSIONS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (pa.types.is_decimal, _decimal),
    (pa.types.is_timestamp, _instant),
    (pa.types.is_date, lambda column: column.cast(pa.date32()).cast(pa.string())),
    (pa.types.is_boolean, lambda column: column.cast(pa.int64())),
    (pa.types.is_integer, lambda column: column.cast(pa.int64())),
    (pa.types.is_floating, lambda column: column.cast(pa.float64())),
    (pa.types.is_null, _text),
    (pa.types.is_large_string, _text),
    (pa.types.is_string_view, _text),
    (pa.types.is_time, _text),
)
