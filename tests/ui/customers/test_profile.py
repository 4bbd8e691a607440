"""The profile of one customer: timeline with its switches, notes and tags that can be undone."""

from PySide6.QtCore import Qt

from ampdesk.api import Brand
from tests.ui.conftest import PATIENCE, rest
from tests.ui.segments.test_insights import LOYAL, WEST
from tests.ui.test_flows import dialog_of
from ui.erasing.dialog import EraseDialog

LEFT = Qt.MouseButton.LeftButton
TIMELINE, OWN, SEGMENTS = 1, 4, 5


def profile(qtbot, window, row: int = 0):
    window.go("customers")
    rest(qtbot, window)
    page = window.page("customers")
    page.grid.selectRow(row)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    rest(qtbot, window)
    return page


def test_the_timeline_shows_and_hides_kinds(qtbot, window):
    page = profile(qtbot, window)
    page.profile.tabs.setCurrentIndex(TIMELINE)
    card = page.profile.timeline
    story = page.story
    assert card.model.rowCount() == sum(story.counts.values()) > 3
    orders = story.counts["order"]
    assert card.switches["order"].text().endswith(story.words.count(orders))
    qtbot.keyClick(card.switches["order"], Qt.Key.Key_Space)
    assert card.model.rowCount() == sum(story.counts.values()) - orders
    qtbot.keyClick(card.switches["order"], Qt.Key.Key_Space)
    assert card.model.rowCount() == sum(story.counts.values())


def test_every_order_of_the_timeline_is_under_orders(qtbot, window):
    page = profile(qtbot, window)
    told = {one.what for one in page.story.moments if one.kind == "order"}
    listed = {order.order_id for order in page.opened.profile.orders if order.items}
    assert listed <= told
    assert len(told) >= len(listed) > 0


def test_a_note_and_a_tag_by_keyboard_undone_and_redone(qtbot, own_window):
    page = profile(qtbot, own_window)
    page.profile.tabs.setCurrentIndex(OWN)
    own = page.profile.own
    qtbot.keyClicks(own.tag, "Gold")
    qtbot.keyClick(own.tag, Qt.Key.Key_Return)
    rest(qtbot, own_window)
    qtbot.keyClicks(own.text, "Likes ferns.")
    qtbot.keyClick(own.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, own_window)
    assert [tag.text for tag in page.story.tags] == ["Gold"]
    assert [note.text for note in page.story.notes] == ["Likes ferns."]
    assert own.text.toPlainText() == ""

    own_window.actions_["edit.undo"].trigger()
    rest(qtbot, own_window)
    assert page.story.notes == []
    assert [tag.text for tag in page.story.tags] == ["Gold"]
    own_window.actions_["edit.redo"].trigger()
    rest(qtbot, own_window)
    assert [note.text for note in page.story.notes] == ["Likes ferns."]
    who = page.opened.amperity_id
    kept = own_window.session.brand.notes.of(who)
    assert [(one.kind, one.text) for one in kept] == [("tag", "Gold"), ("note", "Likes ferns.")]


def test_a_read_only_brand_shows_notes_and_erases_nobody(
    qtbot, empty_window, sample_brand, sample_day
):
    with Brand.open(sample_brand, today=sample_day) as holder:
        who = holder.customers.page(0, 1).rows[0][0]
        holder.notes.add(who, "note", "Seen by all.")
        empty_window.open_brand(sample_brand)
        qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
        rest(qtbot, empty_window)
        assert empty_window.session.read_only
        page = profile(qtbot, empty_window)
        assert [note.text for note in page.story.notes] == ["Seen by all."]
        assert not page.profile.own.tag.isEnabled()
        assert not page.profile.own.keep.isEnabled()
        qtbot.mouseClick(page.profile.erase, LEFT)
        dialog = dialog_of(qtbot, empty_window, EraseDialog)
        qtbot.waitUntil(lambda: dialog.request.stage == "held", timeout=4 * PATIENCE)
        dialog.sure.setChecked(True)
        dialog.number.setText(str(dialog.request.held.rows))
        assert not dialog.erase.isEnabled()
        dialog.reject()


def test_back_leads_to_the_list_and_forward_to_the_person(qtbot, window):
    page = profile(qtbot, window, 1)
    who = page.opened.amperity_id
    assert page.spot() == who
    page.show_list()
    assert page.spot() == ""
    page.go_to(who)
    rest(qtbot, window)
    assert page.opened.profile.amperity_id == who


def test_a_customer_page_lists_his_segments(qtbot, own_window):  # issue 6
    segments = own_window.session.brand.segments
    for body in (WEST, LOYAL):
        segments.save(body)
    page = profile(qtbot, own_window)
    who = page.opened.amperity_id
    page.profile.tabs.setCurrentIndex(SEGMENTS)
    rest(qtbot, own_window)
    card = page.profile.segments
    told = {one.name: one.is_in for one in segments.memberships(who)}
    rows = [card.model.row_at(at) for at in range(card.model.rowCount())]
    assert {row["name"]: row["state"] == "in" for row in rows} == told
    assert [row["state"] for row in rows] == sorted(row["state"] for row in rows)
    assert card.title.text() == f"In {sum(told.values())} of 2 segments"
    card.grid.setFocus()
    qtbot.keyClick(card.grid, Qt.Key.Key_F1)
    rest(qtbot, own_window)
    receipt = own_window.side.guest.receipt
    assert receipt.title == f'Segment "{rows[0]["name"]}"'
    assert receipt.sentence.startswith("A member") is told[rows[0]["name"]]
    segments.save({**WEST, "name": "East", "include": {}})
    own_window.go("home")
    own_window.go("customers")
    rest(qtbot, own_window)
    assert card.model.rowCount() == len(told) + 1
    card.grid.selectRow(0)
    qtbot.keyClick(card.grid, Qt.Key.Key_Return)
    rest(qtbot, own_window)
    assert own_window.rail.key == "segments"
    assert own_window.page("segments").draft.shown_name == card.model.row_at(0)["name"]
