"""The day and the instant, as values that can be given (architecture.md ruling 6).

"Today" is a UTC day. `AMPDESK_TODAY` or ``--today`` fixes it for tests and demonstrations.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ampdesk.errors import AmpDeskError

VARIABLE = "AMPDESK_TODAY"


class ClockError(AmpDeskError):
    """The given day is not a date."""

    code = "usage"


@dataclass(frozen=True)
class Clock:
    """Tells today (UTC) and now; `fixed` pins both to a day."""

    fixed: date | None = None

    def today(self) -> date:
        """Return the UTC day on which windows and ages are counted."""
        return self.fixed or datetime.now(UTC).date()

    def now(self) -> datetime:
        """Return the instant, UTC without a zone; on a fixed day its last second never passes."""
        wall = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        return datetime.combine(self.fixed, wall.time()) if self.fixed else wall


def clock_of(text: str | date | None = None) -> Clock:
    """Build a clock from ``--today``, else from the environment, else the machine's.

    Raises ClockError when the text is not an ISO date.
    """
    if isinstance(text, date):
        return Clock(text)
    chosen = text or os.environ.get(VARIABLE)
    if not chosen:
        return Clock()
    try:
        return Clock(date.fromisoformat(chosen))
    except ValueError:
        where = "--today" if text else VARIABLE
        raise ClockError(
            f'"{chosen}" is not a day', remedy="write it as 2026-06-30", where=where
        ) from None


def months_before(day: date, months: int) -> date:
    """Step back calendar months, clamped to the month's end (data_model.md 1.4)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def start_of(day: date) -> datetime:
    """Return the first instant of a UTC day."""
    return datetime.combine(day, time())
