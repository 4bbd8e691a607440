"""The import wizard on the real window with real files, by mouse and by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QRadioButton

from tests.ui.conftest import PATIENCE, rest
from ui.importing.cells import BECOMES
from ui.importing.dialog import CHECK, FILES, RECOGNISE, RESULT, ImportDialog
from ui.importing.draft import KEEP
from ui.importing.tag_picker import TagPicker

LEFT = Qt.MouseButton.LeftButton
OWN = "Feld A;Feld B;Feld C;Feld D\n17;Anna;Weissenfels;Bremen\n18;Ben;Ott;Jena\n19;Cleo;Hart;Ulm\n"


def drop(target, paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, copy = QPoint(500, 400), Qt.DropAction.CopyAction
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, data, LEFT, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(where), copy, data, LEFT, keys))


def wizard_of(qtbot, window) -> ImportDialog:
    def shown() -> list[ImportDialog]:
        return [one for one in window.findChildren(ImportDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5_000)
    return shown()[0]


def dropped(qtbot, window, *paths: Path) -> ImportDialog:
    drop(window, paths)
    wizard = wizard_of(qtbot, window)
    settle(qtbot, wizard)
    return wizard


def settle(qtbot, wizard) -> None:
    qtbot.waitUntil(lambda: wizard.draft.stage != "planning", timeout=PATIENCE)


def cell(grid, row: int, column: int) -> str:
    return str(grid.model().data(grid.model().index(row, column)))


def becomes(wizard) -> dict[str, str]:
    grid = wizard.view.mapping
    return {cell(grid, row, 0): cell(grid, row, BECOMES) for row in range(grid.model().rowCount())}


def click_cell(qtbot, grid, row: int, column: int) -> None:
    spot = grid.visualRect(grid.model().index(row, column)).center()
    qtbot.mouseClick(grid.viewport(), LEFT, pos=spot)


def picker_of(qtbot, wizard) -> TagPicker:
    def shown() -> list[TagPicker]:
        return [one for one in wizard.findChildren(TagPicker) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=5_000)
    return shown()[0]


def pick(qtbot, wizard, row: int, text: str) -> None:
    """Click on what a column becomes, narrow the list, click on the choice."""
    click_cell(qtbot, wizard.view.mapping, row, BECOMES)
    picker = picker_of(qtbot, wizard)
    qtbot.keyClicks(picker.field, text)
    item = next(
        picker.list.item(at)
        for at in range(picker.list.count())
        if picker.list.item(at).text() == text
    )
    spot = picker.list.visualItemRect(item).center()
    qtbot.mouseClick(picker.list.viewport(), LEFT, pos=spot)
    settle(qtbot, wizard)


def to_the_end(qtbot, wizard) -> None:
    qtbot.mouseClick(wizard.go, LEFT)
    assert wizard.step == CHECK
    assert wizard.go.isEnabled(), wizard.check.sentence.text()
    qtbot.mouseClick(wizard.go, LEFT)
    qtbot.waitUntil(lambda: wizard.draft.stage == "done", timeout=4 * PATIENCE)
    assert wizard.step == RESULT


def test_files_dropped_anywhere_are_recognised_checked_and_imported(qtbot, own_window, made_sample):
    exports = made_sample.parent / "exports"
    wizard = dropped(
        qtbot, own_window, exports / "loyalty_members.csv", exports / "klaviyo_profiles.csv"
    )
    assert wizard.step == RECOGNISE
    assert wizard.list.count() == 2
    assert "Loyalty list, certain" in wizard.list.item(0).text()
    assert becomes(wizard)["Member Number"] == "Loyalty number"
    wizard.list.setCurrentRow(1)
    assert becomes(wizard)["Email"] == "E-mail"
    assert wizard.preview.model().rowCount() == 10
    qtbot.mouseClick(wizard.go, LEFT)
    assert wizard.step == CHECK
    whole = sum(look.counts.loaded for _, look in wizard.draft.looked)
    assert f"{whole:,}" in wizard.check.sentence.text()
    assert wizard.go.text() == f"Import {whole:,} rows"
    qtbot.mouseClick(wizard.go, LEFT)
    qtbot.waitUntil(lambda: wizard.draft.stage == "done", timeout=4 * PATIENCE)
    assert sum(one["loaded"] for one in wizard.draft.results) == whole
    qtbot.mouseClick(wizard.go, LEFT)
    assert own_window.rail.key == "home"
    rest(qtbot, own_window)
    newest = own_window.session.brand.data.imports()[0]
    assert newest["file"] == "klaviyo_profiles.csv"
    assert newest["path"] == str(exports / "klaviyo_profiles.csv")


def test_a_dry_run_changes_nothing(qtbot, own_window, made_sample):
    before = len(own_window.session.brand.imports())
    wizard = dropped(qtbot, own_window, made_sample.parent / "exports" / "loyalty_members.csv")
    wizard.show_step(CHECK)
    qtbot.mouseClick(wizard.dry_run, LEFT)
    qtbot.waitUntil(lambda: wizard.draft.stage == "tried", timeout=PATIENCE)
    assert wizard.draft.results[0]["loaded"] > 0
    assert "Nothing was changed" in wizard.check.sentence.text()
    qtbot.mouseClick(wizard.back, LEFT)
    assert wizard.step == RECOGNISE
    wizard.reject()
    rest(qtbot, own_window)
    assert len(own_window.session.brand.imports()) == before


def test_one_file_that_is_none_does_not_stop_the_others(qtbot, own_window, tmp_path):
    empty, good = tmp_path / "empty.csv", tmp_path / "people.csv"
    empty.write_text("", encoding="utf-8")
    good.write_text("first name,last name,email\nAnn,Lee,ann@example.com\n", encoding="utf-8")
    wizard = dropped(qtbot, own_window, empty, good)
    assert "empty.csv" in wizard.banner.message
    wizard.show_step(CHECK)
    assert not wizard.go.isEnabled()
    leave = next(
        one
        for one in wizard.check.findChildren(QPushButton)
        if one.accessibleName() == "Leave empty.csv out"
    )
    qtbot.mouseClick(leave, LEFT)
    assert wizard.go.isEnabled()
    assert wizard.go.text() == "Import 1 rows"
    wizard.reject()


def test_a_file_that_vanishes_meanwhile_says_so(qtbot, own_window, tmp_path):
    file = tmp_path / "gone.csv"
    file.write_text("first name,last name,email\nAnn,Lee,ann@example.com\n", encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    wizard.show_step(CHECK)
    file.unlink()
    qtbot.mouseClick(wizard.go, LEFT)
    qtbot.waitUntil(lambda: wizard.draft.error is not None, timeout=PATIENCE)
    assert "gone.csv" in wizard.banner.message
    assert wizard.step == CHECK
    wizard.reject()


def test_day_or_month_is_asked_and_answered_with_a_click(qtbot, own_window, tmp_path):
    file = tmp_path / "ask.csv"
    rows = "".join(f"A{at},0{at}/04/2026,p{at}@example.com,{at}.50\n" for at in range(1, 9))
    file.write_text("order id,order date,email,order total\n" + rows, encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    assert len(wizard.draft.questions()) == 1
    wizard.show_step(CHECK)
    assert not wizard.go.isEnabled()
    wizard.show_step(RECOGNISE)
    day_first = wizard.view.findChildren(QRadioButton)[0]
    assert day_first.text() == "day first"
    qtbot.mouseClick(day_first, LEFT, pos=QPoint(8, day_first.height() // 2))
    settle(qtbot, wizard)
    assert not wizard.draft.questions()
    assert wizard.draft.can_start
    wizard.reject()


def test_words_of_a_yes_or_no_column_are_ticked(qtbot, own_window, tmp_path):
    file = tmp_path / "ampdesk_loyalty.csv"
    file.write_text(
        "loyalty_id,is_opted_in,latest_opted_in_datetime\n"
        "1,aber sicher,2026-01-02 03:04:05\n2,lieber nicht,2026-01-02 03:04:05\n",
        encoding="utf-8",
    )
    wizard = dropped(qtbot, own_window, file)
    assert [one.code for _, one in wizard.draft.questions()] == ["boolean_words"]
    box = next(one for one in wizard.view.findChildren(QCheckBox) if one.text() == "aber sicher")
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    use = next(one for one in wizard.view.findChildren(QPushButton) if one.text() == "Use these")
    qtbot.mouseClick(use, LEFT)
    settle(qtbot, wizard)
    assert not wizard.draft.questions()
    wizard.reject()


def test_an_unknown_file_is_mapped_by_mouse_and_known_next_time(qtbot, own_window, tmp_path):
    file = tmp_path / "vereinsliste.csv"
    file.write_text(OWN, encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    assert not wizard.draft.can_start
    kind = wizard.view.kind
    kind.showPopup()
    at = kind.findData("customers")
    rect = kind.view().visualRect(kind.model().index(at, 0))
    qtbot.mouseClick(kind.view().viewport(), LEFT, pos=rect.center())
    settle(qtbot, wizard)
    for row, title in enumerate(("Customer key", "First name", "Last name", "City")):
        pick(qtbot, wizard, row, title)
    assert list(becomes(wizard).values()) == [
        "Customer key", "First name", "Last name", "City",
    ]  # fmt: skip
    wizard.view.source.setFocus()
    wizard.view.source.selectAll()
    qtbot.keyClicks(wizard.view.source, "Verein")
    qtbot.keyClick(wizard.view.source, Qt.Key.Key_Return)
    settle(qtbot, wizard)
    to_the_end(qtbot, wizard)
    assert wizard.draft.results[0]["source"] == "Verein"
    assert wizard.draft.results[0]["loaded"] == 3
    wizard.reject()
    rest(qtbot, own_window)
    found = own_window.session.brand.customers.search("Weissenfels", 5)
    assert [row["full_name"] for row in found] == ["Anna Weissenfels"]

    later = tmp_path / "vereinsliste-neu.csv"
    later.write_text(OWN + "20;Dora;Maus;Kiel\n", encoding="utf-8")
    again = dropped(qtbot, own_window, later)
    assert again.draft.can_start
    assert next(iter(becomes(again).values())) == "Customer key"
    assert "as last time" in again.list.item(0).text()
    again.reject()


def test_an_unknown_file_is_mapped_with_the_keyboard_alone(qtbot, own_window, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text(OWN, encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    kind = wizard.view.kind
    kind.setFocus()
    qtbot.keyClicks(kind, "customers")
    qtbot.keyClick(kind, Qt.Key.Key_Return)
    if kind.view().isVisible():
        qtbot.keyClick(kind.view(), Qt.Key.Key_Return)
    settle(qtbot, wizard)
    grid = wizard.view.mapping
    for row, typed in ((1, "first name"), (2, "last name"), (3, "city")):
        grid.setFocus()
        grid.setCurrentIndex(grid.model().index(row, BECOMES))
        qtbot.keyClick(grid, Qt.Key.Key_F2)
        picker = picker_of(qtbot, wizard)
        qtbot.keyClicks(picker.field, typed)
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
        settle(qtbot, wizard)
    grid.setCurrentIndex(grid.model().index(0, BECOMES))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    settle(qtbot, wizard)
    assert list(becomes(wizard).values()) == ["left out", "First name", "Last name", "City"]
    wizard.go.setFocus()
    qtbot.keyClick(wizard.go, Qt.Key.Key_Space)
    assert wizard.step == CHECK
    assert wizard.draft.can_start
    wizard.reject()


def test_esc_closes_the_picker_and_leaves_the_column(qtbot, own_window, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("first name,last name,email\nAnn,Lee,ann@example.com\n", encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    before = becomes(wizard)
    picker = wizard.view.mapping.choose(0)
    qtbot.keyClick(picker.field, Qt.Key.Key_Escape)
    assert becomes(wizard) == before
    assert wizard.isVisible()
    wizard.reject()


def test_a_column_of_a_known_export_can_be_told_otherwise(qtbot, own_window, made_sample):
    wizard = dropped(qtbot, own_window, made_sample.parent / "exports" / "klaviyo_profiles.csv")
    plan = wizard.draft.plans[0]
    wizard.draft.set_tag(plan, "Source", "company")
    settle(qtbot, wizard)
    assert becomes(wizard)["Source"] == "Company"
    assert becomes(wizard)["Email"] == "E-mail"
    assert wizard.draft.can_start
    wizard.draft.set_tag(wizard.draft.plans[0], "Source", KEEP)
    settle(qtbot, wizard)
    assert becomes(wizard)["Source"] == "kept as it is"
    wizard.reject()


def test_cells_that_do_not_fit_are_marked_and_say_why(qtbot, own_window, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text(
        "order id,order date,email,item revenue,item quantity\n"
        "A1,2026-04-13,ann@example.com,12.50,1\n"
        "A2,irgendwann,ben(at)example,12.50,1\n"
        "A3,2026-04-14,cleo@example.com,umsonst,1\n",
        encoding="utf-8",
    )
    wizard = dropped(qtbot, own_window, file)
    marked = wizard.view.preview.marked.problems
    fates = {
        (place, wizard.draft.plans[0].headers[place[1]]): one.fate for place, one in marked.items()
    }
    assert fates[(1, 1), "order date"] == "rejected"
    assert fates[(1, 2), "email"] == "odd"
    assert fates[(2, 3), "item revenue"] == "rejected"
    model = wizard.view.preview.model()
    tip = model.data(model.index(2, 3), Qt.ItemDataRole.ToolTipRole)
    assert "not an amount" in tip
    assert "rejects file" in tip
    wizard.show_step(CHECK)
    assert wizard.go.text() == "Import 1 rows"
    wizard.reject()


def test_files_are_added_and_taken_away_again(qtbot, own_window, tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for file in (one, other):
        file.write_text("first name,last name,email\nAnn,Lee,ann@example.com\n", encoding="utf-8")
    wizard = dropped(qtbot, own_window, one)
    drop(wizard, [other])
    settle(qtbot, wizard)
    assert wizard.list.count() == 2
    qtbot.mouseClick(wizard.steps.button(FILES), LEFT)
    assert wizard.step == FILES
    take = next(
        b
        for b in wizard.files.findChildren(QPushButton)
        if b.accessibleName() == "Take one.csv away"
    )
    qtbot.mouseClick(take, LEFT)
    assert [path.name for path in wizard.draft.paths] == ["other.csv"]
    wizard.reject()


def test_an_import_is_undone_from_its_result(qtbot, own_window, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("first name,last name,email\nZora,Quist,zora@example.com\n", encoding="utf-8")
    wizard = dropped(qtbot, own_window, file)
    to_the_end(qtbot, wizard)
    rest(qtbot, own_window)
    assert own_window.session.brand.customers.search("zora@example.com", 5)
    undo = next(
        b for b in wizard.outcome.findChildren(QPushButton) if b.text() == "Undo this import"
    )
    qtbot.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: not own_window.jobs.running, timeout=4 * PATIENCE)
    rest(qtbot, own_window)
    assert not own_window.session.brand.customers.search("zora@example.com", 5)
    assert own_window.session.brand.data.imports()[0]["state"] == "undone"
    wizard.reject()


def test_a_second_window_may_look_at_files_and_not_import(
    qtbot, own_window, made_sample, sample_day
):
    from ui.shell.session import Session
    from ui.shell.window import Window

    other = Window(Session(sample_day))
    qtbot.addWidget(other)
    other.show()
    other.open_brand(Path(own_window.session.brand.path))
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    rest(qtbot, other)
    other.import_files([made_sample.parent / "exports" / "loyalty_members.csv"])
    wizard = wizard_of(qtbot, other)
    settle(qtbot, wizard)
    wizard.show_step(CHECK)
    assert not wizard.go.isEnabled()
    assert "you can look, not change" in wizard.go.toolTip()
    wizard.reject()
    other.close()


REAL = {
    "exports/shopify/oks234__orders_export_1.csv": "Shopify orders",
    "exports/mailchimp/ssaeed85__Fake_MailChimp_cleaned.csv": "Mailchimp",
    "exports/hubspot/toofanCodes__hubspot_contacts.csv": "HubSpot contacts",
    "exports/etsy/sarahhe05__EtsySoldOrderItems2021.csv": "Etsy",
}


@pytest.mark.parametrize("name", REAL)
def test_real_exports_are_recognised(qtbot, own_window, shared, name):
    wizard = dropped(qtbot, own_window, shared / "data" / name)
    assert REAL[name] in wizard.list.item(0).text() or wizard.draft.questions()
    plan, look = wizard.draft.looked[0]
    assert plan.title.startswith(REAL[name])
    assert len(look.columns) == len(plan.headers)
    assert any(one.use == "tag" for one in look.columns)
    wizard.reject()


def test_a_folder_of_nasty_files_leaves_the_wizard_in_order(qtbot, own_window, shared):
    files = sorted((shared / "data" / "nasty").glob("*.csv"))
    wizard = dropped(qtbot, own_window, *files)
    qtbot.waitUntil(lambda: wizard.draft.stage == "ready", timeout=4 * PATIENCE)
    for one in wizard.draft.failed:
        assert one.error.remedy
    for at in range(wizard.list.count()):
        wizard.list.setCurrentRow(at)
        assert wizard.view.plan.file in wizard.list.item(at).text()
    wizard.show_step(CHECK)
    assert not wizard.go.isEnabled()
    wizard.reject()


def test_an_export_whose_column_was_renamed_stays_known_and_is_remembered(
    qtbot, own_window, tmp_path
):
    heads = (
        "Name,Email,Financial Status,Currency,Subtotal,Total,Placed at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem sku\n"
    )
    row = "#{0},{0}@example.com,paid,USD,25,25,2026-03-06 09:00:00 +0000,1,Cup,25,CUP\n"
    file = tmp_path / "orders_export.csv"
    file.write_text(heads + row.format("C1") + row.format("C2"))
    own_window.resize(1100, 700)
    wizard = dropped(qtbot, own_window, file)
    wizard.show_file(wizard.draft.plans[0])
    plan = wizard.draft.plans[0]
    assert plan.title == "Shopify orders"
    assert wizard.height() <= own_window.height()
    card = wizard.view._questions.itemAt(0).widget()
    assert "“Created at” is gone" in card._words()
    assert becomes(wizard)["Placed at"] != "Order date"
    choice = next(one for one in card.findChildren(QRadioButton) if one.text() == "Placed at")
    qtbot.mouseClick(choice, LEFT)
    settle(qtbot, wizard)
    plan = wizard.draft.plans[0]
    assert (plan.title, plan.questions, plan.confidence) == ("Shopify orders", (), 1.0)
    assert becomes(wizard)["Placed at"].startswith("Order date")  # by the name it has in the file
    assert wizard.draft.can_start
    wizard.draft.start()
    qtbot.waitUntil(lambda: wizard.draft.stage == "done", timeout=4 * PATIENCE)
    assert wizard.draft.results[0]["loaded"] == 2
    wizard.close()

    file.write_text(heads + row.format("C3"))
    again = dropped(qtbot, own_window, file)
    assert again.draft.plans[0].title == "Shopify orders"
    assert not again.draft.questions()
