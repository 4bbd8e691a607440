"""The side panel: title, sections split by lines, actions at the foot (window.md 4)."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit.elide import ElidedLabel
from ui.kit.meter import Meter
from ui.kit.parts import clear, column, holder, label, row, rule
from ui.theme import restyle

SCROLL = 10  # width of a scroll bar; a page keeps it free, so that nothing moves


class PageScroll(QScrollArea):
    """A page's content, scrolled up and down only."""

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)


class _Line(QWidget):
    """A line of the panel that is filled anew with other words rather than made anew."""

    def __init__(self, layout: QBoxLayout) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)


class _Section(_Line):
    def __init__(self) -> None:
        self.title, self.hint = ElidedLabel("", "strong"), label("", "hint")
        self.rule = rule()
        self.head = holder(row(self.title, None, self.hint))
        super().__init__(column(2, self.rule, 2, self.head, gap=6))


class _Fact(_Line):
    def __init__(self) -> None:
        self.name, self.value = ElidedLabel("", "label"), label()
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        super().__init__(row(self.name, None, self.value))


class _MeterLine(_Line):
    def __init__(self) -> None:
        self.name, self.bar, self.value = ElidedLabel("", "label"), Meter(""), label()
        for part in (self.name, self.bar):  # by shares: one scale for the bars of a section
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.value.setMinimumWidth(72)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts = row(self.name, self.bar, self.value, gap=10)
        parts.setStretch(0, 3)
        parts.setStretch(1, 2)
        super().__init__(parts)


class _Words(_Line):
    def __init__(self) -> None:
        self.text = label("", "label2", wrap=True)
        super().__init__(row(self.text))


Line = TypeVar("Line", bound=_Line)


class Panel(QWidget):
    """A column of sections with the actions at the foot; the shell puts it at the right.

    `clear_sections` and then filling again takes the old lines: dressing fifty new labels cost
    more than the event loop may wait.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setAccessibleName(title)
        self._spare: dict[Callable[[], _Line], list[_Line]] = {}
        self.title = ElidedLabel(title, "h3")
        self.head = QHBoxLayout()
        self.head.addWidget(self.title, 1)
        self.sections = QVBoxLayout()
        self.sections.setSpacing(8)
        self.buttons = QVBoxLayout()
        self.buttons.setSpacing(8)
        inner = QWidget()
        inner.setProperty("k", "plain")
        self.content = inner  # fill it under `filling`
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self.sections)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16 - SCROLL, 14)
        self.head.setContentsMargins(0, 0, SCROLL, 0)
        self.buttons.setContentsMargins(0, 0, SCROLL, 0)
        layout.setSpacing(10)
        layout.addLayout(self.head)
        layout.addWidget(PageScroll(inner, title), 1)
        layout.addLayout(self.buttons)

    def clear_sections(self) -> None:
        """Take all sections away; actions stay."""
        for at in reversed(range(self.sections.count())):
            item = self.sections.itemAt(at)
            widget = item.widget() if item else None
            if isinstance(widget, _Line):
                self.sections.takeAt(at)
                widget.hide()
                self._spare.setdefault(type(widget), []).append(widget)
        clear(self.sections)

    def section(self, title: str = "", hint: str = "") -> None:
        """Begin a section."""
        first = not self.sections.count()
        if first and not title:
            return
        line = self._line(_Section)
        line.rule.setVisible(not first)
        line.title.setText(title)
        line.hint.setText(hint)
        line.head.setVisible(bool(title))

    def fact(self, name: str, value: str, tip: str = "") -> QLabel:
        """Add a line "name … value"."""
        line = self._line(_Fact)
        line.name.setText(name)
        line.value.setText(value)
        line.value.setToolTip(tip)
        line.value.setAccessibleName(f"{name}: {value}")
        return line.value

    def meter(self, name: str, value: str, share: float, mark: float = -1.0) -> None:
        """Add a line "name ==== value", the upright mark for a comparison."""
        line = self._line(_MeterLine)
        line.name.setText(name)
        line.bar.setAccessibleName(name)
        line.bar.show_share(share, mark)
        line.value.setText(value)

    def words(self, text: str, k: str = "label2") -> QLabel:
        """Add a paragraph."""
        line = self._line(_Words)
        line.text.setText(text)
        if line.text.property("k") != k:
            restyle(line.text, k=k)
        return line.text

    def _line(self, kind: Callable[[], Line]) -> Line:
        spare = self._spare.get(kind)
        # the spare lines of a kind are of that kind
        line: Line = spare.pop() if spare else kind()  # type: ignore[assignment]
        self.sections.addWidget(line)
        line.show()
        return line
