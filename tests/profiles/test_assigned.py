"""Email_AmpID_Assignment: mutual top rank, twice (data_model.md 1.3)."""

from tests.profiles.conftest import line


def person(number, name, email, updated):
    return {
        "datasource": "shop", "pk": f"{number}-{email}", "surname": name, "given_name": name,
        "foreign_keys": f'{{"shop-customer": "{number}"}}', "email": email,
        "update_dt": f"{updated} 00:00:00",
    }  # fmt: skip


def emails(brand):
    brand.build()
    return {
        row["given_name"]: (row["email"], row["email_pk"], row["email_completion"])
        for row in brand.table("Merged_Customers")
    }


def test_a_shared_email_goes_to_one_customer_and_the_other_takes_the_next(brand):
    brand.feed(
        "source_profiles",
        [person(1, "Ann", "family@example.com", "2026-05-01"),
         person(1, "Ann", "ann@example.com", "2026-01-01"),
         person(2, "Bo", "family@example.com", "2026-02-01"),
         person(3, "Cy", "family@example.com", "2026-03-01")],
    )  # fmt: skip
    brand.feed("source_lines", [line("A", "MUG", "2026-06-01 10:00:00", 1, "9.00", fk_value="2")])
    family = "family@example.com"
    assert {email for email, *_ in emails(brand).values()} == {family}

    brand.store.settings.set("email_assignment", True)  # a setting's value
    found = emails(brand)

    assert found["Bo"] == (family, f"2-{family}", 1)  # the latest order
    assert found["Ann"] == ("ann@example.com", "1-ann@example.com", 1)
    assert found["Cy"] == (None, None, 0)
    states = {
        row["amperity_id"]: row["contactable_email"] for row in brand.table("Customer_Attributes")
    }
    assert sorted(states.values()) == [False, True, True]

    brand.feed("source_lines", [line("B", "MUG", "2026-06-02 10:00:00", 1, "9.00", fk_value="3")])
    assert emails(brand)["Cy"][0] == family
