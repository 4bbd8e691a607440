"""The segment that is open: its definition, its undo stack, and whether it is saved."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ui.segments import document
from ui.segments.document import Body
from ui.shell.session import Session
from ui.shell.steps import Step

KIND = "segments.edit"  # of the draft that outlives a crash


class SegmentDraft(QObject):
    """Changes go through `edit`, which can be undone; `changed` after each. Knows no widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.history = QUndoStack(self)
        self.body: Body = document.blank("")
        self.shown_name = ""  # what the library calls it; "" while it was never kept
        self.status = ""  # "active", "draft" or "" (never kept)
        self.focus = 0  # the condition that a change was about
        self._saved: Body = {}

    @property
    def name(self) -> str:
        """Return the segment's name as it is typed."""
        return str(self.body["name"])

    @property
    def is_sql(self) -> bool:
        """Whether it is one statement and no conditions."""
        return "sql" in self.body

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is kept in the library."""
        return self.plain() != self._saved

    @property
    def is_empty(self) -> bool:
        """Whether nothing restricts it."""
        return not self.is_sql and not document.conditions(self.body)

    def plain(self) -> Body:
        """Return the definition as it is saved."""
        return document.plain(self.body)

    def open(self, body: Body, shown_name: str = "", status: str = "") -> None:
        """Open a definition; the steps of the one before are gone."""
        self.history.clear()
        self.body = document.opened(body)
        self.shown_name, self.status, self.focus = shown_name, status, 0
        self._saved = self.plain() if shown_name else {}
        self.changed.emit()

    def kept(self, shown_name: str, status: str, saved: Body | None = None) -> None:
        """It was saved, under a name of the library."""
        self.shown_name, self.status = shown_name, status
        self._saved = saved or self.plain()
        self._session.drafts.drop(KIND)
        self.changed.emit()

    def edit(self, text: str, body: Body, *, merge: str = "", focus: int = 0) -> None:
        """Change the definition; `text` completes "Undo …", equal `merge` make one step."""
        before = self.body
        if body == before:
            return
        was, then = self.focus, focus or self.focus
        self.history.push(
            Step(text, lambda: self._set(body, then), lambda: self._set(before, was), merge=merge)
        )

    def settle(self) -> None:
        """What is on the screen is on its way into the library."""
        self._saved = self.plain()

    def forget(self) -> None:
        """The edit was thrown away."""
        self._session.drafts.drop(KIND)

    def crash_edit(self) -> dict[str, Any]:
        """Return what must outlive a crash."""
        return {"body": self.plain(), "shown_name": self.shown_name, "status": self.status}

    def reopen(self, edit: dict[str, Any]) -> None:
        """Open what a crash left behind; it is not saved."""
        self.open(edit["body"], str(edit["shown_name"]), str(edit["status"]))
        self._saved = {}
        self.changed.emit()

    def _set(self, body: Body, focus: int) -> None:
        self.body, self.focus = body, focus
        if self.is_changed:
            title = self.name or self.tr("A segment without a name")
            self._session.drafts.keep(KIND, title, self.crash_edit())
        else:
            self._session.drafts.drop(KIND)
        self.changed.emit()
