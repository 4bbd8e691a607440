"""A fresh workspace for each test, and `read`: a file's whole table as Python values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.reading import ReadOptions, Source, Staged, open_workspace, stage


@dataclass(frozen=True)
class Table:
    """What staging gave, with its rows fetched."""

    staged: Staged
    rows: list[tuple[str | None, ...]]
    numbers: list[tuple[int, int | None]]
    rejects: list[tuple[object, ...]]

    @property
    def headers(self) -> list[str]:
        return list(self.staged.headers)

    @property
    def warnings(self) -> str:
        return " | ".join(self.staged.warnings)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_workspace(tmp_path, threads=2) as connection:
        yield connection


@pytest.fixture
def read(workspace: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., Table]:
    def reading(
        given: bytes | str | Path | Source, name: str = "file.csv", **options: object
    ) -> Table:
        if isinstance(given, str):
            given = given.encode()
        if isinstance(given, bytes):
            path = tmp_path / name
            path.write_bytes(given)
            given = path
        return table_of(workspace, stage(given, ReadOptions(**options), workspace, "staged"))

    return reading


def table_of(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Table:
    columns = [duck.column(name) for name in staged.columns]
    found = duck.run(
        connection,
        exp.select("_row", "_line", *columns).from_(duck.table(staged.table)).order_by("_row"),
    )
    rejects = duck.run(
        connection, exp.select("*").from_(duck.table(staged.rejects_table)).order_by("_row")
    )
    return Table(staged, [row[2:] for row in found], [row[:2] for row in found], rejects)
