"""The brand file: marks, modes, two windows, transactions, and every way it can be refused."""

import os
import stat
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from ampdesk.store import Store, sqlite
from ampdesk.store.errors import (
    StoreCorruptError,
    StoreExistsError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreVersionError,
)
from ampdesk.store.place import place_warnings
from ampdesk.store.sqlite import rows
from tests.store.other_process import holding_the_lock


def pragma(store: Store, name: str) -> object:
    return rows(store.connection, f"PRAGMA {name}")[0][0]


def test_a_new_brand_file_carries_its_marks_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo.ampdesk"
    with Store.create(path) as store:
        assert pragma(store, "application_id") == int.from_bytes(b"AmpD")
        assert pragma(store, "user_version") == store.version == 2
        assert pragma(store, "journal_mode") == "wal"
        assert pragma(store, "foreign_keys") == 1
        assert pragma(store, "synchronous") == 2  # FULL
        assert store.generation == 0
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert path.read_bytes()[68:72] == b"AmpD"
    assert {file.name for file in tmp_path.iterdir()} == {"demo.ampdesk", "demo.ampdesk.writer"}


def test_the_namespace_is_given_or_random_and_stays(tmp_path: Path) -> None:
    seeded = uuid.uuid5(uuid.NAMESPACE_URL, "demo")
    with Store.create(tmp_path / "a.ampdesk", namespace=seeded) as store:
        assert store.namespace == seeded
    with Store.create(tmp_path / "b.ampdesk") as store:
        drawn = store.namespace
    with Store.open(tmp_path / "b.ampdesk") as store:
        assert store.namespace == drawn != seeded


def test_nothing_is_overwritten(brand: Path) -> None:
    with pytest.raises(StoreExistsError, match="choose another name"):
        Store.create(brand)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match=r"ampdesk init none\.ampdesk"):
        Store.open(tmp_path / "none.ampdesk")
    with pytest.raises(StoreMissingError, match="this is a folder"):
        Store.open(tmp_path)


def test_a_second_window_is_refused_by_name_and_may_read(brand: Path) -> None:  # style.md Errors 3
    with holding_the_lock(brand):
        with pytest.raises(StoreLockedError) as refused:
            Store.open(brand)
        with Store.open(brand, read_only=True) as store:
            assert store.settings.get("early_repeat_days") == 84
            with pytest.raises(StoreReadOnlyError), store.transaction():
                pass
    text = str(refused.value)
    assert text.startswith("demo.ampdesk: open in another window since ")
    assert text.endswith(" — close it there, or go on read-only")


def test_the_holder_is_named(brand: Path) -> None:
    with holding_the_lock(brand, "the sample brand"), pytest.raises(StoreLockedError) as refused:
        Store.open(brand)
    assert "another window (the sample brand) since" in str(refused.value)


def test_the_lock_of_a_dead_process_is_taken_over(brand: Path) -> None:
    with holding_the_lock(brand) as other:
        other.kill()
        other.wait()
        assert '"pid"' in brand.with_name("demo.ampdesk.writer").read_text()
        with Store.open(brand) as store:
            store.settings.set("early_repeat_days", 60)


def test_two_windows_of_one_process_are_two_windows(brand: Path) -> None:
    with Store.open(brand) as first:
        with pytest.raises(StoreLockedError):
            Store.open(brand)
        with Store.open(brand, share=True) as second:
            second.settings.set("early_repeat_days", 60)
        assert first.settings.get("early_repeat_days") == 60
        with pytest.raises(StoreLockedError):  # closing the second did not let go
            Store.open(brand)


