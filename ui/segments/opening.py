"""Opening a definition, keeping what was changed, activating it, turning it into SQL."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.segments import document
from ui.segments.document import Body
from ui.segments.draft import SegmentDraft
from ui.segments.live import LiveCount
from ui.segments.shelf import Shelf
from ui.shell.doors import Doors
from ui.shell.session import Session


class Opening(QObject):
    """What happens to the draft as a whole; its parts are changed by the builder."""

    opened = Signal()  # the draft holds another definition
    changed = Signal()  # the library is another

    def __init__(
        self, session: Session, doors: Doors, draft: SegmentDraft, live: LiveCount, shelf: Shelf
    ) -> None:
        super().__init__()
        self._session, self._doors = session, doors
        self._draft, self._live, self._shelf = draft, live, shelf
        self.is_open = False

    def new(self, body: Body | None = None) -> None:
        """Open a definition that is not saved."""
        self.keep()
        self._open(body or document.blank("", self._shelf.folder or ""))

    def open(self, name: str) -> None:
        """Open a saved segment or a draft."""
        if not name:
            return
        self.keep()
        saved, segments = self._shelf.named(name), self._session.brand.segments
        status = saved.status if saved is not None else "active"
        self._session.desk.ask(
            "segments.open", lambda: segments.body(name),
            lambda body: self._open(body, name, status), self._refused,
        )  # fmt: skip

    def reopen(self, edit: dict[str, Any]) -> None:
        """Open what a crash left behind."""
        self._live.forget()
        self._draft.reopen(edit)
        self.is_open = True
        self.opened.emit()

    def close(self) -> None:
        """Leave the definition; what is not activated is kept as a draft."""
        self.keep()
        self._live.cancel()
        self.is_open = False

    def keep(self) -> None:
        """What was changed and not activated becomes a draft of the library."""
        draft = self._draft
        if not self.is_open or not draft.is_changed or self._session.read_only:
            return
        if draft.is_empty and not draft.shown_name:
            draft.forget()
            return
        body, of = draft.plain(), draft.shown_name
        body["name"] = body["name"].strip() or self.tr("Untitled")
        segments = self._session.brand.segments

        def kept(name: str) -> None:
            draft.forget()
            self.changed.emit()
            self._doors.say(self.tr("“{0}” is kept as a draft.").format(name), "info",
                            self.tr("Go on editing"), partial(self.open, name))  # fmt: skip

        self._session.desk.ask(
            "segments.keep", lambda: segments.save_draft(body, of=of), kept, self._refused
        )
        draft.settle()

    def activate(self) -> None:
        """Save and activate what is open."""
        draft, segments = self._draft, self._session.brand.segments
        body, of = draft.plain(), draft.shown_name
        name = str(body["name"]).strip()

        def write() -> int:
            if of and draft.status == "active" and of != name:
                segments.rename(of, name)
            shown = segments.save_draft(body, of=name if draft.status == "active" else of)
            return int(segments.activate(shown))

        def arrived(version: int) -> None:
            draft.kept(name, "active", body)
            self._doors.say(self.tr("“{0}” is active, version {1}.").format(name, version), "pos")
            self.changed.emit()

        self._session.desk.ask("segments.activate", write, arrived, self._refused)

    def convert(self) -> None:
        """Turn what is open into a SQL segment; undo turns it back."""
        segments, body = self._session.brand.segments, self.evaluable()

        def arrived(made: Body) -> None:
            named = {**made, "name": self._draft.body["name"]}
            self._draft.edit(self.tr("convert to SQL"), document.opened(named))

        self._session.desk.ask(
            "segments.convert", lambda: segments.to_sql(body), arrived, self._refused
        )

    def intersect(self, given: list[Any]) -> None:
        """Open a definition of those who are in all of the given segments; they are saved ones."""
        segments, draft = self._session.brand.segments, self._draft
        if draft.is_changed or draft.status != "active":
            self._doors.say(self.tr("Activate this segment first: the new one names it."), "warn")
            return
        names = [one if isinstance(one, str) else str(one["name"]) for one in given]
        title = self.tr(" and ").join(names)[:200]
        self._session.desk.ask(
            "segments.intersect", lambda: segments.intersection(names, title), self.new,
            self._refused,
        )  # fmt: skip

    def evaluable(self) -> Body:
        """Return what is open without what is unfinished."""
        found = self._live.found
        paths = [one.path for one in found.problems] if found is not None else []
        broken = frozenset(document.path_of_condition(path) for path in paths)
        body = document.plain(document.without(self._draft.body, broken))
        return {**body, "name": body["name"].strip() or "-"}

    def _open(self, body: Body, shown_name: str = "", status: str = "") -> None:
        self._live.forget()
        self._live.as_of = None
        self._draft.open(body, shown_name, status)
        self.is_open = True
        self.opened.emit()

    def _refused(self, error: AmpDeskError) -> None:
        self._doors.say(str(error), "neg")
