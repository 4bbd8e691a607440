"""What stands over the grid: search, filter, columns, saved views, and a chip for each filter."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from ui.customers.filters import FilterBox
from ui.customers.listing import CustomerList
from ui.customers.views import SavedViews
from ui.kit.grid import DataGrid
from ui.kit.notes import Chip
from ui.kit.parts import button, clear, column, holder, icon_button, row
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import icon
from ui.tokens import PAGE_EDGE


class GridTools(QWidget):
    """Changes a `CustomerList`, and how its grid looks."""

    erase_wanted = Signal()
    export_wanted = Signal()
    range_removed = Signal()

    def __init__(
        self, session: Session, doors: Doors, listing: CustomerList, grid: DataGrid
    ) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._listing, self._grid = listing, grid
        self.views = SavedViews(session, doors, listing)
        self.filter_box = FilterBox(session, listing)
        self.filter_box.made.connect(listing.add_test)
        self._make_search()
        t = self.tr
        self.filter = button(t("Filter"), k="ghost", glyph="filter-outline")
        self.filter.clicked.connect(lambda _on=False: self.filter_box.open_for(self.filter))
        self.columns = button(t("Columns"), k="ghost", glyph="view-column-outline")
        self.columns.clicked.connect(
            lambda _on=False: self._open(self.columns_menu(), self.columns)
        )
        self.saved = button(t("Views"), k="ghost", glyph="bookmark-outline")
        self.saved.clicked.connect(lambda _on=False: self._open(self.views.menu(self), self.saved))
        self.more = icon_button("dots-horizontal", t("More"))
        self.more.clicked.connect(lambda _on=False: self._open(self.more_menu(), self.more))
        tools = row(
            self.search, None, self.filter, self.columns, self.saved, self.more,
            gap=6, margins=(PAGE_EDGE, 0, PAGE_EDGE, 8),
        )  # fmt: skip
        tools.setStretch(0, 3)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self.chips = holder(row(self._chips, None, margins=(PAGE_EDGE, 0, PAGE_EDGE, 8)))
        self.chips.hide()
        self.setLayout(column(tools, self.chips, gap=0))
        heads = grid.horizontalHeader()
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heads.customContextMenuRequested.connect(self._column_asked)
        grid.installEventFilter(self)
        listing.changed.connect(self._render)
        listing.columns_changed.connect(self._take_columns)

    def _make_search(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, e-mail, phone, order number or id"))
        self.search.setAccessibleName(self.tr("Search customers"))
        self.search.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self._wipe: QAction = self.search.addAction(
            QIcon(icon("close")), QLineEdit.ActionPosition.TrailingPosition
        )
        self._wipe.setToolTip(self.tr("Clear the search (Esc)"))
        self._wipe.triggered.connect(self.search.clear)
        self._wipe.setVisible(False)
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(420)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears the search, the down key goes into the grid; there Alt+↓ opens the column."""
        if (
            watched is self._grid
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            heads = self._grid.horizontalHeader()
            at = max(self._grid.currentIndex().column(), 0)
            self._column_asked(QPoint(heads.sectionViewportPosition(at) + 4, heads.height()))
            return True
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if event.key() == Qt.Key.Key_Down:
                self._grid.setFocus()
                if not self._grid.currentIndex().isValid():
                    self._grid.selectRow(0)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._wipe.setVisible(bool(text))
        self._listing.look_for(text)

    # menus

    def _open(self, menu: QMenu, below: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def columns_menu(self) -> QMenu:
        """Make the menu that shows and hides columns."""
        menu = StayingMenu(self)
        for key, one in self._listing.every.items():
            action = menu.addAction(one.title)
            action.setCheckable(True)
            action.setChecked(key in self._listing.shown)
            action.toggled.connect(lambda on, key=key: self.show_column(key, on=on))
        return menu

    def more_menu(self) -> QMenu:
        """Make the menu of what is done seldom."""
        menu = QMenu(self)
        export = menu.addAction(self.tr("Export what is shown…"))
        export.triggered.connect(lambda _on=False: self.export_wanted.emit())
        export.setEnabled(bool(self._listing.total))
        mask = menu.addAction(self.tr("Mask private data"))
        mask.setCheckable(True)
        mask.setChecked(self._listing.masked)
        mask.toggled.connect(lambda on: self._listing.mask(on=on))
        menu.addSeparator()
        erase = menu.addAction(self.tr("Deletion request…"))
        erase.triggered.connect(lambda _on=False: self.erase_wanted.emit())
        return menu

    def column_menu(self, at: int) -> QMenu:
        """Make the menu of one column."""
        one = self._listing.model.columns[at]
        menu = QMenu(self)
        for words, order in (
            (self.tr("Sort upwards"), Qt.SortOrder.AscendingOrder),
            (self.tr("Sort downwards"), Qt.SortOrder.DescendingOrder),
        ):
            menu.addAction(words).triggered.connect(
                lambda _on=False, order=order: self._grid.sortByColumn(at, order)
            )
        menu.addAction(self.tr("Filter by {0}…").format(one.title)).triggered.connect(
            lambda _on=False: self.filter_box.open_for(self.filter, one.key)
        )
        menu.addAction(self.tr("Hide {0}").format(one.title)).triggered.connect(
            lambda _on=False: self.show_column(one.key, on=False)
        )
        return menu

    def _column_asked(self, spot: QPoint) -> None:
        heads = self._grid.horizontalHeader()
        at = heads.logicalIndexAt(spot)
        if 0 <= at < len(self._listing.model.columns):
            menu = self.column_menu(at)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(heads.mapToGlobal(spot))

    def show_column(self, key: str, *, on: bool) -> None:
        """Show a column, as the last one, or hide it."""
        shown = self._listing.shown
        if on and key not in shown:
            self._listing.choose_columns([*shown, key])
        elif not on and len(shown) > 1:
            self._listing.choose_columns([one for one in shown if one != key])

    # drawing

    def _take_columns(self) -> None:
        """Fit the grid to other columns."""
        at, descending = self._listing.sort_column
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        heads = self._grid.horizontalHeader()
        heads.blockSignals(True)  # noqa: FBT003  # Qt's own: the order is known, not asked for
        heads.setSortIndicator(at, order)
        heads.blockSignals(False)  # noqa: FBT003
        self._listing.model.mark_sorted(at, order)
        self._grid.fit_columns()

    def _render(self) -> None:
        listing = self._listing
        if self.search.text() != listing.search:
            self.search.setText(listing.search)
        clear(self._chips)
        if listing.range is not None:
            chip = Chip(listing.range_words or self.tr("RFM range"))
            chip.removed.connect(self.range_removed)
            self._chips.addWidget(chip)
        if listing.gap:
            chip = Chip(listing.gap_words())
            chip.removed.connect(lambda: listing.show_gap(""))
            self._chips.addWidget(chip)
        for test in listing.tests:
            chip = Chip(listing.test_words(test))
            chip.removed.connect(lambda test=test: listing.remove_test(test))
            self._chips.addWidget(chip)
        self.chips.setVisible(listing.range is not None or bool(listing.tests or listing.gap))


class StayingMenu(QMenu):
    """A menu of ticks that stays open while they are set."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar or Return without closing."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() not in keys or not self._tick():
            super().keyPressEvent(event)

    def _tick(self) -> bool:
        action = self.activeAction()
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True
