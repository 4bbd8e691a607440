"""The Customers tab: search, grid, a quick look at the chosen one, the profile page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from ui.customers.listing import CustomerList
from ui.customers.person import Person
from ui.customers.profile import ProfileView
from ui.customers.quick import QuickLook
from ui.kit.grid import DataGrid
from ui.kit.notes import Chip, EmptyState
from ui.kit.parts import button, clear, column, holder, label, row
from ui.shell.doors import Doors
from ui.shell.page import Page, PageHead
from ui.shell.session import Session
from ui.theme import icon
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import ListRequest


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
        self.profile = ProfileView(self.opened, doors)
        self.profile.left.connect(self.show_list)
        self._stack.addWidget(self.profile)
        self.setLayout(column(self._stack, gap=0))
        self.quick = QuickLook(self.looked_at)
        self.panel = self.quick
        self.quick.open_wanted.connect(self.open_profile)
        self.listing.changed.connect(self._render)

    # what the shell asks

    def refresh(self) -> None:
        """Read the list, and the open profile, anew."""
        if not self.session.is_open:
            return
        self.listing.read()
        if self._stack.currentIndex() == 1 and self.opened.amperity_id:
            self.opened.read(self.opened.amperity_id)

    def first_focus(self) -> QWidget:
        """Typing should find somebody at once."""
        self.show_list()
        return self.search

    def show_why(self) -> bool:
        """Open the receipt of what has the focus on the profile, or of the chosen row's scores."""
        if self._stack.currentIndex() == 1:
            return self.profile.show_why()
        if self.window().focusWidget() is self.grid and self.grid.currentIndex().isValid():
            self._why_row(self.grid.currentIndex().row())
            return True
        return False

    # doing

    def open_profile(self, amperity_id: str) -> None:
        """Open the profile of a customer."""
        self._stack.setCurrentIndex(1)
        self.quick.open.hide()
        self.profile.tabs.setCurrentIndex(0)
        self.opened.read(amperity_id)
        self.looked_at.read(amperity_id)
        self.profile.back.setFocus()

    def show_list(self) -> None:
        """Go back to the list, at the row that was opened."""
        if self._stack.currentIndex() == 1:
            self._stack.setCurrentIndex(0)
            self.quick.open.show()
            self.opened.forget()
            self.grid.setFocus()

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
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, e-mail, phone or id"))
        self.search.setAccessibleName(self.tr("Search customers"))
        self.search.setClearButtonEnabled(False)
        self.search.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self._wipe: QAction = self.search.addAction(
            QIcon(icon("close")), QLineEdit.ActionPosition.TrailingPosition
        )
        self._wipe.setToolTip(self.tr("Clear the search (Esc)"))
        self._wipe.triggered.connect(self.search.clear)
        self._wipe.setVisible(False)
        self.search.setMinimumWidth(300)
        self.search.setMaximumWidth(420)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._open_first)
        self.search.installEventFilter(self)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        tools = row(self.search, self._chips, None, gap=12, margins=(PAGE_EDGE, 0, PAGE_EDGE, 10))
        tools.setStretch(0, 3)
        tools.setStretch(2, 2)
        self.grid = DataGrid(self.tr("Customers"), self.listing.model)
        at, descending = self.listing.sort_column
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.grid.allow_sorting(at, order)
        self.grid.opened.connect(self._open_row)
        self.grid.why.connect(self._why_row)
        self.grid.selectionModel().currentRowChanged.connect(self._look)
        self.foot = label("", "hint")
        foot = holder(row(self.foot, None, margins=(PAGE_EDGE, 5, PAGE_EDGE, 5)))
        listed = holder(column(self.grid, foot, gap=0))
        self.nobody = EmptyState("account-search-outline", "", "")
        self._rows = QStackedWidget()
        self._rows.addWidget(listed)
        self._rows.addWidget(self.nobody)
        whole = column(self.head, tools, self._rows, gap=0)
        whole.setStretch(2, 1)
        return holder(whole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears the search, the down key goes into the grid."""
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
                self.grid.setFocus()
                if not self.grid.currentIndex().isValid():
                    self.grid.selectRow(0)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._wipe.setVisible(bool(text))
        self.listing.look_for(text)

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

    def _render(self) -> None:
        listing = self.listing
        clear(self._chips)
        if listing.range is not None:
            chip = Chip(listing.range_words)
            chip.removed.connect(self._clear_range)
            self._chips.addWidget(chip)
        tip = self.tr("Of the chosen rows. Choose several, or drag a range under RFM.")
        self.mail.setToolTip("" if listing.range is not None else tip)
        if listing.error is not None:
            self._rows.setCurrentIndex(1)
            self.nobody.say(listing.error.message, listing.error.remedy)
            self.head.say("")
            return
        total = listing.total or 0
        words = listing.words
        if not total:
            self._rows.setCurrentIndex(1)
            if listing.search:
                self.nobody.say(
                    self.tr("Nobody matches “{0}”").format(listing.search),
                    self.tr("Search by the start of a name, an e-mail, a phone number or an id."),
                )
            else:
                self.nobody.say(self.tr("No customers yet"), self.tr("Import files, then build."))
            self.head.say("")
            return
        self._rows.setCurrentIndex(0)
        base = self.tr("{0} customers").format(words.count(total))
        if listing.search or listing.range is not None:
            base = self.tr("{0} found").format(words.count(total))
        status = self.session.status
        built = getattr(status, "built_on", None)
        self.head.say(self.tr("{0} · as of {1}").format(base, words.day(built)) if built else base)
        self.foot.setText(
            self.tr("{0} rows · Enter opens, F1 explains the scores, Ctrl+C copies").format(
                words.count(total)
            )
        )
        if not self.grid.currentIndex().isValid():
            self.grid.selectRow(0)
        self._look()
