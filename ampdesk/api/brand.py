"""One brand, open: what the window, the command line and notebooks call (ruling 10)."""

import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel

from ampdesk import intake, profiles
from ampdesk.api import keeping, works
from ampdesk.api.activity import Activity
from ampdesk.api.attention import LakeFacts, find_notices
from ampdesk.api.customers import Customers, Profile
from ampdesk.api.data import Data
from ampdesk.api.erasing import Erasing, unfinished
from ampdesk.api.exports import ScoresFile, write_scores
from ampdesk.api.home import Home, Overview, read_home
from ampdesk.api.lists import Lists
from ampdesk.api.notes import Notes
from ampdesk.api.reader import NotBuiltError, Reader
from ampdesk.api.scores import Rfm
from ampdesk.api.search import Finder
from ampdesk.api.statements import run_statement
from ampdesk.api.status import Status, read_status, staleness
from ampdesk.api.why import Why
from ampdesk.clock import Clock, clock_of
from ampdesk.errors import NotFoundError
from ampdesk.jobs import Event, JobContext, Jobs, Progress, Recovered, Work, recover, run_here
from ampdesk.lake import Lake
from ampdesk.lists import Purpose
from ampdesk.profiles import BrandCurrency, BuildResult, brand_currency
from ampdesk.profiles.merged import MergePolicy
from ampdesk.profiles.policy import Policy
from ampdesk.store import Definitions, Settings, Store, notes

if TYPE_CHECKING:
    from ampdesk.api.segments import Segments

Show = Callable[[str, int, int], None]  # step, done, of (0: not known how many)


