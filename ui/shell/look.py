"""Theme, zoom and density: put on, remembered, and put on again at the next start."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.shell.recent import Memory, recall
from ui.tokens import DARK, LIGHT, ROW_HEIGHTS, ZOOM, Tokens

if TYPE_CHECKING:
    from ui.shell.session import Session


def choose_theme(session: "Session", name: str) -> None:
    """Put a theme on ("light", "dark" or "system") and remember it."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        session.memory.theme = name
        theme.apply(app, theme_of(name))


def theme_of(name: str) -> Tokens:
    """Return the tokens of "light", "dark" or "system"."""
    if name == "system":
        hints = QGuiApplication.styleHints()
        hints.unsetColorScheme()  # what was put on before must not answer for the system
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if name == "dark" else LIGHT


def zoom(session: "Session", by: float) -> None:
    """Scale type and rows by a step; 0 goes back to 100%."""
    zoom_to(session, theme.zoom() + by if by else 1.0)


def zoom_to(session: "Session", factor: float) -> None:
    """Scale type and rows, and remember it."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.set_zoom(app, factor)
        session.memory.zoom = theme.zoom()


def choose_density(session: "Session", name: str) -> None:
    """Choose the height of rows: "compact", "normal" or "relaxed"."""
    theme.bus.density = name
    session.memory.density = name
    theme.bus.themeChanged.emit()


def restored_look(app: QApplication) -> None:
    """Dress the application as it was left."""
    memory = recall()
    theme.bus.zoom = min(max(memory.zoom, ZOOM[0]), ZOOM[1])
    theme.bus.density = memory.density if memory.density in ROW_HEIGHTS else "normal"
    theme.apply(app, theme_of(memory.theme))


def use_memory(memory: Memory) -> None:
    """Let queries and jobs take the memory and the threads that were chosen; 0 is the default."""
    for name, value in (
        ("AMPDESK_MEMORY_MIB", memory.memory_mib),
        ("AMPDESK_THREADS", memory.threads),
    ):
        if value > 0:
            os.environ[name] = str(value)
        else:
            os.environ.pop(name, None)


def mask(session: "Session", *, on: bool) -> None:
    """Hide private data in every page, or show it again."""
    session.memory.masked = on
    session.masked.emit(on)
