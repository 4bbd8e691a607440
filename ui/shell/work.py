"""Long works begun from the window: building, the sample brand, a new brand, a backup."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from ui.shell.jobcentre import Job

if TYPE_CHECKING:
    from ui.shell.window import Window

CUSTOMERS = 20_000
ENDING = ".ampdesk"


def _t(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Work", text, None, n)


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
        window.banner.say(lost[0], "warn", _t("Dismiss"), window.banner.clear)
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
        make_demo(window, _named(Path(name)))


def choose_new_brand(window: "Window", files: list[Path]) -> None:
    """Ask where the new brand goes, make it, and import the files into it."""
    start = str(Path.home() / "my-brand.ampdesk")
    name, _ = QFileDialog.getSaveFileName(
        window, _t("Where to keep your brand"), start, _t("Brands (*.ampdesk)")
    )
    if name:
        new_brand(window, _named(Path(name)), files)


def new_brand(window: "Window", path: Path, files: list[Path]) -> None:
    """Make an empty brand, open it, and import files into it."""
    window.opening.waiting_files = list(files)
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
    window.pages.setCurrentWidget(first)

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


def _named(path: Path) -> Path:
    return path if path.suffix == ENDING else path.with_name(f"{path.name}{ENDING}")
