"""Home: how the brand is doing, and what needs a person."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QStackedWidget, QWidget

from ui.figures.bars import HorizontalBars
from ui.figures.card import FigureCard
from ui.figures.workbook import write_workbook
from ui.home.attention import AttentionCard
from ui.home.model import HomeFigures
from ui.home.notices import Attention
from ui.home.parts import PLACE, MonthChart, RetentionMap, SparkTile
from ui.kit.charts import ChartData, Legend
from ui.kit.heat import Ramp
from ui.kit.notes import EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import button, clear, column, holder, label, row
from ui.shell.doors import GAP, Doors
from ui.shell.page import Page, PageHead, Verb, page_body
from ui.shell.session import Session
from ui.theme import px
from ui.tokens import CARD_GAP

TILES = 8
CARD_HEIGHT = 310
FOUR_FROM, TWO_FROM = 700, 640  # width of the page for four tiles, two charts in a row
CONTENT, EMPTY = range(2)


class HomePage(Page):
    """Attention, tiles and charts, all from one read."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.figures = HomeFigures(session)
        self.head = PageHead(self.tr("Home"))
        self.attention = AttentionCard()
        self.attention.acted.connect(self._remedy)
        self.tiles: dict[str, SparkTile] = {}
        self._grid = QGridLayout()
        self._charts = QGridLayout()
        for grid in (self._grid, self._charts):
            grid.setSpacing(CARD_GAP)
        self._make_cards()
        content, body = page_body()
        body.addWidget(self.attention)
        body.addLayout(self._grid)
        body.addLayout(self._charts)
        body.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(PageScroll(content, self.tr("Home")))
        self._stack.addWidget(self._make_empty())
        self.setLayout(column(self.head, self._stack, gap=0))
        self._columns = 0
        self._show_skeletons()
        self.figures.changed.connect(self._render)

    # parts

    def _make_cards(self) -> None:
        t = self.tr
        self.revenue = FigureCard(
            t("Revenue by month"),
            t("After discounts, before returns. Dashed: a year before. Dotted: not over."),
            MonthChart(t("Revenue by month")),
        )
        self.buyers = FigureCard(
            t("Customers who ordered, by month"),
            t("Each customer once a month. Dashed: a year before. Dotted: not over."),
            MonthChart(t("Customers who ordered, by month")),
        )
        self.kinds = FigureCard(
            t("New against returning customers"),
            t("New: the first order lies in the month. Hatched: the month is not over."),
            MonthChart(t("New against returning customers")),
            legend=Legend([(t("Returning"), 0), (t("New"), 2)]),
        )
        self.bars = HorizontalBars(t("Top categories"))
        self.categories = FigureCard(
            t("Top categories, revenue of 12 months"),
            t("Upright mark: the 12 months before."),
            self.bars,
        )
        self.map = RetentionMap(t("Customers who came back"))
        ramp = row(label(t("few"), "label"), Ramp(), label(t("many"), "label"), None, gap=8)
        self.retention = FigureCard(
            t("Customers who came back, by month of the first order"),
            t("Share of the month's new customers who ordered again, by months since."),
            self.map,
            legend=holder(ramp),
        )
        for card, asked in (
            (self.revenue, self._why_month),
            (self.buyers, self._why_month),
            (self.kinds, self._why_month),
            (self.categories, self._why_category),
            (self.retention, self._why_cohort),
        ):
            card.setFixedHeight(px(CARD_HEIGHT))  # words that wrap would ask for more
            card.say = self._say
            card.asked.connect(partial(self._ask_part, card, asked))
            card.figure.picked.connect(lambda _at, card=card: card.asked.emit(card.part()))  # type: ignore[attr-defined]

    def _make_empty(self) -> QWidget:
        self.choose = button(
            self.tr("Import files"), k="primary", glyph="file-upload-outline",
            clicked=self._doors.choose_files,
        )  # fmt: skip
        self.build = button(
            self.tr("Build now"), k="primary", glyph="hammer", clicked=self._doors.build
        )
        self.again = button(self.tr("Read again"), glyph="refresh", clicked=self.refresh)
        self.empty = EmptyState(
            "file-upload-outline",
            self.tr("No customers yet"),
            self.tr(
                "Import the exports of your shop, till or newsletter, or drop them anywhere in "
                "this window."
            ),
            holder(row(self.choose, self.build, self.again)),
        )
        self._invite = (self.empty.title.text(), self.empty.text.text())
        return self.empty

    # the page

    def refresh(self) -> None:
        """Read the figures anew."""
        if self.session.is_open:
            self.figures.read()

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Export every table of the page."""
        return {"export": self._export} if self.figures.home else {}

    def first_focus(self) -> QWidget | None:
        """The first tile takes the keys."""
        return next(iter(self.tiles.values()), None)

    def show_why(self) -> bool:
        """Open the receipt of what has the focus: tile, chart, or a notice that is counted."""
        focused = self.window().focusWidget()
        for key, tile in self.tiles.items():
            if tile is focused:
                self._ask(key)
                return True
        notice = self.attention.key_in_focus()
        if notice in {"loyalty", "no_consent"}:
            brand = self.session.brand
            self._doors.why(self.tr("Why?"), lambda: brand.why.notice(notice), focused)
            return True
        return any(card.ask() for card in self._cards())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put tiles and charts into as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _cards(self) -> tuple[FigureCard, ...]:
        return (self.revenue, self.buyers, self.kinds, self.categories, self.retention)

    def _arrange(self) -> None:
        wide, tiles = self.width() >= TWO_FROM, 4 if self.width() >= FOUR_FROM else 2
        if (columns := tiles * 10 + wide) == self._columns:
            return
        self._columns = columns
        for at, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, at // tiles, at % tiles)
        for at in range(4):
            self._grid.setColumnStretch(at, int(at < tiles))
        for at, card in enumerate(self._cards()):
            if card is self.retention:
                self._charts.addWidget(card, at, 0, 1, 2 if wide else 1)
            elif wide:
                self._charts.addWidget(card, at // 2, at % 2)
            else:
                self._charts.addWidget(card, at, 0)
        self._charts.setColumnStretch(0, 1)
        self._charts.setColumnStretch(1, int(wide))

    def _show_skeletons(self) -> None:
        self._put_tiles({str(at): SparkTile("") for at in range(TILES)})

    def _put_tiles(self, tiles: dict[str, SparkTile]) -> None:
        clear(self._grid)
        self.tiles = tiles
        self._columns = 0
        self._arrange()

    # receipts

    def _ask(self, key: str) -> None:
        home, brand = self.figures.home, self.session.brand
        if home is not None:
            title = self.figures.name_of(home.figure(key))
            self._doors.why(title, lambda: brand.why.metric(key), self.tiles[key])

    def _ask_part(self, card: FigureCard, ask: Callable[[QWidget, int], None], at: int) -> None:
        if self.figures.home is not None:
            ask(card.table if card.table.hasFocus() else card.figure, at)

    def _why_month(self, opener: QWidget, at: int) -> None:
        months, brand = self.figures.months(), self.session.brand
        if months:
            month = months[at if 0 <= at < len(months) else -1].month
            title = self.session.words.month(month)
            self._doors.why(title, lambda: brand.why.month(month), opener)

    def _why_category(self, opener: QWidget, at: int) -> None:
        home, brand = self.figures.home, self.session.brand
        if home and home.categories:
            name = home.categories[max(min(at, len(home.categories) - 1), 0)].name
            title = name or self.tr("Without a category")
            self._doors.why(title, lambda: brand.why.category(name), opener)

    def _why_cohort(self, opener: QWidget, at: int) -> None:
        home, brand = self.figures.home, self.session.brand
        if not home or not home.cohorts:
            return
        line, age = divmod(at, PLACE) if opener is self.map and at >= 0 else (max(at, 0), 0)
        cohort = home.cohorts[min(line, len(home.cohorts) - 1)]
        title = self.session.words.month(cohort.month)
        self._doors.why(title, lambda: brand.why.cohort(cohort.month, age), opener)

    # drawing

    def _render(self) -> None:
        home = self.figures.home
        self.state_changed.emit()
        if home is None or not home.customers:
            self._show_empty()
            return
        self._stack.setCurrentIndex(CONTENT)
        self.head.say(self.figures.about())
        self._doors.say_newest(home.newest_order)
        if list(self.tiles) != [figure.key for figure in home.figures]:
            tiles = {}
            for figure in home.figures:
                tile = SparkTile(self.figures.name_of(figure), figure.definition)
                tile.asked.connect(partial(self._ask, figure.key))
                tiles[figure.key] = tile
            self._put_tiles(tiles)
        for figure in home.figures:
            self.tiles[figure.key].show_metric(self.figures.metric(figure))
            self.tiles[figure.key].spark.show_values(figure.spark)
        self.attention.show_attention(self.figures.attention(), self._why_not)
        for card, data in (
            (self.revenue, self.figures.revenue()),
            (self.buyers, self.figures.buyers()),
            (self.kinds, self.figures.kinds()),
        ):
            self._draw_months(card, data)
        bars, table = self.figures.categories()
        self.bars.show_bars(bars, table)
        self.categories.show_table(table)
        if not bars:
            self.categories.show_nothing(self.tr("No order line of the last 12 months."))
        retention, table = self.figures.retention()
        self.map.show_retention(retention)
        self.retention.show_table(table)
        self.retention.setFixedHeight(px(140 + 27 * max(len(retention.rows), 3)))
        if not retention.rows:
            self.retention.show_nothing(self.tr("Nobody ordered first in the last 12 months."))

    def _draw_months(self, card: FigureCard, data: ChartData) -> None:
        if data.positions and isinstance(card.figure, MonthChart):
            card.figure.show_data(data)
            card.show_table(self.figures.table_of(data))
        else:
            card.show_nothing(self.tr("No orders in the last 24 months. Import orders to see it."))

    def _show_empty(self) -> None:
        overview, error = self.figures.overview, self.figures.error
        self._stack.setCurrentIndex(EMPTY)
        self.head.say("")
        waiting = bool(overview and overview.home is None and overview.imports)
        self.choose.setVisible(error is None and not waiting)
        self.build.setVisible(waiting)
        self.build.setEnabled(not self.session.read_only)
        self.again.setVisible(error is not None)
        if error is not None:
            self.empty.say_error(error)
        elif waiting and overview is not None:
            self.empty.say(
                self.tr("Imported, not built yet"),
                self.tr("%n file(s) are in the brand. Build joins their records into customers.",
                        "", overview.imports),
            )  # fmt: skip
        else:
            self.empty.say(*self._invite)

    # doing

    def _why_not(self, one: Attention) -> str:
        if one.door in {"build", "import"} and self.session.read_only:
            return self.tr("Read-only: another window or command holds this brand")
        if one.door == "rejects" and not (one.place and Path(one.place).exists()):
            return self.tr("The rejects file is no longer at {0}").format(one.place)
        return ""

    def _remedy(self, one: Attention) -> None:
        match one.door:
            case "build":
                self._doors.build()
            case "import":
                self._doors.choose_files()
            case "orders":
                from ui.home.orders_sheet import OrdersSheet

                OrdersSheet(self.session, self._doors, self.window()).open()
            case "customers":
                self._doors.go("customers")
                self._doors.page("customers").go_to(f"{GAP}{one.place}")
            case "rejects":
                QDesktopServices.openUrl(QUrl.fromLocalFile(one.place))
            case "activity":
                self._doors.go("activity")
                self._doors.page("activity").go_to(one.place)
            case _:
                self._doors.go("data")

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the tables of Home"), "home.xlsx", self.tr("Excel (*.xlsx)")
        )
        if name:
            self.export_to(Path(name).with_suffix(".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write every table of the page into one workbook."""
        problem = write_workbook(path, self.figures.tables())
        if problem:
            self._say(problem, "neg")
        else:
            self._doors.say(
                self.tr("Saved as {0}.").format(path.name), "pos", self.tr("Show the folder"),
                lambda: self._doors.open_folder(path),
            )  # fmt: skip

    def _say(self, message: str, tone: str) -> None:
        self._doors.say(message, "neg" if tone == "neg" else "pos")
