"""Connected components of millions of records in seconds."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ampdesk.store.arrow import from_numpy

Numbers = npt.NDArray[np.int64]

FEW_EDGES = 300_000
"""Up to so many edges a plain walk takes less time than loading scipy."""


def components(records: int, edges: pa.Table, *, few: int = FEW_EDGES) -> pa.Table:
    """Label records 0 to `records` - 1: equal labels are one connected set.

    `edges`: whole numbers rid, root. Returns rid, label (both int64), one row per record.
    """
    numbers = np.arange(records, dtype=np.int64)
    ends = [_whole(edges.column(name)) for name in ("rid", "root")]
    if edges.num_rows <= few:
        labels = np.array(_walk(records, *(end.tolist() for end in ends)), np.int64)
    else:
        labels = _connect(records, *ends)
    columns = [from_numpy(column, pa.int64()) for column in (numbers, labels)]
    return pa.Table.from_arrays(columns, names=["rid", "label"])


def _whole(column: pa.ChunkedArray) -> Numbers:
    """Numbers without NULL of one column; `to_numpy` would load pandas, a second of each build."""
    chunks = (chunk.cast(pa.int64()) for chunk in column.chunks)
    found = [
        np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset :][: len(chunk)]
        for chunk in chunks
        if len(chunk)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _connect(records: int, rids: Numbers, roots: Numbers) -> Numbers:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ends = (rids.astype(np.int32, copy=False), roots.astype(np.int32, copy=False))
    matrix = coo_matrix((np.ones(len(rids), dtype=np.int8), ends), shape=(records, records))
    _, labels = connected_components(matrix, directed=False)
    return np.asarray(labels, np.int64)


def _walk(records: int, rids: list[int], roots: list[int]) -> list[int]:
    """Union-find: every record points to the smallest of its set."""
    parents = list(range(records))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for left, right in zip(rids, roots, strict=True):
        one, other = root(left), root(right)
        parents[max(one, other)] = min(one, other)
    return [root(one) for one in range(records)]
