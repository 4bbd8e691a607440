"""Write the two locks anew from pyproject.toml: every package, its version, its hashes.

    python3 packaging/lock.py [--upgrade]

Needs uv, as the only one that locks for all systems at once. Without --upgrade a version that
still fits is kept. The run lock is made first and binds the test lock. No index is named.
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
    """Compile both locks; refuse to leave one of them half written."""
    uv = shutil.which("uv")
    if not uv:
        prepare.stop("uv is not on this machine — python3 -m pip install uv, then run this again")
    run, test = prepare.LOCKS["run"], prepare.LOCKS["test"]
    for target, more in ((run, []), (test, ["--group", "test", "--constraint", str(run)])):
        with prepare.step(f"Locking {target.name}"):
            subprocess.run(
                [uv, *LOCK, *more, *arguments, "--output-file", str(target)],
                cwd=str(prepare.ROOT),
                check=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
