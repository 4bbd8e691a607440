"""Starting works in worker processes, hearing from them, and stopping them."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO

from ampdesk.clock import clock_of
from ampdesk.errors import AmpDeskError
from ampdesk.jobs import journal
from ampdesk.jobs.events import Done, Event, Failed, Progress, Stopped, from_line
from ampdesk.jobs.work import Work
from ampdesk.log import logger, redact
from ampdesk.store import Store, lock

Listener = Callable[[Event], None]

_ASKED = 0.6  # seconds from the wish to stop until the process is told to end
_TOLD = 0.3  # seconds from there until it is killed
_LAST_LINES = 20


class JobHandle:
    """One job that was started. Events come to the listener from the job's own thread."""

    def __init__(self, jobs: "Jobs", asked: Work, listener: Listener, resumes: str) -> None:
        self.id = uuid.uuid4().hex
        self.work = asked
        self.last: Event = Progress(0, 0)
        self.has_turn = False  # Jobs sets it: this job is the one that writes
        self._jobs = jobs
        self._listener = listener
        self._resumes = resumes
        self._process: subprocess.Popen[bytes] | None = None
        self._wish = threading.Event()
        self._ended = threading.Event()
        self._mutex = threading.Lock()
        self._thread = threading.Thread(target=self._follow, name=f"job-{asked.kind}", daemon=True)

    @property
    def running(self) -> bool:
        """Whether the job has not ended yet; a waiting one counts as running."""
        return not self._ended.is_set()

    def cancel(self) -> None:
        """Ask the job to stop and return at once; within a second it has, or is killed."""
        with self._mutex:
            if self._wish.is_set() or self._ended.is_set():
                return
            self._wish.set()
            process = self._process
        if process is not None:
            self._say_stop(process)
            threading.Thread(target=self._insist, args=(process,), daemon=True).start()

    def wait(self, timeout: float | None = None) -> Event | None:
        """Wait for the end and return the last event, or None when `timeout` (s) ran out."""
        self._thread.join(timeout)
        return None if self._thread.is_alive() else self.last

    def begin(self) -> None:
        """Start following; `Jobs.start` calls it once."""
        self._thread.start()

    def _follow(self) -> None:
        try:
            last = self._run() if self._jobs.wait_for_turn(self) else Stopped()
        except OSError as error:
            last = Failed(f"the job could not be started ({error.strerror})", "try again")
        finally:
            self._jobs.end_turn(self)
        self._ended.set()
        self._tell(last)

    def wants_to_stop(self, seconds: float) -> bool:
        """Wait up to `seconds` for the wish to stop."""
        return self._wish.wait(seconds)

    def _run(self) -> Event:
        with self._jobs.spawn(self.work) as process:
            with self._mutex:
                self._process = process
                stopped_already = self._wish.is_set()
            _write(process, self._jobs.order(self.work, self.id, self._resumes))
            if stopped_already:
                self._say_stop(process)
                threading.Thread(target=self._insist, args=(process,), daemon=True).start()
            said: list[str] = []
            errors = threading.Thread(target=_keep_last, args=(process.stderr, said), daemon=True)
            errors.start()
            last: Event | None = None
            for line in process.stdout or ():
                with contextlib.suppress(ValueError):
                    event = from_line(line.decode("utf-8", "replace"))
                    if isinstance(event, Progress):
                        self._tell(event)
                    else:
                        last = event
            process.wait()
            errors.join()
        if last is None:
            last = self._cut_off(process.returncode, said)
        elif isinstance(last, Done) and self.work.result is not None:
            last = Done(self.work.result.model_validate(last.result))
        return last

    def _cut_off(self, status: int, said: list[str]) -> Event:
        """Say how a process ended that had no last word, and write it into the journal."""
        last: Event = Stopped()
        if not self._wish.is_set():
            logger("jobs").error("worker ended", status=status, said=redact("".join(said)))
            last = Failed(
                f"the worker process ended before its time (status {status})",
                "nothing of the step under way was kept; try again",
                self.work.title,
                "worker_died",
            )
        self._jobs.close_dead(self.id, last, writes=self.work.writes)
        return last

    def _tell(self, event: Event) -> None:
        self.last = event
        self._listener(event)

    def _say_stop(self, process: "subprocess.Popen[bytes]") -> None:
        _write(process, "{}")

    def _insist(self, process: "subprocess.Popen[bytes]") -> None:
        for patience, act in ((_ASKED, process.terminate), (_TOLD, process.kill)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
            act()


class Jobs:
    """The jobs of one brand. Works that write take turns; works that read run at once."""

    def __init__(self, brand: Path, *, today: date | None = None) -> None:
        self.brand = brand
        self.today = today
        self._turn = threading.Lock()
        self._active: list[JobHandle] = []
        self._mutex = threading.Lock()

    def start(
        self, asked: Work, listener: Listener | None = None, *, resumes: str = ""
    ) -> JobHandle:
        """Start `asked` in a worker process and return at once.

        `listener` gets every event from another thread, the last one included. `resumes`: the id
        of the killed job that this one goes on with (`journal.recover`).
        """
        handle = JobHandle(self, asked, listener or (lambda _: None), resumes)
        with self._mutex:
            self._active.append(handle)
        handle.begin()
        return handle

    @property
    def running(self) -> list[JobHandle]:
        """Jobs that have not ended, waiting ones included."""
        with self._mutex:
            return [handle for handle in self._active if handle.running]

    def close(self) -> None:
        """Stop every job and wait until each has."""
        for handle in self.running:
            handle.cancel()
            handle.wait()

    def wait_for_turn(self, handle: JobHandle) -> bool:
        """Let a work that writes wait for the one before it; False when it was stopped waiting."""
        if not handle.work.writes:
            return not handle.wants_to_stop(0)
        while not self._turn.acquire(timeout=0.05):
            if handle.wants_to_stop(0):
                return False
        handle.has_turn = True
        return True

    def end_turn(self, handle: JobHandle) -> None:
        """Let the next one write."""
        with self._mutex:
            self._active.remove(handle)
        if handle.has_turn:
            handle.has_turn = False
            self._turn.release()

    def spawn(self, asked: Work) -> "subprocess.Popen[bytes]":
        """Start an idle worker process, with the lock file in its hands where it may write."""
        held = lock.held_here(self.brand) if asked.writes else None
        descriptor = held.lend().descriptor if held else -1
        handed = (descriptor,) if descriptor >= 0 and os.name == "posix" else ()
        return subprocess.Popen(
            worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=handed,
        )

    def order(self, asked: Work, job_id: str, resumes: str) -> str:
        """Return the line that tells a worker what to do."""
        held = lock.held_here(self.brand) if asked.writes else None
        return json.dumps(
            {
                "module": type(asked).__module__,
                "kind": asked.kind,
                "work": asked.model_dump_json(),
                "title": asked.title,
                "brand": str(self.brand.absolute()),
                "today": (self.today or clock_of().today()).isoformat(),
                "lease": asdict(held.lend()) if held else None,
                "job_id": job_id,
                "resumes": resumes,
            }
        )

    def close_dead(self, job_id: str, event: Event, *, writes: bool) -> None:
        """Write into the journal how a job ended that could not do so itself."""
        if not writes or not self.brand.exists():
            return
        with contextlib.suppress(AmpDeskError), Store.open(self.brand, share=True) as store:
            journal.close_dead(store, job_id, event)


def worker_command() -> list[str]:
    """Return the command that starts a worker; a frozen program is its own worker."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-m", "ampdesk.jobs.worker"]


def _write(process: "subprocess.Popen[bytes]", line: str) -> None:
    with contextlib.suppress(OSError):  # it has ended: the reading side finds out
        if process.stdin is not None:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()


def _keep_last(stream: IO[bytes] | None, said: list[str]) -> None:
    """Drain a stream, keeping its last lines."""
    for line in stream or ():
        said.append(line.decode("utf-8", "replace"))
        del said[:-_LAST_LINES]
