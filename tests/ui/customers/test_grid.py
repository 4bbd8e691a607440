"""The grid of customers: search, filters, columns, views, sums, export."""

import csv

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from ampdesk.api import ColumnTest
from tests.ui.conftest import PATIENCE, rest

LEFT = Qt.MouseButton.LeftButton


def opened(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    return window.page("customers")


def settled(qtbot, window, page, total) -> None:
    qtbot.waitUntil(
        lambda: not window.session.desk.busy and page.listing.total == total, timeout=PATIENCE
    )


def test_an_order_number_finds_its_buyer(qtbot, window):
    page = opened(qtbot, window)
    brand = window.session.brand
    buyer = str(page.listing.row(0)["amperity_id"])
    order = brand.customers.profile(buyer).orders[0].order_id
    qtbot.keyClicks(page.search, order)
    qtbot.waitUntil(
        lambda: not window.session.desk.busy and (page.listing.total or 0) < 20, timeout=PATIENCE
    )
    assert buyer in {page.listing.row(at)["amperity_id"] for at in range(page.listing.total)}


def test_a_misspelt_name_is_found_all_the_same(qtbot, window):
    page = opened(qtbot, window)
    names = [str(page.listing.row(at)["full_name"] or "") for at in range(50)]
    name = next(one for one in names if len(one) > 11 and one.isascii())
    wrong = name[:4] + "q" + name[5:]
    found = window.session.brand.customers.search(wrong, 50)
    assert name in {row["full_name"] for row in found}


def test_filters_become_chips_and_hold_together(qtbot, window):
    page = opened(qtbot, window)
    qtbot.mouseClick(page.tools.filter, LEFT)
    box = page.tools.filter_box
    assert box.isVisible()
    qtbot.mouseClick(box.column, LEFT)
    qtbot.waitUntil(box.picker.isVisible, timeout=PATIENCE)
    qtbot.keyClicks(box.picker.field, "orders")
    qtbot.keyClick(box.picker.field, Qt.Key.Key_Return)
    assert box.key == "orders"
    qtbot.keyClicks(box.value, "many")
    qtbot.keyClick(box.value, Qt.Key.Key_Return)
    assert "not a number" in box.trouble.text()
    box.value.clear()
    qtbot.keyClicks(box.value, "3")
    qtbot.keyClick(box.value, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert not box.isVisible()
    three = page.listing.total
    assert all(page.listing.row(at)["orders"] >= 3 for at in range(min(three, 50)))
    page.listing.add_test(ColumnTest(column="lifecycle_status", op="is", value="active"))
    rest(qtbot, window)
    assert 0 < page.listing.total < three
    assert {page.listing.row(at)["lifecycle_status"] for at in range(20)} == {"Active"}
    assert page.tools.chips.isVisible()
    page.listing.add_test(ColumnTest(column="city", op="is", value="Nowhere"))
    rest(qtbot, window)
    assert page.nobody.isVisible()
    assert "City is Nowhere" in page.nobody.text.text()
    qtbot.mouseClick(page.nobody.everybody, LEFT)
    rest(qtbot, window)
    assert page.listing.total == window.session.brand.customers.count()


def test_columns_are_chosen_and_remembered(qtbot, window):
    page = opened(qtbot, window)
    before = page.listing.shown
    menu = page.tools.columns_menu()
    action = next(one for one in menu.actions() if one.text() == "Phone")
    assert not action.isChecked()
    action.trigger()
    assert page.listing.shown == (*before, "phone")
    assert page.grid.model().columnCount() == len(before) + 1
    assert window.session.layout.get("customers.columns", [])[-1] == "phone"
    page.tools.show_column("phone", on=False)
    assert page.listing.shown == before


def test_the_foot_sums_the_chosen_rows(qtbot, window):
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page.listing.sums is not None, timeout=PATIENCE)
    assert page.listing.sums["customers"] == page.listing.total
    page.grid.selectRow(0)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(
        lambda: (page.listing.sums or {}).get("chosen") == 2, timeout=PATIENCE
    )  # fmt: skip
    expected = page.listing.row(0)["revenue"] + page.listing.row(1)["revenue"]
    assert page.listing.sums["revenue"] == expected
    assert page.sums.text().startswith("Chosen: 2 customers")
    page.grid.copy()
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Name\tE-mail")


def test_what_is_shown_is_exported_in_its_columns_and_order(qtbot, own_window, tmp_path):
    page = opened(qtbot, own_window)
    page.listing.add_test(ColumnTest(column="orders", op="at least", value="2"))
    page.listing.sort("full_name", False)
    rest(qtbot, own_window)
    assert "export" in page.verbs()
    page.export_to(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: not own_window.jobs.running, timeout=2 * PATIENCE)
    rest(qtbot, own_window)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == page.listing.total
    assert tuple(rows[0]) == page.listing.shown
    names = [row["full_name"] for row in rows if row["full_name"]]
    assert names == sorted(names)


def test_a_view_is_saved_shown_again_and_brought_back(qtbot, own_window):
    page = opened(qtbot, own_window)
    everybody = page.listing.total
    page.listing.add_test(ColumnTest(column="orders", op="at least", value="4"))
    rest(qtbot, own_window)
    loyal = page.listing.total
    page.tools.views.save("Loyal")
    page.listing.clear_all()
    settled(qtbot, own_window, page, everybody)
    page.tools.views.open("Loyal")
    settled(qtbot, own_window, page, loyal)
    page.tools.views.delete("Loyal")
    assert page.tools.views.names() == []
    undo = next(
        one for one in own_window.banner.findChildren(QPushButton)
        if one.text() == "Undo" and one.isVisible()
    )  # fmt: skip
    qtbot.mouseClick(undo, LEFT)
    assert page.tools.views.names() == ["Loyal"]


def test_private_data_is_masked(qtbot, window):
    page = opened(qtbot, window)
    name = str(page.listing.row(0)["full_name"])
    page.listing.mask(on=True)
    rest(qtbot, window)
    shown = str(page.listing.row(0)["full_name"])
    assert shown[0] == name[0]
    assert "•••" in shown
    page.listing.mask(on=False)
    rest(qtbot, window)
    assert str(page.listing.row(0)["full_name"]) == name
