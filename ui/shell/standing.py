"""How the window stood when it was closed: size, place, panel, look; taken up when it opens."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt

from ui.shell.recent import keep, recall

if TYPE_CHECKING:
    from ui.shell.window import Window

_LOOK = ("theme", "zoom", "density", "masked", "memory_mib", "threads", "seen_version")


def remember_standing(window: "Window") -> None:
    """Write how the window stands; what other windows wrote meanwhile stays."""
    newest = recall()
    newest.panel = window.panel_wished
    for name in _LOOK:
        setattr(newest, name, getattr(window.memory, name))
    newest.geometry = bytes(window.saveGeometry().toBase64().data()).decode()
    keep(newest)


def take_standing(window: "Window") -> None:
    """Stand where the window stood last, or as large as the screen allows."""
    kept = QByteArray.fromBase64(QByteArray(window.memory.geometry.encode()))
    if kept.isEmpty() or not window.restoreGeometry(kept):
        screen = window.screen().availableSize()
        window.resize(window.sizeHint().boundedTo(screen))
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
