"""Custom columns of order lines as columns of their own (data_model.md 1.4; ADR 0067)."""

import json
import shutil
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from sqlglot import exp

from ampdesk import intake, profiles
from ampdesk.api import Brand as Door
from ampdesk.clock import clock_of
from ampdesk.engine import open_duckdb
from ampdesk.intake.custom_types import types_of
from ampdesk.lake import Lake
from ampdesk.profiles.custom import MOST, arranged
from ampdesk.schema.transactions import OWN_COLUMN, UIT, UT
from ampdesk.store import Store

DAY = date(2026, 6, 30)
ORDERS = (
    "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Paid at,Risk Level,Id,Lineitem taxable,Gift Points,"
    "Order Id\n"
)
# the second record of an order leaves its columns blank, as Shopify does
ROWS = (
    "#1,a@example.com,paid,USD,35,35,2026-03-06 09:00:00 +0000,1,Cup,25,CUP,"
    "2026-03-06 04:05:06 -0500,Low,0077,true,3,x\n"
    "#1,a@example.com,,,,,2026-03-06 09:00:00 +0000,1,Tea,10,TEA,,,,false,7,\n"
    "#2,b@example.com,paid,USD,10,10,2026-04-06 09:00:00 +0000,1,Tea,10,TEA,"
    "2026-04-06 09:05:00 +0000,High,0078,true,,\n"
)
OWN = "order_id,order_datetime,item_quantity,item_revenue,customer_id,Risk Level,gift points\n"


class Brand:
    """A brand to import texts into and to build."""

    def __init__(self, store: Store, folder):
        self.store, self.lake, self.folder = store, Lake.beside(store.path), folder

    def add(self, name: str, text: str, **asked) -> intake.FileResult:
        path = self.folder / name
        path.write_text(text)
        (found,) = intake.load(
            self.store, self.lake, intake.plan([path], store=self.store, **asked)
        )
        return found

    def build(self, **asked) -> profiles.BuildResult:
        return profiles.build(self.store, self.lake, today=DAY, **asked)

    def rows(self, table: str, *names: str) -> list[dict]:
        with open_duckdb(self.lake.snapshot(), declared=False) as engine:
            found = engine.arrow(exp.select(*(names or ("*",))).from_(table)).to_pylist()
        return sorted(found, key=repr)

    def types(self, table: str) -> dict[str, str]:
        """Columns beyond the declared ones."""
        declared = {UIT.name: UIT, UT.name: UT}[table].names
        with self.lake.snapshot() as snapshot:
            columns = snapshot.tables[table].columns
        return {one.name: one.type for one in columns if one.name not in declared}


@pytest.fixture
def brand(tmp_path):
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of(DAY.isoformat())) as store:
        store.settings.set("time_zone", "UTC")
        yield Brand(store, tmp_path)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-20", None], "whole"), (["1", "2.5"], "amount"), (["1.125", "2"], "number"),
        (["2026-01-31", "2026-02-28"], "day"),
        (["2026-01-31 10:00:00", "2026-02-28T10:00"], "moment"),
        (["2026-01-31", "2026-02-28 10:00:00"], "moment"),
        (["2026-01-31 10:00:00 -0500", "2026-01-31T10:00:00Z"], "instant"),
        (["Yes", "no", "TRUE"], "flag"),
        (["007", "8"], "text"), (["1,000", "2"], "text"), (["31/01/2026"], "text"),
        (["2026-02-30"], "text"), (["1", "yes"], "text"), (["1e5"], "text"), (["+5"], "text"),
        (["1234567890123456"], "text"), (["2026-01-31", "2026-01-31 10:00:00 +0100"], "text"),
    ],
)  # fmt: skip
def test_a_type_is_one_that_every_value_is_written_in(values, kind):
    # the values that decide stand behind the sample
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (a VARCHAR, b VARCHAR)")
        connection.execute("INSERT INTO t SELECT ?, NULL FROM range(3000)", [values[0]])
        for one in values[1:]:
            connection.execute("INSERT INTO t VALUES (?, NULL)", [one])
        (found,) = types_of(connection, "t", [("Weight", "a"), ("Empty", "b")])
        assert (found.kind, found.filled) == (kind, 2999 + sum(v is not None for v in values))
        assert [one.kind for one in types_of(connection, "t", [("Parcel no.", "a")])] == ["text"]


def noted(name, number=1, kind="text", level="line", filled=1):
    return number, {"name": name, "type": kind, "level": level, "filled": filled}


def test_names_are_safe_and_never_those_of_a_standard_column():
    made = arranged([
        noted("Größe (cm)"), noted("Order Id"), noted("order_total"), noted("1st note"),
        noted("Group"), noted("Paid at"), noted("paid-AT"), noted("paid_at", 2), noted("??"),
        noted("OrderRevenue"),
    ])  # fmt: skip
    assert {one.name: one.headers for one in made.columns} == {
        "grosse_cm": ("Größe (cm)",),
        "custom_order_id": ("Order Id",),
        "custom_order_total": ("order_total",),
        "custom_1st_note": ("1st note",),
        "custom_group": ("Group",),
        "paid_at": ("Paid at", "paid_at"),  # of different files: one column
        "paid_at_2": ("paid-AT",),  # of the same file: another
        "custom_column": ("??",),
        "custom_order_revenue": ("OrderRevenue",),
    }


def test_types_of_several_files_are_brought_together():
    def kind(*kinds):
        (found,) = arranged(noted("a", n, kind) for n, kind in enumerate(kinds)).columns
        return found.kind

    assert kind("whole", "amount") == "amount"
    assert kind("number", "amount", "whole") == "number"
    assert kind("day", "moment") == "moment"
    assert kind("day", "instant") == kind("flag", "whole") == kind("moment", "instant") == "text"


