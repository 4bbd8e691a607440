"""A fiscal calendar of calendar months, made where a brand has none to import.

Grain: one row per day, the columns of Fiscal_Calendar (data_model.md 4). A year begins on the first
day of a month; weeks run from Sunday to Saturday and are counted from the one that the year begins
in. Written as a file of AmpDesk's own format, to be imported, and undone, as any other.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

YEARS_BACK, YEARS_AHEAD = 15, 3
SOURCE = "fiscal-calendar"
COLUMNS = (
    "calendar_date", "day_of_week", "fiscal_week_number", "fiscal_week_start", "fiscal_week_end",
    "fiscal_month", "fiscal_quarter", "fiscal_year", "holiday_sale_name",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DECEMBER = 12


def calendar_days(
    start_month: int, *, named_by_end: bool, first_year: int, last_year: int
) -> Iterator[dict[str, str | int]]:
    """Return the days of the fiscal years that begin in `first_year` to `last_year`.

    `start_month` 1 to 12; `named_by_end`: a year that begins in February 2025 is 2026, not 2025.
    Raises ValueError for another month.
    """
    for year in range(first_year, last_year + 1):
        begin = date(year, start_month, 1)
        end = date(year + 1, start_month, 1)
        named = year + 1 if named_by_end and start_month > 1 else year
        first_week = _sunday(begin)
        for at in range((end - begin).days):
            day = begin + timedelta(at)
            sunday = _sunday(day)
            month = (day.month - start_month) % _DECEMBER + 1
            yield {
                "calendar_date": day.isoformat(),
                "day_of_week": _DAYS[day.weekday()],
                "fiscal_week_number": (sunday - first_week).days // 7 + 1,
                "fiscal_week_start": sunday.isoformat(),
                "fiscal_week_end": (sunday + timedelta(6)).isoformat(),
                "fiscal_month": month,
                "fiscal_quarter": (month - 1) // 3 + 1,
                "fiscal_year": named,
                "holiday_sale_name": "",
            }


def write_calendar(path: Path, start_month: int, today: date, *, named_by_end: bool) -> Path:
    """Write the calendar from fifteen years ago to three years ahead; returns the path."""
    days = calendar_days(
        start_month,
        named_by_end=named_by_end,
        first_year=today.year - YEARS_BACK,
        last_year=today.year + YEARS_AHEAD,
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(days)
    return path


def _sunday(day: date) -> date:
    return day - timedelta((day.weekday() + 1) % 7)
