"""What happened with the open customer, and what the user noted on him. A view model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ampdesk.errors import AmpDeskError
from ui.shell.session import Session
from ui.shell.steps import Step
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Moment, Note, Timeline

MOST_FILED = 60  # letters of a note that the menu Undo names


@dataclass(frozen=True)
class _Read:
    timeline: "Timeline"
    notes: "tuple[Note, ...]"
    lists: tuple[str, ...]
    tags: tuple[str, ...]  # of the whole brand, to choose from


class Story(QObject):
    """`moments` after the filters; `notes` and `tags` of the user's own, each change undoable."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.history = QUndoStack(self)
        self.amperity_id = ""
        self.hidden: frozenset[str] = frozenset()
        self.error: AmpDeskError | None = None
        self.masked = False  # details of consent name an address
        self._read: _Read | None = None

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def is_here(self) -> bool:
        """Whether the answer has arrived."""
        return self._read is not None

    @property
    def may_write(self) -> bool:
        """Whether this window may change the brand."""
        return self._session.is_open and not self._session.read_only

    @property
    def moments(self) -> "list[Moment]":
        """Return what happened, the newest first, without the kinds that are hidden."""
        found = self._read.timeline.moments if self._read else ()
        return [one for one in found if one.kind not in self.hidden]

    @property
    def counts(self) -> dict[str, int]:
        """Return how often each kind happened."""
        return self._read.timeline.counts if self._read else {}

    @property
    def notes(self) -> "list[Note]":
        """Return the notes, the newest first."""
        return [one for one in (self._read.notes if self._read else ()) if one.kind == "note"]

    @property
    def tags(self) -> "list[Note]":
        """Return the tags of the customer, in alphabetical order."""
        found = [one for one in (self._read.notes if self._read else ()) if one.kind == "tag"]
        return sorted(found, key=lambda one: one.text.casefold())

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the lists of ids that hold the customer."""
        return self._read.lists if self._read else ()

    @property
    def known_tags(self) -> tuple[str, ...]:
        """Return every tag of the brand, the commonest first."""
        return self._read.tags if self._read else ()

    def read(self, amperity_id: str) -> None:
        """Read the story of a customer; another's steps cannot be undone here."""
        if amperity_id != self.amperity_id:
            self._read = None
            self.history.clear()
        self.amperity_id, self.error = amperity_id, None
        self.changed.emit()
        self._ask()

    def forget(self) -> None:
        """Show nobody's."""
        self._session.desk.drop("story")
        self.amperity_id, self._read = "", None
        self.history.clear()

    def show_kind(self, kind: str, *, on: bool) -> None:
        """Show or hide a kind of moments."""
        self.hidden = self.hidden - {kind} if on else self.hidden | {kind}
        self.changed.emit()

    def add(self, kind: str, text: str) -> None:
        """Write a note or put a tag on, undoably; an empty text is nothing."""
        said = text.strip()
        if not said or (kind == "tag" and said in {one.text for one in self.tags}):
            return
        brand, identity = self._session.brand, self.amperity_id
        number: list[int] = []

        def do() -> None:
            number[:] = [
                brand.notes.add(identity, kind, said, note_id=number[0] if number else None)  # type: ignore[arg-type]
            ]

        self._push(self._named(kind, said), do, lambda: brand.notes.remove(number[0]))

    def change(self, note: "Note", text: str) -> None:
        """Write a note anew, undoably."""
        said = text.strip()
        if not said or said == note.text:
            return
        brand = self._session.brand
        self._push(
            self._named(note.kind, said),
            lambda: brand.notes.change(note.note_id, said),
            lambda: brand.notes.change(note.note_id, note.text),
        )

    def remove(self, note: "Note") -> None:
        """Take a note or tag away, undoably."""
        brand, identity = self._session.brand, self.amperity_id
        self._push(
            self.tr("removing {0}").format(self._named(note.kind, note.text)),
            lambda: brand.notes.remove(note.note_id),
            lambda: brand.notes.add(identity, note.kind, note.text, note_id=note.note_id),
        )

    def _push(self, text: str, do: object, undo: object) -> None:
        def doing(act: object) -> None:
            try:
                act()  # type: ignore[operator]  # one of the closures above
            except AmpDeskError as error:
                self.error = error
            else:
                self.error = None
            self._ask()

        self.history.push(Step(text, lambda: doing(do), lambda: doing(undo)))
        self.changed.emit()

    def _named(self, kind: str, text: str) -> str:
        text = " ".join(text.split())
        short = text if len(text) <= MOST_FILED else text[: MOST_FILED - 1] + "…"
        named = self.tr("tag {0}") if kind == "tag" else self.tr("note “{0}”")
        return named.format(short)

    def _ask(self) -> None:
        brand, identity = self._session.brand, self.amperity_id
        if not identity:
            return

        def read() -> _Read:
            return _Read(
                brand.customers.timeline(identity),
                brand.notes.of(identity),
                brand.notes.lists_of(identity),
                tuple(tag for tag, _ in brand.notes.tags()),
            )

        self._session.desk.ask("story", read, self._arrived, self._failed)

    def _arrived(self, read: _Read) -> None:
        self._read = read
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.error = error
        self.changed.emit()
