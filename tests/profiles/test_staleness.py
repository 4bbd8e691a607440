"""A build remembers what it read: nothing that changed since goes unsaid (issue 4, part 8)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ampdesk.profiles import staleness
from tests.profiles.conftest import line


def found(brand, today=None):
    snapshot = brand.lake.snapshot()
    return staleness(
        brand.store, snapshot.tables, built_on=snapshot.built_on, today=today or brand.today
    )


@pytest.fixture
def built(brand):
    brand.feed(
        "source_profiles",
        [{"datasource": "shop", "pk": "1", "foreign_keys": '{"shop-customer": "1"}',
          "email": "ann@example.com", "update_dt": "2026-01-01 00:00:00"}],
    )  # fmt: skip
    brand.feed("source_lines", [line("A", "MUG", "2026-05-01 10:00:00", 1, "9.00", fk_value="1")])
    assert found(brand).reasons == ("Nothing is built yet: import files, then build.",)
    brand.build()
    assert found(brand).is_fresh
    return brand


def test_an_import_and_one_taken_back(built):
    number = built.feed(
        "source_lines", [line("B", "MUG", "2026-05-02 10:00:00", 1, "5.00", fk_value="1")]
    )
    assert found(built).new_imports == (number,)
    built.build()
    assert found(built).is_fresh
    built.undo(number)
    assert found(built).imports_gone == (number,)
    assert f"Import {number} left" in found(built).reasons[0]
    assert not built.build().incremental
    assert found(built).is_fresh
    assert [row["order_id"] for row in built.table("Unified_Transactions")] == ["A"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("early_repeat_days", 60), ("merge_policy", {"general": ["till", "shop"]}),
     *(pytest.param(key, value, marks=pytest.mark.slow) for key, value in (
         ("lifecycle_churn", [["Here", 10], ["Gone", None]]), ("exchange_rates", {"EUR": "1.1"}),
         ("email_assignment", True), ("test_words", ["ann"]),
         ("order_discount_rollup", {"shop": "sum"}),
     ))],
)  # fmt: skip
def test_a_setting_that_reaches_tables_is_named(built, key, value):
    built.store.settings.set(key, value)
    assert found(built).settings == (key,)
    assert not built.build().incremental
    assert found(built).is_fresh


def test_a_setting_that_reaches_no_table_is_none(built):
    built.store.settings.set("backups_kept", {"newest": 1, "days": 1, "weeks": 1, "months": 1})
    assert found(built).is_fresh


@pytest.mark.parametrize(
    ("feed", "row", "table"),
    [("source_products", {"datasource": "shop", "pk": "MUG", "product_id": "MUG",
                          "product_name": "Mug"}, "Unified_Itemized_Transactions"),
     ("source_fiscal_calendar", {"calendar_date": "2026-05-01", "fiscal_year": 2027},
      "Unified_Transactions")],
)  # fmt: skip
def test_what_reaches_every_order_builds_everything(built, feed, row, table):
    built.feed(feed, [row])
    assert found(built).new_imports
    assert not built.build().incremental
    (made,) = built.table(table)
    assert made.get("product_name") == "Mug" or made.get("fiscal_year")
    assert found(built).is_fresh


def test_a_new_foreign_key_builds_everything(built):
    built.feed(
        "source_profiles",
        [{"datasource": "till", "pk": "9", "foreign_keys": '{"till-customer": "9"}',
          "email": "bo@example.com"}],
    )  # fmt: skip
    assert not built.build().incremental
    assert "fk_till_customer" in built.table("Unified_Coalesced")[0]


def test_another_day_and_a_lost_table(built):
    later = built.today + timedelta(days=1)
    assert "today is" in found(built, later).reasons[0]
    assert replace(built, today=later).build().incremental
    assert found(built, later).is_fresh
    with built.lake.publish(built.store) as publish:
        publish.drop("Customer_360")
    assert found(built, later).tables_lost == ("Customer_360",)
