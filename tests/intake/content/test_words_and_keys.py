"""import_formats.md 5: Booleans, Excel damage, Text first, E-mail and phone, Currency codes."""

from collections.abc import Callable

import duckdb
import pytest

from ampdesk.intake import duck
from ampdesk.intake.content import booleans, countries, keys, phones
from tests.intake.content.conftest import CELL

COUNTRY = duck.column("c1")


# ---------------------------------------------------------------- booleans
def test_yes_and_no_in_four_languages(
    connection: duckdb.DuckDBPyConnection, column: Callable, values: Callable
) -> None:
    yes = "yes Y TRUE 1 x on ja wahr oui vrai si verdadero subscribed".split()  # noqa: SIM905
    no = "no N false 0 off nein falsch non faux falso unsubscribed".split()  # noqa: SIM905
    column([*yes, *no, "", None, " Yes "])
    reading = booleans.decide(connection, "t", CELL, header="Opt in")
    assert reading.question is None
    assert values(reading.value(CELL)) == [True] * len(yes) + [False] * len(no) + [None, None, True]


def test_other_words_are_asked_once(
    connection: duckdb.DuckDBPyConnection, column: Callable, values: Callable
) -> None:
    column(["Active", "lapsed", "yes"])
    asked = booleans.decide(connection, "t", CELL, header="Opt in", tag="consent_email")
    assert asked.question is not None
    assert asked.question.code == "boolean_words"
    assert asked.unknown == ("active", "lapsed")
    assert values(asked.bad(CELL)) == [True, True, False]
    said = booleans.decide(connection, "t", CELL, header="Opt in", form="true=Active;false=lapsed")
    assert said.question is None
    assert values(said.value(CELL)) == [True, False, True]


# ---------------------------------------------------------------- keys
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("000123", "000123"), ('="00123"', "00123"), ("'00123", "00123"), ("6.79848E+12", None),
        ("1.23E+10", None), ("4,41E+11", None), ("6175550123.0", "6175550123"), ("A-1", "A-1"),
        ("1.0", "1.0"), ("12E5", "12E5"), ("7E5", "7E5"), ("1E+10", None), ("E12", "E12"),
        (" x ", "x"), ("", None), ("'", None),
    ],
)  # fmt: skip
def test_ids_stay_text_and_excel_is_undone(
    column: Callable, values: Callable, text: str, key: str | None
) -> None:
    column([text])
    assert values(keys.key(CELL)) == [key]


def test_ruined_values_are_counted(connection: duckdb.DuckDBPyConnection, column: Callable) -> None:
    column(["6.79848E+12", "7001", None, "1.23E+10"])
    assert keys.ruined(connection, "t", CELL) == 2


@pytest.mark.parametrize(
    ("text", "country", "postal"),
    [
        ("2134", "US", "02134"), ("2134", "AU", "2134"), ("1067", "DE", "01067"),
        ("812", None, "812"), ("'02134", "US", "02134"), ("2134.0", "US", "02134"),
        ("02134-1234", "US", "02134-1234"), ("SW1A 1AA", "GB", "SW1A 1AA"),
    ],
)  # fmt: skip
def test_short_postals_are_padded_only_where_the_country_is_known(
    column: Callable, values: Callable, text: str, country: str | None, postal: str
) -> None:
    column([text], [country])
    assert values(keys.postal(CELL, COUNTRY)) == [postal]


@pytest.mark.parametrize(
    ("text", "email"),
    [
        (" Ann@Example.COM ", "ann@example.com"), ("mailto:a@b.de", "a@b.de"),
        ("Bo Lee <bo@x.org>", "bo@x.org"), ("a@b", None), ("a b@c.de", None),
        ("a@b.de,c@d.de", None),
        ("", None), ("'a@b.de", "a@b.de"),
    ],
)  # fmt: skip
def test_emails(column: Callable, values: Callable, text: str, email: str | None) -> None:
    column([text])
    assert values(keys.email(CELL)) == [email]


# ---------------------------------------------------------------- phones and countries
@pytest.mark.parametrize(
    ("text", "country", "default", "number"),
    [
        ("(617) 555-0123", "US", None, "+16175550123"),
        ("617-555-0123 x752", "United States", None, "+16175550123"),
        ("6175550123.0", "", "US", "+16175550123"),
        ("'+16175550123", "", None, "+16175550123"),
        ("0171 1234567", "Deutschland", "US", "+491711234567"),
        ("0171 1234567", "", "DE", "+491711234567"),
        ("0171 1234567", "", None, None),
        ("+49 (0)30 123456", "", None, "+4930123456"),
        ("0049 30 123456", "", None, "+4930123456"),
        ("06 12 34 56 78", "FRA", None, "+33612345678"),
        ("1.23E+10", "US", None, None),
        ("n/a", "US", None, None),
        ("12", "US", None, None),
        ("", "US", None, None),
    ],
)
def test_phones_by_the_country_of_the_row_else_of_the_brand(
    connection: duckdb.DuckDBPyConnection,
    column: Callable,
    values: Callable,
    text: str,
    country: str,
    default: str | None,
    number: str | None,
) -> None:
    column([text], [country])
    reading = phones.decide(connection, "t", CELL, name="numbers", country=COUNTRY, default=default)
    assert values(reading.value(CELL, COUNTRY)) == [number]


def test_only_distinct_numbers_are_parsed(
    connection: duckdb.DuckDBPyConnection, column: Callable, values: Callable
) -> None:
    column(["617 555 0123", "+49 30 123456", None] * 1000)
    reading = phones.decide(connection, "t", CELL, name="numbers", default="US")
    assert (reading.values, reading.valid) == (2, 2)
    assert values(reading.value(CELL))[:3] == ["+16175550123", "+4930123456", None]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("US", "US"), ("usa", "US"), ("United States", "US"), ("Vereinigte Staaten", "US"),
        ("Alemania", "DE"), ("Allemagne", "DE"), ("DEU", "DE"), ("UK", "GB"), ("Österreich", "AT"),
        ("Côte d’Ivoire", "CI"), ("Narnia", None), ("", None),
    ],
)  # fmt: skip
def test_countries_however_they_are_written(text: str, iso: str | None) -> None:
    assert countries.iso2(text) == iso


@pytest.mark.parametrize("texts", [[], [None], [""]])
def test_empty_columns_are_no_trouble(
    connection: duckdb.DuckDBPyConnection,
    column: Callable,
    values: Callable,
    texts: list[str | None],
) -> None:
    column(texts)
    nothing = [None] * len(texts)
    assert booleans.decide(connection, "t", CELL, header="x").question is None
    reading = phones.decide(connection, "t", CELL, name="numbers", default="US")
    assert (reading.values, reading.valid, reading.ruined) == (0, 0, 0)
    assert values(reading.value(CELL)) == nothing
    assert values(keys.key(CELL)) == values(keys.email(CELL)) == nothing
