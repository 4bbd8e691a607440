"""The tab Data as the window knows it before it is opened."""

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
    tab = Tab("data", t("Tabs", "Data"), "database-outline", t("Tabs", "Data"), "Ctrl+8")
    return View(tab, _build, pictures=_pictures)


def _build(session: Session, doors: Doors) -> Page:
    from ui.data.page import DataPage

    return DataPage(session, doors)


def _pictures() -> Sequence[Picture]:
    from ui.data.pictures import PICTURES

    return PICTURES
