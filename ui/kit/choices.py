"""A list of choices in a popup: icon, title and description, a figure at the right, a tick."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.kit.popover import Popover
from ui.theme import font, icon, paint_icon, px, tokens

Index = QModelIndex | QPersistentModelIndex
CHOICE = int(Qt.ItemDataRole.UserRole) + 7
_BAR, _NOTE, _TICK, _EDGE, _GAP = 56, 84, 16, 8, 10  # px
_PAGE = 8


@dataclass(frozen=True)
class Choice:
    """One row: `about` is its second line, `note` and `share` (0 to 1) stand at the right."""

    key: str
    title: str
    about: str = ""
    glyph: str = ""
    note: str = ""
    share: float | None = None
    group: str = ""

    def matches(self, wanted: Iterable[str]) -> bool:
        """Whether every word is somewhere in it; words are in lower case."""
        text = f"{self.title} {self.about} {self.group}".casefold()
        return all(word in text for word in wanted)


@dataclass(frozen=True)
class _Row:
    choice: Choice
    is_head: bool = False
    is_ticked: bool | None = field(default=None, compare=False)


class ChoiceModel(QAbstractListModel):
    """Choices under the heads of their groups; a head cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._ticked: set[str] | None = None

    def show(self, choices: Sequence[Choice], ticked: set[str] | None = None) -> None:
        """Show other choices; with `ticked`, each has a box."""
        self.beginResetModel()
        self._rows, self._ticked = [], ticked
        group = ""
        for one in choices:
            if one.group != group:
                group = one.group
                self._rows.append(_Row(Choice("", group), is_head=True))
            self._rows.append(_Row(one))
        self.endResetModel()

    def tick(self, ticked: set[str]) -> None:
        """Change the boxes only."""
        self._ticked = ticked
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def is_head(self, at: int) -> bool:
        """Whether a line is the head of a group."""
        return self._rows[at].is_head

    def choice(self, at: int) -> Choice | None:
        """Return the choice of a line; None for a head."""
        if not 0 <= at < len(self._rows) or self._rows[at].is_head:
            return None
        return self._rows[at].choice

    def line_of(self, key: str) -> int:
        """Return the line of a key, -1 when it is not shown."""
        return next(
            (at for at, row in enumerate(self._rows) if not row.is_head and row.choice.key == key),
            -1,
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt declares it
        """Return the lines."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the row to the delegate, its words to everyone else."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == CHOICE:
            if self._ticked is None or row.is_head:
                return row
            return _Row(row.choice, is_ticked=row.choice.key in self._ticked)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.choice.title
        if role == Qt.ItemDataRole.ToolTipRole and not row.is_head:
            return "\n".join(part for part in (row.choice.title, row.choice.about) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (row.choice.title, row.choice.about, row.choice.note)
            return ". ".join(part for part in said if part)
        if role == Qt.ItemDataRole.CheckStateRole and self._ticked is not None and not row.is_head:
            on = row.choice.key in self._ticked
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are not chosen."""
        if not index.isValid() or self._rows[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _ChoiceDelegate(QStyledItemDelegate):
    """Paints a row from the leading to the trailing edge, in either direction of writing."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: _Row = index.data(CHOICE)
        tall = 28 if row.is_head or not row.choice.about else 42
        return QSize(option.rect.width(), px(tall))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: _Row = index.data(CHOICE)
        t, whole = tokens(), QRect(option.rect)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        middle = start | Qt.AlignmentFlag.AlignVCenter
        if row.is_head:
            painter.setFont(font("header"))
            painter.setPen(QColor(t.text2))
            painter.drawText(
                whole.adjusted(_EDGE, 0, -_EDGE, -2),
                int(start | Qt.AlignmentFlag.AlignBottom),
                row.choice.title,
            )
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.sel if chosen else t.hover))
            painter.drawRoundedRect(whole.adjusted(2, 0, -2, 0), 6, 6)
        ink, faint = (t.selText, t.selText) if chosen else (t.text, t.text2)

        def place(left: int, top: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(option.direction, whole, QRect(left, top, width, height))

        x, right = whole.left() + _EDGE, whole.right() - _EDGE
        centre = whole.center().y()
        if row.is_ticked is not None:
            _paint_box(painter, place(x, centre - 8, _TICK, _TICK), ticked=row.is_ticked)
            x += _TICK + _GAP
        if row.choice.glyph:
            paint_icon(painter, place(x, centre - 8, 16, 16), row.choice.glyph, faint)
            x += 16 + _GAP
        if row.choice.note:
            painter.setFont(font("small", tabular=True))
            painter.setPen(QColor(faint))
            end = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
            wide = min(painter.fontMetrics().horizontalAdvance(row.choice.note) + 2, px(_NOTE))
            wide = max(wide, px(_NOTE) if row.choice.share is not None else 0)
            room = place(right - wide, whole.top(), wide, whole.height())
            painter.drawText(room, int(end | Qt.AlignmentFlag.AlignVCenter), row.choice.note)
            right -= wide + _GAP
        if row.choice.share is not None:
            groove = place(right - _BAR, centre - 3, _BAR, 6)
            filled = max(2, round(_BAR * min(row.choice.share, 1.0)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.sunken))
            painter.drawRoundedRect(groove, 3, 3)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(place(right - _BAR, centre - 3, filled, 6), 3, 3)
            right -= _BAR + _GAP
        halves = 2 if row.choice.about else 1
        tall = (whole.height() - 6) // halves
        lines = [(row.choice.title, "body", ink), (row.choice.about, "small", faint)][:halves]
        for at, (text, role, colour) in enumerate(lines):
            painter.setFont(font(role))
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, right - x)
            painter.drawText(
                place(x, whole.top() + 3 + at * tall, right - x, tall), int(middle), shown
            )


def _paint_box(painter: QPainter, box: QRect, *, ticked: bool) -> None:
    t = tokens()
    painter.setPen(QColor(t.accent if ticked else t.border2))
    painter.setBrush(QColor(t.accent if ticked else t.surface))
    painter.drawRoundedRect(box, 4, 4)
    if ticked:
        paint_icon(painter, box.adjusted(1, 1, -1, -1), "check", t.onAccent)


class ChoiceList(QListView):
    """The rows; `taken` gives the key that was clicked."""

    taken = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows = ChoiceModel()
        self.setModel(self.rows)
        self.setItemDelegate(_ChoiceDelegate(self))
        self.setProperty("k", "raised")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search box above it steers
        self.clicked.connect(lambda index: self._take(index.row()))

    def show_choices(self, choices: Sequence[Choice], ticked: set[str] | None = None) -> None:
        """Show other rows and mark the first."""
        self.rows.show(choices, ticked)
        self.mark(next((at for at in range(self.rows.rowCount()) if self.rows.choice(at)), -1))

    def mark(self, at: int) -> None:
        """Mark a line."""
        self.setCurrentIndex(self.rows.index(at, 0) if at >= 0 else QModelIndex())

    def move_mark(self, by: int) -> None:
        """Go to a choice further down or up; heads are passed over."""
        at, left, step = self.currentIndex().row(), abs(by), 1 if by > 0 else -1
        best = at
        while left and 0 <= at + step < self.rows.rowCount():
            at += step
            if self.rows.choice(at):
                best, left = at, left - 1
        self.mark(best)

    def take_marked(self) -> bool:
        """Take the marked row; False when there is none."""
        return self._take(self.currentIndex().row())

    def _take(self, at: int) -> bool:
        choice = self.rows.choice(at)
        if choice is None:
            return False
        self.mark(at)
        self.taken.emit(choice.key)
        return True


class SearchedList(Popover):
    """A search box that steers a list: arrows and Return work while typing."""

    def __init__(self, title: str, width: int, height: int) -> None:
        super().__init__(width)
        self.setAccessibleName(title)
        self.field = QLineEdit()
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.field.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = ChoiceList(self.tr("Choices"))
        self.list.setFixedHeight(px(height))
        self.list.selectionModel().currentChanged.connect(self._speak)
        self.field.installEventFilter(self)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)

    def _speak(self, marked: QModelIndex) -> None:
        """The focus stays in the box: let it tell what is marked."""
        said = marked.data(Qt.ItemDataRole.AccessibleTextRole) if marked.isValid() else ""
        self.field.setAccessibleDescription(str(said or ""))

    def words(self) -> list[str]:
        """Return the words that were typed, in lower case."""
        return self.field.text().casefold().split()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Return of the search box work in the list."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE,
                     Qt.Key.Key_PageUp: -_PAGE}  # fmt: skip
            key = Qt.Key(event.key())
            if key in steps:
                self.list.move_mark(steps[key])
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.returned(event.modifiers())
                return True
        return super().eventFilter(watched, event)

    def returned(self, _modifiers: Qt.KeyboardModifier) -> None:
        """Return was pressed: take what is marked."""
        self.list.take_marked()


def narrow(choices: Iterable[Choice], words: Sequence[str]) -> list[Choice]:
    """Keep the choices that match every word; those whose title begins so come first."""
    found = [one for one in choices if one.matches(words)]
    if not words:
        return found
    begins: Callable[[Choice], bool] = lambda one: not one.title.casefold().startswith(words[0])  # noqa: E731
    groups = list(dict.fromkeys(one.group for one in found))
    return [
        one
        for group in groups
        for one in sorted((one for one in found if one.group == group), key=begins)
    ]
