"""The Grid tab of RFM: the map, what it is coloured by, pair, pattern, legend."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui.figures.menu import FigureMenu
from ui.kit.card import Card
from ui.kit.heat import HeatMap, Ramp
from ui.kit.notes import Banner
from ui.kit.parts import button, column, holder, label, row
from ui.kit.segmented import Segmented
from ui.rfm.board import RfmBoard
from ui.rfm.combined import CombinedSheet
from ui.theme import bus, font, px, tokens
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Preset, RfmRange

NARROW = 860  # under this width the pair is named by its letters
PAIRS = (("recency", "frequency"), ("recency", "monetary"), ("frequency", "monetary"))


class GridView(QWidget):
    """Draws the grid of an `RfmBoard`; drag, or Shift and arrows, chooses a range."""

    def __init__(
        self,
        board: RfmBoard,
        say: Callable[[str, str], object],
        why: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.board, self._say, self._why = board, say, why
        self.weight = Segmented(
            self.tr("Colour by"),
            {
                "customers": self.tr("Customers"),
                "revenue": self.tr("Revenue"),
                "average_order": self.tr("Average order"),
            },
        )
        self.weight.chosen.connect(board.colour_by)
        self.pair = button(self.tr("Recency × frequency"), glyph="axis-arrow")
        self.pair.setToolTip(self.tr("Which two scores are set against each other"))
        self.pattern = button(self.tr("Pattern"), glyph="shape-outline")
        self.pattern.setToolTip(self.tr("Choose a known pattern as the range"))
        self._fill_pairs()
        self._legend = (label(self.tr("few"), "label"), label(self.tr("many"), "label"))
        few, many = self._legend
        self._scale = holder(row(few, Ramp(), many, gap=10))
        self._tools = row(
            self.weight, self.pair, self.pattern, None, self._scale,
            gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, 10),
        )  # fmt: skip
        self.map = HeatMap(self.tr("Customers by two scores"))
        self.map.ranged.connect(board.choose_cells)
        self._side = _Upright("")
        self._foot = label("", "axis")
        self._foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        grid = row(self._side, column(self.map, self._foot, gap=4), gap=4)
        grid.setStretch(1, 1)
        self.drawing = holder(grid)
        self.map.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.map.customContextMenuRequested.connect(self._open_menu)
        card = Card("", "", padding=10)
        card.body.addWidget(self.drawing)
        self.banner = Banner()
        whole = column(self.banner, card, gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, PAGE_EDGE))
        whole.setStretch(1, 1)
        self.setLayout(column(holder(self._tools), holder(whole), gap=0))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        board.changed.connect(self._render)
        board.selected.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the pair by its letters where there is little room."""
        super().resizeEvent(event)
        self._name_pair()
        room = (
            self.width()
            - 2 * PAGE_EDGE
            - sum(
                part.sizeHint().width() + self._tools.spacing()
                for part in (self.weight, self.pair, self.pattern)
            )
        )
        self._scale.setVisible(room >= self._scale.sizeHint().width())

    def choose(self, preset: "Preset") -> None:
        """Choose a pattern; the map that shows it comes to the front."""
        self.choose_range(preset.range, preset)

    def choose_range(self, wanted: "RfmRange", preset: "Preset | None" = None) -> None:
        """Choose a range on the map that shows most of it."""
        pair = self.board.best_pair(wanted)
        if pair != self.board.pair:
            self.board.show_pair(*pair)
            self._name_pair()
        self._mark(self.board.cells_of(wanted))
        self.board.choose(wanted, preset)

    def fill_patterns(self) -> None:
        """Fill the menu of patterns, once there is a brand."""
        if self.pattern.menu() is not None:
            return
        menu = QMenu(self.pattern)
        menu.setToolTipsVisible(True)
        for preset in self.board.presets():
            action = menu.addAction(preset.label)
            action.setToolTip(f"{preset.range}: {preset.advice}")
            action.triggered.connect(lambda _checked=False, preset=preset: self.choose(preset))
        menu.addSeparator()
        own = menu.addAction(self.tr("Combined score at least or at most…"))
        own.triggered.connect(lambda _checked=False: self.open_combined())
        self.pattern.setMenu(menu)

    def open_combined(self) -> CombinedSheet:
        """Open the sheet that sets a bound on each score."""
        sheet = CombinedSheet(self.board, self.window())
        sheet.wanted.connect(self.choose_range)
        sheet.open()
        return sheet

    def menu(self) -> FigureMenu:
        """Return what the map can be taken away as."""
        rows, columns = self.board.pair
        title = self.tr("RFM: {0}").format(self._pair_words(rows, columns))
        return FigureMenu(
            self, title, self.board.about(), self.drawing, self.board.table(), self._say, self._why
        )

    def _open_menu(self, spot: QPoint) -> None:
        self.menu().popup(self.map.mapToGlobal(spot))

    def _fill_pairs(self) -> None:
        menu = QMenu(self.pair)
        for rows, columns in PAIRS:
            action = menu.addAction(self._pair_words(rows, columns))
            action.triggered.connect(
                lambda _checked=False, rows=rows, columns=columns: self.show_pair(rows, columns)
            )
        self.pair.setMenu(menu)

    def show_pair(self, rows: str, columns: str) -> None:
        """Show two other scores against each other."""
        self.map.clearSelection()
        self.board.show_pair(rows, columns)
        self._name_pair()

    def _pair_words(self, rows: str, columns: str) -> str:
        one, other = self.board.title_of(rows), self.board.title_of(columns).lower()
        return self.tr("{0} × {1}").format(one, other)

    def _name_pair(self) -> None:
        rows, columns = self.board.pair
        short = self.width() < px(NARROW)
        letters = f"{rows[0].upper()} × {columns[0].upper()}"
        self.pair.setText(letters if short else self._pair_words(rows, columns))
        self.pair.setAccessibleName(self._pair_words(rows, columns))

    def _mark(self, cells: tuple[int, int, int, int]) -> None:
        if not self.map.heat.rows:
            return
        self.map.selectionModel().blockSignals(True)  # noqa: FBT003
        self.map.choose(*cells)
        self.map.selectionModel().blockSignals(False)  # noqa: FBT003
        self.map.viewport().update()

    def _follow(self) -> None:
        """Take the frame away when the range is gone, set by whom it may be."""
        if self.board.range is None and self.map.bounds() is not None:
            self.map.selectionModel().blockSignals(True)  # noqa: FBT003
            self.map.clearSelection()
            self.map.selectionModel().blockSignals(False)  # noqa: FBT003
            self.map.viewport().update()

    def _render(self) -> None:
        board = self.board
        if board.grid is None:
            return
        self.map.heat.show(*board.heat())
        if board.range is not None:
            self._mark(board.cells_of(board.range))
        rows, columns = board.pair
        self._side.say(board.hint_of(rows, rows=True))
        self._foot.setText(board.hint_of(columns, rows=False))
        low = board.weight == "customers"
        words = (self.tr("few"), self.tr("many")) if low else (self.tr("little"), self.tr("much"))
        for part, text in zip(self._legend, words, strict=True):
            part.setText(text)
        if board.grid.warnings:
            self.banner.say(" ".join(board.grid.warnings), "warn")
        else:
            self.banner.clear()


class _Upright(QWidget):
    """The name of the vertical axis, read from bottom to top."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setFixedWidth(px(20))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        bus.themeChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a narrow column."""
        return QSize(px(20), 200)

    def say(self, text: str) -> None:
        """Change the words."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words turned."""
        painter = QPainter(self)
        painter.setFont(font("header"))
        painter.setPen(QColor(tokens().text2))
        painter.translate(0, self.height())
        painter.rotate(-90)
        area = self.rect().transposed()
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self._text)
