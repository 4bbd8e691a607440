"""A card with a figure and its table twin: Alt+T turns it, right click takes it away."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.figures.menu import FigureMenu
from ui.figures.table import Table
from ui.kit.card import Card
from ui.kit.parts import holder, icon_button, label, row
from ui.theme import font, icon

FIGURE, TABLE, NOTHING = range(3)


class FigureCard(Card):
    """Title with unit, how to read it, the figure or its table, or why there is nothing.

    `asked` carries the part of the figure (or row of the table) whose receipt is wanted, -1 for
    the whole.
    """

    asked = Signal(int)

    def __init__(
        self, title: str, about: str, figure: QWidget, *, legend: QWidget | None = None,
        actions: Sequence[QWidget] = (),
    ) -> None:  # fmt: skip
        self._turn = icon_button("table", "")
        self._more = icon_button("dots-horizontal", "")
        head = holder(row(self._turn, self._more, *actions, gap=0))
        super().__init__(title, about, action=head)
        self._heading, self._about = title, about
        self.figure = figure
        self.say: Callable[[str, str], object] = _quiet
        self._table = Table()
        self._turn.clicked.connect(self.turn)
        self._more.clicked.connect(lambda _checked=False: self._open_below())
        self._more.setAccessibleName(self.tr("Copy or save: {0}").format(title))
        self._more.setToolTip(self.tr("Copy or save (right click)"))
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("Table: {0}").format(title))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setCornerButtonEnabled(False)
        self.nothing = label("", "label2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for part in (figure, self.table, self.nothing):
            self._stack.addWidget(part)
        if legend is not None:
            self.body.addWidget(legend)
        self.body.addWidget(self._stack, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for part in (figure, self.table):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(
                lambda spot, part=part: self.open_menu(part.mapToGlobal(spot))
            )
        keys = QShortcut(QKeySequence("Alt+T"), self, self.turn)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._name_turn()

    @property
    def shown(self) -> int:
        """Return what is in front: FIGURE, TABLE or NOTHING."""
        return self._stack.currentIndex()

    def explain(self, title: str, about: str) -> None:
        """Change title and how to read it."""
        self._heading, self._about = title, about
        self.title.setText(title)
        self.subtitle.setText(about)
        self.setAccessibleName(title)

    def show_table(self, table: Table) -> None:
        """Fill the table twin; the figure is filled by its own method."""
        self._table = table
        self.table.setColumnCount(len(table.heads))
        self.table.setHorizontalHeaderLabels(list(table.heads))
        self.table.setRowCount(len(table.rows))
        digits = font("body", tabular=True)
        for at, line in enumerate(table.rows):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                    item.setFont(digits)
                self.table.setItem(at, column, item)
        if table.heads:
            self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(24)
        if self.shown == NOTHING:
            self._stack.setCurrentIndex(FIGURE)
        self._allow(on=True)

    def show_nothing(self, why: str) -> None:
        """Say why there is no figure."""
        self._table = Table()
        self.nothing.setText(why)
        self._stack.setCurrentIndex(NOTHING)
        self._allow(on=False)

    def turn(self) -> None:
        """Change between figure and table; the focus goes along."""
        if self.shown == NOTHING:
            return
        had = self.figure.hasFocus() or self.table.hasFocus()
        self._stack.setCurrentIndex(TABLE if self.shown == FIGURE else FIGURE)
        self._name_turn()
        if had:
            front = self._stack.currentWidget()
            if front is not None:
                front.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> bool:
        """Ask for the receipt of the part in focus; False when the focus is elsewhere."""
        inside = self.window().focusWidget()
        if inside is None or not (inside is self or self.isAncestorOf(inside)):
            return False
        self.asked.emit(self.part())
        return True

    def part(self) -> int:
        """Return the part pointed at, or the row chosen in the table; -1 none."""
        if self.shown == TABLE:
            return self.table.currentRow()
        return int(getattr(self.figure, "at", -1))

    def menu(self) -> FigureMenu:
        """Return the menu of what is shown now."""
        return FigureMenu(
            self, self._heading, self._about, self.figure, self._table,
            self.say, lambda: self.asked.emit(self.part()),
        )  # fmt: skip

    def open_menu(self, spot: QPoint) -> None:
        """Open the menu at a spot of the screen."""
        if self.shown != NOTHING:
            self.menu().popup(spot)

    def _open_below(self) -> None:
        self.open_menu(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _allow(self, *, on: bool) -> None:
        self._turn.setVisible(on)
        self._more.setVisible(on)

    def _name_turn(self) -> None:
        as_table = self.shown == TABLE
        name = self.tr("Show as chart") if as_table else self.tr("Show as table")
        self._turn.setIcon(icon("chart-line" if as_table else "table"))
        self._turn.setAccessibleName(f"{name}: {self._heading}")
        self._turn.setToolTip(self.tr("{0} (Alt+T)").format(name))


def _quiet(_message: str, _tone: str) -> None:
    """Say nothing: no page listens."""
