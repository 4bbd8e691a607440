"""Every prefix of the file operations of publish, backup and migration is a good state.

The operations are recorded (strace) while the deed is done once. Each prefix is laid out in a
fresh folder twice, as a kill leaves it and as a power cut may (only what was synced), and opened
as a window opens it. Whatever was there before the deed must be there, or all of what it made.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ampdesk.store import Store
from ampdesk.store.sqlite import rows
from tests.faults import deeds
from tests.faults.disk import CHANGES, Disk, record
from tests.store.conftest import old_brand


def can_trace() -> bool:
    """Whether strace is there and allowed to look."""
    strace = shutil.which("strace")
    return (
        bool(strace)
        and not subprocess.run(
            [str(strace), "-qq", "-o", os.devnull, "true"], check=False
        ).returncode
    )


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is missing or not allowed")

Check = Callable[[Path], None]


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """Which prefixes are opened: all of them take minutes."""
    return 1 if request.config.getoption("slow") else 7


def replay(deed: str, start: Path, check: Check, *, every: int) -> int:
    """Record a deed and check the state after each operation; return how many there were."""
    work, state = start.parent / "recorded", start.parent / "state"
    shutil.copytree(start, work)
    disk = Disk(work)
    command = [sys.executable, "-m", "tests.faults.deeds", deed, str(work)]
    operations = record(command, work, start.parent / "traces")
    changes = 0
    bad: list[str] = []
    for operation in operations:
        disk.apply(operation)
        if operation.name not in CHANGES:
            continue
        changes += 1
        if changes % every and operation.name not in {"rename", "unlink", "sync"}:
            continue
        for power_cut in (False, True):
            disk.lay_out(state, power_cut=power_cut)
            try:
                check(state)
            except Exception as error:  # noqa: BLE001  # whatever it is, the state is bad
                cut = "power cut" if power_cut else "kill"
                bad.append(f"{changes}. {operation} ({cut}): {type(error).__name__} {error}")
    disk.lay_out(state, power_cut=False)
    for path in work.rglob("*"):  # the recording was complete
        if path.is_file() and not path.name.endswith("-shm"):
            assert (state / path.relative_to(work)).read_bytes() == path.read_bytes(), path
    assert bad == []
    return changes


@pytest.mark.parametrize("deed", ["publish", "publish_past_the_log"])
def test_every_state_of_a_publish(tmp_path: Path, every: int, deed: str) -> None:
    start = tmp_path / "start"
    start.mkdir()
    deeds.new_brand(start)
    deeds.publish(start)
    before = deeds.published(start)

    def check(state: Path) -> None:
        found = deeds.published(state)
        assert found in (before, [*before, len(before) + 1]), found
        deeds.publish(state)
        assert deeds.published(state) == [*found, len(found) + 1]

    assert replay(deed, start, check, every=every) > 30


def test_every_state_of_a_backup(tmp_path: Path, every: int) -> None:
    start = tmp_path / "start"
    start.mkdir()
    deeds.new_brand(start)
    wanted = deeds.store_rows(start / deeds.BRAND)

    def check(state: Path) -> None:
        assert deeds.store_rows(state / deeds.BRAND) == wanted
        copy = state / "copy.ampdesk"
        if copy.exists():
            assert deeds.store_rows(copy) == wanted

    assert replay("back_up", start, check, every=every) > 50


def test_every_state_of_a_migration(tmp_path: Path, every: int) -> None:
    start = tmp_path / "start"
    start.mkdir()
    old_brand(start / deeds.BRAND)

    def check(state: Path) -> None:
        with Store.open(state / deeds.BRAND) as store:
            assert store.version == 2
            assert store.settings.get("early_repeat_days") == 60
            assert len(store.definitions.history("segment", "VIP")) == 2
            assert rows(store.connection, "PRAGMA integrity_check") == [("ok",)]

    assert replay("migrate", start, check, every=every) > 50
