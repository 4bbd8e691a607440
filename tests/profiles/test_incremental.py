"""On one day an incremental build and a full one give the same rows (architecture.md ruling 6)."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from ampdesk.lake import Lake
from ampdesk.store import Store
from tests.profiles.conftest import line

NOT_COMPARED = {"Unified_Changes_Clusters", "Unified_Changes_PKs"}  # name the run


def copied(brand):
    """The same brand a second time; both open."""
    path = brand.store.path.with_name("copy.ampdesk")
    brand.store.checkpoint()
    shutil.copyfile(brand.store.path, path)
    shutil.copytree(brand.lake.folder, Lake.beside(path).folder)
    store = Store.open(path, clock=brand.store.clock)
    return replace(brand, store=store, lake=Lake.beside(path))


def assert_same_as_full(brand):
    other = copied(brand)
    try:
        found, expected = brand.build(), other.build(full=True)
        assert found.incremental
        assert not expected.incremental
        built = sorted(set(found.tables) - NOT_COMPARED)
        assert set(built) == set(expected.tables) - NOT_COMPARED
        ours, theirs = (one.tables(dict.fromkeys(built, ())) for one in (brand, other))
        for name in built:
            assert ours[name] == theirs[name], name
        rows = "SELECT * FROM customer_360 ORDER BY amperity_id"
        ids = "SELECT datasource, pk, amperity_id FROM record_ids ORDER BY datasource, pk"
        words = "SELECT rowid FROM customer_360_fts WHERE customer_360_fts MATCH 'ann OR lee'"
        for sql in (rows, ids):
            left, right = (b.store.connection.execute(sql).fetchall() for b in (brand, other))
            assert left == right
        left, right = (len(b.store.connection.execute(words).fetchall()) for b in (brand, other))
        assert left == right
        assert found.changes == expected.changes
    finally:
        other.store.close()
        shutil.rmtree(other.lake.folder)
        other.store.path.unlink()
    return found


PEOPLE = [
    {"datasource": "shop", "pk": "1", "foreign_keys": '{"shop-customer": "1"}', "given_name": "Ann",
     "surname": "Lee", "email": "ann@example.com", "address": "1 Elm St", "city": "Troy",
     "state": "NY", "postal": "12180", "update_dt": "2026-01-01 00:00:00"},
    {"datasource": "shop", "pk": "2", "foreign_keys": '{"shop-customer": "2"}', "given_name": "Bo",
     "surname": "Lee", "email": "bo@example.com", "address": "1 Elm Street", "city": "Troy",
     "state": "New York", "postal": "12180-0001", "update_dt": "2026-01-02 00:00:00"},
    {"datasource": "shop", "pk": "3", "foreign_keys": '{"shop-customer": "3"}', "given_name": "Cy",
     "surname": "Ray", "email": "cy@example.com"},
    {"datasource": "shop", "pk": "4", "foreign_keys": '{"shop-customer": "4"}',
     "email": "ann@example.com"},
]  # fmt: skip


def start(brand):
    brand.feed("source_profiles", PEOPLE)
    brand.feed(
        "source_lines",
        [line(f"A{n}", "MUG", f"2026-0{1 + n % 6}-10 10:00:00", 1 + n % 3, f"{10 + n}.00",
              fk_value=str(1 + n % 3), purchase_channel=["web", "store"][n % 2],
              fk_namespace="shop-customer") for n in range(12)],
    )  # fmt: skip
    brand.feed(
        "source_consents",
        [{"channel": "email", "contact": "ann@example.com", "state": "granted"},
         {"channel": "sms", "contact": "+16175550123", "state": "granted"}],
        source="news",
    )  # fmt: skip
    brand.feed(
        "source_email_events",
        [{"datasource": "news", "pk": f"e{n}", "email": "ann@example.com", "event_type": kind,
          "event_datetime": f"2026-05-0{n + 1} 10:00:00"}
         for n, kind in enumerate(["Sent", "Open", "Optin", "Sent"])],
        source="news",
    )  # fmt: skip
    brand.feed(
        "source_loyalty",
        [{"loyalty_id": "L1", "email": "bo@example.com", "is_opted_in": True}], source="club",
    )  # fmt: skip
    brand.feed(
        "source_recipients",
        [{"campaign_name": "Spring", "treatment_name": "A", "email": "ann@example.com"},
         {"campaign_name": "Spring", "treatment_name": "A", "fk_namespace": "shop-customer",
          "fk_value": "3"}],
        source="old",
    )  # fmt: skip
    brand.build()


def new_orders(brand):
    """Orders of a known and of a new customer, with a profile record each."""
    brand.feed(
        "source_profiles",
        [{"datasource": "shop-orders", "pk": "B1", "foreign_keys": '{"shop-customer": "1"}',
          "full_name": "Ann Lee", "email": "ann@example.com", "update_dt": "2026-06-11 00:00:00"},
         {"datasource": "shop-orders", "pk": "B2", "foreign_keys": '{"shop-customer": "9"}',
          "full_name": "Di Lee", "email": "di@example.com", "update_dt": "2026-06-12 00:00:00",
          "address": "1 ELM ST.", "city": "TROY", "state": "ny", "postal": "12180"}],
    )  # fmt: skip
    brand.feed(
        "source_lines",
        [line("B1", "TEA", "2026-06-11 00:00:00", 1, "500.00", fk_value="1"),
         line("B2", "TEA", "2026-06-12 00:00:00", 1, "5.00", fk_value="9")],
    )  # fmt: skip


def an_order_again(brand):
    """An order that came before comes again, with a return now."""
    brand.feed(
        "source_lines",
        [line("A1", "MUG", "2026-02-10 10:00:00", 2, "11.00", fk_value="2"),
         line("A1", "MUG", "2026-06-01 10:00:00", -1, "-5.50", fk_value="2", is_return=True)],
    )  # fmt: skip


def a_merge_and_a_split(brand):
    """A record joins two customers; an e-mail gets a second surname, so one without leaves."""
    brand.feed(
        "source_profiles",
        [{"datasource": "till", "pk": "t1", "surname": "Ray", "email": "cy@example.com",
          "foreign_keys": '{"shop-customer": "2"}', "phone": "+16175550123"},
         {"datasource": "till", "pk": "t2", "surname": "Fox", "email": "ann@example.com"}],
        source="till",
    )  # fmt: skip


def other_feeds(brand):
    """Consent and loyalty alone."""
    brand.feed(
        "source_consents",
        [{"channel": "email", "contact": "ann@example.com", "state": "withdrawn"}], source="news",
    )  # fmt: skip
    brand.feed(
        "source_loyalty",
        [{"loyalty_id": "L2", "email": "ann@example.com", "is_opted_in": True}], source="club",
    )  # fmt: skip


def an_order_id_twice(brand):
    """The same order id from another source; and a record that moved and changed its e-mail."""
    brand.feed(
        "source_lines", [line("A2", "TEA", "2026-06-12 00:00:00", 1, "7.00", fk_value="3")],
        source="till",
    )  # fmt: skip
    brand.feed(
        "source_profiles",
        [{**PEOPLE[1], "email": "bea@example.com", "address": "2 Oak Ave",
          "update_dt": "2026-06-01 00:00:00"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    "change", [new_orders, an_order_again, a_merge_and_a_split, other_feeds, an_order_id_twice]
)
def test_an_incremental_build_gives_the_rows_of_a_full_one(brand, change):
    start(brand)
    change(brand)
    found = assert_same_as_full(brand)
    if change is a_merge_and_a_split:
        assert (found.changes.merged, found.changes.split) == (1, 1)
    if change is an_order_id_twice:
        ids = {row["order_id"] for row in brand.table("Unified_Transactions")}
        assert {"A2", "till/A2"} <= ids


def test_nothing_new_is_nothing_to_do(brand):
    start(brand)
    generation = brand.store.generation
    again = brand.build()
    assert again.incremental
    assert again.changes.unchanged == again.customers == 3
    assert brand.store.generation == generation


def test_the_next_day_gives_the_rows_of_a_full_build(brand):
    start(brand)
    new_orders(brand)
    assert_same_as_full(replace(brand, today=brand.today + timedelta(days=60)))


def test_orders_without_new_records_leave_every_customer(brand):
    start(brand)
    brand.feed(
        "source_lines",
        [line("C1", "TEA", "2026-06-11 00:00:00", 1, "9.00", fk_value="1"),
         line("C2", "TEA", "2026-06-12 00:00:00", 1, "900.00", fk_value="3")],
    )  # fmt: skip
    found = assert_same_as_full(brand)
    assert found.changes.unchanged == found.customers == 3
