"""Results written out: exact amounts, ISO dates, whole files, streams that can be stopped."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from ampdesk.queries import QueryError, QueryStoppedError, run, save, write

from .conftest import NOW

TEXT = (
    "SELECT order_id, order_datetime, DATE(order_datetime) AS day, order_revenue, is_gift, ratio"
    " FROM Unified_Transactions ORDER BY order_id"
)


def written(lake, form, text=TEXT, **options):
    stream = io.StringIO()
    with run(lake, text, now=NOW, **options) as result:
        write(result, stream, form)
    return stream.getvalue()


def test_json_has_the_shape_of_definitions(lake):
    found = json.loads(written(lake, "json"))
    assert list(found) == ["columns", "rows", "row_count", "truncated"]
    assert found["columns"][3] == {"name": "order_revenue", "type": "DECIMAL(18,2)"}
    assert found["rows"][1] == ["o2", "2026-03-01 09:00:00", "2026-03-01", "20.50", False, 1.5]
    assert found["rows"][2][4] is None
    assert (found["row_count"], found["truncated"]) == (4, False)


def test_a_limit_cuts_and_says_so(lake):
    found = json.loads(written(lake, "json", limit=3))
    assert (len(found["rows"]), found["row_count"], found["truncated"]) == (3, 3, True)
    found = json.loads(written(lake, "json", limit=4))
    assert (found["row_count"], found["truncated"]) == (4, False)


def test_a_limit_of_the_users_own_stays(lake):
    found = json.loads(written(lake, "json", text=TEXT + " LIMIT 2", limit=3))
    assert (found["row_count"], found["truncated"]) == (2, False)
    found = json.loads(written(lake, "json", text=TEXT + " LIMIT 4", limit=3))
    assert (found["row_count"], found["truncated"]) == (3, True)


def test_csv_is_exact_and_empty_for_null(lake):
    rows = list(csv.reader(io.StringIO(written(lake, "csv"))))
    assert rows[0][:2] == ["order_id", "order_datetime"]
    assert rows[3] == ["o3", "2026-06-15 23:59:00", "2026-06-15", "0.00", "", "2.5"]


def test_a_table_for_the_eye(lake):
    lines = written(lake, "table", text="SELECT state, orders FROM Customer_360 ORDER BY 2").split(
        "\n"
    )
    assert lines[:4] == ["state  orders", "─────  ──────", "NY          0", "NULL        1"]
    assert lines[-2] == "(4 rows)"


def test_parquet_keeps_types_and_a_result_without_rows_its_columns(lake, tmp_path):
    path = tmp_path / "out.parquet"
    with run(lake, TEXT) as result:
        save(result, path, "parquet")
    row = pq.read_table(path).to_pylist()[1]
    assert row["order_revenue"] == Decimal("20.50")
    assert row["order_datetime"] == datetime(2026, 3, 1, 9)
    with run(lake, TEXT.replace("ORDER BY", "WHERE FALSE ORDER BY")) as result:
        save(result, path, "parquet")
    assert pq.read_table(path).num_rows == 0
    assert "ratio" in pq.read_schema(path).names


def test_a_statement_that_fails_leaves_the_file_as_it_was(lake, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")
    failing = "SELECT CAST(email AS BIGINT) FROM Customer_360"
    with run(lake, failing) as result, pytest.raises(QueryError):
        save(result, path, "csv")
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_that_cannot_be_written_is_named(lake, tmp_path):
    with run(lake, "SELECT 1") as result, pytest.raises(QueryError, match=r"out\.csv"):
        save(result, tmp_path / "missing" / "out.csv", "csv")


def test_parquet_needs_a_file(lake):
    with run(lake, "SELECT 1") as result, pytest.raises(QueryError, match="parquet"):
        write(result, io.StringIO(), "parquet")


def test_rows_stream_and_a_cancel_ends_them(lake):
    joins = " ".join(f"CROSS JOIN Unified_Transactions t{number}" for number in range(12))
    many = f"SELECT a.email FROM Customer_360 a {joins}"  # noqa: S608  # a constant
    with run(lake, many) as result:
        batches = result.batches
        next(batches)
        result.cancel()
        with pytest.raises(QueryStoppedError, match="stopped"):
            list(batches)
