"""Files dropped anywhere on the window: said before, done after."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ui.shell.work import ENDING


class Dropping(QObject):
    """Watches a widget; `said` what a drop would do, then `brand` or `files`."""

    said = Signal(str)
    brand = Signal(Path)
    files = Signal(list)

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.setAcceptDrops(True)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags that bring files; leave the others to the widgets under them."""
        if event.type() == QEvent.Type.DragLeave:
            self.said.emit("")
            return False
        paths = _paths(event)
        if not paths or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        found = brand_among(paths)
        if isinstance(event, QDragEnterEvent):
            if found:
                self.said.emit(self.tr("Drop to open {0}").format(found.name))
            else:
                self.said.emit(self.tr("Drop to import %n file(s)", "", len(paths)))
        else:
            self.said.emit("")
            # the program that drags waits until the event is over
            if found:
                QTimer.singleShot(0, lambda: self.brand.emit(found))
            else:
                QTimer.singleShot(0, lambda: self.files.emit(paths))
        return True


def _paths(event: QEvent) -> list[Path]:
    wanted = (QEvent.Type.DragEnter, QEvent.Type.Drop)
    if event.type() not in wanted or not isinstance(event, QDropEvent):
        return []
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def brand_among(paths: Sequence[Path]) -> Path | None:
    """Return the first brand file."""
    return next((path for path in paths if path.suffix == ENDING), None)
