"""The Data tab on the real window: sources, undo, merge policy, tables, map, calendar."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import PATIENCE, rest
from ui.data.rejects_sheet import RejectsSheet
from ui.data.undo_sheet import UndoSheet
from ui.importing.dialog import ImportDialog
from ui.shell.help import HelpDialog

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def data(qtbot, window):
    """The tab on the shared sample: look, don't change."""
    return opened(qtbot, window)


@pytest.fixture
def own_data(qtbot, own_window):
    """The tab on a brand of its own."""
    return opened(qtbot, own_window)


def opened(qtbot, window, spot: str = "sources"):
    window.go("data")
    rest(qtbot, window)
    page = window.page("data")
    page.go_to(spot)
    rest(qtbot, window)
    return page


def text(grid, row: int, column: int) -> str:
    return str(grid.model().data(grid.model().index(row, column)))


def column_of(grid, title: str) -> int:
    heads = [
        str(grid.model().headerData(at, Qt.Orientation.Horizontal))
        for at in range(grid.model().columnCount())
    ]
    return heads.index(title)


def names(page) -> list[str]:
    return page.merge.list.names()


def test_each_source_says_what_it_holds_and_how_fresh_it_is(data, window):
    shown = {text(data.sources.grid, row, 0) for row in range(data.sources.grid.model().rowCount())}
    assert {"shopify", "square", "klaviyo", "loyalty"} <= shown
    data.sources.choose("shopify")
    facts = data.sources.source
    assert facts.rows == sum(
        one["loaded"] for one in window.session.brand.data.imports() if one["source"] == "shopify"
    )
    assert data.sources.imports.model().rowCount() == facts.imports
    assert "Imports of shopify" in data.sources.about.text()
    assert data.side.title.text() == "shopify"


def test_undoing_says_what_goes_and_can_be_kept(qtbot, own_window, own_data):
    own_data.sources.choose("loyalty")
    before = own_data.sources.source.imports
    own_data.sources.imports.selectRow(own_data.sources.imports.model().rowCount() - 1)
    number = own_data.sources.row["import_id"]
    qtbot.mouseClick(own_data.side.undo, LEFT)
    sheet = sheet_of(qtbot, own_window, UndoSheet)
    effect = own_window.session.brand.data.undo_effect(number)
    assert effect.rows["source_loyalty"] > 0
    assert f"{effect.total:,} rows" in sheet.go.text()
    keep = next(one for one in sheet.findChildren(QPushButton) if one.text() == "Keep it")
    qtbot.mouseClick(keep, LEFT)
    assert own_data.imports.imports_of("loyalty")[-1]["state"] == "live"

    qtbot.mouseClick(own_data.side.undo, LEFT)
    sheet = sheet_of(qtbot, own_window, UndoSheet)
    qtbot.mouseClick(sheet.go, LEFT)
    qtbot.waitUntil(lambda: not own_window.jobs.running, timeout=4 * PATIENCE)
    assert own_window.jobs.jobs[0].state == "done"
    rest(qtbot, own_window)
    row = next(one for one in own_data.imports.rows if one["import_id"] == number)
    assert row["state"] == "undone"
    own_data.sources.choose("loyalty")
    assert own_data.sources.source.imports == before - 1
    assert own_data.sources.source.undone == 1


def test_a_file_is_imported_again_from_where_it_was(qtbot, window, data, made_sample):
    data.sources.choose("loyalty")
    row = next(r for r in data.imports.rows if r["file"] == "loyalty_members.csv")
    row["path"] = str(made_sample.parent / "exports" / "loyalty_members.csv")
    at = data.imports.imports_of("loyalty").index(row)
    data.sources.imports.selectRow(at)
    qtbot.mouseClick(data.side.again, LEFT)
    wizard = sheet_of(qtbot, window, ImportDialog)
    assert [path.name for path in wizard.draft.paths] == ["loyalty_members.csv"]
    wizard.reject()
    rest(qtbot, window)


