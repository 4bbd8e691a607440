"""import_formats.md 5, Amounts, and 6, case 5: the decimal sign is the column's."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampdesk.intake.content import amounts
from tests.intake.content.conftest import CELL


@pytest.fixture
def decide(connection: duckdb.DuckDBPyConnection, column: Callable) -> Callable:
    def deciding(texts: list[str | None], decimal: str | None = None) -> amounts.AmountReading:
        column(texts)
        return amounts.decide(connection, "t", CELL, header="Total", decimal=decimal)

    return deciding


@pytest.fixture
def read(decide: Callable, values: Callable) -> Callable:
    def reading(*texts: str | None, decimal: str | None = None) -> list[str | None]:
        found = decide(list(texts), decimal)
        assert found.question is None
        return [None if one is None else str(one) for one in values(found.value(CELL, scale=2))]

    return reading


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50"), ("-3", "-3.00"), ("+3", "3.00"), ("$1,234.50", "1234.50"),
        ("-$3.00", "-3.00"), ("$-3.00", "-3.00"), ("(3.00)", "-3.00"), ("($3.00)", "-3.00"),
        ("3.00-", "-3.00"), ("\u22123.00", "-3.00"), ("€ 5.00", "5.00"), ("5.00 €", "5.00"),
        ("£1,000.00", "1000.00"), ("CA$ 7.10", "7.10"), ("R$ 5.00", "5.00"), ("kr 7.00", "7.00"),
        ("USD 12.50", "12.50"), ("12.50 eur", "12.50"), ("1 234.50", "1234.50"),
        ("1\u00a0234.50", "1234.50"), ("1\u202f234.50", "1234.50"), ("1'234.50", "1234.50"),
        ("'-3.00", "-3.00"), ("12,34,567.00", "1234567.00"), (".50", "0.50"), ("5.", "5.00"),
        ("0.125", "0.13"), ("1234.567", "1234.57"), (" 12.50 ", "12.50"),
        ("", None), (None, None), ("-", None), ("--", None),
    ],
)  # fmt: skip
def test_symbols_blanks_and_signs_go(read: Callable, text: str | None, amount: str | None) -> None:
    assert read(text, "1.25") == [amount, "1.25"]


def test_both_signs_the_last_is_decimal(read: Callable) -> None:
    assert read("1.234,50", "7") == ["1234.50", "7.00"]
    assert read("1,234.50", "7") == ["1234.50", "7.00"]


def test_one_or_two_digits_after_the_only_sign_make_it_decimal(read: Callable) -> None:
    assert read("10,00", "13,75", "1.000") == ["10.00", "13.75", "1000.00"]
    assert read("1,5") == ["1.50"]


def test_a_sign_that_repeats_groups_thousands(read: Callable) -> None:
    assert read("1.234.567", "1.000") == ["1234567.00", "1000.00"]
    assert read("1,234,567", "1,000") == ["1234567.00", "1000.00"]


def test_an_exported_locale_file(read: Callable) -> None:
    """nasty/csvkit__test_locale.csv: 1.7 and 200000000 when the user says decimal comma."""
    assert read("1,7", decimal=",") == ["1.70"]
    assert read("200.000.000", decimal=",") == ["200000000.00"]


@pytest.mark.parametrize("texts", [["1.000", "2.000", "17"], ["1,234"], ["$1,000", "$12,500"]])
def test_exactly_three_digits_after_all_is_asked(decide: Callable, texts: list[str]) -> None:
    question = decide(texts).question
    assert question.code == "decimal_sign"
    assert question.mapping_lines == (
        '"options": {"decimal": "."}', '"options": {"decimal": ","}',
    )  # fmt: skip
    assert decide(texts, ".").question is None


def test_whole_numbers_are_not_asked(read: Callable) -> None:
    assert read("1000", "25") == ["1000.00", "25.00"]


@pytest.mark.parametrize("texts", [[], [None, None], ["", " "], ["-", None]])
def test_an_empty_column_raises_no_question(
    decide: Callable, values: Callable, texts: list[str | None]
) -> None:
    for decimal in (None, ","):
        reading = decide(texts, decimal)
        assert (reading.question, reading.unread) == (None, 0)
        assert values(reading.value(CELL)) == [None] * len(texts)


def test_two_decimal_signs_in_one_column_are_asked(decide: Callable) -> None:
    assert decide(["1,5", "2.50"]).question.code == "mixed_decimal_signs"


def test_what_is_no_amount_is_marked(decide: Callable, values: Callable) -> None:
    reading = decide(["12.50", "12,5O", "1.2.3", "abc", "1,2,3", None, "-"])
    assert values(reading.bad(CELL)) == [False, True, True, True, True, False, False]
    assert reading.unread == 4


@given(
    cents=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8),
    style=st.sampled_from(["1234.50", "1,234.50", "1.234,50", "1 234,50", "$1,234.50", "1'234.50"]),
)
@settings(max_examples=25)
def test_what_was_written_is_read(
    decide: Callable, values: Callable, cents: list[int], style: str
) -> None:
    numbers = [Decimal(cent) / 100 for cent in cents]
    texts = [_written(number, style) for number in numbers]
    reading = decide(texts)
    assert reading.question is None
    assert values(reading.value(CELL, scale=2)) == numbers


def _written(number: Decimal, style: str) -> str:
    text = f"{number:,.2f}"
    match style:
        case "1234.50":
            return text.replace(",", "")
        case "1.234,50":
            return text.translate(str.maketrans(",.", ".,"))
        case "1 234,50":
            return text.translate(str.maketrans(",.", " ,"))
        case "1'234.50":
            return text.replace(",", "'")
        case "$1,234.50":
            return f"${text}"
        case _:
            return text
