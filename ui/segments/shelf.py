"""The saved segments as the index shows them: a view model without a widget."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Folder, SavedSegment


class Shelf(QObject):
    """`found` are the segments that pass search, folder and filters; `total` counts all."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.everything: tuple[SavedSegment, ...] | None = None
        self.error: AmpDeskError | None = None
        self.search = ""
        self.in_content = False
        self.folder: str | None = None  # None: all
        self.status = ""
        self.label = ""
        self.made_by = ""
        self._folders: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.everything or ())

    def read(self) -> None:
        """Read the list."""
        if not self._session.is_open:
            return
        segments = self._session.brand.segments
        self._session.desk.ask(
            "segments.list", lambda: (segments.library(), segments.folders()), self._arrived,
            self._failed,
        )  # fmt: skip

    def found(self) -> "list[SavedSegment]":
        """Return those that pass, in the order of their names."""
        wanted = self.search.casefold().split()
        return [one for one in self.everything or () if self._passes(one, wanted)]

    def folders(self) -> list[str]:
        """Return every folder by path, those without a segment too."""
        return list(self._folders)

    def labels(self) -> list[str]:
        """Return every label."""
        return sorted({name for one in self.everything or () for name in one.labels})

    def makers(self) -> list[str]:
        """Return who made a segment."""
        return sorted({one.created_by for one in self.everything or () if one.created_by})

    def named(self, name: str) -> "SavedSegment | None":
        """Return a segment by the name that is shown."""
        return next((one for one in self.everything or () if one.name == name), None)

    def narrow(self, **parts: object) -> None:
        """Change search, folder, status or label."""
        for key, value in parts.items():
            setattr(self, key, value)
        self.changed.emit()

    def _passes(self, one: "SavedSegment", wanted: list[str]) -> bool:
        text = f"{one.name} {one.sentence if self.in_content else ''}".casefold()
        in_folder = self.folder is None or one.folder == self.folder or one.folder.startswith(
            f"{self.folder}/"
        )  # fmt: skip
        return (
            all(word in text for word in wanted)
            and in_folder
            and (not self.status or one.status == self.status)
            and (not self.label or self.label in one.labels)
            and (not self.made_by or self.made_by == one.created_by)
        )

    def _arrived(self, found: "tuple[tuple[SavedSegment, ...], tuple[Folder, ...]]") -> None:
        self.everything, folders = found
        self._folders = tuple(one.path for one in folders)
        self.error = None
        if self.folder is not None and self.folder not in self._folders:
            self.folder = None  # it is gone
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.error = error
        self.changed.emit()
