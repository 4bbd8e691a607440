"""RFM in the window: ranges and movements become lists and files, by mouse and by keyboard."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from ampdesk.api import RfmRange
from tests.ui.conftest import PATIENCE, rest
from ui.lists.dialog import MailingListDialog
from ui.receipts.sheet import ReceiptSheet

LEFT = Qt.MouseButton.LeftButton
SHIFT, F1, ESC = Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F1, Qt.Key.Key_Escape


def settled(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=4 * PATIENCE)
    rest(qtbot, window)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def visible(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


@pytest.fixture
def rfm(qtbot, window):
    window.go("rfm")
    rest(qtbot, window)
    return window.page("rfm")


@pytest.fixture
def own_rfm(qtbot, own_window):
    own_window.go("rfm")
    rest(qtbot, own_window)
    return own_window.page("rfm")


def test_a_range_becomes_a_list_on_disk_by_keyboard_alone(qtbot, own_window, own_rfm, tmp_path):
    page = own_rfm
    page.map.setFocus()
    page.map.setCurrentIndex(page.map.heat.index(0, 9))
    for key in (Qt.Key.Key_Down,) * 3 + (Qt.Key.Key_Left,) * 4:
        qtbot.keyClick(page.map, key, SHIFT)
    settled(qtbot, own_window)
    assert page.board.range == RfmRange.parse("R>=7,F>=6")
    assert page.board.sentence() == (
        "Customers with recency at least 7 and frequency at least 6; all must hold."
    )
    page.range_panel.mail.setFocus()
    qtbot.keyClick(page.range_panel.mail, Qt.Key.Key_Space)
    settled(qtbot, own_window)
    dialog = visible(own_window, MailingListDialog)
    counts = dialog.draft.preview.counts
    assert counts.audience == page.board.selection.customers > 0

    dialog.write_to(tmp_path / "best.csv")
    settled(qtbot, own_window)

    rows, left = read(tmp_path / "best.csv"), read(tmp_path / "best-left-out.csv")
    assert (len(rows), len(left)) == (counts.pieces, counts.left_out_total)
    brand = own_window.session.brand
    scores = {
        row["amperity_id"]: row for row in _scores(brand, tmp_path, RfmRange.parse("R>=7,F>=6"))
    }
    assert {row["amperity_id"] for row in (*rows, *left)} == set(scores)
    dialog.reject()


def _scores(brand, folder: Path, wanted: RfmRange) -> list[dict[str, str]]:
    from ampdesk.api import ScoresFile

    brand.scores_file(ScoresFile(file=folder / "scores.csv", range=wanted))
    return read(folder / "scores.csv")


def test_f1_on_somebody_left_out_shows_every_rule(qtbot, window, rfm):
    rfm.map.choose(0, 0, 9, 9)
    rest(qtbot, window)
    qtbot.mouseClick(rfm.range_panel.mail, LEFT)
    rest(qtbot, window)
    dialog = visible(window, MailingListDialog)
    dialog.tabs.setCurrentIndex(1)
    dialog.left_out.selectRow(0)
    dialog.left_out.setFocus()
    qtbot.keyClick(dialog.left_out, F1)
    rest(qtbot, window)
    sheet = visible(dialog, ReceiptSheet)
    receipt = sheet.content.receipt
    assert receipt.sentence.startswith("Left out: ")
    assert receipt.lines[0].mark == "holds"
    assert "left out" in [line.mark for line in receipt.lines]
    sheet.reject()


def test_each_count_of_a_list_has_a_receipt(qtbot, window, rfm):
    rfm.map.choose(0, 0, 9, 9)
    rest(qtbot, window)
    qtbot.mouseClick(rfm.range_panel.mail, LEFT)
    rest(qtbot, window)
    dialog = visible(window, MailingListDialog)
    counts = dialog.draft.preview.counts
    assert len(dialog.counts) == 2 + len([part for part in counts.left_out if part.customers])
    for key, made in dialog.counts.items():
        qtbot.mouseClick(made, LEFT)
        rest(qtbot, window)
        sheet = visible(dialog, ReceiptSheet)
        assert "SELECT" in sheet.content.receipt.sql, key
        sheet.reject()
        sheet.deleteLater()
        qtbot.wait(1)


@pytest.mark.parametrize(("rows", "columns"), [("recency", "monetary"), ("frequency", "monetary")])
def test_other_pairs_count_the_same_customers(qtbot, window, rfm, rows, columns):
    scored = rfm.board.grid.scored
    rfm.grid.show_pair(rows, columns)
    rest(qtbot, window)
    assert (rfm.board.grid.rows, rfm.board.grid.columns) == (rows, columns)
    assert sum(cell.customers for cell in rfm.board.grid.cells) == scored


def test_the_colour_changes_and_the_range_stays(qtbot, window, rfm):
    rfm.map.choose(2, 3, 4, 6)
    rest(qtbot, window)
    for weight in ("revenue", "average_order", "customers"):
        rfm.weight.choose(weight)
        assert rfm.map.bounds() == (2, 3, 4, 6)
    assert rfm.board.selection is not None


def test_a_pattern_comes_with_the_pair_that_shows_it(qtbot, window, rfm):
    presets = {one.key: one for one in rfm.board.presets()}
    rfm.choose(presets["big_occasional"])
    rest(qtbot, window)
    assert rfm.board.pair == ("frequency", "monetary")
    assert rfm.board.selection.range == presets["big_occasional"].range
    rfm.choose(presets["active_thrifty"])
    rest(qtbot, window)
    assert "does not show the bound" in rfm.board.unseen()


def test_at_least_three_scores_are_chosen_in_the_sheet(qtbot, window, rfm):
    sheet = rfm.grid.open_combined()
    assert not sheet.go.isEnabled()
    for axis, score in (("recency", 9), ("frequency", 8)):
        sheet.scores[axis].setCurrentIndex(score)
    assert sheet.sentence.text() == "Customers with recency at least 9, frequency at least 8."
    qtbot.mouseClick(sheet.go, LEFT)
    rest(qtbot, window)
    assert rfm.board.range == RfmRange.parse("R>=9,F>=8")
    assert rfm.map.bounds() == (0, 7, 1, 9)
    sheet = rfm.grid.open_combined()
    sheet.way.choose("most")
    sheet.scores["monetary"].setCurrentIndex(2)
    qtbot.mouseClick(sheet.go, LEFT)
    rest(qtbot, window)
    assert rfm.board.range == RfmRange.parse("M<=2")


def test_f1_on_a_range_opens_its_receipt_beside_the_map(qtbot, window, rfm):
    rfm.map.choose(0, 5, 4, 9)
    rest(qtbot, window)
    rfm.map.setFocus()
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    count = rfm.board.selection.customers
    assert f"{count:,} customers" in window.receipt.receipt.sentence
    assert rfm.map.isVisible()
    qtbot.keyClick(window.receipt, ESC)
    assert window.focusWidget() is rfm.map


def test_distributions_show_cuts_and_a_score_is_chosen_there(qtbot, window, rfm):
    rfm.tabs.setCurrentIndex(1)
    rest(qtbot, window)
    strip = rfm.spreads.strips["monetary"]
    assert strip.heat.columnCount() == 10
    table = rfm.spreads.cards["monetary"].table
    assert [table.item(at, 0).text() for at in range(10)] == [str(10 - at) for at in range(10)]
    spot = strip.visualRect(strip.heat.index(0, 9)).center()
    qtbot.mouseClick(strip.viewport(), LEFT, pos=spot)
    rest(qtbot, window)
    assert rfm.board.range == RfmRange.parse("M=10")
    top = rfm.spreads.spreads.found["monetary"].tenths[-1]
    assert rfm.board.selection.customers == top.customers
    strip.setFocus()
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    assert window.receipt.receipt.title == "Monetary 10"


def moved(qtbot, window, page):
    page.tabs.setCurrentIndex(2)
    rest(qtbot, window)
    return page.movement


def test_who_fell_is_counted_exported_and_listed(qtbot, own_window, own_rfm, tmp_path):
    view = moved(qtbot, own_window, own_rfm)
    tile = view.tiles["fell"]
    found = view.moves.movement
    assert tile.value.text() == f"{found.fell:,}"
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert view.moves.count() == found.fell > 0
    own_rfm.export_to(tmp_path / "fell.csv", "movers")
    settled(qtbot, own_window)
    rows = read(tmp_path / "fell.csv")
    assert len(rows) == found.fell
    noted = own_window.session.brand.activity.entries(group="file")
    assert noted[0].rows == found.fell  # the newest; other tests write files of this brand too
    qtbot.mouseClick(view.panel.mail, LEFT)
    settled(qtbot, own_window)
    dialog = visible(own_window, MailingListDialog)
    assert dialog.draft.preview.counts.audience == found.fell
    assert set(dialog.draft.request.ids) == {row["amperity_id"] for row in rows}
    dialog.reject()


def test_a_ribbon_is_walked_to_and_explained_by_keyboard(qtbot, window, rfm):
    view = moved(qtbot, window, rfm)
    chart = view.chart
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    flow = view.moves.movement.flows[1]
    assert view.moves.move == flow.move
    assert chart.chosen == {1}
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    assert window.receipt.receipt.sentence.startswith(f"{flow.customers:,} customers went from")


def test_another_score_and_another_day_are_compared(qtbot, window, rfm):
    view = moved(qtbot, window, rfm)
    view.axis.choose("monetary")
    rest(qtbot, window)
    assert view.moves.movement.axis == "monetary"
    qtbot.mouseClick(view.day.button, Qt.MouseButton.LeftButton)
    picker = view.day.picker
    qtbot.keyClicks(picker.field, "2096-01-31")
    assert "earlier day" in picker.resolved.text()
    picker.field.clear()
    qtbot.keyClicks(picker.field, "2026-01-31")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert str(view.moves.movement.since) == "2026-01-31"
    assert view.ago.currentData() == 0


def test_a_window_that_may_only_look_writes_the_file_without_a_note(
    qtbot, own_window, empty_window, tmp_path, sample_day
):
    from ui.shell.session import Session
    from ui.shell.window import Window

    other = Window(Session(sample_day))
    qtbot.addWidget(other)
    other.show()
    other.open_brand(own_window.session.brand.path)
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    rest(qtbot, other)
    other.go("rfm")
    rest(qtbot, other)
    page = other.page("rfm")
    before = len(other.session.brand.activity.entries())
    page.export_to(tmp_path / "all.xlsx")
    settled(qtbot, other)
    assert (tmp_path / "all.xlsx").exists()
    assert any("rows in all.xlsx" in one for one in other.banner.messages)
    assert len(other.session.brand.activity.entries()) == before
    other.close()


def test_the_map_is_copied_as_a_table(rfm):
    from PySide6.QtGui import QGuiApplication

    rfm.grid.menu().copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 11
    assert lines[1].split("\t")[0] == "10"


def test_nobody_scored_is_said_in_words(qtbot, empty_window, tmp_path, sample_day):
    from ampdesk.api import Brand

    file = tmp_path / "people.csv"
    file.write_text("id,first name,last name,email\n1,Ann,Lee,ann@example.com\n")
    with Brand.create(tmp_path / "own.ampdesk", today=sample_day) as brand:
        brand.import_files([file], source="shop", kind="customers")
        brand.build()
    empty_window.open_brand(tmp_path / "own.ampdesk")
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
    settled(qtbot, empty_window)
    empty_window.go("rfm")
    rest(qtbot, empty_window)
    page = empty_window.page("rfm")
    assert page.empty.title.text() == "Nobody has a score"
    assert not page.export.isEnabled()
