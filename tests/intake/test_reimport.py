"""Importing again, taking back, dry runs: import_formats.md 1 "Reloading", "Undo"."""

import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampdesk import intake
from ampdesk.clock import clock_of
from ampdesk.errors import NotFoundError
from ampdesk.lake import Lake
from ampdesk.store import Store

ORDERS = (
    "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku\n"
)
ROW = "#{0},{0}@example.com,{1},USD,25,25,2026-03-06 09:00:00 +0000,1,Cup,25,CUP\n"


@pytest.fixture
def brand(tmp_path: Path):
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of("2026-12-31")) as store:
        yield store, Lake.beside(store.path), tmp_path


def add(brand, text: str, name: str = "orders_export.csv", **asked) -> intake.FileResult:
    store, lake, folder = brand
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    dry_run = asked.pop("dry_run", False)
    (result,) = intake.load(store, lake, intake.plan([path], store=store, **asked), dry_run=dry_run)
    return result


def rows(store: Store, table: str) -> list[tuple]:
    return sorted(store.connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608


def in_lake(lake: Lake, table: str) -> list[dict]:
    with lake.snapshot() as snapshot:
        files = snapshot.tables[table].files if table in snapshot.tables else ()
        return [row for file in files for row in pq.read_table(file).to_pylist()]


def current(store: Store) -> list[tuple]:
    """The rows that a build would take: all of the newest live import of each order."""
    return store.connection.execute(
        "SELECT order_id, product_id, order_datetime, item_quantity, item_revenue, is_void"
        " FROM source_lines AS l WHERE import_id = (SELECT max(import_id) FROM source_lines AS m"
        " WHERE m.source = l.source AND m.order_id = l.order_id) ORDER BY 1, 2, 3, 4"
    ).fetchall()


def test_importing_again_changes_nothing(brand):  # import_formats.md 6 case 15
    store, *_ = brand
    add(brand, ORDERS + ROW.format(1, "paid") + ROW.format(2, "paid"))
    before = current(store)

    add(brand, ORDERS + ROW.format(1, "paid") + ROW.format(2, "paid"))

    assert current(store) == before


def test_an_order_that_is_never_paid_now_is_gone(brand):  # import_formats.md 1
    store, *_ = brand
    add(brand, ORDERS + ROW.format(1, "pending"))
    add(brand, ORDERS + ROW.format(1, "voided"))
    assert current(store) == [("#1", None, "2026-03-06 09:00:00", None, None, 1)]


def test_undo_gives_back_what_was_replaced(brand):  # import_formats.md 1, Undo
    store, lake, _ = brand
    add(brand, ORDERS + ROW.format(1, "paid"))
    before = rows(store, "source_lines"), rows(store, "source_profiles")
    lines = in_lake(lake, "source_lines")
    later = add(brand, ORDERS + ROW.format(1, "voided") + ROW.format(2, "paid"))

    gone = intake.undo(store, lake, later.import_id)

    assert gone == sum(later.tables.values())
    assert (rows(store, "source_lines"), rows(store, "source_profiles")) == before
    assert in_lake(lake, "source_lines") == lines
    assert store.connection.execute("SELECT state FROM imports ORDER BY import_id").fetchall() == [
        ("live",),
        ("undone",),
    ]


def test_undo_of_what_is_not_there(brand):
    store, lake, _ = brand
    with pytest.raises(NotFoundError, match="no import 7"):
        intake.undo(store, lake, 7)
    made = add(brand, ORDERS + ROW.format(1, "paid"))
    intake.undo(store, lake, made.import_id)
    with pytest.raises(intake.IntakeError, match="taken back already"):
        intake.undo(store, lake, made.import_id)


def test_a_dry_run_says_the_same_and_changes_nothing(brand):
    store, _, folder = brand
    text = ORDERS + ROW.format(1, "paid") + ROW.format(2, "voided")
    before = hashlib.sha256(store.path.read_bytes()).hexdigest()

    dry = add(brand, text, dry_run=True)

    assert hashlib.sha256(store.path.read_bytes()).hexdigest() == before
    assert not (folder / "b.ampdesk.lake").exists()
    real = add(brand, text)
    names = ("rows", "loaded", "rejected", "skipped", "tables", "warnings")
    assert [getattr(dry, name) for name in names] == [getattr(real, name) for name in names]


def test_a_mapping_is_remembered_for_the_same_headers(brand):
    store, *_ = brand
    text = "Kunde,Mail\n7,a@example.com\n"
    mapping = {"kind": "customers", "source": "Liste", "columns": {"Kunde": "pk", "Mail": "email"}}
    add(brand, text, "eins.csv", mapping=mapping)

    again = add(brand, text, "zwei.csv")

    assert (again.source, again.loaded) == ("Liste", 1)
    found = store.connection.execute("SELECT datasource, pk, email FROM source_profiles").fetchall()
    assert found == [("Liste", "7", "a@example.com")] * 2


def test_rows_with_bad_values_go_to_a_file_and_hold_back_nothing(brand):
    result = add(
        brand, ORDERS + ROW.format(1, "paid") + ROW.format(2, "paid").replace("25,CUP", "12;5O,CUP")
    )
    assert (result.rows, result.loaded, result.rejected) == (2, 1, 1)
    header, line = Path(result.rejects_file).read_text().splitlines()
    assert header == "file,line,column,value,reason"
    assert line == "orders_export.csv,3,Lineitem price,12;5O,not an amount"


ITEMS = st.lists(
    st.tuples(
        st.integers(1, 12),  # order
        st.integers(1, 4),  # pieces
        st.integers(0, 9_999),  # price in cents
        st.sampled_from(["A", "B", "C"]),
    ),
    min_size=1,
    max_size=48,
)
PERCENTS = st.lists(st.integers(0, 100), min_size=12, max_size=12)  # one an order


@given(items=ITEMS, percents=PERCENTS)
@settings(max_examples=5)  # each imports a file of a dozen orders, twice
def test_shared_discounts_add_up_and_keep_their_order(tmp_path_factory, items, percents):
    """The parts of a discount add up to it, to the cent, in whatever order lines stand."""
    orders: dict[int, list] = {}
    for order, pieces, cents, sku in items:
        orders.setdefault(order, []).append((pieces, cents, sku))
    expected, text = {}, ORDERS
    for order, lines in sorted(orders.items()):
        gross = sum(pieces * cents for pieces, cents, _ in lines)
        net = gross - gross * percents[order - 1] // 100
        expected[f"#{order}"] = net
        for at, (pieces, cents, sku) in enumerate(lines):
            head = f"paid,USD,{net / 100:.2f},{net / 100:.2f}" if not at else ",,,"
            placed = "2026-03-06 09:00:00 +0000"
            text += (
                f"#{order},a@example.com,{head},{placed},{pieces},{sku},{cents / 100:.2f},{sku}\n"
            )
    folder = tmp_path_factory.mktemp("brand")
    with Store.create(folder / "b.ampdesk", clock=clock_of("2026-12-31")) as store:
        brand = store, Lake.beside(store.path), folder
        result = add(brand, text)
        found = store.connection.execute(
            "SELECT order_id, CAST(round(sum(item_revenue) * 100) AS INTEGER), min(item_revenue)"
            " FROM source_lines GROUP BY 1"
        ).fetchall()
        first = current(store)
        add(brand, text)
        assert current(store) == first
    assert {order: cents for order, cents, _ in found} == expected
    assert all(least >= 0 for *_, least in found)
    assert not any("do not add up" in warning for warning in result.warnings)


SQUARE = (
    "Date,Time,Time Zone,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,"
    "Event Type\n"
)


def test_a_later_file_of_returns_keeps_the_sale(brand):
    """Next month's till export has the refund only; the sale of the month before stands."""
    store, lake, _ = brand
    sale = "2026-06-30,12:00:00,UTC,Latte,2.0,LAT,$16.00,$0.00,$16.00,$0.00,T100,Payment\n"
    refund = "2026-07-02,09:00:00,UTC,Latte,-1.0,LAT,-$8.00,$0.00,-$8.00,$0.00,T100,Refund\n"
    add(brand, SQUARE + sale, "june.csv")
    both = [
        ("T100", "LAT", "2026-06-30 12:00:00", 2, 16.0, None),
        ("T100", "LAT", "2026-07-02 09:00:00", -1, -8.0, None),
    ]

    july = add(brand, SQUARE + refund, "july.csv")
    assert current(store) == both
    add(brand, SQUARE + refund, "july.csv")
    assert current(store) == both, "the same file again brings nothing new"

    intake.undo(store, lake, july.import_id)
    assert current(store) == both
