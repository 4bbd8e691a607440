"""RFM of a million customers against the statement of rfm.md written by hand (issue 4, Speed)."""

import math
from datetime import date

import duckdb
import pytest

from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.profiles.currency import converted
from ampdesk.profiles.scores import compile_scores
from ampdesk.store import Store

from . import data, measure

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1_800)]

SIZES = (100_000, 1_000_000)
ORDERS_EACH = 4

BARE = """
COPY (
  WITH w AS (
    SELECT amperity_id, MAX(order_datetime) AS r, COUNT(DISTINCT order_id) AS f,
      COALESCE(SUM(order_revenue), 0) AS m
    FROM read_parquet('{source}')
    WHERE amperity_id IS NOT NULL AND DATE(order_datetime) > DATE '2025-06-16'
      AND DATE(order_datetime) <= DATE '2026-06-16' AND order_quantity > 0
    GROUP BY amperity_id)
  SELECT amperity_id,
    NTILE(10) OVER (ORDER BY r, amperity_id) AS L12M_recency,
    NTILE(10) OVER (ORDER BY f, amperity_id) AS L12M_frequency,
    NTILE(10) OVER (ORDER BY m, amperity_id) AS L12M_monetary
  FROM w
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """One brand of each size, with the orders that RFM reads."""
    folder = tmp_path_factory.mktemp("rfm")
    made = {}
    for customers in SIZES:
        with Store.create(folder / f"{customers}.ampdesk") as store:
            lake = Lake.beside(store.path)
            with lake.publish(store) as publish:
                path = publish.new_file("Unified_Transactions")
                orders = customers * ORDERS_EACH
                data.write(data.ORDERS, path, orders=orders, customers=customers)
                publish.replace("Unified_Transactions", path)
            made[customers] = lake
    return made


def ours(lake, target):
    orders = converted("USD", {}, orders="Unified_Transactions", names=("amount",))
    with open_duckdb(lake.snapshot()) as engine:
        engine.write(compile_scores(today=date(2026, 6, 16), orders=orders), target)


def bare(lake, target):
    (source,) = lake.snapshot().tables["Unified_Transactions"].files
    with duckdb.connect() as connection:
        connection.execute(BARE.format(source=source, target=target))


def test_a_million_customers_against_bare_duckdb(lakes, note, tmp_path):
    lake = lakes[SIZES[-1]]
    mine, theirs = measure.best_in_turns(
        lambda: ours(lake, tmp_path / "ours.parquet"), lambda: bare(lake, tmp_path / "bare.parquet")
    )
    scores = "SELECT {names} FROM read_parquet('{path}') ORDER BY 1"
    names = "amperity_id, L12M_recency, L12M_frequency, L12M_monetary"
    with duckdb.connect() as connection:
        found = [
            connection.execute(scores.format(names=names, path=tmp_path / name)).fetchall()
            for name in ("ours.parquet", "bare.parquet")
        ]
    assert found[0] == found[1]  # fast, and the same
    note("RFM of 1 M customers / bare DuckDB", ours=mine, theirs=theirs, limit=1.5)


def test_ten_times_the_customers(lakes, note, tmp_path):
    small, large = measure.best_in_turns(
        *(lambda lake=lakes[size]: ours(lake, tmp_path / "x.parquet") for size in SIZES)
    )
    limit = math.pow(SIZES[1] / SIZES[0], 1.1)
    note("RFM of 1 M customers / 100,000", ours=large, theirs=small, limit=limit)
