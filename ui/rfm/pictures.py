"""The states of RFM worth a picture, beside those that every tab has."""

from ui.rfm.page import RfmPage
from ui.shell.stage import Stage
from ui.shell.views import Picture


def _page(stage: Stage) -> RfmPage:
    page = stage.go("rfm")
    assert isinstance(page, RfmPage)  # noqa: S101  # what the tab builds
    page.weight.choose("customers")
    return page


def _range(stage: Stage) -> None:
    _page(stage).map.choose(2, 6, 5, 9)


def _pattern(stage: Stage) -> None:
    page = _page(stage)
    page.choose(page.board.presets()[0])
    page.weight.choose("revenue")


def _mail(stage: Stage) -> None:
    page = _page(stage)
    page.map.choose(2, 6, 5, 9)
    stage.wait()
    page.range_panel.mail.click()


def _left_out(stage: Stage) -> None:
    from ui.lists.dialog import MailingListDialog

    _mail(stage)
    stage.wait()
    for dialog in stage.window.findChildren(MailingListDialog):
        dialog.tabs.setCurrentIndex(1)


PICTURES = (
    Picture("range", _range),
    Picture("pattern", _pattern),
    Picture("mail", _mail),
    Picture("leftout", _left_out),
)
