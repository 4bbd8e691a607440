"""`packaging/run.py` on a prepared machine: the main job, the pass to `ampdesk`, the window."""

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = ROOT / "packaging" / "run.py"


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    """Go on only where packaging/test.py prepared this very folder: a test installs nothing."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "packaging" / "prepare.py")
    prepare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(prepare)
    if not prepare.is_prepared("run"):
        pytest.skip("not prepared: run packaging/test.py")


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RUN), *map(str, arguments)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_prepare_says_that_all_is_ready():
    done = run("--prepare")
    assert done.returncode == 0
    assert done.stdout == "Ready. Next: python3 packaging/run.py\n"


def test_what_follows_the_dashes_goes_to_ampdesk_with_its_status():
    assert "Usage: ampdesk" in run("--", "--help").stdout
    assert run("--", "no-such-command").returncode == 2


@pytest.mark.timeout(600)
def test_the_main_job_start_to_end(tmp_path):
    folder = tmp_path / "out"
    done = run("--headless", folder, "--customers", "400")
    assert done.returncode == 0, done.stdout + done.stderr

    with (folder / "rfm.csv").open(encoding="utf-8-sig", newline="") as handle:
        scores = list(csv.DictReader(handle))
    assert [*scores[0]] == [
        "amperity_id", "L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score",
    ]  # fmt: skip
    with (folder / "mailing-list.csv").open(encoding="utf-8-sig", newline="") as handle:
        mailing = list(csv.DictReader(handle))
    with (folder / "left-out.csv").open(encoding="utf-8-sig", newline="") as handle:
        left_out = list(csv.DictReader(handle))
    assert mailing
    best = [r for r in scores if int(r["L12M_recency"] or 0) >= 8 and int(r["L12M_frequency"]) >= 6]
    assert len(mailing) + len(left_out) == len(best)

    pictures = sorted((folder / "pictures").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert str(picture) in done.stdout

    # a second run goes on with the brand that is there
    again = run("--headless", folder)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "going on with it" in again.stdout
