"""Warnings of what is probably not meant (segments.md 2.1, 2.2, 2.4)."""

import pytest

from ampdesk.segments import read_segment
from ampdesk.segments.cautions import cautions
from tests.segments.conftest import LOYALTY, MERGED, TAE, attribute, behaviour, segment

CITY, STATE = (
    attribute(MERGED, (name, "is exactly", value))
    for name, value in (("city", "A"), ("state", "B"))
)
LATEST = attribute(TAE, ("latest_order_datetime", "is before", "today - 1 year"))


def days(*test):
    return attribute(TAE, ("days_since_latest_order", *test))


def codes(ground, body):
    return [one.code for one in cautions(read_segment(body).normalised(ground), ground)]


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        ([STATE, attribute(MERGED, ("state", "is exactly", "C"))], "two values at once"),
        ([STATE, attribute(MERGED, ("state", "is in list", ["C", "D"]))], "two values at once"),
        ([days("is greater than", 9), days("is less than", 3)], "two values at once"),
        ([LATEST, attribute(TAE, ("latest_order_datetime", "is after", "yesterday"))],
         "two values at once"),
        ([attribute(TAE, ("one_and_done", op)) for op in ("is true", "is false")],
         "two values at once"),
        ([CITY], "city without state"),
        ([LATEST, behaviour("has purchased")], "changes nothing"),
        ([days("is between", [0, 14])], "between leaves out"),
        ([behaviour("has not purchased",
                    window={"op": "not between", "value": ["today - 9 days", "today"]})],
         "never-buyers"),
        ([behaviour("has purchased", orders={"op": "less than", "value": 2})], "zero orders"),
        ([attribute(LOYALTY, ("current_tier", "is not exactly", "Gold"))], "has another too"),
    ],
)  # fmt: skip
def test_what_is_probably_not_meant(ground, conditions, code):
    assert codes(ground, segment(*conditions)) == [code]


def test_a_city_or_a_state(ground):  # segments.md 2.1: usually a mistake
    assert "city or state" in codes(ground, segment(CITY, STATE, join="or"))
    apart = {"join": "or", "sections": [{"conditions": [CITY]}, {"conditions": [STATE]}]}
    assert "city or state" in codes(ground, {"kind": "segment", "name": "S", "include": apart})


def test_two_cities_in_two_sections(ground):  # segments.md 2.1: give 0
    sections = [
        {"conditions": [attribute(MERGED, ("city", "is exactly", city), ("state", "is", "S"))]}
        for city in "AB"
    ]
    body = {"kind": "segment", "name": "S", "include": {"sections": sections}}
    assert codes(ground, body) == ["two values at once"]
    assert codes(ground, {**body, "include": {"join": "or", "sections": sections}}) == []


@pytest.mark.parametrize(
    "body",
    [
        segment(CITY, STATE),
        segment(days("is greater than", 3), days("is less than", 9)),
        segment(STATE, attribute(MERGED, ("state", "is in list", ["b", "c"]))),
        segment(attribute(LOYALTY, ("current_tier", "is exactly", "a")),
                attribute(LOYALTY, ("current_tier", "is exactly", "b"))),  # two rows may
        segment(LATEST, behaviour("has purchased", window={"op": "after", "value": "yesterday"})),
    ],
)  # fmt: skip
def test_nothing_to_warn_of(ground, body):
    assert codes(ground, body) == []


def test_between_says_what_it_keeps(ground):  # segments.md 2.9 case 6
    (one,) = cautions(read_segment(segment(days("is between", [0, 14]))).normalised(ground), ground)
    assert "keeps 1 to 13" in one.message
