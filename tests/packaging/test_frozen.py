"""The program inside the frozen app, run by an ordinary Python: it is command and worker in one."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from ampdesk import __version__

ROOT = Path(__file__).parents[2]


COMMAND = [sys.executable, str(ROOT / "packaging" / "frozen.py")]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def frozen(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_it_is_the_command():
    assert frozen("--version").stdout == f"ampdesk {__version__}\n"
    assert frozen("no-such-command").returncode == 2


def test_it_is_its_own_worker(tmp_path):
    order = {
        "module": "ampdesk.api.works",
        "kind": "build",
        "work": "{}",
        "title": "Build",
        "brand": str(tmp_path / "none.ampdesk"),
        "today": date(2026, 6, 16).isoformat(),
        "lease": None,
        "job_id": "1",
        "resumes": "",
    }
    with subprocess.Popen(
        [*COMMAND, "--worker"],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        worker.stdin.write(json.dumps(order) + "\n")
        worker.stdin.flush()  # left open: a worker whose window is gone says nothing more
        events = [json.loads(line) for line in worker.stdout]
    assert (events[-1]["event"], events[-1]["code"]) == ("failed", "store_missing")


def test_the_recipe_takes_what_is_there():
    text = (ROOT / "packaging" / "ampdesk.spec").read_text(encoding="utf-8")
    compile(text, "ampdesk.spec", "exec")
    assert '"frozen.py"' in text
    assert '"resources"' in text
