"""A layout that breaks its line where the room ends, in either direction of writing."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Places its items side by side, then below; items of a line stand on one middle."""

    def __init__(self, gap: int = 8, below: int = 6) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._below = gap, below
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        """Return an item."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        """Give an item away."""
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def put(self, old: QWidget, new: QWidget) -> None:
        """Put a widget in the place of another."""
        at = next(at for at, item in enumerate(self._items) if item.widget() is old)
        self.addWidget(new)
        self._items.insert(at, self._items.pop())
        self.removeWidget(old)

    def expandingDirections(self) -> Qt.Orientation:
        """Take the width there is."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one line, not wider than a card."""
        wide = sum(self._size(item, 10_000).width() + self._gap for item in self._shown())
        tall = max((self._size(item, 10_000).height() for item in self._shown()), default=0)
        return QSize(max(wide - self._gap, 0), tall)

    def minimumSize(self) -> QSize:
        """Return the room of the widest item."""
        found = QSize()
        for item in self._shown():
            found = found.expandedTo(item.minimumSize())
        return found

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _size(self, item: QLayoutItem, room: int) -> QSize:
        wide = min(item.sizeHint().width(), max(room, item.minimumSize().width()))
        tall = item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
        return QSize(wide, tall)

    def _lay(self, rect: QRect, *, move: bool) -> int:
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        x = 0
        for item in self._shown():
            size = self._size(item, rect.width())
            if lines[-1] and x + size.width() > rect.width():
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + self._gap
        y = rect.y()
        for line in lines:
            tall = max((size.height() for _, size in line), default=0)
            x = rect.x()
            for item, size in line:
                if move:
                    spot = QRect(QPoint(x, y + (tall - size.height()) // 2), size)
                    item.setGeometry(self._mirrored(spot, rect))
                x += size.width() + self._gap
            y += tall + self._below
        return max(y - self._below - rect.y(), 0)

    def _mirrored(self, spot: QRect, rect: QRect) -> QRect:
        parent = self.parentWidget()
        if parent is not None and parent.isRightToLeft():
            spot.moveLeft(rect.left() + rect.right() - spot.right())
        return spot


def flow(*items: QWidget, gap: int = 8) -> FlowLayout:
    """Return a flow of widgets."""
    made = FlowLayout(gap)
    for item in items:
        made.addWidget(item)
    return made


def flowing(widget: QWidget) -> None:
    """Let a widget's height follow its width."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def in_flow(layout: FlowLayout) -> QWidget:
    """Put a flow into a widget of its own."""
    made = QWidget()
    made.setProperty("k", "plain")
    made.setLayout(layout)
    flowing(made)
    return made
