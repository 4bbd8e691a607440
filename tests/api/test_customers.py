"""Finding customers, notes that follow them, and their timeline, on the sample brand."""

import csv
from pathlib import Path

import pytest

from ampdesk.api import Brand, ColumnTest, CustomerQuery, WriteCustomers
from ampdesk.api.errors import CustomerError
from ampdesk.errors import Cancelled, DefinitionError
from ampdesk.jobs import JobContext, run_here
from ampdesk.lists.mailing import DO_NOT_MAIL_LIST
from ampdesk.store import notes


@pytest.fixture(scope="module")
def brand(made_sample: Path, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as opened:
        yield opened


def best(brand: Brand) -> dict:
    page = brand.customers.page(0, 60)
    rows = [dict(zip(page.columns, row, strict=True)) for row in page.rows]
    return next(row for row in rows if row["phone"] and row["full_name"] and row["orders"] > 1)


@pytest.mark.parametrize("write", [
    lambda digits: digits,
    lambda digits: f"({digits[-10:-7]}) {digits[-7:-4]}-{digits[-4:]}",
    lambda digits: f"+1 {digits[-10:-7]}.{digits[-7:-4]}.{digits[-4:]}",
    lambda digits: digits[-7:],
])  # fmt: skip
def test_a_phone_is_found_in_any_form(brand: Brand, write) -> None:
    row = best(brand)
    found = brand.customers.search(write(row["phone"].lstrip("+")), 500)
    assert row["amperity_id"] in {one["amperity_id"] for one in found}


def test_every_word_may_be_cut_short(brand: Brand) -> None:
    row = best(brand)
    first, _, last = row["full_name"].partition(" ")
    found = brand.customers.search(f"{last[:4].upper()} {first[:3].lower()}", 500)
    assert row["amperity_id"] in {one["amperity_id"] for one in found}


@pytest.mark.parametrize("text", ["", "   ", "%", '"', "* ^ *", "'; --", "\\", "()"])
def test_signs_find_nobody_and_break_nothing(brand: Brand, text: str) -> None:
    assert brand.customers.search(text) == []


def test_a_search_counts_all_it_finds_and_pages_through_them(brand: Brand) -> None:
    query = CustomerQuery(search="a", sort="amperity_id", descending=False)
    first, second = (brand.customers.page(at, 50, query=query) for at in (0, 50))
    ids = [row[0] for row in (*first.rows, *second.rows)]
    assert first.total > 100
    assert ids == sorted(set(ids))


def test_a_stopped_search_raises_and_the_next_one_works(brand: Brand) -> None:
    finder = brand._finder
    brand.customers.stop()
    assert brand.customers.search("maria") is not None
    connection = finder._connection
    assert connection is not None
    connection.set_progress_handler(lambda: 1, 1)  # what an interrupt does to a running statement
    try:
        with pytest.raises(Cancelled):
            brand.customers.search("marie")
    finally:
        connection.set_progress_handler(None, 0)
    assert brand.customers.search("marie") is not None


@pytest.mark.parametrize(("column", "op", "value", "holds"), [
    ("orders", "at least", "3", lambda row: row["orders"] >= 3),
    ("revenue", "at most", "100.50", lambda row: row["revenue"] <= 100.5),
    ("latest_order", "at least", "2026-01-01", lambda row: str(row["latest_order"]) >= "2026"),
    ("latest_order", "at most", "2025-12-31", lambda row: str(row["latest_order"])[:4] <= "2025"),
    ("city", "is not", "seattle", lambda row: (row["city"] or "").lower() != "seattle"),
    ("full_name", "starts with", "MA", lambda row: row["full_name"].lower().startswith("ma")),
    ("email", "unknown", "", lambda row: row["email"] is None),
    ("contactable_email", "is", "yes", lambda row: row["contactable_email"] is True),
])  # fmt: skip
def test_a_test_of_a_column_keeps_whom_it_says(brand: Brand, column, op, value, holds) -> None:
    query = CustomerQuery(tests=(ColumnTest(column=column, op=op, value=value),))
    page = brand.customers.page(0, 1_000, query=query)
    rows = [dict(zip(page.columns, row, strict=True)) for row in page.rows]
    everybody = brand.customers.page(0, 10_000)
    listed = [dict(zip(everybody.columns, row, strict=True)) for row in everybody.rows]
    assert rows
    assert all(holds(row) for row in rows)
    known = [row for row in listed if row[column] is not None or op in ("unknown", "is not")]
    assert page.total == sum(bool(holds(row)) for row in known)


@pytest.mark.parametrize("value", ["many", "1e", ""])
def test_a_value_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(CustomerError, match="not a number"):
        ColumnTest(column="orders", op="at least", value=value).condition()


def test_the_timeline_tells_every_order_and_newest_first(brand: Brand) -> None:
    row = best(brand)
    story = brand.customers.timeline(row["amperity_id"])
    profile = brand.customers.profile(row["amperity_id"])
    orders = {one.what for one in story.moments if one.kind == "order"}
    assert orders == {order.order_id for order in profile.orders if order.items}
    known = [one.at for one in story.moments if one.at]
    assert known == sorted(known, reverse=True)
    assert story.counts["order"] == len(orders)
    returns = [one for one in story.moments if one.kind == "return"]
    assert all(one.amount is not None and one.amount <= 0 for one in returns)


def test_a_file_of_what_is_shown(sample_brand: Path, sample_day, tmp_path: Path) -> None:
    query = CustomerQuery(search="ma", columns=("full_name", "phone", "orders"), sort="orders")
    with Brand.open(sample_brand, today=sample_day) as brand:
        page = brand.customers.page(0, 1_000, query=query)
        asked = WriteCustomers(query=query, file=tmp_path / "ma.csv")
        run_here(asked, JobContext(today=sample_day, store=brand._store))
        noted = notes.activity(brand._store, "customers exported")
    with (tmp_path / "ma.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == page.total == noted[0]["rows"]
    assert tuple(rows[0]) == query.columns
    at = page.columns.index("orders")
    assert [int(row["orders"]) for row in rows] == [row[at] for row in page.rows]


# --- notes


def test_notes_follow_a_customer_whose_records_merge(
    sample_brand: Path, sample_day, tmp_path: Path
) -> None:
    file = tmp_path / "two.csv"
    file.write_text(
        "id,first name,last name,email\n1,Ann,Oakley,ann@oakley.example\n"
        "2,Ann,Oakley,oakley@ann.example\n",
        encoding="utf-8",
    )
    with Brand.open(sample_brand, today=sample_day) as brand:
        brand.import_files([file], source="two")
        brand.build()
        one, other = (
            brand.customers.search(text)[0]["amperity_id"]
            for text in ("ann@oakley.example", "oakley@ann.example")
        )
        assert one != other
        brand.notes.add(one, "note", " Likes oak. ")
        brand.notes.add(other, "tag", "Gold")
        file.write_text(
            "id,first name,last name,email\n1,Ann,Oakley,oakley@ann.example\n", encoding="utf-8"
        )
        brand.import_files([file], source="two")
        brand.build()
        [left] = {row["amperity_id"] for row in brand.customers.search("oakley@ann.example")}
        assert left in {one, other}
        assert [(note.kind, note.text) for note in brand.notes.of(left)] == [
            ("tag", "Gold"), ("note", "Likes oak."),
        ]  # fmt: skip
        assert brand.notes.tags() == [("Gold", 1)]


def test_a_note_is_changed_removed_and_comes_back_as_it_was(sample_brand: Path, sample_day) -> None:
    with Brand.open(sample_brand, today=sample_day) as brand:
        who = brand.customers.page(0, 1).rows[0][0]
        number = brand.notes.add(who, "note", "first")
        brand.notes.change(number, "second")
        gone = brand.notes.remove(number)
        assert brand.notes.of(who) == ()
        assert gone == {"amperity_id": who, "kind": "note", "text": "second"}
        assert brand.notes.add(who, "note", "second", note_id=number) == number
        with pytest.raises(DefinitionError, match="1 to 60 letters"):
            brand.notes.add(who, "tag", "x" * 61)
        brand.lists.add_do_not_mail((who,))
        assert brand.notes.lists_of(who) == (DO_NOT_MAIL_LIST,)
