"""window.md 8 and 11: Tab goes round every view and sheet; each stop has a name and a mark."""

import pytest
from PySide6.QtWidgets import QDialog

from tests.ui.conftest import PATIENCE, rest
from tests.ui.walking import walk

PLACES = {
    "home": (0,),
    "customers": (0,),
    "segments": (0,),
    "rfm": (0, 1, 2),
    "data": (0, 1, 2, 3, 4),
    "activity": (0,),
    "settings": (0,),
}


def settled(qtbot, window) -> None:
    rest(qtbot, window)
    qtbot.wait(30)
    rest(qtbot, window)


@pytest.mark.parametrize("key", PLACES)
def test_tab_goes_round_a_view(qtbot, window, key):
    for place in PLACES[key]:
        window.go(key)
        page = window.page(key)
        if len(PLACES[key]) > 1:
            page.tabs.setCurrentIndex(place)
        settled(qtbot, window)
        wrong = walk(window)
        assert not wrong, "\n".join([f"{key} {place}", *wrong])


def test_tab_goes_round_a_profile_and_back(qtbot, window):
    window.go("customers")
    settled(qtbot, window)
    page = window.page("customers")
    page.open_profile(str(page.listing.row(0)["amperity_id"]))
    settled(qtbot, window)
    for place in range(page.profile.tabs.count()):
        page.profile.tabs.setCurrentIndex(place)
        settled(qtbot, window)
        wrong = walk(window)
        assert not wrong, "\n".join([page.profile.tabs.tabText(place), *wrong])
    wrong = walk(window, backwards=True)
    assert not wrong, "\n".join(wrong)


def sheet_of(qtbot, window) -> QDialog:
    def found() -> list[QDialog]:
        return [one for one in window.findChildren(QDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=PATIENCE)
    return found()[0]


def open_guide(window, _tmp_path):
    window.open_help("rfm")


def open_list(window, _tmp_path):
    from ampdesk.api import ListRequest, RfmRange, Span

    wanted = RfmRange(recency=Span(low=5, high=10))
    window.make_list(ListRequest(name="those", range=wanted), "Recency 5–10")


def open_import(window, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("email,first name\nann@fern.example,Ann\nbo@fern.example,Bo\n", "utf-8")
    window.import_files([file])


def open_erasure(window, _tmp_path):
    window.go("customers")
    window.page("customers").erase()


def open_combined(window, _tmp_path):
    window.go("rfm")
    window.page("rfm").grid.open_combined()


@pytest.mark.parametrize("act", [open_guide, open_list, open_import, open_erasure, open_combined])
def test_tab_goes_round_a_sheet(qtbot, window, tmp_path, act):
    window.go("home")
    settled(qtbot, window)
    act(window, tmp_path)
    sheet = sheet_of(qtbot, window)
    settled(qtbot, window)
    wrong = walk(sheet)
    assert not wrong, "\n".join(wrong)
    sheet.reject()


def open_segment(qtbot, window):
    from ui.segments.pictures import LAPSED

    window.go("segments")
    page = window.page("segments")
    page.new(LAPSED)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: not page.live.is_counting, timeout=PATIENCE)
    settled(qtbot, window)
    return page


def test_tab_goes_round_an_open_segment(qtbot, window):
    page = open_segment(qtbot, window)
    for tab in ("summary", "breakdown", "customers", "compare"):  # the builder: test_builder
        page.editor.show_tab(tab)
        settled(qtbot, window)
        wrong = walk(window)
        assert not wrong, "\n".join([tab, *wrong])
    page.editor.compare.way.choose("days")
    settled(qtbot, window)
    wrong = walk(window)
    assert not wrong, "\n".join(["days", *wrong])


SEGMENT_SHEETS = {
    "sql": lambda page: page.show_sql(),
    "export": lambda page: page.export(),
    "templates": lambda page: page.acts.templates(),
    "upload": lambda page: page.acts.upload(),
    "trend": lambda page: page.acts.trend("Lapsed high value"),
}


@pytest.mark.parametrize("key", SEGMENT_SHEETS)
def test_tab_goes_round_a_sheet_of_segments(qtbot, window, key):
    page = open_segment(qtbot, window)
    SEGMENT_SHEETS[key](page)
    sheet = sheet_of(qtbot, window)
    settled(qtbot, window)
    wrong = walk(sheet)
    assert not wrong, "\n".join(wrong)
    sheet.reject()
