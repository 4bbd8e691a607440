"""Bulk load: every row, in SQLite's types, all or none, on a full disk too."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.errors import Cancelled
from ampdesk.store import Store, bulk
from ampdesk.store.arrow import column_for_sqlite
from ampdesk.store.errors import DiskFullError
from ampdesk.store.sqlite import rows
from tests.jobs.works import lines


def counts(store: Store) -> int:
    return int(rows(store.connection, "SELECT count(*) FROM source_lines")[0][0])


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a chunk of a batch, so that few rows go every way that many do."""
    monkeypatch.setattr(bulk, "SMALL", 100)
    monkeypatch.setattr(bulk, "FIRST_CHUNK", 10_000)


def test_few_rows_and_none(brand: Path) -> None:
    with Store.open(brand) as store:
        assert store.load("source_lines", []) == 0
        assert store.load("source_lines", lines(3)) == 3
        assert counts(store) == 3


@pytest.mark.usefixtures("small_chunks")
def test_many_rows_keep_their_order_and_leave_nothing_behind(brand: Path) -> None:
    told: list[int] = []
    with Store.open(brand) as store:
        assert store.load("source_lines", lines(125_001), progress=told.append) == 125_001
        found = rows(store.connection, "SELECT row_number, order_id FROM source_lines")
        assert found == [(number, f"o{number}") for number in range(125_001)]
        assert {row[1] for row in rows(store.connection, "PRAGMA database_list")} <= {
            "main",
            "temp",
        }
    assert told[-1] == 125_001
    assert told == sorted(told)
    assert {file.name for file in brand.parent.iterdir()} == {brand.name, f"{brand.name}.writer"}


@pytest.mark.usefixtures("small_chunks")
def test_several_loads_in_one_transaction_though_few_files_may_be_attached(brand: Path) -> None:
    with Store.open(brand) as store:
        with store.transaction():
            for _ in range(4):
                assert store.load("source_lines", lines(65_000)) == 65_000
        assert counts(store) == 260_000


@pytest.mark.usefixtures("small_chunks")
def test_batches_of_different_schemas(brand: Path) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        keys = {"import_id": 1, "row_number": 1, "source": "shop", "order_id": "o"}
        for value in ({}, {"item_revenue": Decimal("1.07")}, {"is_return": True}, {}):
            yield pa.RecordBatch.from_pylist([{**keys, **value}] * 60)

    with Store.open(brand) as store:
        assert store.load("source_lines", batches()) == 240
        found = rows(
            store.connection,
            "SELECT item_revenue, is_return, count(*) FROM source_lines GROUP BY 1, 2 "
            "ORDER BY 1, 2",
        )
    assert found == [(None, None, 120), (None, 1, 60), (1.07, None, 60)]


class BoomError(Exception):
    """Fails in the middle of the batches."""


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_failure_of_the_source_changes_nothing_and_is_told_as_it_is(
    brand: Path, after: int
) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from (batch for _, batch in zip(range(after), lines(100_000), strict=False))
        raise BoomError

    with Store.open(brand) as store:
        store.load("source_lines", lines(7))
        with pytest.raises(BoomError):
            store.load("source_lines", batches())
        assert counts(store) == 7
        assert store.load("source_lines", lines(50_000)) == 50_000


@pytest.mark.usefixtures("small_chunks")
def test_progress_may_stop_it(brand: Path) -> None:
    def stop(done: int) -> None:
        if done:
            raise Cancelled

    with Store.open(brand) as store:
        with pytest.raises(Cancelled):
            store.load("source_lines", lines(200_000), progress=stop)
        assert counts(store) == 0


def test_a_row_that_the_table_refuses_takes_all_back(brand: Path) -> None:
    bad = pa.RecordBatch.from_pylist([{"import_id": 1, "row_number": 1, "source": "shop"}])

    def batches() -> Iterator[pa.RecordBatch]:
        yield from lines(30_000)
        yield bad  # no order_id

    with Store.open(brand) as store:
        with pytest.raises(Exception, match="NOT NULL constraint failed"):
            store.load("source_lines", batches())
        assert counts(store) == 0


AMOUNTS = st.decimals(-(10**15), 10**15, places=2, allow_nan=False, allow_infinity=False)


