"""The tab Home as the window knows it before it is opened."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.shell.doors import Doors
from ui.shell.page import Page
from ui.shell.rail import Tab
from ui.shell.session import Session
from ui.shell.views import Picture, View


def view() -> View:
    """Declare the tab."""
    t = QCoreApplication.translate
    tab = Tab("home", t("Tabs", "Home"), "home-outline", "", "Ctrl+1")
    return View(tab, _build, pictures=_pictures)


def _build(session: Session, doors: Doors) -> Page:
    from ui.home.page import HomePage

    return HomePage(session, doors)


def _pictures() -> Sequence[Picture]:
    from ui.home.pictures import PICTURES

    return PICTURES
