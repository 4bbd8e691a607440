"""Several messages in one place: the worst in front, "2 more" behind a button (window.md 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.notes import Banner
from ui.kit.parts import button

BannerTone = Literal["info", "pos", "warn", "neg"]
_WORST: tuple[BannerTone, ...] = ("neg", "warn", "info", "pos")


@dataclass(frozen=True)
class Notice:
    """A message and what remedies it."""

    message: str
    tone: BannerTone = "info"
    remedy: str = ""
    run: Callable[[], object] | None = None


class Banners(QWidget):
    """Notices by key, each derived from a state: `post` while it holds, `drop` when it ends.

    `say` and `clear` are for one passing message, as of a single `Banner`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._notices: dict[str, Notice] = {}
        self._all = False
        self._lines: list[Banner] = []
        self._more = button("", k="link", clicked=self._turn)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._more)
        self.hide()

    @property
    def message(self) -> str:
        """Return the message in front; empty when there is none."""
        ordered = self._ordered()
        return ordered[0].message if ordered else ""

    @property
    def messages(self) -> list[str]:
        """Return every message, the worst first."""
        return [one.message for one in self._ordered()]

    def post(self, key: str, notice: Notice) -> None:
        """Show a notice; a later one with the same key takes its place."""
        if self._notices.get(key) != notice:
            self._notices[key] = notice
            self._render()

    def drop(self, key: str) -> None:
        """The state is over."""
        if self._notices.pop(key, None) is not None:
            self._render()

    def say(
        self,
        message: str,
        tone: BannerTone = "info",
        remedy: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Show one passing message."""
        self.post("", Notice(message, tone, remedy, run))

    def clear(self) -> None:
        """Take the passing message away; states stay."""
        self.drop("")

    def drop_all(self) -> None:
        """Take everything away: the brand is another one."""
        self._notices.clear()
        self._render()

    def act(self) -> None:
        """Press the button of the message in front."""
        ordered = self._ordered()
        if ordered and ordered[0].run is not None:
            ordered[0].run()

    def _ordered(self) -> list[Notice]:
        return sorted(self._notices.values(), key=lambda one: _WORST.index(one.tone))

    def _turn(self) -> None:
        self._all = not self._all
        self._render()

    def _render(self) -> None:
        ordered = self._ordered()
        shown = ordered if self._all else ordered[:1]
        while len(self._lines) < len(shown):
            line = Banner()
            self._layout.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for at, line in enumerate(self._lines):
            if at < len(shown):
                one = shown[at]
                line.say(one.message, one.tone, one.remedy, one.run)
            else:
                line.clear()
        rest = len(ordered) - 1
        words = self.tr("Show the worst only") if self._all else self.tr("%n more", "", rest)
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self._more.setVisible(rest > 0)
        self.setVisible(bool(ordered))
