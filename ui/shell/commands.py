"""The commands of the window: declared once, with what each does to the brand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from ui import theme
from ui.shell.jobcentre import Job
from ui.shell.recent import recall, recent_brands
from ui.tokens import DARK, LIGHT, ROW_HEIGHTS

if TYPE_CHECKING:
    from ui.shell.window import Window

CUSTOMERS = 20_000
NEEDS_BRAND = (
    "file.close", "file.backup", "data.build", "view.panel", "go.home", "go.customers", "go.rfm",
    "go.data", "edit.find",
)  # fmt: skip


def _t(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Commands", text, None, n)


def declare(window: "Window") -> None:
    """Declare every command of the window."""
    add = window.actions_.add
    add(
        "file.open",
        _t("Open a brand…"),
        window.choose_brand,
        keys="Ctrl+O",
        glyph="folder-open-outline",
    )
    add("file.demo", _t("New sample brand…"), lambda: choose_demo(window), glyph="store-outline")
    add("file.close", _t("Close the brand"), window.session.close, keys="Ctrl+W")
    add("file.import", _t("Import files…"), window.choose_files, keys="Ctrl+Shift+O",
        glyph="file-upload-outline", group=1)  # fmt: skip
    add(
        "file.backup",
        _t("Back up…"),
        lambda: back_up(window),
        glyph="content-save-outline",
        group=1,
    )
    add("file.quit", _t("Quit"), window.close, keys="Ctrl+Q", group=2)
    add("edit.find", _t("Find a customer"), lambda: find(window), keys="Ctrl+F", glyph="magnify")
    add("edit.palette", _t("Search or run a command"), window.open_palette, keys="Ctrl+K",
        glyph="magnify")  # fmt: skip
    add("view.light", _t("Light theme"), lambda: choose_theme(window, "light"),
        glyph="white-balance-sunny")  # fmt: skip
    add("view.dark", _t("Dark theme"), lambda: choose_theme(window, "dark"),
        glyph="weather-night")  # fmt: skip
    add("view.system", _t("Theme of the system"), lambda: choose_theme(window, "system"))
    add("view.zoomin", _t("Zoom in"), lambda: zoom(window, 0.1), keys=["Ctrl++", "Ctrl+="], group=1)
    add("view.zoomout", _t("Zoom out"), lambda: zoom(window, -0.1), keys="Ctrl+-", group=1)
    add("view.zoom100", _t("Zoom 100%"), lambda: zoom(window, 0), keys="Ctrl+0", group=1)
    for name in ROW_HEIGHTS:
        title = {"compact": _t("Compact rows"), "normal": _t("Normal rows")}.get(
            name, _t("Relaxed rows")
        )
        add(f"view.{name}", title, partial(choose_density, window, name), group=2)
    add(
        "view.panel", _t("Show or hide the side panel"), window.toggle_panel, keys="Ctrl+I", group=3
    )
    go = window.go
    add("go.home", _t("Home"), lambda: go("home"), keys="Ctrl+1", glyph="home-outline")
    add("go.customers", _t("Customers"), lambda: go("customers"), keys="Ctrl+7",
        glyph="account-multiple-outline")  # fmt: skip
    add("go.rfm", _t("RFM"), lambda: go("rfm"), keys="Ctrl+3", glyph="grid")
    add("go.data", _t("Data"), lambda: go("data"), keys="Ctrl+8", glyph="database-outline")
    add("data.build", _t("Build now"), window.build, keys="F5", glyph="hammer")
    add("data.jobs", _t("Jobs"), window.open_jobs, glyph="tray-full")
    add("help.why", _t("Why?"), lambda: show_why(window), keys="F1", glyph="help-circle-outline")
    add("help.guide", _t("Guide and definitions"), lambda: open_help(window), keys="Shift+F1",
        glyph="book-open-outline")  # fmt: skip
    add("help.keys", _t("Keyboard shortcuts"), lambda: open_keys(window), glyph="keyboard-outline")


def allow(window: "Window") -> None:
    """Switch commands with what can be done now."""
    has_brand = window.session.is_open
    reason = _t("Open a brand first")
    for key in NEEDS_BRAND:
        window.actions_.allow(key, on=has_brand, why=reason)
    if has_brand and window.session.read_only:
        held = _t("Read-only: another window or command holds this brand")
        for key in ("data.build", "file.import"):
            window.actions_.allow(key, on=False, why=held)
    else:
        window.actions_.allow("file.import", on=True)


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


def read_status(window: "Window") -> None:
    """Read freshness and counts for the bars."""
    brand = window.session.brand
    window.session.desk.ask("status", brand.status, lambda status: _show_status(window, status))


def _show_status(window: "Window", status: Any) -> None:  # a Status of ampdesk.api
    session, words = window.session, window.session.words
    session.status = status
    customers = status.tables.get("Customer_360", 0)
    counts = _t("%n customer(s)", customers).replace(str(customers), words.count(customers))
    if session.read_only:
        window.status.say(_t("Read-only"), "lock-outline", "warn", counts)
        if session.held_by:
            held = _t("This brand is {0}. You can look, not change.").format(session.held_by)
            window.banner.say(held, "warn")
    else:
        window.status.say(_t("All changes saved"), "check", "pos", counts)
    zone = str(session.brand.settings.get("time_zone"))
    window.status.zone.setText(zone)
    window.status.zone.setToolTip(_t("Display time zone; days and windows are counted in UTC"))
    if not window.top.fresh.text() and status.built_on:
        window.top.fresh.setText(_t("Built {0}").format(words.day(status.built_on)))


# work


def run_work(
    window: "Window",
    title: str,
    work: Any,
    then: Callable[[Job], None] | None = None,
    *,
    resumes: str = "",
) -> Job:
    """Start a work of ampdesk.jobs on the open brand, and read anew when it is done."""
    jobs = window.session.brand.jobs

    def ended(job: Job) -> None:
        if job.state == "done":
            job.message = getattr(job.result, "sentence", "")
        if then:
            then(job)
        if job.state == "done":
            window.session.renew()

    return window.jobs.start(
        title, lambda listener: jobs.start(work, listener, resumes=resumes), ended
    )


def go_on(window: "Window") -> None:
    """After opening: say what a kill cut off and go on with it; build where the day is another."""
    brand = window.session.brand
    if brand.read_only:
        return
    lost = [one.message for one in brand.recovered if one.action != "resume"]
    if lost:
        window.banner.say(lost[0], "warn")
    unfinished = brand.unfinished
    for one in unfinished:
        if one.work is not None:
            run_work(window, one.work.title, one.work, resumes=one.job_id)
    if not unfinished and brand.built_on not in {None, brand.today}:
        start_build(window)


def start_build(window: "Window") -> None:
    """Bring everything derived up to date."""
    from ampdesk.api import BuildBrand

    run_work(window, _t("Building"), BuildBrand())


def choose_demo(window: "Window") -> None:
    """Ask where the sample brand goes, then make it."""
    start = str(Path.home() / "sample.ampdesk")
    name, _ = QFileDialog.getSaveFileName(
        window, _t("Where to keep the sample brand"), start, _t("Brands (*.ampdesk)")
    )
    if name:
        path = Path(name)
        if path.suffix != ".ampdesk":
            path = path.with_name(f"{path.name}.ampdesk")
        make_demo(window, path)


def choose_new_brand(window: "Window", files: list[Path]) -> None:
    """Ask where the new brand goes, make it, and import the files into it."""
    start = str(Path.home() / "my-brand.ampdesk")
    name, _ = QFileDialog.getSaveFileName(
        window, _t("Where to keep your brand"), start, _t("Brands (*.ampdesk)")
    )
    if name:
        path = Path(name)
        if path.suffix != ".ampdesk":
            path = path.with_name(f"{path.name}.ampdesk")
        new_brand(window, path, files)


def new_brand(window: "Window", path: Path, files: list[Path]) -> None:
    """Make an empty brand, open it, and import files into it."""
    window.waiting_files = list(files)
    window.session.create(path)


def make_demo(window: "Window", path: Path, customers: int = CUSTOMERS) -> None:
    """Make the sample brand behind a progress bar, then open it."""
    if path.exists():
        window.open_brand(path)
        return
    window.session.close()
    first = window.first_run
    first.show_work(
        _t("Making the sample brand"),
        _t("{0} customers of a made-up shop: exports are written, imported and built, as yours "
           "would be.").format(f"{customers:,}"),
    )  # fmt: skip
    window.stack.setCurrentWidget(first)

    def begin(listener: Callable[[Any], None]) -> Any:
        from ampdesk.api import Jobs, MakeDemo

        jobs = Jobs(path, today=window.session.today)
        return jobs.start(MakeDemo(customers=customers), listener)

    def ended(job: Job) -> None:
        first.show_choice()
        window.jobs.changed.disconnect(show)
        if job.state == "done":
            window.open_brand(path)
        else:
            window.show_first_run()
            if job.state == "stopped":
                first.banner.say(_t("Stopped. Nothing was kept of the sample brand."), "info")

    job = window.jobs.start(_t("Making the sample brand"), begin, ended)

    def show() -> None:
        first.progress.cancel.show()
        late = job.seconds_left if job.seconds >= 3 else None  # noqa: PLR2004
        first.progress.show_step(
            job.step, job.done, job.of, rate=job.rate, unit=job.unit, left=late
        )

    window.jobs.changed.connect(show)
    first.progress.cancelled.connect(lambda: window.jobs.cancel(job))
    show()


def back_up(window: "Window") -> None:
    """Ask for a place and back the brand up there."""
    brand = window.session.brand
    start = str(brand.path.with_name(f"{brand.path.stem}-backup.ampdesk"))
    name, _ = QFileDialog.getSaveFileName(window, _t("Back up to"), start, _t("Brands (*.ampdesk)"))
    if not name:
        return
    window.session.desk.ask(
        "backup",
        lambda: brand.backup(Path(name)),
        lambda _made: window.banner.say(
            _t("Backed up to {0}, restored once and checked.").format(name),
            "pos", _t("Dismiss"), window.banner.clear,
        ),
        lambda error: window.banner.say(str(error), "neg", _t("Dismiss"), window.banner.clear),
        lane="wide",
    )  # fmt: skip


def find(window: "Window") -> None:
    """Go to the search box of Customers."""
    window.go("customers")
    page = window.current
    target = page.first_focus() if page else None
    if target is not None:
        target.setFocus()


# look


def choose_theme(window: "Window", name: str) -> None:
    """Put a theme on and remember it."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        window.memory.theme = name
        theme.apply(app, theme_of(name))


