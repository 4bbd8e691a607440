"""What the brand holds of a person, place by place, and what an erasure does with each."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.erasure import places
from ampdesk.erasure.changes import Change, phone_forms
from ampdesk.erasure.person import Person, among
from ampdesk.erasure.plan import Plan
from ampdesk.erasure.rows import planned
from ampdesk.erasure.search import Needles, search_file
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.schema import DERIVED_TABLES
from ampdesk.store import Store
from ampdesk.store import erased as keys
from ampdesk.store.sqlite import rows

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class HeldIn:
    """One place: table or file, rows in it, and what an erasure does with them."""

    kind: str  # feed, derived, store, or the kind of a file
    place: str
    rows: int | None  # None: a file
    fate: str


@dataclass(frozen=True)
class Held:
    """Everything held of one person."""

    person: Person
    places: tuple[HeldIn, ...]
    not_reachable: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(place.rows or 0 for place in self.places)


def preview_plan(person: Person) -> Plan:
    """A plan that is never carried out: what an erasure would do."""
    return Plan(
        erasure_id="", person=person, anonymous_id="", token="", asked_by="", asked_at="",
        pks=tuple((datasource, pk, "") for datasource, pk in person.records),
    )  # fmt: skip


def look(
    engine: Engine, store: Store, lake: Lake, person: Person, context: JobContext | None = None
) -> Held:
    """Count what is held, in tables and files. Reads only; searching backups takes a while."""
    context = context or JobContext()
    found = [*_in_feeds(engine, store, person), *_in_derived(engine, lake, person)]
    found += _in_store(store, person)
    found += _in_files(store, person, context)
    return Held(person, tuple(found), tuple(places.unreachable(store)))


def _in_feeds(engine: Engine, store: Store, person: Person) -> Iterator[HeldIn]:
    for change in planned(store.connection, preview_plan(person)):
        count = engine.rows(_counted(change))[0][0]
        if count:
            yield HeldIn("feed", change.table, int(count), change.fate)


def _counted(change: Change) -> exp.Select:
    return exp.select(exp.Count(this=exp.Star())).from_(change.table).where(change.surely)


def _in_derived(engine: Engine, lake: Lake, person: Person) -> Iterator[HeldIn]:
    for name in _derived_with_id(lake):
        count = engine.rows(exp.select(exp.Count(this=exp.Star())).from_(name).where(_his(person)))[
            0
        ][0]
        if count:
            yield HeldIn("derived", name, int(count), "derived anew without the person")


def _derived_with_id(lake: Lake) -> list[str]:
    with lake.snapshot() as snapshot:
        tables = dict(snapshot.tables)
    return [
        table.name for table in DERIVED_TABLES
        if table.name in tables and "amperity_id" in tables[table.name].names
    ]  # fmt: skip


def _his(person: Person) -> exp.Expr:
    return among("amperity_id", person.ids)


_STORE = {
    "record_ids": "SELECT * FROM record_ids",
    "change_log_clusters": "SELECT * FROM change_log_clusters",
    "change_log_pks": "SELECT * FROM change_log_pks",
    "id_lists": "SELECT * FROM id_lists",
    "customer_notes": "SELECT * FROM customer_notes",
}


def _in_store(store: Store, person: Person) -> Iterator[HeldIn]:
    for name in _STORE:
        count = len(_store_rows(store, name, person))
        if count:
            yield HeldIn("store", name, count, "removed")


def _store_rows(store: Store, name: str, person: Person) -> list[dict[str, Any]]:
    if not keys.has_table(store, name):
        return []
    values = [*person.ids, *person.emails, *phone_forms(person)] if name == "id_lists" else []
    query = exp.select("*").from_(name).where(among("amperity_id", values or person.ids))
    columns = [row[1] for row in rows(store.connection, f"PRAGMA table_info({name})")]
    return [dict(zip(columns, row, strict=True)) for row in rows(store.connection,
                                                                  query.sql("sqlite"))]  # fmt: skip


def _in_files(store: Store, person: Person, context: JobContext) -> Iterator[HeldIn]:
    needles = Needles.of(person)
    listed = [*places.backup_files(store), *places.written_files(store)]
    total = sum(place.path.stat().st_size for place in listed) // _MEGABYTE
    seen = 0

    def read(size: int) -> None:
        nonlocal seen
        seen += size
        context.progress(min(seen // _MEGABYTE, total), total, "MB")

    with context.step("searching backups and written files", total, "MB"):
        for place in listed:
            if search_file(place.path, needles, read):
                yield HeldIn(place.kind, str(place.path), None, fate_of(place))


def fate_of(place: places.Place) -> str:
    """Say what an erasure does with a file that holds the person."""
    if place.kind == "backup":
        return "rewritten without the person"
    return "its lines about the person are taken out" if place.loses_lines else "deleted"


def everything(engine: Engine, store: Store, lake: Lake, person: Person) -> dict[str, Any]:
    """Return every row held of a person, by table: what the person may ask to see."""
    feeds = {
        change.table: engine.arrow(
            exp.select("*").from_(change.table).where(change.surely)
        ).to_pylist()
        for change in planned(store.connection, preview_plan(person))
    }
    derived = {
        name: engine.arrow(exp.select("*").from_(name).where(_his(person))).to_pylist()
        for name in _derived_with_id(lake)
    }
    stored = {name: _store_rows(store, name, person) for name in _STORE}
    return {
        "who": person.model_dump(mode="json"),
        "imported": {name: found for name, found in feeds.items() if found},
        "derived": {name: found for name, found in derived.items() if found},
        "noted": {name: found for name, found in stored.items() if found},
    }


def write_export(content: dict[str, Any], path: Path) -> None:
    """Write everything as JSON; a path that ends in .zip gets the same file inside an archive."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_plain)
    half = path.with_name(path.name + ".partial")
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.json", text)
    else:
        half.write_text(text, encoding="utf-8")
    half.chmod(0o600)
    half.replace(path)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} in an export")
