"""Days of the sample brand: its five years, its seasons, edge days, and the 4-5-4 calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from ampdesk.sample.catalogue import Floats
from ampdesk.sample.text import DAY, Ints

YEARS = 5
EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = (0.8, 0.76, 0.88, 0.94, 1.0, 0.95, 0.84, 0.88, 0.94, 1.05, 1.55, 1.8)
_WEEKDAYS = (0.95, 0.85, 0.9, 0.95, 1.15, 1.35, 1.1)  # Monday first


def number(day: date) -> int:
    """Return the day as days since 1970."""
    return day.toordinal() - EPOCH


def seconds(day: date) -> int:
    """Return midnight UTC of the day as seconds since 1970."""
    return number(day) * DAY


def back(day: date, months: int) -> date:
    """Return the day `months` earlier, clamped to the month's end."""
    index = day.year * 12 + day.month - 1 - months
    for last in (day.day, 30, 29, 28):
        try:
            return date(index // 12, index % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def first_day(today: date) -> date:
    """Return the first day of the sample: five years before today."""
    return back(today, 12 * YEARS)


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta((3 - first.weekday()) % 7 + 22)


def day_weights(today: date) -> Floats:
    """Return how busy each day is, from the first day to today: season, weekday, growth."""
    start = first_day(today)
    days = [start + timedelta(n) for n in range((today - start).days + 1)]
    weight = np.array([_MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] for day in days])
    for place, day in enumerate(days):
        friday = black_friday(day.year)
        if friday <= day <= friday + timedelta(3):
            weight[place] *= 3.2 if day == friday else 1.9
        if (day.month, day.day) == (12, 25):
            weight[place] *= 0.15
    return weight * np.linspace(0.75, 1.25, len(days))


def edge_days(today: date) -> tuple[date, ...]:
    """Return the days on which windows and periods begin or end."""
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    return tuple(
        dict.fromkeys(
            (
                today,
                today - timedelta(1),
                back(month, 1),
                month - timedelta(1),
                month,
                quarter - timedelta(1),
                quarter,
                year,
                year - timedelta(1),
                today - timedelta(30),
                today - timedelta(31),
                back(today, 12),
                back(today, 12) + timedelta(1),
                back(today, 24),
                back(today, 24) + timedelta(1),
            )
        )
    )


def summer_hour(instants: Ints) -> Ints:
    """Return 1 where the United States keep daylight saving time, else 0.

    From the second Sunday of March, 2:00, to the first Sunday of November, 2:00; both taken at
    8:00 UTC, which no zone of the sample brand's opening hours can tell from the true minute.
    """
    turns = []
    for year in range(1990, 2060):
        march, november = date(year, 3, 1), date(year, 11, 1)
        turns.append(seconds(march + timedelta((6 - march.weekday()) % 7 + 7)) + 8 * 3600)
        turns.append(seconds(november + timedelta((6 - november.weekday()) % 7)) + 8 * 3600)
    return np.searchsorted(np.array(turns), instants, side="right") % 2


def fiscal_days(today: date) -> Iterator[dict[str, str]]:
    """Yield the 4-5-4 calendar, from the year of the first order to the year after today.

    A fiscal year ends on the Saturday nearest to 31 January; a 53rd week goes to its last month.
    """
    for year in range(first_day(today).year - 1, today.year + 2):
        start, stop = _fiscal_start(year), _fiscal_start(year + 1)
        weeks = (stop - start).days // 7
        months = [m for m, size in enumerate((4, 5, 4) * 4, 1) for _ in range(size)]
        months += [12] * (weeks - len(months))
        for place in range(weeks * 7):
            day, week = start + timedelta(place), place // 7
            yield {
                "calendar_date": day.isoformat(),
                "day_of_week": day.strftime("%A"),
                "fiscal_week_number": str(week + 1),
                "fiscal_week_start": (start + timedelta(week * 7)).isoformat(),
                "fiscal_week_end": (start + timedelta(week * 7 + 6)).isoformat(),
                "fiscal_month": str(months[week]),
                "fiscal_quarter": str((months[week] - 1) // 3 + 1),
                "fiscal_year": str(year),
                "holiday_sale_name": _sale(day),
            }


def _fiscal_start(year: int) -> date:
    end = date(year, 1, 31)
    after = (5 - end.weekday()) % 7  # days to the next Saturday
    return end + timedelta(after if after <= 3 else after - 7) + timedelta(1)  # noqa: PLR2004


def _sale(day: date) -> str:
    friday = black_friday(day.year)
    if friday <= day <= friday + timedelta(2):
        return "Black Friday"
    if day == friday + timedelta(3):
        return "Cyber Monday"
    if (day.month, day.day) >= (12, 10) and (day.month, day.day) <= (12, 24):
        return "Holiday Gifts"
    if (day.month, day.day) >= (3, 20) and (day.month, day.day) <= (3, 27):
        return "Spring Sale"
    return "Labor Day" if day.month == 9 and day.day <= 7 and day.weekday() == 0 else ""  # noqa: PLR2004
