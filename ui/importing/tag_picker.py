"""The picker of what a column holds: search, groups, a description under each choice."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.importing.draft import KEEP
from ui.importing.kinds import group_title
from ui.kit.popover import SHADOW, Popover
from ui.theme import font, px, tokens

if TYPE_CHECKING:
    from ampdesk.api import Tag

_TAG, _SAID, _HEAD = (int(Qt.ItemDataRole.UserRole) + at for at in (1, 2, 3))
LEAVE_OUT = "\0leave out"
_WIDE, _TALL = 420, 400


class _TagDelegate(QStyledItemDelegate):
    """Title over description; heads of groups in small capitals' stead."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        t, rect = tokens(), QRect(option.rect)
        head, said = bool(index.data(_HEAD)), str(index.data(_SAID) or "")
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen and not head:
            painter.fillRect(rect, QColor(t.sel))
        elif option.state & QStyle.StateFlag.State_MouseOver and not head:
            painter.fillRect(rect, QColor(t.hover))
        inner = rect.adjusted(8, 3, -8, -3)
        side = Qt.AlignmentFlag.AlignRight if self._mirrored() else Qt.AlignmentFlag.AlignLeft
        if head:
            painter.setFont(font("header"))
            painter.setPen(QColor(t.text2))
            painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignBottom), str(index.data()))
            return
        painter.setFont(font("body"))
        painter.setPen(QColor(t.selText if chosen else t.text))
        upper = QRect(
            inner.left(), inner.top(), inner.width(), inner.height() // (2 if said else 1)
        )
        painter.drawText(upper, int(side | Qt.AlignmentFlag.AlignVCenter), str(index.data()))
        if said:
            painter.setFont(font("small"))
            painter.setPen(QColor(t.selText if chosen else t.text2))
            lower = QRect(inner.left(), upper.bottom(), inner.width(), inner.height() // 2)
            words = painter.fontMetrics().elidedText(
                said, Qt.TextElideMode.ElideRight, lower.width()
            )
            painter.drawText(lower, int(side | Qt.AlignmentFlag.AlignVCenter), words)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return two lines, or one for a head."""
        tall = 26 if index.data(_HEAD) else (42 if index.data(_SAID) else 28)
        return QSize(option.rect.width(), px(tall))

    def _mirrored(self) -> bool:
        parent = self.parent()
        return isinstance(parent, QWidget) and parent.isRightToLeft()


class TagPicker(Popover):
    """Return or a click takes the choice; what is typed narrows the list."""

    def __init__(
        self, header: str, tags: Sequence["Tag"], take: Callable[[str | None], object]
    ) -> None:
        super().__init__(_WIDE)
        self._tags, self._take, self._header = tuple(tags), take, header
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("What does “{0}” hold?").format(header))
        self.field.setAccessibleName(self.tr("What does “{0}” hold?").format(header))
        self.list = QListWidget()
        self.list.setProperty("k", "raised")
        self.list.setAccessibleName(self.tr("Choices"))
        self.list.setItemDelegate(_TagDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFixedHeight(px(_TALL))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._chosen)
        self._fill()

    def open_in(self, view: QAbstractItemView, cell: QRect) -> None:
        """Open under a cell, or over it where there is no room, ready to type."""
        self._opener = view
        self.show()
        self.adjustSize()
        place = view.viewport()
        spot = place.mapToGlobal(cell.bottomLeft()) + QPoint(-SHADOW, 4 - SHADOW)
        screen = QApplication.screenAt(spot) or QApplication.primaryScreen()
        room = screen.availableGeometry()
        if spot.y() + self.height() - SHADOW > room.bottom():
            above = place.mapToGlobal(cell.topLeft()).y() - self.height() + SHADOW - 4
            spot.setY(max(above, room.top() - SHADOW))
        spot.setX(min(max(spot.x(), room.left() - SHADOW), room.right() - self.width() + SHADOW))
        self.move(spot)
        self.field.setFocus()

    def mark(self, tag: str) -> None:
        """Put the mark on the tag that the column has now."""
        for at in range(self.list.count()):
            if self.list.item(at).data(_TAG) == tag.replace("_", "-"):
                self.list.setCurrentRow(at)
                self.list.scrollToItem(self.list.item(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Return of the search box work in the list."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8,
                     Qt.Key.Key_PageUp: -8}  # fmt: skip
            key = Qt.Key(event.key())
            if key in steps:
                self._move(steps[key])
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentItem():
                self._chosen(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        count, at, left = self.list.count(), self.list.currentRow(), abs(by)
        while left and 0 <= at + (step := 1 if by > 0 else -1) < count:
            at += step
            left -= not self.list.item(at).data(_HEAD)
        if 0 <= at < count and not self.list.item(at).data(_HEAD):
            self.list.setCurrentRow(at)

    def _fill(self) -> None:
        self.list.clear()
        wanted = self.field.text().strip().casefold()
        if not wanted or wanted in self.tr("Keep as it is").casefold():
            self._add(self.tr("Keep as it is"), KEEP,
                      self.tr("Kept beside the record under its own name"))  # fmt: skip
        if not wanted or wanted in self.tr("Leave out").casefold():
            self._add(self.tr("Leave out"), LEAVE_OUT, self.tr("The column is not imported"))
        group = ""
        for tag in self._tags:
            text = f"{tag.title} {tag.name} {tag.description}".casefold()
            if not all(part in text for part in wanted.split()):
                continue
            if tag.group != group:
                group = tag.group
                self._add(group_title(group), "", "", head=True)
            self._add(tag.title, tag.name, tag.description)
        self._add_own(wanted)
        rows = [at for at in range(self.list.count()) if not self.list.item(at).data(_HEAD)]
        meant = [at for at in rows if str(self.list.item(at).data(_TAG))[:1] != "\0"]
        self.list.setCurrentRow(next(iter(meant if wanted and meant else rows), -1))

    def _add_own(self, wanted: str) -> None:
        """A key that the brand names itself, or a further e-mail or phone."""
        from ampdesk.api import tag_of

        bare = wanted.replace(" ", "-").replace("_", "-")
        numbered = bare.startswith(("fk-", "email-", "phone-")) and len(bare) > len("fk-")
        if numbered and all(tag.name != bare for tag in self._tags):
            made = tag_of(bare)
            self._add(made.title, bare, made.description)

    def _add(self, title: str, tag: str, said: str, *, head: bool = False) -> None:
        item = QListWidgetItem(title)
        item.setData(_TAG, tag)
        item.setData(_SAID, said)
        item.setData(_HEAD, head)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {said}" if said else title)
        if head:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _chosen(self, item: QListWidgetItem) -> None:
        if item.data(_HEAD):
            return
        tag = str(item.data(_TAG))
        self.close()
        self._take(None if tag == LEAVE_OUT else tag)
