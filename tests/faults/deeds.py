"""What gets killed: each deed works on a folder of its own, through the public functions.

Run as a program with a deed and a folder it does that deed. Without, it is the place where deeds
are killed: it loads everything once, then forks a child per order ("deed folder delay"), kills it
after `delay` seconds and says how it ended.
"""

import contextlib
import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ampdesk import intake, profiles, sample
from ampdesk.clock import Clock
from ampdesk.jobs import JobContext, recover
from ampdesk.lake import Lake
from ampdesk.store import Store, backup
from ampdesk.store.backups import row_counts
from ampdesk.store.sqlite import rows
from tests.jobs.works import lines

TODAY = date(2026, 6, 16)
BRAND = "demo.ampdesk"
LINES = 60_000
FILES = ("shopify_orders_export.csv", "klaviyo_profiles.csv")


def load(folder: Path) -> None:
    """Load order lines in bulk, in a transaction that goes past the log."""
    from ampdesk.store import bulk

    bulk.SMALL, bulk.FIRST_CHUNK = 100, 10_000
    with Store.open(folder / BRAND) as store, store.transaction(bulk=True):
        store.load("source_lines", lines(LINES))


def back_up(folder: Path) -> None:
    """Back the brand up to a file beside it."""
    backup(folder / BRAND, folder / "copy.ampdesk", force=True)


def migrate(folder: Path) -> None:
    """Open a file of an older version."""
    Store.open(folder / BRAND, clock=Clock(TODAY)).close()


def import_files(folder: Path) -> None:
    """Import the sample's exports."""
    with brand(folder) as (store, lake):
        wanted = {row[0] for row in rows(store.connection, "SELECT file FROM imports")}
        files = [path for path in sample_files(folder) if path.name not in wanted]
        if files:
            intake.load(store, lake, intake.plan(files, store=store), context=context(store))


def publish_past_the_log(folder: Path) -> None:
    """Publish as a large import does."""
    publish(folder, bulk=True)


def publish(folder: Path, *, bulk: bool = False) -> None:
    """Publish one more row of a feed, in the store and in the lake."""
    with brand(folder) as (store, lake), lake.publish(store) as waiting:
        waiting.bulk = bulk
        number = store.generation + 1
        row = {"import_id": number, "row_number": 1, "source": "shop", "order_id": str(number)}
        batch = pa.RecordBatch.from_pylist([row])
        waiting.append("source_lines", iter([batch]), import_id=number)
        waiting.in_transaction(lambda _: store.load("source_lines", [batch]))


def published(folder: Path) -> list[int]:
    """Return the rows that `publish` made; store, lake and manifest must agree."""
    with brand(folder) as (store, lake):
        found = [
            row[0]
            for row in rows(store.connection, "SELECT import_id FROM source_lines ORDER BY 1")
        ]
        snapshot = lake.snapshot()
        table = snapshot.tables.get("source_lines")
        mirrored = sorted(
            number
            for file in (table.files if table else ())
            for number in pq.read_table(file).column("import_id").to_pylist()
        )
        assert mirrored == found, (mirrored, found)
        assert snapshot.generation == store.generation
    return found


def new_brand(folder: Path) -> None:
    """Make a brand file with the sample's settings."""
    with Store.create(folder / BRAND) as store:
        for key, value in sample.BRAND_SETTINGS.items():
            store.settings.set(key, value)


def build(folder: Path) -> None:
    """Derive everything."""
    with brand(folder) as (store, lake):
        profiles.build(store, lake, today=TODAY, context=context(store))


DEEDS: dict[str, Callable[[Path], None]] = {
    deed.__name__: deed
    for deed in (
        load,
        back_up,
        migrate,
        publish,
        publish_past_the_log,
        import_files,
        build,
    )
}


@contextlib.contextmanager
def brand(folder: Path):
    """Open a brand as the window does: what a kill cut short is finished or taken back first."""
    with Store.open(folder / BRAND, clock=Clock(TODAY)) as store:
        recover(store)
        lake = Lake.beside(store.path)
        lake.recover(store)
        yield store, lake


def context(store: Store) -> JobContext:
    return JobContext(today=TODAY, store=store)


def sample_files(folder: Path) -> list[Path]:
    return [folder.parent / "exports" / name for name in FILES]


def make_exports(folder: Path, customers: int) -> None:
    """Write the sample's exports to `folder`/exports."""
    (folder / "exports").mkdir(parents=True)
    sample.write_exports(folder / "exports", customers=customers, seed=1, today=TODAY)


def store_rows(path: Path) -> dict[str, int]:
    """Return the rows of every table of a brand file, read as a stranger would."""
    with Store.open(path, read_only=True) as store:
        assert rows(store.connection, "PRAGMA integrity_check") == [("ok",)]
        return row_counts(store.connection)


_OWN_LIFE = {"import_id", "changed_at", "imported_at", "job_id", "timestamp", "batch_id"}


def digest(folder: Path) -> dict[str, str]:
    """Return a digest of the rows of every feed and derived table, whatever their order.

    The feeds from the store and from the lake; both must agree. What differs from run to run
    (import ids, instants) is left out.
    """
    found: dict[str, str] = {}
    with brand(folder) as (store, lake):
        for name in row_counts(store.connection):
            if name.startswith(("source_", "record_ids", "order_id_claims", "customer_360")):
                found[f"store: {name}"] = _of_store(store, name)
        snapshot = lake.snapshot()
        for name, table in snapshot.tables.items():
            found[f"lake: {name}"] = _of_lake(table)
    return {name: text for name, text in sorted(found.items()) if "_fts" not in name}


def _of_store(store: Store, name: str) -> str:
    names = [row[1] for row in rows(store.connection, f'PRAGMA table_info("{name}")')]
    kept = ", ".join(f'"{column}"' for column in names if column not in _OWN_LIFE)
    return _digest(rows(store.connection, f'SELECT {kept} FROM "{name}"'))  # noqa: S608


def _of_lake(table) -> str:
    found: list[tuple[object, ...]] = []
    for file in table.files:
        data = pq.read_table(file)
        data = data.drop_columns([name for name in data.column_names if name in _OWN_LIFE])
        names = sorted(data.column_names)
        found += zip(*(data.column(name).to_pylist() for name in names), strict=True)
    return _digest(found)


def _digest(found: list[tuple[object, ...]]) -> str:
    text = "\n".join(sorted(repr(row) for row in found))
    return f"{len(found)} rows {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def tell(answer: str) -> None:
    """Answer the test."""
    sys.stdout.write(answer + "\n")
    sys.stdout.flush()


def main() -> None:
    """Obey orders until the input ends."""
    if len(sys.argv) > 1:
        DEEDS[sys.argv[1]](Path(sys.argv[2]))
        return
    tell("ready")
    for order in sys.stdin:
        deed, folder, delay = order.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            _be_killed(DEEDS[deed], Path(folder))
        began = time.monotonic()
        status = _kill_after(child, float(delay))
        tell(f"{status}\t{time.monotonic() - began}")


def _be_killed(deed: Callable[[Path], None], folder: Path) -> None:
    status = 1
    try:
        deed(folder)
        status = 0
    finally:
        os._exit(status)


def _kill_after(child: int, delay: float) -> int:
    """Return the exit status of the child, -9 when it was killed."""
    end = time.monotonic() + delay
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
