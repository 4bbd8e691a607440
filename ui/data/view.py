"""The tab Data as the window knows it before it is opened."""

from collections.abc import Sequence
from pathlib import Path
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
    tab = Tab("data", t("Tabs", "Data"), "database-outline", t("Tabs", "Data"), "Ctrl+8")
    return View(tab, _build, pictures=_pictures, drafts={"import.files": _go_on})


def _build(session: Session, doors: Doors) -> Page:
    from ui.data.page import DataPage

    return DataPage(session, doors)


def _go_on(doors: Doors, edit: Any) -> None:
    """Take up an import that a crash cut off; files that are gone are left out."""
    paths = [path for path in map(Path, edit["paths"]) if path.exists()]
    if not paths:
        doors.say(
            QCoreApplication.translate("Import", "The files of that import are gone: {0}").format(
                ", ".join(Path(path).name for path in edit["paths"])
            ),
            "warn",
        )
        return
    doors.go("data")
    doors.import_files(paths, edit["mappings"])


def _pictures() -> Sequence[Picture]:
    from ui.data.pictures import PICTURES

    return PICTURES
