"""The one registry of actions: menus, buttons, palette and the shortcut sheet read it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.theme import icon

MENUS = ("file", "edit", "view", "go", "data", "help")


@dataclass(frozen=True)
class _Place:
    menu: str
    group: int


class Actions(QObject):
    """Every command by its id, such as "file.import"."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._places: dict[str, _Place] = {}
        self.why: dict[str, str] = {}  # id: why it can't run now
        self.glyphs: dict[str, str] = {}
        self.tabs: frozenset[str] = frozenset()

    def add(  # what a command is
        self,
        key: str,
        text: str,
        run: Callable[[], object],
        *,
        keys: str | list[str] = "",
        glyph: str = "",
        group: int = 0,
        checkable: bool = False,
    ) -> QAction:
        """Declare a command; its menu is the part of the id before the dot."""
        action = QAction(text, self._window)
        if keys:
            wanted = [keys] if isinstance(keys, str) else keys
            action.setShortcuts([QKeySequence(one) for one in wanted])
        self.glyphs[key] = glyph
        if glyph:
            action.setIcon(icon(glyph))
            action.setIconVisibleInMenu(False)
        action.setCheckable(checkable)
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self._actions[key] = action
        self._places[key] = _Place(key.split(".", maxsplit=1)[0], group)
        return action

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def of_menu(self, menu: str) -> list[list[QAction]]:
        """Return a menu's actions by group."""
        groups: dict[int, list[QAction]] = {}
        for key, place in self._places.items():
            if place.menu == menu:
                groups.setdefault(place.group, []).append(self._actions[key])
        return [groups[at] for at in sorted(groups)]

    def items(self) -> list[tuple[str, QAction]]:
        """Return every command with its id."""
        return list(self._actions.items())

    def allow(self, key: str, *, on: bool, why: str = "") -> None:
        """Switch a command on or off; what can't run says why."""
        action = self._actions[key]
        action.setEnabled(on)
        action.setToolTip("" if on else why)
        self.why[key] = "" if on else why

    def icon_of(self, key: str) -> QIcon:
        """Return the icon of a command."""
        return self._actions[key].icon()
