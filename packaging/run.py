"""Prepare the machine, then show AmpDesk at work on the sample brand.

    python3 packaging/run.py                    the window (without a display: as --headless)
    python3 packaging/run.py --prepare          prepare and stop
    python3 packaging/run.py --headless DIR     the main job, start to end, into a folder
    python3 packaging/run.py -- ARGUMENTS       whatever the command `ampdesk` takes

Standard library only.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import prepare

CUSTOMERS = 20_000
RANGE = "R>=8,F>=6"
VIEWS = "home"
HEADLESS = prepare.ROOT / "output"
WINDOW_BRAND = prepare.ROOT / "output" / "window" / "sample.ampdesk"


def main(arguments: list[str]) -> int:
    """Read the arguments before `--` ourselves; hand those behind it on as they are."""
    ours, theirs = arguments, None
    if "--" in arguments:
        cut = arguments.index("--")
        ours, theirs = arguments[:cut], arguments[cut + 1 :]
    options = _options(ours)
    prepare.prepare("run")
    if theirs is not None:
        return _ampdesk(*theirs)
    if options.prepare:
        print("Ready. Next: python3 packaging/run.py")
        return 0
    if options.headless or not has_display():
        return headless((options.headless or HEADLESS).absolute(), options.customers)
    return window(options.customers)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py",
        allow_abbrev=False,
        description="Prepare this machine and run AmpDesk on its sample brand.",
        epilog="Everything after -- goes to the command `ampdesk`.",
    )
    parser.add_argument("--prepare", action="store_true", help="prepare the machine and stop")
    parser.add_argument(
        "--headless", metavar="DIR", type=Path, help="do the main job into DIR, without a window"
    )
    parser.add_argument(
        "--customers", metavar="N", type=int, default=CUSTOMERS, help="size of the sample brand"
    )
    return parser.parse_args(arguments)


def has_display() -> bool:
    """Whether a window could be shown; a display variable that leads nowhere does not count."""
    if not sys.platform.startswith("linux"):
        return True
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland:
        runtime = os.environ.get("XDG_RUNTIME_DIR", "/")
        return (Path(runtime) / wayland).exists()  # an absolute name replaces the folder
    display = os.environ.get("DISPLAY", "")
    if display.startswith(":"):
        number = display[1:].split(".")[0]
        return Path(f"/tmp/.X11-unix/X{number}").exists()  # noqa: S108 - X11's own place
    return bool(display)


def window(customers: int) -> int:
    """Open the window at once: on the sample brand, made there behind a progress bar."""
    WINDOW_BRAND.parent.mkdir(parents=True, exist_ok=True)
    print(f"Opening the window on the sample brand {WINDOW_BRAND}", flush=True)
    command = [str(prepare.PYTHON), "-m", "ui.app", str(WINDOW_BRAND)]
    if not WINDOW_BRAND.exists():
        command += ["--demo", "--customers", str(customers)]
    return subprocess.run(command, cwd=str(prepare.ROOT), check=False).returncode


def headless(folder: Path, customers: int) -> int:
    """Do the main job into `folder` and say what lies there; the brand of an earlier run stays.

    Returns 1 when a step was refused, or when the pictures of the window could not be taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    brand = folder / "sample.ampdesk"
    begun = time.monotonic()
    if brand.exists():
        print(f"{brand} is there: going on with it (delete it to start anew)", flush=True)
        _must("Bringing the brand up to date", "build", str(brand))
    else:
        _must(
            f"Sample brand of {customers:,} customers: exports, import, customer 360",
            *("demo", str(brand), "--customers", str(customers)),
        )
    scores, mailing, left_out = (
        folder / name for name in ("rfm.csv", "mailing-list.csv", "left-out.csv")
    )
    _must("RFM scores", "rfm", str(brand), "--out", str(scores))
    _must(
        f"Mailing list of {RANGE}",
        *("list", str(brand), "--rfm", RANGE, "--out", str(mailing), "--left-out", str(left_out)),
    )
    _must("Status", "status", str(brand))
    pictures = folder / "pictures"
    with prepare.step("Pictures of the window"):
        taken = _picture(brand, pictures)
    count = len(list(pictures.glob("*.png")))
    first = next((path.name for path in sorted(pictures.glob("home*light*"))), "any")
    print(f"\nDone in {time.monotonic() - begun:.0f} s. Look at:")
    for path, what in (
        (brand, "the brand: one SQLite file; its table customer_360 has the customers"),
        (scores, f"{_rows(scores):,} customers with their RFM scores"),
        (mailing, f"{_rows(mailing):,} pieces to mail, one per household"),
        (left_out, f"{_rows(left_out):,} customers left out, each with the reason"),
        (pictures, f"{count} pictures of the window; begin with {first}"),
    ):
        print(f"  {path}: {what}")
    if not taken:
        prepare.stop("no picture of the window — see the lines above; all else is written")
    return 0


def _picture(brand: Path, folder: Path) -> bool:
    """Let the window draw itself into PNG files; it needs no display for that."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [
            str(prepare.PYTHON),
            "-m",
            "ui.pictures",
            str(brand),
            str(folder),
            "--views",
            VIEWS,
            "--states",
            "data",
        ],
        cwd=str(prepare.ROOT),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    # Qt says for each window what its platform without a screen cannot do
    said = [line for line in done.stderr.splitlines() if not line.startswith("This plugin does")]
    sys.stderr.writelines(f"{line}\n" for line in said)
    return done.returncode == 0 and any(folder.glob("*.png"))


def _rows(path: Path) -> int:
    """Count the records of a CSV file, without its heading."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return sum(1 for _ in csv.reader(handle)) - 1


def _must(title: str, *arguments: str) -> None:
    with prepare.step(title):
        status = _ampdesk(*arguments)
    if status not in (0, 3):  # 3: done, some rows were rejected and shown
        _refused(arguments[0], status)


def _refused(command: str, status: int) -> NoReturn:
    prepare.stop(f"ampdesk {command} ended with status {status} — its own line above says why")


def _ampdesk(*arguments: str) -> int:
    return subprocess.run([str(prepare.COMMAND), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
