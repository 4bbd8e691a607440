"""A fiscal calendar that is made: every day once, years and weeks as they are counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.api.fiscal import calendar_days, write_calendar
from ampdesk.intake import plan


@given(month=st.integers(1, 12), by_end=st.booleans())
def test_every_day_once_and_every_year_whole(month, by_end):
    days = list(calendar_days(month, named_by_end=by_end, first_year=2023, last_year=2025))
    dates = [date.fromisoformat(str(one["calendar_date"])) for one in days]
    assert dates == [dates[0] + timedelta(at) for at in range(len(days))]
    assert dates[0] == date(2023, month, 1)
    for year in {one["fiscal_year"] for one in days}:
        own = [one for one in days if one["fiscal_year"] == year]
        assert len(own) in {365, 366}
        assert [one["fiscal_month"] for one in own] == sorted(one["fiscal_month"] for one in own)
        assert {one["fiscal_quarter"] for one in own} == {1, 2, 3, 4}
        weeks = {one["fiscal_week_number"] for one in own}
        assert weeks == set(range(1, max(weeks) + 1))
    for one, day in zip(days, dates, strict=True):
        start = date.fromisoformat(str(one["fiscal_week_start"]))
        assert start.strftime("%A") == "Sunday"
        assert start <= day <= date.fromisoformat(str(one["fiscal_week_end"]))


@pytest.mark.parametrize(("by_end", "year"), [(True, 2026), (False, 2025)])
def test_a_year_is_named_as_asked(by_end, year):
    found = calendar_days(2, named_by_end=by_end, first_year=2025, last_year=2025)
    days = {one["calendar_date"]: one for one in found}
    assert days["2025-02-01"]["fiscal_year"] == days["2026-01-31"]["fiscal_year"] == year
    assert days["2026-01-31"]["fiscal_month"] == 12


def test_the_file_is_recognised(tmp_path):
    file = write_calendar(tmp_path / "my.csv", 7, date(2026, 6, 30), named_by_end=True)
    [found] = plan([file])
    assert (found.kind, found.questions) == ("fiscal_calendar", ())
