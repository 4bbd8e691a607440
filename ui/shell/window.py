"""The main window: it arranges bars, rail, pages and panel, and opens doors for pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from ui import tokens as sizes
from ui.kit.banners import Banners, BannerTone
from ui.kit.parts import column, holder
from ui.shell import commands, sheets, work
from ui.shell.actions import Actions
from ui.shell.dropping import Dropping
from ui.shell.first_run import FirstRun
from ui.shell.jobcentre import Job, JobCentre
from ui.shell.notify import LONG_JOB_S, notify
from ui.shell.opening import Opening
from ui.shell.page import Page
from ui.shell.pages import Pages
from ui.shell.panes import Panes
from ui.shell.rail import Rail
from ui.shell.session import Session
from ui.shell.side import SidePanel
from ui.shell.speech import Speaker
from ui.shell.standing import remember_standing
from ui.shell.statusbar import StatusBar, sentence
from ui.shell.topbar import TopBar
from ui.shell.troubles import Watch
from ui.shell.views import declared
from ui.theme import dress

if TYPE_CHECKING:
    from ampdesk.api import ListRequest, Receipt, Work
    from ui.receipts.panel import ReceiptPanel


class Window(QMainWindow):
    """Arranges; every page has its own view model. The doors of `doors.Doors` are its methods."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.jobs = JobCentre()
        self.memory = session.memory
        self.others: list[Window] = []  # second windows, kept while they are open
        self.views = {one.tab.key: one for one in declared()}
        self.pages = Pages(self)
        self.panel_wished = self.memory.panel
        self._receipt: ReceiptPanel | None = None
        self.setWindowTitle("AmpDesk")
        self.setMinimumSize(*sizes.SMALLEST)
        self.actions_ = Actions(self)
        commands.declare(self)
        self.top = TopBar(self.actions_)
        self.rail = Rail([one.tab for one in self.views.values()], self.tr("Tabs"))
        self.first_run = FirstRun()
        self.banner = Banners()
        self.status = StatusBar(self.jobs)
        self.side = SidePanel()
        self.speaker = Speaker(self)
        self._arrange()
        self.opening = Opening(self)
        self.watch = Watch(self)
        self.panes = Panes(self)
        dress(self)
        self._connect()
        self.show_first_run()
        self.opening.tell_state()
        self.first_run.demo.setFocus()

    @property
    def current(self) -> Page | None:
        """Return the page in front."""
        return self.pages.current

    # doors

    def page(self, key: str) -> Page:
        """Return a tab's page, built and read now if that is still to be done."""
        return self.pages.page(key)

    def go(self, key: str) -> None:
        """Open a tab."""
        self.pages.go(key)

    def why(self, title: str, read: "Callable[[], Receipt]", opener: QWidget | None) -> None:
        """Open a receipt in the side panel."""
        if self._receipt is None:
            from ui.receipts.panel import ReceiptPanel

            self._receipt = ReceiptPanel(self.session)
            self._receipt.closed.connect(self.close_beside)
        self._receipt.ask(title, read)
        self.show_beside(self._receipt, opener)

    def show_beside(self, widget: QWidget, opener: QWidget | None) -> None:
        """Show a widget in the side panel, in front of the page's own."""
        self.side.open_guest(widget, opener)

    def close_beside(self) -> None:
        """Close what stands in front of the page's own panel."""
        self.side.close_guest()

    @property
    def receipt(self) -> "ReceiptPanel | None":
        """Return the panel of receipts, once it has been used."""
        return self._receipt

    def open_customer(self, amperity_id: str) -> None:
        """Open the profile of a customer."""
        if page := sheets.customers(self):
            page.open_profile(amperity_id)

    def show_range(self, request: "ListRequest", about: str) -> None:
        """Show the customers of a range in the grid."""
        if page := sheets.customers(self):
            page.show_range(request, about)

    def make_list(self, request: "ListRequest", about: str) -> None:
        """Open the mailing list sheet."""
        sheets.make_list(self, request, about)

    def import_files(
        self, paths: Sequence[Path], mappings: Mapping[str, Any] | None = None
    ) -> None:
        """Open the import sheet; without a brand a new one is made for them first."""
        sheets.import_files(self, paths, mappings)

    def choose_files(self) -> None:
        """Let the user choose files to import."""
        sheets.choose_files(self)

    def build(self) -> None:
        """Bring everything derived up to date, as a job."""
        work.start_build(self)

    def run(self, title: str, work_: "Work", then: Callable[[Job], None] | None = None) -> Job:
        """Run a work in a worker process, and read anew when it is done."""
        return work.run_work(self, title, work_, then)

    def say(
        self,
        message: str,
        tone: BannerTone = "info",
        remedy: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Say something under the top bar."""
        if remedy:
            self.banner.say(message, tone, remedy, run)
        else:
            self.banner.say(message, tone, self.tr("Dismiss"), self.banner.clear)
        self.announce(message)

    def say_undoable(self, message: str) -> None:
        """Say what was done, with Undo beside it."""

        def undo() -> None:
            self.banner.clear()
            self.pages.history.undo()

        self.say(message, "info", self.tr("Undo"), undo)

    def announce(self, words: str) -> None:
        """Let a screen reader say it."""
        self.speaker.say(words)

    def say_newest(self, day: date | None) -> None:
        """Show in the top bar up to which day there are orders."""
        if day is not None:
            words = self.session.words
            self.top.fresh.setText(self.tr("Orders to {0}").format(words.day(day)))

    def open_help(self, page: str) -> None:
        """Open a page of the guide."""
        commands.open_help(self, page)

    def open_folder(self, path: Path) -> None:
        """Show a file's folder in the system's file browser."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def open_brand(self, path: Path) -> None:
        """Open a brand file."""
        self.opening.open(path)

    def open_second(self) -> None:
        """Open the same brand in a second window, to look at two things at once."""
        sheets.open_second(self)

    def choose_brand(self) -> None:
        """Let the user choose a brand file."""
        self.opening.choose()

    def show_first_run(self) -> None:
        """Show the first page."""
        self.opening.show_first_run()

    def open_palette(self) -> None:
        """Open the search box: tabs, commands and customers."""
        from ui.shell.palette import PaletteDialog

        PaletteDialog(self).open_over()

    def open_jobs(self) -> None:
        """Open the list of jobs."""
        self.status.open_jobs()

    # layout

    def _arrange(self) -> None:
        middle = holder(column(self.banner, self.pages, gap=0), "page")
        middle.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._body = QWidget()
        self._body.setProperty("k", "page")
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(middle, 1)
        body.addWidget(self.side)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(holder(whole, "page"))
        self.pages.addWidget(self.first_run)

    def _connect(self) -> None:
        self.rail.opened.connect(self.go)
        self.session.masked.connect(self.pages.hide_private)
        self.top.searched.connect(self.open_palette)
        self.top.why.clicked.connect(lambda _checked=False: commands.show_why(self))
        self.top.undo.clicked.connect(lambda _checked=False: self.pages.history.undo())
        self.jobs.finished.connect(self._job_ended)
        self.side.changed.connect(self.lay_out)
        self.side.widened.connect(lambda width: self.session.layout.put("shell.panel", width))
        self.status.centre.history_wanted.connect(lambda: self.go("activity"))
        drops = Dropping(self)
        drops.said.connect(self.status.say_drop)
        drops.brand.connect(self.open_brand)
        drops.files.connect(self.import_files)

    def toggle_panel(self) -> None:
        """Show or hide the side panel."""
        self.panel_wished = not self.side.isVisible()
        self.memory.panel = self.panel_wished
        if not self.panel_wished:
            self.close_beside()
        self.lay_out()

    def lay_out(self) -> None:
        """Fit rail and panel to the width and to the page in front."""
        page = self.current
        wide = self.width() >= sizes.WORDS_FROM
        drawer = self.width() < sizes.DRAWER_BELOW
        self.rail.setVisible(page is not None)
        self.rail.set_wide(wide=wide)
        self.top.set_wide(wide=wide)
        self.side.show_own(page.panel if page else None)
        guest = self.side.guest is not None
        wished = self.panel_wished and not drawer
        self.side.setVisible(page is not None and not self.side.empty and (guest or wished))
        self.side.fit(wide=wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between words and icons."""
        super().resizeEvent(event)
        self.lay_out()

    def sizeHint(self) -> QSize:
        """Open at the size of most laptops."""
        return QSize(1440, 900)

    def middle(self, size: QSize) -> QPoint:
        """Return where a sheet of this size stands, under the top bar."""
        return self.mapToGlobal(QPoint((self.width() - size.width()) // 2, 72))

    # end

    def _job_ended(self, job: Job) -> None:
        QApplication.alert(self)
        self.announce(sentence(job))
        if job.seconds >= LONG_JOB_S and not self.isActiveWindow():
            notify(self, job.title, sentence(job))
        if job.state == "failed":
            remedy = f" – {job.remedy}" if job.remedy else ""
            place = self.banner if self.session.is_open else self.first_run.banner
            place.say(f"{job.title}: {job.message}{remedy}", "neg", self.tr("Dismiss"), place.clear)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the jobs, let go of the brand, remember the layout."""
        self.jobs.cancel_all()
        for job in list(self.jobs.running):
            if job.handle is not None:
                job.handle.wait(2)
        remember_standing(self)
        self.session.close()
        self.session.desk.close()
        super().closeEvent(event)
