"""A piece of long work as a value: what to do, sent as JSON to the process that does it."""

import importlib
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from ampdesk.errors import NotFoundError

if TYPE_CHECKING:
    from ampdesk.jobs.context import JobContext

Result = BaseModel | dict[str, Any] | None

Kind = TypeVar("Kind", bound="type[Work]")


class Work(BaseModel):
    """Base of all works; a subclass names its `kind` (a Literal with default) and `run`s.

    `writes`: it needs the one writer's lock. `resumable`: run again from the start, or from its
    first unfinished step, it gives what the killed run would have given. `title` is for people.
    `result` reads the JSON that `run` returned in the process that started it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    writes: ClassVar[bool] = True
    resumable: ClassVar[bool] = False
    result: ClassVar[type[BaseModel] | None] = None

    @property
    def title(self) -> str:
        """What this does, in the words of a menu: "Import 3 files"."""
        return self.kind.capitalize()

    def run(self, context: "JobContext") -> Result:
        """Do the work; what it returns must be JSON. Raises AmpDeskError, Cancelled."""
        raise NotImplementedError


_KINDS: dict[str, type[Work]] = {}
_HOMES: dict[str, str] = {}


def work(kind: Kind) -> Kind:
    """Register a class of works under its `kind`, so that a worker process can find it."""
    _KINDS[str(kind.__pydantic_fields__["kind"].default)] = kind
    return kind


def works_at(module: str, *kinds: str) -> None:
    """Say which module registers works, so that it is imported when one of them is read."""
    _HOMES.update(dict.fromkeys(kinds, module))


def read_work(kind: str, text: str) -> Work:
    """Read a work of a registered kind from JSON. Raises NotFoundError for any other."""
    if kind not in _KINDS and kind in _HOMES:
        importlib.import_module(_HOMES[kind])
    if kind not in _KINDS:
        raise NotFoundError(
            f'no work "{kind}" is known here',
            remedy="update AmpDesk, if another version of it began this",
            where="jobs",
        )
    return _KINDS[kind].model_validate_json(text)
