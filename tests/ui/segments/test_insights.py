"""Summary, members, comparison, templates and the time machine of an open segment."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import rest
from tests.ui.segments.hands import LEFT, choose_option, counted
from ui.segments.pictures import LAPSED

IN_WEST = {"column": "state", "op": "is in list", "value": ["OR", "WA", "CA"]}
STATE = {"type": "attribute", "table": "Merged_Customers", "filters": [IN_WEST]}
WEST = {"kind": "segment", "name": "West", "include": {"sections": [{"conditions": [STATE]}]}}
LOYAL = {"kind": "segment", "name": "Loyal", "include": {"sections": [
    {"conditions": [{"type": "rfm", "test": "at least", "f": 6}]}]}}  # fmt: skip


def opened(qtbot, page, body) -> int:
    page.new(body)
    return counted(qtbot, page)


def test_the_summary_shows_the_figures_of_the_core(qtbot, page, window):
    found = opened(qtbot, page, WEST)
    page.editor.show_tab("summary")
    rest(qtbot, window)
    view, segments = page.editor.summary, window.session.brand.segments
    summary = segments.summary(WEST)
    assert view.tiles["customers"].value.text() == f"{found:,}"
    assert view.tree.values["orders_per_customer"].text() == (
        f"{summary.tree.orders_per_customer:.2f}"
    )
    table = view.cards["months"].table
    assert table.rowCount() == len(summary.months) > 0
    view.cards["reach"].turn()
    assert view.cards["reach"].table.item(0, 1).text() == f"{summary.reach[0].customers:,}"


def test_members_lead_to_their_page_and_say_why(qtbot, page, window):
    found = opened(qtbot, page, WEST)
    qtbot.mouseClick(page.insights.members, LEFT)
    rest(qtbot, window)
    members = page.editor.members
    assert members.total == found == members.model.rowCount()
    first = str(members.model.row_at(0)["amperity_id"])
    assert window.session.brand.segments.explain(WEST, first).is_member
    assert page.show_why()
    rest(qtbot, window)
    said = " ".join(one.text() for one in window.side.guest.findChildren(QLabel))
    assert "A member" in said
    members.grid.setFocus()
    qtbot.keyClick(members.grid, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert window.rail.key == "customers"


def test_two_segments_are_compared_and_their_cells_add_up(qtbot, own, own_window):
    segments = own_window.session.brand.segments
    for body in (WEST, LOYAL):
        segments.save(body)
    own.refresh()
    rest(qtbot, own_window)
    own.open("West")
    rest(qtbot, own_window)
    found = counted(qtbot, own)
    qtbot.mouseClick(own.insights.compare, LEFT)
    rest(qtbot, own_window)
    view = own.editor.compare
    assert view.empty.isVisible()
    view.others.item(0).setCheckState(Qt.CheckState.Checked)
    rest(qtbot, own_window)
    lines, _ = view.model.combinations()
    assert sum(one.customers for one in lines if one.members[0]) == found
    assert view.metrics.item(0, 1).text() == f"{found:,}"
    qtbot.mouseClick(view.both, LEFT)
    rest(qtbot, own_window)
    both = counted(qtbot, own)
    assert both == sum(one.customers for one in lines if all(one.members))


def test_a_template_becomes_a_definition_of_ones_own(qtbot, page, window):
    sheet = page.acts.templates()
    rest(qtbot, window)
    titles = [sheet.list.item(at).text() for at in range(sheet.list.count())]
    assert len(titles) == 16
    sheet.list.setCurrentRow(titles.index("Holiday Shoppers SMS"))
    qtbot.mouseClick(sheet.use, LEFT)
    rest(qtbot, window)
    assert counted(qtbot, page) >= 0
    window_of = page.draft.plain()["include"]["sections"][0]["conditions"][0]["window"]
    year = window.session.brand.today.year - 1
    assert window_of == {"op": "between", "value": [f"{year}-11-01", f"{year}-12-31"]}


def test_an_earlier_day_counts_anew_and_says_what_is_of_today(qtbot, page, window):
    now = opened(qtbot, page, LAPSED)
    day = date(2025, 12, 31)
    page.editor.as_of.choose(day)
    then = counted(qtbot, page)
    segments = window.session.brand.segments
    assert then == segments.count(LAPSED, as_of=day).count != now
    assert page.editor.as_of.button.text() == "As of Dec 31, 2025"
    card = page.editor.builder.cards[page.editor.builder.order()[1]]
    assert card.body.tests.rows[0].value.means.text() == "Dec 31, 2024"
    qtbot.mouseClick(page.editor.as_of.back, LEFT)
    assert counted(qtbot, page) == now


def test_f1_explains_a_condition_and_esc_returns(qtbot, page, window):
    opened(qtbot, page, LAPSED)
    card = page.editor.builder.cards[page.editor.builder.order()[1]]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_F1)
    rest(qtbot, window)
    panel = window.side.guest
    assert "latest order datetime" in panel.said.text()
    assert "SELECT" in panel.statement.text()


def test_the_statement_is_shown_in_four_dialects(qtbot, page, window):
    opened(qtbot, page, LAPSED)
    sheet = page.show_sql()
    seen = set()
    for dialect in ("presto", "spark", "duckdb", "sqlite"):
        sheet.dialect.choose(dialect)
        rest(qtbot, window)
        seen.add(sheet.text.toPlainText())
        assert "SELECT" in sheet.text.toPlainText()
        assert ("`" in sheet.text.toPlainText()) is (dialect == "spark")  # its quotes
    assert len(seen) > 1
    sheet.reject()


def test_an_edit_outlives_a_crash(qtbot, own, own_window):
    opened(qtbot, own, LAPSED)
    number = own.editor.builder.order()[0]
    own.editor.builder.act(number, "remove")
    edited = own.draft.plain()
    kept = own_window.session.drafts
    kept.save()
    left = next(one for one in kept._drafts.values() if one.kind == "segments.edit")
    own_window.views["segments"].drafts["segments.edit"](own_window, left.edit)
    counted(qtbot, own)
    assert own.draft.plain() == edited
    assert own.draft.is_changed


def test_a_breakdown_shows_attributes_beside_everybody(qtbot, own, own_window):
    segments = own_window.session.brand.segments
    segments.save(LOYAL)
    own.refresh()
    rest(qtbot, own_window)
    members = opened(qtbot, own, WEST)
    own.editor.show_tab("breakdown")
    rest(qtbot, own_window)
    view = own.editor.breakdown
    state = ("Merged_Customers", "state")
    assert 0 < len(view.cards) <= 6
    card, spread = view.cards[state], segments.spread(WEST, *state)
    assert [card.table.item(at, 0).text() for at in range(3)] == [
        one.label for one in spread.slices[:3]
    ]
    assert sum(one.customers for one in spread.slices) == members  # West is those with a state
    assert card.table.item(0, 1).text() == f"{spread.slices[0].customers:,}"
    view.by.choose("each")
    bar = view._bars[state]._bars[0]
    assert bar.value == float(spread.slices[0].worth.per_purchaser)
    choose_option(qtbot, view.baseline, "Loyal")
    rest(qtbot, own_window)
    beside = segments.spread(WEST, *state, baseline="Loyal")
    assert view._bars[state]._bars[0].mark == float(beside.slices[0].worth_all.per_purchaser)
    view.remove(state)
    assert state not in view.cards
    picker = view.open_adding()
    picker.field.setText("given name")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    rest(qtbot, own_window)
    assert ("Merged_Customers", "given_name") in view.model.found
    qtbot.mouseClick(view.reset, LEFT)
    rest(qtbot, own_window)
    assert state in view.model.found


@pytest.mark.slow
def test_two_days_of_a_segment_beside_each_other(qtbot, page, window):
    now = opened(qtbot, page, LAPSED)
    page.editor.show_tab("compare")
    view = page.editor.compare
    view.way.choose("days")
    rest(qtbot, window)
    days = view.days
    days.day.choose("2025-12-31")
    rest(qtbot, window)
    segments = window.session.brand.segments
    found = segments.compare_days(LAPSED, date(2025, 12, 31))
    assert found.joined > 0
    shown = {key: tile.value.text() for key, tile in days.tiles.items()}
    assert shown == {"before": f"{found.before:,}", "joined": f"{found.joined:,}",
                     "left": f"{found.left:,}", "after": f"{now:,}"}  # fmt: skip
    assert days.joined.model.rowCount() == len(found.joined_ids)
    days.joined.grid.setFocus()
    days.joined.grid.selectRow(0)
    qtbot.keyClick(days.joined.grid, Qt.Key.Key_F1)
    rest(qtbot, window)
    assert window.side.guest.receipt.sentence.startswith("A member")
    days.other.choose("2025-12-01")  # the days may stand in any order
    rest(qtbot, window)
    assert days.model.found == segments.compare_days(LAPSED, date(2025, 12, 1), date(2025, 12, 31))


def test_statement_and_why_are_those_of_the_day(qtbot, page, window):
    opened(qtbot, page, LAPSED)
    day = date(2025, 12, 31)
    page.editor.as_of.choose(day)
    counted(qtbot, page)
    sheet = page.show_sql()
    rest(qtbot, window)
    assert sheet.text.toPlainText().startswith("-- As of 2025-12-31")
    assert "2024-12-31" in sheet.text.toPlainText()
    sheet.reject()
    page.editor.show_tab("customers")
    rest(qtbot, window)
    assert page.show_why()
    rest(qtbot, window)
    receipt = window.side.guest.receipt
    assert (receipt.as_of, receipt.sentence[:8]) == ("2025-12-31", "A member")
