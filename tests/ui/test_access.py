"""window.md 8: every control has a name, one tab stop per group, the roles are right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollBar, QWidget

from tests.ui.conftest import rest
from ui.kit.access import tell_roles
from ui.shell.rail import RailItem


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, (QScrollBar, QLabel)):
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.objectName().startswith("qt_"):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text):
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def test_every_control_of_every_tab_has_a_name(qtbot, window):
    assert nameless(window) == []
    for key in ("customers", "rfm", "data"):
        window.go(key)
        rest(qtbot, window)
        assert nameless(window) == [], key
    page = window.page("customers")
    window.go("customers")
    page.open_profile(str(page.listing.row(0)["amperity_id"]))
    rest(qtbot, window)
    assert nameless(window) == []


def test_the_rail_is_one_tab_stop_of_page_tabs_and_the_arrows_walk(qtbot, window):
    tell_roles()
    items = window.rail.findChildren(RailItem)
    stops = [item for item in items if item.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [item.tab.key for item in stops] == ["home"]
    spoken = QAccessible.queryAccessibleInterface(items[0])
    assert spoken.role() == QAccessible.Role.PageTab
    items[0].setFocus()
    qtbot.keyClick(items[0], Qt.Key.Key_Down)
    assert window.rail.key == "customers"


def test_a_segmented_control_is_one_tab_stop_with_radio_semantics(qtbot, window):
    tell_roles()
    window.go("rfm")
    rest(qtbot, window)
    page = window.page("rfm")
    buttons = list(page.weight._buttons.values())
    assert [bool(b.focusPolicy() & Qt.FocusPolicy.TabFocus) for b in buttons] == [
        True,
        False,
        False,
    ]
    qtbot.keyClick(buttons[0], Qt.Key.Key_Right)
    assert page.board.weight == "revenue"
    assert window.focusWidget() is buttons[1]
    assert buttons[1].isChecked()


def test_cells_of_the_map_are_spoken_as_sentences(qtbot, window):
    window.go("rfm")
    rest(qtbot, window)
    heat = window.page("rfm").map.heat
    said = heat.index(0, 9).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Recency 10, frequency 10: ")
    assert "customers" in said


def test_nothing_is_cut_at_zoom_150(qtbot, window, dressed):
    from ui import theme

    theme.set_zoom(dressed, 1.5)
    try:
        qtbot.wait(50)
        for tile in window.page("home").tiles.values():
            assert tile.value.width() >= tile.value.fontMetrics().horizontalAdvance(
                tile.value.text()
            )
    finally:
        theme.set_zoom(dressed, 1.0)
