"""Which theme and zoom are on, and the signal that says they changed."""

from PySide6.QtCore import QObject, Signal

from ui.tokens import LIGHT, Tokens


class ThemeBus(QObject):
    """Holds the theme in use; painted widgets read it each time they paint."""

    themeChanged = Signal()  # a Qt signal, named like Qt's own

    def __init__(self) -> None:
        super().__init__()
        self.tokens: Tokens = LIGHT
        self.sheet = ""  # the style sheet of every window
        self.zoom = 1.0
        self.density = "normal"
        self.plain = True  # no animation: reduced motion, pictures and tests


bus = ThemeBus()


def tokens() -> Tokens:
    """Return the theme in use."""
    return bus.tokens


def zoom() -> float:
    """Return the zoom of type and rows, 0.9 to 1.5."""
    return bus.zoom


def px(size: float) -> int:
    """Return a size of tokens.py at the zoom in use, in logical pixels."""
    return round(size * bus.zoom)
