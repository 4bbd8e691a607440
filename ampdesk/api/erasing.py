"""Deletion requests for both doors: find the person, see what is held, take a copy, erase."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel
from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.erasure import (
    Erased,
    ErasePerson,
    ErasureError,
    Held,
    everything,
    gather,
    look,
    make_plan,
    write_export,
)
from ampdesk.erasure.plan import forget, plans
from ampdesk.erasure.work import state_of
from ampdesk.errors import NotFoundError
from ampdesk.jobs import JobContext, Recovered, Work, work
from ampdesk.lake import Lake
from ampdesk.store import Store, erased
from ampdesk.store.errors import StoreReadOnlyError
from ampdesk.store.sqlite import rows

Find = Callable[[str, int], list[str]]

NEEDED = ("Unified_Coalesced", "Customer_360")
_MOST = 200  # customers that one description may fit


class HeldReport(BaseModel):
    """What a search for everything held found; `places` as kind, place, rows, fate."""

    ids: tuple[str, ...]
    name: str
    rows: int
    records: int
    orders: int
    places: tuple[tuple[str, str, int | None, str], ...]
    not_reachable: tuple[str, ...]
    shared: tuple[tuple[str, str], ...]
    alike: tuple[str, ...]


@work
class LookUpPerson(Work):
    """Find everything held of a person; reads only, and searches backups and files too."""

    kind: Literal["look up"] = "look up"
    ids: tuple[str, ...]
    writes: ClassVar[bool] = False
    result: ClassVar[type[BaseModel] | None] = HeldReport

    @property
    def title(self) -> str:
        """What this does; never for whom."""
        return "Find everything held of a person"

    def run(self, context: JobContext) -> HeldReport:
        """Count rows in tables and search files."""
        store = context.store
        reader = Reader(Lake.beside(store.path), store.path.name)
        try:
            return report_of(
                Erasing(reader, store, lambda _text, _limit: []).held(self.ids, context)
            )
        finally:
            reader.close()


class Erasing:
    """Deletion requests of a brand."""

    def __init__(
        self,
        reader: Reader,
        store: Store,
        find: Find,
        lock: AbstractContextManager[object] | None = None,
    ) -> None:
        self._reader, self._store, self._find = reader, store, find
        self._lock = lock or threading.RLock()
        self._lake = Lake.beside(store.path)

    def who(self, text: str) -> tuple[str, ...]:
        """Return the customers that a description means: an id, all of an e-mail, or a search.

        By e-mail everybody is meant who has a record with it: it could not be gone otherwise.
        """
        wanted = text.strip()
        if "@" in wanted:
            found = self._holders(wanted.lower())
            if found:
                return found
        return tuple(self._find(wanted, _MOST))

    def _holders(self, email: str) -> tuple[str, ...]:
        self._reader.needs(*NEEDED)
        own = exp.func("LOWER", exp.column("email", table="s")).eq(exp.convert(email))
        more = exp.func("INSTR", exp.func("LOWER", exp.column("more_contacts", table="s")),
                        exp.convert(f'"{email}"'))  # fmt: skip
        query = (
            exp.select("r.amperity_id")
            .distinct()
            .from_("source_profiles AS s")
            .join("Record_Ids AS r", on="s.datasource = r.datasource AND s.pk = r.pk")
            .where(exp.or_(own, exp.GT(this=more, expression=exp.convert(0))))
        )
        return tuple(sorted(str(row["amperity_id"]) for row in self._reader.rows(query)))

    def held(self, ids: Sequence[str], context: JobContext | None = None) -> Held:
        """Return everything held of the person who has these ids. Raises NotFoundError."""
        self._reader.needs(*NEEDED)
        with self._lock, self._reader.engine() as engine:
            person = gather(engine, self._store, ids)
            return look(engine, self._store, self._lake, person, context)

    def export(self, ids: Sequence[str], file: Path) -> int:
        """Write every row held as JSON (inside a zip, if the file is one); return the rows."""
        self._reader.needs(*NEEDED)
        with self._lock, self._reader.engine() as engine:
            person = gather(engine, self._store, ids)
            content = everything(engine, self._store, self._lake, person)
        write_export(content, Path(file))
        parts = ("imported", "derived", "noted")
        return sum(len(found) for part in parts for found in content[part].values())

    def prepare(
        self,
        ids: Sequence[str],
        *,
        backups: Literal["rewrite", "delete"] = "rewrite",
        export: Path | None = None,
    ) -> ErasePerson:
        """Decide what an erasure will do, and return the work that does it.

        Nothing is changed before the work runs. `export`: the person's own copy, which stays.
        """
        if self._store.read_only:
            raise StoreReadOnlyError(
                "opened read-only", remedy="close the other window first",
                where=self._store.path.name,
            )  # fmt: skip
        self._reader.needs(*NEEDED)
        with self._lock, self._reader.engine() as engine:
            person = gather(engine, self._store, ids)
            kept = str(Path(export).absolute()) if export else ""
            plan = make_plan(self._store, person, backups=backups, export=kept)
        return ErasePerson(erasure_id=plan.erasure_id)

    def history(self) -> list[dict[str, Any]]:
        """Return who was erased when, by whom, with which hash: never the person; newest first."""
        with self._lock:
            if not erased.has_table(self._store, "erasures"):
                return []
            names = ("erasure_id", "state", "asked_by", "person_hash", "asked_at", "erased_at",
                     "counts", "proof")  # fmt: skip
            found = rows(
                self._store.connection,
                f"SELECT {', '.join(names)} FROM erasures ORDER BY asked_at DESC, rowid DESC",  # noqa: S608
            )
        return [dict(zip(names, row, strict=True)) for row in found]


def report_of(held: Held) -> HeldReport:
    """Return the plain form of what is held, for a job's result and for --json."""
    return HeldReport(
        ids=held.person.ids,
        name=held.person.name,
        rows=held.rows,
        records=len(held.person.records),
        orders=len(held.person.orders),
        places=tuple((one.kind, one.place, one.rows, one.fate) for one in held.places),
        not_reachable=held.not_reachable,
        shared=held.person.shared,
        alike=held.person.alike,
    )


def unfinished(store: Store, known: Sequence[Recovered]) -> list[Recovered]:
    """Return erasures past their point of no return that no journal row would go on with.

    Plans that nothing was done of (called off, or killed before) are forgotten.
    """
    going_on = {one.work.erasure_id for one in known if isinstance(one.work, ErasePerson)}
    found = []
    for erasure_id in list(plans(store.path)):
        if erasure_id in going_on:
            continue
        if state_of(store, erasure_id) is None:
            forget(store.path, erasure_id)
            continue
        asked = ErasePerson(erasure_id=erasure_id)
        found.append(Recovered("", asked.kind, "resume", f"{asked.title}: goes on", asked))
    return found


def only(found: Sequence[str], text: str) -> str:
    """Return the one customer that was found. Raises NotFoundError for nobody or several."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(
            "nobody is known by this",
            remedy="search by name, e-mail, phone, order number or id",
            where=text,
        )
    shown = ", ".join(found[:5])
    raise ErasureError(
        f"{len(found)} customers fit",
        remedy=f"repeat --who with each id that is meant ({shown}), or add --all",
        where=text,
    )


__all__ = ["Erased", "Erasing", "HeldReport", "LookUpPerson", "only", "report_of", "unfinished"]
