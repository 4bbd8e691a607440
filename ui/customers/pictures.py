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
    page.listing.mask(on=False)
    page.listing.clear_all()
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


def _segments(stage: Stage) -> None:
    from ui.segments.pictures import save_some

    save_some(stage)
    _profile(5)(stage)


def _nobody(stage: Stage) -> None:
    _page(stage).search.setText("zzqxw")
    stage.settle(0.3)
    stage.wait()


def _filters(stage: Stage) -> None:
    from ampdesk.api import ColumnTest

    page = _page(stage)
    page.listing.add_test(ColumnTest(column="orders", op="at least", value="3"))
    page.listing.add_test(ColumnTest(column="lifecycle_status", op="is", value="Active"))
    stage.wait()
    page.grid.selectRow(1)
    stage.settle(0.4)


def _masked(stage: Stage) -> None:
    _page(stage).listing.mask(on=True)
    stage.wait()


def _erasing(who: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        from ui.erasing.dialog import EraseDialog

        page = _page(stage)
        first = page.listing.row(5)
        page.erase("" if who or not first else str(first["amperity_id"]))
        sheet = stage.window.findChildren(EraseDialog)[-1]
        sheet.search.setText(who)
        stage.settle(0.4)
        stage.wait()

    return act


PICTURES = (
    Picture("list", _list),
    Picture("search", _search),
    Picture("nobody", _nobody),
    Picture("filters", _filters),
    Picture("masked", _masked),
    Picture("profile", _profile(0)),
    Picture("timeline", _profile(1)),
    Picture("orders", _profile(2)),
    Picture("consent", _profile(3)),
    Picture("notes", _profile(4)),
    Picture("segments", _segments),
    Picture("erasewho", _erasing("maria")),
    Picture("eraseheld", _erasing("")),
)
