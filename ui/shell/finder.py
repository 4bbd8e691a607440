"""What the search box finds: tabs, commands, columns, definitions; then customers. No widget."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence

from ui.shell.actions import Actions
from ui.shell.doors import Doors
from ui.shell.known import Entry, columns_of, definitions, fitting, nearness
from ui.shell.session import Session

EACH = 5
TYPING_MS = 150
PREFIXES = ">@#?"


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
    """`hits` for the text in the box: `>` commands, `@` customers, `#` columns, `?` definitions."""

    changed = Signal()

    def __init__(self, session: Session, actions: Actions, doors: Doors) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._doors = doors
        self.text = ""
        self.hits: list[Hit] = []
        self._people: list[Hit] = []
        self._columns: list[Entry] = []
        self._definitions: list[Entry] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def prefix(self) -> str:
        """Return which one group is asked for; "" is all."""
        return self.text[:1] if self.text[:1] in PREFIXES else ""

    @property
    def wanted(self) -> str:
        """Return the words that are looked for."""
        return self.text.lstrip(PREFIXES).strip()

    def look_for(self, text: str) -> None:
        """Find what fits; customers follow when the typing rests."""
        self.text = text.strip()
        desk = self._session.desk
        if self.prefix in {"", "@"} and self._session.is_open and len(self.wanted) > 1:
            self._timer.start()
        else:
            self._people = []
            desk.drop("palette")
        if self.wanted and not self._definitions:
            self._definitions = definitions()
        if self.wanted and not self._columns and self._session.is_open:
            brand = self._session.brand
            desk.ask("palette.columns", lambda: columns_of(brand), self._know_columns)
        self._gather()

    def _ask(self) -> None:
        wanted = self.wanted
        if not self._session.is_open or len(wanted) < 2:  # noqa: PLR2004
            return
        brand = self._session.brand
        self._session.desk.ask(
            "palette", lambda: brand.customers.search(wanted, EACH), self._found, self._nobody
        )

    def _know_columns(self, columns: list[Entry]) -> None:
        self._columns = columns
        self._gather()

    def _found(self, rows: list[dict[str, Any]]) -> None:
        words, hidden = self._session.words, self._session.memory.masked
        self._people = []
        for row in rows:
            name = row["full_name"] or row["email"] or row["amperity_id"]
            orders = self.tr("%n order(s)", "", row["orders"] or 0)
            place = ", ".join(part for part in (row["city"], row["state"]) if part)
            note = " · ".join(part for part in (place, orders, words.money(row["revenue"])) if part)
            identity = str(row["amperity_id"])
            shown = identity if hidden else str(name)
            open_it = partial(self._doors.open_customer, identity)
            self._people.append(Hit(shown, note, "", "account-outline", open_it))
        self._gather()

    def _nobody(self, _error: object) -> None:
        self._people = []
        self._gather()

    def _gather(self) -> None:
        prefix, wanted = self.prefix, self.wanted.lower()
        tabs: list[Hit] = []
        commands: list[Hit] = []
        for key, action in self._actions.items():
            if key == "edit.palette" or (wanted and wanted not in action.text().lower()):
                continue
            is_tab = key.removeprefix("go.") in self._actions.tabs
            (tabs if is_tab else commands).append(self._hit(key, action))
        tabs.sort(key=lambda hit: nearness(hit.text, wanted))
        # what can run comes first, then what begins with the words
        commands.sort(key=lambda hit: (hit.off, nearness(hit.text, wanted)))
        columns = [self._column(one) for one in fitting(self._columns, wanted)]
        meanings = [self._definition(one) for one in fitting(self._definitions, wanted)]
        self.hits = []
        for mark, title, found in (
            ("", self.tr("Tabs"), tabs),
            ("@", self.tr("Customers"), self._people),
            (">", self.tr("Commands"), commands),
            ("#", self.tr("Columns"), columns),
            ("?", self.tr("Definitions and help"), meanings),
        ):
            if found and (not prefix or mark == prefix):
                most = EACH if wanted and not prefix else EACH * 3
                self.hits += [Hit(title), *found[:most]]
        self.changed.emit()

    def _column(self, entry: Entry) -> Hit:
        return Hit(entry.name, entry.about, "", "table-column", partial(self._doors.go, "data"))

    def _definition(self, entry: Entry) -> Hit:
        open_it = partial(self._doors.open_help, entry.place)
        return Hit(entry.name, entry.about, "", "book-open-outline", open_it)

    def _hit(self, key: str, action: QAction) -> Hit:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        reason = self._actions.why.get(key, "")
        glyph = self._actions.glyphs.get(key) or "chevron-right"
        off = not action.isEnabled()
        return Hit(action.text().rstrip("…"), reason, keys, glyph, action.trigger, off=off)