def test_a_newer_file_is_refused_untouched(brand: Path) -> None:
    with Store.open(brand) as store:
        store.connection.execute("PRAGMA user_version = 99")
    before = brand.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreVersionError, match=r"newer AmpDesk .format 99.*update AmpDesk"):
            Store.open(brand, read_only=read_only)
    assert brand.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_brand_file_is_refused(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "notes.ampdesk"
    for content in (b"", b"id;name\n1;Ann\n" * 1000):
        path.write_bytes(content)
        with pytest.raises(StoreCorruptError, match=r"no (AmpDesk )?brand file"):
            Store.open(path, read_only=read_only)
        assert path.read_bytes() == content


def test_a_damaged_file_names_the_newest_backup(brand: Path) -> None:
    with Store.open(brand) as store:
        for number in range(200):
            store.definitions.save("segment", f"s{number}", {"text": "x" * 2000})
        store.checkpoint()
    backups = brand.with_name("demo.ampdesk.backups")
    backups.mkdir()
    for name in ("2026-06-01T10-00-00-undo.ampdesk", "2026-06-02T10-00-00-undo.ampdesk"):
        (backups / name).touch()
    with brand.open("rb+") as file:
        file.seek(brand.stat().st_size // 2)
        file.write(os.urandom(20_000))

    with pytest.raises(StoreCorruptError) as refused:
        Store.open(brand)

    assert "2026-06-02T10-00-00-undo.ampdesk --force" in str(refused.value)
    with pytest.raises(StoreCorruptError):  # and the failed opening let go of the lock
        Store.open(brand)


def test_a_cut_off_file_is_refused(brand: Path) -> None:
    with brand.open("rb+") as file:
        file.truncate(brand.stat().st_size // 2)
    with pytest.raises(StoreCorruptError, match="restore the newest backup"):
        Store.open(brand)


@pytest.mark.skipif(not sqlite.wal_is_safe(), reason="this SQLite writes no WAL")
def test_a_drive_without_shared_memory_gets_a_rollback_journal(brand: Path) -> None:
    # the "unix-dotfile" layer of SQLite has no shared memory, as many network drives
    with Store.open(brand, vfs="unix-dotfile") as store:
        assert store.journal_mode == "delete"
        assert any("no write-ahead log" in text for text in store.warnings)
        store.settings.set("early_repeat_days", 60)
    with Store.open(brand) as store:
        assert (store.journal_mode, store.warnings) == ("wal", [])
        assert store.settings.get("early_repeat_days") == 60


def test_what_a_killed_writer_had_committed_is_read_on_such_a_drive(tmp_path: Path) -> None:
    path = tmp_path / "demo.ampdesk"
    left = tmp_path / "left"
    left.mkdir()
    with Store.create(path) as store:
        store.settings.set("early_repeat_days", 60)  # still in the log
        for ending in ("", "-wal"):
            copy = left / (path.name + ending)
            copy.write_bytes(path.with_name(path.name + ending).read_bytes())
    with Store.open(left / path.name, vfs="unix-dotfile") as store:
        assert store.settings.get("early_repeat_days") == 60


def test_old_sqlite_never_writes_a_wal() -> None:  # ruling 1
    assert [sqlite.wal_is_safe(v) for v in ("3.40.1", "3.51.2", "3.51.3", "3.53.0")] == [
        False, False, True, True,
    ]  # fmt: skip


READ_ONLY = """
import os, sys
from pathlib import Path
from ampdesk.store import Store, StoreError
if os.geteuid() == 0:
    os.setuid(65534)
path = Path(sys.argv[1])
for make in (Store.open, lambda path: Store.create(path.with_name("new.ampdesk"))):
    try:
        make(path)
    except StoreError as error:
        print(error.code, error.message)
with Store.open(path, read_only=True) as store:
    print(store.settings.get("early_repeat_days"))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX modes")
def test_a_read_only_folder(brand: Path) -> None:
    with Store.open(brand) as store:
        store.settings.set("early_repeat_days", 60)
    brand.chmod(0o644)
    for folder in (brand.parent, *list(brand.parent.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    brand.parent.chmod(0o555)
    from tests.store.other_process import python

    try:
        with python(READ_ONLY, str(brand)) as process:
            said, _ = process.communicate(timeout=60)
    finally:
        brand.parent.chmod(0o755)

    cannot = f"store_read_only cannot write in the folder {brand.parent}"
    assert said.splitlines() == [cannot, cannot, "60"]


def fail_after(store: Store, *deeds: Callable[[], object]) -> None:
    def block() -> None:
        with store.transaction():
            for deed in deeds:
                deed()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        block()


def test_a_block_inside_a_block_is_taken_back_alone(brand: Path) -> None:
    order = []
    with Store.open(brand) as store:
        with store.transaction():
            store.settings.keep("outer", 1)
            store.after_commit(lambda: order.append("committed"))
            fail_after(store, lambda: store.settings.keep("inner", 1))
            order.append("still open")
        assert (store.settings.kept("outer"), store.settings.kept("inner")) == (1, None)
        fail_after(
            store,
            lambda: store.settings.keep("outer", 2),
            lambda: store.after_commit(lambda: order.append("never")),
        )
        assert store.settings.kept("outer") == 1
        store.after_commit(lambda: order.append("now"))
    assert order == ["still open", "committed", "now"]


def test_sqlite_utils_works_on_the_same_connection_and_joins_a_transaction(brand: Path) -> None:
    with Store.open(brand) as store:
        fail_after(store, lambda: store.db["notes_of_mine"].insert({"a": 1}))
        assert "notes_of_mine" not in store.db.table_names()


def test_lower_knows_every_alphabet(brand: Path) -> None:
    with Store.open(brand) as store:
        found = rows(store.connection, "SELECT LOWER('ÄÖÜ ΣΑΣ'), LOWER(NULL), LOWER(7)")
    assert found == [("äöü σας", None, 7)]


def test_a_large_file_that_was_closed_well_is_not_read_again(brand: Path) -> None:
    from ampdesk.store import opening

    with Store.open(brand):
        pass
    found = opening.fingerprint(brand)
    large = {**found, "size": opening.fingerprint(brand)["size"]}
    assert opening.should_check(brand, large)  # small files are always read
    with brand.open("rb+") as file:
        file.truncate(80 << 20)
    assert opening.should_check(brand, large)
    assert not opening.should_check(brand, opening.fingerprint(brand))


MOUNTS = ["/dev/sda1 / ext4 rw 0 0", "host:/x /mnt/team nfs4 rw 0 0", "/dev/b /mnt/team/here xfs"]


def test_a_synced_or_network_folder_gets_a_warning() -> None:
    def about(path: str) -> list[str]:
        return place_warnings(Path(path), mounts=MOUNTS)

    assert about("/home/ann/shop.ampdesk") == []
    assert "“OneDrive - Firma”" in about("/home/ann/OneDrive - Firma/shop.ampdesk")[0]
    assert "“Dropbox”" in about("/home/ann/Dropbox/a/shop.ampdesk")[0]
    assert "network drive (nfs4)" in about("/mnt/team/shop.ampdesk")[0]
    assert about("/mnt/team/here/shop.ampdesk") == []
