"""The folders of the library: the list at the left, and what is done with one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QInputDialog, QListWidget, QListWidgetItem

from ui.theme import bus, icon, px

if TYPE_CHECKING:
    from ui.segments.acts import Acts

WIDE = 172
MOST_LEVELS = 3
PATH = Qt.ItemDataRole.UserRole


class FolderActs(QObject):
    """Makes, renames and deletes folders; each tells what came of it and can be undone."""

    def __init__(self, acts: "Acts") -> None:
        super().__init__(acts)
        self._acts = acts

    def ask_new(self, above: str) -> None:
        """Ask for the name of a folder, inside another one or at the top."""
        if above.count("/") >= MOST_LEVELS - 1:
            above = above.rpartition("/")[0]
        inside = self.tr("Name, inside {0}").format(above) if above else self.tr("Name")
        name = self._ask(self.tr("New folder"), inside, "")
        if name:
            self.create(f"{above}/{name}" if above else name)

    def ask_rename(self, path: str) -> None:
        """Ask for another name of a folder."""
        above, _, name = path.rpartition("/")
        new = self._ask(self.tr("Rename the folder"), self.tr("Name"), name)
        if new and new != name:
            self.rename(path, f"{above}/{new}" if above else new)

    def create(self, path: str) -> None:
        """Make a folder."""
        segments = self._segments

        def done(kept: str) -> None:
            self._acts.say(
                self.tr("Folder “{0}” is made.").format(kept), self.tr("Undo"),
                lambda: self._do(lambda: segments.delete_folder(kept), lambda _none: None),
            )  # fmt: skip

        self._do(lambda: segments.create_folder(path), done)

    def rename(self, path: str, new: str) -> None:
        """Rename a folder with all below it."""
        segments, page = self._segments, self._acts.page

        def done(_none: object) -> None:
            held = page.shelf.folder
            if held is not None and (held == path or held.startswith(f"{path}/")):
                page.shelf.narrow(folder=new + held[len(path) :])
            self._acts.say(
                self.tr("Folder “{0}” is now “{1}”.").format(path, new), self.tr("Undo"),
                lambda: self.rename(new, path),
            )  # fmt: skip

        self._do(lambda: segments.rename_folder(path, new), done)

    def delete(self, path: str) -> None:
        """Delete a folder; its segments move to the one above."""
        segments, page = self._segments, self._acts.page
        names = [one.name for one in page.shelf.everything or () if one.folder == path]

        def undo() -> None:
            def bring_back() -> None:
                segments.create_folder(path)
                segments.move(names, path)

            self._do(bring_back, lambda _none: None)

        def done(_none: object) -> None:
            above = path.rpartition("/")[0]
            if page.shelf.folder is not None:
                page.shelf.narrow(folder=above or None)
            self._acts.say(self.tr("Folder “{0}” is gone; its segments moved up.").format(path),
                           self.tr("Undo"), undo)  # fmt: skip

        self._do(lambda: segments.delete_folder(path), done)

    @property
    def _segments(self) -> Any:
        return self._acts.page.session.brand.segments

    def _do(self, read: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._acts.do(read, done)

    def _ask(self, title: str, words: str, text: str) -> str:
        new, given = QInputDialog.getText(self._acts.page, title, words, text=text)
        return new.strip().strip("/") if given else ""


class FolderList(QListWidget):
    """All segments, then each folder; F2 renames, Del deletes, a right click offers more."""

    picked = Signal(object)  # the path; None: all
    rename_wanted = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "framed")
        self.setAccessibleName(self.tr("Folders"))
        self._measure()
        bus.themeChanged.connect(self._measure)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.currentItemChanged.connect(lambda item, _old: self._pick(item))

    @property
    def path(self) -> str:
        """Return the marked folder; "" for all."""
        item = self.currentItem()
        return str(item.data(PATH) or "") if item is not None else ""

    def show_folders(self, paths: Sequence[str], chosen: str | None) -> None:
        """Show folders, each under the one it lies in."""
        entries: list[tuple[str | None, str]] = [(None, self.tr("All segments"))]
        entries += [(path, "    " * path.count("/") + path.rpartition("/")[2]) for path in paths]
        held = [(self.item(at).data(PATH), self.item(at).text()) for at in range(self.count())]
        self.blockSignals(True)  # noqa: FBT003
        if held != entries:
            self.clear()
            for path, words in entries:
                item = QListWidgetItem(icon("folder-outline" if path else "filter-variant"), words)
                item.setData(PATH, path)
                item.setToolTip(path or "")
                self.addItem(item)
        at = next((at for at, (path, _) in enumerate(entries) if path == chosen), 0)
        self.setCurrentRow(at)
        self.blockSignals(False)  # noqa: FBT003

    def event(self, event: QEvent) -> bool:
        """Keep F2 and Del for the folder, before the window's own shortcuts take them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete)
            and self.path
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename and delete."""
        if event.key() == Qt.Key.Key_F2 and self.path:
            self.rename_wanted.emit(self.path)
        elif event.key() == Qt.Key.Key_Delete and self.path:
            self.delete_wanted.emit(self.path)
        else:
            super().keyPressEvent(event)

    def _measure(self) -> None:
        self.setFixedWidth(px(WIDE))

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(PATH))
