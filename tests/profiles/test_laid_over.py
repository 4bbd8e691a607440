"""Builds after few changes lay new rows over old ones; the rows are those of a full build."""

import pytest

from tests.profiles.conftest import line
from tests.profiles.test_incremental import assert_same_as_full

TAE = "Transaction_Attributes_Extended"
PEOPLE = 20


def person(number, **more):
    return {
        "datasource": "shop", "pk": str(number), "given_name": f"Given{number}",
        "surname": f"Sur{number}", "email": f"p{number}@example.com",
        "foreign_keys": f'{{"shop-customer": "{number}"}}', **more,
    }  # fmt: skip


def order(number, who, day, amount="10.00"):
    return line(
        f"N{number}", "MUG", f"2026-06-{day:02} 10:00:00", 1, amount,
        fk_value=str(who), fk_namespace="shop-customer",
    )  # fmt: skip


@pytest.fixture
def grown(brand):
    brand.feed("source_profiles", [person(n) for n in range(PEOPLE)])
    brand.feed("source_lines", [order(n, n % PEOPLE, 1 + n % 7) for n in range(3 * PEOPLE)])
    brand.build()
    return brand


def newer(brand):
    return [part.rows for part in brand.lake.snapshot().tables[TAE].newer]


def test_one_buyer_more_is_laid_over_and_the_next_too(grown):
    grown.feed("source_lines", [order(100, 3, 9)])
    assert_same_as_full(grown)
    assert newer(grown) == [1]
    grown.feed("source_lines", [order(101, 4, 9), order(102, 3, 10)])
    assert_same_as_full(grown)
    assert newer(grown) == [2]  # one file, whatever came before


def test_many_buyers_write_the_table_anew(grown):
    grown.feed("source_lines", [order(100, 3, 9)])
    grown.build()
    grown.feed("source_lines", [order(110 + n, n, 9) for n in range(6)])
    assert_same_as_full(grown)
    assert newer(grown) == []


def test_a_customer_who_goes_leaves_no_row_below(grown):
    grown.feed("source_lines", [order(100, 3, 9)])
    grown.build()
    assert newer(grown) == [1]
    grown.feed("source_profiles", [person(3, pk="x3", email="p4@example.com", surname="Sur4",
                                          given_name="Given4")])  # fmt: skip
    assert_same_as_full(grown)
    assert newer(grown) == []


def test_an_order_told_again_while_newer_rows_lie_there(grown):
    grown.feed("source_lines", [order(5, 5, 6, "99.00")])
    assert_same_as_full(grown)
    grown.feed("source_lines", [{**order(5, 5, 6, "99.00"), "product_id": "TEA"}, order(7, 7, 1)])
    assert_same_as_full(grown)
    for number in range(200, 204):
        grown.feed("source_lines", [order(number, number % PEOPLE, 9), order(5, 5, 8)])
        assert_same_as_full(grown)
