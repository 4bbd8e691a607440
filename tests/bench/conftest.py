"""Benchmarks compare two ways in one run, so a slow machine slows both.

    pytest tests/bench --bench [--bench-json FILE]

Each notes a ratio and its limit; all are printed as one table, and appended to FILE as one entry.
"""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

_notes = []


@dataclass(frozen=True)
class Note:
    """One measured ratio; `ours` and `theirs` in `unit`, most of them seconds."""

    name: str
    ours: float
    theirs: float
    limit: float
    unit: str = "s"

    @property
    def ratio(self):
        return self.ours / self.theirs

    def must_hold(self):
        assert self.ratio <= self.limit, (
            f"{self.name}: {self.ours:.2f} {self.unit} is {self.ratio:.2f} times"
            f" {self.theirs:.2f} {self.unit}, allowed are {self.limit:g}"
        )


@pytest.fixture
def note():
    """Note a ratio, and fail when it is over its limit."""

    def note(name, *, ours, theirs, limit, unit="s"):
        found = Note(name, ours, theirs, limit, unit)
        _notes.append(found)
        found.must_hold()

    return note


def pytest_terminal_summary(terminalreporter, config):
    if not _notes:
        return
    terminalreporter.section("benchmarks")
    width = max(len(one.name) for one in _notes)
    terminalreporter.write_line(f"{'':{width}}      ours    theirs   ratio   limit")
    for one in _notes:
        terminalreporter.write_line(
            f"{one.name:{width}}  {one.ours:8.2f}  {one.theirs:8.2f}  {one.ratio:6.2f}"
            f"  {one.limit:6.2f}  {one.unit}"
        )
    target = config.getoption("--bench-json")
    if target:
        _append(Path(target))


def _append(path):
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "notes": [asdict(one) | {"ratio": round(one.ratio, 3)} for one in _notes],
    }
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    path.write_text(json.dumps([*before, entry], indent=1), encoding="utf-8")
