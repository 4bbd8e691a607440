"""The brand that is open, as the window knows it: path, name, words, generation. No widget."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Signal

from ampdesk import api
from ampdesk.errors import AmpDeskError
from ui.shell.desk import Desk
from ui.shell.drafts import Drafts
from ui.shell.layout import Layout
from ui.shell.recent import recall, remember
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Brand


class Session(QObject):
    """Opens one brand at a time, away from the window's thread.

    `layout` remembers widths, columns and the like of the open brand; `drafts` unsaved edits.

    `opened` when there is a brand to read, `changed` when its tables are new, `failed` with the
    reason when it could not be opened, `closed` when there is none.
    """

    opening = Signal(Path)
    opened = Signal()
    changed = Signal()
    closed = Signal()
    failed = Signal(object)
    masked = Signal(bool)  # private data is hidden, or shown again

    def __init__(self, today: date | None = None) -> None:
        super().__init__()
        self.desk = Desk()
        self.memory = recall()  # what belongs to this computer: theme, zoom, density and so on
        self.today = today
        self.path: Path | None = None
        self.words = Words()
        self.layout = Layout(None, self)
        self.drafts = Drafts(None, self)
        self.status: Any = None
        self.held_by = ""  # who keeps this window from writing, in words
        self._brand: Brand | None = None

    @property
    def brand(self) -> "Brand":
        """Return the open brand; a view asks only after `opened`."""
        if self._brand is None:
            raise AmpDeskError("no brand is open", remedy="open or make one first")
        return self._brand

    @property
    def is_open(self) -> bool:
        """Whether there is a brand to read."""
        return self._brand is not None

    @property
    def name(self) -> str:
        """Return the brand's name: the file's without its ending."""
        return self.path.stem if self.path else ""

    @property
    def read_only(self) -> bool:
        """Whether another window or command holds the brand."""
        return bool(self._brand and self._brand.read_only)

    def open(self, path: Path) -> None:
        """Open a brand file; another that is open is closed first."""
        self.close()
        self.path = path
        self.held_by = ""
        self.opening.emit(path)
        today = self.today

        def read() -> "tuple[Brand, Words]":
            from ampdesk.api import Brand, StoreLockedError

            try:
                brand = Brand.open(path, today=today, holder="AmpDesk", resume=False)
            except StoreLockedError as held:
                brand = Brand.open(path, today=today, read_only=True)
                self.held_by = held.message
            return brand, words_of(brand)

        self.desk.ask("open", read, self._opened, self._refused)

    def create(self, path: Path) -> None:
        """Make an empty brand file and open it."""
        self.close()
        self.path = path
        self.held_by = ""
        self.opening.emit(path)
        today = self.today

        def make() -> "tuple[Brand, Words]":
            from ampdesk.api import Brand

            Brand.create(path, today=today).close()
            brand = Brand.open(path, today=today, holder="AmpDesk", resume=False)
            return brand, words_of(brand)

        self.desk.ask("open", make, self._opened, self._refused)

    def close(self) -> None:
        """Let go of the brand and of everything asked about it."""
        if self._brand is not None:
            self.desk.drop_all()
            self.layout.save()
            brand, self._brand = self._brand, None
            brand.close()
            self.path = None
            self.closed.emit()
            self._remember(None)

    def renew(self) -> None:
        """Tell every view that the tables changed."""
        if self._brand is not None:
            brand = self._brand
            self.desk.ask("words", lambda: words_of(brand), self._renewed)

    def _opened(self, answer: "tuple[Brand, Words]") -> None:
        self._brand, self.words = answer
        if self.path:
            remember(self.path)
            self._remember(self.path)
        self.opened.emit()

    def _remember(self, path: Path | None) -> None:
        self.layout.deleteLater()
        self.drafts.deleteLater()
        self.layout = Layout(path, self)
        self.drafts = Drafts(None if self.read_only else path, self)

    def _renewed(self, words: Words) -> None:
        self.words = words
        self.changed.emit()

    def _refused(self, error: AmpDeskError) -> None:
        self.path = None
        self.failed.emit(error)


def words_of(brand: "Brand") -> Words:
    """Read the formats of a brand from its settings, off the window's thread.

    Babel and what the façade imports when it is asked for are woken up on the way.
    """
    for name in api.__all__:
        getattr(api, name)
    locale = usable_locale(str(brand.settings.get("locale")) or QLocale.system().name())
    words = Words(locale, brand.currency, str(brand.settings.get("time_zone")))
    words.money_compact(1_234_567)
    words.moment(None)
    words.day(date(2026, 1, 1))
    words.rate(0.5)
    return words


def usable_locale(name: str) -> str:
    """Return a locale that Babel knows: the given one, else American English."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return Words().locale
