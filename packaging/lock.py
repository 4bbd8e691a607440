"""Write the three locks anew from pyproject.toml: every package, its version, its hashes.

    python3 packaging/lock.py [--upgrade]

Needs uv, as the only one that locks for all systems at once. Without --upgrade a version that
still fits is kept. Each lock is bound by the one before it. No index is named.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

import prepare

HOW = "python3 packaging/lock.py"
LOCK = [
    *("pip", "compile", "pyproject.toml", "--group", "build"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links", "--quiet"),
    *("--custom-compile-command", HOW),
]


def main(arguments: list[str]) -> int:
    """Compile all locks; refuse to leave one of them half written."""
    uv = shutil.which("uv")
    if not uv:
        prepare.stop("uv is not on this machine — python3 -m pip install uv, then run this again")
    run, test, slow = (f"packaging/{path.name}" for path in prepare.LOCKS.values())
    for target, more in (
        (run, []),
        (test, ["--group", "test", "--constraint", run]),
        (slow, ["--group", "test", "--extra", "spark", "--constraint", test]),
    ):
        with prepare.step(f"Locking {target}"):
            subprocess.run(
                [uv, *LOCK, *more, *arguments, "--output-file", target],
                cwd=str(prepare.ROOT),
                check=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
