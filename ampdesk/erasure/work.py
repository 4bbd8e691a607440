"""The erasure as a job: one transaction that cannot be taken back, then the copies, then the proof.

Before that transaction it can be stopped and leaves nothing changed. After it every step may be
repeated: killed at any moment, it goes on when the brand is opened next, until nothing is found.
"""

import json
import shutil
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field

from ampdesk import profiles
from ampdesk.erasure import places
from ampdesk.erasure.cleaning import clean_backup, clean_file, write_record
from ampdesk.erasure.errors import ErasureError
from ampdesk.erasure.plan import Plan, forget, read_plan
from ampdesk.erasure.rows import erase_rows, planned
from ampdesk.erasure.search import Found, Needles, search_file
from ampdesk.jobs import JobContext, Work, work
from ampdesk.lake import Lake, Publish
from ampdesk.profiles import compliance
from ampdesk.profiles.state import KEY as BUILD_STATE
from ampdesk.schema import FEEDS
from ampdesk.store import Store, notes
from ampdesk.store import erased as keys
from ampdesk.store.errors import disk_full
from ampdesk.store.sqlite import Connection, OperationalError, rows

_ROOM = 3  # times the size of the brand file: the log, the compacted copy, a backup
_ATTEMPTS = 5  # at emptying the log while another window reads; each waits for its locks
_MEGABYTE = 1_000_000


class Erased(BaseModel):
    """What an erasure did. Nothing in it says who it was."""

    sentence: str
    facts: dict[str, Any] = Field(default_factory=dict)


@work
class ErasePerson(Work):
    """Erase the person of a plan, and prove it."""

    kind: Literal["erase"] = "erase"
    erasure_id: str
    resumable: ClassVar[bool] = True
    result: ClassVar[type[BaseModel] | None] = Erased

    @property
    def title(self) -> str:
        """What this does; never whom."""
        return "Erase a person"

    def run(self, context: JobContext) -> Erased:
        """Do all that is not done yet. Raises Cancelled before the point of no return."""
        store = context.store
        plan = read_plan(store.path, self.erasure_id)
        if plan is None:
            return Erased(sentence="Nothing is left to do.")
        keys.ensure_tables(store)
        lake = Lake.beside(store.path)
        try:
            _erase_rows(store, lake, plan, context)
        except BaseException:
            if state_of(store, plan.erasure_id) is None:
                forget(store.path, plan.erasure_id)  # nothing was changed: as if never asked
            raise
        return _Copies(store, lake, plan, context).finish()


def state_of(store: Store, erasure_id: str) -> str | None:
    """Return the state of an erasure in the record; None before its point of no return."""
    if not store.is_open or not keys.has_table(store, "erasures"):
        return None
    found = rows(store.connection, "SELECT state FROM erasures WHERE erasure_id = ?", (erasure_id,))
    return str(found[0][0]) if found else None


def _erase_rows(store: Store, lake: Lake, plan: Plan, context: JobContext) -> None:
    """Take the person out of store and lake in the one commit that cannot be taken back."""
    if state_of(store, plan.erasure_id) is not None:
        context.no_return()
        return
    size = store.path.stat().st_size
    if shutil.disk_usage(store.path.parent).free < _ROOM * size:
        raise disk_full(store.path)
    salt = keys.salt_of(store)
    rows(store.connection, "PRAGMA secure_delete = ON")
    done: dict[str, int] = {}
    with context.step("erasing in store and lake"), lake.publish(store) as publish:
        for change in planned(store.connection, plan):
            context.check()
            table = publish.tables.get(change.table)
            if table is not None:
                after = partial(change.of_scan, columns=table.names)
                publish.amend(change.table, change.surely, after)
        _drop_derived(publish)

        def in_transaction(connection: Connection) -> None:
            done.update(erase_rows(connection, plan, is_copy=False))
            connection.execute("DELETE FROM settings WHERE key = ?", (BUILD_STATE,))
            _recount_imports(connection)
            write_record(connection, plan, salt, state="erasing")
            _keep_counts(connection, plan, done)
            context.no_return()

        publish.in_transaction(in_transaction)


def _drop_derived(publish: Publish) -> None:
    """Take out all that a build makes: the next one derives it without the person."""
    feeds = {feed.name for feed in FEEDS}
    for name in publish.tables:
        if name not in feeds and not name.startswith("custom_"):
            publish.drop(name)
    publish.built_on = None


def _recount_imports(connection: Connection) -> None:
    """Say of each import how many of its rows are left, by feed."""
    counted: dict[str, dict[int, int]] = {}
    for import_id, text in rows(connection, "SELECT import_id, tables FROM imports"):
        before = json.loads(text or "{}")
        for name in before:
            if name not in counted:
                query = f'SELECT import_id, count(*) FROM "{name}" GROUP BY import_id'  # noqa: S608
                counted[name] = {int(row[0]): int(row[1]) for row in rows(connection, query)}
        now = {name: counted[name].get(int(import_id), 0) for name in before}
        if now != before:
            connection.execute(
                "UPDATE imports SET tables = ? WHERE import_id = ?", (json.dumps(now), import_id)
            )


def _keep_counts(connection: Connection, plan: Plan, counts: dict[str, Any]) -> None:
    connection.execute(
        "UPDATE erasures SET counts = ? WHERE erasure_id = ?",
        (json.dumps(counts, sort_keys=True), plan.erasure_id),
    )


