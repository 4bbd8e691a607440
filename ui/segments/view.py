"""The tab Segments as the window knows it before it is opened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.shell.doors import Doors
from ui.shell.page import Page
from ui.shell.rail import Tab
from ui.shell.session import Session
from ui.shell.views import Command, Picture, View


def view() -> View:
    """Declare the tab."""
    t = QCoreApplication.translate
    tab = Tab("segments", t("Tabs", "Segments"), "filter-variant", t("Tabs", "Audience"), "Ctrl+2")
    new = Command(
        "file.segment", t("Commands", "New segment"), _new, glyph="filter-plus-outline",
        needs="writer",
    )  # fmt: skip
    return View(tab, _build, commands=(new,), pictures=_pictures, drafts={"segments.edit": _reopen})


def _build(session: Session, doors: Doors) -> Page:
    from ui.segments.page import SegmentsPage

    return SegmentsPage(session, doors)


def _new(doors: Doors) -> None:
    from ui.segments.page import SegmentsPage

    doors.go("segments")
    page = doors.page("segments")
    if isinstance(page, SegmentsPage):
        page.new()


def _reopen(doors: Doors, edit: Any) -> None:
    from ui.segments.page import SegmentsPage

    doors.go("segments")
    page = doors.page("segments")
    if isinstance(page, SegmentsPage):
        page.reopen(edit)


def _pictures() -> Sequence[Picture]:
    from ui.segments.pictures import PICTURES

    return PICTURES
