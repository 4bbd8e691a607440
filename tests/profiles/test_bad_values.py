"""Stitch_BadValues and Stitch_BlocklistValues (stitch.md 8.3)."""

from tests.profiles.test_incremental import assert_same_as_full

MANY = 21  # one more given name than an e-mail may have


def person(pk, **more):
    return {"datasource": "shop", "pk": pk, **more}


def family(count, email="info.desk@example.com"):
    """People of one e-mail and one surname: they would be one customer."""
    return [
        person(f"f{n:02}", given_name=f"Name{n:02}", surname="Lee", email=email,
               foreign_keys=f'{{"shop-customer": "{n}"}}')
        for n in range(count)
    ]  # fmt: skip


LISTED = [
    person("1", given_name="guest", surname="Fox", email="ann@example.com"),
    person("2", given_name="Bo", surname="Unknown", email="noreply@example.com"),
    person("3", full_name="Test Test", phone="(999) 999-9999", email="nobody"),
    person("4", given_name="Cy", address="po box", foreign_keys='{"shop-customer": "n/a"}'),
    person("5", given_name="GUEST ", surname="Ray", email="ray@example.com"),
]


def test_listed_values_are_told_with_their_records(brand):
    brand.feed("source_profiles", LISTED)
    brand.build()
    values = brand.table("Stitch_BadValues", "semantic", "value", "num_values", "is_preprocessed")
    assert [tuple(row.values()) for row in values] == [
        ("address", "PO BOX", 1, True),
        ("email", "NOBODY", 1, False),
        ("email", "NOREPLY@EXAMPLE.COM", 1, True),
        ("fk-shop-customer", "N/A", 1, True),
        ("full-name", "TEST TEST", 1, True),
        ("given-name", "GUEST", 2, True),
        ("phone", "9999999999", 1, True),
        ("surname", "UNKNOWN", 1, True),
    ]
    rules = brand.table("Stitch_BadValues", "datasource", "num_proxy", "domain_table")
    assert {tuple(row.values()) for row in rules} == {("*", None, "listed values")}
    holders = brand.table("Stitch_BlocklistValues", "datasource", "pk", "semantic")
    assert [(row["pk"], row["semantic"]) for row in holders] == [
        ("1", "given-name"), ("2", "email"), ("2", "surname"), ("3", "email"), ("3", "full-name"),
        ("3", "phone"), ("4", "address"), ("4", "fk-shop-customer"), ("5", "given-name"),
    ]  # fmt: skip


def test_an_email_of_too_many_people_joins_nobody(brand):  # stitch.md 8.9 case 5
    brand.feed("source_profiles", family(MANY))
    brand.build()
    assert brand.one("Stitch_BadValues") == {
        "datasource": "*", "semantic": "email", "value": "INFO.DESK@EXAMPLE.COM",
        "num_values": MANY, "num_proxy": MANY, "domain_table": "email, given-name: over 20",
        "is_preprocessed": True,
    }  # fmt: skip
    assert len(brand.table("Stitch_BlocklistValues")) == MANY
    assert len(brand.table("Merged_Customers")) == MANY
    assert {row["blv_email"] for row in brand.table("Unified_Coalesced", "blv_email")} == {True}


def test_as_many_as_allowed_are_one_customer(brand):
    brand.feed("source_profiles", family(MANY - 1))
    brand.build()
    assert brand.table("Stitch_BadValues") == []
    assert len(brand.table("Merged_Customers")) == 1


def test_the_one_too_many_comes_later(brand):
    brand.feed("source_profiles", [*family(MANY - 1), *LISTED])
    brand.build()
    brand.feed("source_profiles", [*family(MANY)[-1:], person("6", surname="unknown")])
    found = assert_same_as_full(brand)
    assert found.changes.split

    held = {(row["semantic"], row["num_values"]) for row in brand.table("Stitch_BadValues")}
    assert {("email", MANY), ("surname", 2)} <= held


def test_what_was_shared_stays_bad_for_records_looked_at_again(brand):
    """Two holders are touched by other keys; the e-mail's other records are not looked at."""
    brand.feed("source_profiles", family(MANY))
    brand.build()
    brand.feed(
        "source_profiles",
        [person("a", foreign_keys='{"shop-customer": "1"}', given_name="A"),
         person("b", foreign_keys='{"shop-customer": "2"}', given_name="B")],
    )  # fmt: skip
    assert_same_as_full(brand)
    assert len(brand.table("Merged_Customers")) == MANY


def test_a_bad_value_that_is_mended_is_gone(brand):
    brand.feed("source_profiles", LISTED)
    brand.build()
    brand.feed("source_profiles", [person("4", given_name="Cy", address="1 Elm St")])
    assert_same_as_full(brand)
    assert "address" not in {row["semantic"] for row in brand.table("Stitch_BadValues")}
