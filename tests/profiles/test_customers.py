"""Merged customers, households, attributes, consent: one brand by hand, one build."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from ampdesk.clock import Clock
from ampdesk.lake import Lake
from ampdesk.profiles import group_ranking
from ampdesk.store import Store
from tests.profiles.conftest import NAMESPACE, TestBrand, line

HOME = {"address": "12 W. Elm St.", "city": "Troy", "state": "New York", "postal": "12180-1234"}
SAME = {"address": "12 West Elm Street", "city": "TROY", "state": "ny", "postal": "12180"}


def person(pk, **values):
    return {
        "datasource": "shop",
        "pk": pk,
        "foreign_keys": f'{{"shop-customer": "{pk}"}}',
        **values,
    }


PEOPLE = [
    person("ann", given_name="Ann", surname="Lee", email="ann@example.com", **HOME),
    person("bob", given_name="Bob", surname="LEE", email="bob@example.com", **SAME),
    person("cat", given_name="Cat", email="cat@example.com", **SAME),  # no surname: alone
    person("dan", given_name="Dan", surname="Fox", email="dan@acme.com", phone="+16175550101"),
    person("eve", given_name="Test", surname="Person", email="eve@example.com"),
    person("fay", given_name="Fay", surname="Testa", email="fay@example.com"),
    person("gus", full_name="Gus Holdings LLC", email="gus@example.com"),
    person("hal"),  # nothing known
    person("ida", given_name="Ida", surname="Old", email="ida@example.com"),
    person("jon", given_name="Jon", surname="Unknown", email="jon@example.com"),
]
TILL = [
    {"datasource": "till", "pk": "t1", "foreign_keys": '{"shop-customer": "ann"}', "surname": "Li",
     "given_name": "Annie", "update_dt": "2026-06-01 00:00:00", "phone": "+16175550123"},
    {"datasource": "till", "pk": "t2", "foreign_keys": '{"shop-customer": "ann"}',
     "phone": "+16175550199", "update_dt": "2026-06-02 00:00:00", "do_not_mail": True},
]  # fmt: skip
LINES = [
    line("A1", "MUG", "2026-06-10 10:00:00", 1, "10.00", fk_value="ann"),
    line("B1", "MUG", "2026-01-10 10:00:00", 1, "90.00", fk_value="bob"),
    line(
        "D1", "GIF", "2025-06-10 10:00:00", 1, "20.00", fk_value="dan", product_name="Gift card 20"
    ),
    line("I1", "MUG", "2024-01-10 10:00:00", 1, "5.00", fk_value="ida"),
    line("I2", "MUG", "2024-06-17 10:00:00", 1, "5.00", fk_value="ida", currency="EUR"),
]


def says(contact, state, at=None, source="news", **more):
    channel = "email" if "@" in contact else "sms"
    return {
        "channel": channel,
        "contact": contact,
        "state": state,
        "stated_at": at,
        "source": source,
        **more,
    }


CONSENTS = [
    # a withdrawal beats TRUE of any source, unless TRUE is strictly newer
    says("ann@example.com", "granted", "2026-03-02 00:00:00"),
    says("ann@example.com", "withdrawn", "2026-03-01 00:00:00", source="mail"),
    says("bob@example.com", "granted", "2026-03-01 00:00:00"),
    says("bob@example.com", "withdrawn", "2026-03-01 00:00:00", source="mail"),
    # one without a timestamp stays
    says("cat@example.com", "granted", "2026-05-01 00:00:00"),
    says("cat@example.com", "withdrawn", source="mail"),
    # "not given" speaks of its own source only
    says("dan@acme.com", "granted"),
    says("dan@acme.com", "not given", "2026-06-01 00:00:00", source="shop"),
    says("eve@example.com", "not given", source="shop"),
    # a FALSE for all programmes wins over TRUE of one
    says("fay@example.com", "granted", program="deals"),
    says("fay@example.com", "withdrawn"),
    says("+16175550101", "granted"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("customers") / "b.ampdesk"
    today = date(2026, 6, 16)
    with Store.create(path, namespace=NAMESPACE, clock=Clock(today)) as store:
        store.settings.set("merge_policy", {"phone": ["till", "shop"], "general": ["shop", "till"]})
        store.settings.set("employee_domains", ["acme.com"])
        brand = TestBrand(store, Lake.beside(path), today)
        brand.feed("source_profiles", PEOPLE, update_dt="2026-01-01 00:00:00")
        brand.feed("source_profiles", TILL, source="till")
        brand.feed("source_lines", LINES)
        brand.feed("source_consents", CONSENTS)
        brand.feed("source_loyalty", [
            {"loyalty_id": "L1", "email": "BOB@example.com", "is_opted_in": True},
        ], source="club")  # fmt: skip
        brand.feed("source_recipients", [
            {"campaign_name": "Spring", "email": "dan@acme.com", "treatment_name": "A"},
            {"campaign_name": "Spring", "email": "who@example.com", "treatment_name": "A"},
            {"campaign_name": "Spring", "phone": "(617) 555-0101", "is_control": True,
             "treatment_name": "Control", "destination_name": "Mail house"},
        ], source="old")  # fmt: skip
        brand.feed("source_email_events", [
            {"datasource": "news", "pk": f"{kind}{n}", "email": "dan@acme.com", "event_type": kind,
             "event_datetime": at}
            for kind, at, times in (
                ("Sent", "2026-06-15 10:00:00", 5), ("Open", "2026-06-16 09:00:00", 2),
                ("Optin", "2025-06-01 00:00:00", 1))
            for n in range(times)
        ], source="news")  # fmt: skip
        result = brand.build()
        names = ("Merged_Customers", "Customer_Attributes", "Merged_Households",
                 "Unified_Coalesced",
                 "Email_Opt_Status", "SMS_Opt_Status", "Customer_360", "Lifecycle_Events",
                 "Unified_Loyalty", "Campaign_Recipients", "Email_Engagement_Attributes",
                 "Transaction_Attributes_Extended", "All_Opted_In_Emails")  # fmt: skip
        tables = brand.tables(dict.fromkeys(names, ()))
        ids = {row["pk"]: row["amperity_id"] for row in tables["Unified_Coalesced"]}
        by_id = {name: {row["amperity_id"]: row for row in rows} for name, rows in tables.items()}
        yield brand, tables, lambda table, pk: by_id[table].get(ids[pk]), result


def test_one_row_per_customer(built):  # data_model.md 1.8 case 3
    _, tables, _, result = built
    for name in ("Merged_Customers", "Customer_360", "Customer_Attributes"):
        ids = [row["amperity_id"] for row in tables[name]]
        assert len(ids) == len(set(ids)) == result.customers == 10
    assert len(tables["Transaction_Attributes_Extended"]) == 4


def test_each_group_comes_whole_from_its_winning_record(built):
    ann = built[2]("Merged_Customers", "ann")
    # name: equally complete; shop is first in the general order, though till is newer
    assert (ann["given_name"], ann["surname"], ann["name_pk"]) == ("Ann", "Lee", "ann")
    assert (ann["name_priority"], ann["name_completion"]) == (1, 1)
    # phone: shop has none; two of the till, the newer wins
    assert (ann["phone"], ann["phone_pk"], ann["phone_priority"]) == ("+16175550199", "t2", 1)
    assert (ann["address_completion"], ann["email_completion"]) == (4, 1)
    assert ann["do_not_mail"] is True
    assert ann["records"] == 3


def test_bad_values_are_flagged_and_not_merged(built):
    _, tables, of, _ = built
    jon = next(row for row in tables["Unified_Coalesced"] if row["pk"] == "jon")
    assert (jon["surname"], jon["blv_surname"], jon["has_blv"]) == ("Unknown", True, True)
    assert of("Merged_Customers", "jon")["surname"] is None
    ann = next(row for row in tables["Unified_Coalesced"] if row["pk"] == "ann")
    assert (ann["has_blv"], ann["full_name"], ann["fk_shop_customer"]) == (False, "Ann Lee", "ann")


def test_the_receipt_of_a_merged_field_has_the_winner_first(built):
    from ampdesk.engine import open_duckdb

    brand, _, of, _ = built
    policy = brand.store.settings.get("merge_policy")
    one = of("Merged_Customers", "ann")["amperity_id"]
    with open_duckdb(brand.lake.snapshot()) as engine:
        for group, first in (("phone", "t2"), ("name", "ann"), ("address", "ann")):
            rows = engine.arrow(group_ranking(group, policy, amperity_id=one)).to_pylist()
            assert rows[0]["pk"] == first == of("Merged_Customers", "ann")[f"{group}_pk"]


def test_a_household_is_an_equal_standardised_address_and_surname(built):
    _, _, of, _ = built
    ann, bob, cat = (of("Merged_Households", pk) for pk in ("ann", "bob", "cat"))
    assert ann["full_address"] == bob["full_address"] == "12 WEST ELM STREET TROY NY 12180"
    assert ann["household_id"] == bob["household_id"] != cat["household_id"]
    assert (ann["household_size"], cat["household_size"]) == (2, 1)
    assert of("Merged_Households", "dan") is None  # no complete address
    assert of("Customer_Attributes", "bob")["is_primary_buyer_household"] is True
    assert of("Customer_Attributes", "ann")["is_primary_buyer_household"] is False


@pytest.mark.parametrize(
    ("pk", "opted_in"),
    [("ann", True), ("bob", False), ("cat", False), ("dan", True), ("eve", False), ("fay", False),
     ("gus", None)],
)  # fmt: skip
def test_consent_follows_withdrawals_and_their_time(built, pk, opted_in):  # import_formats.md 1
    row = built[2]("Customer_Attributes", pk)
    assert row["is_opted_into_email"] is opted_in
    assert row["contactable_email"] is opted_in  # a consent table exists: it decides
    assert row["marketable_email"] is bool(opted_in)


def test_opt_status_belongs_to_the_customer_and_lists_those_opted_in(built):
    _, tables, of, _ = built
    assert of("SMS_Opt_Status", "dan")["is_sms_opted_in"] is True
    assert {row["email"] for row in tables["All_Opted_In_Emails"]} == {
        "ann@example.com", "dan@acme.com", "fay@example.com",
    }  # fmt: skip
    fay = [row for row in tables["Email_Opt_Status"] if row["email"] == "fay@example.com"]
    assert {row["email_program"]: row["is_email_opted_in"] for row in fay} == {
        "deals": True,
        None: False,
    }


@pytest.mark.parametrize(
    ("pk", "names"),
    [("ann", ""), ("dan", "employee, gift giver"), ("eve", "test account"), ("fay", ""),
     ("gus", "business"), ("bob", "")],
)  # fmt: skip
def test_classifications_are_whole_words(built, pk, names):
    assert built[2]("Customer_Attributes", pk)["customer_classifications"] == names


@pytest.mark.parametrize(
    ("pk", "status", "stage", "since"),
    [("ann", "New", "Active", datetime(2026, 6, 10, 10)),
     ("bob", "Active", "At risk", datetime(2026, 5, 11)),
     ("dan", "Lapsed", "Lost", datetime(2026, 6, 11)),
     ("ida", "Lapsed", "Lost", datetime(2025, 6, 18)),
     ("eve", "Prospect", None, None)],
)  # fmt: skip
def test_lifecycle_follows_the_ranges(built, pk, status, stage, since):
    row = built[2]("Customer_Attributes", pk)
    assert row["historical_purchaser_lifecycle_status"] == status
    assert (row["churn_trigger"], row["churn_trigger_start_datetime"]) == (stage, since)


def test_lifecycle_events_start_with_orders_and_at_the_ends_of_ranges(built):
    _, tables, of, _ = built
    one = of("Merged_Customers", "bob")["amperity_id"]
    events = sorted(
        (row["event_status_start_date"], row["event_status"], row["previous_event_status"],
         row["is_current"])
        for row in tables["Lifecycle_Events"] if row["amperity_id"] == one
    )  # fmt: skip
    assert events == [
        (date(2026, 1, 10), "Active", None, False),
        (date(2026, 3, 12), "Cooling down", "Active", False),
        (date(2026, 5, 11), "At risk", "Cooling down", True),
    ]


def test_a_customer_without_any_data_cannot_be_reached(built):
    row = built[2]("Customer_Attributes", "hal")
    assert (row["is_no_pii_amperity_id"], row["contactable_global"]) == (True, False)
    assert (row["contactable_paid_social"], row["contactable_address"]) == (False, False)
    assert row["customer_type"] == "prospect"


def test_an_order_in_another_currency_counts_without_its_amount(built):
    _, _, of, result = built
    ida = of("Transaction_Attributes_Extended", "ida")
    assert (ida["lifetime_order_frequency"], ida["lifetime_order_revenue"]) == (2, Decimal("5.00"))
    assert ida["lifetime_average_order_value"] == Decimal("5.00")
    assert ida["latest_order_revenue"] is None
    assert result.currency == "USD"
    assert any("1 orders are in another currency" in warning for warning in result.warnings)


def test_recipients_keep_their_key_beside_the_id_found(built):
    _, tables, of, _ = built
    dan = of("Merged_Customers", "dan")["amperity_id"]
    rows = {row["original_key"]: row for row in tables["Campaign_Recipients"]}
    assert rows["dan@acme.com"]["amperity_id"] == dan
    assert rows["who@example.com"]["amperity_id"] is None
    control = rows["(617) 555-0101"]
    assert (control["amperity_id"], control["original_key_kind"]) == (dan, "phone")
    assert (control["is_control"], control["destination_name"]) == (True, None)


def test_loyalty_and_engagement_find_their_customer(built):
    _, _, of, _ = built
    assert of("Unified_Loyalty", "bob")["loyalty_id"] == "L1"
    dan = of("Email_Engagement_Attributes", "dan")
    assert (dan["email_opens_last_1_days"], dan["email_opens_lifetime"]) == (2, 2)
    assert dan["email_open_rate_lifetime"] == pytest.approx(0.4)
    assert dan["engagement_status_last_15_months"] == "Active"
    assert (dan["purchase_before_signup"], dan["signup_to_purchase_days"]) == (False, 9)
