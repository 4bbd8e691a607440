"""SIGKILL at random moments loses and doubles nothing (issue: kill test).

Each kill is drawn over the length of an undisturbed run. Afterwards the brand is opened as any
window opens it, and the deed is done again: the end must be that of the undisturbed run.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ampdesk.store import Store
from ampdesk.store.backups import backups_of
from ampdesk.store.sqlite import rows
from tests.faults import deeds
from tests.store.conftest import old_brand

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL"),
    pytest.mark.timeout(3_600),  # a hundred kills, each followed by the whole deed
]


class Killer:
    """The process that forks deeds and kills them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.deeds"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._answer() == "ready"

    def run(self, deed: str, folder: Path, delay: float = 600) -> tuple[int, float]:
        """Do a deed and kill it after `delay` s; return its exit status and its seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{deed}\t{folder}\t{delay}\n")
        self._process.stdin.flush()
        status, seconds = self._answer().split("\t")
        return int(status), float(seconds)

    def close(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=60)

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.close()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often each deed is killed: the full number takes minutes."""
    chosen = os.environ.get("AMPDESK_KILLS")
    return int(chosen or (100 if request.config.getoption("slow") else 2))


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the exports of the sample brand."""
    folder = tmp_path_factory.mktemp("sample")
    deeds.make_exports(folder, 40)
    return folder


class Trials:
    """Copies of one starting point, each killed at a moment of its own."""

    def __init__(self, killer: Killer, deed: str, start: Path, count: int) -> None:
        self.killed = 0
        self._killer, self._deed, self._start, self._count = killer, deed, start, count
        self.whole = start.parent / "whole"
        for leftover in (self.whole, start.parent / "trial"):  # of a test that failed
            shutil.rmtree(leftover, ignore_errors=True)
        shutil.copytree(start, self.whole)
        status, self._seconds = killer.run(deed, self.whole)
        assert status == 0

    def __iter__(self) -> Iterator[Path]:
        draw = random.Random(self._deed)
        folder = self._start.parent / "trial"
        while self.killed < self._count:
            shutil.copytree(self._start, folder)
            moment = draw.uniform(0, self._seconds)
            status, seconds = self._killer.run(self._deed, folder, moment)
            assert status in {0, -9}
            self.killed += status == -9
            if not status:  # it was quicker than the first: the machine had less to do
                self._seconds = min(self._seconds, seconds)
            yield folder
            shutil.rmtree(folder)


def new_brand(folder: Path) -> Path:
    folder.mkdir()
    deeds.new_brand(folder)
    return folder


def test_killed_loads_are_whole_or_not_at_all(killer: Killer, kills: int, tmp_path: Path) -> None:
    start = new_brand(tmp_path / "start")
    outcomes = set()
    for folder in Trials(killer, "load", start, kills):
        with Store.open(folder / deeds.BRAND) as store:
            found = rows(store.connection, "SELECT count(*) FROM source_lines")[0][0]
            assert rows(store.connection, "PRAGMA integrity_check") == [("ok",)]
        assert found in {0, deeds.LINES}
        outcomes.add(found)
        assert not list(folder.glob(".*load*")), "temporary databases are cleared away"
    assert 0 in outcomes


def test_killed_backups_are_good_or_not_there(killer: Killer, kills: int, tmp_path: Path) -> None:
    start = new_brand(tmp_path / "start")
    deeds.load(start)
    before = deeds.store_rows(start / deeds.BRAND)
    for folder in Trials(killer, "back_up", start, kills):
        copy = folder / "copy.ampdesk"
        if copy.exists():
            assert deeds.store_rows(copy) == before
        assert deeds.store_rows(folder / deeds.BRAND) == before
        deeds.back_up(folder)
        assert deeds.store_rows(copy) == before
        assert not list(folder.glob("*.partial*"))


def test_killed_migrations_are_done_or_not_begun(
    killer: Killer, kills: int, tmp_path: Path
) -> None:
    start = tmp_path / "start"
    start.mkdir()
    old_brand(start / deeds.BRAND)
    for folder in Trials(killer, "migrate", start, kills):
        path = folder / deeds.BRAND
        with Store.open(path) as store:
            assert store.version == 2
            assert store.settings.get("early_repeat_days") == 60
            assert len(store.definitions.history("segment", "VIP")) == 2
            assert rows(store.connection, "PRAGMA integrity_check") == [("ok",)]
        assert deeds.store_rows(path) == deeds.store_rows(folder.parent / "whole" / deeds.BRAND)
        assert backups_of(path)
        assert not list(folder.rglob("*.partial*"))


def test_killed_imports_lose_and_double_nothing(killer: Killer, kills: int, exports: Path) -> None:
    start = new_brand(exports / "import-start")
    trials = Trials(killer, "import_files", start, kills)
    wanted = deeds.digest(trials.whole)
    assert any("source_lines: 0 rows" not in f"{name}: {text}" for name, text in wanted.items())
    for folder in trials:
        partly = deeds.digest(folder)  # opens, finishes or takes back
        assert _agree(partly)
        deeds.import_files(folder)
        assert deeds.digest(folder) == wanted
    shutil.rmtree(start)
    shutil.rmtree(trials.whole)


def test_killed_builds_end_as_if_nothing_had_been(
    killer: Killer, kills: int, exports: Path
) -> None:
    start = new_brand(exports / "build-start")
    deeds.import_files(start)
    trials = Trials(killer, "build", start, kills)
    wanted = deeds.digest(trials.whole)
    for folder in trials:
        deeds.digest(folder)
        deeds.build(folder)
        assert deeds.digest(folder) == wanted
    shutil.rmtree(start)
    shutil.rmtree(trials.whole)


def _agree(found: dict[str, str]) -> bool:
    """Whether store and lake hold as many rows of each feed."""
    counts = {name: text.split()[0] for name, text in found.items() if "source_" in name}
    feeds = {name.split(": ")[1] for name in counts}
    return all(
        counts.get(f"store: {feed}", "0") == counts.get(f"lake: {feed}", "0") for feed in feeds
    )
