"""The commands of the window, declared once; views declare their own (`views.Command`)."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.shell import look, work
from ui.shell.page import Verb
from ui.shell.recent import recent_brands
from ui.tokens import ROW_HEIGHTS

if TYPE_CHECKING:
    from ui.shell.views import Need
    from ui.shell.window import Window

# what the page in front does, by the id of its command
VERBS: dict[str, Verb] = {
    "file.new": "new",
    "file.export": "export",
    "file.print": "print",
    "edit.copy": "copy",
    "edit.find": "find",
    "edit.rename": "rename",
    "edit.delete": "delete",
}
NEEDS: "dict[str, Need]" = {
    "file.close": "brand",
    "file.second": "brand",
    "view.mask": "brand",
    "file.backup": "brand",
    "view.panel": "brand",
    "view.refresh": "brand",
    "data.build": "writer",
}


def _t(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Commands", text, None, n)


def declare(window: "Window") -> None:
    """Declare every command of the window, then those of its views."""
    _declare_file(window)
    _declare_edit(window)
    _declare_view(window)
    _declare_go(window)
    add = window.actions_.add
    add("data.build", _t("Build now"), window.build, keys="F5", glyph="hammer")
    add("data.jobs", _t("Jobs"), window.open_jobs, glyph="tray-full")
    add("help.why", _t("Why?"), lambda: show_why(window), keys="F1", glyph="help-circle-outline")
    add("help.guide", _t("Guide and definitions"), lambda: open_help(window), keys="Shift+F1",
        glyph="book-open-outline")  # fmt: skip
    add("help.keys", _t("Keyboard shortcuts"), lambda: open_help(window, "keys"),
        glyph="keyboard-outline")  # fmt: skip
    add("help.news", _t("What's new"), lambda: open_help(window, "whatsnew"),
        glyph="gift-outline")  # fmt: skip
    for view in window.views.values():
        for one in view.commands:
            keys = [one.keys] if isinstance(one.keys, str) and one.keys else list(one.keys)
            add(one.key, one.text, partial(one.run, window), keys=keys, glyph=one.glyph,
                group=one.group)  # fmt: skip


def _declare_file(window: "Window") -> None:
    add = window.actions_.add
    add("file.new", _t("New"), lambda: do(window, "new"), keys="Ctrl+N", glyph="plus")
    add(
        "file.open",
        _t("Open a brand…"),
        window.choose_brand,
        keys="Ctrl+O",
        glyph="folder-open-outline",
    )
    add("file.demo", _t("New sample brand…"), lambda: work.choose_demo(window),
        glyph="store-outline")  # fmt: skip
    add("file.second", _t("Second window"), window.open_second, keys="Ctrl+Shift+N",
        glyph="dock-window")  # fmt: skip
    add("file.close", _t("Close the brand"), window.session.close, keys="Ctrl+W")
    add("file.import", _t("Import files…"), window.choose_files, keys="Ctrl+Shift+O",
        glyph="file-upload-outline", group=1)  # fmt: skip
    add("file.export", _t("Export what is shown…"), lambda: do(window, "export"), keys="Ctrl+E",
        glyph="tray-arrow-down", group=1)  # fmt: skip
    add("file.print", _t("Print or PDF…"), lambda: do(window, "print"), keys="Ctrl+P",
        glyph="printer-outline", group=1)  # fmt: skip
    add("file.backup", _t("Back up…"), lambda: work.back_up(window),
        glyph="content-save-outline", group=1)  # fmt: skip
    add("file.quit", _t("Quit"), window.close, keys="Ctrl+Q", group=9)


def _declare_edit(window: "Window") -> None:
    add, history = window.actions_.add, window.pages.history
    undo = add("edit.undo", _t("Undo"), history.undo, keys="Ctrl+Z", glyph="undo")
    redo = add("edit.redo", _t("Redo"), history.redo, keys=["Ctrl+Shift+Z", "Ctrl+Y"], glyph="redo")
    history.undoTextChanged.connect(
        lambda step: undo.setText(_t("Undo {0}").format(step) if step else _t("Undo"))
    )
    history.redoTextChanged.connect(
        lambda step: redo.setText(_t("Redo {0}").format(step) if step else _t("Redo"))
    )
    history.canUndoChanged.connect(lambda _can: allow(window))
    history.canRedoChanged.connect(lambda _can: allow(window))
    add("edit.copy", _t("Copy as…"), lambda: do(window, "copy"), group=1, glyph="content-copy")
    add("edit.rename", _t("Rename"), lambda: do(window, "rename"), keys="F2", group=1)
    add("edit.delete", _t("Delete"), lambda: do(window, "delete"), keys="Del", group=1)
    add("edit.find", _t("Find"), lambda: do(window, "find"), keys="Ctrl+F", glyph="magnify",
        group=2)  # fmt: skip
    add("edit.palette", _t("Search or run a command"), window.open_palette, keys="Ctrl+K",
        glyph="magnify", group=2)  # fmt: skip


def _declare_view(window: "Window") -> None:
    add = window.actions_.add
    for name, title, glyph in (
        ("light", _t("Light theme"), "white-balance-sunny"),
        ("dark", _t("Dark theme"), "weather-night"),
        ("system", _t("Theme of the system"), ""),
    ):
        add(f"view.{name}", title, partial(look.choose_theme, window.session, name), glyph=glyph)
    zoom = partial(look.zoom, window.session)
    add("view.zoomin", _t("Zoom in"), partial(zoom, 0.1), keys=["Ctrl++", "Ctrl+="], group=1)
    add("view.zoomout", _t("Zoom out"), partial(zoom, -0.1), keys="Ctrl+-", group=1)
    add("view.zoom100", _t("Zoom 100%"), partial(zoom, 0), keys="Ctrl+0", group=1)
    titles = {"compact": _t("Compact rows"), "normal": _t("Normal rows")}
    for name in ROW_HEIGHTS:
        title = titles.get(name, _t("Relaxed rows"))
        add(f"view.{name}", title, partial(look.choose_density, window.session, name), group=2)
    add("view.mask", _t("Mask private data"), lambda: _turn_mask(window), group=3,
        glyph="eye-off-outline")  # fmt: skip
    add("view.panel", _t("Show or hide the side panel"), window.toggle_panel, keys="Ctrl+I",
        group=3)  # fmt: skip
    add("view.refresh", _t("Read again"), lambda: refresh(window), keys="Ctrl+R", group=3,
        glyph="refresh")  # fmt: skip


def _declare_go(window: "Window") -> None:
    add = window.actions_.add
    window.actions_.tabs = frozenset(window.views)
    for key, view in window.views.items():
        tab = view.tab
        add(f"go.{key}", tab.title, partial(window.go, key), keys=tab.keys, glyph=tab.glyph)
    add("go.back", _t("Back"), lambda: window.pages.go_back(-1), keys="Alt+Left", group=1,
        glyph="arrow-left")  # fmt: skip
    add("go.forward", _t("Forward"), lambda: window.pages.go_back(1), keys="Alt+Right", group=1,
        glyph="arrow-right")  # fmt: skip
    add("go.pane", _t("Next pane"), lambda: window.panes.step(1), keys="F6", group=2)
    add("go.paneback", _t("Previous pane"), lambda: window.panes.step(-1), keys="Shift+F6",
        group=2)  # fmt: skip


def allow(window: "Window") -> None:
    """Switch commands with what can be done now; what can't says why."""
    actions, session = window.actions_, window.session
    no_brand = _t("Open a brand first")
    held = _t("Read-only: another window or command holds this brand")
    needs = dict(NEEDS)
    for key, view in window.views.items():
        needs[f"go.{key}"] = "brand"
        needs |= {one.key: one.needs for one in view.commands}
    for key, need in needs.items():
        if need and not session.is_open:
            actions.allow(key, on=False, why=no_brand)
        elif need == "writer" and session.read_only:
            actions.allow(key, on=False, why=held)
        else:
            actions.allow(key, on=True)
    actions.allow("file.import", on=not session.read_only, why=held)
    page = window.current
    verbs = page.verbs() if page else {}
    nothing = _t("Nothing to do this with on this page")
    for key, verb in VERBS.items():
        actions.allow(key, on=verb in verbs, why=nothing if page else no_brand)
    if page and "find" not in verbs and "customers" in window.views:
        actions.allow("edit.find", on=True)
    history = window.pages.history
    window.top.offer_undo(history.undoText(), on=history.canUndo())
    actions.allow("edit.undo", on=history.canUndo(), why=_t("Nothing to undo on this page"))
    actions.allow("edit.redo", on=history.canRedo(), why=_t("Nothing to redo on this page"))
    actions.allow("go.back", on=window.pages.trail.can(-1), why=_t("This is the first place"))
    actions.allow("go.forward", on=window.pages.trail.can(1), why=_t("This is the last place"))


