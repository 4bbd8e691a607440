"""The menus of Segments: of saved ones, of files, of folders; what cannot be done is left out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from ui.segments.acts import Acts

Entry = tuple[str, str, Callable[[], object]]  # words, key, what it does


def _t(text: str) -> str:
    return QCoreApplication.translate("SegmentMenus", text)


def segment_menu(acts: "Acts", parent: QWidget, names: Sequence[str], *, editing: bool) -> QMenu:
    """Return the menu of saved segments."""
    one = names[0] if len(names) == 1 else ""
    page = acts.page
    entries: list[Entry | None] = []
    if one and not editing:
        entries.append((_t("Open"), "Enter", partial(page.open, one)))
    if one:
        entries.append((_t("Versions…"), "", partial(acts.versions, one)))
    if one and one in page.tracked.points:
        entries.append((_t("Trend…"), "", partial(acts.trend, one)))
    if not page.session.read_only:
        entries += _changes(acts, names, one, editing=editing)
    if names:
        words = _t("Save the definition…") if one else _t("Save the definitions…")
        entries.append((words, "", partial(acts.choose_export, names)))
    if not page.session.read_only and names and not editing:
        entries.append(None)
        entries.append((_t("Delete"), "Del", partial(acts.delete, names)))
    return _menu(parent, entries)


def _changes(acts: "Acts", names: Sequence[str], one: str, *, editing: bool) -> list[Entry]:
    made: list[Entry] = []
    if one and not editing:
        made.append((_t("Rename…"), "F2", partial(acts.ask_rename, one)))
    if one:
        made.append((_t("Duplicate"), "", partial(acts.duplicate, one)))
    saved = acts.page.shelf.named(one)
    if saved is not None and saved.status == "active":
        on = saved.is_recommended
        words = _t("Do not recommend any more") if on else _t("Recommend: first in the list")
        made.append((words, "", partial(acts.recommend, one, on=not on)))
        on = saved.is_tracked
        words = _t("Do not track any more") if on else _t("Track: note its size every day")
        made.append((words, "", partial(acts.track, one, on=not on)))
    if names:
        made.append((_t("Folder and labels…"), "", partial(acts.place, names)))
    return made


def files_menu(acts: "Acts", parent: QWidget) -> QMenu:
    """Return what goes in and out besides members."""
    entries: list[Entry | None] = []
    if not acts.page.session.read_only:
        entries.append((_t("Upload a customer list…"), "", acts.upload))
        entries.append((_t("Import definitions…"), "", acts.choose_import))
    entries.append((_t("Save all definitions…"), "", partial(acts.choose_export, ())))
    return _menu(parent, entries)


def folder_menu(acts: "Acts", parent: QWidget, path: str) -> QMenu:
    """Return what can be done with a folder; "" is all segments."""
    entries: list[Entry | None] = []
    if not acts.page.session.read_only:
        entries.append((_t("New folder…"), "", partial(acts.folders.ask_new, path)))
        if path:
            entries.append((_t("Rename…"), "F2", partial(acts.folders.ask_rename, path)))
            entries.append(None)
            entries.append((_t("Delete: its segments move up"), "Del",
                            partial(acts.folders.delete, path)))  # fmt: skip
    return _menu(parent, entries)


def _menu(parent: QWidget, entries: Sequence[Entry | None]) -> QMenu:
    made = QMenu(parent)
    for entry in entries:
        if entry is None:
            made.addSeparator()
            continue
        words, keys, act = entry
        made.addAction(f"{words}\t{keys}" if keys else words).triggered.connect(partial(_run, act))
    return made


def _run(act: Callable[[], object], _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    act()
