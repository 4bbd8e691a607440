"""`packaging/run.py` on a prepared machine: the main job, the pass to `ampdesk`, the window."""

import csv
import importlib.util
import os
import re
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


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.timeout(900)
def test_the_main_job_start_to_end_and_once_more(tmp_path):
    folder = tmp_path / "out"
    done = run("--headless", folder, "--customers", "400")
    assert done.returncode == 0, done.stdout + done.stderr

    scores = records(folder / "rfm.csv")
    mailing, left_out = records(folder / "mailing-list.csv"), records(folder / "left-out.csv")
    assert [*scores[0]] == [
        "amperity_id", "L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score",
    ]  # fmt: skip
    chosen = [
        row
        for row in scores
        if row["L12M_recency"] and int(row["L12M_recency"]) >= 8 and int(row["L12M_frequency"]) >= 6
    ]
    assert mailing
    assert len(mailing) + len(left_out) == len(chosen)
    pictures = [path.read_bytes() for path in (folder / "pictures").glob("*.png")]
    assert pictures
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    for name in ("sample.ampdesk", "rfm.csv", "mailing-list.csv", "left-out.csv", "pictures"):
        assert f"{folder / name}: " in done.stdout

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet.replace("shop.ampdesk", "sample.ampdesk")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.endswith("customers have a score\n")

    again = run("--headless", folder)  # goes on with the brand that is there
    assert again.returncode == 0, again.stdout + again.stderr
    assert "going on with it" in again.stdout
    assert records(folder / "rfm.csv") == scores
