"""The tabs that exist, in the order of the rail. A later tab joins by one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.shell.rail import Tab

if TYPE_CHECKING:
    from ui.shell.page import Page
    from ui.shell.window import Window


@dataclass(frozen=True)
class Declared:
    """A tab and how its page is built, on the first visit."""

    tab: Tab
    build: "Callable[[Window], Page]"


def declared() -> tuple[Declared, ...]:
    """Return every tab whose feature works."""
    t = QCoreApplication.translate
    audience, data = t("Tabs", "Audience"), t("Tabs", "Data")
    return (
        Declared(Tab("home", t("Tabs", "Home"), "home-outline", "", "Ctrl+1"), _home),
        Declared(
            Tab(
                "customers", t("Tabs", "Customers"), "account-multiple-outline", audience, "Ctrl+7"
            ),
            _customers,
        ),
        Declared(Tab("rfm", t("Tabs", "RFM"), "grid", audience, "Ctrl+3"), _rfm),
        Declared(Tab("data", t("Tabs", "Data"), "database-outline", data, "Ctrl+8"), _data),
    )


def _home(window: "Window") -> "Page":
    from ui.home.page import HomePage

    return HomePage(window.session, window)


def _customers(window: "Window") -> "Page":
    from ui.customers.page import CustomersPage

    return CustomersPage(window.session, window)


def _rfm(window: "Window") -> "Page":
    from ui.rfm.page import RfmPage

    return RfmPage(window.session, window)


def _data(window: "Window") -> "Page":
    from ui.importing.page import DataPage

    return DataPage(window.session, window)
