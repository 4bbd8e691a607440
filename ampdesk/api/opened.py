"""A brand that is open: its store, lake and lock, how it opens and closes, what it is."""

import threading
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ampdesk.api.reader import Reader
from ampdesk.api.status import Status, read_status, staleness
from ampdesk.clock import Clock, clock_of
from ampdesk.jobs import (
    Event,
    JobContext,
    Jobs,
    Progress,
    Recovered,
    Work,
    recover,
    run_here,
    works_at,
)
from ampdesk.lake import Lake
from ampdesk.profiles import BrandCurrency, brand_currency
from ampdesk.store import Definitions, Settings, Store

if TYPE_CHECKING:
    from ampdesk.api.search import Finder
    from ampdesk.api.works import Report

works_at("ampdesk.api.works", "import", "build", "undo", "demo", "list")
works_at("ampdesk.api.erasing", "erase", "look up")
works_at("ampdesk.api.exports", "scores")
works_at("ampdesk.api.customer_files", "customers file")
works_at("ampdesk.api.segment_jobs", "segment file")

Show = Callable[[str, int, int], None]  # step, done, of (0: not known how many)


class OpenBrand:
    """Holds what every method of `Brand` needs; a context manager."""

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
            from ampdesk.api.erasing import unfinished  # start-up time

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
        from ampdesk.api.works import MakeDemo  # start-up time

        clock = clock_of(today)
        made = MakeDemo(customers=customers, seed=seed, exports=exports)
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
        if "_finder" in vars(self):
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

    # what the methods share

    @cached_property
    def _finder(self) -> "Finder":
        from ampdesk.api.search import Finder  # start-up time

        return Finder(self._reader, self._store)

    def let_go(self) -> None:
        """Let go of older files of the lake that nothing is being read from."""
        self._reader.close()

    def _currency(self) -> BrandCurrency:
        with self._lock:
            return brand_currency(self._store)

    def _context(self, progress: Show | None) -> JobContext:
        return JobContext(today=self.today, store=self._store, listener=_listener(progress))

    def _run(self, work: Work, progress: Show | None) -> "Report":
        from ampdesk.api.works import Report

        result = run_here(work, self._context(progress))
        if not isinstance(result, Report):
            raise TypeError(f"{work.kind} returned no report")
        return result


def _listener(progress: Show | None) -> Callable[[Event], None] | None:
    if progress is None:
        return None

    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            progress(event.step, event.done, event.of)

    return tell
