"""The tab Customers as the window knows it before it is opened."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.shell.doors import Doors
from ui.shell.page import Page
from ui.shell.rail import Tab
from ui.shell.session import Session
from ui.shell.views import Command, Picture, View


def view() -> View:
    """Declare the tab."""
    t = QCoreApplication.translate
    tab = Tab(
        "customers",
        t("Tabs", "Customers"),
        "account-multiple-outline",
        t("Tabs", "Audience"),
        "Ctrl+7",
    )
    erase = Command(
        "data.erase",
        t("Commands", "Deletion request…"),
        _erase,
        glyph="account-remove-outline",
        needs="writer",
    )
    return View(tab, _build, commands=(erase,), pictures=_pictures)


def _build(session: Session, doors: Doors) -> Page:
    from ui.customers.page import CustomersPage

    return CustomersPage(session, doors)


def _erase(doors: Doors) -> None:
    from ui.customers.page import CustomersPage

    doors.go("customers")
    page = doors.page("customers")
    if isinstance(page, CustomersPage):
        page.erase()


def _pictures() -> Sequence[Picture]:
    from ui.customers.pictures import PICTURES

    return PICTURES
