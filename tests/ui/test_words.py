from datetime import date
from decimal import Decimal

from ui.customers.listing import score_text
from ui.words import NONE, Words, seconds_left, size

W = Words()


def test_numbers_are_written_as_the_brand_writes_them():
    assert W.count(1_904_112) == "1,904,112"
    assert W.compact(202_418) == "202,418"
    assert W.compact(1_904_112) == "1.9M"
    assert W.money(Decimal("1284.5")) == "$1,284.50"
    assert W.money_compact(Decimal(5_210_400)) == "$5.21M"
    assert W.money_compact(Decimal("240666.96")) == "$240,667"
    assert W.money_compact(Decimal("61.5")) == "$61.50"
    assert W.rate(0.0637) == "6.4%"
    assert W.day(date(2026, 11, 23)) == "Nov 23, 2026"
    assert Words("de_DE", "EUR").money(Decimal("1284.5")) == "1.284,50\xa0€"


def test_nothing_is_a_dash():
    assert {W.count(None), W.money(None), W.rate(None), W.day(None)} == {NONE}


def test_time_left_is_said_in_round_steps():
    assert seconds_left(41) == "about 40 s left"
    assert seconds_left(150) == "about 2 min left"
    assert seconds_left(None) == ""


def test_sizes():
    assert size(12_400_000) == "12.4 MB"


# rfm.md 4.1: decoding is unique
def test_a_combined_score_is_read_in_three_parts():
    assert score_text("9810") == "9-8-10"
    assert score_text("1011") == "10-1-1"
    assert score_text("1110") == "1-1-10"
    assert score_text("101010") == "10-10-10"