def test_a_file_that_is_gone_is_asked_for(qtbot, window, data):
    data.sources.choose("shopify")
    row = data.sources.row
    row["path"] = "/nowhere/it.csv"
    said: list[str] = []
    window_say = window.say
    window.say = lambda message, *_args: said.append(message)
    try:
        qtbot.mouseClick(data.side.again, LEFT)
    finally:
        window.say = window_say
    assert str(row["file"]) in said[0]


def test_rejected_rows_are_shown_and_a_lost_file_is_said(qtbot, window, tmp_path):
    file = tmp_path / "x.rejects.csv"
    file.write_text("file,line,column,value,reason\nx.csv,7,Total,umsonst,not an amount\n")
    sheet = RejectsSheet(window.session, file, window)
    sheet.open()
    rest(qtbot, window)
    assert [text(sheet.grid, 0, at) for at in range(4)] == [
        "7",
        "Total",
        "umsonst",
        "not an amount",
    ]
    sheet.reject()
    lost = RejectsSheet(window.session, tmp_path / "gone.csv", window)
    lost.open()
    rest(qtbot, window)
    assert "gone.csv" in lost.banner.message
    lost.reject()


def test_sources_are_ordered_with_the_keyboard_and_undone(qtbot, own_window, own_data):
    own_data.go_to("merge")
    before = names(own_data)
    own_data.merge.list.setFocus()
    own_data.merge.list.setCurrentRow(1)
    qtbot.keyClick(own_data.merge.list, Qt.Key.Key_Up, ALT)
    rest(qtbot, own_window)
    after = [before[1], before[0], *before[2:]]
    assert names(own_data) == after
    kept = own_window.session.brand.settings.get("merge_policy")
    assert kept == {"general": after}
    assert "Build" in own_data.merge.banner.message or "build" in own_data.merge.banner.message
    own_data.history.undo()
    rest(qtbot, own_window)
    assert names(own_data) == before
    assert own_window.session.brand.settings.get("merge_policy") == {}
    assert own_data.merge.banner.message == ""
    own_data.history.redo()
    rest(qtbot, own_window)
    assert names(own_data) == after


def test_a_group_has_its_own_order_and_goes_back_to_the_general_one(qtbot, own_window, own_data):
    own_data.go_to("merge")
    own_data.merge.groups.choose("email")
    before = names(own_data)
    assert own_data.merge.same.isChecked()
    own_data.merge.list.setCurrentRow(0)
    qtbot.mouseClick(own_data.merge.down, LEFT)
    rest(qtbot, own_window)
    assert not own_data.merge.same.isChecked()
    assert own_window.session.brand.settings.get("merge_policy")["email"][0] == before[1]
    spot = QPoint(10, own_data.merge.same.height() // 2)
    qtbot.mouseClick(own_data.merge.same, LEFT, pos=spot)
    rest(qtbot, own_window)
    assert "email" not in own_window.session.brand.settings.get("merge_policy")


def test_dragging_a_source_changes_the_order(qtbot, own_window, own_data):
    own_data.go_to("merge")
    listed = own_data.merge.list
    before = names(own_data)
    root = listed.rootIndex()
    # what a drop inside the list does: Qt's own drag loop cannot be driven without a screen
    assert listed.model().moveRows(root, 0, 1, root, 2)
    rest(qtbot, own_window)
    assert names(own_data) == [before[1], before[0], *before[2:]]
    assert own_window.session.brand.settings.get("merge_policy")["general"][0] == before[1]


def test_a_table_tells_about_its_columns(qtbot, window, data):
    data.go_to("tables/Customer_360")
    rest(qtbot, window)
    view = data.explorer
    brand = window.session.brand
    whole = brand.status().tables["Customer_360"]
    assert view.name.text() == "Customer_360"
    assert f"{whole:,} rows" in view.facts.text()
    filled, different = column_of(view.grid, "Filled"), column_of(view.grid, "Different")
    assert text(view.grid, 0, filled) == "100.0%"
    assert text(view.grid, 0, different) == f"{whole:,}"
    assert view.sample.model().rowCount() == min(whole, 50)


def test_a_column_shows_its_values_and_how_they_spread(qtbot, window, data):
    data.go_to("tables/Customer_360")
    rest(qtbot, window)
    grid = data.explorer.grid
    rows = {text(grid, row, 0): row for row in range(grid.model().rowCount())}
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(rows["lifecycle_status"], 0))
    rest(qtbot, window)
    assert data.columns.title.text() == "lifecycle_status"
    spread = data.tables.spread
    assert not spread.is_histogram
    assert sum(bar.rows for bar in spread.bars) + spread.rest == data.tables.stats.rows
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    rest(qtbot, window)
    assert data.columns.title.text() == "rfm_score"
    grid.setCurrentIndex(grid.model().index(rows["revenue"], 0))
    rest(qtbot, window)
    spread = data.tables.spread
    assert spread.is_histogram
    assert sum(bar.rows for bar in spread.bars) == data.tables.stats.columns["revenue"].filled