class Brand:
    """An open brand file with its lake; a context manager.

    Reading methods are safe from several threads. Writing ones need the one writer's place and
    are refused in a brand opened read-only. Long ones take `progress` and, in the window, run as
    jobs in a worker process instead (`jobs.start`).
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.RLock()  # one thread at a time on the store's connection
        self.path = store.path
        self.lake = Lake.beside(store.path)
        self.recovered: tuple[Recovered, ...] = ()
        self._reader = Reader(self.lake, store.path.name)

    @classmethod
    def create(cls, path: Path | str, *, today: str | date | None = None) -> Self:
        """Make an empty brand file and open it. Raises StoreExistsError and the like."""
        clock = clock_of(today)
        return cls(Store.create(Path(path), clock=clock, holder="a command"), clock)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        today: str | date | None = None,
        read_only: bool = False,
        holder: str = "a command",
        resume: bool = True,
    ) -> Self:
        """Open a brand; work that a crash cut short is finished or rolled back first.

        `recovered` says which. Without `resume` (the window, which shows its progress) what can
        go on is left to `unfinished`. Raises StoreMissingError, StoreLockedError,
        StoreCorruptError, StoreVersionError, each with its remedy.
        """
        clock = clock_of(today)
        store = Store.open(Path(path), read_only=read_only, holder=holder, clock=clock)
        brand = cls(store, clock)
        if not read_only:
            try:
                brand.recovered = tuple(recover(store))
                brand.recovered += tuple(unfinished(store, brand.recovered))
                brand.lake.recover(store)
                if resume:
                    brand.resume()
            except BaseException:
                store.close()
                raise
        return brand

    @classmethod
    def open_fresh(cls, path: Path | str, today: str | date | None = None) -> Self:
        """Open a brand with what depends on the day brought up to today (ruling 6)."""
        brand = cls.open(path, today=today)
        try:
            if brand.built_on not in {None, brand.today}:
                brand.build()
        except BaseException:
            brand.close()
            raise
        return brand

    @classmethod
    def demo(
        cls,
        path: Path | str,
        *,
        customers: int = 20_000,
        seed: int = 1,
        exports: Path | None = None,
        today: str | date | None = None,
        progress: Show | None = None,
    ) -> Self:
        """Make the sample brand through the same intake as anyone's files, and open it."""
        clock = clock_of(today)
        made = works.MakeDemo(customers=customers, seed=seed, exports=exports)
        context = JobContext(
            today=clock.today(), brand=Path(path), listener=_listener(progress), holder="a command"
        )
        run_here(made, context)
        return cls.open(path, today=today)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close everything; closing twice is harmless."""
        self._finder.close()
        self._reader.close()
        self._store.close()

    # what it is

    @property
    def today(self) -> date:
        """The UTC day on which ages and windows are counted."""
        return self._clock.today()

    @property
    def read_only(self) -> bool:
        """Whether another window writes."""
        return self._store.read_only

    @property
    def built_on(self) -> date | None:
        """The day the derived tables are as of; None before the first build."""
        return self._reader.snapshot.built_on

    @property
    def settings(self) -> Settings:
        """The brand's settings."""
        return self._store.settings

    @property
    def currency(self) -> str:
        """The currency of the brand's figures: the one chosen, else that of most orders."""
        return self._currency().code or "USD"

    def change_setting(self, key: str, value: Any) -> Any:
        """Check and store a setting; return what was stored. Raises SettingError."""
        with self._lock:
            return self._store.settings.set(key, value)

    @property
    def definitions(self) -> Definitions:
        """Saved definitions with every version."""
        return self._store.definitions

    @cached_property
    def jobs(self) -> Jobs:
        """Starts long works in worker processes."""
        return Jobs(self.path, today=self._clock.fixed)

    def status(self) -> Status:
        """Return rows per table, last jobs, freshness, sizes and warnings."""
        with self._lock:
            return read_status(self._store, self._reader.snapshot, self.today)

    def staleness(self) -> tuple[str, ...]:
        """Return why the tables are not as of today, or nothing."""
        with self._lock:
            return staleness(self._store, self._reader.snapshot, self.today)

    @property
    def unfinished(self) -> tuple[Recovered, ...]:
        """Works cut off by a kill that can go on: start each with `resumes=job_id`."""
        return tuple(one for one in self.recovered if one.action == "resume" and one.work)

    def resume(self) -> None:
        """Finish, here and now, what a kill cut off."""
        for one in self.unfinished:
            if one.work is not None:
                run_here(one.work, self._context(None), resumes=one.job_id)

    # bringing in

    def plan_import(self, files: Sequence[Path], **asked: Any) -> tuple[intake.FilePlan, ...]:
        """Recognise files and say what an import of them would do; nothing is changed."""
        with self._lock:
            return tuple(intake.plan([Path(file) for file in files], store=self._store, **asked))

    def import_files(
        self,
        files: Sequence[Path],
        *,
        source: str | None = None,
        kind: str | None = None,
        mapping: Path | dict[str, Any] | None = None,
        dry_run: bool = False,
        progress: Show | None = None,
    ) -> list[intake.FileResult]:
        """Import files; each is all loaded or not at all, rejects go to a file.

        Raises IntakeError, also when a file leaves a question open: it prints the lines to add to
        a mapping.
        """
        asked = works.ImportFiles(
            files=tuple(Path(file).absolute() for file in files),
            source=source,
            as_kind=kind,
            mapping=keeping.mapping_of(mapping),
            dry_run=dry_run,
        )
        return works.import_files(self._store, self.lake, asked, self._context(progress))

    def imports(self) -> list[dict[str, Any]]:
        """Return what was imported, the newest first."""
        with self._lock:
            return notes.imports(self._store)

    def undo(self, import_id: int, *, progress: Show | None = None) -> dict[str, Any]:
        """Take an import back: its rows leave store and lake; later imports stand."""
        file = keeping.import_row(self._store, import_id)["file"]
        report = self._run(works.UndoImport(import_id=import_id), progress)
        return {**report.facts, "file": file}

    @cached_property
    def data(self) -> Data:
        """Sources, imports, merge policy, tables and columns."""
        return Data(self._store, self._reader, self._lock, lambda: self.today)

    # deriving

    def build(self, *, full: bool = False, progress: Show | None = None) -> BuildResult:
        """Derive everything; only what changed when the day is the same, unless `full`."""
        return works.build(self._store, self.lake, self._context(progress), full=full)

    def stitch(self, *, progress: Show | None = None) -> dict[str, Any]:
        """Find out which records are one person; the object of `stitch --json`."""
        return works.stitch(self._store, self.lake, self._context(progress))

    # asking

    def home(self) -> Home:
        """Return the headline figures and the months of the charts."""
        currency = str(self._store.settings.get("currency"))
        fresh = not self.staleness()
        return read_home(
            self._reader,
            today=self.today,
            currency=currency,
            fresh=fresh,
            convert=self._currency(),
        )

    def overview(self) -> Overview:
        """Return Home with what needs a person; before the first build only the latter."""
        try:
            home = self.home()
        except NotBuiltError:
            home = None
        with self._lock:
            snapshot = self._reader.snapshot
            notices = find_notices(
                self._store,
                profiles.staleness(
                    self._store, snapshot.tables, built_on=snapshot.built_on, today=self.today
                ),
                newest_order=home.newest_order if home else None,
                facts=home.lake if home else LakeFacts(),
            )
            live = sum(row["state"] == "live" for row in notes.imports(self._store))
        return Overview(home, notices, live)

    @cached_property
    def customers(self) -> Customers:
        """Find and open customers."""
        return Customers(self._reader, self._finder)

    @cached_property
    def notes(self) -> Notes:
        """Notes and tags on customers."""
        return Notes(self._store, self._lock)

    @cached_property
    def erasing(self) -> Erasing:
        """Deletion requests."""
        return Erasing(self._reader, self._store, self._finder.find, self._lock)

    def erase(self, asked: Work, *, progress: Show | None = None) -> BaseModel:
        """Run an erasure that `erasing.prepare` gave, here and now."""
        result = run_here(asked, self._context(progress))
        if not isinstance(result, BaseModel):
            raise TypeError(f"{asked.kind} returned no report")
        return result

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._reader, self._store)

    def let_go(self) -> None:
        """Let go of older files of the lake that nothing is being read from."""
        self._reader.close()

    def customer(self, text: str) -> Profile:
        """Return the customer with this id, else the only one that the text finds.

        Raises NotFoundError when it finds nobody, or several.
        """
        found = self.customers.search(text, 5)
        exact = [row for row in found if row["amperity_id"] == text.strip().lower()]
        if len(exact or found) == 1:
            return self.customers.profile((exact or found)[0]["amperity_id"])
        if not found:
            return self.customers.profile(text)
        raise NotFoundError(
            f"{len(found)} or more customers fit",
            remedy="give an id: " + ", ".join(row["amperity_id"] for row in found),
            where=text,
        )

    @cached_property
    def rfm(self) -> Rfm:
        """Scores, the grid, ranges of it."""
        return Rfm(self._reader, self._currency)

    def rfm_file(self, path: Path) -> int:
        """Write every scored customer's scores as CSV; return the rows."""
        return self.scores_file(ScoresFile(file=Path(path), purpose=Purpose.PLATFORM))

    def scores_file(self, asked: ScoresFile) -> int:
        """Write a file of scores here and now, without a note; return the rows."""
        return write_scores(self._reader, self._currency(), asked)

    @cached_property
    def segments(self) -> "Segments":
        """Segments: the library, counts, insights, files, explanations."""
        from ampdesk.api.segments import Segments  # its models would cost every start 0.1 s

        return Segments(self._reader, self._store, self._clock, self._lock)

    @cached_property
    def lists(self) -> Lists:
        """Mailing lists."""
        return Lists(self._reader, self._store)

    @cached_property
    def activity(self) -> Activity:
        """What was done with the brand: jobs, imports, builds, files written."""
        return Activity(self._store, self._lock)

    @cached_property
    def why(self) -> Why:
        """Receipts."""
        return Why(
            self._reader, self.rfm, self.lists, self.home, self._merge_policy, self._currency
        )

    def sql(
        self,
        statement: str,
        *,
        dialect: str = "presto",
        limit: int | None = None,
        form: str = "table",
        out: Path | None = None,
    ) -> int:
        """Run one read-only statement and print or write its rows; return how many."""
        return run_statement(
            self._reader,
            statement,
            clock=self._clock,
            dialect=dialect,
            limit=limit,
            form=form,
            out=out,
        )

    # keeping

    def backup(self, file: Path, *, progress: Show | None = None) -> dict[str, Any]:
        """Copy the brand file while it is open, and prove the copy."""
        return keeping.backup(self._store, Path(file), progress)

    @staticmethod
    def restore(
        path: Path | str, file: Path, *, force: bool = False, progress: Show | None = None
    ) -> dict[str, Any]:
        """Write a backup's content to a brand path; what it replaces is kept."""
        return keeping.restore(Path(path), Path(file), force=force, progress=progress)

    @staticmethod
    def check(path: Path | str, *, repair: bool = False) -> dict[str, Any]:
        """Check a brand file and its lake; mend what loses nothing."""
        return keeping.check(Path(path), repair=repair)

    def export_definitions(self, folder: Path) -> list[str]:
        """Write every saved definition as a JSON file; return the names."""
        return keeping.export_definitions(self._store, Path(folder))

    def import_definitions(self, folder: Path) -> list[str]:
        """Read definitions from JSON files; return what was saved."""
        return keeping.import_definitions(self._store, Path(folder))

    def _merge_policy(self) -> MergePolicy:
        return Policy.of(self._store).merge_policy

    def _currency(self) -> BrandCurrency:
        with self._lock:
            return brand_currency(self._store)

    def _context(self, progress: Show | None) -> JobContext:
        return JobContext(today=self.today, store=self._store, listener=_listener(progress))

    def _run(self, work: Work, progress: Show | None) -> works.Report:
        result = run_here(work, self._context(progress))
        if not isinstance(result, works.Report):
            raise TypeError(f"{work.kind} returned no report")
        return result


def _listener(progress: Show | None) -> Callable[[Event], None] | None:
    if progress is None:
        return None

    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            progress(event.step, event.done, event.of)

    return tell
