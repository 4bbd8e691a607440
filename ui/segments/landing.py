"""Where a dragged card would land: a line between two cards, and the drop itself."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.segments.card import MIME
from ui.segments.document import SIDES, Spot

if TYPE_CHECKING:
    from ui.segments.builder import BuilderView

Line = tuple[int, int, int]  # left, top, width


class Landing(QFrame):
    """The line; it takes the drags that come over the builder's content."""

    def __init__(self, content: QWidget, view: "BuilderView") -> None:
        super().__init__(content)
        self.setProperty("k", "landing")
        self.hide()
        self._content, self._view = content, view
        content.setAcceptDrops(True)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A card that is dragged shows where it would land."""
        match event:
            case QDragEnterEvent() | QDragMoveEvent() if number_of(event):
                self.show_at(event.position().toPoint())
                event.acceptProposedAction()
                return True
            case QDropEvent() if event.type() == QEvent.Type.Drop and number_of(event):
                self.drop(number_of(event), event.position().toPoint())
                event.acceptProposedAction()
                return True
            case QDragLeaveEvent():
                self.hide()
        return super().eventFilter(watched, event)

    def show_at(self, spot: QPoint) -> None:
        """Draw the line where a card dropped at a spot would land."""
        target, (left, top, width) = self._land(spot)
        self.setVisible(target is not None)
        self.setGeometry(left, top - 1, width, 3)
        self.raise_()

    def drop(self, number: int, spot: QPoint) -> None:
        """Move a card to where it was dropped."""
        self.hide()
        target, _ = self._land(spot)
        if target is not None:
            self._view.move_to(number, target)

    def _land(self, spot: QPoint) -> tuple[Spot | None, Line]:
        """Return the place nearest to a spot, and its line."""
        found: list[tuple[int, Spot, Line]] = []
        for frame, side, number in self._view.places:
            corner = frame.mapTo(self._content, QPoint(0, 0))
            cards = self._view.places_of(side, number)
            tops = [card.mapTo(self._content, QPoint(0, 0)).y() for card in cards]
            tops.append(tops[-1] + cards[-1].height())
            for place, top in enumerate(tops):
                line = (corner.x() + 10, top, frame.width() - 20)
                found.append((abs(spot.y() - top), Spot(side, number, place), line))
        openers = (self._view.add_include, self._view.add_exclude)
        for side, opener in zip(SIDES, openers, strict=True):
            if self._view.is_bare(side):
                corner = opener.mapTo(self._content, QPoint(0, 0))
                line = (corner.x(), corner.y(), self._content.width() // 2)
                found.append((abs(spot.y() - corner.y()), Spot(side, 0, 0), line))
        if not found:
            return None, (0, 0, 0)
        _, target, line = min(found, key=lambda one: one[0])
        return target, line


def number_of(event: QDropEvent) -> int:
    """Return the number of the card that is dragged, 0 for anything else."""
    data = bytes(event.mimeData().data(MIME).data()).decode()
    return int(data) if data.isdigit() else 0
