"""The builder in the window: adding, counting, changing, undoing, activating."""

from PySide6.QtCore import QPoint, Qt

from tests.ui.conftest import rest
from tests.ui.segments.hands import LEFT, choose, counted
from tests.ui.test_access import nameless
from tests.ui.walking import walk
from ui.segments import document
from ui.segments.adding import APART
from ui.segments.pictures import BEHAVIOURS, LAPSED

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TAE = "Transaction_Attributes_Extended"


def test_the_first_segment_is_built_by_mouse_and_activated(qtbot, own, own_window):
    assert own.index.empty.isVisible()
    assert "Start from a template" in own.index.empty.text.text()
    qtbot.mouseClick(own.index.first, LEFT)
    everybody = counted(qtbot, own)
    qtbot.keyClicks(own.editor.name, "One and done")
    choose(qtbot, own, own.editor.builder.add_include, "one and done")
    found = counted(qtbot, own)
    assert 0 < found < everybody
    assert own.insights.hero == f"{found:,}"
    card = own.editor.builder.cards[own.editor.builder.order()[0]]
    assert card.matches.text() == f"{found:,}"
    assert "one and done" in own.editor.builder.sentence.text
    qtbot.mouseClick(own.editor.activate, LEFT)
    rest(qtbot, own_window)
    assert own.editor.state.text() == "Active"
    qtbot.mouseClick(own.editor.crumb, LEFT)
    rest(qtbot, own_window)
    assert [one.name for one in own.shelf.found()] == ["One and done"]
    assert own_window.session.brand.segments.count("One and done").count == found


def test_every_change_is_undone_and_redone_exactly(qtbot, page, window):
    page.new(LAPSED)
    counted(qtbot, page)
    view, first = page.editor.builder, page.draft.plain()
    bodies = [first]
    two = view.order()[1]
    view.cards[two].setFocus()
    for key, held in ((Qt.Key.Key_Up, ALT), (Qt.Key.Key_Right, ALT), (Qt.Key.Key_D, CTRL)):
        qtbot.keyClick(view.cards[view.focused()], key, held)
        bodies.append(page.draft.plain())
    qtbot.keyClick(view.cards[view.focused()], Qt.Key.Key_X, CTRL | SHIFT)
    bodies.append(page.draft.plain())
    qtbot.keyClick(view.cards[view.focused()], Qt.Key.Key_Delete)
    bodies.append(page.draft.plain())
    toggle = view.frames["include"][1].lines[0].toggle
    toggle.step(1)
    bodies.append(page.draft.plain())
    assert len({str(body) for body in bodies}) == len(bodies) - 1  # turned and removed: as before
    assert window.actions_["edit.undo"].text().startswith("Undo")
    for body in reversed(bodies[:-1]):
        window.actions_["edit.undo"].trigger()
        assert page.draft.plain() == body
    for body in bodies[1:]:
        window.actions_["edit.redo"].trigger()
        assert page.draft.plain() == body


def test_a_typed_value_is_one_step_and_its_count_follows(qtbot, page):
    page.new()
    counted(qtbot, page)
    choose(qtbot, page, page.editor.builder.add_include, "lifetime order revenue", by_mouse=False)
    number = page.editor.builder.order()[0]
    card = page.editor.builder.cards[number]
    counted(qtbot, page)
    assert card.warning.isVisible()  # no value yet: said at the card, the rest is counted
    assert not page.editor.activate.isEnabled()
    steps = page.draft.history.count()
    qtbot.keyClicks(page.window().focusWidget(), "250")
    assert page.draft.history.count() == steps + 1
    found = counted(qtbot, page)
    body = document.plain(page.draft.body)
    assert body["include"]["sections"][0]["conditions"][0]["filters"] == [
        {"column": "lifetime_order_revenue", "op": "is greater than", "value": 250}
    ]
    asked = {**body, "name": "x"}
    assert found == page.session.brand.segments.count(asked).count > 0
    assert not card.warning.isVisible()


def test_a_card_is_dragged_to_another_section(qtbot, page):
    page.new(LAPSED)
    counted(qtbot, page)
    view = page.editor.builder
    first, last = view.order()[0], view.order()[3]
    card = view.cards[last]
    spot = card.mapTo(view._content, QPoint(40, card.height() - 1))
    view.landing.show_at(spot)
    assert view.landing.isVisible()
    view.landing.drop(first, spot)
    assert view.order()[2:4] == [last, first] or view.order()[3] == first
    assert document.spot_of(page.draft.body, first).section == 1


def test_every_kind_of_condition_is_shown_and_counted(qtbot, page):
    page.new(BEHAVIOURS)
    assert counted(qtbot, page) > 0
    view = page.editor.builder
    titles = [view.cards[number].title.text() for number in view.order()]
    assert titles[:4] == ["Has purchased", "Total value of orders", "Most frequent order", "RFM"]
    unfinished = view.cards[view.order()[-1]]
    assert unfinished.warning.isVisible()
    assert all(not view.cards[n].warning.isVisible() for n in view.order()[:4])


def test_tab_goes_round_the_builder_and_every_control_has_a_name(qtbot, page, window):
    page.new(BEHAVIOURS)
    counted(qtbot, page)
    assert nameless(window) == []
    assert walk(window) == []


def test_the_picker_of_columns_shows_values_as_examples(qtbot, page, window):
    page.new()
    counted(qtbot, page)
    picker = page.editor.builder.open_adding("include", page.editor.builder.add_include)
    picker.field.setText("first order purchase channel")
    rest(qtbot, window)
    column = "first_order_purchase_channel"
    key = f"column{APART}{TAE}{APART}{column}"
    about = picker.list.rows.choice(picker.list.rows.line_of(key)).about
    held = {one.value for one in window.session.brand.segments.values(TAE, column).values}
    assert about.startswith("e.g. ")
    assert set(about[5:].split(" · ")[0].split(", ")) <= held
    picker.field.setText("email")
    mails = picker.list.rows.choice(
        picker.list.rows.line_of(f"column{APART}Merged_Customers{APART}email")
    )
    assert "@" not in mails.about  # nobody's own address is an example
    picker.close()


def test_a_journey_that_never_ran_is_said_at_its_card(qtbot, page):
    journey = {"type": "activation", "journey": "Welcome", "state": "in"}
    sections = [{"conditions": [journey, {"type": "activation", "campaign": "Spring"}]}]
    page.new({"kind": "segment", "name": "S", "include": {"sections": sections}})
    counted(qtbot, page)
    first, second = (page.editor.builder.cards[n] for n in page.editor.builder.order())
    assert first.over.text() == "Journey activity"
    assert "none has run in this brand" in first.warning.accessibleName()
    known = [one.name for one in page.builder.catalogue.campaigns]
    if not known:  # a brand without a delivery says so; one with some counts nobody
        assert "no campaign was delivered yet" in second.warning.accessibleName().lower()
