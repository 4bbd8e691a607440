"""window.md 4: pickers of columns, values and dates, and the sheet that asks before the act."""

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ampdesk.api import DATE_PRESETS, resolve_date
from ui.kit.choices import Choice, ChoiceModel
from ui.kit.column_picker import ColumnChoice, ColumnPicker
from ui.kit.confirm import Confirmation, ConfirmSheet, Fact
from ui.kit.date_picker import DateButton, DatePicker
from ui.kit.date_words import date_words
from ui.kit.value_picker import ValueChoice, ValuePicker, pasted
from ui.words import Words

TODAY = date(2023, 1, 12)  # the run day of segments.md 2.3
COLUMNS = (
    ColumnChoice("c.city", "City", "text", "Customer 360", "Where he lives", "Portland", 0.97),
    ColumnChoice("c.revenue", "Lifetime revenue", "money", "Customer 360"),
    ColumnChoice("t.store", "Store city", "text", "Transactions", "Where it was sold"),
)


@pytest.fixture
def opener(qtbot):
    made = QPushButton("Choose")
    qtbot.addWidget(made)
    made.show()
    return made


def shown(picker) -> list[str]:
    rows = picker.list.rows
    return [rows.index(at, 0).data() for at in range(rows.rowCount())]


def press_row(qtbot, picker, title: str) -> None:
    at = shown(picker).index(title)
    spot = picker.list.visualRect(picker.list.rows.index(at, 0)).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_the_model_of_choices_keeps_qts_rules(qtmodeltester):
    model = ChoiceModel()
    model.show([Choice("a", "A", group="G"), Choice("b", "B", group="G")], {"a"})
    qtmodeltester.check(model)
    assert [model.choice(at) is None for at in range(3)] == [True, False, False]


def test_a_column_is_found_by_name_table_and_description(qtbot, opener):
    picker = ColumnPicker("Find a column", COLUMNS)
    qtbot.addWidget(picker)
    picker.pick(opener)
    assert shown(picker) == [
        "Customer 360", "City", "Lifetime revenue", "Transactions", "Store city",
    ]  # fmt: skip
    qtbot.keyClicks(picker.field, "sold")
    assert shown(picker) == ["Transactions", "Store city"]
    assert "Where it was sold" in picker.field.accessibleDescription()
    with qtbot.waitSignal(picker.chosen) as got:
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert got.args == ["t.store"]
    assert not picker.isVisible()


def test_arrows_pass_over_heads_and_a_click_takes(qtbot, opener):
    picker = ColumnPicker("Find a column", COLUMNS)
    qtbot.addWidget(picker)
    picker.show_columns(COLUMNS, recent=["t.store", "gone"])
    picker.pick(opener)
    assert shown(picker)[:2] == ["Recent", "Store city"]
    for _ in range(3):
        qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.list.currentIndex().data() == "Store city"
    qtbot.keyClick(picker.field, Qt.Key.Key_Up)
    assert picker.list.currentIndex().data() == "Lifetime revenue"
    with qtbot.waitSignal(picker.chosen) as got:
        press_row(qtbot, picker, "City")
    assert got.args == ["c.city"]


def test_no_column_of_that_name_is_said(qtbot, opener):
    picker = ColumnPicker("Find a column", COLUMNS)
    qtbot.addWidget(picker)
    picker.pick(opener)
    qtbot.keyClicks(picker.field, "zzz")
    assert picker.nothing.isVisible()
    assert not picker.list.take_marked()


def test_values_are_ticked_searched_and_all_taken(qtbot, opener):
    picker = ValuePicker("City")
    qtbot.addWidget(picker)
    asked, told = [], []
    picker.wanted.connect(asked.append)
    picker.changed.connect(told.append)
    picker.pick(opener, ["Boise"])
    assert asked == [""]
    picker.show_values([ValueChoice("Portland", 40), ValueChoice("Salem", 10)])
    assert shown(picker) == ["Boise", "Portland", "Salem"]
    press_row(qtbot, picker, "Portland")
    assert told[-1] == ("Boise", "Portland")
    press_row(qtbot, picker, "Boise")
    assert told[-1] == ("Portland",)
    assert picker.all.text() == "Select all 2"
    qtbot.mouseClick(picker.all, Qt.MouseButton.LeftButton)
    assert picker.chosen == ("Portland", "Salem")
    qtbot.keyClicks(picker.field, "por")
    qtbot.waitUntil(lambda: asked[-1] == "por")
    picker.show_values([ValueChoice("Portland", 40)], total=1)
    assert shown(picker) == ["Portland", "Use “por”"]


