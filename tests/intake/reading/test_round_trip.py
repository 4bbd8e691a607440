"""Any table in any dialect comes back as it went in; both readers agree (hypothesis)."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ampdesk.intake.reading import ReadOptions, open_workspace, stage
from tests.intake.reading.conftest import Table, table_of

LETTERS = "abz 019,;\t|\"'\n.-@äößÉ€"
CELLS = st.text(LETTERS, max_size=12).map(lambda cell: cell if cell.strip() else "")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252")


@pytest.fixture(scope="module")
def workspace() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_workspace(threads=1) as connection:
        yield connection


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    width = draw(st.integers(2, 5))
    row = st.lists(CELLS, min_size=width, max_size=width).filter(any)
    return [f"column {chr(97 + at)}" for at in range(width)], draw(st.lists(row, max_size=12))


def written(rows: list[list[str]], *, delimiter: str, newline: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue()


def staged(connection: duckdb.DuckDBPyConnection, data: bytes, **options: object) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(data)
        return table_of(connection, stage(path, ReadOptions(**options), connection, "trip"))


@given(
    table=tables(),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(ENCODINGS),
    fast=st.booleans(),
)
@example(  # a cell that holds what looks like a quote behind a blank
    table=(["a", "b"], [["", ", "], ["", " 0"]]),
    delimiter=",",
    newline="\n",
    quoting=csv.QUOTE_MINIMAL,
    encoding="utf-8",
    fast=False,
)
@settings(max_examples=60)
def test_what_was_written_comes_back(
    workspace: duckdb.DuckDBPyConnection,
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    newline: str,
    quoting: int,
    encoding: str,
    fast: bool,
) -> None:
    header, rows = table
    if newline == "\r":
        quoting = csv.QUOTE_ALL  # Python's writer leaves a lone \n bare then
    text = written([header, *rows], delimiter=delimiter, newline=newline, quoting=quoting)

    found = staged(
        workspace,
        text.encode(encoding),
        delimiter=delimiter,
        encoding=None if encoding.startswith("utf-") else encoding,
        header_row=1,
        fast_from=0 if fast else 1 << 40,
    )

    assert found.headers == header
    assert not found.rejects
    footer = found.staged.dialect.footer_rows
    assert len(found.rows) + footer == len(rows)
    assert found.rows == [tuple(cell or None for cell in row) for row in rows][: len(found.rows)]


@given(
    cells=st.lists(
        st.lists(st.sampled_from(["1", "x y", "ä", '"q"', '"a""b"', '"l\nm"', 's"y', '"open', ""]),
                 min_size=1, max_size=5),
        min_size=1, max_size=10,
    ),
    blank_lines=st.sets(st.integers(0, 9), max_size=2),
)  # fmt: skip
@settings(max_examples=40)
def test_no_record_vanishes_whatever_the_file(
    workspace: duckdb.DuckDBPyConnection, cells: list[list[str]], blank_lines: set[int]
) -> None:
    """Every record is a row or a reject with its own line, and both readers agree."""
    lines = ["name,town,sum"]
    for at, row in enumerate(cells):
        lines += [""] * (at in blank_lines)
        lines.append(",".join(row))
    data = ("\n".join(lines) + "\n").encode()

    ours = staged(workspace, data, delimiter=",", header_row=1, fast_from=1 << 40)
    parallel = staged(workspace, data, delimiter=",", header_row=1, fast_from=0)

    assert parallel.rows == ours.rows
    assert [row[0] for row in parallel.rejects] == [row[0] for row in ours.rejects]
    starts = {line for _, line in ours.numbers} | {row[1] for row in ours.rejects}
    assert not ours.rows or len(starts) == len(ours.rows) + len(ours.rejects)


@given(lines=st.integers(1, 60), every=st.integers(2, 9))
@settings(max_examples=20)
def test_lines_are_those_of_the_file(
    workspace: duckdb.DuckDBPyConnection, lines: int, every: int
) -> None:
    rows = [["name", "note"]]
    rows += [[f"n{at}", "two\nlines" if at % every == 0 else "one"] for at in range(lines)]
    text = written(rows, delimiter=",", newline="\n", quoting=csv.QUOTE_MINIMAL)

    found = staged(workspace, text.encode())

    starts = text.split("\n")
    for (_, line), row in zip(found.numbers, found.rows, strict=True):
        assert line is not None
        assert starts[line - 1].startswith(f"{row[0]},")
