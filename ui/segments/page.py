"""The tab Segments: the index, one segment open, and the side panel of either."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from ui.kit.parts import column
from ui.segments import document
from ui.segments.acts import Acts
from ui.segments.condition_panel import ConditionPanel
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.segments.draft import SegmentDraft
from ui.segments.editor import EditorView
from ui.segments.index import IndexView
from ui.segments.live import LiveCount
from ui.segments.look_panel import LookPanel
from ui.segments.opening import Opening
from ui.segments.panel import InsightsPanel
from ui.segments.shelf import Shelf
from ui.segments.sql_sheet import SqlSheet
from ui.segments.tracked import Tracked
from ui.shell.doors import Doors
from ui.shell.page import Page, Verb
from ui.shell.session import Session

INDEX, EDITOR = range(2)


class SegmentsPage(Page):
    """Arranges: the index over the shelf, the editor over draft and live count."""

    def __init__(self, session: Session, doors: Doors) -> None:
        super().__init__(session)
        self.doors = doors
        self.shelf = Shelf(session)
        self.builder = Builder(session)
        self.draft = SegmentDraft(session)
        self.live = LiveCount(session)
        self.opening = Opening(session, doors, self.draft, self.live, self.shelf)
        self.acts = Acts(self)
        self.tracked = Tracked(session, self.shelf)
        self.index = IndexView(session, self.shelf, self.tracked)
        self.editor = EditorView(
            session, doors, self.builder, self.draft, self.live, self.shelf, self.opening.evaluable
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.index)
        self.stack.addWidget(self.editor)
        self.setLayout(column(self.stack, gap=0))
        self.insights = InsightsPanel(session, self.live)
        self.insights.title_of = self.editor.builder.title_of
        self.look = LookPanel(session, self.shelf)
        self.panels = QStackedWidget()
        self.panels.addWidget(self.look)
        self.panels.addWidget(self.insights)
        self.panel = self.panels
        self._said = ""
        self._connect()

    def _connect(self) -> None:
        index, editor, acts = self.index, self.editor, self.acts
        index.opened.connect(self.open)
        index.new_wanted.connect(self.new)
        index.templates_wanted.connect(acts.templates)
        index.tracked.asked.connect(acts.trend)
        index.folders.rename_wanted.connect(acts.folders.ask_rename)
        index.folders.delete_wanted.connect(acts.folders.delete)
        for opener in (index.folders.customContextMenuRequested, index.add_folder.clicked):
            opener.connect(
                lambda _spot: self._popup(acts.folder_menu(index.folders, index.folders.path))
            )
        index.looked_at.connect(self.look.show_segment)
        index.looked_at.connect(lambda _name: self.state_changed.emit())
        index.menu_wanted.connect(
            lambda _under: self._popup(acts.menu(index.grid, index.chosen(), editing=False))
        )
        index.files.clicked.connect(lambda _on=False: self._popup(acts.files_menu(index.files)))
        self.look.open_.clicked.connect(lambda _on=False: self.open(index.current()))
        self.look.more.clicked.connect(
            lambda _on=False: self._popup(acts.menu(self.look.more, index.chosen(), editing=False))
        )
        acts.changed.connect(self.shelf.read)
        self.opening.opened.connect(self._opened)
        self.opening.changed.connect(self.shelf.read)
        self.opening.changed.connect(self.builder.read_lists)
        acts.opened.connect(self.new)
        editor.left.connect(self.show_index)
        editor.sql.clicked.connect(lambda _on=False: self.show_sql())
        editor.export.clicked.connect(lambda _on=False: self.export())
        editor.activate.clicked.connect(lambda _on=False: self.opening.activate())
        editor.more.clicked.connect(lambda _on=False: self._popup(self._more()))
        editor.explained.connect(self.explain)
        editor.builder.explained.connect(self.explain_condition)
        editor.turned.connect(lambda _at: self.moved.emit())
        editor.intersection_wanted.connect(self.opening.intersect)
        self.insights.members.clicked.connect(lambda _on=False: editor.show_tab("customers"))
        self.insights.compare.clicked.connect(lambda _on=False: editor.show_tab("compare"))
        self.draft.changed.connect(self._count)
        self.live.changed.connect(self._tell)
        self.shelf.changed.connect(self.state_changed)
        keys = QShortcut(QKeySequence("Ctrl+Shift+A"), editor)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.add_condition)

    # the page

    def refresh(self) -> None:
        """Read the list, the catalogue and the count anew."""
        if not self.session.is_open:
            return
        self.shelf.read()
        self.builder.read()
        if self.is_editing:
            self.editor.forget()
            self.live.again()

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Return what can be done with what is in front."""
        found: dict[Verb, Callable[[], object]] = {}
        names = self.index.chosen()
        if self.session.is_open and not self.session.read_only:
            found["new"] = self.new
            if self.is_editing:
                found["rename"] = self.editor.focus_name
            elif names:
                found["delete"] = lambda: self.acts.delete(names)
                if len(names) == 1:
                    found["rename"] = lambda: self.acts.ask_rename(names[0])
        if self.is_editing:
            found["export"] = self.export
        elif self.shelf.total:
            found["find"] = self.index.search.setFocus
        return found

    @property
    def is_editing(self) -> bool:
        """Whether a segment is open."""
        return self.stack.currentIndex() == EDITOR

    def hide_private(self, *, on: bool) -> None:
        """Hide names among the members, or show them again."""
        self.editor.hide_private(on=on)

    def prepare(self) -> bool:
        """Make one more sub-tab."""
        return self.editor.prepare()

    def spot(self) -> str:
        """Return the segment that is open, and its sub-tab."""
        return f"{self.editor.tab}/{self.draft.shown_name}" if self.is_editing else ""

    def go_to(self, spot: str) -> None:
        """Open a segment at a sub-tab, or the index."""
        tab, _, name = spot.partition("/")
        if not spot:
            self.show_index()
        elif name and name != self.draft.shown_name:
            self.open(name)
        else:
            self._show_editor()
            self.editor.show_tab(tab)

    def first_focus(self) -> QWidget | None:
        """The grid, or the first card."""
        if not self.is_editing:
            return self.index.grid if self.shelf.total else self.index.first
        order, view = self.editor.builder.order(), self.editor.builder
        return view.cards[order[0]] if order and order[0] in view.cards else view.add_include

    def show_why(self) -> bool:
        """Explain the customer that is marked among the members."""
        if self.is_editing and self.editor.tab == "customers":
            return self.editor.members.ask_why()
        if self.is_editing and self.editor.tab == "compare":
            return self.editor.compare.days.show_why()
        number = self.editor.builder.within() if self.is_editing else 0
        if number:
            self.explain_condition(number)
        return bool(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops counting, then leaves the editor."""
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            if not self.live.cancel():
                self.show_index()
            return
        super().keyPressEvent(event)

    # opening and leaving

    def new(self, body: Body | None = None) -> None:
        """Open a new definition; its name is typed first."""
        self.opening.new(body)
        self.editor.focus_name()

    def open(self, name: str) -> None:
        """Open a saved segment or a draft."""
        self.opening.open(name)

    def reopen(self, edit: dict[str, Any]) -> None:
        """Open what a crash left behind."""
        self.opening.reopen(edit)

    def show_index(self) -> None:
        """Return to the index; what is not activated is kept as a draft."""
        self.opening.close()
        self.stack.setCurrentIndex(INDEX)
        self.panels.setCurrentIndex(INDEX)
        self.history = None
        self.shelf.read()
        self._arrange()

    def _opened(self) -> None:
        self.editor.as_of.choose(None)
        self.editor.forget()
        self.editor.show_tab("definition")
        self._show_editor()

    def _show_editor(self) -> None:
        self.stack.setCurrentIndex(EDITOR)
        self.panels.setCurrentIndex(EDITOR)
        self.history = self.draft.history
        self._arrange()
        self._count()

    def _arrange(self) -> None:
        self.panel_wanted.emit()
        self.state_changed.emit()
        self.moved.emit()

    def _count(self) -> None:
        if self.is_editing:
            self.live.ask(self.draft.plain())
            self.state_changed.emit()

    # what the buttons do

    def add_condition(self) -> None:
        """Open the picker of conditions, for the section of the card in focus."""
        view = self.editor.builder
        spot = document.spot_of(self.draft.body, view.within())
        side = spot.side if spot else "include"
        opener = view.add_exclude if side == "exclude" else view.add_include
        view.open_adding(side, opener, section=spot.section if spot else None)

    def show_sql(self) -> SqlSheet:
        """Show the statement of what is open."""
        body, day = self.opening.evaluable(), self.live.as_of
        sheet = SqlSheet(self.session, self.window(), body, day)
        sheet.open()
        return sheet

    def export(self) -> None:
        """Ask how the members are to be written."""
        found = self.live.found
        count = found.count if found is not None and not self.live.is_counting else None
        self.acts.export(self.opening.evaluable(), count, self.live.as_of)

    def explain(self, identity: str, day: date | None = None) -> None:
        """Open the receipt of a customer's membership, as of a day, beside the page."""
        segments, body = self.session.brand.segments, self.opening.evaluable()
        title = self.tr("In “{0}” or not?").format(self.draft.name or self.tr("this segment"))
        opener = self.window().focusWidget() or self.editor
        self.doors.why(title, lambda: segments.why(body, identity, as_of=day), opener)

    def explain_condition(self, number: int) -> None:
        """Show what a condition means and matches beside the page."""
        panel = ConditionPanel(self.session, self.live, self.draft.body, number)
        self.doors.show_beside(panel, self.editor.builder.cards[number])

    def _more(self) -> QMenu:
        name = self.draft.shown_name
        menu = self.acts.menu(self.editor.more, [name] if name else [], editing=True)
        if not self.draft.is_sql and not self.session.read_only:
            menu.addSeparator()
            menu.addAction(self.tr("Convert to SQL")).triggered.connect(
                lambda _on=False: self.opening.convert()
            )
        return menu

    def _popup(self, menu: QMenu) -> None:
        menu.popup(QCursor.pos())

    def _tell(self) -> None:
        found = self.live.found
        if found is None or self.live.is_counting:
            return
        words = self.session.words
        said = self.tr("{0} of {1} customers").format(
            words.count(found.count), words.count(found.of)
        )
        if said != self._said:
            self._said = said
            self.doors.announce(said)
