"""Other processes that hold, use or lose a brand file: two windows, and kills."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ampdesk.store.lock import lock_path

ROOT = Path(__file__).parents[2]

_HOLD = """
import sys
from pathlib import Path
from ampdesk.store import Store
with Store.open(Path(sys.argv[1]), holder=sys.argv[2]):
    print("open", flush=True)
    sys.stdin.read()
"""

_RUN = """
import json, os, signal, sys
from pathlib import Path
from ampdesk.jobs import JobContext, Progress, run_here
from ampdesk.store import Store
from tests.jobs import works
path, name, fields, until = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), sys.argv[4]
def listen(event):
    if isinstance(event, Progress) and event.step == until and event.done > 1:
        os.kill(os.getpid(), signal.SIGKILL)
work = getattr(works, name)(**fields)
if until and name == "TakesForever":
    import threading
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
run_here(work, JobContext(store=Store.open(path), listener=listen))
"""

_START = """
import os, sys, threading
from pathlib import Path
from ampdesk.jobs import Jobs, Progress
from ampdesk.store import Store
from tests.jobs import works
window = Store.open(Path(sys.argv[1]))
def listen(event):
    if isinstance(event, Progress) and event.step == "Wait":
        os._exit(0)
Jobs(Path(sys.argv[1])).start(works.TakesForever(manner=sys.argv[2]), listen).wait()
"""


def python(code: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start a Python that sees our packages and these tests."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@contextlib.contextmanager
def holding_the_lock(path: Path, holder: str = "") -> Iterator["subprocess.Popen[str]"]:
    """Let another process have the brand file open for writing inside the block."""
    with python(_HOLD, str(path), holder) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def run_and_die(path: Path, work: str, *, until: str = "", **fields: str) -> None:
    """Run a work of tests.jobs.works in a process that kills itself under way."""
    with python(_RUN, str(path), work, json.dumps(fields), until) as process:
        process.communicate(timeout=60)
    assert process.returncode == -9


def start_job_and_die(path: Path, manner: str = "polite") -> None:
    """Start an endless job in a worker, then end the window; return when both have ended."""
    with python(_START, str(path), manner) as process:
        process.communicate(timeout=60)
    assert process.returncode == 0
    with lock_path(path).open() as file:  # the worker has it in its hands as long as it lives
        fcntl.flock(file, fcntl.LOCK_EX)
