"""Backups are proven, thinned and restored; older files come up to date behind one."""

import contextlib
import os
import stat
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.clock import Clock
from ampdesk.errors import Cancelled
from ampdesk.store import Store, auto_backup, backup, restore
from ampdesk.store.backups import backups_of, row_counts, thin
from ampdesk.store.errors import (
    StoreCorruptError,
    StoreExistsError,
    StoreLockedError,
    StoreVersionError,
    backups_folder,
)
from ampdesk.store.sqlite import quoted, rows
from tests.jobs.works import lines
from tests.store.conftest import old_brand


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with Store.open(path, read_only=True) as store:
        return {
            name: rows(store.connection, f"SELECT * FROM {quoted(name)} ORDER BY 1, 2")  # noqa: S608
            for name in row_counts(store.connection)
        }


def test_a_backup_is_one_closed_file_with_everything(brand: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.ampdesk"
    told: list[tuple[int, int]] = []
    with Store.open(brand) as store:  # in use, its log not empty
        store.load("source_lines", lines(50_000))
        store.settings.set("early_repeat_days", 60)
        made = backup(brand, target, progress=lambda *pages: told.append(pages))
    assert made.tables["source_lines"] == 50_000
    assert told[-1][0] == told[-1][1] > 0
    assert content(target) == content(brand)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not [file for file in tmp_path.iterdir() if "partial" in file.name]
    assert not target.with_name("copy.ampdesk-wal").exists()


def test_what_is_written_meanwhile_is_not_half_in_it(brand: Path, tmp_path: Path) -> None:
    """Two rows of one transaction are both in the backup, or neither."""
    with Store.open(brand) as store:
        store.load("source_lines", lines(60_000))
        written = threading.Event()

        def write_more(done: int, of: int) -> None:
            if not written.is_set():
                written.set()
                with Store.open(brand, share=True) as other, other.transaction():
                    other.settings.keep("first", 1)
                    other.load("source_lines", lines(500))

        made = backup(brand, tmp_path / "copy.ampdesk", progress=write_more)
    assert written.is_set()
    assert made.tables["source_lines"] == 60_000
    with Store.open(tmp_path / "copy.ampdesk", read_only=True) as copy:
        assert copy.settings.kept("first") is None


def test_a_stopped_backup_leaves_nothing(brand: Path, tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        backup(brand, tmp_path / "copy.ampdesk", progress=stop)
    assert not list(tmp_path.glob("copy*"))


def test_a_backup_overwrites_only_when_told(brand: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.ampdesk"
    target.write_text("mine")
    with pytest.raises(StoreExistsError):
        backup(brand, target)
    assert target.read_text() == "mine"
    backup(brand, target, force=True)
    assert content(target) == content(brand)


def test_restore_brings_it_back_and_keeps_what_it_replaced(brand: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ampdesk"
    with Store.open(brand) as store:
        store.settings.set("early_repeat_days", 60)
    backup(brand, copy)
    good = content(brand)
    with Store.open(brand) as store:
        store.settings.set("early_repeat_days", 61)
    newer = content(brand)

    with pytest.raises(StoreExistsError, match="--force"):
        restore(copy, brand)
    assert content(brand) == newer
    kept = restore(copy, brand, force=True)

    assert content(brand) == good
    assert kept is not None
    assert content(kept) == newer
    assert restore(copy, tmp_path / "other.ampdesk") is None
    assert content(tmp_path / "other.ampdesk") == good


def test_restore_over_a_damaged_file_keeps_it_as_it_is(brand: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ampdesk"
    backup(brand, copy)
    broken = os.urandom(50_000)
    brand.write_bytes(broken)

    kept = restore(copy, brand, force=True)

    assert content(brand) == content(copy)
    assert kept is not None
    assert kept.suffix == ".damaged"
    assert kept.read_bytes() == broken


def test_restore_refuses_what_is_no_good_backup_and_an_open_brand(
    brand: Path, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.ampdesk", tmp_path / "good.ampdesk"
    before = content(brand)
    backup(brand, good)
    bad.write_bytes(good.read_bytes()[:20_000])
    with pytest.raises(StoreCorruptError):
        restore(bad, brand, force=True)
    with Store.open(brand), pytest.raises(StoreLockedError):
        restore(good, brand, force=True)
    with Store.open(good) as store:
        store.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreVersionError):
        restore(good, brand, force=True)
    assert content(brand) == before
    assert not list(tmp_path.glob("*.restoring"))


def test_the_log_of_the_old_file_does_not_spoil_the_new_one(brand: Path, tmp_path: Path) -> None:
    """A killed window leaves a log; applied to another file it would corrupt it."""
    copy = tmp_path / "copy.ampdesk"
    backup(brand, copy)
    with Store.open(brand) as store:
        store.load("source_lines", lines(15_000))
        log = brand.with_name(brand.name + "-wal").read_bytes()
    brand.with_name(brand.name + "-wal").write_bytes(log)

    restore(copy, brand, force=True)

    assert content(brand) == content(copy)
    with Store.open(brand) as store:
        assert rows(store.connection, "PRAGMA integrity_check") == [("ok",)]


def test_automatic_backups_are_noted_and_named(brand: Path) -> None:
    clock = Clock(date(2026, 6, 16))
    with Store.open(brand, clock=clock) as store:
        made = [auto_backup(store, "undo") for _ in range(2)]
        noted = rows(store.connection, "SELECT path, reason, verified FROM backups ORDER BY path")
    assert {one.path for one in made} == set(backups_of(brand))
    assert all(one.path.name.startswith("2026-06-16T") for one in made)
    assert {(path, reason, good) for path, reason, good in noted} == {
        (str(one.path), "undo", 1) for one in made
    }


KEPT = {"newest": 3, "days": 7, "weeks": 5, "months": 12}
NOW = datetime(2026, 6, 16, 12, tzinfo=UTC).replace(tzinfo=None)


def names(ages: list[timedelta]) -> list[str]:
    return [f"{NOW - age:%Y-%m-%dT%H-%M-%S}-undo.ampdesk" for age in ages]


def test_a_year_of_backups_is_thinned_to_days_weeks_and_months(tmp_path: Path) -> None:
    path = tmp_path / "demo.ampdesk"
    backups_folder(path).mkdir()
    for name in names([timedelta(hours=6 * n) for n in range(4 * 400)]):
        (backups_folder(path) / name).touch()

    gone = thin(path, NOW, KEPT)

    left = [file.name[:10] for file in backups_of(path)]
    assert left[:3] == ["2026-06-16"] * 3  # the newest
    assert left[3:10] == [f"2026-06-{day}" for day in (15, 14, 13, 12, 11, 10, "09")]
    weeks = {date.fromisoformat(day).isocalendar()[:2] for day in left}
    assert {(2026, week) for week in range(21, 26)} <= weeks
    months = {day[:7] for day in left}
    assert {f"2026-{m:02}" for m in range(1, 7)} | {f"2025-{m:02}" for m in range(7, 13)} <= months
    assert len(left) + len(gone) == 1600
    assert len(left) < 30
    assert thin(path, NOW, KEPT) == []


@given(st.lists(st.integers(0, 400 * 24), max_size=40, unique=True))
def test_thinning_never_takes_the_newest_nor_what_is_not_ours(
    tmp_path_factory: pytest.TempPathFactory, hours: list[int]
) -> None:
    path = tmp_path_factory.mktemp("thin") / "demo.ampdesk"
    folder = backups_folder(path)
    folder.mkdir()
    made = sorted(names([timedelta(hours=n) for n in hours]), reverse=True)
    for name in (*made, "before the sale.ampdesk"):
        (folder / name).touch()

    thin(path, NOW, KEPT)

    left = {file.name for file in folder.iterdir()}
    assert set(made[:2]) <= left  # one of the three newest may be the foreign one
    assert "before the sale.ampdesk" in left


# --- older versions


def test_an_older_file_is_brought_up_to_date_behind_a_backup(tmp_path: Path) -> None:
    path = old_brand(tmp_path / "old.ampdesk")
    before = path.read_bytes()
    with pytest.raises(StoreVersionError, match=r"older AmpDesk .format 1"):
        Store.open(path, read_only=True)
    assert path.read_bytes() == before

    with Store.open(path, clock=Clock(date(2026, 6, 16))) as store:
        assert store.version == 2
        assert store.settings.get("early_repeat_days") == 60
        assert store.definitions.get("segment", "VIP").version == 2
        assert str(store.namespace) == "6d1d3f5e-0b0f-5c6e-9a53-0f6f4e1b7c11"
    [kept] = backups_of(path)
    assert kept.name.endswith("-migration.ampdesk")
    with pytest.raises(StoreVersionError):  # the backup is of the version it was made from
        Store.open(kept, read_only=True)
    restore(kept, path, force=True)
    with Store.open(path) as store:
        assert store.settings.get("early_repeat_days") == 60


def test_a_migrated_file_is_laid_out_like_a_new_one(brand: Path, tmp_path: Path) -> None:
    """Fails when a table is declared anew without a migration."""
    layout = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    with Store.open(old_brand(tmp_path / "old.ampdesk")) as old, Store.open(brand) as new:
        assert rows(old.connection, layout) == rows(new.connection, layout)


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ampdesk.store import version

    def fail(connection: object) -> None:
        raise OSError(28, "No space left on device")

    path = old_brand(tmp_path / "old.ampdesk")
    failing = version.Migration(3, "fails", fail)
    with monkeypatch.context() as patch:
        patch.setattr(version, "MIGRATIONS", (*version.MIGRATIONS, failing))
        with pytest.raises(Exception, match="the disk is full"):
            Store.open(path)
    with contextlib.closing(__import__("sqlite3").connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix%'"
        ).fetchone() == (0,)
