"""A person is erased in the real window: by mouse, and by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.erasure.conftest import somebody
from tests.ui.conftest import PATIENCE, rest
from tests.ui.test_flows import dialog_of
from ui.erasing.dialog import EraseDialog

LEFT = Qt.MouseButton.LeftButton


def opened(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    return window.page("customers")


def held(qtbot, dialog) -> str:
    qtbot.waitUntil(lambda: dialog.request.stage == "held", timeout=4 * PATIENCE)
    return str(dialog.request.held.rows)


def test_by_mouse_from_the_profile(qtbot, own_window, tmp_path):
    page = opened(qtbot, own_window)
    who = somebody(own_window.session.brand)
    customers = page.listing.total
    page.open_profile(who.id)
    rest(qtbot, own_window)
    qtbot.mouseClick(page.profile.erase, LEFT)
    dialog = dialog_of(qtbot, own_window, EraseDialog)
    rows = held(qtbot, dialog)
    assert dialog.places.rowCount() > 5
    assert not dialog.erase.isEnabled()

    dialog.request.write_copy(tmp_path / "copy.zip")
    qtbot.waitUntil((tmp_path / "copy.zip").exists, timeout=PATIENCE)
    rest(qtbot, own_window)
    assert "copy.zip" in dialog.sum.text()

    dialog.number.setText(str(int(rows) + 1))
    qtbot.mouseClick(dialog.sure, LEFT, pos=_spot(dialog.sure))
    assert dialog.sure.isChecked()
    assert not dialog.erase.isEnabled()  # another number
    dialog.number.setText(rows)
    qtbot.mouseClick(dialog.erase, LEFT)
    qtbot.waitUntil(lambda: dialog.request.stage == "done", timeout=6 * PATIENCE)
    assert "searched afterwards" in dialog.proof.text()
    dialog.reject()
    page.show_list()
    rest(qtbot, own_window)
    assert page.listing.total == customers
    assert own_window.session.brand.customers.search(who.email) == []
    assert own_window.session.brand.erasing.history()[0]["state"] == "done"


def _spot(box):
    from PySide6.QtCore import QPoint

    return QPoint(8, box.height() // 2)


@pytest.mark.slow  # the same erasure as by mouse
def test_by_keyboard_from_the_menu(qtbot, own_window):
    opened(qtbot, own_window)
    who = somebody(own_window.session.brand)
    own_window.actions_["data.erase"].trigger()
    dialog = dialog_of(qtbot, own_window, EraseDialog)
    assert dialog.focusWidget() is dialog.search
    qtbot.keyClicks(dialog.search, who.email)
    qtbot.waitUntil(lambda: len(dialog.request.found) == 1, timeout=PATIENCE)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    rows = held(qtbot, dialog)
    for target in (dialog.sure, dialog.number):
        for _ in range(12):
            if dialog.focusWidget() is target:
                break
            QTest.keyClick(dialog, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is target
        if target is dialog.sure:
            QTest.keyClick(target, Qt.Key.Key_Space)
        else:
            QTest.keyClicks(target, rows)
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)  # Return never erases: it goes to the button
    assert dialog.request.stage == "held"
    assert dialog.focusWidget() is dialog.erase
    qtbot.keyClick(dialog.erase, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.request.stage == "done", timeout=6 * PATIENCE)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_nobody_found_says_how_to_look(qtbot, window):
    opened(qtbot, window).erase()
    dialog = dialog_of(qtbot, window, EraseDialog)
    qtbot.keyClicks(dialog.search, "zzqx@nowhere.example")
    qtbot.waitUntil(lambda: "zzqx" in dialog.nobody.title.text(), timeout=PATIENCE)
    assert "order number" in dialog.nobody.text.text()
    assert not dialog.look.isEnabled()
    dialog.reject()
