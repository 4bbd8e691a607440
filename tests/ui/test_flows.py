"""What a person does, by mouse and keyboard, on the real window and real files."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import PATIENCE, rest
from ui.lists.dialog import MailingListDialog
from ui.shell.work import make_demo

LEFT = Qt.MouseButton.LeftButton


def drop(window, paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, copy = QPoint(500, 400), Qt.DropAction.CopyAction
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, data, LEFT, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, data, LEFT, keys))


def dialog_of(qtbot, window, kind):
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(kind)), timeout=5_000)
    return next(d for d in window.findChildren(kind) if d.isVisible())


def test_the_first_page_offers_three_ways_and_no_tabs(empty_window):
    assert empty_window.first_run.demo.isVisible()
    assert empty_window.first_run.files.isVisible()
    assert not empty_window.rail.isVisible()
    assert not empty_window.actions_["go.home"].isEnabled()


def test_the_sample_brand_is_made_behind_a_bar_and_opened(qtbot, empty_window, tmp_path):
    path = tmp_path / "made.ampdesk"
    make_demo(empty_window, path, customers=60)
    assert empty_window.first_run.progress.isVisible()
    assert empty_window.first_run.progress.cancel.isVisible()
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=4 * PATIENCE)
    rest(qtbot, empty_window)
    assert empty_window.rail.key == "home"
    assert int(empty_window.page("home").tiles["customers"].value.text()) > 30


def test_making_the_sample_brand_can_be_stopped(qtbot, empty_window, tmp_path):
    path = tmp_path / "stopped.ampdesk"
    make_demo(empty_window, path, customers=5_000)
    qtbot.waitUntil(lambda: empty_window.jobs.running[0].of > 0, timeout=PATIENCE)
    qtbot.mouseClick(empty_window.first_run.progress.cancel, LEFT)
    qtbot.waitUntil(lambda: not empty_window.jobs.running, timeout=10_000)
    assert empty_window.jobs.jobs[0].state == "stopped"
    assert empty_window.first_run.demo.isVisible()
    assert not path.exists()


def test_a_person_is_found_by_typing_and_opened_with_enter(qtbot, window):
    window.actions_["edit.find"].trigger()
    rest(qtbot, window)
    page = window.page("customers")
    everyone = page.listing.total
    name = str(page.listing.row(3)["full_name"])
    qtbot.keyClicks(page.search, name)
    qtbot.waitUntil(
        lambda: not window.session.desk.busy and 0 < (page.listing.total or 0) < everyone,
        timeout=PATIENCE,
    )
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert page.profile.name.text()
    assert page.opened.profile.records
    assert page.profile.fields.model.rowCount() > 3
    qtbot.mouseClick(page.profile.back, LEFT)
    assert page.search.isVisible()
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.listing.total == everyone, timeout=PATIENCE)


def test_nobody_found_is_said_in_words(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    page = window.page("customers")
    qtbot.keyClicks(page.search, "zzqx")
    qtbot.waitUntil(lambda: page.listing.total == 0, timeout=PATIENCE)
    assert "zzqx" in page.nobody.title.text()


def test_sorting_by_a_header_reads_the_rows_in_that_order(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    page = window.page("customers")
    heads = page.grid.horizontalHeader()
    spot = QPoint(heads.sectionViewportPosition(3) + 10, heads.height() // 2)
    qtbot.mouseClick(heads.viewport(), LEFT, pos=spot)
    rest(qtbot, window)
    orders = [page.listing.row(at)["orders"] for at in range(20)]
    assert orders in (sorted(orders), sorted(orders, reverse=True))
    assert page.listing.sort_column[0] == 3


def drag(qtbot, heat, start, end) -> None:
    one = heat.visualRect(heat.heat.index(*start)).center()
    other = heat.visualRect(heat.heat.index(*end)).center()
    qtbot.mousePress(heat.viewport(), LEFT, pos=one)
    qtbot.mouseMove(heat.viewport(), pos=other)
    qtbot.mouseRelease(heat.viewport(), LEFT, pos=other)


def test_an_rfm_range_is_dragged_and_becomes_a_list(qtbot, window, tmp_path):
    window.go("rfm")
    rest(qtbot, window)
    page = window.page("rfm")
    page.map.choose(0, 5, 4, 9)  # what a drag chooses: the mouse part is tried below
    rest(qtbot, window)
    board = page.board
    assert board.range_words() == "Recency 6–10, frequency 6–10"
    inside = sum(board.grid.cell(y, x).customers for y in range(6, 11) for x in range(6, 11))
    assert board.selection.customers == inside > 0

    qtbot.mouseClick(page.range_panel.mail, LEFT)
    dialog = dialog_of(qtbot, window, MailingListDialog)
    rest(qtbot, window)
    counts = dialog.draft.preview.counts
    assert counts.audience == inside
    assert counts.pieces + counts.left_out_total == inside
    assert counts.pieces > 0
    dialog.write_to(tmp_path / "list.csv")
    qtbot.waitUntil((tmp_path / "list.csv").exists, timeout=PATIENCE)
    qtbot.waitUntil(lambda: dialog.draft.job is None, timeout=PATIENCE)
    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == counts.pieces + 1
    assert (tmp_path / "list-left-out.csv").exists()
    assert "pieces" in dialog.banner.message
    dialog.reject()


def test_a_range_is_chosen_with_the_mouse_and_the_keyboard(qtbot, window):
    window.go("rfm")
    rest(qtbot, window)
    page = window.page("rfm")
    drag(qtbot, page.map, (2, 3), (4, 6))
    assert page.map.bounds() == (2, 3, 4, 6)
    assert page.board.range_words() == "Recency 6–8, frequency 4–7"
    page.map.setFocus()
    page.map.setCurrentIndex(page.map.heat.index(0, 0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(page.map, key, Qt.KeyboardModifier.ShiftModifier)
    assert page.map.bounds() == (0, 0, 1, 1)
    rest(qtbot, window)
    qtbot.mouseClick(page.range_panel.see, LEFT)
    rest(qtbot, window)
    customers = window.page("customers")
    assert window.rail.key == "customers"
    assert customers.listing.total == page.board.selection.customers


def test_f1_on_a_figure_opens_its_receipt_and_esc_gives_the_focus_back(qtbot, window):
    home = window.page("home")
    tile = home.tiles["revenue_12m"]
    tile.setFocus()
    window.actions_["help.why"].trigger()
    rest(qtbot, window)
    receipt = window.receipt.receipt
    assert receipt.title == tile.name.text()
    assert "SELECT" in receipt.sql
    qtbot.keyClick(window.receipt, Qt.Key.Key_Escape)
    assert not window.receipt.isVisible()
    assert window.focusWidget() is tile


def test_f1_on_a_merged_field_shows_who_won(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    page = window.page("customers")
    page.open_profile(str(page.listing.row(0)["amperity_id"]))
    rest(qtbot, window)
    grid = page.profile.fields.grid
    grid.selectRow(0)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_F1)
    rest(qtbot, window)
    marks = [line.mark for line in window.receipt.receipt.lines]
    assert marks.count("won") == 1


def test_f1_on_a_row_explains_the_scores(qtbot, window):
    window.go("rfm")
    rest(qtbot, window)
    page = window.page("rfm")
    page.map.choose(0, 0, 9, 9)
    rest(qtbot, window)
    qtbot.mouseClick(page.range_panel.see, LEFT)
    rest(qtbot, window)
    grid = window.page("customers").grid
    grid.selectRow(0)
    qtbot.keyClick(grid, Qt.Key.Key_F1)
    rest(qtbot, window)
    assert [line.label for line in window.receipt.receipt.lines] == [
        "recency", "frequency", "monetary",
    ]  # fmt: skip


def test_a_second_window_may_only_look(qtbot, own_window, sample_brand, sample_day):
    from ui.shell.session import Session
    from ui.shell.window import Window

    held = own_window.session.brand.path
    other = Window(Session(sample_day))
    qtbot.addWidget(other)
    other.show()
    other.open_brand(Path(held))
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    rest(qtbot, other)
    assert other.session.read_only
    assert not other.actions_["data.build"].isEnabled()
    assert "open in another window" in other.banner.message
    other.close()


def test_a_file_that_is_no_brand_is_refused_in_words(qtbot, empty_window, tmp_path):
    path = tmp_path / "broken.ampdesk"
    path.write_text("not a brand", encoding="utf-8")
    empty_window.open_brand(path)
    qtbot.waitUntil(lambda: bool(empty_window.first_run.banner.message), timeout=PATIENCE)
    assert "broken.ampdesk" in empty_window.first_run.banner.message
    assert not empty_window.session.is_open


def test_the_search_box_finds_tabs_commands_and_customers(qtbot, window):
    from ui.shell.palette import PaletteDialog

    window.go("customers")
    rest(qtbot, window)
    name = str(window.page("customers").listing.row(0)["full_name"])
    window.actions_["edit.palette"].trigger()
    palette = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PaletteDialog))
    qtbot.keyClicks(palette.field, name)
    qtbot.waitUntil(lambda: any(hit.text == name for hit in palette.finder.hits), timeout=PATIENCE)
    palette.field.setText(">rfm")
    palette.field.setText("rfm")
    assert [hit.text for hit in palette.finder.hits][:2] == ["Tabs", "RFM"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rail.key == "rfm", timeout=PATIENCE)


def test_a_theme_changes_while_the_window_is_open(qtbot, window):
    from ui import theme

    before = window.grab().toImage().pixelColor(700, 880)
    window.actions_["view.dark"].trigger()
    assert theme.tokens().dark
    after = window.grab().toImage().pixelColor(700, 880)
    assert after.lightness() < before.lightness()
    window.actions_["view.light"].trigger()
