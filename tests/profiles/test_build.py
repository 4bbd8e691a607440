"""The whole build on feeds written by hand."""

from datetime import datetime
from decimal import Decimal

from tests.profiles.conftest import line


def test_orders_of_one_person_from_two_sources_make_one_customer(brand):
    brand.feed(
        "source_profiles",
        [
            {"datasource": "shop", "pk": "7001", "foreign_keys": '{"shop-customer": "7001"}',
             "given_name": "Ann", "surname": "Lee", "email": "ann@example.com",
             "update_dt": "2026-05-01 00:00:00"},
            {"datasource": "shop", "pk": "7002", "foreign_keys": '{"shop-customer": "7002"}',
             "given_name": "Bo", "surname": "Ray", "email": "bo@example.com"},
        ],
    )  # fmt: skip
    brand.feed(
        "source_profiles",
        [{"datasource": "news", "pk": "n1", "email": "ann@example.com", "surname": "LEE",
          "phone": "+16175550123"}],
        source="news",
    )  # fmt: skip
    brand.feed(
        "source_lines",
        [
            line("A1", "MUG", "2026-06-01 10:00:00", 2, "54.00", fk_value="7001"),
            line("A1", "TEA", "2026-06-01 10:00:00", 1, "36.00", fk_value="7001"),
            line("A2", "TEA", "2026-06-10 10:00:00", 1, "36.00", fk_value="7001"),
            line("A2", "TEA", "2026-06-12 10:00:00", -1, "-36.00", fk_value="7001", is_return=True),
        ],
    )

    result = brand.build()

    assert result.customers == 2
    assert result.records == 3
    merged = {row["email"]: row for row in brand.table("Merged_Customers")}
    ann = merged["ann@example.com"]
    assert (ann["given_name"], ann["surname"], ann["phone"]) == ("Ann", "Lee", "+16175550123")
    assert (ann["phone_datasource"], ann["name_pk"], ann["records"]) == ("news", "7001", 2)
    attributes = brand.one("Transaction_Attributes_Extended")
    assert attributes["amperity_id"] == ann["amperity_id"]
    assert attributes["lifetime_order_frequency"] == 2
    assert attributes["lifetime_order_revenue"] == Decimal("126.00")
    assert attributes["lifetime_net_order_revenue"] == Decimal("90.00")
    assert attributes["first_order_id"] == "A1"
    assert attributes["L12M_rfm_score"] == 111
    assert attributes["latest_order_datetime"] == datetime(2026, 6, 10, 10)
    headline = {row["email"]: row for row in brand.table("Customer_360")}
    assert headline["bo@example.com"]["orders"] == 0
    assert headline["ann@example.com"]["lifecycle_status"] == "New"
    found = brand.store.connection.execute(
        "SELECT c.email FROM customer_360_fts f JOIN customer_360 c ON c.rowid = f.rowid"
        " WHERE customer_360_fts MATCH 'lee'"
    ).fetchall()
    assert found == [("ann@example.com",)]


def test_the_same_input_twice_gives_the_same_ids(brand):  # stitch.md 8.9 case 1
    brand.feed("source_profiles", [{"datasource": "shop", "pk": "1", "email": "a@example.com"}])
    brand.build()
    before = brand.table("Unified_Coalesced")

    result = brand.build(full=True)

    assert brand.table("Unified_Coalesced") == before
    assert (result.changes.added, result.changes.unchanged) == (0, 1)
