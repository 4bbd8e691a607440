"""DuckDB sessions on a snapshot: batches, temporary tables, Parquet out, stopping, limits."""

import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one

from ampdesk.engine import OutOfMemoryError, open_duckdb
from ampdesk.engine.views import OWN_FILES, lean
from ampdesk.errors import Cancelled
from ampdesk.lake import Lake
from ampdesk.schema.transactions import SCORES, TAE
from ampdesk.store import Store

ENDLESS = "SELECT SUM(a.range * b.range) FROM RANGE(1000000) AS a, RANGE(1000000) AS b"


def sql(text):
    return parse_one(text, dialect="duckdb")


def test_tables_of_the_snapshot_come_in_batches(engine):
    batches = list(engine.run(sql("SELECT * FROM Unified_Transactions"), batch_rows=2048))
    assert sum(batch.num_rows for batch in batches) == 1_000
    assert batches[0].schema.field("order_revenue").type == pa.decimal128(18, 2)


def test_names_ignore_case(engine):
    assert engine.rows(sql("SELECT COUNT(*) FROM unified_TRANSACTIONS")) == [(1_000,)]


def test_declared_tables_that_were_never_built_are_empty(engine):
    assert engine.arrow(sql("SELECT email FROM Merged_Customers")).num_rows == 0


def test_create_replaces_and_hides_the_view_of_its_name(engine):
    assert engine.create("Unified_Transactions", sql("SELECT 1 AS n")) == 1
    assert engine.create("Unified_Transactions", sql("SELECT 1 AS n UNION ALL SELECT 2")) == 2
    assert engine.rows(sql("SELECT COUNT(*) FROM Unified_Transactions")) == [(2,)]
    assert engine.rows(sql("SELECT COUNT(*) FROM lake.Unified_Transactions")) == [(1_000,)]
    engine.drop("unified_transactions")
    assert engine.rows(sql("SELECT COUNT(*) FROM Unified_Transactions")) == [(1_000,)]


def test_write_gives_rows_types_and_order(engine, tmp_path):
    path = tmp_path / "out.parquet"
    query = sql(
        "SELECT amperity_id, SUM(order_quantity) AS n, SUM(order_revenue) AS m"
        " FROM Unified_Transactions GROUP BY 1"
    )
    assert engine.write(query, path, order=[exp.column("amperity_id")]) == 97
    file = pq.ParquetFile(path)
    assert file.metadata.num_rows == 97
    assert file.schema_arrow.field("n").type == pa.int64()  # not the DOUBLE of a HUGEINT
    assert file.schema_arrow.field("m").type == pa.decimal128(38, 2)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    ids = file.read().column("amperity_id").to_pylist()
    assert ids == sorted(ids)


def test_a_query_without_rows_is_written_with_its_columns(engine, tmp_path):
    path = tmp_path / "none.parquet"
    assert engine.write(sql("SELECT * FROM Unified_Transactions WHERE FALSE"), path) == 0
    assert pq.read_schema(path).names[0] == "amperity_id"


def test_register_takes_files_and_arrow_and_replaces(engine, tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1, 2]}), path)
    engine.register("mine", [path])
    assert engine.rows(sql("SELECT SUM(a) FROM mine")) == [(3,)]
    engine.register("mine", pa.table({"a": [5]}))
    assert engine.rows(sql("SELECT SUM(a) FROM mine")) == [(5,)]
    engine.register("mine", path)
    assert engine.rows(sql("SELECT SUM(a) FROM mine")) == [(3,)]
    engine.drop("mine")
    engine.drop("mine")
    assert engine.rows(sql("SELECT COUNT(*) FROM duckdb_views() WHERE view_name = 'mine'")) == [
        (0,)
    ]


def test_interrupt_from_another_thread_stops_within_a_second(engine):
    stopped_after = []

    def stop():
        while engine.progress() is None:
            time.sleep(0.01)
        stopped_after.append(time.monotonic())
        engine.interrupt()

    watcher = threading.Thread(target=stop)
    watcher.start()
    with pytest.raises(Cancelled):
        engine.rows(sql(ENDLESS))
    watcher.join()
    assert engine.rows(sql("SELECT 1")) == [(1,)]  # the session goes on


