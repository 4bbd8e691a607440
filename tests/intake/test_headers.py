"""import_formats.md 4: headers made comparable, synonyms, suggestions, false friends."""

import csv
from pathlib import Path

import pytest

from ampdesk.intake.headers import normalise, unit
from ampdesk.intake.suggest import Suggestion, kind_of, suggest, synonyms

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("header", "normal"),
    [
        ("\ufeffName", "name"), ('"Name"', "name"), ("\u00a0Name \u00a0", "name"),
        ("Prénom", "prenom"), ("Straße", "strasse"), ("Währung", "wahrung"),
        ("createdAt", "created at"), ("OrderID", "order id"), ("SKU", "sku"),
        ("order_id", "order id"), ("Order-ID", "order id"), ("E-Mail", "email"),
        ("e mail", "email"), ("E-Mail Adresse", "email adresse"), ("Email *", "email"),
        ("Email (required)", "email"), ("Created (UTC)", "created"), ("Amount (USD)", "amount"),
        ("Total  Price", "total price"), ("Order #", "order"), ("Größe/Farbe", "grosse farbe"),
        ("First Name (Billing)", "first name billing"), ("Имя", "имя"), ("", ""),
    ],
)  # fmt: skip
def test_headers_are_normalised(header: str, normal: str) -> None:
    assert normalise(header) == normal


def test_zone_and_currency_of_a_header_are_read_before_they_go() -> None:
    assert unit("Created (UTC)") == "UTC"
    assert unit("Amount (USD)") == "USD"
    assert unit("First Name (Billing)") == ""


def test_every_synonym_leads_to_its_tag() -> None:
    with (ROOT / "resources/words/headers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 33
    for row in rows:
        for word in row["synonyms"].split("|"):
            assert synonyms()[normalise(word)] == row["tag"]
            assert normalise(word) == word, "synonyms are written as they are compared"


def tagged(*headers: str, rows: list[list[str]] | None = None) -> dict[str, str]:
    return {one.column: one.tag for one in suggest(headers, rows or [])}


def test_a_german_list() -> None:
    assert tagged("Vorname", "Nachname", "Straße", "PLZ", "Ort", "E-Mail", "Geburtsdatum") == {
        "Vorname": "given-name", "Nachname": "surname", "Straße": "address", "PLZ": "postal",
        "Ort": "city", "E-Mail": "email", "Geburtsdatum": "birthdate",
    }  # fmt: skip


def test_exact_beats_synonym_and_rivals_are_shown() -> None:
    found = {one.tag: one for one in suggest(["Region", "State"], [["N", "MA"]])}
    assert found["state"] == Suggestion("State", "state", 1.0, ("Region",))


def test_the_fuller_column_then_the_leftmost_has_the_tag() -> None:
    rows = [["", "1"], ["", "2"], ["a", "3"]]
    assert tagged("Handy", "Mobile", rows=rows)["Mobile"] == "phone"
    assert tagged("Vorname", "First name")["Vorname"] == "given-name"


def test_content_tells_an_email_and_a_phone_when_the_header_does_not() -> None:
    rows = [
        ["ann@x.org", "(617) 555-0123", "2026-01-01"],
        ["bo@y.de", "+49 30 123456", "2026-01-02"],
    ]
    assert tagged("Contact", "Reach", "Since when", rows=rows) == {
        "Contact": "email",
        "Reach": "phone",
    }


def test_ids_of_digits_only_are_no_phones() -> None:
    assert tagged("Reference", rows=[["70010001"], ["70010002"]]).get("Reference") != "phone"


def test_a_header_that_its_values_belie_is_less_sure() -> None:
    (found,) = suggest(["Email"], [["yes"], ["no"]])
    assert found.confidence == 0.5


def test_false_friends() -> None:
    assert tagged("Name", "Lineitem quantity")["Name"] == "order-id"
    assert tagged("Id", "Email")["Id"] == "pk"
    assert tagged("Id", "Total")["Id"] == "order-id"
    assert "State" not in tagged(
        "State", "Email", rows=[["enabled", "a@b.de"], ["invited", "c@d.de"]]
    )
    assert "Total" not in tagged("Order number", "Date", "Total")


def test_several_emails_and_foreign_keys() -> None:
    assert tagged("Email", "Email 2", "fk-shop", "Phone 1") == {
        "Email": "email", "Email 2": "email-2", "fk-shop": "fk-shop", "Phone 1": "phone-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (["email", "surname"], "customers"), (["order-id", "order-datetime"], "orders"),
        (["order-id", "order-datetime", "product-id"], "order_items"),
        (["product-id", "product-name"], "products"), (["email", "consent_email"], "consent_email"),
        (["phone", "consent_sms"], "consent_sms"), (["email", "event-type"], "email_events"),
        (["city"], None), ([], None),
    ],
)  # fmt: skip
def test_the_tags_tell_the_kind(tags: list[str], kind: str | None) -> None:
    assert kind_of(tags) == kind
