"""A published lake to read, and sessions on it."""

from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.store import Store


@pytest.fixture
def lake(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            publish.replace("Unified_Transactions", orders())
        yield lake


@pytest.fixture
def engine(lake):
    with open_duckdb(lake.snapshot()) as engine:
        yield engine


def orders(count=1_000):
    numbers = range(count)
    return pa.table(
        {
            "amperity_id": [f"c{number % 97:03}" for number in numbers],
            "order_id": [f"o{number}" for number in numbers],
            "order_datetime": [datetime(2026, 1 + n % 6, 1 + n % 28, n % 24) for n in numbers],
            "order_quantity": pa.array([1 + number % 3 for number in numbers], pa.int64()),
            "order_revenue": pa.array(
                [Decimal(number * 7 % 1000) / 100 for number in numbers], pa.decimal128(18, 2)
            ),
        }
    )
