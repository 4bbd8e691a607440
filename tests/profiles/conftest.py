"""A small real brand whose feeds are written by hand, as an import would write them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlglot import exp

from ampdesk import profiles
from ampdesk.clock import Clock
from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.schema import lake_table
from ampdesk.store import Store

NAMESPACE = uuid.UUID("0f7c4d52-6d3e-4d8e-9a52-6b7a4de0a001")
ORIGIN = {"source": "shop"}


def cell(value: Any, kind: pa.DataType) -> Any:
    """Read a short form: '2026-01-02 03:04:05' and '12.50' by the column's type."""
    if value is None or not isinstance(value, str | int | float):
        return value
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(str(value))
    if pa.types.is_date(kind):
        return date.fromisoformat(str(value))
    if pa.types.is_decimal(kind):
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return value


def arrow(table: str, rows: Iterable[Mapping[str, Any]], **same: Any) -> pa.Table:
    """Rows of a declared table; what is not given is NULL."""
    schema = lake_table(table).arrow
    filled = [{**same, **row} for row in rows]
    unknown = {name for row in filled for name in row} - set(schema.names)
    assert not unknown, unknown
    columns = {
        field.name: [cell(row.get(field.name), field.type) for row in filled] for field in schema
    }
    return pa.table(columns, schema=schema)


@dataclass
class TestBrand:
    """Store and lake, and short words for what tests do with them."""

    __test__ = False

    store: Store
    lake: Lake
    today: date
    imports: int = 0

    def feed(self, table: str, rows: Iterable[Mapping[str, Any]], **same: Any) -> int:
        """Append rows as one import; returns its id."""
        self.imports += 1
        numbered = [
            {"import_id": self.imports, "row_number": number, **ORIGIN, **same, **row}
            for number, row in enumerate(rows, start=1)
        ]
        made = arrow(table, numbered)
        with self.lake.publish(self.store) as publish:
            publish.append(table, made, import_id=self.imports)
            publish.in_transaction(lambda _: self.store.load(table, made.to_batches()))
        return self.imports

    def undo(self, import_id: int) -> None:
        """Take an import back, as the intake does."""
        with self.lake.publish(self.store) as publish:
            taken = publish.drop_import(import_id)

            def forget(connection: Any) -> None:
                for table in taken:
                    gone = f'DELETE FROM "{table}" WHERE import_id = ?'  # noqa: S608
                    connection.execute(gone, (import_id,))

            publish.in_transaction(forget)

    def build(self, *, today: date | None = None, full: bool = False) -> profiles.BuildResult:
        return profiles.build(self.store, self.lake, today=today or self.today, full=full)

    def table(self, name: str, *names: str) -> list[dict[str, Any]]:
        """Rows of a table of the lake, sorted."""
        return self.tables({name: names})[name]

    def tables(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[dict[str, Any]]]:
        """Rows of several tables of the lake, each sorted."""
        found = {}
        with open_duckdb(self.lake.snapshot(), declared=False) as engine:
            for name, names in wanted.items():
                rows = engine.arrow(exp.select(*(names or ("*",))).from_(name)).to_pylist()
                found[name] = sorted(rows, key=repr)
        return found

    def one(self, name: str, *names: str) -> dict[str, Any]:
        """The only row of a table."""
        rows = self.table(name, *names)
        assert len(rows) == 1, rows
        return rows[0]


@pytest.fixture
def brand(tmp_path: Path, today: date) -> Iterable[TestBrand]:
    path = tmp_path / "b.ampdesk"
    with Store.create(path, namespace=NAMESPACE, clock=Clock(today)) as store:
        yield TestBrand(store, Lake.beside(path), today)


def line(
    order: str, product: str | None, at: str, quantity: int, revenue: str, **more: Any
) -> dict[str, Any]:
    """One order line: a sale unless told otherwise."""
    return {
        "level": "lines", "order_id": order, "product_id": product, "order_datetime": at,
        "item_quantity": quantity, "item_revenue": revenue, "order_discount_amount": "0.00",
        "is_return": False, "is_cancellation": False, "currency": "USD",
        "fk_namespace": "shop-customer", **more,
    }  # fmt: skip
