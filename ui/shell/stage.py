"""The stage on which pictures are taken: the real window, and ways to let it come to rest."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.shell.page import Page
    from ui.shell.window import Window

PATIENCE_S = 60.0
PAUSE_S = 0.06


@dataclass(frozen=True)
class Stage:
    """What a picture's `act` gets: the window, and a folder of its own for files it needs."""

    window: "Window"
    folder: Path

    def go(self, key: str) -> "Page":
        """Open a tab, wait for its data, return its page."""
        self.window.go(key)
        self.wait()
        return self.window.page(key)

    def wait(self) -> None:
        """Wait until nothing is being read and no job runs."""
        end = time.monotonic() + PATIENCE_S
        self.settle()
        while self.busy and time.monotonic() < end:
            self.settle(0.02)
        self.settle()

    @property
    def busy(self) -> bool:
        """Whether an answer or a job is still to come."""
        return self.window.session.desk.busy or bool(self.window.jobs.running)

    def settle(self, seconds: float = PAUSE_S) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.002)

    def sheets(self) -> list[QWidget]:
        """Return what stands over the window: sheets, menus, the palette."""
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget is not self.window and widget.isVisible() and widget.width() > 1
        ]