def test_typing_finds_tables_by_their_columns(qtbot, window, data):
    data.go_to("tables")
    rest(qtbot, window)
    tree = data.explorer.tree
    qtbot.keyClicks(data.explorer.search, "household_size")
    shown = [
        tree.topLevelItem(at).child(below).text(0)
        for at in range(tree.topLevelItemCount())
        for below in range(tree.topLevelItem(at).childCount())
    ]
    assert shown == ["Merged_Households"]


def test_a_custom_table_is_listed(qtbot, own_window, own_data, tmp_path):
    file = tmp_path / "shops.csv"
    file.write_text("shop,square metres\nJena,120\nUlm,80\n", encoding="utf-8")
    own_window.session.brand.import_files([file], kind="custom")
    own_data.go_to("tables")
    own_data.tables.read()
    rest(qtbot, own_window)
    found = next(one for one in own_data.tables.tables if one.name.startswith("custom_"))
    assert found.chapter == "Custom tables"
    own_data.open_table(found.name)
    rest(qtbot, own_window)
    assert text(own_data.explorer.grid, found.columns.index(found.column("shop")), 0) == "shop"


def test_the_map_opens_a_table_by_mouse_and_by_keyboard(qtbot, window, data):
    data.go_to("map")
    rest(qtbot, window)
    boxes = data.map.map.boxes
    qtbot.mouseClick(boxes["Unified_Transactions"], LEFT)
    rest(qtbot, window)
    assert data.spot() == "tables/Unified_Transactions"
    data.go_to("map")
    start = boxes["source_lines"]
    start.setFocus()
    qtbot.keyClick(start, Qt.Key.Key_Right)
    here = window.focusWidget()  # the offscreen window is not the active one
    assert here in boxes.values()
    assert here.geometry().left() > start.geometry().right()
    qtbot.keyClick(here, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert data.spot() == f"tables/{here.facts.name}"


def test_the_map_zooms_and_its_boxes_never_overlap(qtbot, window, data):
    data.go_to("map")
    rest(qtbot, window)
    data.map.fit()
    for _ in range(2):
        qtbot.mouseClick(data.map.in_, LEFT)
    places = [box.geometry() for box in data.map.map.boxes.values()]
    assert len(places) > 15
    for at, one in enumerate(places):
        assert not any(one.intersects(other) for other in places[at + 1 :])
    tall = places[0].height()
    qtbot.mouseClick(data.map.out, LEFT)
    assert next(iter(data.map.map.boxes.values())).height() < tall


def test_the_fiscal_calendar_is_shown(data, window):
    data.go_to("calendar")
    grid = data.calendar.grid
    assert grid.model().rowCount() >= 12
    days = [int(text(grid, row, 6).replace(",", "")) for row in range(grid.model().rowCount())]
    assert sum(days) == window.session.brand.status().tables["Fiscal_Calendar"]


def test_an_empty_brand_says_what_to_do(qtbot, empty_window, tmp_path):
    from ampdesk.api import Brand

    Brand.create(tmp_path / "new.ampdesk").close()
    empty_window.open_brand(tmp_path / "new.ampdesk")
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
    rest(qtbot, empty_window)
    page = opened(qtbot, empty_window)
    assert page.sources.empty.isVisible()
    for spot in ("tables", "map", "merge", "calendar"):
        page.go_to(spot)
        rest(qtbot, empty_window)
    assert page.calendar.empty.isVisible()


def test_a_second_window_may_only_look(qtbot, own_window, sample_day):
    from ui.shell.session import Session
    from ui.shell.window import Window

    other = Window(Session(sample_day))
    qtbot.addWidget(other)
    other.show()
    other.open_brand(Path(own_window.session.brand.path))
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    rest(qtbot, other)
    page = opened(qtbot, other)
    assert not page.side.undo.isEnabled()
    assert "you can look, not change" in page.side.undo.toolTip()
    page.go_to("merge")
    page.merge.list.setCurrentRow(0)
    assert not page.merge.down.isEnabled()
    other.close()


def sheet_of(qtbot, window, kind):
    def shown():
        return [one for one in window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=PATIENCE)
    return shown()[-1]


def test_f1_leads_from_each_place_to_its_receipt_or_page(qtbot, data, window):
    def asked(widget) -> str:
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_F1)
        rest(qtbot, window)
        receipt = window.receipt.receipt
        return receipt.title if receipt else ""

    def page_of(widget) -> str:
        widget.setFocus()
        window.actions_["help.why"].trigger()
        guide = next(one for one in window.findChildren(HelpDialog) if one.isVisible())
        title = guide.pages.currentItem().text()
        guide.close()
        return title

    window.activateWindow()
    data.sources.choose("shopify")
    assert asked(data.sources.grid) == "Source shopify"
    assert asked(data.sources.imports).startswith("Import ")
    assert page_of(data.add) == "Import"
    data.go_to("tables/Customer_360")
    rest(qtbot, window)
    data.explorer.grid.setCurrentIndex(data.explorer.grid.paged.index(1, 0))
    assert asked(data.explorer.grid).startswith("Customer_360.")
    assert page_of(data.explorer.search) == "Tables and map"
    data.explorer.tree.setFocus()
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    assert window.receipt.receipt.title == "Customer_360"
    data.go_to("merge")
    data.merge.list.setFocus()
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    assert window.receipt.receipt.title == f"Source {names(data)[0]}"
    assert page_of(data.merge.up) == "Merge policy"
    data.go_to("calendar")
    assert page_of(data.calendar.add) == "Fiscal calendar"


def test_a_fiscal_calendar_is_made_where_none_was_imported(qtbot, empty_window, tmp_path):
    empty_window.session.create(tmp_path / "new.ampdesk")
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
    page = opened(qtbot, empty_window, "calendar")
    maker = page.calendar.maker
    assert maker.isVisible()
    maker.month.setCurrentIndex(6)
    assert "Jul 1" in maker.example.text()
    qtbot.mouseClick(maker.make, LEFT)
    qtbot.waitUntil(lambda: bool(empty_window.jobs.jobs), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not empty_window.jobs.running, timeout=4 * PATIENCE)
    assert empty_window.jobs.jobs[0].state == "done", empty_window.jobs.jobs[0].message
    rest(qtbot, empty_window)
    qtbot.waitUntil(lambda: page.calendar.stack.currentIndex() == 0, timeout=PATIENCE)
    months = page.imports.months
    assert {one.month for one in months} == set(range(1, 13))
    assert next(one for one in months if one.month == 1).first.month == 7
    assert page.imports.sources[0].name == "fiscal-calendar"
