"""A small brand with customers and orders, to ask questions of."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from ampdesk.lake import Lake
from ampdesk.queries import Catalog, run
from ampdesk.store import Store

NOW = datetime(2026, 6, 16)


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    customers = pa.table(
        {
            "amperity_id": ["a", "b", "c", "d"],
            "given_name": ["Ann", "Bob", "Cy", None],
            "email": ["ann@example.com", "bob@example.com", None, "dee@example.com"],
            "state": ["CA", "CA", "NY", None],
            "birthdate": pa.array([date(1990, 1, 31), None, date(2000, 2, 29), None]),
            "orders": pa.array([7, 2, 0, 1], pa.int64()),
        }
    )
    orders = pa.table(
        {
            "amperity_id": ["a", "a", "b", "d"],
            "order_id": ["o1", "o2", "o3", "o4"],
            "order_datetime": [
                datetime(2026, 1, 31, 10),
                datetime(2026, 3, 1, 9),
                datetime(2026, 6, 15, 23, 59),
                datetime(2025, 12, 31),
            ],
            "order_quantity": pa.array([1, 2, 3, 4], pa.int64()),
            "order_revenue": pa.array(
                [Decimal("10.00"), Decimal("20.50"), Decimal("0.00"), Decimal("5.25")],
                pa.decimal128(18, 2),
            ),
            "is_gift": [True, False, None, False],
            "ratio": [0.5, 1.5, 2.5, -2.5],
        }
    )
    with Store.create(tmp_path_factory.mktemp("brand") / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            publish.replace("Customer_360", customers)
            publish.replace("Unified_Transactions", orders)
    return lake


@pytest.fixture(scope="session")
def catalog(lake):
    return Catalog.of(lake.snapshot())


@pytest.fixture
def ask(lake):
    """Run a statement and return its rows."""

    def ask(text, **options):
        with run(lake, text, **{"now": NOW} | options) as result:
            return [tuple(row.values()) for batch in result.batches for row in _unique(batch)]

    return ask


def _unique(batch):
    names = [str(number) for number in range(batch.num_columns)]
    return pa.RecordBatch.from_arrays(batch.columns, names=names).to_pylist()
