"""One sample brand for all tests of the package, read back from its files."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow.parquet as pq
import pytest

from ampdesk.sample import Exports, write_exports

TODAY = date(2026, 6, 30)


class Files:
    """The files of one sample brand, as text."""

    def __init__(self, exports: Exports) -> None:
        self.exports = exports

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.exports.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def table(self, name: str) -> list[dict[str, Any]]:
        return pq.read_table(self.exports.truth / name).to_pylist()

    @cached_property
    def truth(self) -> dict[str, Any]:
        return json.loads((self.exports.truth / "truth.json").read_text())

    @cached_property
    def orders(self) -> dict[str, dict[str, Any]]:
        """The truth about each order, by its id."""
        return {row["order_id"]: row for row in self.table("orders.parquet")}

    @cached_property
    def shop_orders(self) -> list[list[dict[str, str]]]:
        """The rows of each order of the web shop."""
        orders: list[list[dict[str, str]]] = []
        for row in self.rows("shopify_orders_export.csv"):
            if row["Id"]:
                orders.append([])
            orders[-1].append(row)
        return orders

    def people(self) -> Iterator[dict[str, Any]]:
        yield from self.table("people.parquet")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Two thousand customers: the least that must hold every value of the reference."""
    folder = tmp_path_factory.mktemp("sample")
    return Files(write_exports(folder, customers=2_000, seed=1, today=TODAY))


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Twelve thousand customers, for shares and effects."""
    folder = tmp_path_factory.mktemp("sample-many")
    return Files(write_exports(folder, customers=12_000, seed=7, today=TODAY))