def test_interrupt_stops_a_stream_of_batches(engine):
    stream = engine.run(sql("SELECT a.range FROM RANGE(1000000) AS a, RANGE(1000000) AS b"))
    next(stream)
    engine.interrupt()
    with pytest.raises(Cancelled):
        list(stream)
    assert engine.rows(sql("SELECT 1")) == [(1,)]


def test_too_little_memory_is_said(lake, tmp_path):
    with open_duckdb(lake.snapshot(), memory_limit=64 << 20, threads=1) as engine:
        engine._connection.execute("SET max_temp_directory_size = '1MiB'")
        query = sql("SELECT LIST(range::VARCHAR || 'xxxxxxxxxxxxxxxxxxxx') FROM RANGE(20000000)")
        with pytest.raises(OutOfMemoryError):
            engine.rows(query)


def test_closing_removes_the_temporary_folder_and_the_lease(lake):
    engine = open_duckdb(lake.snapshot())
    (folder,) = (lake.folder / "spill").iterdir()
    engine.close()
    assert not folder.exists()
    assert not list((lake.folder / "leases").iterdir())


def test_rfm_is_joined_into_the_attributes(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            publish.replace(
                "Transaction_Attributes_Extended",
                pa.table({"amperity_id": ["a", "b"], "one_and_done": [True, False]}),
            )
        query = exp.select("amperity_id", *SCORES).from_(TAE.name).order_by("amperity_id")
        with open_duckdb(lake.snapshot()) as engine:
            assert engine.rows(query)[0] == ("a", None, None, None, None)
        with lake.publish(store) as publish:
            scores = dict(zip(SCORES, ([9], [8], [10], [9810]), strict=True))
            publish.replace("RFM", pa.table({"amperity_id": ["b"], **scores}))
        with open_duckdb(lake.snapshot()) as engine:
            assert engine.rows(query) == [("a", None, None, None, None), ("b", 9, 8, 10, 9810)]


@pytest.fixture
def scored(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            buyers = {"amperity_id": list("abc"), "one_and_done": [True, False, None]}
            publish.replace("Transaction_Attributes_Extended", pa.table(buyers))
            scores = dict(zip(SCORES, ([9, 1], [8, 1], [10, 2], [9810, 112]), strict=True))
            publish.replace("RFM", pa.table({"amperity_id": ["b", "c"], **scores}))
        with open_duckdb(lake.snapshot()) as engine:
            yield engine


@pytest.mark.parametrize(
    ("where", "alone"),
    [
        ("L12M_monetary IN (9, 10)", True),
        ("L12M_recency <= 2 AND L12M_monetary <> 10", True),
        ("L12M_recency > 5 OR L12M_frequency BETWEEN 1 AND 2", True),
        ("L12M_recency > 5 AND L12M_monetary IS NOT NULL", True),
        ("L12M_monetary IS NULL", False),
        ("NOT L12M_monetary IN (9, 10)", False),
        ("COALESCE(L12M_monetary, 0) < 5", False),
        ("L12M_recency > 5 OR amperity_id = 'a'", False),
        ("L12M_recency > 5 AND NOT one_and_done", False),
        ("L12M_recency > 5 AND amperity_id IN (SELECT amperity_id FROM {0})", False),
    ],
)
@pytest.mark.parametrize("asked", ["amperity_id", "COUNT(*)", "SUM(L12M_rfm_score)"])
def test_scores_alone_are_read_without_the_attributes(scored, where, alone, asked):
    text = f"SELECT {asked} FROM {{0}} WHERE {where} ORDER BY 1"  # noqa: S608  # the words above
    query, joined = sql(text.format(TAE.name)), sql(text.format(f"lake.{TAE.name}"))
    assert scored.rows(query) == scored.rows(joined)
    read = {table.name for table in lean(query).find_all(exp.Table)}
    assert (TAE.name not in read and OWN_FILES not in read) == alone
