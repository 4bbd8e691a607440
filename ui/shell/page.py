"""What the shell asks of a tab: a head, content, perhaps a panel, and an answer to "Why?"."""

from collections.abc import Callable, Mapping
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.panel import SCROLL
from ui.kit.parts import column, label, row
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

# what a page can do with what it shows: file.new, file.export, file.print, edit.find and so on
Verb = Literal["new", "export", "print", "find", "copy", "rename", "delete"]


class Page(QWidget):
    """A tab's page, built on first visit; `panel` is shown at its right.

    `history`: the undo stack of the document that is open in the page, if it has one; after
    changing it, or what `verbs` gives, emit `state_changed`. Emit `moved` when another place in
    the page is in front (see `spot`): Back returns to the one before.
    """

    panel_wanted = Signal()  # the panel has something new to show
    state_changed = Signal()
    moved = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setProperty("k", "page")
        self.panel: QWidget | None = None
        self.history: QUndoStack | None = None

    def verbs(self) -> Mapping[Verb, Callable[[], object]]:
        """Return what can be done now; menus, keys and palette offer these and grey the rest."""
        return {}

    def hide_private(self, *, on: bool) -> None:
        """Hide private data, or show it again; called after building and at each change."""

    def spot(self) -> str:
        """Return which place in the page is in front, as a short text; "" is its first."""
        return ""

    def go_to(self, spot: str) -> None:
        """Bring a place to the front that `spot` named before."""

    def prepare(self) -> bool:
        """Make one more part that nobody looked at yet, while there is time; False: none left."""
        return False

    def refresh(self) -> None:
        """Read anew: the brand, or what is in it, has changed."""

    def show_why(self) -> bool:
        """Open the receipt of what has the focus; False when there is none."""
        return False

    def first_focus(self) -> QWidget | None:
        """Return what gets the focus when the tab is opened by key."""
        return None


class PageHead(QWidget):
    """Title, a line beside it with base and date, actions at the right (one primary)."""

    def __init__(self, title: str, *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.title = ElidedLabel(title, "h1")
        self.about = ElidedLabel("", "label2")
        self.badges = QHBoxLayout()
        self.badges.setSpacing(6)
        words = row(self.title, self.badges, self.about, gap=10)
        words.setStretch(2, 1)
        outer = row(words, *actions, gap=8, margins=(PAGE_EDGE, 14, PAGE_EDGE, 8))
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self.setMinimumHeight(52)

    def say(self, about: str, title: str = "") -> None:
        """Say of what and as of when."""
        self.about.setText(about)
        if title:
            self.title.setText(title)


def page_body(*margins: int) -> tuple[QWidget, QVBoxLayout]:
    """Return a transparent content widget and its column, with the page's edges."""
    holder = QWidget()
    holder.setProperty("k", "plain")
    layout = column(gap=12, margins=(PAGE_EDGE, 4, PAGE_EDGE - SCROLL, PAGE_EDGE))
    if margins:
        layout.setContentsMargins(*margins)
    holder.setLayout(layout)
    return holder, layout


def hint(text: str) -> QLabel:
    """Return a line of small grey words."""
    return label(text, "hint", wrap=True)
