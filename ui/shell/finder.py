"""What the search box finds: tabs and commands at once, customers a moment later. No widget."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence

from ui.shell.actions import Actions
from ui.shell.session import Session

EACH = 5
TYPING_MS = 150


@dataclass(frozen=True)
class Hit:
    """A line of the answer; `run` is None for the heading of a group."""

    text: str
    note: str = ""
    keys: str = ""
    glyph: str = ""
    run: Callable[[], object] | None = None
    off: bool = False


class Finder(QObject):
    """`hits` for the text in the box: prefix `>` only commands, `@` only customers."""

    changed = Signal()

    def __init__(
        self, session: Session, actions: Actions, open_customer: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._open = open_customer
        self.text = ""
        self.hits: list[Hit] = []
        self._people: list[Hit] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._ask)

    def look_for(self, text: str) -> None:
        """Find what fits; customers follow when the typing rests."""
        self.text = text.strip()
        wanted = self.text.lstrip("@")
        if not self.text or self.text.startswith(">"):
            self._people = []
            self._session.desk.drop("palette")
        elif self._session.is_open and len(wanted) > 1:
            self._timer.start()
        self._gather()

    def _ask(self) -> None:
        wanted = self.text.lstrip("@").strip()
        if not self._session.is_open or len(wanted) < 2:  # noqa: PLR2004
            return
        brand = self._session.brand
        self._session.desk.ask(
            "palette", lambda: brand.customers.search(wanted, EACH), self._found, self._nobody
        )

    def _found(self, rows: list[dict[str, Any]]) -> None:
        words = self._session.words
        self._people = []
        for row in rows:
            name = row["full_name"] or row["email"] or row["amperity_id"]
            orders = self.tr("%n order(s)", "", row["orders"] or 0)
            place = ", ".join(part for part in (row["city"], row["state"]) if part)
            note = " · ".join(part for part in (place, orders, words.money(row["revenue"])) if part)
            identity = str(row["amperity_id"])
            self._people.append(
                Hit(str(name), note, "", "account-outline", partial(self._open, identity))
            )
        self._gather()

    def _nobody(self, _error: object) -> None:
        self._people = []
        self._gather()

    def _gather(self) -> None:
        only_commands, only_people = self.text.startswith(">"), self.text.startswith("@")
        wanted = self.text.lstrip(">@").strip().lower()
        tabs: list[Hit] = []
        commands: list[Hit] = []
        for key, action in self._actions.items():
            if key == "edit.palette" or (wanted and wanted not in action.text().lower()):
                continue
            hit = self._hit(key, action)
            (tabs if key.startswith("go.") else commands).append(hit)
        self.hits = []
        for title, found, shown in (
            (self.tr("Tabs"), tabs, not (only_commands or only_people)),
            (self.tr("Customers"), self._people, not only_commands),
            (self.tr("Commands"), commands, not only_people),
        ):
            if shown and found:
                self.hits += [Hit(title), *found[: EACH if self.text else EACH + 3]]
        self.changed.emit()

    def _hit(self, key: str, action: QAction) -> Hit:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        reason = self._actions.why.get(key, "")
        return Hit(
            action.text().rstrip("…"),
            reason,
            keys,
            _GLYPHS.get(key, "chevron-right"),
            action.trigger,
            off=not action.isEnabled(),
        )


_GLYPHS = {
    "go.home": "home-outline",
    "go.customers": "account-multiple-outline",
    "go.rfm": "grid",
    "go.data": "database-outline",
    "file.open": "folder-open-outline",
    "file.demo": "store-outline",
    "file.import": "file-upload-outline",
    "file.backup": "content-save-outline",
    "edit.find": "account-search-outline",
    "view.light": "white-balance-sunny",
    "view.dark": "weather-night",
    "data.build": "hammer",
    "data.jobs": "tray-full",
    "help.why": "help-circle-outline",
    "help.guide": "book-open-outline",
    "help.keys": "keyboard-outline",
}
