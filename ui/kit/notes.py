"""Badge, banner, empty state, chip and progress: what the window says beside the numbers."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.elide import ElidedLabel
from ui.kit.parts import Item, button, column, icon_button, label, row
from ui.theme import bus, icon, restyle
from ui.words import seconds_left

Tone = Literal["", "pos", "warn", "neg", "info", "accent", "draft", "rehearse"]
_GLYPHS = {
    "pos": "check-circle-outline",
    "warn": "alert-outline",
    "neg": "alert-octagon-outline",
    "info": "information-outline",
}
_WORDS = 440  # px of an empty state


def badge(text: str, tone: Tone = "") -> QLabel:
    """Return a small word in a pill; the word says it, the colour only repeats it."""
    made = label(text, "badge", tone=tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setAccessibleName(text)
    return made


class Glyph(QLabel):
    """An icon that is drawn anew with each theme."""

    def __init__(self, name: str, role: str = "text2", size: int = 18) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        bus.themeChanged.connect(self._render)
        self._render()

    def become(self, name: str, role: str) -> None:
        """Show another glyph."""
        self._name, self._role = name, role
        self._render()

    def _render(self) -> None:
        size = QSize(self._size, self._size)
        self.setPixmap(icon(self._name, self._role).pixmap(size, self.devicePixelRatioF()))


class Banner(QFrame):
    """One message with its remedy, derived from state: `say` and `clear` are all there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "banner")
        self._glyph = Glyph("information-outline")
        self._words = label("", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._remedy = button("", k="link")
        self._run: Callable[[], object] | None = None
        self._remedy.clicked.connect(self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 9, 10, 9)
        layout.setSpacing(10)
        layout.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._remedy, 0)
        self.hide()

    def say(
        self,
        message: str,
        tone: Literal["info", "pos", "warn", "neg"] = "info",
        remedy: str = "",
        run: Callable[[], object] | None = None,
    ) -> None:
        """Show a message; `remedy` is the verb on the button."""
        self._words.setText(message)
        self.setAccessibleName(message)
        role = {"info": "accent"}.get(tone, tone)
        self._glyph.become(_GLYPHS[tone], role)
        self._remedy.setText(remedy.replace("&", "&&"))
        self._remedy.setAccessibleName(remedy)
        self._remedy.setVisible(bool(remedy))
        self._run = run
        restyle(self, tone=tone)
        self.show()

    @property
    def message(self) -> str:
        """Return what it says; empty when nothing."""
        return "" if self.isHidden() else self._words.text()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def _act(self) -> None:
        if self._run:
            self._run()


class EmptyState(QWidget):
    """Icon, one sentence on what this is for, one primary action."""

    def __init__(
        self, glyph: str, title: str, text: str = "", action: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.title = label(title, "h3")
        self.text = label(text, "label2", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        items: list[Item] = [None]
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = column(*items, gap=8)
        for part in (Glyph(glyph, "text3", 36), self.title, self.text):
            layout.addWidget(part, 0, middle)
        self.text.setVisible(bool(text))
        if action:
            layout.addSpacing(8)
            layout.addWidget(action, 0, middle)
        layout.addStretch(1)
        self.setLayout(layout)
        bus.themeChanged.connect(self._fit)
        self._fit()

    def say(self, title: str, text: str = "") -> None:
        """Change the words."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self._fit()

    def say_error(self, error: AmpDeskError) -> None:
        """Say what went wrong and what to do, as sentences of a page."""
        self.say(_sentence(error.message), _sentence(error.remedy))

    def _fit(self) -> None:
        """Give the words their room: a wrapped label in the middle gets no height for its width."""
        self.text.ensurePolished()
        if not self.text.text():
            return
        written = self.text.fontMetrics().horizontalAdvance(self.text.text()) + 8
        wide = min(written, _WORDS)
        self.text.setFixedSize(wide, self.text.heightForWidth(wide))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


class Chip(QFrame):
    """A value that can be taken away."""

    removed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("k", "chip")
        self.setAccessibleName(text)
        remove = icon_button("close", self.tr("Remove {0}").format(text))
        remove.setFixedSize(24, 24)
        remove.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 1, 2, 1)
        layout.setSpacing(2)
        layout.addWidget(label(text))
        layout.addWidget(remove)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ProgressLine(QWidget):
    """Step, bar, percent, rate, time left and Cancel: a long job, wherever it is shown."""

    cancelled = Signal()

    def __init__(self, *, wide: bool = False) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.step = ElidedLabel("", "strong" if wide else "label2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress of the job"))
        self.facts = label("", "hint" if wide else "label")
        self.cancel = button(self.tr("Cancel"), k="" if wide else "ghost")
        self.cancel.clicked.connect(self._ask)
        if wide:
            self.bar.setMinimumWidth(240)
            lines = column(self.step, self.bar, self.facts, gap=8)
            self.setLayout(row(lines, self.cancel, gap=16))
        else:
            self.bar.setFixedWidth(120)
            self.setLayout(row(self.step, self.bar, self.facts, self.cancel, gap=8))

    def show_step(  # the parts of one line
        self,
        step: str,
        done: int,
        of: int,
        *,
        rate: float | None = None,
        unit: str = "rows",
        left: float | None = None,
    ) -> None:
        """Draw one progress event; `of` 0 is a busy bar."""
        self.step.setText(step)
        self.bar.setRange(0, 1000 if of else 0)
        parts = []
        if of:
            share = min(done / of, 1.0)
            self.bar.setValue(round(share * 1000))
            parts.append(f"{share:.0%}")
        if rate and rate >= 1:
            parts.append(self.tr("{0} {1} a second").format(f"{rate:,.0f}", unit))
        if words := seconds_left(left):
            parts.append(words)
        self.facts.setText(" · ".join(parts))
        self.bar.setAccessibleDescription(f"{step} {self.facts.text()}")

    def _ask(self) -> None:
        self.cancel.setEnabled(False)
        self.step.setText(self.tr("Stopping"))
        self.cancelled.emit()