def test_the_fullest_are_columns_and_the_rest_stays_together():
    many = arranged(noted(f"c{n}", filled=n) for n in range(MOST + 3))
    assert len(many.columns) == MOST
    assert not many.is_whole
    assert {"c0", "c1", "c2"}.isdisjoint(one.name for one in many.columns)


def test_columns_of_a_shop_are_columns_of_lines_and_orders(brand):
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.build()
    assert brand.types(UIT.name) == {
        "paid_at": "TIMESTAMP", "risk_level": "VARCHAR", "id": "VARCHAR",
        "lineitem_taxable": "BOOLEAN", "gift_points": "BIGINT", "custom_order_id": "VARCHAR",
    }  # fmt: skip
    lines = brand.rows(UIT.name, "order_id", "paid_at", "lineitem_taxable", "gift_points", "custom")
    assert [tuple(row.values()) for row in lines] == [
        ("#1", None, False, 7, None),
        ("#1", datetime(2026, 3, 6, 9, 5, 6), True, 3, None),
        ("#2", datetime(2026, 4, 6, 9, 5), True, None, None),
    ]
    assert "lineitem_taxable" not in brand.types(UT.name)  # not of the order: it stays there
    orders = brand.rows(UT.name, "order_id", "id", "risk_level", "gift_points", "paid_at",
                        "order_status")  # fmt: skip
    assert [tuple(row.values()) for row in orders] == [
        ("#1", "0077", "Low", 7, datetime(2026, 3, 6, 9, 5, 6), "paid"),  # the largest number
        ("#2", "0078", "High", None, datetime(2026, 4, 6, 9, 5), "paid"),
    ]


def same_as_full(brand):
    """Build what changed, and everything in a copy; both must hold the same."""
    path = brand.store.path.with_name("copy.ampdesk")
    brand.store.checkpoint()
    shutil.copyfile(brand.store.path, path)
    shutil.copytree(brand.lake.folder, Lake.beside(path).folder)
    found = brand.build()
    with Store.open(path, clock=brand.store.clock) as store:
        other = Brand(store, brand.folder)
        assert not other.build(full=True).incremental
        for name in (UIT.name, UT.name):
            assert brand.types(name) == other.types(name)
            assert brand.rows(name) == other.rows(name)
    shutil.rmtree(other.lake.folder)
    path.unlink()
    return found


def test_the_next_orders_are_added_as_a_full_build_would(brand):
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.build()
    brand.add("orders_export_2.csv", ORDERS + ROWS.replace("#2", "#3").replace(",7,", ",8,"))
    assert same_as_full(brand).incremental


def test_a_new_column_or_another_type_builds_everything(brand):
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.build()
    third = ROWS.replace("#1", "#3").replace("#2", "#4")
    brand.add("orders_export_2.csv", ORDERS + third.replace(",7,", ",7.5,"))  # no whole number
    assert not same_as_full(brand).incremental
    assert brand.types(UIT.name)["gift_points"] == "DECIMAL(18, 2)"
    assert {row["gift_points"] for row in brand.rows(UT.name, "gift_points")} == {
        None, Decimal("7.00"), Decimal("7.50"),
    }  # fmt: skip
    brand.add("orders_export_3.csv", ORDERS.replace("Risk Level", "Wrapping") + third)
    assert not same_as_full(brand).incremental
    assert "wrapping" in brand.types(UT.name)


def test_a_column_of_lines_somewhere_is_no_column_of_orders(brand):
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.add("till.csv", OWN + "T1,2026-03-01 10:00:00,1,5.00,9,Mid,many\n", kind="order_items")
    brand.build()
    kinds = brand.types(UIT.name)
    assert (kinds["risk_level"], kinds["gift_points"]) == ("VARCHAR", "VARCHAR")
    assert not {"risk_level", "gift_points"} & set(brand.types(UT.name))
    values = [row["gift_points"] for row in brand.rows(UIT.name, "gift_points")]
    assert sorted(map(str, values)) == ["3", "7", "None", "many"]


def test_what_is_beyond_the_bound_stays_as_json(brand, monkeypatch):
    monkeypatch.setattr("ampdesk.profiles.custom.MOST", 2)
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.build()
    assert list(brand.types(UIT.name)) == ["paid_at", "lineitem_taxable"]
    rest = [json.loads(row["custom"]) for row in brand.rows(UIT.name, "order_id", "custom")]
    assert sorted(rest, key=len) == [
        {"Gift Points": "7"},
        {"Risk Level": "High", "Id": "0078"},
        {"Risk Level": "Low", "Id": "0077", "Gift Points": "3", "Order Id": "x"},
    ]


def test_sql_the_tables_and_the_pickers_reach_them(brand):
    brand.add("orders_export.csv", ORDERS + ROWS)
    brand.build()
    brand.store.close()
    with Door.open(brand.store.path, today=DAY) as door:
        out = brand.folder / "found.csv"
        statement = (
            "SELECT order_id FROM Unified_Transactions WHERE gift_points >= 7 AND id = '0077'"
        )
        assert door.sql(statement, form="csv", out=out) == 1
        assert "#1" in out.read_text()
        shown = next(one for one in door.data.tables() if one.name == UT.name)
        assert {"gift_points", "risk_level"} <= {one.name for one in shown.columns}
        picked = next(one for one in door.segments.catalogue() if one.name == UT.name)
        (risk,) = (one for one in shown.columns if one.name == "risk_level")
        assert (risk.description, risk.tag) == (OWN_COLUMN, "")
        assert OWN_COLUMN in {one.description for one in picked.columns}
        kinds = {one.name: one.kind for one in picked.columns}
        assert (kinds["gift_points"], kinds["paid_at"]) == ("number", "datetime")
