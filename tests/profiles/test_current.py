"""Which version of a key counts, undo, order ids of two sources, and the acceptance of returns."""

import shutil
from datetime import datetime
from decimal import Decimal

import pytest
from sqlglot import exp

from ampdesk.engine import open_duckdb
from ampdesk.profiles import current
from tests.profiles.conftest import arrow, line


@pytest.fixture(scope="module")
def engine():
    with open_duckdb() as engine:
        yield engine


def winners(engine, versions):
    """`versions`: (import_id, update_dt) of one record; returns the import that counts."""
    engine.register("source_profiles", arrow("source_profiles", [
        {"import_id": number, "row_number": 1, "source": "s", "datasource": "s", "pk": "1",
         "update_dt": at}
        for number, at in versions
    ]))  # fmt: skip
    return [row[0] for row in engine.rows(current.compile_profile_versions())]


OLD, NEW = "2026-01-01 00:00:00", "2026-02-01 00:00:00"


@pytest.mark.parametrize(  # import_formats.md 1: "a profile by pk unless its update-dt is older"
    ("versions", "counts"),
    [
        ([(1, OLD)], 1),
        ([(1, OLD), (2, NEW)], 2),
        ([(1, NEW), (2, OLD)], 1),
        ([(1, NEW), (2, NEW)], 2),
        ([(1, None), (2, None)], 2),
        ([(1, NEW), (2, None)], 2),
        ([(1, NEW), (2, None), (3, OLD)], 3),
        ([(1, None), (2, NEW), (3, OLD)], 2),
    ],
)
def test_the_newest_change_of_a_record_counts(engine, versions, counts):
    assert winners(engine, versions) == [counts]


def live(engine, rows):
    """Current lines of rows of source_lines: (order_id, import, revenue, status)."""
    engine.register("source_lines", arrow("source_lines", rows))
    engine.create("order_keys", current.compile_order_keys())
    engine.create("order_versions", current.compile_order_versions())
    engine.create("chosen_orders", current.compile_chosen_orders())
    engine.create("order_level", current.compile_order_level())
    query = current.compile_lines(decided=True, clashing=False)
    names = ("order_id", "import_id", "item_revenue", "order_status")
    return sorted(engine.rows(exp.select(*names).from_(query.subquery("q"))), key=repr)


def row(number, order, revenue, level="lines", **more):
    return {"import_id": number, "row_number": 1, "source": "shop", "level": level,
            "order_id": order, "item_revenue": revenue, **more}  # fmt: skip


def test_an_order_is_replaced_whole_by_a_later_file(engine):
    rows = [row(1, "A", "1.00"), row(1, "A", "2.00", row_number=2), row(2, "A", "3.00")]
    assert live(engine, rows) == [("A", 2, Decimal("3.00"), None)]


@pytest.mark.parametrize("lines_first", [True, False])
def test_of_two_formats_one_gives_lines_and_the_other_order_columns(engine, lines_first):
    one, other = (1, 2) if lines_first else (2, 1)
    rows = [row(one, "A", "9.00"), row(other, "A", "9.00", "orders", order_status="paid")]
    assert live(engine, rows) == [("A", one, Decimal("9.00"), "paid")]


def test_an_order_that_is_now_never_paid_is_gone_and_may_come_back(engine):
    rows = [row(1, "A", "9.00"), row(2, "A", None, is_void=True)]
    assert live(engine, rows) == []
    assert live(engine, [*rows, row(3, "A", "8.00")]) == [("A", 3, Decimal("8.00"), None)]
    assert live(engine, [row(1, "B", None, is_void=True)]) == []


def test_orders_alone_stand_for_themselves(engine):
    assert live(engine, [row(1, "A", "9.00", "orders")]) == [("A", 1, Decimal("9.00"), None)]


def test_a_return_in_a_later_month_lowers_net_and_not_revenue(brand):  # data_model.md 1.8 case 6
    brand.feed(
        "source_profiles",
        [{"datasource": "shop", "pk": "1", "foreign_keys": '{"shop-customer": "1"}'}],
    )
    first = brand.feed(
        "source_lines",
        [
            line("A", "MUG", "2026-03-10 10:00:00", 2, "30.00", fk_value="1"),
            line("A", "MUG", "2026-05-10 10:00:00", -1, "-15.00", fk_value="1", is_return=True),
            line("B", "MUG", "2026-04-10 10:00:00", 1, "7.00", fk_value="1"),
        ],
    )
    brand.build()
    orders = {one["order_id"]: one for one in brand.table("Unified_Transactions")}
    assert orders["A"]["order_datetime"] == datetime(2026, 3, 10, 10)
    assert (orders["A"]["order_revenue"], orders["A"]["net_order_revenue"]) == (30, 15)
    assert (orders["A"]["order_returned_quantity"], orders["A"]["order_quantity"]) == (-1, 2)
    assert {f"{one['order_datetime']:%m}" for one in orders.values()} == {"03", "04"}

    # another source brings the same id; undoing it, and the first one, gives everything back
    before = brand.table("Unified_Transactions")
    second = brand.feed(
        "source_lines", [line("A", "TEA", "2026-05-01 00:00:00", 1, "4.00")], source="till"
    )
    brand.build()
    assert {one["order_id"] for one in brand.table("Unified_Transactions")} == {"A", "B", "till/A"}
    ids = brand.table("Unified_Coalesced", "pk", "amperity_id")
    brand.undo(second)
    assert not brand.build().incremental
    assert brand.table("Unified_Transactions") == before
    assert brand.table("Unified_Coalesced", "pk", "amperity_id") == ids
    brand.undo(first)
    brand.build()
    assert brand.table("Unified_Transactions") == []
    assert brand.one("Customer_360", "orders") == {"orders": 0}


def test_the_change_log_tells_moves_and_survives_the_loss_of_the_lake(brand):  # stitch.md 8.6
    alone = {"datasource": "shop", "email": "a@example.com"}
    brand.feed(
        "source_profiles",
        [{**alone, "pk": "1", "surname": "Lee"}, {**alone, "pk": "2", "surname": "Ray"}],
    )
    assert brand.build().changes.added == 2
    assert brand.table("Unified_Changes_PKs") == []
    brand.feed("source_profiles", [{**alone, "pk": "2", "surname": "Lee"}])
    changes = brand.build().changes
    assert (changes.merged, changes.deleted, changes.added) == (1, 1, 0)
    moves = brand.table(
        "Unified_Changes_PKs", "pk", "amperity_id", "amperity_id_prev", "change_type"
    )
    assert [(one["pk"], one["change_type"]) for one in moves] == [("2", "updated")]
    assert moves[0]["amperity_id"] != moves[0]["amperity_id_prev"]
    kinds = brand.table("Unified_Changes_Clusters", "change_type")
    assert [one["change_type"] for one in kinds] == ["added", "added", "deleted", "updated"]
    kept = {name: brand.table(name) for name in ("Unified_Changes_PKs", "Unified_Changes_Clusters")}
    ids = brand.table("Unified_Coalesced", "pk", "amperity_id")

    shutil.rmtree(brand.lake.folder)
    brand.lake.recover(brand.store)
    assert not brand.build().incremental

    assert brand.table("Unified_Coalesced", "pk", "amperity_id") == ids
    assert {name: brand.table(name) for name in kept} == kept  # nothing moved: nothing is added
