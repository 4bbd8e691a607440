"""import_formats.md 5: Dates, Day or month first, Zone."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampdesk.intake import duck
from ampdesk.intake.content import dates, zones
from tests.intake.content.conftest import CELL

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def decide(connection: duckdb.DuckDBPyConnection, column: Callable) -> Callable:
    def deciding(texts: list[str | None], **options: object) -> dates.DateReading:
        column(texts)
        return dates.decide(connection, "t", CELL, header="When", today=TODAY, **options)

    return deciding


@pytest.fixture
def moments(decide: Callable, values: Callable) -> Callable:
    def reading(texts: list[str | None], zone: str = "UTC", **options: object) -> list[str | None]:
        found = decide(texts, **options)
        assert found.question is None
        where = zones.zone(zone)
        assert where is not None
        got = values(found.moment(CELL, where))
        return [None if moment is None else str(moment) for moment in got]

    return reading


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-05", "2026-07-05 00:00:00"),
        ("2026-07-05 14:30", "2026-07-05 14:30:00"),
        ("2026-07-05T14:30:15", "2026-07-05 14:30:15"),
        ("2026-07-05T14:30:15.250Z", "2026-07-05 14:30:15.250000"),
        ("2026-07-05 14:30:15 -0400", "2026-07-05 18:30:15"),
        ("2026-07-05T14:30:15+05:30", "2026-07-05 09:00:15"),
        ("2026/07/05", "2026-07-05 00:00:00"),
        ("2026.07.05 14:30", "2026-07-05 14:30:00"),
        ("5 July 2026", "2026-07-05 00:00:00"),
        ("05-Jul-26", "2026-07-05 00:00:00"),
        ("Jul-05-26", "2026-07-05 00:00:00"),
        ("July 5, 2026 2:30:15 PM", "2026-07-05 14:30:15"),
        ("Jul 5, 2026 12:30:15 AM PDT", "2026-07-05 07:30:15"),
        ("5. Juli 2026", "2026-07-05 00:00:00"),
        ("5. März 2026", "2026-03-05 00:00:00"),
        ("5 juillet 2026 14:30", "2026-07-05 14:30:00"),
        ("5 août 2026", "2026-08-05 00:00:00"),
        ("5 de julio de 2026", "2026-07-05 00:00:00"),
        ("Sun, 5 Jul 2026 14:30:15 +0200", "2026-07-05 12:30:15"),
        ("1783261815", "2026-07-05 14:30:15"),
        ("1783261815000", "2026-07-05 14:30:15"),
        ("45384.3479", "2024-04-02 08:20:58"),
        ("45384.333333333", "2024-04-02 08:00:00"),
        ("46208", "2026-07-05 00:00:00"),
        ("20260705", "2026-07-05 00:00:00"),
        ("7/25/2026 2:30 PM", "2026-07-25 14:30:00"),
        ("25.07.26 14:30:15", "2026-07-25 14:30:15"),
        ("2/18/21, 11:08 AM", "2021-02-18 11:08:00"),
        ("12/25/2026 12:00 PM", "2026-12-25 12:00:00"),
        ("12/25/2026 12:00 AM", "2026-12-25 00:00:00"),
        ("0000-00-00 00:00:00", "None"),
        ("", "None"),
    ],
)
def test_every_style_of_date(moments: Callable, text: str, instant: str) -> None:
    assert [str(moment) for moment in moments([text])] == [instant]


def test_styles_may_mix_in_one_column(moments: Callable) -> None:
    assert moments(["2026-07-05", "5 July 2026", "25/07/2026", None, "46208"]) == [
        "2026-07-05 00:00:00", "2026-07-05 00:00:00", "2026-07-25 00:00:00", None,
        "2026-07-05 00:00:00",
    ]  # fmt: skip


def test_what_is_no_date_is_counted_and_marked(decide: Callable, values: Callable) -> None:
    reading = decide(["2026-07-05", "soon", "2026-02-30", "0000-00-00", None, "12:30"])
    assert reading.unread == 2
    assert set(reading.examples) == {"soon", "12:30"}
    assert values(reading.bad(CELL)) == [False, True, True, False, False, True]


# ---------------------------------------------------------------- day or month first
def test_a_first_part_over_12_means_day_first(moments: Callable) -> None:
    assert moments(["01/02/2026", "13/02/2026"]) == ["2026-02-01 00:00:00", "2026-02-13 00:00:00"]


def test_a_second_part_over_12_means_month_first(moments: Callable) -> None:
    assert moments(["01/02/2026", "02/13/2026"]) == ["2026-01-02 00:00:00", "2026-02-13 00:00:00"]


def test_the_whole_column_decides_not_its_head(moments: Callable) -> None:
    texts = ["01/02/2026"] * 3000 + ["02/13/2026"]
    assert moments(texts)[0] == "2026-01-02 00:00:00"


def test_both_is_refused_with_examples(decide: Callable) -> None:
    question = decide(["13/02/2026", "02/13/2026"], tag="order-datetime").question
    assert question.code == "mixed_day_month"
    assert set(question.examples) == {"13/02/2026", "02/13/2026"}


def test_neither_is_asked_with_the_mapping_lines_to_add(decide: Callable) -> None:
    question = decide(["01/02/2026"], tag="order-datetime").question
    assert (question.code, question.choices) == ("day_or_month_first", ("day first", "month first"))
    assert question.mapping_lines[0] == (
        '"columns": {"When": {"tag": "order-datetime", "format": "day first"}}'
    )


def test_a_formats_fixed_order_is_not_asked_but_the_column_overrules_it(moments: Callable) -> None:
    assert moments(["01/02/2026"], order="month first") == ["2026-01-02 00:00:00"]
    assert moments(["13/02/2026"], order="month first") == ["2026-02-13 00:00:00"]


def test_the_mapping_answers_the_question(
    moments: Callable, decide: Callable, values: Callable
) -> None:
    assert moments(["01/02/2026"], form="day first") == ["2026-02-01 00:00:00"]
    assert moments(["31.12.2026 23:59"], form="%d.%m.%Y %H:%M") == ["2026-12-31 23:59:00"]
    mixed = decide(["13/02/2026", "02/13/2026"], form="day first")
    assert mixed.question is None
    assert values(mixed.bad(CELL)) == [False, True]


# ---------------------------------------------------------------- centuries
def test_two_digit_years(moments: Callable) -> None:
    texts = ["02/13/28", "02/13/29", "02/13/70", "02/13/05"]
    assert [text and text[:4] for text in moments(texts)] == ["2028", "1929", "1970", "2005"]


def test_births_are_never_in_the_future(decide: Callable, values: Callable) -> None:
    reading = decide(["02/13/05", "11/26/26", "11/25/26", "02/13/28"], birth=True)
    years = [day.year for day in values(reading.day(CELL))]
    assert years == [2005, 1926, 2026, 1928]


# ---------------------------------------------------------------- zones
def test_the_source_zone_holds_where_the_value_says_none(moments: Callable) -> None:
    assert moments(["2026-07-05 14:30:00"], "America/New_York") == ["2026-07-05 18:30:00"]
    assert moments(["2026-01-05 14:30:00"], "Europe/Berlin") == ["2026-01-05 13:30:00"]


def test_an_offset_in_the_value_beats_the_source_zone(moments: Callable) -> None:
    texts = ["2026-07-05 14:30:00 +0200", "2026-07-05 14:30:00", "2026-07-05"]
    assert moments(texts, "America/New_York") == [
        "2026-07-05 12:30:00", "2026-07-05 18:30:00", "2026-07-05 00:00:00",
    ]  # fmt: skip


def test_a_pure_date_is_midnight_unshifted(moments: Callable) -> None:
    assert moments(["2026-07-05"], "America/New_York") == ["2026-07-05 00:00:00"]


def test_an_hour_that_happens_twice_is_its_first_instant(moments: Callable) -> None:
    texts = ["2026-11-01 01:30:00", "2026-11-01 02:00:00", "2026-11-01 00:59:00"]
    assert moments(texts, "America/New_York") == [
        "2026-11-01 05:30:00", "2026-11-01 07:00:00", "2026-11-01 04:59:00",
    ]  # fmt: skip


def test_zones_by_row(
    connection: duckdb.DuckDBPyConnection, column: Callable, values: Callable
) -> None:
    name = duck.column("c1")
    column(
        ["2026-07-18 12:59:30"] * 4,
        ["Eastern Time (US & Canada)", "Europe/Berlin", "Atlantis", None],
    )
    reading = dates.decide(connection, "t", CELL, header="Date", today=TODAY)
    known, unknown = zones.zones_in(connection, "t", name)
    assert unknown == ("Atlantis",)
    got = values(reading.moment(CELL, zones.UTC_ZONE, zone_name=name, row_zones=known))
    assert [f"{moment:%H:%M}" for moment in got] == ["16:59", "10:59", "12:59", "12:59"]


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Z", zones.Zone("")),
        ("UTC+2", zones.Zone("", 120)),
        ("-0330", zones.Zone("", -210)),
        ("pacific time (us & canada)", zones.Zone("America/Los_Angeles")),
        ("europe/berlin", zones.Zone("Europe/Berlin")),
        ("CEST", zones.Zone("", 120)),
        ("IST", None),
        ("Narnia", None),
        ("+99:00", None),
    ],
)
def test_names_of_zones(name: str, zone: zones.Zone | None) -> None:
    assert zones.zone(name) == zone


WALLS = st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2036, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
# every minute around the changes of 2026 would be 20,000 cases: these are the hours that matter
AROUND = [
    dt.datetime(2026, month, day, hour, minute)
    for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))
    for hour in range(4)
    for minute in (0, 29, 30, 59)
]


@pytest.mark.parametrize(
    "name", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]
)
@given(walls=st.lists(WALLS, min_size=30, max_size=30))
@settings(max_examples=3)
def test_zones_agree_with_python(
    column: Callable, values: Callable, walls: list[dt.datetime], name: str
) -> None:
    """`fold=0` is the first instant of an overlap, and the offset before a gap."""
    walls = [*AROUND, *walls]
    column([str(wall) for wall in walls])
    found = values(zones.to_utc(duck.cast(CELL, "TIMESTAMP"), zones.Zone(name)))
    zone = ZoneInfo(name)
    expected = [wall.replace(tzinfo=zone).astimezone(dt.UTC) for wall in walls]
    assert found == [moment.replace(tzinfo=None) for moment in expected]


@pytest.mark.parametrize("texts", [[], [None, None], ["", " "]])
def test_an_empty_column_raises_no_question(
    decide: Callable, values: Callable, texts: list[str | None]
) -> None:
    reading = decide(texts)
    assert (reading.question, reading.values, reading.unread) == (None, 0, 0)
    assert values(reading.moment(CELL)) == [None] * len(texts)
