"""Dates as definitions write them, for a date picker: text in, day out (segments.md 2.3)."""

from datetime import date, datetime

from ampdesk.segments.dates import PRESETS as DATE_PRESETS
from ampdesk.segments.dates import read_moment

__all__ = ["DATE_PRESETS", "resolve_date"]


def resolve_date(text: str, today: date) -> date | datetime:
    """Return the UTC day that a text stands for, or its instant when it names a time.

    Raises DefinitionError with the forms that are understood.
    """
    moment = read_moment(text, today)
    return moment.at or moment.day
