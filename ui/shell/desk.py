"""Reading away from the window's thread: the newest question of a kind wins, the rest is dropped.

The event loop never waits for a query (architecture.md ruling 7). A lane is one thread: "quick"
for what a person types or scrolls, "wide" for whole-brand figures, "side" for what nobody waits
for and may hang, such as a look at a drive.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from ampdesk.errors import AmpDeskError

Lane = Literal["quick", "wide", "side"]
Read = TypeVar("Read")

_log = logging.getLogger("ampdesk.ui")


@dataclass
class _Question:
    """Emptied on the window's thread: what it holds, a view perhaps, must not die on a lane."""

    key: str
    number: int
    read: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[AmpDeskError], None]
    lane: Lane = "quick"

    def forget(self) -> None:
        self.read = self.done = self.failed = _nobody


class UnexpectedError(AmpDeskError):
    """A bug met while reading; shown, not hidden, and logged with its trace."""

    code = "unexpected"


class Desk(QObject):
    """Takes questions from the window's thread and answers there, by a queued signal."""

    _arrived = Signal(object, object, object)
    quiet = Signal()  # nothing is asked or on its way
    refused = Signal(object)  # an error arrived, whoever it was for

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}
        self._lanes: dict[Lane, queue.SimpleQueue[_Question | None]] = {}
        self._threads: list[threading.Thread] = []
        self._open = 0
        self._arrived.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._open > 0

    def ask(  # a question is these six things
        self,
        key: str,
        read: Callable[[], Read],
        done: Callable[[Read], None],
        failed: Callable[[AmpDeskError], None] | None = None,
        *,
        lane: Lane = "quick",
    ) -> None:
        """Run `read` on a lane; `done` or `failed` is called on the window's thread.

        A later question with the same key drops this one, asked or answered.
        """
        number = self._numbers.get(key, 0) + 1
        self._numbers[key] = number
        self._open += lane != "side"
        self._lane(lane).put(_Question(key, number, read, done, failed or _nobody, lane))

    def drop(self, key: str) -> None:
        """Ignore whatever was asked under a key."""
        self._numbers[key] = self._numbers.get(key, 0) + 1

    def drop_all(self) -> None:
        """Ignore everything asked so far: the brand is another one now."""
        for key in self._numbers:
            self._numbers[key] += 1

    def close(self) -> None:
        """End the threads; what they are reading is finished and dropped."""
        self.drop_all()
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join(timeout=5)
        self._lanes.clear()
        self._threads.clear()

    def _lane(self, lane: Lane) -> "queue.SimpleQueue[_Question | None]":
        if lane not in self._lanes:
            asked: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
            self._lanes[lane] = asked
            thread = threading.Thread(
                target=_serve,
                args=(asked, self._numbers, self._arrived),
                name=f"desk-{lane}",
                daemon=True,
            )
            thread.start()
            self._threads.append(thread)
        return self._lanes[lane]

    def _take(self, question: _Question, answer: object, error: AmpDeskError | None) -> None:
        self._open -= question.lane != "side"
        done, failed = question.done, question.failed
        question.forget()
        if self._numbers.get(question.key) == question.number:
            if error is None:
                done(answer)
            else:
                failed(error)
                self.refused.emit(error)
        if self._open == 0:
            self.quiet.emit()


def _serve(
    asked: "queue.SimpleQueue[_Question | None]",
    numbers: dict[str, int],
    arrived: SignalInstance,
) -> None:
    while (question := asked.get()) is not None:
        answer: object = None
        error: AmpDeskError | None = None
        if numbers.get(question.key) == question.number:  # else stale before it began
            try:
                answer = question.read()
            except AmpDeskError as refused:
                error = refused.with_traceback(None)  # its frames hold what asked
            except Exception as bug:  # noqa: BLE001 - a bug is shown and logged, the lane goes on
                _log.exception("reading %s failed", question.key)
                error = UnexpectedError(
                    f"reading failed ({type(bug).__name__})",
                    remedy="try again; the log of the window has the details",
                    where=question.key,
                )
        try:
            arrived.emit(question, answer, error)
        except RuntimeError:  # the window is gone
            return


def _nobody(*_answer: object) -> None:
    """Keep quiet: the view shows its state otherwise."""
