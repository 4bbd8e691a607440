"""Prepare the machine, then write pictures of every view and sheet of the window.

    python3 packaging/pictures.py BRAND FOLDER [--views home,rfm] [--states data,empty]
                                  [--themes light] [--widths 1440] [--large BRAND]

Each is named `<view>-<state>-<theme>-<width>.png`. Standard library only.
"""

from __future__ import annotations

import subprocess
import sys

import prepare


def main(arguments: list[str]) -> int:
    """Hand on to the window's own camera, in the prepared Python."""
    prepare.prepare("run")
    command = [str(prepare.PYTHON), "-m", "ui.pictures", *arguments]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
