"""The mailing list being made: request, preview, outcome. A view model without a widget."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import ListRequest, Preview

COUNT_MS = 150
DRAFT = "lists.mail"  # the kind under which a changed list outlives a crash


@dataclass(frozen=True)
class Choice:
    """A column that can be on the list."""

    key: str
    title: str
    chosen: bool


class ListDraft(QObject):
    """`preview` is of the newest `request`; `counting` while it is on its way."""

    changed = Signal()
    written = Signal(object)  # the job that wrote it, when it has ended

    def __init__(
        self, session: Session, doors: Doors, request: "ListRequest", about: str = ""
    ) -> None:
        super().__init__()
        self._session = session
        self._doors = doors
        self.request = request
        self.about = about
        self.preview: Preview | None = None
        self.counting = True
        self.error: AmpDeskError | None = None
        self.job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COUNT_MS)
        self._timer.timeout.connect(self._count)

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def choices(self) -> list[Choice]:
        """Return every column that can be on the list, the chosen ones in order first."""
        from ampdesk.api import CHOICES, USUAL_COLUMNS

        chosen = self.request.columns or USUAL_COLUMNS
        return [
            Choice(key, _plain(key), key in chosen)
            for key in (*chosen, *(key for key in CHOICES if key not in chosen))
        ]

    def change(self, **parts: object) -> None:
        """Change the request; the count follows when the changing rests."""
        self.request = self.request.model_copy(update=parts)
        self.counting = True
        edit = {"request": self.request.model_dump(mode="json"), "about": self.about}
        self._session.drafts.keep(DRAFT, self.tr("the mailing list “{0}”").format(self.about), edit)
        self.changed.emit()
        self._timer.start()

    def forget(self) -> None:
        """Let the draft go: the list was written, or thrown away."""
        self._session.drafts.drop(DRAFT)

    def change_rule(self, rule: str, *, on: bool) -> None:
        """Switch one suppression."""
        self.change(rules=self.request.rules.model_copy(update={rule: on}))

    def count(self) -> None:
        """Count now."""
        self.counting = True
        self._count()

    def write(self, file: Path, purpose: str, left_out: Path | None) -> None:
        """Write the list as a job."""
        from ampdesk.api import Purpose, WriteList

        work = WriteList(
            request=self.request, file=file, purpose=Purpose(purpose), left_out_file=left_out
        )
        self.job = self._doors.run(
            self.tr("Writing {0}").format(file.name), work, self.written.emit
        )
        self.changed.emit()

    def file_name(self) -> str:
        """Propose a name for the file."""
        plain = "".join(c if c.isalnum() else "-" for c in self.request.name.lower())
        return "-".join(part for part in plain.split("-") if part) or "mailing-list"

    def _count(self) -> None:
        if not self._session.is_open:
            return  # the brand was closed while the changing rested
        brand, request = self._session.brand, self.request
        self._session.desk.ask(
            "list.preview", lambda: brand.lists.preview(request), self._counted, self._failed,
            lane="wide",
        )  # fmt: skip

    def _counted(self, preview: "Preview") -> None:
        self.preview, self.error, self.counting = preview, None, False
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.preview, self.error, self.counting = None, error, False
        self.changed.emit()


def _plain(key: str) -> str:
    """Write a column's name as words: "given_name" is "Given name"."""
    words = key.replace("_", " ")
    return words[:1].upper() + words[1:]
