"""How a view joins the window: what it declares, and the list of those that have declared.

A view's folder holds a light module `view.py` with one function `view() -> View` (it imports no
page: pages are built on the first visit), and one line in `declared` below. From the declaration
come the tab of the rail, its entry in the menu Go, its commands in menus, palette and shortcut
sheet, its drafts and its pictures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ui.shell.rail import Tab

if TYPE_CHECKING:
    from ui.shell.doors import Doors
    from ui.shell.page import Page
    from ui.shell.session import Session
    from ui.shell.stage import Stage

Need = Literal["", "brand", "writer"]


@dataclass(frozen=True)
class Command:
    """A command of a view: `key` is "menu.name" (file, edit, view, go, data or help).

    `needs`: "" always, "brand" an open brand, "writer" a brand that this window may change.
    What can't run is grey and says why. `group` parts the menu by lines.
    """

    key: str
    text: str
    run: "Callable[[Doors], object]"
    keys: str | tuple[str, ...] = ""
    glyph: str = ""
    group: int = 5
    needs: Need = "brand"


@dataclass(frozen=True)
class Picture:
    """A state of a view worth a picture; `act` brings the window there and may wait.

    The file is `<tab>-<state>-<theme>-<width>.png`, so `state` is one word of letters and digits.
    `brand`: which brand stands open: "given" (the one on the command line), "empty" (no
    customers), "names" (very long and right-to-left names), or "" (none: the first page).
    """

    state: str
    act: "Callable[[Stage], None]"
    brand: Literal["given", "empty", "names", ""] = "given"


def no_pictures() -> Sequence[Picture]:
    """Return none: a view whose tab as it opens says enough."""
    return ()


@dataclass(frozen=True)
class View:
    """A tab, how its page is built, and what it brings along.

    `pictures` is called by `packaging/pictures.py` only: import the module that holds them inside.
    `drafts`: for each kind of draft that the view keeps (`session.drafts`), how it is opened again
    after a crash.
    """

    tab: Tab
    build: "Callable[[Session, Doors], Page]"
    commands: tuple[Command, ...] = ()
    pictures: Callable[[], Sequence[Picture]] = no_pictures
    drafts: "Mapping[str, Callable[[Doors, Any], object]]" = field(default_factory=dict)

    @property
    def page_module(self) -> str:
        """Return the module of the page, `page.py` beside the declaration, to be loaded early."""
        return f"{self.build.__module__.rpartition('.')[0]}.page"


def declared() -> tuple[View, ...]:
    """Return every view whose feature works, in the order of the rail: a later one joins here."""
    from ui.activity.view import view as activity
    from ui.customers.view import view as customers
    from ui.data.view import view as data
    from ui.home.view import view as home
    from ui.rfm.view import view as rfm
    from ui.segments.view import view as segments
    from ui.settings.view import view as settings

    return (home(), customers(), segments(), rfm(), data(), activity(), settings())
