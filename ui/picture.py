"""Pictures of the real window: `python -m ui.picture BRAND FOLDER [--views home,rfm]`.

Writes `<view>-<state>-<theme>-<width>.png` for light and dark, 1440×900 and 1100×700, each taken
when its data has arrived. A view joins by a line in `SCENES`.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QDialog

from ui import theme
from ui.customers.page import CustomersPage
from ui.home.page import HomePage
from ui.rfm.page import RfmPage
from ui.shell.session import Session
from ui.shell.window import Window
from ui.tokens import THEMES

SIZES = ((1440, 900), (1100, 700))
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Scene:
    """A view in a state: how to bring the window there."""

    view: str
    state: str
    act: Callable[[Window], None]


def _go(key: str) -> Callable[[Window], None]:
    return lambda window: window.go(key)


def _why_figure(window: Window) -> None:
    window.go("home")
    page = window.page("home")
    wait(window)
    if isinstance(page, HomePage) and page.tiles:
        next(iter(page.tiles.values())).setFocus()
        page.tiles["revenue_12m"].asked.emit()


def _search(window: Window) -> None:
    window.go("customers")
    page = window.page("customers")
    if isinstance(page, CustomersPage):
        page.show_list()
        page.search.setText("ma")
        settle(300)


def _profile(tab: int) -> Callable[[Window], None]:
    def act(window: Window) -> None:
        window.go("customers")
        page = window.page("customers")
        if isinstance(page, CustomersPage):
            page.search.clear()
            page.listing.read()
            wait(window)
            first = page.listing.row(0)
            if first:
                page.open_profile(str(first["amperity_id"]))
                page.profile.tabs.setCurrentIndex(tab)

    return act


def _list(window: Window) -> None:
    window.go("customers")
    page = window.page("customers")
    if isinstance(page, CustomersPage):
        page.search.clear()
        page.show_list()
        settle(300)


def _range(window: Window) -> None:
    window.go("rfm")
    page = window.page("rfm")
    wait(window)
    if isinstance(page, RfmPage):
        page.map.choose(2, 6, 5, 9)


def _pattern(window: Window) -> None:
    window.go("rfm")
    page = window.page("rfm")
    wait(window)
    if isinstance(page, RfmPage):
        page.choose(page.board.presets()[0])
        page.weight.choose("revenue")


def _mail(window: Window) -> None:
    _range(window)
    wait(window)
    page = window.page("rfm")
    if isinstance(page, RfmPage):
        page.weight.choose("customers")
        page.range_panel.mail.click()


def _mail_left_out(window: Window) -> None:
    from ui.lists.dialog import MailingListDialog

    _mail(window)
    wait(window)
    for dialog in window.findChildren(MailingListDialog):
        dialog.tabs.setCurrentIndex(1)


def _import(window: Window) -> None:
    window.go("data")
    folder = Path(tempfile.mkdtemp(prefix="ampdesk-picture-"))
    (folder / "orders.csv").write_text(_ORDERS, encoding="utf-8")
    (folder / "people.csv").write_text(_PEOPLE, encoding="utf-8")
    window.import_files([folder / "orders.csv", folder / "people.csv"])


def _palette(window: Window) -> None:
    from ui.shell.palette import PaletteDialog

    window.go("home")
    window.open_palette()
    for palette in QApplication.topLevelWidgets():
        if isinstance(palette, PaletteDialog):
            palette.field.setText("ma")
    settle(400)


def _first(window: Window) -> None:
    window.show_first_run()


SCENES = (
    Scene("home", "data", _go("home")),
    Scene("home", "why", _why_figure),
    Scene("customers", "list", _list),
    Scene("customers", "search", _search),
    Scene("customers", "profile", _profile(0)),
    Scene("customers", "orders", _profile(1)),
    Scene("customers", "consent", _profile(2)),
    Scene("rfm", "grid", _go("rfm")),
    Scene("rfm", "range", _range),
    Scene("rfm", "pattern", _pattern),
    Scene("rfm", "mail", _mail),
    Scene("rfm", "leftout", _mail_left_out),
    Scene("data", "imports", _go("data")),
    Scene("data", "import", _import),
    Scene("home", "palette", _palette),
    Scene("home", "firstrun", _first),
)

_ORDERS = """Order,Placed,Email,Item,Qty,Amount
A-1001,03/04/2026,ann@example.com,Oak stool,1,"1,120.00"
A-1002,05/04/2026,bo@example.com,Lamp,2,84.50
A-1003,11/02/2026,cy@example.com,Rug,1,210.00
"""
_PEOPLE = """fname,lname,mail,zip
Ann,Lee,ann@example.com,97201
Bo,Ortiz,bo@example.com,02139
"""


def settle(milliseconds: int) -> None:
    """Let the window live for a while."""
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < milliseconds:
        QApplication.processEvents()


def wait(window: Window) -> None:
    """Wait until nothing is being read."""
    clock = QElapsedTimer()
    clock.start()
    settle(60)
    while window.session.desk.busy and clock.elapsed() < PATIENCE_MS:
        settle(20)
    settle(60)


def take(brand: Path, folder: Path, views: Sequence[str] = ()) -> list[Path]:
    """Open the window on a brand and write the pictures; returns the files."""
    from ui.app import application

    app = application()
    folder.mkdir(parents=True, exist_ok=True)
    window = Window(Session())
    made: list[Path] = []
    window.resize(*SIZES[0])
    window.show()
    window.open_brand(brand)
    wait(window)
    if not window.session.is_open:
        sys.stderr.write(f"{window.first_run.banner.message}\n")
        window.close()
        return []
    for one in THEMES:
        theme.apply(app, one)
        for width, height in SIZES:
            window.resize(width, height)
            for scene in SCENES:
                if views and scene.view not in views:
                    continue
                scene.act(window)
                wait(window)
                path = folder / f"{scene.view}-{scene.state}-{one.name}-{width}.png"
                photograph(window, path)
                made.append(path)
                tidy(window)
    window.close()
    return made


def photograph(window: Window, path: Path) -> None:
    """Draw the window, and over it the sheet that is open, into a file."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QPainter

    picture = window.grab()
    sheets = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget is not window and widget.isVisible() and widget.width() > 1
    ]
    if sheets:
        painter = QPainter(picture)
        painter.fillRect(window.rect(), QColor(0, 0, 0, 90))
        for sheet in sheets:
            spot = QPoint(
                (window.width() - sheet.width()) // 2, (window.height() - sheet.height()) // 2
            )
            if not isinstance(sheet, QDialog):
                spot.setY(50)
            painter.drawPixmap(spot, sheet.grab())
        painter.end()
    picture.save(str(path))


def tidy(window: Window) -> None:
    """Close what a scene opened."""
    window.close_beside()
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    if window.current is None:
        window.go("home")
    settle(30)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures that the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="ui.picture", description="Pictures of the window.")
    parser.add_argument("brand", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--views", default="", help="only these, separated by commas")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as config:
        os.environ["AMPDESK_CONFIG"] = config  # leave the user's own layout alone
        views = [view for view in chosen.views.split(",") if view]
        return 0 if take(chosen.brand, chosen.folder, views) else 1


if __name__ == "__main__":
    sys.exit(main())
