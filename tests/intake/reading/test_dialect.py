"""import_formats.md 5, rows Encoding to Ragged rows, each with files that can go wrong."""

from collections.abc import Callable

import pytest

from ampdesk.intake.errors import ReadingError

PEOPLE = "name,city,amount\nJörg,Köln,1\nZoë,Genève,2\n"
LONG = "id,name,city,country,total\n" + "".join(
    f"{at},Ann{at},Town,US,{at}.50\n" for at in range(40)
)


# ---------------------------------------------------------------- encoding
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "windows-1252"),
    ],
)
def test_encodings_are_told_from_the_bytes(read: Callable, encoding: str, found: str) -> None:
    table = read(PEOPLE.encode(encoding))
    assert table.headers == ["name", "city", "amount"]
    assert table.rows == [("Jörg", "Köln", "1"), ("Zoë", "Genève", "2")]
    assert table.staged.dialect.encoding == found


def test_an_encoding_that_is_given_rules(read: Callable) -> None:
    turkish = "Ad;Şehir\nAyşe;İzmir\n"
    assert read(turkish.encode("cp1254"), encoding="cp1254").rows == [("Ayşe", "İzmir")]


def test_an_unknown_encoding_is_refused_with_a_remedy(read: Callable) -> None:
    with pytest.raises(ReadingError, match='"latin-99" is no encoding — use utf-8'):
        read(PEOPLE, encoding="latin-99")


def test_a_bad_line_in_utf_8_is_read_alone_as_1252_and_counted(read: Callable) -> None:
    lines = PEOPLE.encode() + "Bjørn,Tromsø,3\n".encode("cp1252") + "Łukasz,Łódź,4\n".encode()
    table = read(lines)
    assert table.rows[2:] == [("Bjørn", "Tromsø", "3"), ("Łukasz", "Łódź", "4")]
    assert table.staged.dialect.encoding == "utf-8"
    assert "1 line was not valid UTF-8" in table.warnings


def test_bytes_that_windows_1252_leaves_open_stop_nothing(read: Callable) -> None:
    assert read(b"a,b\n\x81\xe9,2\n").rows == [("\x81é", "2")]


def test_mojibake_is_said_and_can_be_repaired(read: Callable) -> None:
    broken = "name,city\n" + "MÃ¼ller,KÃ¶ln\n" * 3
    table = read(broken)
    assert table.rows[0] == ("MÃ¼ller", "KÃ¶ln")
    (offer,) = [one for one in table.staged.warnings if "encoding" in one]
    assert '"options": {"encoding": "repair"}' in offer
    repaired = read(broken, encoding="repair")
    assert repaired.rows[0] == ("Müller", "Köln")
    assert "repaired" in repaired.warnings


# ---------------------------------------------------------------- delimiter
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_by_equal_counts(read: Callable, delimiter: str) -> None:
    text = LONG.replace(",", delimiter)
    table = read(text)
    assert table.staged.dialect.delimiter == delimiter
    assert (len(table.rows), len(table.headers)) == (40, 5)


def test_delimiters_inside_quotes_do_not_count(read: Callable) -> None:
    table = read('a;b\n"x, y, z";1\n"x, y, z";2\n')
    assert table.headers == ["a", "b"]


def test_decimal_commas_do_not_make_columns(read: Callable) -> None:
    table = read("Name;Umsatz\nA;1,50\nB;2,75\nC;3,20\n")
    assert table.rows[0] == ("A", "1,50")


def test_excels_sep_line_is_honoured(read: Callable) -> None:
    table = read("sep=;\nname;note\nA;x,y\n")
    assert table.headers == ["name", "note"]
    assert table.rows == [("A", "x,y")]
    assert table.numbers == [(1, 3)]


def test_a_blank_after_each_comma(read: Callable) -> None:
    table = read('name, addr, kind\n"A, Inc.", "12 Main St", x\n"B", "1, Elm", y\n')
    assert table.headers == ["name", "addr", "kind"]
    assert table.rows[1] == ("B", "1, Elm", "y")


def test_runs_of_blanks_when_asked_for(read: Callable) -> None:
    table = read(
        " 00001 19970101  1   11.77\n 00002 19970112  5  77.00\n", delimiter=" ", header_row=0
    )
    assert table.rows == [("00001", "19970101", "1", "11.77"), ("00002", "19970112", "5", "77.00")]


def test_quotes_of_a_tab_file_may_be_ordinary(read: Callable) -> None:
    table = read('sku\ttitle\tqty\nA\t5" pipe\t1\nB\t"half\t2\nC\tx\t3\n')
    assert table.rows == [("A", '5" pipe', "1"), ("B", '"half', "2"), ("C", "x", "3")]


def test_a_file_of_one_column(read: Callable) -> None:
    assert read("email\na@b.de\nc@d.de\n").rows == [("a@b.de",), ("c@d.de",)]


# ---------------------------------------------------------------- empty
def test_an_empty_file_is_refused(read: Callable) -> None:
    with pytest.raises(ReadingError, match="the file is empty — export it again"):
        read(b"")


