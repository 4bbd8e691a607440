"""Publishing against a bare COPY, and 1 % more rows against all of them."""

import duckdb
import pytest
from sqlglot import parse_one

from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.store import Store

from . import data, measure

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1_800)]

LINES = 1_000_000


def publish_lines(store, lake, lines, *, fresh):
    """COPY lines into a file of the lake and publish it as one import."""
    with lake.publish(store) as publish:
        path = publish.new_file("source_lines")
        data.write(data.LINES, path, lines=lines, customers=LINES // 10)
        if fresh:
            publish.drop("source_lines")
        publish.append("source_lines", path, import_id=1)


def test_a_publish_against_a_bare_copy(tmp_path, note):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        ours, theirs, more = measure.best_in_turns(
            lambda: publish_lines(store, lake, LINES, fresh=True),
            lambda: data.write(
                data.LINES, tmp_path / "bare.parquet", lines=LINES, customers=LINES // 10
            ),
            lambda: publish_lines(store, lake, LINES // 100, fresh=False),
        )
    note("publish 1 M lines / bare COPY", ours=ours, theirs=theirs, limit=1.5)
    note("publish 1 % more lines / all", ours=more, theirs=ours, limit=0.2)


def test_reading_through_the_engine_against_bare_duckdb(tmp_path, note):
    text = "SELECT order_id, SUM(item_revenue) AS m FROM {} GROUP BY order_id"
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        publish_lines(store, lake, LINES, fresh=True)
    (path,) = lake.snapshot().tables["source_lines"].files
    query = parse_one(text.format("source_lines"), dialect="duckdb")

    def ours():
        assert engine.arrow(query).num_rows == LINES * 2 // 5

    def bare():
        with duckdb.connect() as connection:
            connection.sql(text.format(f"read_parquet('{path}')")).to_arrow_table()

    with open_duckdb(lake.snapshot()) as engine:
        mine, theirs = measure.best_in_turns(ours, bare)
    note("roll-up of 1 M lines / bare DuckDB", ours=mine, theirs=theirs, limit=1.5)
