"""A brand file with a lake beside it, and rows to put there."""

from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from ampdesk.lake import Lake
from ampdesk.schema.feeds import SOURCE_LINES
from ampdesk.store import Store


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        yield store


@pytest.fixture
def lake(store):
    return Lake.beside(store.path)


@pytest.fixture
def lines():
    return _lines


@pytest.fixture
def bring(store, lake):
    """Import lines into store and lake as intake does: one publish, one transaction."""

    def bring(import_id, rows):
        table = _lines(import_id, rows)
        with lake.publish(store) as publish:
            publish.append("source_lines", table, import_id=import_id)
            publish.in_transaction(lambda _: store.load("source_lines", table.to_batches()))
        return table

    return bring


def _lines(import_id, rows, *, start=1):
    """Make order lines of one import: one line an order, a cent more each."""
    numbers = range(start, start + rows)
    content = {name: [None] * rows for name in SOURCE_LINES.names}
    content |= {
        "import_id": [import_id] * rows,
        "row_number": list(numbers),
        "source": ["shop"] * rows,
        "order_id": [f"{import_id}-{number}" for number in numbers],
        "order_datetime": [datetime(2026, 1, 1 + number % 28, 10, 30) for number in numbers],
        "item_revenue": [Decimal(number) / 100 for number in numbers],
        "is_return": [None if number % 3 else number % 2 == 0 for number in numbers],
        "is_cancellation": [False] * rows,
    }
    return pa.table(content, schema=SOURCE_LINES.arrow)