def theme_of(name: str) -> Any:  # Tokens
    """Return the tokens of "light", "dark" or "system"."""
    if name == "system":
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if name == "dark" else LIGHT


def zoom(window: "Window", by: float) -> None:
    """Scale type and rows; 0 goes back to 100%."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        factor = theme.zoom() + by if by else 1.0
        theme.set_zoom(app, factor)
        window.memory.zoom = theme.zoom()


def choose_density(window: "Window", name: str) -> None:
    """Choose the height of rows."""
    theme.bus.density = name
    window.memory.density = name
    theme.bus.themeChanged.emit()


# help


def show_why(window: "Window") -> None:
    """Open the receipt of what has the focus, else the help."""
    page = window.current
    if page is None or not page.show_why():
        open_help(window)


def open_help(window: "Window", page: str = "") -> None:
    """Open the guide, at the page of the tab in front unless another is named."""
    from ui.shell.help import HelpDialog

    HelpDialog(window, page or window.rail.key or "start").open()


def open_keys(window: "Window") -> None:
    """Show every shortcut."""
    from ui.shell.help import HelpDialog

    HelpDialog(window, "keys").open()


def restored_look(app: QApplication) -> None:
    """Dress the application as it was left."""
    memory = recall()
    theme.bus.zoom = min(max(memory.zoom, 0.9), 1.5)
    theme.bus.density = memory.density if memory.density in ROW_HEIGHTS else "normal"
    theme.apply(app, theme_of(memory.theme))