def test_a_list_is_pasted(qtbot, opener):
    picker = ValuePicker("City")
    qtbot.addWidget(picker)
    picker.pick(opener)
    picker.show_values([ValueChoice("Portland", 40)], total=214)
    assert picker.all.text() == "Select these 1"
    qtbot.mouseClick(picker.paste, Qt.MouseButton.LeftButton)
    assert not picker.add.isEnabled()
    picker.text.setPlainText("Salem\n Portland, Oregon \n\nSalem")
    assert picker.add.text() == "Add 2 values"
    qtbot.mouseClick(picker.add, Qt.MouseButton.LeftButton)
    assert picker.chosen == ("Salem", "Portland, Oregon")


@given(st.lists(st.text(st.characters(exclude_characters="\n\t;\r,"), min_size=1), min_size=2))
def test_a_pasted_list_keeps_each_value_once(values):
    wanted = list(dict.fromkeys(bare for one in values if (bare := one.strip())))
    assert list(pasted("\n".join(values))) == wanted


def test_commas_part_values_on_one_line_only():
    assert pasted("a, b,a") == ("a", "b")
    assert pasted("Portland, Oregon\nSalem, Oregon") == ("Portland, Oregon", "Salem, Oregon")


@pytest.fixture
def dates(qtbot):
    made = DatePicker("From", partial(resolve_date, today=TODAY), DATE_PRESETS)
    qtbot.addWidget(made)
    return made


# segments.md 2.3: the day that is meant is always shown, with its zone
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("today - 1 month", "Dec 12, 2022, UTC"),
        ("Yesterday", "Jan 11, 2023, UTC"),
        ("2022-06-30", "Jun 30, 2022, UTC"),
        ("2022-06-30 14:05:00", "Jun 30, 2022, 14:05:00 UTC"),
    ],
)
def test_a_typed_date_shows_its_day(qtbot, dates, opener, text, said):
    dates.pick(opener, "today")
    qtbot.keyClicks(dates.field, text)
    assert dates.resolved.text() == said
    with qtbot.waitSignal(dates.chosen) as got:
        qtbot.keyClick(dates.field, Qt.Key.Key_Return)
    assert got.args == [text]


def test_what_is_no_date_says_what_to_write_and_cannot_be_used(qtbot, dates, opener):
    dates.pick(opener)
    qtbot.keyClicks(dates.field, "31/02/2025")
    assert "31/02/2025" in dates.resolved.text()
    assert "today - 30 days" in dates.resolved.text()
    assert not dates.use.isEnabled()
    qtbot.keyClick(dates.field, Qt.Key.Key_Return)
    assert dates.isVisible()


def test_presets_and_calendar_write_the_text(qtbot, dates, opener):
    dates.pick(opener, "today - 7 days")
    assert dates.presets.currentItem().text() == "7 days ago"
    assert dates.calendar.selectedDate() == QDate(2023, 1, 5)
    dates.presets.setFocus()
    qtbot.keyClick(dates.presets, Qt.Key.Key_Down)
    assert dates.text == "today - 14 days"
    dates.calendar.clicked.emit(QDate(2022, 12, 24))
    assert dates.text == "2022-12-24"
    assert dates.presets.currentRow() == -1


def test_a_date_button_says_the_words_and_the_day(qtbot):
    made = DateButton("Last order", partial(resolve_date, today=TODAY), DATE_PRESETS)
    qtbot.addWidget(made)
    made.show_date("today - 1 year")
    assert (made.button.text(), made.said.text()) == ("1 year ago", "Jan 12, 2022")
    made.show_date("2022-06-30")
    assert (made.button.text(), made.said.text()) == ("Jun 30, 2022", "")


def test_every_preset_has_words():
    assert [date_words(text, Words()) for text in DATE_PRESETS] == [
        "Tomorrow", "Today", "Yesterday", "7 days ago", "14 days ago", "30 days ago",
        "60 days ago", "90 days ago", "1 month ago", "1 year ago",
    ]  # fmt: skip


# window.md 4: the verb waits for the number and the look; no key alone confirms
def test_the_sheet_waits_for_the_number_and_the_look(qtbot):
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    asked = Confirmation(
        "Send to Klaviyo?", "Send 2,119 rows", facts=(Fact("Rows", "2,119", "accent"),),
        number=2119, looked="I looked at the ten rows",
    )  # fmt: skip
    window.show()
    sheet = ConfirmSheet(window, asked)
    sheet.open()
    assert not sheet.go.isEnabled()
    qtbot.keyClicks(sheet.typed, "2,118")
    sheet.looked.setChecked(True)
    assert not sheet.go.isEnabled()
    sheet.typed.clear()
    qtbot.keyClicks(sheet.typed, "2,119")
    assert sheet.go.isEnabled()
    qtbot.keyClick(sheet.typed, Qt.Key.Key_Return)
    assert sheet.isVisible()
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.result() == ConfirmSheet.DialogCode.Accepted
