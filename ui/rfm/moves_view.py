"""The Movement tab: since when, which score, five counts, the flow; a panel for those chosen."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.card import FigureCard
from ui.figures.flow import ARROWS, FlowChart, Way
from ui.kit.card import Metric, MetricTile
from ui.kit.date_picker import DateButton
from ui.kit.notes import Banner
from ui.kit.panel import Panel
from ui.kit.parts import button, column, filling, label, row
from ui.kit.segmented import Segmented
from ui.rfm.board import AXES, RfmBoard
from ui.rfm.moves import MONTHS, WAYS, Moves
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.tokens import CARD_GAP, PAGE_EDGE


class MovementView(QWidget):
    """Draws `Moves`."""

    def __init__(self, session: Session, doors: Doors, board: RfmBoard) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._doors = session, doors
        self.moves = Moves(session)
        t = self.tr
        self.axis = Segmented(t("Score"), {axis: board.title_of(axis) for axis in AXES})
        self.axis.chosen.connect(lambda axis: self.moves.compare(axis=axis))
        self.ago = QComboBox()
        self.ago.setAccessibleName(t("Compared with"))
        for months in MONTHS:
            self.ago.addItem(t("%n month(s) ago", "", months), months)
        self.ago.addItem(t("another day"), 0)
        self.ago.setCurrentIndex(MONTHS.index(3))
        self.ago.activated.connect(lambda _at: self._take_months(int(self.ago.currentData())))
        self.day = DateButton(t("Compared with the scores of"), self._resolve)
        self.day.setToolTip(t("Scores as they were at the end of this day (UTC)"))
        self.day.changed.connect(self._take_day)
        tools = row(self.axis, None, label(t("since"), "label"), self.ago, self.day, gap=10)
        self.banner = Banner()
        self.tiles: dict[Way, MetricTile] = {}
        line = row(gap=CARD_GAP)
        for way in WAYS:
            tile = MetricTile(
                f"{ARROWS[way]} {self.moves.way_words(way)}", self.moves.meaning(way), small=True
            )
            tile.asked.connect(lambda way=way: self.moves.choose(way))
            self.tiles[way] = tile
            line.addWidget(tile, 1)
        self.chart = FlowChart(t("Customers by stage, then and now"))
        self.card = FigureCard(
            t("Customers by stage, then and now"),
            t("A ribbon is as thick as its customers are many. Click one, or use the arrow keys."),
            self.chart,
        )
        self.card.asked.connect(lambda _at: self.why())
        self.chart.picked.connect(self._pick)
        self.card.table.currentCellChanged.connect(lambda at, *_: self._pick(at))
        whole = column(
            tools, self.banner, line, self.card, gap=CARD_GAP,
            margins=(PAGE_EDGE, 0, PAGE_EDGE, PAGE_EDGE),
        )  # fmt: skip
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.panel = MovePanel(self.moves, session, doors)
        self.moves.changed.connect(self._render)
        self.moves.chosen.connect(self._mark)

    def show_why(self) -> bool:
        """Open the receipt of the movement, or of what is chosen of it."""
        self.why()
        return True

    def why(self) -> None:
        """Ask for the receipt of the movement or the chosen move."""
        moves, brand = self.moves, self._session.brand
        since, axis, move = moves.since, moves.axis, moves.move
        if moves.movement is None or since is None:
            return
        title = moves.title() or self.tr("Movement")
        opener = self.card.table if self.card.table.hasFocus() else self.chart
        self._doors.why(title, lambda: brand.rfm.why_movement(since, axis, move), opener)  # type: ignore[arg-type]

    def _take_months(self, months: int) -> None:
        if not months:
            self.day.button.click()
            return
        day = self.moves.day_before(months)
        if day is not None:
            self._show_day(day)
            self.moves.compare(since=day)

    def _resolve(self, text: str) -> date | datetime:
        """Tell the day of a text: one before the day of the scores that it is compared with."""
        from ampdesk.api import resolve_date

        latest = self.moves.day_before(0)
        found = resolve_date(text, latest or date.max)
        day = found.date() if isinstance(found, datetime) else found
        if latest is not None and day >= latest:
            raise AmpDeskError(
                self.tr("That is not before {0}").format(self.moves.words.day(latest)),
                remedy=self.tr("choose an earlier day"),
            )
        return day

    def _take_day(self, _text: str) -> None:
        day = self.day.picker.day
        if day is None:
            return
        if day != self.moves.since:
            self.ago.setCurrentIndex(self.ago.count() - 1)
            self.moves.compare(since=day)

    def _show_day(self, day: date) -> None:
        self.day.speak(self.moves.words)
        self.day.show_date(day.isoformat())

    def _pick(self, at: int) -> None:
        found = self.moves.movement
        if found is not None and 0 <= at < len(found.flows):
            self.moves.choose(move=found.flows[at].move)

    def _mark(self) -> None:
        moves = self.moves
        flows = moves.movement.flows if moves.movement else ()
        chosen = set(moves.moves())
        self.chart.choose({at for at, one in enumerate(flows) if one.move in chosen})

    def _render(self) -> None:
        moves, words = self.moves, self.moves.words
        if moves.since is not None:
            self._show_day(moves.since)
        if moves.error is not None or moves.movement is None:
            error = moves.error
            self.banner.say(str(error) if error else "", "neg", self.tr("Read again"), moves.read)
            self.card.show_nothing(self.tr("Nothing to show."))
            return
        self.banner.clear()
        whole = moves.total() or 1
        for way, tile in self.tiles.items():
            count = moves.movement.count(way)
            share = self.tr("{0} of all").format(words.rate(count / whole))
            tile.show_metric(Metric(words.compact(count), "", share, 0, words.count(count)))
        table = moves.table()
        if not moves.movement.flows:
            self.card.show_nothing(self.tr("Nobody has a score on either day."))
            return
        self.chart.show_flow(moves.flow(), table)
        self.card.show_table(table)


class MovePanel(Panel):
    """Those chosen: how many, what it means, list and export."""

    exported = Signal()

    def __init__(self, moves: Moves, session: Session, doors: Doors) -> None:
        super().__init__("")
        self._moves, self._session, self._doors = moves, session, doors
        self.title.setText(self.tr("Movement"))
        self.setAccessibleName(self.tr("Movement"))
        self.mail = button(
            self.tr("Direct-mail list"), k="primary", glyph="email-outline", clicked=self._mail
        )
        self.export = button(
            self.tr("Export them"), glyph="tray-arrow-down", clicked=self.exported.emit
        )
        self.buttons.addWidget(self.mail)
        self.buttons.addWidget(self.export)
        moves.chosen.connect(self._render)
        self._render()

    def _render(self) -> None:
        with filling(self.content):
            self._fill()

    def _fill(self) -> None:
        moves, words = self._moves, self._moves.words
        self.clear_sections()
        count = moves.count()
        for part in (self.mail, self.export):
            part.setEnabled(count > 0)
        if moves.movement is None or not (moves.way or moves.move):
            self.words(self.tr("Choose a count or a ribbon to see who it is."))
            self.words(
                self.tr(
                    "Scores of the earlier day are made anew from the orders up to that day. "
                    "Stages: high 8–10, middle 4–7, low 1–3."
                ),
                "hint",
            )
            return
        self.words(moves.title())
        self.words(words.count(count), "hero")
        share = words.rate(count / (moves.total() or 1))
        self.words(self.tr("customers · {0} of all with a score then or now").format(share))
        since = words.day(moves.movement.since)
        until = words.day(moves.movement.until)
        way = moves.move.direction if moves.move else moves.way
        if way is not None:
            self.section()
            self.words(moves.meaning(way))
        self.words(self.tr("From {0} to {1}, by {2}.").format(since, until, moves.axis), "hint")

    def _mail(self) -> None:
        moves, brand = self._moves, self._session.brand
        since, axis, chosen, title = moves.since, moves.axis, moves.moves(), moves.title()
        if since is None or not chosen:
            return
        self.mail.setEnabled(False)
        self._session.desk.ask(
            "rfm.movers",
            lambda: brand.rfm.movers(since, axis, chosen),  # type: ignore[arg-type]
            lambda ids: self._open_list(title, ids),
            lambda error: self._doors.say(str(error), "neg"),
            lane="wide",
        )

    def _open_list(self, title: str, ids: list[str]) -> None:
        from ampdesk.api import ListRequest

        self.mail.setEnabled(True)
        if ids:
            self._doors.make_list(ListRequest(name=title, ids=tuple(ids)), title)
