"""The states of Activity worth a picture, beside those that every tab has."""

from ui.activity.page import ActivityPage
from ui.shell.stage import Stage
from ui.shell.views import Picture


def _log(stage: Stage) -> None:
    page = stage.go("activity")
    if isinstance(page, ActivityPage):
        page.side.show_log()


def _nothing(stage: Stage) -> None:
    page = stage.go("activity")
    if isinstance(page, ActivityPage):
        page.search.setText("no such thing")
        stage.settle(0.4)


PICTURES = (Picture("log", _log), Picture("nothing", _nothing))
