"""Putting a theme on, also while the window is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.fonts import font
from ui.theme.palette import palette
from ui.theme.sheet import style_sheet
from ui.theme.state import bus, px, tokens, zoom
from ui.tokens import ZOOM, Tokens

__all__ = ["apply", "bus", "dress", "px", "restyle", "set_zoom", "tokens", "zoom"]


def apply(app: QApplication, t: Tokens) -> None:
    """Dress the application in a theme; the same call changes it at run time."""
    bus.tokens = t
    scheme = Qt.ColorScheme.Dark if t.dark else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(scheme)
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(t))
    app.setFont(font("body"))
    bus.sheet = style_sheet(t)
    for window in app.topLevelWidgets():
        if window.parent() is None and window.styleSheet():
            window.setStyleSheet(bus.sheet)
    bus.themeChanged.emit()


def dress(window: QWidget) -> None:
    """Give a window without a parent the style sheet; all that is or comes inside has it too.

    The application itself has none: with one, Qt polishes every widget anew each time a widget
    that holds it gets a parent, and building a page costs five times as much.
    """
    window.setStyleSheet(bus.sheet)


def set_zoom(app: QApplication, factor: float) -> None:
    """Scale type and rows, within 0.9 and 1.5."""
    bus.zoom = min(max(round(factor, 2), ZOOM[0]), ZOOM[1])
    apply(app, bus.tokens)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet reads, and make Qt look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