class _Copies:
    """The steps after the point of no return; each may be run again."""

    def __init__(self, store: Store, lake: Lake, plan: Plan, context: JobContext) -> None:
        self._store, self._lake = store, lake
        self._plan, self._context = plan, context
        self._needles = Needles.of(plan.person)
        self._done: Counter[str] = Counter()

    def finish(self) -> Erased:
        """Derive anew, clean every copy, compact, search, write the record, forget the plan."""
        store, context = self._store, self._context
        if rows(store.connection, "SELECT 1 FROM source_profiles LIMIT 1"):
            profiles.build(store, self._lake, today=context.today, context=context, full=True)
        self._clean_written()
        self._clean_backups()
        with context.step("compacting the brand file"):
            self._compact()
        proof = self._prove()
        counts = self._write_down(proof)
        with self._lake.publish(store) as publish:  # now it is done, and says when
            compliance.keep(store, publish)
        forget(store.path, self._plan.erasure_id)
        return Erased(sentence=sentence_of(proof), facts={"counts": counts, "proof": proof})

    def _clean_written(self) -> None:
        listed = [
            place for place in places.written_files(self._store)
            if str(place.path) != self._plan.export
        ]  # fmt: skip
        with self._context.step("cleaning lists, rejects and logs", len(listed), "files"):
            for number, place in enumerate(listed, start=1):
                self._count(place.kind, clean_file(place, self._needles))
                self._context.progress(number, len(listed), "files")

    def _clean_backups(self) -> None:
        listed = list(places.backup_files(self._store))
        salt = keys.salt_of(self._store)
        with self._context.step("rewriting backups", len(listed), "files"):
            for number, place in enumerate(listed, start=1):
                did = clean_backup(place.path, self._plan, self._needles, salt)
                self._count("backup", did)
                if did.startswith("deleted"):
                    with self._store.transaction() as connection:
                        connection.execute(
                            "DELETE FROM backups WHERE path = ?", (str(place.path.absolute()),)
                        )
                self._context.progress(number, len(listed), "files")

    def _count(self, kind: str, did: str) -> None:
        if did:
            self._done[f"{kind} files " + ("deleted" if did.startswith("deleted") else
                                           "rewritten")] += 1  # fmt: skip

    def _compact(self) -> None:
        """Leave no free page, no log, no file of an older lake that still holds the person."""
        connection = self._store.connection
        rows(connection, "PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        for _ in range(_ATTEMPTS):
            if self._store.journal_mode != "wal":
                break
            try:
                busy = rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
            except OperationalError:  # an open read: SQLite has waited for it already
                continue
            if not busy:
                break
        self._context.progress(0, 0, "files", "let go of older files")
        with self._lake.snapshot() as snapshot:
            needed = {self._lake.folder / name for name in snapshot.manifest.names}
        for path in self._lake.folder.glob("*/*.parquet"):
            if path not in needed:
                path.unlink(missing_ok=True)  # whoever reads an older state reads the new one next

    def _prove(self) -> dict[str, Any]:
        """Search every file; return what was searched. Raises ErasureError when he is found."""
        listed = [
            place for place in places.every_file(self._store, self._lake.folder)
            if str(place.path) != self._plan.export
        ]  # fmt: skip
        total = max(1, sum(_size(place.path) for place in listed) // _MEGABYTE)
        found: list[Found] = []
        by_kind: Counter[str] = Counter()
        seen = 0

        def read(size: int) -> None:
            nonlocal seen
            seen += size
            self._context.progress(min(seen // _MEGABYTE, total), total, "MB")

        with self._context.step("searching every file for the person", total, "MB"):
            for place in listed:
                found += search_file(place.path, self._needles, read)
                by_kind[place.kind] += 1
        proof = {
            "files": len(listed),
            "bytes": seen,
            "searched": dict(sorted(by_kind.items())),
            "found": len(found),
            "not_reachable": places.unreachable(self._store),
            "shared_values": len(self._plan.person.shared),
        }
        if found:
            self._write_down(proof, done=False)
            listed_files = ", ".join(sorted({Path(one.path).name for one in found})[:5])
            raise ErasureError(
                f"the person still stands in {len({one.path for one in found})} files:"
                f" {listed_files}",
                remedy="close other windows and programs that use them, then open the brand again:"
                " the erasure goes on by itself",
                where=self._store.path.name,
            )
        return proof

    def _write_down(self, proof: dict[str, Any], *, done: bool = True) -> dict[str, Any]:
        store, plan = self._store, self._plan
        with store.transaction() as connection:
            kept = rows(
                connection, "SELECT counts FROM erasures WHERE erasure_id = ?", (plan.erasure_id,)
            )
            counts: dict[str, Any] = {**json.loads(kept[0][0] or "{}"), **self._done}
            _keep_counts(connection, plan, counts)
            connection.execute(
                "UPDATE erasures SET proof = ?, state = ?, erased_at = ? WHERE erasure_id = ?",
                (
                    json.dumps(proof, sort_keys=True),
                    "done" if done else "erasing",
                    store.now() if done else None,
                    plan.erasure_id,
                ),
            )
            if done:
                detail = {"erasure": plan.erasure_id, "files_searched": proof["files"]}
                notes.note(store, "person erased", "", sum(counts.values()), detail)
        return counts


def sentence_of(proof: dict[str, Any]) -> str:
    """Say what the search proves."""
    said = f"Erased. {proof['files']:,} files were searched afterwards and hold nothing of it."
    gone = len(proof["not_reachable"])
    if gone:
        said += f" {gone} noted files could not be reached: delete or clean them by hand."
    return said


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
