"""Relative and fixed dates of conditions and windows (segments.md 2.3): always UTC days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ampdesk.clock import months_before
from ampdesk.segments.definition import refused

PRESETS = (
    "tomorrow", "today", "yesterday", "today - 7 days", "today - 14 days", "today - 30 days",
    "today - 60 days", "today - 90 days", "today - 1 month", "today - 1 year",
)  # fmt: skip
"""What a date picker offers first."""

_SHIFTED = re.compile(
    r"(?:today|now)\s*(?P<sign>[+-])\s*(?P<count>\d{1,6})\s*(?P<unit>day|week|month|year)s?",
    re.IGNORECASE,
)
_NAMED = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")


@dataclass(frozen=True)
class Moment:
    """What a date's text stands for: a whole UTC day, or with `at` one instant of it."""

    day: date
    at: datetime | None = None

    @property
    def start(self) -> datetime:
        """The first instant that belongs to it."""
        return self.at or datetime.combine(self.day, time())

    @property
    def end(self) -> datetime:
        """The first instant of the day after; of an instant, itself."""
        return self.at or datetime.combine(self.day + timedelta(days=1), time())

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}" if self.at else self.day.isoformat()


def read_moment(text: object, today: date) -> Moment:
    """Resolve a date's text; month arithmetic clamps to the month's end.

    Raises DefinitionError for anything but the typed forms, and for days that no calendar has.
    """
    written = text.strip() if isinstance(text, str) else ""
    try:
        if written.lower() in _NAMED:
            return Moment(today + timedelta(days=_NAMED[written.lower()]))
        if shifted := _SHIFTED.fullmatch(written):
            return Moment(_shift(today, shifted))
        if _DAY.fullmatch(written):
            return Moment(date.fromisoformat(written))
        if _INSTANT.fullmatch(written):
            instant = datetime.fromisoformat(written)
            return Moment(instant.date(), instant)
    except (ValueError, OverflowError):
        pass
    raise refused(
        f"{text!r} is not a date" if not isinstance(text, str) else f'"{text}" is not a date',
        "write 2026-06-30, 2026-06-30 14:00:00, today, yesterday, or today - 30 days",
    )


def _shift(today: date, shifted: re.Match[str]) -> date:
    count = int(shifted["count"]) * (1 if shifted["sign"] == "+" else -1)
    match shifted["unit"].lower():
        case "day":
            return today + timedelta(days=count)
        case "week":
            return today + timedelta(weeks=count)
        case "month":
            return months_before(today, -count)
        case _:
            return months_before(today, -12 * count)
