"""What happens to a brand under the window: file removed, drive gone, lake deleted, disk full.

Each state is looked at every few seconds, said with its remedy, and goes by itself.
"""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from ui.kit.banners import Notice
from ui.words import size

if TYPE_CHECKING:
    from ui.shell.window import Window

EVERY_MS = 4_000
LITTLE = 300_000_000  # bytes left on a disk that is called full

Trouble = Literal["", "drive", "file", "replaced", "lake", "full"]


def _t(text: str) -> str:
    return QCoreApplication.translate("Troubles", text)


@dataclass(frozen=True)
class Mark:
    """How a brand looked when it was opened: which file it is, and whether it had a lake."""

    path: Path
    inode: int
    lake: bool

    @classmethod
    def of(cls, path: Path) -> "Mark":
        """Look at a brand that has just been opened."""
        return cls(path, path.stat().st_ino, lake_of(path).is_dir())


@dataclass(frozen=True)
class Found:
    """What was found, and how many bytes the disk has left."""

    trouble: Trouble
    left: int = 0


def lake_of(path: Path) -> Path:
    """Return the folder of Parquet files beside a brand."""
    return path.with_name(f"{path.name}.lake")


def look(mark: Mark) -> Found:
    """Look at the disk: called away from the window's thread, since a drive may hang."""
    if not mark.path.parent.is_dir():
        return Found("drive")
    try:
        inode = mark.path.stat().st_ino
    except FileNotFoundError:
        return Found("file")
    except OSError:
        return Found("drive")
    if inode != mark.inode:
        return Found("replaced")
    if mark.lake and not any(lake_of(mark.path).rglob("*.parquet")):
        return Found("lake")
    with contextlib.suppress(OSError):
        left = shutil.disk_usage(mark.path.parent).free
        if left < LITTLE:
            return Found("full", left)
    return Found("")


class Watch(QObject):
    """Looks at the open brand's files; `changed` when another trouble, or none, is found."""

    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._mark: Mark | None = None
        self.found = Found("")
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        window.session.opened.connect(self._begin)
        window.session.closed.connect(self._end)
        window.session.desk.refused.connect(lambda _error: self.look())

    def look(self) -> None:
        """Look now."""
        mark = self._mark
        if mark is not None:
            self._window.session.desk.ask("watch", lambda: look(mark), self._take, lane="side")

    def _begin(self) -> None:
        path = self._window.session.path
        with contextlib.suppress(OSError):
            self._mark = Mark.of(path) if path else None
            self._timer.start()

    def _end(self) -> None:
        self._timer.stop()
        self._mark, self.found = None, Found("")

    def _take(self, found: Found) -> None:
        if found.trouble == self.found.trouble:
            return
        self.found = found
        self.changed.emit()
        banner = self._window.banner
        if not found.trouble:
            banner.drop("disk")
            self._window.session.renew()
            return
        notice = self._notice(found)
        banner.post("disk", notice)
        self._window.announce(notice.message)

    def _notice(self, found: Found) -> Notice:
        window = self._window
        name = window.session.path.name if window.session.path else ""
        again = _t("Look again")
        match found.trouble:
            case "drive":
                text = _t("The drive of {0} is gone. Connect it again; nothing was changed.")
                return Notice(text.format(name), "neg", again, self.look)
            case "file":
                text = _t("{0} was moved or deleted. Put it back, or restore a backup.")
                return Notice(text.format(name), "neg", again, self.look)
            case "replaced":
                text = _t("{0} was replaced by another file. Open it anew to see that one.")
                return Notice(text.format(name), "warn", _t("Open anew"), self._open_anew)
            case "lake":
                text = _t("The folder {0} was deleted. It holds copies only: build it again.")
                remedy = "" if window.session.read_only else _t("Build it again")
                folder = f"{name}.lake"
                return Notice(text.format(folder), "warn", remedy, self._rebuild)
            case _:
                text = _t("The disk is full ({0} left). Make room before you import or build.")
                return Notice(text.format(size(found.left)), "warn", again, self.look)

    def _open_anew(self) -> None:
        path = self._window.session.path
        if path is not None:
            self._window.open_brand(path)

    def _rebuild(self) -> None:
        self._window.build()
