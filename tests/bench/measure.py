"""Measuring: the best of several runs taken in turns, and a child process with its peak memory."""

import inspect
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


def seconds(work):
    """Return how long `work()` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def best_in_turns(*works, rounds=3):
    """Run each work in turns and return its best time: what disturbs one, disturbs the next."""
    times = [[seconds(work) for work in works] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


@dataclass(frozen=True)
class Child:
    """What a child process took: wall seconds of the function, peak memory in MiB, its result."""

    seconds: float
    peak_mib: float
    result: object


_SCRIPT = """
import json, sys, time
{source}
arguments = json.loads(sys.argv[1])
began = time.perf_counter()
result = {name}(**arguments)
took = time.perf_counter() - began
peak = 0
try:
    # VmHWM, not ru_maxrss: that one starts at what the parent had when it forked
    for line in open("/proc/self/status", encoding="ascii"):
        if line.startswith("VmHWM:"):
            peak = int(line.split()[1]) / 1024
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
print("\\n" + json.dumps([took, peak, result]))
"""


def in_child(function, **arguments):
    """Run a module-level function in a fresh Python and return a Child.

    It must import inside itself all that it uses, and take and give JSON values.
    """
    source = _SCRIPT.format(source=inspect.getsource(function), name=function.__name__)
    done = subprocess.run(
        [sys.executable, "-c", source, json.dumps(arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return Child(*json.loads(done.stdout.splitlines()[-1]))
