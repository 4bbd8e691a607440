"""The window of one brand: it arranges bars, rail, pages and panel, and opens doors for pages."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ampdesk.errors import AmpDeskError
from ui import tokens as sizes
from ui.kit.notes import Banner
from ui.kit.parts import column, holder
from ui.shell import commands
from ui.shell.actions import Actions
from ui.shell.first_run import FirstRun
from ui.shell.jobcentre import Job, JobCentre
from ui.shell.page import Page
from ui.shell.rail import Rail
from ui.shell.recent import keep, recall, recent_brands
from ui.shell.session import Session
from ui.shell.statusbar import StatusBar
from ui.shell.tabs import declared
from ui.shell.topbar import TopBar

if TYPE_CHECKING:
    from ampdesk.api import ListRequest, Receipt, Work
    from ui.receipts.panel import ReceiptPanel

ENDING = ".ampdesk"


class Window(QMainWindow):
    """Arranges; every page has its own view model."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.jobs = JobCentre()
        self.memory = recall()
        self.pages: dict[str, Page] = {}
        self.panel_wished = self.memory.panel
        self.waiting_files: list[Path] = []  # dropped before there was a brand to take them
        self._receipt: ReceiptPanel | None = None
        self._declared = {one.tab.key: one for one in declared()}
        self.setWindowTitle("AmpDesk")
        self.setMinimumSize(*sizes.SMALLEST)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        commands.declare(self)
        self.top = TopBar(self.actions_)
        self.rail = Rail([one.tab for one in self._declared.values()], self.tr("Tabs"))
        self.first_run = FirstRun()
        self.stack = QStackedWidget()
        self.banner = Banner()
        self.status = StatusBar(self.jobs)
        self.panels = QStackedWidget()
        self.panels.setProperty("k", "panel")
        self.panels.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._arrange()
        self._connect()
        self.show_first_run()
        self._tell_state()
        self.first_run.demo.setFocus()

    # pages

    def page(self, key: str) -> Page:
        """Return a tab's page, built now if it was not visited yet."""
        if key not in self.pages:
            made = self._declared[key].build(self)
            self.pages[key] = made
            self.stack.addWidget(made)
            if made.panel is not None:
                self.panels.addWidget(made.panel)
            made.panel_wanted.connect(self._show_panel)
            made.refresh()
        return self.pages[key]

    @property
    def current(self) -> Page | None:
        """Return the page in front."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def go(self, key: str) -> None:
        """Open a tab."""
        if not self.session.is_open:
            return
        self.rail.mark(key)
        self.stack.setCurrentWidget(self.page(key))
        self.close_receipt()
        self._lay_out()

    def show_first_run(self) -> None:
        """Show the first page: no brand is open."""
        self.first_run.show_recent(recent_brands())
        self.stack.setCurrentWidget(self.first_run)
        self._lay_out()

    # doors

    def why(self, title: str, read: "Callable[[], Receipt]", opener: QWidget | None) -> None:
        """Open a receipt over the side panel."""
        if self._receipt is None:
            from ui.receipts.panel import ReceiptPanel

            self._receipt = ReceiptPanel(self.session, self)
        self._receipt.ask(title, read, opener)

    def close_receipt(self) -> None:
        """Close the receipt, if one is open."""
        if self._receipt is not None and self._receipt.isVisible():
            self._receipt.close_panel()

    @property
    def receipt(self) -> "ReceiptPanel | None":
        """Return the panel of receipts, once it has been used."""
        return self._receipt

    def open_customer(self, amperity_id: str) -> None:
        """Open the profile of a customer."""
        from ui.customers.page import CustomersPage

        self.go("customers")
        page = self.page("customers")
        if isinstance(page, CustomersPage):
            page.open_profile(amperity_id)

    def show_range(self, request: "ListRequest", about: str) -> None:
        """Show the customers of a range in the grid."""
        from ui.customers.page import CustomersPage

        self.go("customers")
        page = self.page("customers")
        if isinstance(page, CustomersPage):
            page.show_range(request, about)

    def make_list(self, request: "ListRequest", about: str) -> None:
        """Open the mailing list sheet."""
        from ui.lists.dialog import MailingListDialog

        dialog = MailingListDialog(self.session, self, request, about, self)
        dialog.open()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Open the import sheet; without a brand a new one is made for them first."""
        if not self.session.is_open:
            commands.choose_new_brand(self, list(paths))
            return
        from ui.importing.dialog import ImportDialog

        dialog = ImportDialog(self.session, self, list(paths), self)
        dialog.open()

    def choose_files(self) -> None:
        """Let the user choose files to import."""
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Import exports"),
            "",
            self.tr(
                "Tables (*.csv *.tsv *.txt *.psv *.json *.ndjson *.jsonl *.xlsx *.xls *.parquet"
                " *.gz *.zip);;All files (*)"
            ),
        )
        if names:
            self.import_files([Path(name) for name in names])

    def build(self) -> None:
        """Bring everything derived up to date, as a job."""
        commands.start_build(self)

    def run(self, title: str, work: "Work", then: Callable[[Job], None] | None = None) -> Job:
        """Run a work in a worker process, and read anew when it is done."""
        return commands.run_work(self, title, work, then)

    def say_newest(self, day: date | None) -> None:
        """Show in the top bar up to which day there are orders."""
        if day is not None:
            words = self.session.words
            self.top.fresh.setText(self.tr("Orders to {0}").format(words.day(day)))

    def open_help(self, page: str) -> None:
        """Open a page of the guide."""
        commands.open_help(self, page)

    # brand

    def open_brand(self, path: Path) -> None:
        """Open a brand file."""
        self.first_run.show_work(self.tr("Opening {0}").format(path.name), str(path.parent))
        self.first_run.progress.show_step(self.tr("Reading the brand"), 0, 0)
        self.first_run.progress.cancel.hide()
        self.stack.setCurrentWidget(self.first_run)
        self.session.open(path)

    def choose_brand(self) -> None:
        """Let the user choose a brand file."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a brand"), "", self.tr("Brands (*.ampdesk)")
        )
        if name:
            self.open_brand(Path(name))

    def _opened(self) -> None:
        self.first_run.show_choice()
        for key in list(self.pages):
            self.pages[key].refresh()
        self.top.name_brand(self.session.name)
        self.setWindowTitle(f"{self.session.name} – AmpDesk")
        commands.fill_recent(self)
        waiting, self.waiting_files = self.waiting_files, []
        self.go("data" if waiting else "home")
        self._tell_state()
        if waiting:
            self.import_files(waiting)
        else:
            commands.go_on(self)

    def _failed(self, error: AmpDeskError) -> None:
        self.first_run.show_choice()
        self.show_first_run()
        self.first_run.banner.say(str(error), "neg")

    def _closed(self) -> None:
        self.close_receipt()
        for page in self.pages.values():
            self.stack.removeWidget(page)
            if page.panel is not None:
                self.panels.removeWidget(page.panel)
                page.panel.deleteLater()
            page.deleteLater()
        self.pages.clear()
        self.top.name_brand("")
        self.top.fresh.setText("")
        self.setWindowTitle("AmpDesk")
        self._tell_state()
        self.show_first_run()

    def _changed(self) -> None:
        for page in self.pages.values():
            page.refresh()
        self._tell_state()

    def _tell_state(self) -> None:
        commands.allow(self)
        if not self.session.is_open:
            self.status.say(self.tr("No brand open"), "circle-outline", "text2", "")
            self.banner.clear()
            return
        commands.read_status(self)

    # layout

    def _arrange(self) -> None:
        middle = holder(column(self.banner, self.stack, gap=0), "page")
        middle.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.banner.setContentsMargins(0, 0, 0, 0)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(middle, 1)
        body.addWidget(self.panels)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addLayout(body, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(holder(whole, "page"))
        self.stack.addWidget(self.first_run)
        self._drop = QWidget(self)
        self._drop.hide()

    def _connect(self) -> None:
        self.rail.opened.connect(self.go)
        self.top.searched.connect(self.open_palette)
        self.top.why.clicked.connect(lambda _checked=False: commands.show_why(self))
        first = self.first_run
        first.demo_wanted.connect(lambda: commands.choose_demo(self))
        first.import_wanted.connect(self.choose_files)
        first.open_wanted.connect(self.choose_brand)
        first.brand_wanted.connect(self.open_brand)
        session = self.session
        session.opened.connect(self._opened)
        session.failed.connect(self._failed)
        session.closed.connect(self._closed)
        session.changed.connect(self._changed)
        self.jobs.finished.connect(self._job_ended)

    def open_palette(self) -> None:
        """Open the search box: tabs, commands and customers."""
        from ui.shell.palette import PaletteDialog

        PaletteDialog(self).open_over()

    def open_jobs(self) -> None:
        """Open the list of jobs."""
        self.status.open_jobs()

    def toggle_panel(self) -> None:
        """Show or hide the side panel."""
        self.panel_wished = not self.panels.isVisible()
        self.memory.panel = self.panel_wished
        self._lay_out()

    def _show_panel(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        page = self.current
        wide = self.width() >= sizes.WORDS_FROM
        self.rail.setVisible(page is not None)
        self.rail.set_wide(wide=wide)
        self.top.set_wide(wide=wide)
        panel = page.panel if page else None
        show = panel is not None and self.panel_wished
        if panel is not None:
            self.panels.setCurrentWidget(panel)
        self.panels.setVisible(show)
        self.panels.setFixedWidth(sizes.PANEL_WIDE if wide else sizes.PANEL_NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between words and icons."""
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        """Open at the size of most laptops."""
        return QSize(1440, 900)

    # files dropped anywhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what dropping will do."""
        paths = _paths(event)
        if not paths:
            return
        event.acceptProposedAction()
        brand = _brand_among(paths)
        if brand:
            self.status.outcome.setText(self.tr("Drop to open {0}").format(brand.name))
        else:
            words = self.tr("Drop to import %n file(s)", "", len(paths))
            self.status.outcome.setText(words)
        self.status.outcome.show()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Say nothing again."""
        self.status.outcome.setText("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a brand, or import files."""
        paths = _paths(event)
        self.status.outcome.setText("")
        if not paths:
            return
        event.acceptProposedAction()
        brand = _brand_among(paths)
        if brand:
            QTimer.singleShot(0, lambda: self.open_brand(brand))
        else:
            QTimer.singleShot(0, lambda: self.import_files(paths))

    def _job_ended(self, job: Job) -> None:
        QApplication.alert(self)
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
        self.memory.panel = self.panel_wished
        newest = recall()
        newest.panel, newest.theme = self.memory.panel, self.memory.theme
        newest.zoom, newest.density = self.memory.zoom, self.memory.density
        keep(newest)
        if self._receipt is not None:
            self._receipt.hide()
        self.session.close()
        self.session.desk.close()
        super().closeEvent(event)

    def open_folder(self, path: Path) -> None:
        """Show a file's folder in the system's file browser."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def middle(self, size: QSize) -> QPoint:
        """Return where a sheet of this size stands, under the top bar."""
        return self.mapToGlobal(QPoint((self.width() - size.width()) // 2, 72))


def _paths(event: QDropEvent) -> list[Path]:
    data = event.mimeData()
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _brand_among(paths: Sequence[Path]) -> Path | None:
    return next((path for path in paths if path.suffix == ENDING), None)
