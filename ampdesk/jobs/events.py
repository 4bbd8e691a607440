"""What a job tells: one line of JSON each between worker and window."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from ampdesk.errors import AmpDeskError


@dataclass(frozen=True)
class Progress:
    """How far a step is. `of` 0: not known how many; `rate` per second, None at first."""

    done: int
    of: int
    step: str = ""
    rate: float | None = None
    seconds_left: float | None = None
    unit: str = "rows"
    message: str = ""


@dataclass(frozen=True)
class Done:
    """The job ended well; `result` is what its work returned (its type if it names one)."""

    result: Any


@dataclass(frozen=True)
class Failed:
    """The job ended with an error; nothing of its open transaction was kept."""

    message: str
    remedy: str
    where: str = ""
    code: str = "refused"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} — {self.remedy}"

    @classmethod
    def of(cls, error: AmpDeskError) -> "Failed":
        """Carry an error across."""
        return cls(error.message, error.remedy, error.where, error.code)


@dataclass(frozen=True)
class Stopped:
    """The user stopped the job; nothing of its open transaction was kept."""


Event = Progress | Done | Failed | Stopped

_KINDS: dict[str, type[Event]] = {
    "progress": Progress,
    "done": Done,
    "failed": Failed,
    "stopped": Stopped,
}


def to_line(event: Event) -> str:
    """Write an event as one line of JSON."""
    name = next(name for name, kind in _KINDS.items() if type(event) is kind)
    return json.dumps({"event": name, **asdict(event)}, ensure_ascii=False, default=str)


def from_line(line: str) -> Event:
    """Read what `to_line` wrote. Raises ValueError when it is something else."""
    try:
        fields = json.loads(line)
        return _KINDS[fields.pop("event")](**fields)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no event: {line[:80]}") from error
