"""The tab RFM as the window knows it before it is opened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.shell.doors import Doors
from ui.shell.page import Page
from ui.shell.rail import Tab
from ui.shell.session import Session
from ui.shell.views import Picture, View


def view() -> View:
    """Declare the tab."""
    t = QCoreApplication.translate
    tab = Tab("rfm", t("Tabs", "RFM"), "grid", t("Tabs", "Audience"), "Ctrl+3")
    return View(tab, _build, pictures=_pictures, drafts={"lists.mail": _go_on})


def _build(session: Session, doors: Doors) -> Page:
    from ui.rfm.page import RfmPage

    return RfmPage(session, doors)


def _go_on(doors: Doors, edit: Any) -> None:
    """Take up a mailing list that a crash cut off."""
    from ampdesk.api import ListRequest

    doors.make_list(ListRequest.model_validate(edit["request"]), edit["about"])


def _pictures() -> Sequence[Picture]:
    from ui.rfm.pictures import PICTURES

    return PICTURES
