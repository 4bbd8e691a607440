"""Cleaning and bad values (stitch.md 8.2, 8.3), on the engine that a build uses."""

import pytest
from sqlglot import exp

from ampdesk.engine import open_duckdb
from ampdesk.stitch import bad, preprocess
from ampdesk.stitch.words import nicknames, states


@pytest.fixture(scope="module")
def engine():
    with open_duckdb() as engine:
        yield engine


def value(engine, expression):
    return engine.rows(exp.select(expression))[0][0]


def expanded(engine, text):
    given = exp.select(preprocess.address_text(exp.convert(text)).as_("text"))
    return engine.rows(preprocess.compile_expanded(given))[0][1]


@pytest.mark.parametrize(  # stitch.md 8.2, 8.9 case 8
    ("filed", "cleaned"),
    [
        ("123 W. Elm St.", "123 WEST ELM STREET"),
        ("1000 1st Ave. Ste. 1960", "1000 FIRST AVENUE SUITE 1960"),
        ("555 Puget Ave P.O. Box 555", "555 PUGET AVENUE PO BOX 555"),
        ("7  Oak   Dr,", "7 OAK DRIVE"),
    ],
)
def test_addresses_are_expanded(engine, filed, cleaned):
    assert expanded(engine, filed) == cleaned


def test_a_po_box_is_kept_apart(engine):
    assert value(engine, preprocess.po_box(exp.convert("555 Puget Ave P.O. Box 12A"))) == "12A"
    assert value(engine, preprocess.po_box(exp.convert("555 Boxwood Ave"))) is None


@pytest.mark.parametrize(
    ("filed", "cleaned"),
    [("+1 (978) 425 6779", "9784256779"), ("222 4455", "2224455"), ("+19784256779", "9784256779"),
     ("call me", None)],
)  # fmt: skip
def test_phones_keep_the_last_ten_digits(engine, filed, cleaned):
    assert value(engine, preprocess.clean_phone(exp.convert(filed))) == cleaned


@pytest.mark.parametrize(
    ("filed", "cleaned"),
    [("derek+1234@amperity.com", "DEREK@AMPERITY.COM"),
     (" Gary.Smith@gmail.com ", "GARY.SMITH@GMAIL.COM"), ("nobody", None)],
)  # fmt: skip
def test_emails_lose_their_plus_tag_and_keep_their_dots(engine, filed, cleaned):
    assert value(engine, preprocess.clean_email(exp.convert(filed))) == cleaned


@pytest.mark.parametrize(
    ("address", "is_bad"),
    [("test@goaway.com", True), ("ann@noemail.com", True), ("info@shop.com", True),
     ("@shop.com", True),
     ("noreply@shop.com", True), ("ann@shop.com", False), ("testa@shop.com", False)],
)  # fmt: skip
def test_junk_local_parts_and_domains_are_bad(engine, address, is_bad):
    clean = preprocess.clean_email(exp.convert(address))
    assert value(engine, bad.is_bad_email(clean)) is is_bad


def test_business_words_may_be_allowed(engine):
    clean = preprocess.clean_email(exp.convert("info@shop.com"))
    assert value(engine, bad.is_bad_email(clean, allow_business=True)) is False


@pytest.mark.parametrize(
    ("field", "values", "named"),
    [
        ("surname", ["Unknown", " tbd", "Lee", "Cardholder"], {"Unknown", " tbd", "Cardholder"}),
        ("given_name", ["Gift", "Ann", "N/A"], {"Gift", "N/A"}),
        ("phone", ["+1 000-000-0000", "1234567891", "6175550123"],
         {"+1 000-000-0000", "1234567891"}),
        ("address", ["general delivery", "1 Elm St"], {"general delivery"}),
        ("full_name", ["Test Test", "Red Cards", "Ann Lee"], {"Test Test", "Red Cards"}),
    ],
)  # fmt: skip
def test_listed_values_are_found_among_those_that_occur(engine, field, values, named):
    records = exp.values([(one,) for one in values], alias="v", columns=[field])
    engine.create("records", exp.select(field).from_(records))
    assert {row[0] for row in engine.rows(bad.compile_bad(field, records="records"))} == named


def test_a_value_that_too_many_people_share_is_bad(engine):
    rows = [("A@X.COM", f"NAME{n}") for n in range(21)] + [
        ("B@X.COM", f"NAME{n}") for n in range(20)
    ]
    table = exp.values(rows, alias="v", columns=["email", "surname"])
    engine.create("stitch_records", exp.select("email", "surname").from_(table))
    engine.create(bad.SHARED, bad.no_shared())
    found = engine.rows(bad.compile_shared(bad.SharedRule("email", "surname", 20)))
    assert found == [("email, surname: over 20", "A@X.COM", 21)]  # exceeds, not reaches


@pytest.mark.parametrize(
    ("one", "other"),
    [("O'Neil", "ONEIL"), ("Müller", "MULLER"), ("van der Berg", "Vanderberg"), ("Groß", "GROSS")],
)  # fmt: skip
def test_folded_surnames_meet(engine, one, other):
    left, right = (value(engine, preprocess.folded(exp.convert(name))) for name in (one, other))
    assert left == right


def test_states_are_two_letters_and_nicknames_pair(engine):
    assert value(engine, preprocess.clean_state(exp.convert("new  york"))) == "NY"
    assert value(engine, preprocess.clean_state(exp.convert("Bavaria"))) == "BAVARIA"
    assert ("MICHAEL", "MIKE") in nicknames()
    assert states()["TEXAS"] == "TX"
