"""The journal of jobs in the store: begun, stepped, ended; and what a kill left behind."""

import json
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ampdesk.errors import AmpDeskError
from ampdesk.jobs.events import Done, Event, Failed, Progress, Stopped
from ampdesk.jobs.work import Work, read_work
from ampdesk.log import redact
from ampdesk.store import Store, notes
from ampdesk.store.sqlite import rows

State = Literal["running", "done", "failed", "cancelled", "rolled back", "resumed"]


@dataclass(frozen=True)
class JobRow:
    """A job as journalled; instants are UTC text."""

    job_id: str
    kind: str
    state: str
    started_at: str
    ended_at: str | None
    message: str


@dataclass(frozen=True)
class Recovered:
    """What became of a job whose process was killed.

    "resume": start `work` again, with `resumes=job_id`. "rolled back": nothing of the step under
    way was kept; `message` says so to the user.
    """

    job_id: str
    kind: str
    action: Literal["resume", "rolled back"]
    message: str
    work: Work | None

    def __str__(self) -> str:
        return self.message


class Journal:
    """Writes the rows of one job."""

    def __init__(self, asked: Work, *, job_id: str = "", resumes: str = "") -> None:
        self.job_id = job_id or uuid.uuid4().hex
        self.resumes = resumes
        self._work = asked
        self._store: Store | None = None
        self._steps = 0

    def begin(self, store: Store) -> None:
        """Write that the job runs."""
        self._store = store
        if store.read_only:
            self._store = None
            return
        with store.transaction() as connection:
            if self.resumes:
                connection.execute(
                    "UPDATE jobs SET state = 'resumed', ended_at = ? WHERE job_id = ?",
                    (store.now(), self.resumes),
                )
            connection.execute(
                "INSERT INTO jobs (job_id, kind, work, state, pid, host, started_at, message) "
                "VALUES (?, ?, ?, 'running', ?, ?, ?, ?)",
                (
                    self.job_id,
                    self._work.kind,
                    self._work.model_dump_json(),
                    os.getpid(),
                    notes.who(),
                    store.now(),
                    self._work.title,
                ),
            )

    def finished_steps(self) -> frozenset[str]:
        """Return the steps that the run which this one resumes had done."""
        if self._store is None or not self.resumes:
            return frozenset()
        found = rows(
            self._store.connection,
            "SELECT name FROM job_steps WHERE job_id = ? AND state = 'done'",
            (self.resumes,),
        )
        return frozenset(row[0] for row in found)

    def begin_step(self, name: str) -> int:
        """Write that a step runs; return its position."""
        self._steps += 1
        if self._store is not None:
            with self._store.transaction() as connection:
                connection.execute(
                    "INSERT INTO job_steps (job_id, position, name, state, started_at) "
                    "VALUES (?, ?, ?, 'running', ?)",
                    (self.job_id, self._steps, name, self._store.now()),
                )
        return self._steps

    def end_step(self, position: int, last: Progress) -> None:
        """Write that a step is done, in the transaction open now if there is one."""
        self._set_step(position, "done", last)

    def note_failed_step(self, position: int, last: Progress, *, stopped: bool) -> None:
        """Write that a step failed or was stopped; not inside a transaction, as that is lost."""
        if self._store is None or not self._store.is_open:
            return
        if self._store.connection.in_transaction:
            return
        try:
            self._set_step(position, "cancelled" if stopped else "failed", last)
        except AmpDeskError:  # a full disk: the error under way is the one to tell
            return

    def end(self, event: Event) -> None:
        """Write how the job ended."""
        if self._store is None:
            return
        if self._store.is_open:
            self._end_in(self._store, event)
        elif self._store.path.exists():  # the work closed the store that it had made
            with Store.open(self._store.path, share=True) as store:
                self._end_in(store, event)

    def _end_in(self, store: Store, event: Event) -> None:
        state, message, result = _ending(event)
        with store.transaction() as connection:
            now = store.now()
            connection.execute(
                "UPDATE jobs SET state = ?, ended_at = ?, message = coalesce(?, message), "
                "result = ? WHERE job_id = ?",
                (state, now, message, result, self.job_id),
            )
            connection.execute(
                "UPDATE job_steps SET state = ?, ended_at = ? "
                "WHERE job_id = ? AND state = 'running'",
                (state, now, self.job_id),
            )

    def _set_step(self, position: int, state: str, last: Progress) -> None:
        if self._store is None:
            return
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE job_steps SET state = ?, done = ?, total = ?, ended_at = ? "
                "WHERE job_id = ? AND position = ?",
                (state, last.done, last.of or None, self._store.now(), self.job_id, position),
            )


