"""What a work sees of its job: steps, progress, the wish to stop, the store, today."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ampdesk.clock import clock_of
from ampdesk.errors import Cancelled
from ampdesk.jobs.events import Event, Progress
from ampdesk.jobs.journal import Journal
from ampdesk.store import Store

_EVERY = 0.1  # seconds between two progress events
_WINDOW = 5.0  # seconds over which the rate is taken


class JobContext:
    """One running job. Without a store it keeps no journal: for tests and dry runs."""

    def __init__(
        self,
        *,
        today: date | None = None,
        store: Store | None = None,
        brand: Path | None = None,
        listener: Callable[[Event], None] | None = None,
        holder: str = "",
    ) -> None:
        self.today = today or clock_of().today()
        self.brand = brand or (store.path if store else None)
        self.finished: frozenset[str] = frozenset()  # steps done by the run that this one resumes
        self.read_only = False
        self._store = store
        self._opened: Store | None = None
        self._listener = listener
        self._holder = holder
        self._journal: Journal | None = None
        self._waiting: Journal | None = None
        self._wish = threading.Event()
        self._deaf = False
        self._interrupts: list[Callable[[], None]] = []
        self._quiet = threading.RLock()  # held while the journal is written
        self._step = ""
        self._samples: deque[tuple[float, int]] = deque()
        self._told = 0.0
        self._last = Progress(0, 0)

    @property
    def store(self) -> Store:
        """The brand's store, opened when first asked for: for writing, if the work writes."""
        if self._store is None:
            if self.brand is None:
                raise LookupError("this job has no brand")
            store = Store.open(
                self.brand,
                read_only=self.read_only,
                holder=self._holder,
                clock=clock_of(self.today),
            )
            self.adopt(store, close=True)
            return store
        return self._store

    def adopt(self, store: Store, *, close: bool = False) -> None:
        """Use a store that the work has just created; the journal begins in it.

        With `close` it is closed when the job has ended.
        """
        self._store = store
        if close:
            self._opened = store
        self.on_cancel(store.connection.interrupt)
        if self._waiting is not None:
            self._journal, self._waiting = self._waiting, None
            self._journal.begin(store)

    def journal_in(self, journal: Journal) -> None:
        """Write `journal`: at once where a store is open, else as soon as one is."""
        self._waiting = journal
        if self._store is not None:
            self.adopt(self._store)

    @property
    def journal(self) -> Journal | None:
        """The journal, once there is a store to write it in."""
        return self._journal

    def close(self) -> None:
        """Close the store if it is this context's to close."""
        if self._opened is not None:
            self._opened.close()
            self._opened = self._store = None

    @contextlib.contextmanager
    def step(self, name: str, total: int = 0, unit: str = "rows") -> Iterator[None]:
        """Name the part of the work inside the block; a journal row is written before and after.

        The row after it is written in the transaction open then, if any: a step counts as done
        exactly when what it wrote has lasted.
        """
        self.check()
        outer, self._step = self._step, name
        self._samples.clear()
        self._told = 0.0
        self._last = Progress(0, total, name, unit=unit)
        with self.uninterrupted():
            position = self._journal.begin_step(name) if self._journal else 0
        try:
            self.progress(0, total, unit)
            yield
        except BaseException as error:
            if self._journal:
                stopped = self.cancelled or isinstance(error, Cancelled | KeyboardInterrupt)
                with self.uninterrupted():
                    self._journal.note_failed_step(position, self._last, stopped=stopped)
            raise
        if self._journal:
            self._journal.end_step(position, self._last)
        self._step = outer

    def progress(self, done: int, total: int = 0, unit: str = "rows", message: str = "") -> None:
        """Say how far the step is, as often as you like. Raises Cancelled when it was stopped."""
        self.check()
        now = time.monotonic()
        rate = self._rate(now, done)
        left = (total - done) / rate if rate and total > done else None
        self._last = Progress(done, total, self._step, rate, left, unit, message)
        if self._listener and (now - self._told >= _EVERY or (total and done >= total)):
            self._told = now
            self._listener(self._last)

    def check(self) -> None:
        """Raise Cancelled when the user wants the job to stop."""
        if self._wish.is_set() and not self._deaf:
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        """Whether the user wants the job to stop."""
        return self._wish.is_set() and not self._deaf

    def no_return(self) -> None:
        """Stop listening to the wish to stop: from here on the work has to be finished.

        Raises Cancelled when the wish came before. A kill still ends the process; such a work is
        resumable.
        """
        with self._quiet:
            self.check()
            self._deaf = True

    def on_cancel(self, interrupt: Callable[[], None]) -> None:
        """Call `interrupt` (from another thread) when the user stops the job: a query's stop."""
        self._interrupts.append(interrupt)

    def cancel(self) -> None:
        """Ask the job to stop, from any thread."""
        self._wish.set()
        with self._quiet:
            if self._deaf:
                return
            for interrupt in list(self._interrupts):
                with contextlib.suppress(Exception):  # one may be closed already; the wish stands
                    interrupt()

    @contextlib.contextmanager
    def uninterrupted(self) -> Iterator[None]:
        """Let no interrupt of `cancel` fall into the block: short writes of the journal."""
        with self._quiet:
            yield

    def _rate(self, now: float, done: int) -> float | None:
        samples = self._samples
        if samples and done < samples[-1][1]:
            samples.clear()
        samples.append((now, done))
        while len(samples) > 2 and now - samples[1][0] > _WINDOW:  # noqa: PLR2004  # both ends
            samples.popleft()
        seconds, units = now - samples[0][0], done - samples[0][1]
        return units / seconds if seconds > _EVERY and units > 0 else None
