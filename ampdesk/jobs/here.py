"""Run a work in this very process: what the worker, the command line and tests do."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ampdesk.errors import AmpDeskError, Cancelled
from ampdesk.jobs.context import JobContext
from ampdesk.jobs.events import Done, Event, Failed, Stopped
from ampdesk.jobs.journal import Journal
from ampdesk.jobs.work import Result, Work
from ampdesk.store.errors import disk_full, says_full


def run_here(asked: Work, context: JobContext, *, job_id: str = "", resumes: str = "") -> Result:
    """Run `asked` and return what it returned, journalled from begin to end.

    A work that only reads keeps no journal. Raises what the work raised: AmpDeskError, Cancelled.
    """
    context.read_only = not asked.writes
    if asked.writes:
        context.journal_in(Journal(asked, job_id=job_id, resumes=resumes))
        if context.brand is not None and context.brand.exists() and context.journal is None:
            _ = context.store
        if context.journal is not None:
            context.finished = context.journal.finished_steps()
    try:
        result = asked.run(context)
    except KeyboardInterrupt:
        _end(context, Stopped())
        raise
    except Cancelled:
        _end(context, Stopped())
        raise
    except Exception as error:
        if context.cancelled:  # an interrupted query fails in the words of its library
            _end(context, Stopped())
            raise Cancelled from error
        if says_full(error) and not isinstance(error, AmpDeskError):
            full = disk_full(context.brand or Path.cwd())
            _end(context, Failed.of(full))
            raise full from error
        if isinstance(error, AmpDeskError):
            _end(context, Failed.of(error))
            raise
        _end(context, Failed(f"a fault of the program: {type(error).__name__}", "report it"))
        raise
    _end(context, Done(as_json(result)))
    return result


def as_json(result: Result) -> dict[str, Any] | None:
    """Return the result of a work as plain JSON values."""
    return result.model_dump(mode="json") if isinstance(result, BaseModel) else result


def _end(context: JobContext, event: Event) -> None:
    if context.journal is None:
        return
    try:
        with context.uninterrupted():
            context.journal.end(event)
    except AmpDeskError:
        if isinstance(event, Done):
            raise
