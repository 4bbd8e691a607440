"""The states of Customers worth a picture, beside those that every tab has."""

from collections.abc import Callable

from ui.customers.page import CustomersPage
from ui.shell.stage import Stage
from ui.shell.views import Picture


def _page(stage: Stage) -> CustomersPage:
    page = stage.go("customers")
    assert isinstance(page, CustomersPage)  # noqa: S101  # what the tab builds
    page.show_list()
    page.search.clear()
    stage.settle(0.3)
    stage.wait()
    return page


def _list(stage: Stage) -> None:
    _page(stage)


def _search(stage: Stage) -> None:
    _page(stage).search.setText("ma")
    stage.settle(0.3)


def _profile(tab: int) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        page = _page(stage)
        first = page.listing.row(0)
        if first:
            page.open_profile(str(first["amperity_id"]))
            page.profile.tabs.setCurrentIndex(tab)

    return act


PICTURES = (
    Picture("list", _list),
    Picture("search", _search),
    Picture("profile", _profile(0)),
    Picture("orders", _profile(1)),
    Picture("consent", _profile(2)),
)
