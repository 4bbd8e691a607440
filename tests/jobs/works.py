"""Small real works for tests; worker processes import this module by its name."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Literal

import pyarrow as pa
from pydantic import BaseModel

from ampdesk.errors import NotFoundError
from ampdesk.jobs import JobContext, Work, work
from ampdesk.store import Store

BATCH = 10_000


class Loaded(BaseModel):
    """Rows that were loaded."""

    rows: int


@work
class LoadLines(Work):
    """Load `rows` order lines in one transaction, in steps of one batch."""

    kind: Literal["test load"] = "test load"
    rows: int
    result: ClassVar[type[BaseModel] | None] = Loaded

    def run(self, context: JobContext) -> Loaded:
        with context.step("Load lines", self.rows):
            loaded = context.store.load(
                "source_lines", lines(self.rows), progress=lambda n: context.progress(n, self.rows)
            )
        return Loaded(rows=loaded)


@work
class TwoSteps(Work):
    """Write one setting per step; with `die_after`, kill its own process behind that step."""

    kind: Literal["test two steps"] = "test two steps"
    die_after: str = ""
    resumable: ClassVar[bool] = True

    def run(self, context: JobContext) -> dict[str, Any]:
        did = []
        for step in ("first", "second"):
            if step in context.finished:
                continue
            with context.step(step), context.store.transaction():
                count = context.store.settings.kept(f"test.{step}") or 0
                context.store.settings.keep(f"test.{step}", count + 1)
            did.append(step)
            if self.die_after == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return {"did": did}


@work
class TakesForever(Work):
    """Never end: politely, in a query of SQLite, or deaf to every wish."""

    kind: Literal["test forever"] = "test forever"
    manner: Literal["polite", "query", "deaf"]

    def run(self, context: JobContext) -> None:
        with context.step("Wait"), context.store.transaction() as connection:
            context.store.settings.keep("test.begun", 1)
            if self.manner == "query":
                connection.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                    "SELECT count(*) FROM n"
                ).fetchall()
            done = 0
            while True:
                time.sleep(0.01)
                done += 1
                if self.manner == "polite":
                    context.progress(done)


@work
class Prints(Work):
    """Print where it must not."""

    kind: Literal["test prints"] = "test prints"
    writes: ClassVar[bool] = False

    def run(self, context: JobContext) -> dict[str, Any]:
        print('{"event": "stopped"}')  # noqa: T201  # a chatty library
        os.write(1, b'{"event": "stopped"}\n')
        sys.stdout.flush()
        return {"today": context.today.isoformat(), "read_only": context.store.read_only}


@work
class Fails(Work):
    """Fail inside a transaction, by an error of ours or by a bug."""

    kind: Literal["test fails"] = "test fails"
    by: Literal["error", "bug"]

    def run(self, context: JobContext) -> None:
        with context.step("Fail"), context.store.transaction():
            context.store.settings.keep("test.kept", 1)
            if self.by == "bug":
                raise ValueError("ann@example.com")
            raise NotFoundError("no such thing", remedy="choose another", where="here")


@work
class Creates(Work):
    """Make the brand file itself, as the demonstration does."""

    kind: Literal["test creates"] = "test creates"

    def run(self, context: JobContext) -> dict[str, Any]:
        context.adopt(Store.create(Path(str(context.brand))), close=True)
        with context.step("Fill"):
            context.store.settings.keep("test.kept", 1)
        return {"made": True}


def lines(rows: int) -> Iterator[pa.RecordBatch]:
    """Yield `rows` order lines in batches."""
    for start in range(0, rows, BATCH):
        numbers = list(range(start, min(start + BATCH, rows)))
        yield pa.record_batch(
            {
                "import_id": pa.array([1] * len(numbers), pa.int64()),
                "row_number": pa.array(numbers, pa.int64()),
                "source": ["shop"] * len(numbers),
                "order_id": [f"o{number}" for number in numbers],
            }
        )
