"""Publishing: all or nothing, nothing rewritten that did not change, readers undisturbed."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ampdesk.lake import Lake, LakeError
from ampdesk.lake.errors import LakeStaleError


def content(snapshot, table):
    schema = pq.read_schema(snapshot.tables[table].files[0])
    return pa.concat_tables(
        [pq.read_table(path) for path in snapshot.tables[table].files], promote_options="default"
    ).cast(schema)


def test_an_import_is_in_store_and_lake_with_its_number(store, lake, bring):
    table = bring(1, 500)

    snapshot = lake.snapshot()

    assert snapshot.generation == store.generation == 1
    assert snapshot.tables["source_lines"].rows == 500
    assert snapshot.tables["source_lines"].import_ids == {1}
    assert content(snapshot, "source_lines").equals(table)
    assert store.connection.execute("SELECT count(*) FROM source_lines").fetchone()[0] == 500


def test_rows_of_a_second_import_are_a_new_file_and_the_first_stays(lake, bring):
    bring(1, 500)
    (first,) = lake.snapshot().tables["source_lines"].files
    before = first.stat().st_mtime_ns

    bring(2, 20)

    files = lake.snapshot().tables["source_lines"].files
    assert files[0] == first
    assert len(files) == 2
    assert first.stat().st_mtime_ns == before


def test_an_error_publishes_nothing_and_leaves_no_file(store, lake, lines, bring):
    bring(1, 5)
    before = {path.name for path in lake.folder.rglob("*.parquet")}

    def fails():
        with lake.publish(store) as publish:
            publish.append("source_lines", lines(2, 5), import_id=2)
            publish.in_transaction(lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        fails()

    assert {path.name for path in lake.folder.rglob("*.parquet")} == before
    assert lake.snapshot().generation == store.generation == 1
    assert not list(lake.folder.glob("*.new"))


def test_a_table_replaced_by_the_very_same_rows_is_not_rewritten(store, lake):
    table = pa.table({"amperity_id": ["a", "b"], "orders": [1, 2]})
    with lake.publish(store) as publish:
        publish.replace("Customer_360", table)
    (first,) = lake.snapshot().tables["Customer_360"].files

    with lake.publish(store) as publish:
        publish.replace("Customer_360", table)
        publish.in_transaction(lambda _: None)

    assert lake.snapshot().tables["Customer_360"].files == (first,)
    assert [path.name for path in (lake.folder / "Customer_360").iterdir()] == [first.name]


def test_nothing_to_publish_raises_no_generation(store, lake, bring):
    bring(1, 5)
    with lake.publish(store):
        pass
    assert store.generation == 1


def test_a_reader_keeps_its_generation_while_a_publish_replaces_the_files(store, lake):
    with lake.publish(store) as publish:
        publish.replace("Customer_360", pa.table({"amperity_id": ["old"]}))
    reader = lake.snapshot()

    with lake.publish(store) as publish:
        publish.replace("Customer_360", pa.table({"amperity_id": ["new"]}))

    assert content(reader, "Customer_360")["amperity_id"].to_pylist() == ["old"]
    assert content(lake.snapshot(), "Customer_360")["amperity_id"].to_pylist() == ["new"]
    old = reader.tables["Customer_360"].files[0]
    reader.close()
    assert lake.recover(store).state == "intact"
    assert not old.exists()


def test_undo_takes_the_imports_file_out(store, lake, bring):
    bring(1, 5)
    bring(2, 7)
    with lake.publish(store) as publish:
        taken = publish.drop_import(1)

    table = lake.snapshot().tables["source_lines"]
    assert taken == {"source_lines": 5}
    assert (table.rows, table.import_ids) == (7, {2})


def test_many_small_files_become_one_and_an_import_can_still_be_undone(store, lake, bring):
    for number in range(1, 10):
        bring(number, 10 * number)
    table = lake.snapshot().tables["source_lines"]
    assert len(table.parts) < 8
    assert table.rows == 450
    assert table.import_ids == set(range(1, 10))

    with lake.publish(store) as publish:
        publish.drop_import(3)

    snapshot = lake.snapshot()
    rows = content(snapshot, "source_lines")
    assert snapshot.tables["source_lines"].rows == rows.num_rows == 420
    assert 3 not in rows["import_id"].to_pylist()
    assert 3 not in snapshot.tables["source_lines"].import_ids


def test_a_file_written_in_place_is_taken_as_it_is(store, lake):
    with lake.publish(store) as publish:
        path = publish.new_file("Merged_Customers")
        pq.write_table(pa.table({"amperity_id": ["a"]}), path)
        publish.replace("Merged_Customers", path)
    assert lake.snapshot().tables["Merged_Customers"].files == (path,)


def test_parquet_from_outside_is_rewritten(tmp_path, store, lake):
    foreign = tmp_path / "foreign.parquet"
    pq.write_table(pa.table({"a": [1, 2, 3]}), foreign, compression="gzip")
    with lake.publish(store) as publish:
        publish.append("custom_x", foreign)
    (path,) = lake.snapshot().tables["custom_x"].files
    assert lake.folder in path.parents
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    assert foreign.exists()


def test_what_is_no_parquet_is_refused_by_name(tmp_path, store, lake):
    foreign = tmp_path / "notes.parquet"
    foreign.write_text("hello")
    with pytest.raises(LakeError, match=r"^notes\.parquet: .*Parquet"), lake.publish(store) as p:
        p.append("custom_x", foreign)
    assert store.generation == 0


def test_later_columns_are_added_and_other_types_refused(store, lake):
    with lake.publish(store) as publish:
        publish.append("custom_x", pa.table({"a": ["1"]}), import_id=1)
    with lake.publish(store) as publish:
        publish.append("custom_x", pa.table({"a": ["2"], "b": ["x"]}), import_id=2)
    table = lake.snapshot().tables["custom_x"]
    assert table.names == ("a", "b")
    assert not table.uniform

    with pytest.raises(LakeError, match="column a of custom_x"), lake.publish(store) as publish:
        publish.append("custom_x", pa.table({"a": [3]}), import_id=3)


def test_a_table_without_rows_keeps_its_columns_and_has_no_file(store, lake):
    with lake.publish(store) as publish:
        publish.replace("Unified_Loyalty", pa.table({"loyalty_id": pa.array([], pa.string())}))
    table = lake.snapshot().tables["Unified_Loyalty"]
    assert (table.rows, table.files, table.names) == (0, (), ("loyalty_id",))


def test_publishing_into_a_deleted_lake_rebuilds_it_first(store, lake, bring):
    bring(1, 5)
    shutil.rmtree(lake.folder)
    bring(2, 7)
    assert lake.snapshot().tables["source_lines"].rows == 12


def test_a_second_publish_in_between_is_refused_and_loses_nothing(store, lake, lines, bring):
    def late():
        with Lake(lake.folder).publish(store) as publish:
            publish.append("source_lines", lines(1, 3), import_id=1)
            bring(2, 4)

    with pytest.raises(LakeStaleError):
        late()
    table = lake.snapshot().tables["source_lines"]
    assert (table.rows, table.import_ids) == (4, {2})
    assert lake.check(store) == ()
