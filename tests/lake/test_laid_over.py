"""Newer rows stand for older ones of the same key: what every reader sees, and what is written."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from ampdesk.engine import open_duckdb
from ampdesk.engine.sqlite import open_sqlite
from ampdesk.lake.manifest import Manifest

KEY = ("who",)


def made(*rows):
    schema = pa.schema([("who", pa.string()), ("what", pa.int64())])
    return pa.Table.from_pylist([{"who": who, "what": what} for who, what in rows], schema)


def laid_over(store, lake, rows, *, hides):
    with lake.publish(store) as publish:
        path = publish.new_file("T")
        pq.write_table(rows, path)
        publish.lay_over("T", path, KEY, hides=hides)


def seen(engine):
    with engine:
        return sorted(engine.rows(exp.select("who", "what").from_("T")))


@pytest.fixture
def told(store, lake):
    """A table of three customers, one of them told anew with two rows for one."""
    with lake.publish(store) as publish:
        publish.append("T", made(("a", 1), ("b", 1), ("b", 2)))
        publish.append("T", made(("c", 1)))
    laid_over(store, lake, made(("b", 7)), hides=2)
    return lake


@pytest.mark.parametrize("opened", [open_duckdb, open_sqlite])
def test_every_engine_reads_the_newer_rows(told, opened):
    assert seen(opened(told.snapshot())) == [("a", 1), ("b", 7), ("c", 1)]
    assert told.snapshot().tables["T"].rows == 3


def test_the_files_below_stay_as_they_are(told, store):
    before = told.snapshot().tables["T"]
    laid_over(store, told, made(("b", 7), ("c", 8)), hides=3)
    after = told.snapshot().tables["T"]
    assert after.base == before.base
    assert len(after.newer) == 1
    assert after.rows == 3
    assert seen(open_duckdb(told.snapshot())) == [("a", 1), ("b", 7), ("c", 8)]


def test_the_manifest_says_so_and_is_read_back(told):
    manifest = told.snapshot().manifest
    assert Manifest.from_json(manifest.to_json(), told.folder) == manifest
    assert manifest.tables["T"].key == KEY


def test_small_files_are_merged_and_hide_no_more_than_before(told, store):
    for number in range(9):
        with told.publish(store) as publish:
            publish.append("T", made((f"n{number}", number)))
    table = told.snapshot().tables["T"]
    assert len(table.parts) < 8
    assert table.rows == 12
    found = seen(open_duckdb(told.snapshot()))
    assert found == sorted([("a", 1), ("b", 7), ("c", 1), *((f"n{n}", n) for n in range(9))])


rows = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9)), min_size=1, max_size=12)


@given(base=rows, newer=rows)
def test_engines_agree_with_a_plain_reading(tmp_path_factory, base, newer):
    from ampdesk.lake import Lake
    from ampdesk.store import Store

    folder = tmp_path_factory.mktemp("laid")
    told = {who for who, _ in newer}
    kept = [row for row in base if row[0] not in told]
    with Store.create(folder / "b.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            publish.append("T", made(*base))
        laid_over(store, lake, made(*newer), hides=len(base) - len(kept))
        snapshot = lake.snapshot()
        assert snapshot.tables["T"].rows == len(kept) + len(newer)
        for opened in (open_duckdb, open_sqlite):
            assert seen(opened(snapshot)) == sorted([*kept, *newer])
