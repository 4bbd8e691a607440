"""What must be found in the sample brand: the values of the reference, edge cases, dirt."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date

import phonenumbers
import pytest

from ampdesk.sample import BRAND_SETTINGS

TODAY = date(2026, 6, 30)
_EMAIL = re.compile(r"[^\s,\";]+@[^\s,\";]+")


@pytest.fixture(scope="module")
def values(shared):
    return json.loads((shared / "reference" / "assistant_values.json").read_text())["values"]


@pytest.fixture(scope="module")
def cells(made):
    """How often each cell text occurs in the files that are imported."""
    counts = Counter()
    for path in made.exports.files:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                counts.update(row)
    return counts


@pytest.mark.parametrize(
    "name",
    [
        "state", "purchase_channel", "digital_channel", "purchase_brand", "payment_method",
        "store_id", "currency", "product_category", "product_gender", "product_color",
        "product_material", "product_size", "product_season", "loyalty_tier",
        "loyalty_sign_up_channel", "loyalty_event_type", "email_event_type", "email_program",
        "sms_program", "consent_region", "language_preference", "email_frequency",
    ],
)  # fmt: skip
def test_each_value_of_the_reference_is_there_a_few_times(cells, values, name):
    assert {value: cells[value] for value in values[name] if cells[value] < 3} == {}


def test_members_tell_their_gender(made, values):
    counts = Counter(row["Gender"] for row in made.rows("loyalty_members.csv"))
    assert set(counts) == {*values["gender"], ""}


def test_cities_subcategories_and_products_are_those_of_the_reference(made, cells, values):
    cities = {city for names in values["city"].values() for city in names}
    subcategories = {name for names in values["product_subcategory"].values() for name in names}
    assert [name for name in cities if cells[name] < 3] == []
    assert subcategories == {r["product_subcategory"] for r in made.rows("ampdesk_products.csv")}
    products = {row["product_id"]: row for row in made.rows("ampdesk_products.csv")}
    for wanted in values["products"]:
        assert products[wanted["product_id"]].items() >= wanted.items()
        assert cells[wanted["product_id"]] > 10, "sold a few times"


def test_campaigns_are_those_of_the_reference(made, values):
    rows = made.rows("ampdesk_campaign_recipients.csv")
    for wanted in values["campaigns"]:
        mine = [row for row in rows if row["campaign_name"] == wanted["campaign_name"]]
        launches = wanted["launch_datetime"]
        launches = {launches} if isinstance(launches, str) else set(launches)
        assert {row["launch_datetime"][:10] for row in mine} == launches
        assert {row["campaign_type"] for row in mine} == {wanted["campaign_type"]}
        assert {row["sub_audience_name"] for row in mine} == set(wanted["sub_audiences"])
        assert {row["treatment_name"] for row in mine} == set(wanted["treatments"])
        assert {r["destination_name"] for r in mine} - {""} == set(wanted["destinations"])


def test_personal_data_is_unreal(made):
    """Addresses at reserved domains; phones at 555, which has no subscribers."""
    allowed = re.compile(r"@([a-z0-9-]+\.)*(example|example\.(com|net|org))$", re.IGNORECASE)
    for path in made.exports.files:
        text = path.read_text(encoding="utf-8")
        assert [mail for mail in set(_EMAIL.findall(text)) if not allowed.search(mail)] == []
    for name, column in (
        ("klaviyo_profiles.csv", "Phone Number"),
        ("shopify_customers_export.csv", "Phone"),
        ("square_customers.csv", "Phone Number"),
        ("shopify_orders_export.csv", "Billing Phone"),
        ("ampdesk_consent_sms.csv", "phone"),
        ("loyalty_members.csv", "Phone"),
    ):
        digits = [re.sub(r"\D", "", row[column])[-10:] for row in made.rows(name) if row[column]]
        odd = [text for text in digits if text[3:6] != "555"]
        assert len(odd) < len(digits) * 0.04, name
        assert set(odd) <= {"0000000000", "1234567890", "9999999999"} | {
            text
            for text in odd
            if text.endswith("5610")  # what Excel makes of them
        }


def test_phones_are_valid_for_the_library(made):
    phones = [row["phone"] for row in made.rows("ampdesk_consent_sms.csv")]
    assert len(phones) > 300
    assert len(set(phones)) == len(phones)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)


def test_edge_days_have_orders(made):
    days = {row["order_datetime"].date() for row in made.orders.values() if row["person"]}
    assert {date.fromisoformat(day) for day in made.truth["edge_days"]} <= days
    for day in ("2026-05-01", "2026-05-31", "2026-03-31", "2026-01-01", "2025-12-31",
                "2026-05-31", "2025-06-30", "2024-06-30", "2026-06-29", "2026-06-30"):  # fmt: skip
        assert date.fromisoformat(day) in days
    seconds = {f"{row['order_datetime']:%H:%M:%S}" for row in made.orders.values()}
    assert {"00:00:00", "23:59:59"} <= seconds


def test_orders_without_a_customer(made):
    anonymous = [row for row in made.orders.values() if row["person"] is None]
    assert 5 < len(anonymous) < len(made.orders) * 0.03
    assert any(not row["Customer ID"] for row in made.rows("square_items.csv"))
    assert any(not row["fk_shopify_customer"] for row in made.rows("ampdesk_order_items.csv"))


def test_every_key_of_an_order_leads_to_a_record(made):
    shop = {r["Customer ID"].lstrip("'") for r in made.rows("shopify_customers_export.csv")}
    till = {row["Square Customer ID"] for row in made.rows("square_customers.csv")}
    members = {row["Member Number"] for row in made.rows("loyalty_members.csv")}
    own = {row["fk_shopify_customer"] for row in made.rows("ampdesk_order_items.csv")}
    assert own - {""} <= shop
    assert {row["Customer ID"] for row in made.rows("square_items.csv")} - {""} <= till
    assert {row["loyalty_id"] for row in made.rows("ampdesk_loyalty_events.csv")} <= members


def test_records_of_the_truth_are_the_records_of_the_files(made):
    keys = defaultdict(set)
    for record in made.table("records.parquet"):
        keys[record["datasource"]].add(record["pk"])
    shop = {r["Customer ID"].lstrip("'") for r in made.rows("shopify_customers_export.csv")}
    assert keys["shopify"] == shop
    assert keys["square"] == {r["Square Customer ID"] for r in made.rows("square_customers.csv")}
    assert keys["klaviyo"] == {row["Klaviyo ID"] for row in made.rows("klaviyo_profiles.csv")}
    assert keys["loyalty"] == {row["Member Number"] for row in made.rows("loyalty_members.csv")}
    people = {record["person"] for record in made.table("records.parquet")}
    assert len(people) == 2_000, "everyone stands in one register at least"


def test_odd_people_are_among_them(made):
    kinds = Counter(row["kind"] for row in made.people())
    assert {k: kinds[k] > 1 for k in ("employee", "reseller", "business", "test", "redacted")} == {
        "employee": True, "reseller": True, "business": True, "test": True, "redacted": True,
    }  # fmt: skip
    assert kinds["blank"] == 1
    assert sum(row["twin"] for row in made.people()) >= 2
    suffixes = Counter(row["suffix"] for row in made.people())
    assert suffixes["Jr."] == suffixes["Sr."] > 1
    households = Counter(Counter(row["household"] for row in made.people()).values())
    assert min(households[2], households[3]) > 3
    (domain,) = BRAND_SETTINGS["employee_domains"]
    staff = [row for row in made.rows("shopify_customers_export.csv") if domain in row["Email"]]
    assert staff
    assert [r for r in made.rows("shopify_customers_export.csv") if r["First Name"] == "Test"]


def test_the_usual_dirt(made):
    shop = made.rows("shopify_customers_export.csv")
    till = made.rows("square_customers.csv")
    mail = Counter(row["Email"].lower() for row in shop if row["Email"])
    assert max(mail.values()) > 1, "a family's address"
    assert any(row["Email"].isupper() for row in shop)
    assert any(row["Email Address"] == " " for row in till)
    assert any(row["Email Address"] == "noreply@example.com" for row in till)
    assert any(row["Street Address 1"] in {"NO ADDRESS GIVEN", "GENERAL DELIVERY"} for row in till)
    assert any(row["Birthday"] == "1900-01-01" for row in till)
    assert any("E+10" in row["Phone"] for row in made.rows("loyalty_members.csv"))
    assert any(row["First Name"] == "[deleted]" and not row["Email"] for row in shop)
    no_pii = [
        row for row in till
        if not any(row[c] for c in ("First Name", "Last Name", "Email Address", "Phone Number"))
    ]  # fmt: skip
    assert no_pii
    notes = {lines[0]["Notes"] for lines in made.shop_orders}
    assert any("\n" in note for note in notes)
    assert any('"' in note for note in notes)
    for column in ("Email", "Phone", "Default Address Province Code"):
        assert 0.01 < sum(not row[column] for row in shop) / len(shop) < 0.5
    lines = made.rows("ampdesk_order_items.csv")
    assert {row["is_return"] for row in lines} == {"", "TRUE", "FALSE"}
    assert {row["is_cancellation"] for row in lines} == {"", "TRUE", "FALSE"}


def test_consent_is_stated_once_per_address_and_differs_for_second_addresses(made):
    consent = {
        row["email"]: row["is_email_opted_in"] for row in made.rows("ampdesk_consent_email.csv")
    }
    assert {"", "TRUE", "FALSE"} == set(consent.values())
    assert len(consent) == len(made.rows("ampdesk_consent_email.csv"))
    readers = {row["Email"].lower() for row in made.rows("klaviyo_profiles.csv")}
    second = [state for address, state in consent.items() if address not in readers]
    assert {"TRUE", "FALSE"} <= set(second)


def test_store_only_in_stores_and_digital_channel_only_on_the_web(made):
    for name, filled, empty in (
        ("shopify", "digital_channel", "store_id"),
        ("square", "store_id", "digital_channel"),
    ):
        for row in made.rows(f"ampdesk_orders_{name}.csv"):
            assert row[filled]
            assert not row[empty]


def test_stores_differ_in_size(made):
    stores = Counter(row["store_id"] for row in made.rows("ampdesk_orders_square.csv"))
    assert len(stores) == 12
    assert min(stores.values()) < 0.1 * max(stores.values())


def test_loyalty_members_without_orders(made):
    buyers = {row["person"] for row in made.orders.values()}
    members = [r for r in made.table("records.parquet") if r["datasource"] == "loyalty"]
    assert any(row["person"] not in buyers for row in members)
    assert all(len(row["pk"]) == 8 and row["pk"].startswith("0") for row in members)


def test_the_fiscal_calendar_is_the_published_one(made, shared):
    calendar = {row["calendar_date"]: row for row in made.rows("ampdesk_fiscal_calendar.csv")}
    path = shared / "data" / "reference" / "retail_454_calendar_2005-2040.csv"
    with path.open(encoding="utf-8") as file:
        for month in csv.DictReader(file):
            for day, week in (("start_date", "first_week"), ("end_date", "last_week")):
                if month[day] in calendar:
                    row = calendar[month[day]]
                    assert row["fiscal_year"] == month["fiscal_year"]
                    assert row["fiscal_month"] == month["fiscal_month"]
                    assert row["fiscal_quarter"] == month["quarter"]
                    assert row["fiscal_week_number"] == month[week]
    assert "2026-06-30" in calendar
    assert "2021-06-30" in calendar
