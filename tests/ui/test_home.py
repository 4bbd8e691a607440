"""Home in the window: one read, remedies that work, receipts and files of every figure."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from python_calamine import CalamineWorkbook

from ampdesk.api import Brand, UndoImport
from tests.ui.conftest import PATIENCE, rest
from ui.figures.card import FIGURE, TABLE
from ui.kit.notes import Chip

LEFT = Qt.MouseButton.LeftButton
F1, ESC, RETURN = Qt.Key.Key_F1, Qt.Key.Key_Escape, Qt.Key.Key_Return


def settled(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=4 * PATIENCE)
    rest(qtbot, window)


@pytest.fixture
def home(qtbot, window):
    window.go("home")
    rest(qtbot, window)
    return window.page("home")


def test_every_figure_of_home_is_shown_with_its_change(home):
    found = home.figures.home
    assert list(home.tiles) == [figure.key for figure in found.figures]
    assert home.tiles["customers"].value.text() == f"{found.customers:,}"
    assert home.tiles["revenue_12m"].delta.text().endswith("%")
    assert home.tiles["repeat_rate"].delta.text().endswith("points")
    assert home.tiles["revenue_12m"].spark.isVisible()
    assert not home.tiles["reachable_post"].spark.isVisible()


def test_f1_on_each_figure_and_chart_opens_its_receipt(qtbot, window, home):
    for key, tile in home.tiles.items():
        tile.setFocus()
        window.actions_["help.why"].trigger()
        rest(qtbot, window)
        assert window.receipt.receipt.title == home.figures.home.figure(key).label
        qtbot.keyClick(window.receipt, ESC)
        assert window.focusWidget() is tile
    for card in (home.revenue, home.buyers, home.kinds, home.categories, home.retention):
        card.figure.setFocus()
        window.actions_["help.why"].trigger()
        rest(qtbot, window)
        assert "SELECT" in window.receipt.receipt.sql
        assert window.receipt.isVisible()
        qtbot.keyClick(window.receipt, ESC)
        assert window.focusWidget() is card.figure


def test_a_month_is_walked_to_and_explained_by_keyboard(qtbot, window, home):
    chart = home.revenue.figure
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, RETURN)
    rest(qtbot, window)
    month = home.figures.months()[-2]
    assert f"{month.orders:,} orders" in window.receipt.receipt.sentence


def test_a_bar_and_a_cell_are_picked_with_the_mouse(qtbot, window, home):
    bars = home.bars
    qtbot.mouseClick(bars, LEFT, pos=bars.rect().topLeft() + bars.rect().center() / 16)
    rest(qtbot, window)
    first = home.figures.home.categories[0]
    assert window.receipt.receipt.title == f"Category: {first.name}"
    index = home.map.heat.index(1, 2)
    home.map.setCurrentIndex(index)
    home.map.activated.emit(index)
    rest(qtbot, window)
    cohort = home.figures.home.cohorts[1]
    assert f"of {cohort.customers:,} customers" in window.receipt.receipt.sentence


def test_alt_t_turns_a_chart_into_its_table(qtbot, window, home):
    card = home.revenue
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    card.figure.setFocus()
    qtbot.keyClick(card.figure, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert card.shown == TABLE
    assert card.table.rowCount() == len(home.figures.months())
    assert card.table.item(0, 1).text().startswith("$")
    card.turn()
    assert card.shown == FIGURE


def test_a_chart_is_copied_and_saved_as_picture_and_table(home, tmp_path):
    menu = home.categories.menu()
    menu.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    found = home.figures.home.categories
    assert len(lines) == len(found) + 1
    menu.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    said = []
    menu._say = lambda message, tone: said.append((message, tone))
    for ending in ("png", "svg", "csv", "xlsx"):
        menu.save_to(tmp_path / f"chart.{ending}")
        assert (tmp_path / f"chart.{ending}").stat().st_size > 100
    assert all(tone == "pos" for _, tone in said)
    assert (tmp_path / "chart.svg").read_text().count("<svg") == 1
    with (tmp_path / "chart.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [float(row[1]) for row in rows[1:]] == [float(one.revenue) for one in found]
    menu.save_to(tmp_path / "no" / "such" / "folder.csv")
    assert said[-1][1] == "neg"


def test_all_tables_are_exported_into_one_workbook(qtbot, window, home, tmp_path):
    assert "export" in home.verbs()
    home.export_to(tmp_path / "home.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "home.xlsx"))
    assert len(book.sheet_names) == 6
    rows = book.get_sheet_by_name("Figures").to_python()
    assert rows[1][:2] == ["Customers", home.figures.home.customers]


def test_what_needs_a_person_is_remedied_by_its_button(qtbot, own_window):
    window = own_window
    number = next(
        row["import_id"] for row in window.session.brand.imports() if row["kind"] == "loyalty"
    )
    window.run("Undo", UndoImport(import_id=number))
    settled(qtbot, window)
    window.go("home")
    rest(qtbot, window)
    page = window.page("home")
    made = page.attention.buttons["imported_since"]
    assert made.text() == "Build now"
    qtbot.mouseClick(made, LEFT)
    settled(qtbot, window)
    assert "imported_since" not in page.attention.buttons


def test_a_failed_job_is_told_and_its_log_is_one_press_away(qtbot, own_window):
    window = own_window
    window.run("Undo", UndoImport(import_id=999))
    settled(qtbot, window)
    window.go("home")
    window.page("home").refresh()
    rest(qtbot, window)
    qtbot.mouseClick(window.page("home").attention.buttons["failed"], LEFT)
    rest(qtbot, window)
    assert window.rail.key == "activity"
    assert window.page("activity").side.entry.state == "failed"


def people(folder: Path) -> list[Path]:
    file = folder / "people.csv"
    file.write_text("id,first name,last name,email\n1,Ann,Lee,ann@example.com\n")
    return [file]


@pytest.fixture
def opened(qtbot, empty_window):
    def open_brand(path: Path):
        empty_window.open_brand(path)
        qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
        settled(qtbot, empty_window)
        return empty_window.page("home")

    return open_brand


def test_a_brand_without_data_invites_to_import(opened, tmp_path):
    Brand.create(tmp_path / "own.ampdesk").close()
    page = opened(tmp_path / "own.ampdesk")
    assert page.empty.title.text() == "No customers yet"
    assert page.choose.isVisible()
    assert not page.build.isVisible()
    assert page.verbs() == {}


def test_imported_and_not_built_offers_to_build(qtbot, opened, tmp_path):
    path = tmp_path / "own.ampdesk"
    with Brand.create(path) as brand:
        brand.import_files(people(tmp_path), source="shop", kind="customers")
    page = opened(path)
    assert page.empty.title.text() == "Imported, not built yet"
    qtbot.mouseClick(page.build, LEFT)
    settled(qtbot, page.window())
    assert page.tiles["customers"].value.text() == "1"


def test_one_customer_without_an_order_is_shown_without_dividing(opened, tmp_path, sample_day):
    path = tmp_path / "own.ampdesk"
    with Brand.create(path, today=sample_day) as brand:
        brand.import_files(people(tmp_path), source="shop", kind="customers")
        brand.build()
    page = opened(path)
    assert page.tiles["repeat_rate"].value.text() == "–"
    assert "No orders" in page.revenue.nothing.text()
    assert "No order line" in page.categories.nothing.text()


def test_what_cannot_be_read_says_so_and_can_be_read_again(qtbot, opened, sample_brand):
    page = opened(sample_brand)
    window = page.window()
    table = window.session.brand.lake.snapshot().tables["Transaction_Attributes_Extended"]
    kept = [(file, file.read_bytes()) for file in table.files]
    for file, _ in kept:
        file.unlink()
    page.refresh()
    rest(qtbot, window)
    assert page.again.isVisible()
    assert page.empty.text.text()
    assert page.verbs() == {}
    for file, content in kept:
        file.write_bytes(content)
    qtbot.mouseClick(page.again, LEFT)
    rest(qtbot, window)
    assert page.tiles["customers"].isVisible()


@pytest.mark.parametrize("key", ["no_consent", "loyalty"])
def test_a_gap_leads_to_the_people_it_counts(qtbot, window, key):
    home = window.page("home")
    home.attention._all = True
    home.attention._render()
    notice = next(one for one in home.attention._found if one.key == key)
    qtbot.mouseClick(home.attention.buttons[key], Qt.MouseButton.LeftButton)
    rest(qtbot, window)
    assert window.rail.key == "customers"
    listing = window.page("customers").listing
    assert notice.message.startswith(f"{listing.total:,} of ")
    chip = next(iter(window.page("customers").tools.chips.findChildren(Chip)))
    qtbot.mouseClick(chip.findChild(QPushButton), Qt.MouseButton.LeftButton)
    rest(qtbot, window)
    assert listing.total == window.session.brand.customers.count()


def test_orders_of_nobody_lead_to_exactly_those_orders(qtbot, window):
    from ui.home.notices import Attention
    from ui.home.orders_sheet import OrdersSheet

    window.go("home")
    rest(qtbot, window)
    page = window.page("home")
    window.resize(1100, 700)
    facts = Attention("nobodys_orders", "3 of 9 orders belong to no customer.", "See them",
                      "orders", "info")  # fmt: skip
    page.attention.show_attention([facts])
    qtbot.mouseClick(page.attention.buttons["nobodys_orders"], Qt.MouseButton.LeftButton)
    sheet = next(one for one in window.findChildren(OrdersSheet) if one.isVisible())
    rest(qtbot, window)
    rows = window.session.brand.data.nobodys_orders(100_000)
    assert sheet.grid.paged.rowCount() == min(len(rows), 500)
    assert str(len(rows)) in sheet.sentence.text().replace(",", "")
    assert sheet.bring.isEnabled()
    assert sheet.height() <= window.height()  # words that wrap make no sheet taller than that
    sheet.close()
