"""import_formats.md 6: troubles that others reported, as far as reading answers for them."""

import datetime as dt
from collections.abc import Callable

import duckdb

from ampdesk.intake import duck
from ampdesk.intake.content import amounts, dates, keys

TODAY = dt.date(2026, 11, 25)


def test_1_a_bom_does_not_hide_the_first_column(read: Callable) -> None:
    assert read("\ufeffName,City\nA,B\n").headers[0] == "Name"
    assert read('\ufeff"Name","City"\nA,B\n').headers[0] == "Name"


def test_4_a_semicolon_file_is_no_file_of_no_rows(read: Callable) -> None:
    table = read("Datum;Betrag\n01.02.2026;10,00\n13.02.2026;5,50\n")
    assert (table.staged.dialect.delimiter, len(table.rows)) == (";", 2)


def test_5_decimal_commas_keep_their_value(
    read: Callable, workspace: duckdb.DuckDBPyConnection
) -> None:
    read("a;b\n10,00;1\n13,75;2\n1.000;3\n")
    cell = duck.column("c0")
    reading = amounts.decide(workspace, "staged", cell, header="a")
    from sqlglot import exp

    query = exp.select(reading.value(cell, scale=2)).from_("staged").order_by("_row")
    assert [str(row[0]) for row in duck.run(workspace, query)] == ["10.00", "13.75", "1000.00"]


def test_6_no_row_vanishes_when_days_and_months_swap(
    read: Callable, workspace: duckdb.DuckDBPyConnection
) -> None:
    days = [f"{day:02}/03/2026" for day in range(1, 32)]
    read("date,x\n" + "".join(f"{day},1\n" for day in days))
    cell = duck.column("c0")
    reading = dates.decide(workspace, "staged", cell, header="date", today=TODAY)
    from sqlglot import exp

    query = exp.select(reading.day(cell)).from_("staged").order_by("_row")
    read_days = [row[0] for row in duck.run(workspace, query)]
    assert read_days == [dt.date(2026, 3, day) for day in range(1, 32)]


def test_7_leading_zeros_stay_and_ruined_ids_are_no_ids(
    read: Callable, workspace: duckdb.DuckDBPyConnection
) -> None:
    assert read("id,zip\n000123,02134\n4.41E+11,812\n").rows[0] == ("000123", "02134")
    cell = duck.column("c0")
    from sqlglot import exp

    found = duck.run(workspace, exp.select(keys.key(cell)).from_("staged").order_by("_row"))
    assert found == [("000123",), (None,)]
    assert keys.ruined(workspace, "staged", cell) == 1


def test_8_duplicate_headers_keep_both(read: Callable) -> None:
    table = read("Tag,Name,Tag\na,x,b\n")
    assert table.headers == ["Tag", "Name", "Tag (2)"]
    assert table.rows == [("a", "x", "b")]


def test_9_backslash_quotes_from_php_do_not_break_rows(read: Callable) -> None:
    text = (
        "id,title,note\n"
        '1,"A 5\\" pipe, long","ok"\n'
        '2,"say \\"hi\\", Bo","x"\n'
        '3,"ends \\\\","y"\n'
        '4,"only quote \\"",z\n'
        "5,plain,last\n"
    )
    table = read(text)
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5"]
    assert table.rows[0] == ("1", 'A 5" pipe, long', "ok")
    assert table.rows[1] == ("2", 'say "hi", Bo', "x")
    assert table.rows[3] == ("4", 'only quote "', "z")
    assert [line for _, line in table.numbers] == [2, 3, 4, 5, 6]
    assert 'with \\" as an escaped quote' in table.warnings


def test_10_apostrophes_of_spreadsheets_are_unwrapped(
    read: Callable, workspace: duckdb.DuckDBPyConnection
) -> None:
    read("phone,amount\n'+16175550123,'-3.00\n")
    from sqlglot import exp

    phone, amount = duck.column("c0"), duck.column("c1")
    reading = amounts.decide(workspace, "staged", amount, header="amount")
    query = exp.select(keys.unwrapped(phone), reading.value(amount, scale=2)).from_("staged")
    ((number, value),) = duck.run(workspace, query)
    assert (number, str(value)) == ("+16175550123", "-3.00")


def test_11_umlauts_survive_every_encoding(read: Callable) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert read("name,x\nMüller,1\n".encode(encoding)).rows == [("Müller", "1")]
