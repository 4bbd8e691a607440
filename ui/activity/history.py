"""What was done with the brand, as it is shown: a view model without a widget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.session import Session
from ui.words import NONE, Words

if TYPE_CHECKING:
    from ampdesk.api import Entry

TYPING_MS = 150
MINUTE, HOUR = 60, 3600
Chosen = Literal["", "import", "build", "file", "send", "problems"]


@dataclass(frozen=True)
class Line:
    """One act as a row of the grid."""

    at: datetime
    kind: str
    subject: str
    state: str
    rows: int | None
    time: str
    who: str
    entry: "Entry"


class History(QObject):
    """`lines` for the words and the filter in front; `error` when they could not be read."""

    changed = Signal()
    asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = ""
        self.chosen: Chosen = ""
        self.lines: list[Line] = []
        self.error: AmpDeskError | None = None
        self.arrived = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self.read)

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def filtered(self) -> bool:
        """Whether not everything is shown."""
        return bool(self.text or self.chosen)

    def look_for(self, text: str) -> None:
        """Show what has these words; read when the typing rests."""
        self.text = text.strip()
        self._timer.start()

    def show(self, chosen: str) -> None:
        """Show one group, only problems, or all ("")."""
        self.chosen = chosen  # type: ignore[assignment]
        self.read()

    def read(self) -> None:
        """Read anew."""
        if not self._session.is_open:
            return
        self.asked.emit()
        brand, text, chosen = self._session.brand, self.text, self.chosen
        group = chosen if chosen not in {"", "problems"} else None
        self._session.desk.ask(
            "activity",
            lambda: brand.activity.entries(
                text=text, group=group, problems=chosen == "problems",  # type: ignore[arg-type]
            ),
            self._arrived,
            self._failed,
        )  # fmt: skip

    def place_of(self, identity: str) -> int:
        """Return the row of an act by its id or its job's; -1 when it is not shown."""
        for at, line in enumerate(self.lines):
            if identity and identity in {line.entry.id, line.entry.job_id}:
                return at
        return -1

    # words

    def kind_words(self, kind: str) -> str:
        """Name what was done."""
        return {
            "import": self.tr("Import"),
            "build": self.tr("Build"),
            "undo": self.tr("Undo"),
            "list": self.tr("Mailing list"),
            "scores": self.tr("Export"),
            "demo": self.tr("Sample brand"),
            "erase": self.tr("Erasure"),
        }.get(kind, kind[:1].upper() + kind[1:])

    def state_words(self, state: str) -> str:
        """Name how it went."""
        return {
            "done": self.tr("Done"),
            "failed": self.tr("Failed"),
            "cancelled": self.tr("Stopped"),
            "rolled back": self.tr("Cut off"),
            "resumed": self.tr("Went on later"),
            "running": self.tr("Running"),
            "undone": self.tr("Taken back"),
        }.get(state, state)

    def time_words(self, seconds: float | None) -> str:
        """Write how long it took: "40 s", "3 min 20 s", "1 h 5 min"."""
        if seconds is None:
            return NONE
        if seconds < MINUTE:
            return self.tr("{0} s").format(round(seconds))
        if seconds < HOUR:
            return self.tr("{0} min {1} s").format(int(seconds // MINUTE), round(seconds % MINUTE))
        return self.tr("{0} h {1} min").format(int(seconds // HOUR), int(seconds % HOUR // MINUTE))

    def about(self) -> str:
        """Say how many, and how many of them are problems."""
        words = self.words
        problems = sum(line.entry.is_problem for line in self.lines)
        said = self.tr("%n item(s)", "", len(self.lines))
        said = said.replace(str(len(self.lines)), words.count(len(self.lines)))
        if problems:
            said += " · " + self.tr("%n with a problem", "", problems)
        return said

    def entries(self) -> "Sequence[Entry]":
        """Return what is shown, for a file."""
        return [line.entry for line in self.lines]

    def _arrived(self, entries: "Sequence[Entry]") -> None:
        self.lines = [
            Line(
                one.at,
                self.kind_words(one.kind),
                one.subject or NONE,
                self.state_words(one.state),
                one.rows,
                self.time_words(one.seconds),
                one.who,
                one,
            )
            for one in entries
        ]
        self.error, self.arrived = None, True
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.lines, self.error, self.arrived = [], error, True
        self.changed.emit()
