"""Home: how the brand is doing, and what needs a person."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QStackedWidget

from ui.home.model import HomeFigures
from ui.kit.card import MetricTile
from ui.kit.chart_card import ChartCard
from ui.kit.charts import Legend
from ui.kit.notes import Banner, EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead, page_body
from ui.shell.session import Session
from ui.tokens import CARD_GAP

TILES = 6


class HomePage(Page):
    """Tiles, banners and charts, all from one read."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.figures = HomeFigures(session)
        self.head = PageHead(self.tr("Home"))
        self.banner = Banner()
        self.tiles: dict[str, MetricTile] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(CARD_GAP)
        self.revenue = ChartCard(
            self.tr("Revenue by month"),
            self.tr("Before returns. Dashed: a year before. Dotted: the month is not over."),
        )
        self.buyers = ChartCard(
            self.tr("Customers who ordered, by month"),
            self.tr("Hatched: the month is not over."),
            Legend([(self.tr("Returning"), 0), (self.tr("New"), 2)]),
        )
        self._charts = QGridLayout()
        self._charts.setSpacing(CARD_GAP)
        for at, chart in enumerate((self.revenue, self.buyers)):
            chart.setMinimumHeight(300)
            self._charts.addWidget(chart, 0, at)
            self._charts.setColumnStretch(at, 1)
        content, body = page_body()
        body.addWidget(self.banner)
        body.addLayout(self._grid)
        body.addLayout(self._charts, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(PageScroll(content, self.tr("Home")))
        choose = button(
            self.tr("Import files"), k="primary", glyph="file-upload-outline",
            clicked=doors.choose_files,
        )  # fmt: skip
        self.empty = EmptyState(
            "file-upload-outline",
            self.tr("No customers yet"),
            self.tr(
                "Import the exports of your shop, till or newsletter, or drop them anywhere in "
                "this window."
            ),
            choose,
        )
        self._stack.addWidget(self.empty)
        self.setLayout(column(self.head, self._stack, gap=0))
        self._show_skeletons()
        self.figures.changed.connect(self._render)

    def refresh(self) -> None:
        """Read the figures anew."""
        if self.session.is_open:
            self.figures.read()

    def show_why(self) -> bool:
        """Open the receipt of the tile that has the focus."""
        focused = self.window().focusWidget()
        for key, tile in self.tiles.items():
            if tile is focused:
                self._ask(key)
                return True
        return False

    def _ask(self, key: str) -> None:
        home, brand = self.figures.home, self.session.brand
        if home is not None:
            title = home.figure(key).label
            self._doors.why(title, lambda: brand.why.metric(key), self.tiles[key])

    def _show_skeletons(self) -> None:
        for at in range(TILES):
            self._put(MetricTile(""), at)

    def _put(self, tile: MetricTile, at: int) -> None:
        self._grid.addWidget(tile, at // 3, at % 3)
        self._grid.setColumnStretch(at % 3, 1)

    def _render(self) -> None:
        home = self.figures.home
        if home is None or not home.customers:
            error = self.figures.error
            self._stack.setCurrentIndex(1)
            self.head.say("")
            if error is not None and error.code != "not_built":
                self.empty.say(error.message, error.remedy)
            return
        self._stack.setCurrentIndex(0)
        self.head.say(self.figures.about())
        self._doors.say_newest(home.newest_order)
        keys = [figure.key for figure in home.figures]
        if list(self.tiles) != keys:
            clear(self._grid)
            self.tiles = {}
            for at, figure in enumerate(home.figures):
                tile = MetricTile(figure.label, figure.definition)
                tile.asked.connect(partial(self._ask, figure.key))
                self.tiles[figure.key] = tile
                self._put(tile, at)
        for figure in home.figures:
            self.tiles[figure.key].show_metric(self.figures.metric(figure))
        self.revenue.show_data(self.figures.revenue())
        self.buyers.show_data(self.figures.buyers())
        wanted = self.figures.attention()
        if wanted:
            first = wanted[0]
            doors = {"build": self._doors.build, "import": self._doors.choose_files}
            self.banner.say(first.message, "warn", first.remedy, doors[first.door])
        else:
            self.banner.clear()
