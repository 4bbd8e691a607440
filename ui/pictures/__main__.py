"""Pictures of the real window: `python3 packaging/pictures.py BRAND FOLDER [--views home,rfm]`.

Writes `<view>-<state>-<theme>-<width>.png`, each taken when its data has arrived. Views and states
declare themselves (`ui.shell.views.Picture`).
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures that the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="pictures", description="Write pictures of every view and sheet of the window."
    )
    parser.add_argument("brand", type=Path, help="a brand file to look at; it is not changed")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    for name, what in (
        ("views", "only these views"),
        ("states", "only these states"),
        ("themes", "only light, or only dark"),
        ("widths", "only 1440, or only 1100"),
    ):
        parser.add_argument(f"--{name}", default="", help=f"{what}, separated by commas")
    parser.add_argument("--large", type=Path, help="a brand of a million customers, for its state")
    chosen = parser.parse_args(arguments)
    if not chosen.brand.is_file():
        sys.stderr.write(f"{chosen.brand}: there is no brand file — make one: ampdesk demo\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="ampdesk-pictures-") as scratch:
        os.environ["AMPDESK_CONFIG"] = str(Path(scratch, "config"))  # not the user's own layout
        from ui.pictures.brands import copied
        from ui.pictures.camera import Camera, Wanted

        wanted = Wanted(
            _words(chosen.views),
            _words(chosen.states),
            _words(chosen.themes),
            [int(width) for width in _words(chosen.widths)],
            chosen.large,
        )
        own = copied(chosen.brand, Path(scratch, "given"))  # imports and edits stay out of it
        made = Camera(own, chosen.folder, Path(scratch), wanted).take_all()
    sys.stdout.write(f"{len(made)} pictures in {chosen.folder}\n")
    return 0 if made else 1


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


if __name__ == "__main__":
    sys.exit(main())
