"""A newcomer builds use cases by mouse alone, and by keyboard alone (use_cases.md)."""

from datetime import date

from PySide6.QtCore import Qt

from tests.ui.segments.hands import (
    LEFT,
    choose,
    choose_option,
    counted,
    point_at_day,
    tick,
)

TAE, CA = "Transaction_Attributes_Extended", "Customer_Attributes"
STATUS = "historical_purchaser_lifecycle_status"


def test_use_case_5_by_mouse_alone(qtbot, page):
    """Lapsing customers; the stages are of the roll-up, predictions are not built here."""
    qtbot.mouseClick(page.index.first, LEFT)
    counted(qtbot, page)
    view = page.editor.builder
    choose(qtbot, page, view.add_include, "latest order datetime transaction")
    latest = view.cards[view.order()[0]].body.tests.rows[0]
    choose_option(qtbot, latest.ops, "is before")
    choose(qtbot, page, view.add_include, "historical purchaser lifecycle status")
    status = view.cards[view.order()[1]].body.tests.rows[0]
    tick(qtbot, page, status.value, "Lapsed", "Dormant")
    toggle = view.frames["include"][0].lines[0].toggle
    qtbot.mouseClick(toggle._buttons["or"], LEFT)
    found = counted(qtbot, page)
    body = page.draft.plain()
    assert body["include"]["sections"] == [{"join": "or", "conditions": [
        {"type": "attribute", "table": TAE, "filters": [
            {"column": "latest_order_datetime", "op": "is before", "value": "today - 1 year"}]},
        {"type": "attribute", "table": CA, "filters": [
            {"column": STATUS, "op": "is in list", "value": ["Lapsed", "Dormant"]}]}]}]  # fmt: skip
    segments = page.session.brand.segments
    assert found == segments.count({**body, "name": "Lapsing"}).count
    assert found >= max(
        page.live.found.conditions[path].matches for path in page.live.found.conditions
    )


def test_use_case_10_by_mouse_alone(qtbot, page):
    """Holiday shoppers by SMS: bought between Nov 1 and Dec 31, may get text messages."""
    qtbot.mouseClick(page.index.first, LEFT)
    counted(qtbot, page)
    view = page.editor.builder
    choose(qtbot, page, view.add_include, "has purchased")
    window = view.cards[view.order()[0]].body.when
    choose_option(qtbot, window.op, "between")
    year = page.session.brand.today.year - 1
    point_at_day(qtbot, window.field.low, date(year, 11, 1))
    point_at_day(qtbot, window.field.high, date(year, 12, 31))
    choose(qtbot, page, view.add_include, "is opted into sms")
    found = counted(qtbot, page)
    body = page.draft.plain()
    assert body["include"]["sections"][0]["conditions"] == [
        {"type": "behaviour", "behaviour": "has purchased",
         "window": {"op": "between", "value": [f"{year}-11-01", f"{year}-12-31"]}},
        {"type": "attribute", "table": CA,
         "filters": [{"column": "is_opted_into_sms", "op": "is true"}]}]  # fmt: skip
    assert found == page.session.brand.segments.count({**body, "name": "x"}).count
    assert "both days count" in view.sentence.text


def test_use_case_10_by_keyboard_alone(qtbot, page, window):
    """Ctrl+N, a name, Ctrl+Shift+A and the pickers: no hand on the mouse."""

    window.actions_["file.new"].trigger()
    counted(qtbot, page)
    qtbot.keyClicks(window.focusWidget(), "Holiday shoppers SMS")
    assert page.draft.name == "Holiday shoppers SMS"
    view = page.editor.builder
    page.add_condition()
    view._picker.field.setFocus()
    qtbot.keyClicks(view._picker.field, "has purchased")
    qtbot.keyClick(view._picker.field, Qt.Key.Key_Return)
    behaviour = view.cards[view.order()[0]].body
    behaviour.when.op.setFocus()
    for _ in range(2):
        qtbot.keyClick(behaviour.when.op, Qt.Key.Key_Down)  # from, before, between
    qtbot.waitUntil(lambda: behaviour.when.op.currentData() == "between")
    year = page.session.brand.today.year - 1
    for field, day in ((behaviour.when.field.low, f"{year}-11-01"),
                       (behaviour.when.field.high, f"{year}-12-31")):  # fmt: skip
        qtbot.keyClick(field.button, Qt.Key.Key_Space)
        field.picker.field.setText(day)
        qtbot.keyClick(field.picker.field, Qt.Key.Key_Return)
    page.add_condition()
    qtbot.keyClicks(view._picker.field, "is opted into sms")
    qtbot.keyClick(view._picker.field, Qt.Key.Key_Return)
    found = counted(qtbot, page)
    conditions = page.draft.plain()["include"]["sections"][0]["conditions"]
    assert conditions[0]["window"] == {"op": "between",
                                       "value": [f"{year}-11-01", f"{year}-12-31"]}  # fmt: skip
    assert conditions[1]["filters"] == [{"column": "is_opted_into_sms", "op": "is true"}]
    assert page.insights.hero == f"{found:,}"
