"""The Customers tab: search, grid, a quick look at the chosen one, the profile page."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from ui.customers.listing import CustomerList
from ui.customers.nobody import Nobody
from ui.customers.person import Person
from ui.customers.profile import ProfileView
from ui.customers.quick import QuickLook
from ui.customers.story import Story
from ui.customers.tools import GridTools
from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.later import Later
from ui.kit.parts import button, column, holder, label, row
from ui.kit.waiting import Waiting
from ui.shell.doors import GAP, Doors
from ui.shell.page import Page, PageHead, Verb
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import ListRequest
    from ui.shell.jobcentre import Job


class CustomersPage(Page):
    """The list, and over it the profile of one."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self._doors = doors
        self.listing = CustomerList(session)
        self.looked_at = Person(session, "quick")
        self.opened = Person(session, "profile")
        self._request: ListRequest | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_list())
        self.story = Story(session)
        self._profile = Later(self._make_profile)
        self._stack.addWidget(self._profile)
        self.setLayout(column(self._stack, gap=0))
        self.quick = QuickLook(self.looked_at)
        self.panel = self.quick
        self.quick.open_wanted.connect(self.open_profile)
        self.listing.changed.connect(self._render)
        self.listing.asked.connect(self._wait)
        self.listing.summed.connect(self._render_foot)
        session.opened.connect(self.listing.read_layout)
        if session.is_open:
            self.listing.read_layout()

    def _make_profile(self) -> ProfileView:
        made = ProfileView(self.opened, self.story, self._doors, self.session)
        made.household.opened.connect(self.open_profile)
        made.left.connect(self.show_list)
        made.erase_wanted.connect(self.erase)
        return made

    @property
    def profile(self) -> ProfileView:
        """The profile of one customer, made when the first is opened."""
        return self._profile.view

    # what the shell asks

    def prepare(self) -> bool:
        """Make the profile."""
        return self._profile.prepare()

    def refresh(self) -> None:
        """Read the list, and the open profile, anew."""
        if not self.session.is_open:
            return
        self.listing.read()
        if self._stack.currentIndex() == 1 and self.opened.amperity_id:
            self.opened.read(self.opened.amperity_id)
            self.story.read(self.opened.amperity_id)

    def verbs(self) -> "Mapping[Verb, Callable[[], object]]":
        """Find, copy and export what is shown."""
        made: dict[Verb, Callable[[], object]] = {"find": self.search.setFocus}
        if self._stack.currentIndex() == 0 and self.listing.total:
            made |= {"export": self.export, "copy": self.grid.copy}
        return made

    def spot(self) -> str:
        """The open profile, or the list."""
        if self._stack.currentIndex() == 1:
            return self.opened.amperity_id
        return f"{GAP}{self.listing.gap}" if self.listing.gap else ""

    def go_to(self, spot: str) -> None:
        """Open a profile again, or the list."""
        if spot.startswith(GAP):
            self.show_list()
            self.listing.show_gap(spot.removeprefix(GAP))
        elif spot:
            self.open_profile(spot)
        else:
            self.show_list()

    def hide_private(self, *, on: bool) -> None:
        """Hide names, addresses and phones in the list."""
        self.listing.mask(on=on)

    def first_focus(self) -> QWidget:
        """Typing should find somebody at once."""
        self.show_list()
        return self.search

    def show_why(self) -> bool:
        """Open the receipt of what has the focus on the profile, or of the chosen row's scores."""
        if self._stack.currentIndex() == 1:
            return self.profile.show_why()
        return self.grid.ask_why_here()

    # doing

    def open_profile(self, amperity_id: str) -> None:
        """Open the profile of a customer."""
        self._stack.setCurrentIndex(1)
        self.quick.open.hide()
        self.profile.tabs.setCurrentIndex(0)
        self.opened.read(amperity_id)
        self.story.read(amperity_id)
        self.history = self.story.history
        self.looked_at.read(amperity_id)
        self.profile.back.setFocus()
        self.moved.emit()
        self.state_changed.emit()

    def show_list(self) -> None:
        """Go back to the list, at the row that was opened."""
        if self._stack.currentIndex() == 1:
            self._stack.setCurrentIndex(0)
            self.quick.open.show()
            self.opened.forget()
            self.story.forget()
            self.history = None
            self.grid.setFocus()
            self.moved.emit()
            self.state_changed.emit()

    def erase(self, amperity_id: str = "") -> None:
        """Open a deletion request, for somebody or to find him first."""
        from ui.erasing.dialog import EraseDialog

        sheet = EraseDialog(self.session, self._doors, self.window(), amperity_id)
        sheet.finished.connect(lambda _code: self._after_erasing(sheet.request.stage))
        sheet.open()

    def _after_erasing(self, stage: str) -> None:
        if stage in {"done", "erasing"}:  # whose profile stands open is somebody no more
            self.show_list()

    def export(self) -> None:
        """Ask for a file and write what is shown into it."""
        kinds = self.tr("CSV (*.csv);;Excel (*.xlsx)")
        name, kind = QFileDialog.getSaveFileName(
            self, self.tr("Export customers"), "customers.csv", kinds
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in {".csv", ".xlsx"}:
                path = path.with_name(path.name + (".xlsx" if "xlsx" in kind else ".csv"))
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write what is shown, in its columns and order, as a job."""
        from ampdesk.api import WriteCustomers

        def told(job: "Job") -> None:
            if job.state == "done":
                show = self.tr("Show the folder")
                self._doors.say(job.message, "pos", show, lambda: self._doors.open_folder(path))
            elif job.state == "failed":
                self._doors.say(f"{job.message} – {job.remedy}", "neg")

        work = WriteCustomers(query=self.listing.query, file=path)
        self._doors.run(self.tr("Writing {0}").format(path.name), work, told)

    def show_range(self, request: "ListRequest", about: str) -> None:
        """Show the customers of an RFM range only."""
        self.show_list()
        self._request = request
        self.search.clear()
        self.listing.show_range(request.range, about)

    def _clear_range(self) -> None:
        self._request = None
        self.listing.show_range(None)

    def _make_list(self) -> QWidget:
        self.mail = button(
            self.tr("Direct-mail list"), glyph="email-outline", clicked=self._make_mail
        )
        self.head = PageHead(self.tr("Customers"), self.mail)
        self.grid = DataGrid(self.tr("Customers"), self.listing.model)
        at, descending = self.listing.sort_column
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.grid.allow_sorting(at, order)
        self.grid.opened.connect(self._open_row)
        self.grid.why.connect(self._why_row)
        self.grid.selectionModel().currentRowChanged.connect(self._look)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._take_chosen())
        self.tools = GridTools(self.session, self._doors, self.listing, self.grid)
        self.tools.erase_wanted.connect(self.erase)
        self.tools.export_wanted.connect(self.export)
        self.tools.range_removed.connect(self._clear_range)
        self.search = self.tools.search
        self.search.returnPressed.connect(self._open_first)
        self.foot = ElidedLabel("", "hint")
        self.sums = label("", "label2")
        self.waiting = Waiting()
        self.waiting.cancelled.connect(self.listing.cancel)
        under = row(
            self.foot, self.sums, self.waiting, gap=16, margins=(PAGE_EDGE, 5, PAGE_EDGE, 5)
        )
        under.setStretch(0, 1)
        foot = holder(under)
        listed = holder(column(self.grid, foot, gap=0))
        self.nobody = Nobody(listing=self.listing)
        self.nobody.everybody.clicked.connect(lambda _checked=False: self._show_everybody())
        self.nobody.bring.clicked.connect(lambda _checked=False: self._doors.choose_files())
        self.nobody.again.clicked.connect(lambda _checked=False: self.refresh())
        self._rows = QStackedWidget()
        self._rows.addWidget(listed)
        self._rows.addWidget(self.nobody)
        whole = column(self.head, self.tools, self._rows, gap=0)
        whole.setStretch(2, 1)
        return holder(whole)

    def _open_first(self) -> None:
        if self.listing.total:
            self._open_row(max(self.grid.currentIndex().row(), 0))

    def _open_row(self, row_at: int) -> None:
        found = self.listing.row(row_at)
        if found:
            self.open_profile(str(found["amperity_id"]))

    def _look(self) -> None:
        found = self.listing.row(self.grid.currentIndex().row())
        if found:
            self.looked_at.read(str(found["amperity_id"]))
        else:
            self.looked_at.forget()

    def _why_row(self, row_at: int) -> None:
        found = self.listing.row(row_at)
        if found:
            brand, identity = self.session.brand, str(found["amperity_id"])
            title = str(found["full_name"] or found["email"] or identity)
            self._doors.why(title, lambda: brand.why.rfm(identity), self.grid)

    def _make_mail(self) -> None:
        from ampdesk.api import ListRequest

        if self._request is not None:
            self._doors.make_list(self._request, self.listing.range_words)
            return
        found = [self.listing.row(at) for at in self.grid.chosen_rows()]
        ids = [str(row["amperity_id"]) for row in found if row]
        if ids:
            about = self.tr("%n chosen customer(s)", "", len(ids))
            request = ListRequest(name=self.tr("Chosen customers"), ids=tuple(ids))
            self._doors.make_list(request, about)

    # what is chosen

    def _take_chosen(self) -> None:
        found = [self.listing.row(at) for at in self.grid.chosen_rows()]
        self.listing.sum_chosen([str(one["amperity_id"]) for one in found if one])

    def _show_everybody(self) -> None:
        self.search.clear()
        self._request = None
        self.listing.clear_all()

    # drawing

    def _wait(self) -> None:
        self.waiting.begin(self.tr("Reading customers"))
        if self.listing.total is None:  # nothing older to look at meanwhile
            self._rows.setCurrentIndex(0)
            self.foot.setText("")
            self.sums.setText("")

    def _render(self) -> None:
        self.waiting.end()
        listing, words = self.listing, self.listing.words
        for person in (self.looked_at, self.opened):
            person.mask(on=listing.masked)
        self.story.masked = listing.masked
        tip = self.tr("Of the chosen rows. Choose several, or drag a range under RFM.")
        self.mail.setToolTip("" if listing.range is not None else tip)
        total = listing.total or 0
        self.mail.setEnabled(bool(total))
        self.state_changed.emit()
        if not total:
            self._rows.setCurrentIndex(1)
            self.head.say("")
            was_built = bool(getattr(self.session.status, "built_on", None))
            self.nobody.show_why(read_only=self.session.read_only, was_built=was_built)
            return
        self._rows.setCurrentIndex(0)
        base = self.tr("{0} customers").format(words.count(total))
        if listing.is_narrowed:
            base = self.tr("{0} found").format(words.count(total))
        status = self.session.status
        built = getattr(status, "built_on", None)
        self.head.say(self.tr("{0} · as of {1}").format(base, words.day(built)) if built else base)
        self._render_foot()
        if not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        self._look()

    def _render_foot(self) -> None:
        listing, words = self.listing, self.listing.words
        self.foot.setText(
            self.tr("{0} rows · Enter opens, F1 explains the scores, Ctrl+C copies").format(
                words.count(listing.total or 0)
            )
        )
        sums = listing.sums
        if not sums:
            self.sums.setText("")
            return
        which = self.tr("Chosen: {0} customers")
        if not sums["chosen"]:
            which = self.tr("All: {0} customers")
        parts = [
            which.format(words.count(sums["customers"])),
            self.tr("{0} orders").format(words.count(sums["orders"] or 0)),
            self.tr("{0} revenue").format(words.money(sums["revenue"])),
        ]
        if sums["customers"]:
            average = (sums["revenue"] or 0) / sums["customers"]
            parts.append(self.tr("{0} on average").format(words.money(average)))
        self.sums.setText(" · ".join(parts))
