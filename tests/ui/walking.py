"""Walking by Tab as a person would, and what is wrong with the stops on the way."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.shell.panes import stops_in

EDGE = 3  # px round a widget in which its ring may lie


def told(widget: QWidget) -> str:
    """Return what a message calls a widget."""
    parent = widget.parentWidget()
    return f"{type(widget).__name__} in {type(parent).__name__ if parent else '-'}"


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says of it."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def photograph(root: QWidget, widget: QWidget) -> QImage:
    """Draw a widget with what lies round it."""
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    return root.grab(place.adjusted(-EDGE, -EDGE, EDGE, EDGE)).toImage()


def walk(root: QWidget, *, backwards: bool = False) -> list[str]:
    """Press Tab until the round is closed; return what is wrong, one line each."""
    root.activateWindow()
    QTest.qWaitForWindowActive(root, 2_000)
    stops = stops_in(root)
    if not stops:
        return []
    first = stops[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    key = Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab
    wrong: list[str] = []
    seen: list[QWidget] = []
    at = root.focusWidget()
    while at is not None and at not in seen and len(seen) < 400:
        seen.append(at)
        if not name_of(at):
            wrong.append(f"no name: {told(at)}")
        if not at.hasFocus():  # another window of an earlier test had come to the front
            root.activateWindow()
            QTest.qWaitForWindowActive(root, 500)
        looked_at = at.hasFocus()
        focused = photograph(root, at)
        QTest.keyClick(at, key)
        QApplication.processEvents()
        after = root.focusWidget()
        if after is at and len(stops) > 1:
            wrong.append(f"trap: {told(at)} ({name_of(at)})")
            break
        if looked_at and after is not at and at.isVisible() and photograph(root, at) == focused:
            wrong.append(f"no mark: {told(at)} ({name_of(at)})")
        at = after
    missed = [one for one in stops_in(root) if one not in seen]
    return wrong + [f"not reached: {told(one)} ({name_of(one)})" for one in missed]
