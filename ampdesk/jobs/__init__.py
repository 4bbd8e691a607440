"""Long work in a worker process: progress, cancel, journal, recovery after a kill."""

from ampdesk.jobs.context import JobContext
from ampdesk.jobs.events import Done, Event, Failed, Progress, Stopped
from ampdesk.jobs.here import run_here
from ampdesk.jobs.journal import JobRow, Recovered, job_log, jobs_of, recover
from ampdesk.jobs.processes import JobHandle, Jobs
from ampdesk.jobs.work import Work, work, works_at

__all__ = [
    "Done",
    "Event",
    "Failed",
    "JobContext",
    "JobHandle",
    "JobRow",
    "Jobs",
    "Progress",
    "Recovered",
    "Stopped",
    "Work",
    "job_log",
    "jobs_of",
    "recover",
    "run_here",
    "work",
    "works_at",
]
