"""Prepare the machine, then run every check: ruff, mypy, the layers, and the tests.

    python3 packaging/test.py [--slow] [--bench] [any argument of pytest: a path, -k, -x …]

Status 0 only when all of them pass. Standard library only.
"""

from __future__ import annotations

import subprocess
import sys

import prepare

CHECKS = {
    "ruff check": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy", "--no-error-summary"],
    "import layers": ["lint-imports", "--no-logo"],
}
PYTEST = [
    *(str(prepare.PYTHON), "-m", "pytest", "-q", "--durations", "10"),
    *("-n", "2", "--dist", "worksteal"),  # two cores, and a slow file does not hold one back
]


def main(arguments: list[str]) -> int:
    """Run all checks even when an early one fails; pytest comes last, so its line closes."""
    prepare.prepare("slow" if "--slow" in arguments else "test")
    failed = []
    for name, (program, *words) in CHECKS.items():
        print(f"== {name} …", flush=True)
        done = subprocess.run(
            [str(prepare.BIN / program), *words], cwd=str(prepare.ROOT), check=False
        )
        if done.returncode:
            failed.append(name)
            print(f"!! {name} failed", flush=True)
    print("== pytest …", flush=True)
    tests = subprocess.run([*PYTEST, *arguments], cwd=str(prepare.ROOT), check=False)
    if failed:
        prepare.stop(f"failed: {', '.join(failed)} — see above, before the tests")
    return tests.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
