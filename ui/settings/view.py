"""The tab Settings as the window knows it before it is opened."""

from PySide6.QtCore import QCoreApplication

from ui.shell.doors import Doors
from ui.shell.page import Page
from ui.shell.rail import Tab
from ui.shell.session import Session
from ui.shell.views import View


def view() -> View:
    """Declare the tab."""
    t = QCoreApplication.translate
    return View(
        Tab("settings", t("Tabs", "Settings"), "cog-outline", "", "Ctrl+,", foot=True), _build
    )


def _build(session: Session, doors: Doors) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(session, doors)
