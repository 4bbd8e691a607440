"""The two commands before there is any `.venv`: old Pythons, missing libraries, no rights."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# frozen.py is the app's own program, not a command for a bare machine
SCRIPTS = sorted(set((ROOT / "packaging").glob("*.py")) - {ROOT / "packaging" / "frozen.py"})


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_python_can_read_it_and_it_needs_nothing_installed(script):
    tree = ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported <= sys.stdlib_module_names | {"prepare"}


def ask(code: str, **options) -> subprocess.CompletedProcess[str]:
    """Run a few lines beside prepare.py, in a process of their own."""
    return subprocess.run(
        [sys.executable, "-S", "-c", f"import prepare\n{code}"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "packaging"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries are Linux's matter")
def test_a_missing_library_is_named_by_its_packages():
    code = "print(prepare._missing({'libc.so.6': ('libc6', 'glibc'), 'libno.so.9': ('no9', 'no')}))"
    assert ask(code).stdout.strip() == "[('no9', 'no')]"


def test_without_the_right_to_install_it_prints_the_exact_command(tmp_path):
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 99\n")
    (tmp_path / "apt-get").chmod(0o755)
    # no sudo on this PATH; as root the (failing) apt-get is tried, else not even that
    done = ask(
        f"import os; os.environ['PATH'] = {str(tmp_path)!r}\n"
        "prepare._apt([('xvfb', 'x'), ('libegl1', 'y')])"
    )
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends libegl1 xvfb" in done.stderr


def test_a_display_that_leads_nowhere_is_no_display():
    code = "import os, run\nos.environ.pop('WAYLAND_DISPLAY', None)\n"
    for display, expected in ((":4711", "False"), ("", "False"), ("elsewhere:0", "True")):
        done = ask(f"{code}os.environ['DISPLAY'] = {display!r}\nprint(run.has_display())")
        assert done.stdout.strip() == (expected if sys.platform == "linux" else "True")


def test_a_wrong_option_is_wrong_usage_and_installs_nothing():
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "run.py"), "--headles"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "usage: run.py" in done.stderr


def test_ci_runs_what_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert "exec python3 packaging/test.py" in script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK) or os.name == "nt"
