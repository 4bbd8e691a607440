"""A brand comes and goes: the first page, the pages of the brand, what the bars say of it."""

import contextlib
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from ampdesk.errors import AmpDeskError
from ui.kit.banners import Notice
from ui.shell import commands, work
from ui.shell.recent import recent_brands

if TYPE_CHECKING:
    from ui.shell.window import Window

LAST_TAB = "shell.tab"
IDLE_MS = 250


def _nothing(_answer: object) -> None:
    """Take an answer that nobody waits for."""


def _load(module: str) -> None:
    with contextlib.suppress(ImportError):  # a view may keep its page elsewhere
        importlib.import_module(module)


def _t(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Opening", text, None, n)


class Opening:
    """Follows the session: what the window shows before, at and after opening a brand."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self.waiting_files: list[Path] = []  # dropped before there was a brand to take them
        self._warmed: set[str] = set()
        self._idle = QTimer(window)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare)
        first = window.first_run
        first.demo_wanted.connect(lambda: work.choose_demo(window))
        first.import_wanted.connect(window.choose_files)
        first.open_wanted.connect(self.choose)
        first.brand_wanted.connect(self.open)
        session = window.session
        session.opened.connect(self._opened)
        session.failed.connect(self._failed)
        session.closed.connect(self._closed)
        session.changed.connect(self._changed)

    def open(self, path: Path) -> None:
        """Open a brand file."""
        first = self._window.first_run
        first.show_work(_t("Opening {0}").format(path.name), str(path.parent))
        first.progress.show_step(_t("Reading the brand"), 0, 0)
        first.progress.cancel.hide()
        self._window.pages.setCurrentWidget(first)
        self._window.session.open(path)

    def choose(self) -> None:
        """Let the user choose a brand file."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, _t("Open a brand"), "", _t("Brands (*.ampdesk)")
        )
        if name:
            self.open(Path(name))

    def show_first_run(self) -> None:
        """Show the first page: no brand is open."""
        window = self._window
        window.first_run.show_recent(recent_brands())
        window.pages.setCurrentWidget(window.first_run)
        window.lay_out()

    def tell_state(self) -> None:
        """Say in the bars what can be done, and what the brand holds."""
        window = self._window
        commands.allow(window)
        if not window.session.is_open:
            window.status.say(_t("No brand open"), "circle-outline", "text2", "")
            return
        brand = window.session.brand
        window.session.desk.ask("status", brand.status, self._show_status)

    def _opened(self) -> None:
        window = self._window
        window.first_run.show_choice()
        window.banner.drop_all()
        window.pages.trail.clear()
        layout = window.session.layout
        window.side.wished = layout.get("shell.panel", 0)
        window.top.name_brand(window.session.name)
        window.setWindowTitle(f"{window.session.name} – AmpDesk")
        commands.fill_recent(window)
        waiting, self.waiting_files = self.waiting_files, []
        last = layout.get(LAST_TAB, "home")
        window.go("data" if waiting else last if last in window.views else "home")
        self.tell_state()
        if waiting:
            window.import_files(waiting)
            return
        work.go_on(window)
        self._offer_drafts()
        self._idle.start()

    def _prepare(self) -> None:
        """Build what was not visited, a page or a part at a time, when nothing else is to be done.

        The modules are loaded off the window's thread first: half of a page's price.
        """
        window = self._window
        if not window.session.is_open or QApplication.activePopupWidget() is not None:
            return
        if window.session.desk.busy:
            return
        wanted = [key for key in window.views if key not in window.pages.built]
        if not wanted:
            if not any(page.prepare() for page in window.pages.built.values()):
                self._idle.stop()
            return
        module = window.views[wanted[0]].page_module
        if module in self._warmed or module in sys.modules:
            window.pages.prepare(wanted[0])
        else:
            self._warmed.add(module)
            window.session.desk.ask("warm", lambda: _load(module), _nothing)

    def _offer_drafts(self) -> None:
        window = self._window
        drafts = window.session.drafts
        if not drafts.left:
            return
        newest = max(drafts.left, key=lambda one: one.kept_at)
        doors = {kind: act for view in window.views.values() for kind, act in view.drafts.items()}
        act = doors.get(newest.kind)
        if act is None:
            return

        def go_on() -> None:
            window.banner.drop("drafts")
            act(window, newest.edit)

        window.banner.post(
            "drafts",
            Notice(
                _t("AmpDesk closed before this was saved: {0}.").format(newest.title),
                "warn",
                _t("Go on with it"),
                go_on,
            ),
        )

    def _failed(self, error: AmpDeskError) -> None:
        window = self._window
        window.first_run.show_choice()
        self.show_first_run()
        window.first_run.banner.say(str(error), "neg")

    def _closed(self) -> None:
        window = self._window
        self._idle.stop()
        window.close_beside()
        window.pages.close_all()
        window.banner.drop_all()
        window.top.name_brand("")
        window.top.fresh.setText("")
        window.setWindowTitle("AmpDesk")
        self.tell_state()
        self.show_first_run()

    def _changed(self) -> None:
        self._window.pages.renew()
        self.tell_state()

    def _show_status(self, status: Any) -> None:  # a Status of ampdesk.api
        window = self._window
        session, words = window.session, window.session.words
        session.status = status
        customers = status.tables.get("Customer_360", 0)
        counts = _t("%n customer(s)", customers).replace(str(customers), words.count(customers))
        if session.read_only:
            window.status.say(_t("Read-only"), "lock-outline", "warn", counts)
            held = session.held_by or _t("open in another window")
            text = _t("This brand is {0}. You can look, not change.").format(held)
            window.banner.post("held", Notice(text, "warn"))
        else:
            window.status.say(_t("All changes saved"), "check", "pos", counts)
        window.status.say_zone(words.zone_name())
        if not window.top.fresh.text() and status.built_on:
            window.top.fresh.setText(_t("Built {0}").format(words.day(status.built_on)))
