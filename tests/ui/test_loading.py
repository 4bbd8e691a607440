"""What stands in the place of rows that are on their way, could not be read, or were not wanted."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import PATIENCE, rest
from ui.tokens import LIGHT

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def held(window):
    """A gate before both lanes, and pages that have not shown anything."""
    gate = threading.Event()
    desk = window.session.desk
    window.pages.close_all()
    desk.ask("held.quick", gate.wait, lambda _answer: None)
    desk.ask("held.wide", gate.wait, lambda _answer: None, lane="wide")
    yield gate
    gate.set()


def greys(view) -> int:
    """Count pixels of grey bars in a third of the rows: enough to tell a blank grid."""
    picture = view.viewport().grab().toImage()
    row = picture.height() // 2
    wanted = LIGHT.sunken.lstrip("#").lower()
    return sum(
        picture.pixelColor(x, y).name().lstrip("#").lower() == wanted
        for y in range(row - 20, row + 20, 4)
        for x in range(0, picture.width(), 3)
    )


def test_grids_show_grey_bars_until_their_rows_come(qtbot, window, held):
    window.go("customers")
    customers, data = window.page("customers"), window.page("data")
    qtbot.waitUntil(lambda: customers.grid.shows_bars, timeout=PATIENCE)
    assert greys(customers.grid) > 20
    assert customers.grid.accessibleDescription() == "The rows are being read"
    qtbot.waitUntil(customers.waiting.isVisible, timeout=PATIENCE)  # a second later, in words
    assert customers.waiting.step.text() == "Reading customers"
    window.go("data")
    qtbot.waitUntil(lambda: data.sources.grid.shows_bars, timeout=PATIENCE)
    assert greys(data.sources.grid) > 20
    for place in ("tables", "merge", "calendar"):
        data.go_to(place)
        view = {"tables": data.explorer.tree, "merge": data.merge.list,
                "calendar": data.calendar.grid}[place]  # fmt: skip
        qtbot.waitUntil(lambda view=view: greys(view) > 5, timeout=PATIENCE)
    assert data.calendar.stack.currentIndex() == 0  # nobody says yet that there is none
    held.set()
    rest(qtbot, window)
    assert not customers.grid.shows_bars
    assert not customers.waiting.isVisible()
    assert not data.sources.grid.shows_bars
    assert greys(data.sources.grid) == 0


def test_reading_customers_can_be_stopped_and_begun_again(qtbot, window, held):
    window.go("customers")
    page = window.page("customers")
    qtbot.waitUntil(page.waiting.isVisible, timeout=PATIENCE)
    qtbot.mouseClick(page.waiting.cancel, LEFT)
    assert page.nobody.title.text() == "Stopped"
    assert page.nobody.again.isVisible()
    held.set()
    rest(qtbot, window)
    assert page.nobody.title.text() == "Stopped"  # the late answer is not wanted
    qtbot.mouseClick(page.nobody.again, LEFT)
    rest(qtbot, window)
    assert page.listing.total
    assert page.grid.isVisible()


def test_what_could_not_be_read_is_said_and_read_again(qtbot, own_window):
    brand = own_window.session.path
    files = list(brand.with_name(f"{brand.name}.lake").rglob("*.parquet"))
    own_window.pages.close_all()
    for file in files:
        file.rename(file.with_suffix(".away"))
    own_window.go("customers")
    rest(qtbot, own_window)
    customers, data = own_window.page("customers"), own_window.page("data")
    assert customers.nobody.again.isVisible()
    assert not customers.nobody.bring.isVisible()
    own_window.go("data")
    data.go_to("calendar")
    rest(qtbot, own_window)
    assert data.calendar.stack.currentIndex() == 1
    assert data.calendar.again.isVisible()
    assert "No fiscal calendar" not in data.calendar.empty.title.text()
    for file in files:
        file.with_suffix(".away").rename(file)
    qtbot.mouseClick(data.calendar.again, LEFT)
    rest(qtbot, own_window)
    assert data.calendar.stack.currentIndex() == 0
    assert data.calendar.grid.paged.rowCount() > 0
    own_window.go("customers")
    customers.nobody.again.setFocus()
    QTest.keyClick(customers.nobody.again, Qt.Key.Key_Space)
    rest(qtbot, own_window)
    assert customers.listing.total
