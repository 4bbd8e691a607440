"""Every broken file of the real data (its README, section 6), by the fact that must hold."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def nasty(shared: Path, read: Callable) -> Callable:
    return lambda name, **options: read(shared / "data" / "nasty" / name, **options)


CLEAN = {
    "csv-spectrum__escaped_quotes.csv": (2, 2),
    "csv-spectrum__json.csv": (1, 2),
    "csv-spectrum__location_coordinates.csv": (1, 4),
    "csv-spectrum__newlines.csv": (3, 3),
    "csv-spectrum__quotes_and_newlines.csv": (2, 2),
    "csvkit__mac_newlines.csv": (2, 3),
    "csvkit__null_byte.csv": (1, 3),
    "csvkit__test_latin1.csv": (2, 3),
    "csvkit__test_locale.csv": (1, 3),
    "csvkit__test_utf16_little.csv": (2, 3),
    "keila__import_excel.csv": (201, 3),
    "messytables__sparse_with_column_errors.csv": (2200, 4),
    "messytables__utf-16le_encoded.csv": (327, 19),
    "pollock__file_field_delimiter_0x3B.csv": (83, 9),
    "pollock__file_header_multirow_2.csv": (83, 9),
    "pollock__file_preamble.csv": (83, 9),
    "pollock__file_record_delimiter_0xD.csv": (83, 9),
    "pollock__row_extra_quote0_col0.csv": (83, 9),
}


@pytest.mark.parametrize("name", CLEAN)
def test_none_lost_or_shifted(nasty: Callable, name: str) -> None:
    table = nasty(name)

    assert (len(table.rows), len(table.headers)) == CLEAN[name]
    assert not table.rejects
    assert not table.staged.questions


@pytest.mark.parametrize("name", CLEAN)
def test_the_parallel_reader_gives_the_same_or_leaves_the_file_to_ours(
    nasty: Callable, name: str
) -> None:
    ours, parallel = nasty(name, fast_from=1 << 40), nasty(name, fast_from=0)

    assert parallel.rows == ours.rows
    assert parallel.headers == ours.headers
    assert [row for row, _ in parallel.numbers] == [row for row, _ in ours.numbers]


def test_doubled_quotes(nasty: Callable) -> None:
    assert nasty("csv-spectrum__escaped_quotes.csv").rows[0] == ("1", 'ha "ha" ha')


def test_json_in_a_cell_stays_as_it_is(nasty: Callable) -> None:
    cell = nasty("csv-spectrum__json.csv").rows[0][1]
    assert cell == '{"type": "Point", "coordinates": [102.0, 0.5]}'


def test_line_breaks_inside_cells(nasty: Callable) -> None:
    assert nasty("csv-spectrum__newlines.csv").rows[1][0] == "Once upon \na time"
    assert nasty("csv-spectrum__quotes_and_newlines.csv").rows[0][1] == 'ha \n"ha" \nha'
    assert nasty("csvkit__mac_newlines.csv").rows[1][0] == "Once upon\ra time"


def test_two_of_three_rows_are_reported_as_ragged_none_silently_shifted(nasty: Callable) -> None:
    table = nasty("csvkit__bad.csv")

    assert table.rows == [("0", "mixed types.... uh oh", "17")]
    assert [(row, line) for row, line, *_ in table.rejects] == [(1, 2), (2, 3)]
    assert [reason for *_, reason in table.rejects] == [
        "row has more cells than the header",
        "row has fewer cells than the header",
    ]
    assert "2 rows do not fit the header" in table.warnings


def test_nul_is_dropped_and_said(nasty: Callable) -> None:
    table = nasty("csvkit__null_byte.csv")
    assert table.rows == [(None, "2", "3")]
    assert "NUL" in table.warnings


def test_latin_letters(nasty: Callable) -> None:
    table = nasty("csvkit__test_latin1.csv")
    assert table.rows[1] == ("4", "5", "©")
    assert table.staged.dialect.encoding == "windows-1252"


def test_utf_16(nasty: Callable) -> None:
    assert nasty("csvkit__test_utf16_little.csv").rows == [("1", "2", "3"), ("4", "5", "ʤ")]
    table = nasty("messytables__utf-16le_encoded.csv")
    assert table.headers[0] == "Organisation_code"


def test_a_european_excel_file(nasty: Callable) -> None:
    table = nasty("keila__import_excel.csv")
    assert table.headers == ["Email", "First name", "Last name"]
    assert table.rows[0] == ("foo-1@example.com", "Joël", "Müller-Schultheiß")
    assert table.staged.dialect.delimiter == ";"


def test_header_below_title_rows_is_asked_for_not_guessed_silently(nasty: Callable) -> None:
    table = nasty("messytables__begrotingsanalyse-2011.csv")
    (question,) = table.staged.questions

    assert question.code == "header_row"
    assert '"options": {"header_row": 6}' in question.mapping_lines
    answered = nasty("messytables__begrotingsanalyse-2011.csv", header_row=6)
    assert not answered.staged.questions
    assert answered.headers[2:5] == ["Groningen", "Friesland", "Drenthe"]


def test_header_is_the_fourth_line_and_footnotes_are_left_out(nasty: Callable) -> None:
    table = nasty("messytables__excel_pasting.csv")
    assert table.headers == ["Year", *map(str, range(2000, 2008))]
    assert table.rows[0] == (
        "Timber", "2,666", "2,274", "1,877", "1,999", "2,055", "1,632", "1,687", "1,751",
    )  # fmt: skip
    assert len(table.rows) + table.staged.dialect.footer_rows == 16
    assert "left out" in table.warnings


def test_header_is_the_line_that_starts_with_year(nasty: Callable) -> None:
    table = nasty("messytables__mixedGLB.csv")
    assert table.headers[:3] == ["Year", "Jan", "Feb"]
    assert (len(table.rows), table.rows[0][0], table.rows[-1][0]) == (133, "1880", "2012")


def test_spanish_letters_in_windows_1252(nasty: Callable) -> None:
    table = nasty("messytables__spanish_chars.csv")
    assert table.headers[-1] == "Descripción"
    assert table.rows[0][6] == "229,932.50"
    assert len(table.rows) + table.staged.dialect.footer_rows == 115


def test_german_letters_and_a_header_that_ends_in_a_comma(nasty: Callable) -> None:
    table = nasty("messytables__sparse_with_column_errors.csv")
    assert table.headers == ["LP", "Bezeichnung", "Kapitel/Titel", "column_4"]
    assert table.rows[0][1].startswith("Trägerorganisationen")


def test_blank_lines_and_a_note_at_the_end(nasty: Callable) -> None:
    table = nasty("pollock__Feb-2016.csv")
    assert len(table.rows) + table.staged.dialect.footer_rows == 23
    assert table.rows[-1] == ("25/02/2016", "WWW.APM.ORG.UK", "517")
    assert "All transactions listed below" in table.warnings


def test_a_header_over_two_rows(nasty: Callable) -> None:
    table = nasty("pollock__file_header_multirow_2.csv")
    assert len(table.rows) == 83
    assert "header is repeated" in table.warnings


def test_without_header_the_first_line_is_data_and_asked_for(nasty: Callable) -> None:
    table = nasty("pollock__file_no_header.csv")
    assert len(table.rows) == 83
    assert table.headers[0] == "column_1"
    assert table.rows[0][0] == "28/01/2018"
    (question,) = table.staged.questions
    assert question.mapping_lines[0] == '"options": {"header_row": 0}'
    assert not nasty("pollock__file_no_header.csv", header_row=0).staged.questions


def test_the_header_is_the_line_after_the_preamble(nasty: Callable) -> None:
    table = nasty("pollock__file_preamble.csv")
    assert table.headers[:2] == ["DATE", "TIME"]
    assert "header read from line 3" in table.warnings


def test_a_title_over_a_government_sheet(nasty: Callable) -> None:
    table = nasty("pollock__ministers-overseas-travel-jan-mar-2013.csv")
    assert table.headers[:3] == ["Name", "Date(s) of trip", "Destination"]
    assert len(table.rows) + 3 == 11  # three title lines stand above the header


def test_a_stray_quote_is_reported_and_nothing_is_shifted(nasty: Callable) -> None:
    table = nasty("pollock__row_extra_quote0_col0.csv")
    assert table.headers[:3] == ["DATE", "TIME", "Qty"]
    assert table.headers[-2:] == ["URL", "Comments"]
    assert "stray quote" in table.warnings
    assert "line 1" in table.warnings


def test_workbooks(nasty: Callable) -> None:
    simple = nasty("messytables__simple.xlsx")
    assert simple.headers == ["date", "temperature", "place"]
    assert len(simple.rows) == 6
    assert simple.rows[1] == ("2011-01-02", "-1", "Galway")
    old = nasty("messytables__excel_properties.xls")
    assert old.headers == ["bold"]
    assert old.rows[0] == ("italic",)
    name = nasty("messytables__unicode_sheet_name.xls", sheet="mês")
    assert len(name.headers) == 1
    assert not name.rows


def test_merged_cells_and_headers_over_several_rows(nasty: Callable) -> None:
    merged = nasty("tabulator-py__merged-cells.xlsx")
    assert merged.headers == ["data"]
    table = nasty("tabulator-py__multiline-headers.xlsx")
    assert table.headers == [
        "Region",
        "Caloric contribution (%)",
        "Cumulative impact of changes on cost of food basket from previous quarter",
        "Cumulative impact of changes on cost of food basket from baseline (%)",
    ]
    assert table.rows == [("A", "B", "C", "D")]
