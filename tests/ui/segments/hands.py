"""What a person's hands do in the builder: choose, tick, point at a day."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QTableView, QToolButton, QWidget

from tests.ui.conftest import PATIENCE, rest

LEFT = Qt.MouseButton.LeftButton


def counted(qtbot, page) -> int:
    """Wait for the count of what is on the screen; return it."""

    def there() -> None:
        live = page.live
        assert live.error is None, str(live.error)
        assert not live.is_counting
        assert live.found is not None

    qtbot.waitUntil(there, timeout=PATIENCE)
    rest(qtbot, page.window())
    return page.live.found.count


def choose(qtbot, page, opener: QWidget, words: str, *, by_mouse: bool = True) -> None:
    """Add a condition with the picker."""
    qtbot.mouseClick(opener, LEFT)
    picker = page.editor.builder._picker
    picker.field.setText(words)
    if by_mouse:
        click_row(qtbot, picker.list, picker.list.currentIndex())
    else:
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    rest(qtbot, page.window())
    QApplication.processEvents()  # new widgets are shown when the event loop is back


def click_row(qtbot, view, index) -> None:
    """Click a row of a list."""
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def choose_option(qtbot, box: QComboBox, key: str) -> None:
    """Open a box and click one of its choices."""
    qtbot.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))
    index = box.model().index(box.findData(key), 0)

    def clicked() -> bool:
        # a popup takes no release for as long as the opening press may be a double click
        if box.currentData() != key and box.view().isVisible():
            click_row(qtbot, box.view(), index)
        return box.currentData() == key

    qtbot.waitUntil(clicked, timeout=PATIENCE)


def tick(qtbot, page, field, *values: str) -> None:
    """Tick values in the picker of a list."""
    qtbot.mouseClick(field.more, LEFT)
    picker = field.picker
    qtbot.waitUntil(lambda: picker.list.rows.rowCount() > 0, timeout=PATIENCE)
    rest(qtbot, page.window())
    for value in values:
        click_row(qtbot, picker.list, picker.list.rows.index(picker.list.rows.line_of(value), 0))
    picker.close()


def point_at_day(qtbot, field, day: date) -> None:
    """Open a date and click a day in the calendar."""
    qtbot.mouseClick(field.button, LEFT)
    picker = field.picker
    calendar = picker.calendar
    back = calendar.findChild(QToolButton, "qt_calendar_prevmonth")
    forth = calendar.findChild(QToolButton, "qt_calendar_nextmonth")
    while (shown := (calendar.yearShown(), calendar.monthShown())) != (day.year, day.month):
        qtbot.mouseClick(back if shown > (day.year, day.month) else forth, LEFT)
    view = calendar.findChild(QTableView, "qt_calendar_calendarview")
    model = view.model()
    cells = [
        model.index(line, place)
        for line in range(1, model.rowCount())
        for place in range(model.columnCount())
        if model.index(line, place).data() == day.day
    ]
    click_row(qtbot, view, cells[0 if day.day < 15 else -1])
    assert calendar.selectedDate() == QDate(day.year, day.month, day.day)
    qtbot.mouseClick(picker.use, LEFT)
