"""The data grid: a table view whose delegate paints a frame of cells well under 16 ms."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.kit.paged import CELL, RIGHT, Cell, PagedModel
from ui.kit.skeleton import Lane, paint_bars
from ui.theme import bus, font, px, tokens
from ui.tokens import ROW_HEIGHTS

_PAD = 8
# as numbers: Python's flags cost a microsecond each, a frame has a thousand of them
_SELECTED = QStyle.StateFlag.State_Selected.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_AT_RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value
_AT_LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
MOST_CHOSEN = 10_000
SCROLL_BAR = 12  # room kept for the vertical scroll bar and the frame
SKELETON_MS = 150  # what comes sooner is not announced by grey bars
LEAST = 70  # percent of its wished width that a column of text keeps


class CellDelegate(QStyledItemDelegate):
    """One `data()` call a cell, fonts and colours once a theme (window.md 10)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        bus.themeChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take fonts and colours of the theme in use."""
        t = tokens()
        self._text, self._text3 = QColor(t.text), QColor(t.text3)
        self._sel, self._sel_text = QColor(t.sel), QColor(t.selText)
        self._hover, self._line = QColor(t.hover), QColor(t.border)
        self._skeleton = QColor(t.sunken)
        self._focus = QColor(t.focus)
        self._plain, self._digits = font("body"), font("body", tabular=True)
        self._italic: QFont = font("small", italic=True)
        self._metrics = QFontMetrics(self._plain)
        self._digit_metrics = QFontMetrics(self._digits)
        self._no_value = self.tr("no value")
        self._mirrored = self._view.isRightToLeft()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Fill, then draw the text."""
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect
        state: int = option.state.value
        chosen = state & _SELECTED
        if chosen:
            painter.fillRect(rect, self._sel)
        elif state & _HOVERED:
            painter.fillRect(rect, self._hover)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if cell.state == "loading":
            bar = QRect(inner.left(), inner.center().y() - 4, min(inner.width(), 72), 8)
            painter.fillRect(bar, self._skeleton)
            return
        right = cell.kind in RIGHT
        flags = _AT_RIGHT if self._mirrored != right else _AT_LEFT
        ink = self._sel_text if chosen else self._text
        text = cell.text
        if cell.state == "null":
            painter.setFont(self._italic)
            text, ink = self._no_value, self._sel_text if chosen else self._text3
        elif cell.state == "empty":
            painter.setFont(self._italic)
            text, ink = "“”", self._sel_text if chosen else self._text3
        else:
            painter.setFont(self._digits if right else self._plain)
            if len(text) * 9 > inner.width():
                metrics = self._digit_metrics if right else self._metrics
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(ink)
        painter.drawText(inner, flags, text)
        if state & _FOCUSED and self._view.hasFocus():
            painter.setPen(self._focus)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show a text whole where its cell cuts it off."""
        cell: Cell | None = index.data(CELL) if index.isValid() else None
        room = view.visualRect(index).width() - 2 * _PAD if cell else 0
        if cell and cell.text and self._metrics.horizontalAdvance(cell.text) > room:
            QToolTip.showText(event.globalPos(), cell.text, view)
            return True
        QToolTip.hideText()
        return super().helpEvent(event, view, option, index)


class DataGrid(QTableView):
    """Rows are chosen, Return or a double click opens, Ctrl+C copies with headers."""

    opened = Signal(int)
    why = Signal(int)

    def __init__(self, name: str, model: PagedModel, *, framed: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        if framed:
            self.setProperty("k", "framed")
        model.setParent(self)
        self.paged = model
        self._sharing = self._set_by_hand = False
        self._shared_width = -1
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # ResizeToContents never returns
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setHighlightSections(False)
        heads.sectionResized.connect(self._resized)
        heads.setSectionsClickable(True)
        heads.setMinimumSectionSize(48)
        heads.setAccessibleName(self.tr("Columns of {0}").format(name))
        self._bars = QTimer(self)
        self._bars.setSingleShot(True)
        self._bars.setInterval(SKELETON_MS)
        self._bars.timeout.connect(self.viewport().update)
        model.waits.connect(self._wait)
        self._wait(model.is_waiting)
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        bus.themeChanged.connect(self._measure)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Turn the cells round with the direction of the language."""
        super().changeEvent(event)
        delegate = self.itemDelegate()
        if event.type() == QEvent.Type.LayoutDirectionChange and isinstance(delegate, CellDelegate):
            delegate.refresh()

    def allow_sorting(self, column: int, order: Qt.SortOrder) -> None:
        """Let the headers sort, beginning with the given order."""
        self.horizontalHeader().setSortIndicator(column, order)
        self.paged.mark_sorted(column, order)
        self.setSortingEnabled(True)

    def fit_columns(self) -> None:
        """Share the room anew: the columns are others now."""
        self._set_by_hand = False
        self._shared_width = -1
        self._share()

    @property
    def shows_bars(self) -> bool:
        """Whether grey bars stand where the rows will be."""
        return self.paged.is_waiting and not self._bars.isActive()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells; while the first are on their way, grey bars in their places."""
        super().paintEvent(event)
        if self.shows_bars:
            self._paint_bars()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns of text."""
        super().resizeEvent(event)
        self._share()

    def ask_why(self) -> None:
        """Ask "Why?" of the chosen row, of the first when none is."""
        self.why.emit(max(self.currentIndex().row(), 0))

    def ask_why_here(self) -> bool:
        """Ask "Why?" of the row that has the focus; False when none has."""
        here = self.window().focusWidget() is self and self.currentIndex().isValid()
        if here:
            self.ask_why()
        return here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, open and "Why?"."""
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_F1 and row >= 0:
            self.why.emit(row)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep F1 for the row, before the window's own shortcut takes it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F1
            and self.currentIndex().isValid()
        ):
            event.accept()
            return True
        return super().event(event)

    def chosen_rows(self) -> list[int]:
        """Return the chosen rows in order, at most `MOST_CHOSEN`: all of a million is a range."""
        chosen = self.selectionModel().selection()
        rows: set[int] = set()
        for at in range(chosen.count()):
            part = chosen.at(at)
            rows.update(range(part.top(), min(part.bottom(), part.top() + MOST_CHOSEN) + 1))
        return sorted(rows)[:MOST_CHOSEN]

    def copy(self) -> None:
        """Put the chosen rows with their headers on the clipboard, tabs between cells."""
        model = self.paged
        rows = self.chosen_rows()
        shown = [at for at in range(len(model.columns)) if not self.isColumnHidden(at)]
        lines = ["\t".join(model.columns[at].title for at in shown)]
        lines += ["\t".join(str(model.data(model.index(row, at))) for at in shown) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _wait(self, on: bool) -> None:  # noqa: FBT001  # as the signal says it
        said = self.tr("The rows are being read") if on else ""
        self.setAccessibleDescription(said)
        if on:
            self._bars.start()
        else:
            self._bars.stop()
        self.viewport().update()

    def _paint_bars(self) -> None:
        mirrored = self.isRightToLeft()
        shown = [(at, one) for at, one in enumerate(self.paged.columns)
                 if not self.isColumnHidden(at)]  # fmt: skip
        lanes = [
            Lane(self.columnViewportPosition(at), self.columnWidth(at),
                 (one.kind in RIGHT) != mirrored)
            for at, one in shown
        ]  # fmt: skip
        paint_bars(self, lanes, self.verticalHeader().defaultSectionSize())

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHTS[bus.density]))
        self._shared_width = -1
        self._share()

    def _share(self) -> None:
        # by the width of the grid, not of its viewport: a scroll bar that comes would take room,
        # the columns would shrink, the bar would go, and so on for ever
        if self._set_by_hand or self.width() == self._shared_width:
            return
        self._shared_width = self.width()
        columns = self.paged.columns
        wished = [px(column.width) for column in columns]
        spare = self.width() - SCROLL_BAR - sum(wished)
        texts = [at for at, column in enumerate(columns) if column.kind == "text"]
        whole = sum(wished[at] for at in texts)
        self._sharing = True
        for at, wide in enumerate(wished):
            more = spare * wish // whole if at in texts and (wish := wide) and whole else 0
            self.setColumnWidth(at, max(wide + more, wide * LEAST // 100))
        self._sharing = False

    def _resized(self) -> None:
        if not self._sharing and self.isVisible():
            self._set_by_hand = True
