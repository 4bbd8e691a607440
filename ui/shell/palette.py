"""The search box over the window: Ctrl+K, type, Enter."""

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.kit.parts import rule
from ui.kit.popover import Popover
from ui.shell.finder import Finder, Hit
from ui.theme import font, icon, paint_icon, px, tokens

if TYPE_CHECKING:
    from ui.shell.window import Window

Index = QModelIndex | QPersistentModelIndex
HIT = int(Qt.ItemDataRole.UserRole) + 3
WIDTH = 620
_LEFT = int(
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)
_RIGHT = int(
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


class HitModel(QAbstractListModel):
    """The hits as rows; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[Hit] = []

    def show(self, hits: list[Hit]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        """Return the lines."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the hit to the delegate, its words to everyone else."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(part for part in (hit.text, hit.note, hit.keys) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings and what can't run now are not chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.hits[index.row()].run is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _HitDelegate(QStyledItemDelegate):
    """Icon, words with the hit in bold, a note, the key at the right."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = ""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        hit: Hit = index.data(HIT)
        return QSize(WIDTH - 40, px(26 if hit.run is None else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        t = tokens()
        rect: QRect = option.rect
        turn = option.direction
        mirrored = turn == Qt.LayoutDirection.RightToLeft
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        near, far = (_RIGHT, _LEFT) if mirrored else (_LEFT, _RIGHT)
        if hit.run is None:
            painter.setFont(font("caption"))
            painter.setPen(QColor(t.text2))
            painter.drawText(rect.adjusted(12, 4, -12, 0), near, hit.text.upper())
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.sel))
            painter.drawRoundedRect(rect.adjusted(2, 0, -2, 0), 6, 6)
        ink = t.disabled if hit.off else t.selText if chosen else t.text
        spot = QRect(rect.left() + 12, rect.center().y() - 8, 16, 16)
        spot = QStyle.visualRect(turn, rect, spot)
        paint_icon(painter, spot, hit.glyph, t.disabled if hit.off else t.text2)
        x = rect.left() + 40
        most = rect.right() - 100 - (120 if hit.note else 0)  # a note is never pushed out whole
        room = QRect(x, rect.top(), most - x, rect.height())
        used = self._write(painter, hit.text, ink, QStyle.visualRect(turn, rect, room), mirrored)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.selText if chosen else t.text2))
        note = QRect(x + used + 12, rect.top(), rect.right() - x - used - 100, rect.height())
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(hit.note, Qt.TextElideMode.ElideRight, max(note.width(), 0))
        painter.drawText(QStyle.visualRect(turn, rect, note), near, shown)
        painter.drawText(rect.adjusted(14, 0, -14, 0), far, hit.keys)

    def _write(
        self, painter: QPainter, text: str, ink: str, room: QRect, mirrored: bool,  # noqa: FBT001
    ) -> int:  # fmt: skip
        """Write the words with the hit in bold; returns how wide they are.

        The parts follow each other as their script runs, whichever way the window runs.
        """
        parts = []
        left = room.width()
        for part, strong in _split(text, self.wanted):
            kind = font("strong" if strong else "body")
            metrics = QFontMetrics(kind)
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(left, 0))
            parts.append((shown, kind, metrics.horizontalAdvance(shown)))
            left -= parts[-1][2]
        used = sum(wide for _, _, wide in parts)
        x = room.right() + 1 - used if mirrored else room.left()
        painter.setPen(QColor(ink))
        for shown, kind, wide in reversed(parts) if is_right_to_left(text) else parts:
            painter.setFont(kind)
            painter.drawText(QRect(x, room.top(), wide + 8, room.height()), _LEFT, shown)
            x += wide
        return used


def is_right_to_left(text: str) -> bool:
    """Whether the first letter is of a script that runs from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


class PaletteDialog(Popover):
    """Draws a `Finder`."""

    def __init__(self, window: "Window") -> None:
        super().__init__(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Search or run a command"))
        self._window = window
        self.finder = Finder(window.session, window.actions_, window)
        self.finder.setParent(self)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(6)
        self.field = QLineEdit()
        self.field.setFrame(False)
        self.field.setProperty("k", "bare")
        self.field.setPlaceholderText(self.tr("Name, tab, command – or > @ # ? and a word"))
        self.field.setAccessibleName(self.tr("Search or run a command"))
        self.field.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = HitModel()
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setProperty("k", "raised")
        self.list.setModel(self.model)
        self.model.setParent(self.list)
        self._delegate = _HitDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.body.addWidget(self.field)
        self.body.addWidget(rule())
        self.body.addWidget(self.list)
        self.field.textChanged.connect(self.finder.look_for)
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.finder.changed.connect(self._render)
        self.finder.look_for("")

    def open_over(self) -> None:
        """Open over the window, under its top bar."""
        self.adjustSize()
        self.move(self._window.middle(self.size()))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows walk through the hits while the typing goes on."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            if not isinstance(event, QKeyEvent):
                return False
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._walk(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _walk(self, step: int) -> None:
        hits = self.model.hits
        at = self.list.currentIndex().row()
        for _ in hits:
            at = (at + step) % len(hits)
            if hits[at].run is not None:
                self.list.setCurrentIndex(self.model.index(at))
                return

    def _run(self, at: int) -> None:
        if not 0 <= at < len(self.model.hits):
            return
        hit = self.model.hits[at]
        if hit.run is None or hit.off:
            return
        self.close()
        QTimer.singleShot(0, hit.run)

    def _render(self) -> None:
        self._delegate.wanted = self.finder.wanted
        self.model.show(self.finder.hits)
        tall = sum(px(26 if hit.run is None else 30) for hit in self.finder.hits)
        self.list.setFixedHeight(min(max(tall, 30) + 4, 440))
        self.list.setCurrentIndex(QModelIndex())
        self._walk(1)
        self.adjustSize()


def _split(text: str, wanted: str) -> list[tuple[str, bool]]:
    at = text.lower().find(wanted.lower()) if wanted else -1
    if at < 0:
        return [(text, False)]
    end = at + len(wanted)
    return [(text[:at], False), (text[at:end], True), (text[end:], False)]
