"""Scores as of an earlier day, from orders up to that day (rfm.md 4.2; issue 5, RFM)."""

from datetime import timedelta

import pytest

from ampdesk import rfm
from ampdesk.engine import open_duckdb
from ampdesk.profiles import brand_currency
from ampdesk.schema.transactions import SCORES
from tests.profiles.conftest import line


def fed(brand, orders):
    """`orders`: (order, customer, days before today, revenue, further columns)."""
    customers = {customer for _, customer, *_ in orders}
    brand.feed(
        "source_profiles",
        [{"datasource": "shop", "pk": one, "foreign_keys": f'{{"shop-customer": "{one}"}}',
          "given_name": one, "surname": one} for one in sorted(customers)],
    )  # fmt: skip
    brand.feed(
        "source_lines",
        [line(order, "MUG", f"{brand.today - timedelta(days=age)} 10:00:00", 1, revenue,
              fk_value=customer, **more)
         for order, customer, age, revenue, more in orders],
    )  # fmt: skip
    brand.build()


def answers(brand, query):
    with open_duckdb(brand.lake.snapshot()) as engine:
        return {row[0]: row[1:] for row in engine.rows(query)}


ORDERS = [
    ("1", "ann", 700, "50.00", {}),
    ("2", "ann", 20, "10.00", {}),
    ("3", "bo", 90, "30.00", {}),
    ("4", "bo", 60, "30.00", {}),
    ("5", "cy", 400, "5.00", {}),
    ("6", "di", 10, "900.00", {"currency": "EUR"}),
    ("7", "ed", 100, "20.00", {}),
    ("7", "ed", 5, "-20.00", {"is_return": True, "item_quantity": -1}),
]


@pytest.mark.parametrize("rates", [{}, {"EUR": "1.08"}])
def test_on_the_day_of_the_build_the_scores_are_those_of_the_table(brand, rates):
    brand.store.settings.set("exchange_rates", rates)
    fed(brand, ORDERS)

    found = answers(brand, rfm.scores_as_of(brand.today, brand_currency(brand.store)))

    assert found == {
        row["amperity_id"]: tuple(row[name] for name in SCORES) for row in brand.table("RFM")
    }
    assert len(found) == 4
    by_name = {row["given_name"]: row["amperity_id"] for row in brand.table("Merged_Customers")}
    assert found[by_name["di"]][2] == (4 if rates else 1)  # without a rate no amount


def test_an_earlier_day_knows_no_later_order(brand):
    fed(brand, ORDERS)
    ids = {row["given_name"]: row["amperity_id"] for row in brand.table("Merged_Customers")}
    names = {one: name for name, one in ids.items()}
    since = brand.today - timedelta(days=50)

    found = {
        names[one]: row
        for one, row in answers(brand, rfm.scores_as_of(since, brand_currency(brand.store))).items()
    }

    # ann's order of 700 days ago is too old then, that of 20 days ago not made; cy's is in
    assert set(found) == {"bo", "cy", "ed"}
    assert [found[name][0] for name in ("cy", "ed", "bo")] == [1, 2, 3]
    assert found["bo"][1:3] == (3, 3)

    moved = {
        names[one]: row
        for one, row in answers(
            brand, rfm.compile_movement(since, brand_currency(brand.store))
        ).items()
    }
    assert set(moved) == {"ann", "bo", "cy", "di", "ed"}
    assert moved["cy"][0] == 1
    assert moved["cy"][3:] == (None, None, None)
    assert moved["ann"][:3] == (None, None, None)
    assert moved["bo"][:3] == found["bo"][:3]