def _ending(event: Event) -> tuple[State, str | None, str | None]:
    match event:
        case Done(result):
            return "done", None, json.dumps(result, ensure_ascii=False, default=str)
        case Failed():
            return "failed", redact(str(event)), None
        case Stopped():
            return "cancelled", "Stopped; nothing of it was kept", None
        case _:
            return "running", None, None


def close_dead(store: Store, job_id: str, event: Event) -> None:
    """Write the end of a job whose process ended without doing so."""
    state, message, _ = _ending(event)
    with store.transaction() as connection:
        connection.execute(
            "UPDATE jobs SET state = ?, ended_at = ?, message = ? "
            "WHERE job_id = ? AND state = 'running'",
            (state, store.now(), message, job_id),
        )
        connection.execute(
            "UPDATE job_steps SET state = ?, ended_at = ? WHERE job_id = ? AND state = 'running'",
            (state, store.now(), job_id),
        )


def recover(store: Store) -> list[Recovered]:
    """Find jobs that a kill left "running", and say what becomes of each.

    Only the holder of the writer's lock may ask: then no worker of this brand can be alive.
    """
    found = rows(
        store.connection,
        "SELECT job_id, kind, work, message FROM jobs WHERE state = 'running' "
        "ORDER BY started_at, rowid",
    )
    recovered = [_recovered(*row) for row in found]
    for one in recovered:
        with store.transaction() as connection:
            now = store.now()
            connection.execute(
                "UPDATE jobs SET state = 'rolled back', ended_at = ?, message = ? WHERE job_id = ?",
                (now, one.message, one.job_id),
            )
            connection.execute(
                "UPDATE job_steps SET state = 'rolled back', ended_at = ? "
                "WHERE job_id = ? AND state = 'running'",
                (now, one.job_id),
            )
    return recovered


def _recovered(job_id: str, kind: str, text: str, title: str) -> Recovered:
    try:
        asked = read_work(kind, text)
    except (AmpDeskError, ValueError):  # of a version that knew other works
        asked = None
    if asked is not None and asked.resumable:
        return Recovered(job_id, kind, "resume", f"{title}: was cut off and is resumed", asked)
    message = f"{title}: was cut off; nothing of the step under way was kept. Start it again"
    return Recovered(job_id, kind, "rolled back", message, asked)


def jobs_of(store: Store, limit: int = 20) -> list[JobRow]:
    """Return the newest jobs first."""
    found = rows(
        store.connection,
        "SELECT job_id, kind, state, started_at, ended_at, coalesce(message, '') FROM jobs "
        "ORDER BY started_at DESC, rowid DESC LIMIT ?",
        (limit,),
    )
    return [JobRow(*row) for row in found]


def job_log(store: Store, job_id: str) -> str:
    """Return the log of a job for a person to read: a line per step, times in UTC."""
    found = rows(
        store.connection,
        "SELECT kind, state, started_at, ended_at, coalesce(message, '') FROM jobs "
        "WHERE job_id = ?",
        (job_id,),
    )
    if not found:
        return ""
    kind, state, began, ended, message = found[0]
    lines = [f"{kind}: {state}. {message}".rstrip(), f"  began {began}"]
    steps = rows(
        store.connection,
        "SELECT position, name, state, done, total, started_at, ended_at FROM job_steps "
        "WHERE job_id = ? ORDER BY position",
        (job_id,),
    )
    lines += [_step_line(step) for step in steps]
    if ended:
        lines.append(f"  ended {ended}, after {_seconds(began, ended)} s")
    return "\n".join(lines)


def _step_line(step: tuple[Any, ...]) -> str:
    position, name, state, done, total, began, ended = step
    amount = ""
    if done:
        amount = f", {done:,}" + (f" of {total:,}" if total and total != done else "")
    took = f", {_seconds(began, ended)} s" if ended else ""
    return f"  {position}. {name}: {state}{amount}{took}"


def _seconds(began: str, ended: str) -> int:
    return int((datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds())