def do(window: "Window", verb: Verb) -> None:
    """Let the page in front do what it offers; finding goes to Customers from anywhere else."""
    page = window.current
    run = page.verbs().get(verb) if page else None
    if run is not None:
        run()
    elif verb == "find" and page is not None:
        window.go("customers")
        target = window.page("customers").first_focus()
        if target is not None:
            target.setFocus()


def _turn_mask(window: "Window") -> None:
    look.mask(window.session, on=not window.memory.masked)


def refresh(window: "Window") -> None:
    """Read the page in front anew."""
    page = window.current
    if page is not None:
        page.refresh()


def fill_recent(window: "Window") -> None:
    """Fill the menu of the brand button."""
    menu = window.top.brand_menu
    menu.clear()
    for path in recent_brands():
        action = menu.addAction(path.stem.replace("&", "&&"))
        action.setToolTip(str(path))
        action.triggered.connect(lambda _checked=False, path=path: window.open_brand(path))
    menu.addSeparator()
    menu.addActions([window.actions_[key] for key in ("file.open", "file.demo", "file.close")])


def show_why(window: "Window") -> None:
    """Open the receipt of what has the focus, else the help."""
    page = window.current
    if page is None or not page.show_why():
        open_help(window)


def open_help(window: "Window", page: str = "") -> None:
    """Open the guide, at the page of the tab in front unless another is named."""
    from ui.shell.help import HelpDialog

    HelpDialog(window, page or window.rail.key or "start").open()
