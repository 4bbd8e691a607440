"""A line of the merge policy is dragged by the mouse, on a screen that knows drag and drop.

`python -m tests.ui.dragging` prints the order after the drop. The offscreen platform of the other
tests ends a drag as it begins.
"""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidgetItem

from ui.data.merge import NAME, SourceList

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
STEP_MS = 60


def main() -> None:
    """Press on the last line, move above the first in small steps, let go."""
    app = QApplication([])
    lines = SourceList("Sources")
    for name in ("shopify", "square", "klaviyo", "loyalty"):
        item = QListWidgetItem(name)
        item.setData(NAME, name)
        lines.addItem(item)
    lines.resize(300, 300)
    lines.show()
    QTest.qWaitForWindowExposed(lines)
    told: list[list[str]] = []
    lines.ordered.connect(told.append)
    handle = lines.windowHandle()

    def spot(row: int, y: int) -> QPoint:
        place = lines.visualItemRect(lines.item(row)).topLeft() + QPoint(20, y)
        return lines.viewport().mapTo(lines, place)

    start, end = spot(3, 6), spot(0, 1)
    QTest.mousePress(handle, LEFT, PLAIN, start)
    QTest.mouseMove(handle, start - QPoint(0, 3))
    way = (end + QPoint(0, 20), end + QPoint(0, 1), end)
    for at, place in enumerate(way, 1):
        QTimer.singleShot(STEP_MS * at, lambda place=place: QTest.mouseMove(handle, place))
    QTimer.singleShot(STEP_MS * 4, lambda: QTest.mouseRelease(handle, LEFT, PLAIN, end))
    QTest.mouseMove(handle, start - QPoint(0, 16))  # far enough: the drag runs until the release
    QTest.qWait(STEP_MS)
    print(",".join(lines.names()), len(told))  # noqa: T201  # the answer
    app.quit()


if __name__ == "__main__":
    main()
