"""The brand file while it is open: one connection, its transactions, and what lies in it."""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from ampdesk.clock import Clock, clock_of
from ampdesk.schema import Table
from ampdesk.store import bulk as loading
from ampdesk.store import opening, sqlite, version
from ampdesk.store.definitions import Definitions
from ampdesk.store.errors import StoreReadOnlyError, explained
from ampdesk.store.lock import WriterLock
from ampdesk.store.place import place_warnings
from ampdesk.store.settings import NAMESPACE, Settings
from ampdesk.store.sqlite import Connection, rows

if TYPE_CHECKING:
    from sqlite_utils import Database


class Store:
    """An open brand file; a context manager. Use one Store from one thread at a time."""

    def __init__(
        self, path: Path, opened: opening.Opened, lock: WriterLock | None, clock: Clock
    ) -> None:
        self.path = path
        self.connection: Connection = opened.connection
        self.journal_mode = opened.journal_mode
        self.warnings = opened.warnings
        self.clock = clock
        self._lock = lock
        self._closed = False
        self._read_only = lock is None
        self._after_commit: list[Callable[[], None]] = []
        self.settings = Settings(self.connection, self.transaction, clock)
        self.definitions = Definitions(self.connection, self.transaction, clock)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        namespace: uuid.UUID | None = None,
        holder: str = "",
        clock: Clock | None = None,
    ) -> Self:
        """Make an empty brand file and open it; `namespace` seeds its Amperity IDs (stitch.md 8.6).

        Raises StoreExistsError, StoreReadOnlyError, DiskFullError; then nothing is left behind.
        """
        opening.make(path)
        store = cls.open(path, holder=holder, clock=clock)
        with store.transaction():
            store.settings.keep(NAMESPACE, str(namespace or uuid.uuid4()))
        return store

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        holder: str = "",
        clock: Clock | None = None,
        share: bool = False,
        vfs: str = "",
    ) -> Self:
        """Open a brand file; for writing it takes the one writer's lock and migrates it.

        `share`: a second Store of this process, under the lock that it holds (another thread's).
        `vfs`: see `sqlite.connect`.

        Raises StoreMissingError, StoreLockedError, StoreCorruptError, StoreVersionError,
        StoreReadOnlyError, each with its remedy.
        """
        clock = clock or clock_of()
        if read_only:
            opened = opening.open_for_reading(path)
            if opened.version != version.newest():
                opened.connection.close()
                raise opening.refuse_version(path, opened.version, version.newest())
            return cls(path, opened, None, clock)
        opening.must_be_a_file(path)
        lock = WriterLock.take(path, holder, share=share)
        try:
            check = lock.owned and opening.should_check(path, lock.checked)
            opened = opening.open_for_writing(path, check=check, vfs=vfs)
            try:
                _bring_up_to_date(path, opened, clock)
            except BaseException:
                opened.connection.close()
                raise
            opened.warnings += place_warnings(path)
        except BaseException:
            lock.release()
            raise
        if lock.owned:
            loading.remove_leftovers(path)
            opening.remove_partial_backups(path)
        return cls(path, opened, lock, clock)

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
        """Close the file; a transaction still open is taken back. Closing twice is harmless."""
        self._closed = True
        with contextlib.suppress(sqlite.Error):
            self.connection.close()
        if self._lock is not None:
            lock, self._lock = self._lock, None
            checked = None
            with contextlib.suppress(OSError):
                checked = opening.fingerprint(self.path)
            lock.release(checked=checked)

    @property
    def is_open(self) -> bool:
        """Whether `close` has not been called yet."""
        return not self._closed

    @property
    def read_only(self) -> bool:
        """Whether this Store may only read."""
        return self._read_only

    @cached_property
    def db(self) -> "Database":
        """The same connection in the hands of sqlite-utils; its writes join open transactions.

        Made when asked for: sqlite-utils loads pandas, which no window waits for.
        """
        from sqlite_utils import Database

        return Database(self.connection)

    @cached_property
    def namespace(self) -> uuid.UUID:
        """The brand's own namespace for UUIDv5 ids: random at `init`, seeded in `demo`."""
        return uuid.UUID(str(self.settings.kept(NAMESPACE)))

    @property
    def generation(self) -> int:
        """Number of the lake's newest publish (lake_state), 0 before the first."""
        return int(rows(self.connection, "SELECT generation FROM lake_state")[0][0])

    @property
    def version(self) -> int:
        """Format of the file."""
        return version.version_of(self.connection)

    @contextlib.contextmanager
    def transaction(self, *, bulk: bool = False) -> Iterator[Connection]:
        """Do all of the block or nothing; a block inside a block is part of the outer one.

        An error inside takes back this block only (a savepoint); the outermost commit is the
        one that lasts, and then runs what `after_commit` was given. `bulk` announces hundreds of
        megabytes: where nobody else has the file open they then go straight into it, not through
        the write-ahead log, which is as safe and halves what the disk has to write.
        Raises DiskFullError, StoreReadOnlyError and the like, with nothing changed.
        """
        if self._read_only:
            raise StoreReadOnlyError(
                "opened read-only", remedy="close the other window first", where=self.path.name
            )
        with explained(self.path, system=False):
            if self.connection.in_transaction:
                with self._savepoint():
                    yield self.connection
                return
            past_the_log = bulk and self._leave_log()
            try:
                yield from self._outermost()
            finally:
                if past_the_log:
                    with contextlib.suppress(sqlite.OperationalError):  # at the next opening, then
                        rows(self.connection, "PRAGMA journal_mode = WAL")
        waiting, self._after_commit = self._after_commit, []
        for action in waiting:
            action()

    def _outermost(self) -> Iterator[Connection]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            self._after_commit.clear()
            with contextlib.suppress(sqlite.Error):
                # SQLite may have rolled back already: a full disk, an interrupt
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise
        finally:
            loading.detach_all(self.connection)

    def _leave_log(self) -> bool:
        """Go over to a rollback journal; False when another connection keeps the log in use."""
        if self.journal_mode != "wal":
            return False
        try:
            rows(self.connection, "PRAGMA busy_timeout = 0")
            return bool(rows(self.connection, "PRAGMA journal_mode = DELETE")[0][0] == "delete")
        except sqlite.OperationalError:
            return False
        finally:
            rows(self.connection, f"PRAGMA busy_timeout = {sqlite.BUSY_MS:d}")

    @contextlib.contextmanager
    def _savepoint(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT block")  # nested names shadow each other, rightly
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite.Error):
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK TO block")
                    self.connection.execute("RELEASE block")
            raise
        self.connection.execute("RELEASE block")

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` when the open transaction has lasted, or now when none is open."""
        if self.connection.in_transaction:
            self._after_commit.append(action)
        else:
            action()

    def now(self) -> str:
        """Return the instant as the store writes it: UTC, 'YYYY-MM-DD HH:MM:SS'."""
        return self.clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def load(
        self,
        table: Table | str,
        batches: Iterable[pa.RecordBatch],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Append rows in bulk, all or none; return how many.

        `batches` have columns of the table, by name; missing ones become NULL. Arrow types of
        the lake are taken as they are and turned into what SQLite stores (`bulk`). `progress`
        gets the rows so far, and may raise to stop. Batches are drawn from another thread.
        Raises DiskFullError with nothing changed.
        """
        name = table if isinstance(table, str) else table.name
        with self.transaction():
            return loading.load(self, name, batches, progress=progress)

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the file, and empty the log."""
        if self.journal_mode == "wal" and not self.connection.in_transaction:
            with contextlib.suppress(sqlite.OperationalError):  # a reader holds it: another time
                rows(self.connection, "PRAGMA wal_checkpoint(TRUNCATE)")


def _bring_up_to_date(path: Path, opened: opening.Opened, clock: Clock) -> None:
    """Migrate a file of an older version, after a backup. Raises StoreVersionError if newer."""
    newest = version.newest()
    if opened.version > newest:
        raise opening.refuse_version(path, opened.version, newest)
    if opened.version == newest:
        return
    from ampdesk.store import backups  # it opens stores itself

    backups.before_migration(path, clock)
    with explained(path):
        version.migrate(opened.connection)
    opened.version = newest
