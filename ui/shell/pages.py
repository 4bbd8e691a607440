"""The pages of the open brand: built when first visited, read when looked at, one in front."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoGroup
from PySide6.QtWidgets import QStackedWidget

from ui.shell import commands
from ui.shell.opening import LAST_TAB
from ui.shell.page import Page
from ui.shell.trail import Place, Trail

if TYPE_CHECKING:
    from ui.shell.window import Window


class Pages(QStackedWidget):
    """Holds the pages, which of them is stale, the way between them and their undo stacks.

    What else stands in the stack, the first page, is no `Page` and has no place on the way.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window = window
        self.built: dict[str, Page] = {}
        self._ready: dict[str, Page] = {}  # made, not laid in yet
        self.trail = Trail()
        self.history = QUndoGroup(window)
        self._stale: set[str] = set()  # pages whose data is older than the brand's

    @property
    def current(self) -> Page | None:
        """Return the page in front."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Page) else None

    def page(self, key: str) -> Page:
        """Return a tab's page, built and read now if that is still to be done."""
        self.build(key)
        page = self.built[key]
        if key in self._stale:
            self._stale.discard(key)
            page.refresh()
        return page

    def build(self, key: str) -> None:
        """Build a page without reading anything yet: the window does it while it has time."""
        if key in self.built:
            return
        window = self._window
        made = self._ready.pop(key, None) or self._make(key)
        if window.memory.masked:
            made.hide_private(on=True)
        self.built[key] = made
        self._stale.add(key)
        self.addWidget(made)
        made.panel_wanted.connect(window.lay_out)
        made.moved.connect(self.note_place)
        made.state_changed.connect(self.follow)

    def prepare(self, key: str) -> None:
        """Take one step to a page: make it, then lay it in; between them the window is live."""
        if key in self._ready:
            self.build(key)
        else:
            self._ready[key] = self._make(key)

    def _make(self, key: str) -> Page:
        return self._window.views[key].build(self._window.session, self._window)

    def renew(self) -> None:
        """Read the page in front anew; the others are read when they are looked at again."""
        self._stale.update(self.built)
        if self.current is not None:
            self.page(self._window.rail.key)

    def close_all(self) -> None:
        """Let every page go: the brand is closed."""
        window = self._window
        self._stale.clear()
        # first another in front: a page that is taken away while it is shown would show the next
        self.setCurrentWidget(window.first_run)
        self.history.setActiveStack(None)  # type: ignore[arg-type]  # no document is open
        for page in (*self.built.values(), *self._ready.values()):
            self.removeWidget(page)
            if page.panel is not None:
                window.side.remove(page.panel)
                page.panel.deleteLater()
            page.deleteLater()
        self.built.clear()
        self._ready.clear()

    def go(self, key: str) -> None:
        """Bring a tab's page to the front."""
        window = self._window
        if not window.session.is_open or key not in window.views:
            return
        page = self.page(key)
        if page is not self.current:
            window.close_beside()
        window.rail.mark(key)
        self.setCurrentWidget(page)
        window.session.layout.put(LAST_TAB, key)
        self.note_place()
        self.follow()
        window.lay_out()

    def go_back(self, by: int = -1) -> None:
        """Go to the place looked at before (-1), or forward again (1)."""
        place = self.trail.step(by)
        if place is not None:
            self.go(place.tab)
            self.page(place.tab).go_to(place.spot)
            self.follow()

    def hide_private(self, on: bool) -> None:  # noqa: FBT001  # as the signal says it
        """Hide private data on every page, or show it again."""
        for page in self.built.values():
            page.hide_private(on=on)

    def note_place(self) -> None:
        """Note which place is in front, for Back."""
        page = self.current
        if page is not None:
            self.trail.visit(Place(self._window.rail.key, page.spot()))
            self.follow()

    def follow(self) -> None:
        """Offer what can be done on the page in front, its undo stack first."""
        page = self.current
        stack = page.history if page else None
        if stack is not None and stack not in self.history.stacks():
            self.history.addStack(stack)
        self.history.setActiveStack(stack)  # type: ignore[arg-type]  # None: no document is open
        commands.allow(self._window)