@given(st.lists(st.none() | AMOUNTS, min_size=1), st.integers(0, 3))
def test_amounts_arrive_as_the_nearest_double(
    amounts: list[Decimal | None], offset: int
) -> None:  # ruling 5
    column = pa.array([None] * offset + amounts, pa.decimal128(18, 2))[offset:]

    found = column_for_sqlite(column).to_pylist()

    assert found == [None if amount is None else float(amount) for amount in amounts]


def test_amounts_beyond_what_a_double_counts_exactly() -> None:
    huge = Decimal("-90071992547409931.27")
    assert column_for_sqlite(pa.array([huge, None])).to_pylist() == [float(huge), None]


@given(st.lists(st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))))
def test_instants_become_text_without_fractions(instants: list[datetime | None]) -> None:
    found = column_for_sqlite(pa.array(instants, pa.timestamp("us"))).to_pylist()

    assert found == [
        None if at is None else at.replace(microsecond=0).isoformat(" ") for at in instants
    ]


def test_the_other_types() -> None:
    berlin = pa.array([datetime(2026, 3, 1, 12, tzinfo=UTC)]).cast(
        pa.timestamp("us", "Europe/Berlin")
    )
    assert column_for_sqlite(berlin).to_pylist() == ["2026-03-01 12:00:00"]
    assert column_for_sqlite(pa.array([True, None, False])).to_pylist() == [1, None, 0]
    assert column_for_sqlite(pa.array([date(2026, 3, 1)])).to_pylist() == ["2026-03-01"]
    assert column_for_sqlite(pa.array(["a", None]).dictionary_encode()).to_pylist() == ["a", None]
    assert column_for_sqlite(pa.nulls(2)).to_pylist() == [None, None]
    assert column_for_sqlite(pa.array([timedelta(0)])).type == pa.duration("us")  # refused later


FULL = """
import sys
from pathlib import Path
from ampdesk.store import Store, StoreError, bulk
from ampdesk.store.sqlite import rows
from tests.jobs.works import lines
bulk.SMALL, bulk.FIRST_CHUNK = 100, int(sys.argv[2])
with Store.open(Path(sys.argv[1])) as store:
    try:
        store.load("source_lines", lines(5_000_000))
    except StoreError as error:
        print(error.code, "|", error)
    print(rows(store.connection, "SELECT count(*) FROM source_lines"), end=" ")
    print(store.load("source_lines", lines(5)))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to mount")
@pytest.mark.parametrize("chunk", [20_000, 1_000_000])
def test_a_disk_that_fills_half_way(tmp_path: Path, chunk: int) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=False
    )
    if mounted.returncode:
        pytest.skip("no mounting here")
    from tests.store.other_process import python

    path = folder / "demo.ampdesk"
    try:
        Store.create(path).close()
        with python(FULL, str(path), str(chunk)) as process:
            said, _ = process.communicate(timeout=120)
        told, after = said.splitlines()
        left = sorted(file.name for file in folder.iterdir())
    finally:
        subprocess.run(["umount", str(folder)], check=True)

    assert told.startswith("disk_full | demo.ampdesk: Stopped: the disk is full (")
    assert "Nothing was changed — free some space" in told
    assert after == "[(0,)] 5"
    assert left == ["demo.ampdesk", "demo.ampdesk.writer"]


def test_disk_full_is_one_of_the_errors_with_a_remedy() -> None:
    assert DiskFullError.code == "disk_full"


@pytest.mark.usefixtures("small_chunks")
def test_a_bulk_transaction_goes_past_the_log_and_back(brand: Path) -> None:
    def mode(store: Store) -> str:
        return str(rows(store.connection, "PRAGMA journal_mode")[0][0])

    with Store.open(brand) as store:
        with store.transaction(bulk=True):
            assert mode(store) == "delete"
            store.load("source_lines", lines(50_000))
        assert (mode(store), counts(store)) == ("wal", 50_000)
        with pytest.raises(BoomError):
            fail_in_bulk(store)
        assert (mode(store), counts(store)) == ("wal", 50_000)
        with Store.open(brand, read_only=True) as reader:  # the log is in use: it stays
            assert counts(reader) == 50_000
            with store.transaction(bulk=True):
                assert mode(store) == "wal"
                store.load("source_lines", lines(20_000))
            assert counts(reader) == 70_000


def fail_in_bulk(store: Store) -> None:
    with store.transaction(bulk=True):
        store.load("source_lines", lines(50_000))
        raise BoomError
