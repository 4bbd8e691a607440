"""The states of Home worth a picture, beside those that every tab has."""

from ui.home.page import HomePage
from ui.shell.stage import Stage
from ui.shell.views import Picture


def _why(stage: Stage) -> None:
    page = stage.go("home")
    if isinstance(page, HomePage):
        page.tiles["revenue_12m"].asked.emit()


PICTURES = (Picture("why", _why),)
