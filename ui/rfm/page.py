"""The RFM tab: the ten-by-ten grid; drag a range, then list, look or export."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QStackedWidget, QWidget

from ui.kit.card import Card
from ui.kit.heat import HeatMap, Ramp
from ui.kit.notes import Banner, EmptyState
from ui.kit.parts import button, column, holder, label, row
from ui.kit.segmented import Segmented
from ui.rfm.board import RfmBoard
from ui.rfm.range_panel import RangePanel
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead
from ui.shell.session import Session
from ui.theme import bus, font, px, tokens
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Preset

NARROW = 860  # under this width the pair is named by its letters
PAIRS = (("recency", "frequency"), ("recency", "monetary"), ("frequency", "monetary"))


class RfmPage(Page):
    """Draws an `RfmBoard`."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.board = RfmBoard(session)
        self.help = button(self.tr("Help on ties"), k="ghost", glyph="help-circle-outline")
        self.export = button(
            self.tr("Export scores"), glyph="tray-arrow-down", clicked=self._export
        )
        self.head = PageHead(self.tr("RFM"), self.help, self.export)
        self.help.clicked.connect(lambda _checked=False: self._doors.open_help("rfm"))
        self.weight = Segmented(
            self.tr("Colour by"),
            {
                "customers": self.tr("Customers"),
                "revenue": self.tr("Revenue"),
                "per_customer": self.tr("Per customer"),
            },
        )
        self.weight.chosen.connect(self.board.colour_by)
        self.pair = button(self.tr("Recency × frequency"), glyph="axis-arrow")
        self.pair.setToolTip(self.tr("Which two scores are set against each other"))
        self.pattern = button(self.tr("Pattern"), glyph="shape-outline")
        self.pattern.setToolTip(self.tr("Choose a known pattern as the range"))
        self._fill_pairs()
        few, many = label(self.tr("few"), "label"), label(self.tr("many"), "label")
        self._legend = (few, many)
        tools = row(
            self.weight, self.pair, self.pattern, None, few, Ramp(), many,
            gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, 10),
        )  # fmt: skip
        self.map = HeatMap(self.tr("Customers by recency and frequency"))
        self.map.ranged.connect(self._ranged)
        self._side = _Upright("")
        self._foot = label("", "axis")
        self._foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        grid = row(self._side, column(self.map, self._foot, gap=4), gap=4)
        grid.setStretch(1, 1)
        card = Card("", "", padding=10)
        card.body.addLayout(grid)
        self.banner = Banner()
        whole = column(self.banner, card, gap=10, margins=(PAGE_EDGE, 0, PAGE_EDGE, PAGE_EDGE))
        whole.setStretch(1, 1)
        self.empty = EmptyState(
            "grid",
            self.tr("No scores yet"),
            self.tr("Scores come from orders of the last 12 months. Import orders, then build."),
            button(self.tr("Import files"), k="primary", clicked=doors.choose_files),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(holder(tools), holder(whole), gap=0)))
        self._stack.addWidget(self.empty)
        self.setLayout(column(self.head, self._stack, gap=0))
        self.range_panel = RangePanel(self.board, doors)
        self.panel = self.range_panel
        self.range_panel.cleared.connect(self.map.clearSelection)
        self.board.changed.connect(self._render)

    def refresh(self) -> None:
        """Read the grid anew."""
        if self.session.is_open:
            if self.pattern.menu() is None:
                self._fill_patterns()
            self.board.read()

    def first_focus(self) -> QWidget:
        """The map takes the arrows."""
        return self.map

    def show_why(self) -> bool:
        """Open the page of the guide that explains scores and ties."""
        self._doors.open_help("rfm")
        return True

    def _fill_pairs(self) -> None:
        menu = QMenu(self.pair)
        for rows, columns in PAIRS:
            words = self._pair_words(rows, columns)
            action = menu.addAction(words)
            action.triggered.connect(
                lambda _checked=False, rows=rows, columns=columns: self._show_pair(rows, columns)
            )
        self.pair.setMenu(menu)

    def _pair_words(self, rows: str, columns: str) -> str:
        one, other = self.board.title_of(rows), self.board.title_of(columns).lower()
        return self.tr("{0} × {1}").format(one, other)

    def _name_pair(self) -> None:
        rows, columns = self.board.pair
        short = self.width() < NARROW
        letters = f"{rows[0].upper()} × {columns[0].upper()}"
        self.pair.setText(letters if short else self._pair_words(rows, columns))
        self.pair.setAccessibleName(self._pair_words(rows, columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the pair by its letters where there is little room."""
        super().resizeEvent(event)
        self._name_pair()

    def _show_pair(self, rows: str, columns: str) -> None:
        self.map.clearSelection()
        self.board.show_pair(rows, columns)
        self._name_pair()

    def _fill_patterns(self) -> None:
        menu = QMenu(self.pattern)
        menu.setToolTipsVisible(True)
        for preset in self.board.presets():
            action = menu.addAction(preset.label)
            action.setToolTip(f"{preset.range}: {preset.advice}")
            action.triggered.connect(lambda _checked=False, preset=preset: self.choose(preset))
        self.pattern.setMenu(menu)

    def choose(self, preset: "Preset") -> None:
        """Choose a pattern; the map shows where it lies."""
        self.map.selectionModel().blockSignals(True)  # noqa: FBT003
        self.map.choose(*self.board.cells_of(preset.range))
        self.map.selectionModel().blockSignals(False)  # noqa: FBT003
        self.map.viewport().update()
        self.board.choose(preset.range, preset)

    def _ranged(self, top: int, left: int, bottom: int, right: int) -> None:
        self.board.choose_cells(top, left, bottom, right)

    def _render(self) -> None:
        board = self.board
        if board.grid is None or not board.grid.scored:
            self._stack.setCurrentIndex(1)
            self.head.say("")
            if board.error is not None and board.error.code != "not_built":
                self.empty.say(board.error.message, board.error.remedy)
            return
        self._stack.setCurrentIndex(0)
        self.head.say(board.about())
        chosen = self.map.bounds()
        self.map.heat.show(*board.heat())
        if chosen is not None and board.range is not None:
            self.map.selectionModel().blockSignals(True)  # noqa: FBT003
            self.map.choose(*chosen)
            self.map.selectionModel().blockSignals(False)  # noqa: FBT003
        rows, columns = board.pair
        self._side.say(board.hint_of(rows, rows=True))
        self._foot.setText(board.hint_of(columns, rows=False))
        low = board.weight == "customers"
        for part, text in zip(
            self._legend,
            (self.tr("few"), self.tr("many")) if low else (self.tr("little"), self.tr("much")),
            strict=True,
        ):
            part.setText(text)
        if board.grid.warnings:
            self.banner.say(" ".join(board.grid.warnings), "warn")
        else:
            self.banner.clear()

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export RFM scores"), "rfm.csv", self.tr("CSV (*.csv)")
        )
        if not name:
            return
        brand = self.session.brand
        self.session.desk.ask(
            "rfm.export",
            lambda: brand.rfm_file(Path(name)),
            lambda rows: self.banner.say(
                self.tr("{0} rows in {1}").format(self.board.words.count(rows), name), "pos",
                self.tr("Show the folder"), lambda: self._doors.open_folder(Path(name)),
            ),
            lambda error: self.banner.say(str(error), "neg"),
            lane="wide",
        )  # fmt: skip


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
