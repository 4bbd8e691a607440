"""The smallest parts: labels by role, rules, buttons, rows and columns of widgets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.theme import icon

Look = Literal[
    "", "primary", "ghost", "link", "tiny", "iconic", "brand", "search", "option", "crumb"
]
Item = QWidget | QBoxLayout | int | None  # an int is fixed space; None is a stretch


def label(text: str = "", k: str = "", *, wrap: bool = False, tone: str = "") -> QLabel:
    """Return a plain-text label in a role of the style sheet, such as "h1" or "hint"."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if k:
        made.setProperty("k", k)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
        made.setMinimumWidth(60)  # a long word must not push the others out
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def rule() -> QFrame:
    """Return a hairline across its column."""
    made = QFrame()
    made.setProperty("k", "line")
    made.setFixedHeight(1)
    return made


def button(
    text: str,
    *,
    k: Look = "",
    glyph: str = "",
    tip: str = "",
    clicked: Callable[[], object] | None = None,
) -> QPushButton:
    """Return a button with words; an ampersand in `text` is shown, not taken for a mnemonic."""
    made = QPushButton(text.replace("&", "&&"))
    _dress(made, k, glyph, tip, clicked)
    made.setAccessibleName(text)
    return made


def icon_button(
    glyph: str, name: str, *, clicked: Callable[[], object] | None = None
) -> QPushButton:
    """Return a button with a picture only; `name` is its tooltip and its spoken name."""
    made = QPushButton()
    _dress(made, "iconic", glyph, name, clicked)
    made.setAccessibleName(name)
    return made


def _dress(
    made: QPushButton, k: Look, glyph: str, tip: str, clicked: Callable[[], object] | None
) -> None:
    if k:
        made.setProperty("k", k)
    if glyph:
        role = {"primary": "onAccent", "link": "accent"}.get(k, "text2")
        made.setIcon(icon(glyph, role))
        made.setIconSize(QSize(16, 16))
    if tip:
        made.setToolTip(tip)
    if clicked:
        made.clicked.connect(lambda _checked=False: clicked())
    made.setAutoDefault(False)


def number_box() -> QSpinBox:
    """Return a box for a whole number; its digits keep away from the edge (window.md 10)."""
    made = QSpinBox()
    made.lineEdit().setTextMargins(7, 0, 7, 0)
    return made


def row(
    *items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Lay items side by side: a widget, a layout, an int as space, None as a stretch."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(
    *items: Item, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Lay items one under the other; see `row`."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def _fill(
    layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: tuple[int, int, int, int]
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        match item:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(item)
            case QWidget():
                layout.addWidget(item)
            case _:
                layout.addLayout(item)


def holder(layout: QBoxLayout, k: str = "plain") -> QWidget:
    """Put a layout into a widget of its own."""
    made = QWidget()
    made.setProperty("k", k)
    made.setLayout(layout)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let the widgets go."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


@contextmanager
def filling(shown: QWidget) -> Iterator[None]:
    """Hide a container while it is filled, so that it is laid out once, not once per child.

    Words that wrap make a layout ask its children for their height again and again: filling a
    visible column with a hundred lines took minutes.
    """
    shown.hide()
    try:
        yield
    finally:
        shown.show()
