"""The RFM tab: grid, distributions, movement; a range or a movement becomes list or file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTabBar, QWidget

from ui.kit.heat import HeatMap
from ui.kit.later import Later
from ui.kit.notes import EmptyState
from ui.kit.parts import button, column, holder, row
from ui.kit.segmented import Segmented
from ui.rfm.board import RfmBoard
from ui.rfm.grid_view import GridView
from ui.rfm.moves_view import MovementView
from ui.rfm.range_panel import RangePanel
from ui.rfm.spreads import SpreadsView
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.page import Page, PageHead, Verb
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Preset, ScoresFile

GRID, SPREADS, MOVES = range(3)
SPOTS = ("", "distributions", "movement")


class RfmPage(Page):
    """Three tabs over one `RfmBoard`; the last two are read on their first visit."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.board = RfmBoard(session)
        t = self.tr
        self.help = button(t("Help on ties"), k="ghost", glyph="help-circle-outline")
        self.export = button(
            t("Export scores"), glyph="tray-arrow-down", clicked=lambda: self._export("rfm", None)
        )
        self.export.setToolTip(t("Every scored customer with the three scores, CSV or Excel"))
        self.head = PageHead(t("RFM"), self.help, self.export)
        self.help.clicked.connect(lambda _checked=False: doors.open_help("rfm"))
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(t("What to look at"))
        for words in (t("Grid"), t("Distributions"), t("Movement")):
            self.tabs.addTab(words)
        self.grid = GridView(self.board, self._say, self._why_range)
        self._spreads = Later(lambda: SpreadsView(session, doors, self.board))
        self._movement = Later(self._make_movement)
        self.views = QStackedWidget()
        for view in (self.grid, self._spreads, self._movement):
            self.views.addWidget(view)
        self.tabs.setUsesScrollButtons(False)
        tabs = row(self.tabs, margins=(PAGE_EDGE, 0, PAGE_EDGE, 8))
        self.build = button(t("Build now"), k="primary", glyph="hammer", clicked=doors.build)
        self.import_ = button(t("Import files"), k="primary", clicked=doors.choose_files)
        self.again = button(t("Read again"), glyph="refresh", clicked=self.refresh)
        self.empty = EmptyState(
            "grid",
            t("No scores yet"),
            t("Scores come from orders of the last 12 months. Import orders, then build."),
            holder(row(self.import_, self.build, self.again)),
        )
        self._invite = (self.empty.title.text(), self.empty.text.text())
        content = column(holder(tabs), self.views, gap=0)
        content.setStretch(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(content))
        self._stack.addWidget(self.empty)
        self.setLayout(column(self.head, self._stack, gap=0))
        self.range_panel = RangePanel(self.board, doors)
        self.range_panel.exported.connect(self._export_range)
        self._panels = QStackedWidget()
        self._panels.addWidget(self.range_panel)
        self.panel = self._panels
        self.board.changed.connect(self._render)
        self.tabs.currentChanged.connect(self._turn)

    def _make_movement(self) -> MovementView:
        made = MovementView(self.session, self._doors, self.board)
        made.panel.exported.connect(self._export_movers)
        self._panels.addWidget(made.panel)
        return made

    @property
    def spreads(self) -> SpreadsView:
        """The Distributions tab."""
        return self._spreads.view

    @property
    def movement(self) -> MovementView:
        """The Movement tab."""
        return self._movement.view

    # what other parts and tests know by these names

    @property
    def map(self) -> HeatMap:
        """Return the map of the Grid tab."""
        return self.grid.map

    @property
    def weight(self) -> Segmented:
        """Return what the map is coloured by."""
        return self.grid.weight

    # the page

    def prepare(self) -> bool:
        """Make a tab that was not looked at."""
        return self._spreads.prepare() or self._movement.prepare()

    def refresh(self) -> None:
        """Read what is in front anew; the rest when it is looked at."""
        if not self.session.is_open:
            return
        self.grid.fill_patterns()
        self._stale = {SPREADS, MOVES}
        self.board.read()
        self._read_front()

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Export what is shown."""
        if self.board.grid is None or not self.board.grid.scored:
            return {}
        return {"export": self._export_shown}

    def spot(self) -> str:
        """Return which tab is in front."""
        return SPOTS[self.tabs.currentIndex()]

    def go_to(self, spot: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(SPOTS.index(spot) if spot in SPOTS else GRID)

    def first_focus(self) -> QWidget:
        """The map takes the arrows."""
        return self.map

    def show_why(self) -> bool:
        """Open the receipt of the range, the score or the movement in front; else the guide."""
        match self.tabs.currentIndex():
            case 1:
                return self.spreads.show_why()
            case 2:
                return self.movement.show_why()
            case _:
                if self.board.range is None:
                    return False
                self._why_range()
                return True

    def choose(self, preset: "Preset") -> None:
        """Choose a pattern on the grid."""
        self.tabs.setCurrentIndex(GRID)
        self.grid.choose(preset)

    def _why_range(self) -> None:
        from ampdesk.api import RfmRange

        wanted, brand = self.board.range or RfmRange(), self.session.brand
        title = self.board.range_words() or self.tr("All scored customers")
        self._doors.why(title, lambda: brand.rfm.why_range(wanted), self.map)

    def _turn(self, at: int) -> None:
        shown = self.views.widget(at)
        if isinstance(shown, Later):
            _ = shown.view
        self.views.setCurrentIndex(at)
        self._panels.setCurrentIndex(1 if at == MOVES else 0)
        self._read_front()
        self.moved.emit()

    def _read_front(self) -> None:
        at = self.tabs.currentIndex()
        if at not in self._stale or not self.session.is_open:
            return
        self._stale.discard(at)
        if at == SPREADS:
            self.spreads.spreads.read()
        else:
            self.movement.moves.read()

    _stale: set[int] = set()  # noqa: RUF012  # set anew by each `refresh`

    def _render(self) -> None:
        board, error = self.board, self.board.error
        self.state_changed.emit()
        if board.grid is not None and board.grid.scored:
            self._stack.setCurrentIndex(0)
            self.head.say(board.about())
            self.export.setEnabled(True)
            return
        self._stack.setCurrentIndex(1)
        self.head.say("")
        self.export.setEnabled(False)
        broken = error is not None and error.code != "not_built"
        self.again.setVisible(broken)
        self.import_.setVisible(not broken)
        self.build.setVisible(error is not None and not broken and not self.session.read_only)
        if broken and error is not None:
            self.empty.say_error(error)
        elif board.grid is not None and board.grid.customers:
            words = board.words.count(board.grid.customers)
            self.empty.say(
                self.tr("Nobody has a score"),
                self.tr("None of {0} customers ordered in the last 12 months. Import newer orders.")
                .format(words),
            )  # fmt: skip
        else:
            self.empty.say(*self._invite)

    # files

    def _export_shown(self) -> None:
        if self.tabs.currentIndex() == MOVES and self.movement.moves.count():
            self._export_movers()
        elif self.tabs.currentIndex() != MOVES and self.board.range is not None:
            self._export_range()
        else:
            self._export("rfm", None)

    def _export_range(self) -> None:
        self._export(self.range_panel.name, "range")

    def _export_movers(self) -> None:
        self._export(self.movement.moves.title(), "movers")

    def _export(self, name: str, what: str | None) -> None:
        plain = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
        chosen, kind = QFileDialog.getSaveFileName(
            self, self.tr("Export RFM scores"), f"{plain or 'rfm'}.csv",
            self.tr("CSV (*.csv);;Excel (*.xlsx)"),
        )  # fmt: skip
        if chosen:
            path = Path(chosen)
            if path.suffix.lower() not in {".csv", ".xlsx"}:
                path = path.with_name(path.name + (".xlsx" if "xlsx" in kind else ".csv"))
            self.export_to(path, what)

    def export_to(self, path: Path, what: str | None = None) -> None:
        """Write all scores, the "range", or the "movers" that are chosen; as a job, noted.

        A window that may only look writes the file without a note.
        """
        from ampdesk.api import ScoresFile, WriteScores

        asked = ScoresFile(
            file=path,
            range=self.board.range if what == "range" else None,
            movers=self.movement.moves.movers() if what == "movers" else None,
        )
        if self.session.read_only:
            self._write_here(asked)
            return
        self._doors.run(
            self.tr("Writing {0}").format(path.name), WriteScores(asked=asked),
            lambda job: self._written(job, path),
        )  # fmt: skip

    def _write_here(self, asked: "ScoresFile") -> None:
        brand, words = self.session.brand, self.board.words
        self.session.desk.ask(
            "rfm.export",
            lambda: brand.scores_file(asked),
            lambda rows: self._tell(
                asked.file,
                self.tr("{0} rows in {1}.").format(words.count(rows), asked.file.name),
            ),
            lambda error: self._doors.say(str(error), "neg"),
            lane="wide",
        )

    def _written(self, job: Job, path: Path) -> None:
        if job.state == "done":
            self._tell(path, job.message)
        elif job.state == "stopped":
            self._doors.say(self.tr("Stopped. No file was written."), "info")

    def _tell(self, path: Path, message: str) -> None:
        folder = self.tr("Show the folder")
        self._doors.say(message, "pos", folder, lambda: self._doors.open_folder(path))

    def _say(self, message: str, tone: str) -> None:
        self._doors.say(message, "neg" if tone == "neg" else "pos")
