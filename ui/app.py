"""Opening the window: `ampdesk-window [BRAND] [--demo]` (also `ampdesk` alone)."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.kit.access import tell_roles
from ui.shell.collector import Collector
from ui.shell.look import restored_look, use_memory
from ui.shell.plurals import EnglishPlurals
from ui.shell.recent import recall
from ui.shell.session import Session
from ui.shell.standing import take_standing
from ui.shell.window import Window
from ui.shell.work import make_demo

SWITCH_SECONDS = 0.001  # a reading thread gives the interpreter back to the window this soon


def application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the one QApplication, named and dressed."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(["ampdesk", *arguments])
    app.setApplicationName("AmpDesk")
    app.setOrganizationName("AmpDesk")
    app.setDesktopFileName("ampdesk")
    plurals = EnglishPlurals(app)
    app.installTranslator(plurals)
    Collector(app)
    tell_roles()
    restored_look(app)
    use_memory(recall())
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    chosen = parse(sys.argv[1:] if argv is None else argv)
    app = application()
    if chosen.pseudo:
        from ui.shell.pseudo import PseudoTranslator

        app.installTranslator(PseudoTranslator(app))
    window = Window(Session(chosen.today))
    take_standing(window)
    window.show()
    QTimer.singleShot(0, lambda: begin(window, chosen))
    return app.exec()


def begin(window: Window, chosen: argparse.Namespace) -> None:
    """Open or make what the command line asks for, once the window is on the screen."""
    if chosen.gallery:
        from ui.gallery import Gallery

        gallery = Gallery()
        gallery.setParent(window, Qt.WindowType.Window)
        gallery.show()
    if chosen.demo:
        make_demo(window, chosen.brand or Path.home() / "sample.ampdesk", chosen.customers)
    elif chosen.brand:
        window.open_brand(chosen.brand)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="ampdesk-window", description="The window of AmpDesk.")
    parser.add_argument("brand", nargs="?", type=Path, help="a brand file to open")
    parser.add_argument("--demo", action="store_true", help="make the sample brand at once")
    parser.add_argument("--customers", type=int, default=20_000, help="of the sample brand")
    parser.add_argument("--today", type=date.fromisoformat, default=_today(), help="fix the day")
    parser.add_argument("--gallery", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--pseudo", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _today() -> date | None:
    fixed = os.environ.get("AMPDESK_TODAY")
    return date.fromisoformat(fixed) if fixed else None


if __name__ == "__main__":
    sys.exit(main())
