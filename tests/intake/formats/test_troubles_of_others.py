"""Troubles that other importers had (import_formats.md 6); cases 2, 3, 15 stand elsewhere."""

from datetime import date

import pytest

from ampdesk import profiles
from ampdesk.engine import open_duckdb
from ampdesk.intake.errors import IntakeError, UnansweredError
from ampdesk.stitch.statement import select

ITEMS = "order_id,order_datetime,item_quantity,item_revenue,customer_id"


def amounts(brand):
    return [
        row[0] for row in brand.ask("SELECT item_revenue FROM source_lines ORDER BY row_number")
    ]


def items(brand, text, *, name="till.csv", **asked):
    return brand.add(name, text, kind="order_items", source="till", **asked)


def test_a_bom_hides_no_column(brand):  # import_formats.md 6 case 1
    found = items(brand, f"\ufeff{ITEMS}\nA1,2026-01-02 10:00:00,1,5.00,9\n")
    assert found.loaded == 1
    assert brand.ask("SELECT order_id FROM source_lines") == [("A1",)]


def test_semicolons_are_sniffed_and_nothing_loaded_is_a_failure(
    brand,
):  # import_formats.md 6 case 4
    text = ITEMS.replace(",", ";") + "\nA1;2026-01-02 10:00:00;1;5,50;9\n"
    assert items(brand, text).loaded == 1
    assert amounts(brand) == [5.5]
    with pytest.raises(IntakeError, match="none of 1 records could be loaded"):
        items(brand, ITEMS + "\nA2,2026-01-02 10:00:00,1,x,9\n", name="words.csv")


def test_one_rule_for_the_decimals_of_a_column(brand):  # import_formats.md 6 case 5
    text = ITEMS.replace(",", ";")
    for number, value in enumerate(("10,00", "13,75", "1.250,00"), start=1):
        text += f"\nA{number};2026-01-0{number} 10:00:00;1;{value};9"
    items(brand, text + "\n")
    assert amounts(brand) == [10.0, 13.75, 1250.0]
    doubtful = ITEMS.replace(",", ";") + "\nB1;2026-01-02 10:00:00;1;1.000;9\n"
    with pytest.raises(UnansweredError, match=r"1\.000|1000"):  # a thousand, or one?
        items(brand, doubtful, name="other.csv")


def test_one_day_over_twelve_decides_for_all(brand):  # import_formats.md 6 case 6
    text = ITEMS + "\nA1,03/04/2026,1,5.00,9\nA2,25/04/2026,1,5.00,9\n"
    assert items(brand, text).loaded == 2
    assert brand.ask("SELECT order_datetime FROM source_lines ORDER BY 1") == [
        ("2026-04-03 00:00:00",), ("2026-04-25 00:00:00",),
    ]  # fmt: skip
    with pytest.raises(UnansweredError):
        items(brand, ITEMS + "\nB1,03/04/2026,1,5.00,9\n", name="other.csv")


def test_leading_zeros_stay_and_ruined_ids_are_no_key(brand):  # import_formats.md 6 case 7
    brand.add("c.csv", "customer id,email,zip\n00123,a@example.com,01234\n", kind="customers")
    assert brand.profiles("pk", "postal") == [("00123", "01234")]
    brand.add(
        "d.csv",
        "customer id,email\n4.41E+11,b@example.com\n4.41E+11,c@example.com\n",
        kind="customers", source="other",
    )  # fmt: skip
    assert {row[0] for row in brand.profiles("pk")[1:]} == {"b@example.com", "c@example.com"}


def test_both_of_two_equal_headers_are_kept(brand):  # import_formats.md 6 case 8
    items(brand, f"{ITEMS},Note,Note\nA1,2026-01-02 10:00:00,1,5.00,9,left,right\n")
    assert all(word in brand.ask("SELECT custom FROM source_lines")[0][0]
               for word in ("left", "right"))  # fmt: skip


def test_quotes_escaped_by_a_backslash(brand):  # import_formats.md 6 case 9
    items(
        brand,
        f'{ITEMS},product_name\nA1,2026-01-02 10:00:00,1,5.00,9,"Pan 12\\" wide, black"\n'
        'A2,2026-01-02 10:00:00,1,6.00,9,"Pot"\n',
    )
    names = brand.ask("SELECT product_name FROM source_lines ORDER BY row_number")
    assert names == [('Pan 12" wide, black',), ("Pot",)]


def test_apostrophes_before_phones_and_negatives_are_unwrapped(
    brand,
):  # import_formats.md 6 case 10
    brand.add("c.csv", "customer id,email,phone\n1,a@example.com,'+16175550123\n", kind="customers")
    assert brand.profiles("phone") == [("+16175550123",)]
    items(brand, f"{ITEMS}\nA1,2026-01-02 10:00:00,'-1,'-5.00,9\n")
    assert amounts(brand) == [-5.0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_umlauts_survive(brand, encoding):  # import_formats.md 6 case 11
    text = "customer id,email,first name,last name\n1,a@example.com,Jürgen,Groß\n"
    brand.add("c.csv", text.encode(encoding), kind="customers")
    assert brand.profiles("given_name", "surname") == [("Jürgen", "Groß")]


def test_a_second_import_subscribes_nobody_again(brand):  # import_formats.md 6 case 12
    head = "email,is_email_opted_in\n"
    brand.add("ampdesk_consent_email.csv", f"{head}a@example.com,FALSE\n", source="news")
    brand.add("more/ampdesk_consent_email.csv", f"{head}a@example.com,TRUE\n", source="shop")
    brand.add("c.csv", "customer id,email\n1,a@example.com\n", kind="customers")
    profiles.build(brand.store, brand.lake, today=date(2026, 12, 31))
    with open_duckdb(brand.lake.snapshot()) as engine:
        found = engine.rows(select("SELECT is_email_opted_in FROM Email_Opt_Status"))
    assert found == [(False,)]


def test_the_twin_without_a_price_is_dropped(brand):  # import_formats.md 6 case 13
    brand.add(
        "magento.csv",
        "ID,Purchase Point,Purchase Date,Grand Total (Base),Status,SKU,Qty,Price,Subtotal\n"
        "1,Shop,2026-01-02 10:00:00,40.00,complete,BAG,1,40.00,40.00\n"
        "1,Shop,2026-01-02 10:00:00,40.00,complete,BAG,1,0.00,0.00\n",
    )
    assert sum(amounts(brand)) == 40.0
    assert len(amounts(brand)) == 1


def test_ids_of_guests_are_foreign_keys_only(brand):  # import_formats.md 6 case 14
    text = ITEMS + ",email"
    for number in (1, 2):
        text += f"\nA{number},2026-01-0{number} 10:00:00,1,5.00,guest-{number},Ann@Example.com"
    items(brand, text + "\n")
    assert [key for key, in brand.ask("SELECT fk_value FROM source_lines ORDER BY 1")] == [
        "guest-1", "guest-2",
    ]  # fmt: skip
    assert {email for (email,) in brand.profiles("email")} == {"ann@example.com"}