@pytest.mark.parametrize("text", ["a,b,c", "a,b,c\n", "\ufeffa,b,c\r\n"])
def test_a_bare_header_is_no_error(read: Callable, text: str) -> None:
    table = read(text)
    assert table.headers == ["a", "b", "c"]
    assert table.rows == []
    assert not table.staged.questions


# ---------------------------------------------------------------- preamble and footer
def test_title_lines_are_skipped_and_kept_to_be_shown(read: Callable) -> None:
    table = read("Sales report\nCreated 2026-01-01 by Ann\n\n" + LONG)
    assert table.headers[0] == "id"
    assert table.staged.dialect.header_row == 4
    assert table.staged.preamble == ("Sales report", "Created 2026-01-01 by Ann")
    assert table.numbers[0] == (1, 5)


@pytest.mark.parametrize(
    "footer",
    [
        "Total,,,,1234.50",
        "Summe: 40,,,,",
        "records: 40",
        "40 record(s) downloaded\n\nSeller ID : abc",
    ],
)
def test_totals_and_notes_at_the_end_are_no_rows(read: Callable, footer: str) -> None:
    table = read(LONG + "\n" + footer + "\n")
    assert len(table.rows) == 40
    assert "left out" in table.warnings


def test_a_last_row_with_few_cells_is_a_row(read: Callable) -> None:
    table = read(LONG + "41,,,,\n")
    assert table.rows[-1] == ("41", None, None, None, None)


def test_a_shop_called_total_is_a_row(read: Callable) -> None:
    table = read("name,city,zip,mail\n" + "A,B,1,x@y.z\n" * 5 + "Total Wine,Reno,2,t@w.us\n")
    assert table.rows[-1][0] == "Total Wine"


# ---------------------------------------------------------------- header faults
def test_duplicate_and_unnamed_headers_are_all_kept(read: Callable) -> None:
    table = read("a,b,a,,a,\n1,2,3,4,5,6\n")
    assert table.headers == ["a", "b", "a (2)", "column_4", "a (3)", "column_6"]
    assert table.rows == [("1", "2", "3", "4", "5", "6")]


@pytest.mark.parametrize(
    "first", ["ann@example.com,Ann,Lee", "2026-01-01,Ann,Lee", "1001,Ann,Lee", "$5.00,x,y"]
)
def test_an_email_a_date_or_a_number_in_the_first_row_is_no_header(
    read: Callable, first: str
) -> None:
    table = read(f"{first}\n{first}\n")
    assert [question.code for question in table.staged.questions] == ["header_row"]
    assert len(table.rows) == 2


def test_years_may_be_headers(read: Callable) -> None:
    assert read("region,2024,2025,2026\nNorth,1,2,3\n").headers == [
        "region",
        "2024",
        "2025",
        "2026",
    ]


def test_blanks_around_headers_are_off(read: Callable) -> None:
    assert read(" Date ,\u00a0Fee \u00a0,x\n1,2,3\n").headers == ["Date", "Fee", "x"]


def test_a_header_repeated_by_joining_files_is_left_out(read: Callable) -> None:
    table = read("a,b\n1,2\na,b\n3,4\n")
    assert table.rows == [("1", "2"), ("3", "4")]
    assert "repeated on 1 line" in table.warnings


# ---------------------------------------------------------------- ragged rows
def test_missing_trailing_cells_are_padded_where_the_column_may_be_empty(read: Callable) -> None:
    table = read("a,b,c,d\n1,2,3,4\n5,6\n7,8,,\n")
    assert table.rows == [("1", "2", "3", "4"), ("5", "6", None, None), ("7", "8", None, None)]
    assert "1 row lacks cells at the end" in table.warnings


def test_a_short_row_whose_column_is_always_filled_is_rejected_with_its_line(
    read: Callable,
) -> None:
    table = read("a,b,c\n1,2,3\n4,5\n6,7,8\n")
    assert len(table.rows) == 2
    assert [row[:2] for row in table.rejects] == [(2, 3)]


def test_more_empty_cells_are_no_fault_but_filled_ones_are(read: Callable) -> None:
    table = read("a,b\n1,2,,\n3,4,5\n6,7\n")
    assert table.rows == [("1", "2"), ("6", "7")]
    assert [(row[1], row[3]) for row in table.rejects] == [(3, "5")]


def test_empty_rows_are_ignored_and_lines_still_count(read: Callable) -> None:
    table = read('a,b\n1,2\n\n,\n"x\ny",3\n4,5\n')
    assert table.rows == [("1", "2"), ("x\ny", "3"), ("4", "5")]
    assert [line for _, line in table.numbers] == [2, 5, 7]


def test_a_quote_that_never_closes_swallows_one_line_only(read: Callable) -> None:
    text = "a,b,c\n" + "1,2,3\n" * 5 + '4,"5,6\n' + "7,8,9\n" * 5_000
    table = read(text)
    assert len(table.rows) == 5_006
    assert table.rows[5] == ("4", "5", "6")
    assert "stray quote in 1 record, read without it: line 7" in table.warnings


def test_one_long_line_is_no_trouble(read: Callable) -> None:
    table = read("a,b\n" + "x" * 3_000_000 + ",2\n3,4\n")
    assert len(table.rows[0][0]) == 3_000_000
