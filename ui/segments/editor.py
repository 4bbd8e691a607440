"""One segment open: where it lies, its name and state, its sub-tabs, its actions."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTabBar, QWidget

from ui.kit.later import Later
from ui.kit.notes import badge
from ui.kit.parts import button, column, holder, icon_button, label, row
from ui.segments.as_of import AsOfButton
from ui.segments.breakdown import BreakdownView
from ui.segments.builder import BuilderView
from ui.segments.compare import CompareView
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.segments.draft import SegmentDraft
from ui.segments.live import LiveCount
from ui.segments.members import MembersView
from ui.segments.shelf import Shelf
from ui.segments.sql_view import SqlView
from ui.segments.summary import SummaryView
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.theme import restyle
from ui.tokens import PAGE_EDGE

DEFINITION = 0


class EditorView(QWidget):
    """Head and sub-tabs round the builder; the page does what its buttons ask."""

    left = Signal()  # back to the index
    turned = Signal(int)
    intersection_wanted = Signal(list)
    explained = Signal(str, object)  # "Why?" of a customer, as of a day (None: today)

    def __init__(  # the parts of the page
        self, session: Session, doors: Doors, builder: Builder, draft: SegmentDraft,
        live: LiveCount, shelf: Shelf, evaluable: Callable[[], Body],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._draft, self._live = session, draft, live
        self._evaluable, self._builder = evaluable, builder
        self._hidden = False
        t = self.tr
        self.crumb = button(t("Segments"), k="crumb", clicked=self.left.emit)
        self.folder = label("", "label2")
        self.name = QLineEdit()
        self.name.setProperty("k", "name")
        self.name.setAccessibleName(t("Name of the segment"))
        self.name.setPlaceholderText(t("Name of the segment"))
        self.name.setMaxLength(200)
        self.name.textEdited.connect(self._rename)
        self.state = badge("", "draft")
        self.more = icon_button("dots-horizontal", t("More actions"))
        self.sql = button(t("View SQL"), k="ghost", glyph="code-tags")
        self.export = button(t("Export"), glyph="tray-arrow-down")
        self.activate = button(t("Activate"), k="primary")
        crumbs = row(self.crumb, label("/", "hint"), self.folder, None, gap=6,
                     margins=(PAGE_EDGE, 8, PAGE_EDGE, 0))  # fmt: skip
        head = row(self.name, self.state, self.more, self.sql, self.export,
                   self.activate, gap=8, margins=(PAGE_EDGE - 4, 2, PAGE_EDGE, 4))  # fmt: skip
        head.setStretch(0, 1)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(t("What to look at"))
        self.views = QStackedWidget()
        self._make_views(doors, builder, shelf)
        self.tabs.currentChanged.connect(self._turn)
        self.as_of = AsOfButton(builder)
        tabs = row(self.tabs, None, self.as_of, margins=(PAGE_EDGE - 14, 0, PAGE_EDGE, 8))
        whole = column(crumbs, head, holder(tabs), self.views, gap=0)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.as_of.changed.connect(self._travel)
        draft.changed.connect(self.draw)
        live.changed.connect(self.draw)
        live.changed.connect(self._read_front)

    def _make_views(self, doors: Doors, builder: Builder, shelf: Shelf) -> None:
        session, draft, live, t = self._session, self._draft, self._live, self.tr
        self.builder = BuilderView(builder, draft, live)
        self.statement = SqlView(session, draft, live)
        self.definition = QStackedWidget()
        self.definition.addWidget(self.builder)
        self.definition.addWidget(self.statement)
        self._summary = Later(lambda: SummaryView(session, doors))
        self._breakdown = Later(lambda: BreakdownView(builder, doors, shelf))
        self._members = Later(lambda: self._make_members(builder, doors))
        self._compare = Later(lambda: self._make_compare(builder, doors, shelf))
        self._later = (self._summary, self._breakdown, self._members, self._compare)
        self._tabs: list[str] = []
        self._add("definition", t("Definition"), self.definition)
        self._add("summary", t("Summary"), self._summary)
        self._add("breakdown", t("Breakdown"), self._breakdown)
        self._add("customers", t("Customers"), self._members)
        self._add("compare", t("Compare"), self._compare)

    def _make_members(self, builder: Builder, doors: Doors) -> MembersView:
        made = MembersView(builder)
        made.opened.connect(doors.open_customer)
        made.explained.connect(lambda who: self.explained.emit(who, self._live.as_of))
        made.hide_names(on=self._hidden)
        return made

    def _make_compare(self, builder: Builder, doors: Doors, shelf: Shelf) -> CompareView:
        made = CompareView(builder, doors, shelf)
        made.days.opened.connect(doors.open_customer)
        made.days.explained.connect(self.explained)
        made.days.hide_names(on=self._hidden)
        made.intersection_wanted.connect(self.intersection_wanted)
        return made

    @property
    def summary(self) -> SummaryView:
        """The figures of the segment."""
        return self._summary.view

    @property
    def breakdown(self) -> BreakdownView:
        """The values of an attribute among its members."""
        return self._breakdown.view

    @property
    def members(self) -> MembersView:
        """Its customers."""
        return self._members.view

    @property
    def compare(self) -> CompareView:
        """The segment beside others, or beside another day."""
        return self._compare.view

    def prepare(self) -> bool:
        """Make one more sub-tab that nobody looked at yet; False when all are there."""
        return any(one.prepare() for one in self._later)

    def hide_private(self, *, on: bool) -> None:
        """Hide names of customers, or show them again."""
        self._hidden = on
        if self._members.made is not None:
            self.members.hide_names(on=on)
        if self._compare.made is not None:
            self.compare.days.hide_names(on=on)

    def _add(self, key: str, title: str, view: QWidget) -> None:
        self._tabs.append(key)
        self.views.addWidget(view)
        self.tabs.addTab(title)

    @property
    def tab(self) -> str:
        """Return the sub-tab in front."""
        return self._tabs[max(self.tabs.currentIndex(), 0)]

    def show_tab(self, key: str) -> None:
        """Bring a sub-tab to the front."""
        self.tabs.setCurrentIndex(self._tabs.index(key) if key in self._tabs else 0)

    def forget(self) -> None:
        """Another segment is open, or the tables are others."""
        if self._summary.made is not None:
            self.summary.model.forget()
        if self._breakdown.made is not None:
            self.breakdown.model.forget()
        if self._compare.made is not None:
            self.compare.days.model.forget()
        if self._members.made is not None:
            self.members.forget()
        self._read_front()

    def _travel(self, day: date | None) -> None:
        self._builder.as_of = day
        self.builder.draw()
        self._live.travel(day)

    def _read_front(self) -> None:
        if self._live.is_counting or self._live.found is None or not self._draft.body:
            return
        match self.tab:
            case "summary":
                self.summary.model.read(self._evaluable(), self._live.as_of)
            case "breakdown":
                self.breakdown.show_for(self._evaluable(), self._live.as_of)
            case "customers":
                self.members.show_members(self._evaluable(), self._live.as_of)
            case "compare":
                self.compare.show_for(self._evaluable(), self._live.as_of)

    def draw(self) -> None:
        """Draw the head."""
        draft, t = self._draft, self.tr
        self.definition.setCurrentIndex(int(draft.is_sql))
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        folder = str(draft.body.get("folder") or "")
        self.folder.setText(" / ".join(folder.split("/")) + " /" if folder else "")
        changed = draft.is_changed
        if not draft.shown_name:
            words, tone = t("Not saved yet"), "draft"
        elif draft.status == "draft":
            words, tone = t("Draft"), "draft"
        elif changed:
            words, tone = t("Draft of active"), "draft"
        else:
            words, tone = t("Active"), "pos"
        self.state.setText(words)
        self.state.setAccessibleName(words)
        restyle(self.state, tone=tone)
        writes = not self._session.read_only
        self.name.setReadOnly(not writes)
        problem = self._trouble()
        self.activate.setEnabled(writes and not problem and (changed or draft.status != "active"))
        self.activate.setToolTip(
            t("Read-only: another window or command holds this brand") if not writes else problem
        )
        self.activate.setAccessibleDescription(self.activate.toolTip())

    def _trouble(self) -> str:
        """Return why it cannot be activated, "" when it can."""
        t = self.tr
        if not self._draft.name.strip():
            return t("Give it a name first")
        found = self._live.found
        if found is not None and found.problems and not self._live.is_counting:
            return t("%n condition(s) to finish first", "", len(found.problems))
        return ""

    def focus_name(self) -> None:
        """Let the name be typed."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _rename(self, text: str) -> None:
        made = {**self._draft.body, "name": text}
        self._draft.edit(self.tr("name"), made, merge="name")

    def _turn(self, at: int) -> None:
        shown = self.views.widget(at)
        if isinstance(shown, Later):
            _ = shown.view
        self.views.setCurrentIndex(at)
        self._read_front()
        self.turned.emit(at)
