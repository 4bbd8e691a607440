"""The sample brand on the main road: the same intake and build as anyone's files."""

from collections import Counter, defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from ampdesk import intake, profiles
from ampdesk.jobs import JobContext
from ampdesk.lake import Lake
from ampdesk.sample import BRAND_SETTINGS, Exports, write_exports
from ampdesk.store import Store
from tests.sample.conftest import TODAY, Files

CUSTOMERS = 900
FORMATS = {
    "shopify_products_export.csv": "shopify_products",
    "ampdesk_products.csv": "ampdesk_products",
    "ampdesk_fiscal_calendar.csv": "ampdesk_fiscal_calendar",
    "shopify_customers_export.csv": "shopify_customers",
    "shopify_orders_export.csv": "shopify_orders",
    "ampdesk_orders_shopify.csv": "ampdesk_orders",
    "square_customers.csv": "square_customers",
    "square_items.csv": "square_items",
    "ampdesk_orders_square.csv": "ampdesk_orders",
    "ampdesk_order_items.csv": "ampdesk_order_items",
    "klaviyo_profiles.csv": "klaviyo_profiles",
    "loyalty_members.csv": "loyalty_list",
    "ampdesk_loyalty_events.csv": "ampdesk_loyalty_events",
    "ampdesk_consent_email.csv": "ampdesk_consent_email",
    "ampdesk_consent_sms.csv": "ampdesk_consent_sms",
    "ampdesk_email_events.csv": "ampdesk_email_events",
    "ampdesk_campaign_recipients.csv": "ampdesk_campaign_recipients",
}


class Road:
    """A brand built from the sample's files."""

    def __init__(self, folder) -> None:
        self.exports: Exports = write_exports(
            folder / "files", customers=CUSTOMERS, seed=5, today=TODAY
        )
        self.files = Files(self.exports)
        with Store.create(folder / "b.ampdesk") as store:
            for key, value in BRAND_SETTINGS.items():
                store.settings.set(key, value)
            lake = Lake.beside(store.path)
            context = JobContext(today=TODAY, store=store, brand=store.path)
            plans = intake.plan(self.exports.files, store=store, mappings=self.exports.mappings)
            self.formats = {plan.file: plan.format.name for plan in plans if plan.format}
            self.questions = [plan.questions for plan in plans if plan.questions]
            self.results = intake.load(store, lake, plans, context=context)
            profiles.build(store, lake, today=TODAY, context=context, full=True)
            self._tables = lake.snapshot().tables

    def table(self, name: str) -> list[dict]:
        return pq.read_table([str(path) for path in self._tables[name].files]).to_pylist()


@pytest.fixture(scope="module")
def road(tmp_path_factory):
    return Road(tmp_path_factory.mktemp("road"))


def test_every_file_is_recognised_by_its_headers_without_a_question(road):
    assert road.formats == FORMATS
    assert road.questions == []


def test_nothing_is_rejected_and_only_unpaid_and_test_orders_are_skipped(road):
    skipped = {result.file: result.skipped for result in road.results if result.skipped}
    assert [(result.file, result.rejected) for result in road.results if result.rejected] == []
    unpaid = sum(
        row["lines"] for row in road.files.orders.values() if row["state"] in {"void", "test"}
    )
    assert skipped == {"shopify_orders_export.csv": unpaid}
    for result in road.results:
        assert result.rows == road.exports.counts[result.file]


def test_every_order_is_worth_what_the_truth_says(road):
    built = {row["order_id"]: row for row in road.table("Unified_Transactions")}
    truth = {k: r for k, r in road.files.orders.items() if r["state"] not in {"void", "test"}}
    assert built.keys() == truth.keys()
    for key, wanted in truth.items():
        order = built[key]
        assert (order["order_revenue"], order["order_quantity"]) == (
            wanted["revenue"],
            wanted["quantity"],
        ), key
        assert order["order_datetime"] == wanted["order_datetime"], key
        assert order["purchase_channel"] == wanted["channel"]
        assert (order["order_canceled_revenue"] or 0) == wanted["canceled_revenue"], key
        returned = (order["order_returned_revenue"] or 0) - wanted["returned_revenue"]
        assert abs(returned) <= Decimal("0.01"), key
        assert (order["amperity_id"] is None) == (wanted["person"] is None), key
        assert order["purchase_brand"] in {"Northwind Outfitters", "Harbor & Pine"}
        assert order["payment_method"] in {"credit card", "paypal", "gift card", "cash"}
        assert bool(order["store_id"]) == (wanted["channel"] == "store")
        assert bool(order["digital_channel"]) == (wanted["channel"] == "web")


def test_every_record_of_the_truth_has_a_customer(road):
    ids = {(r["datasource"], r["pk"]): r["amperity_id"] for r in road.table("Unified_Coalesced")}
    people = defaultdict(set)
    for record in road.files.table("records.parquet"):
        people[ids[record["datasource"], record["pk"]]].add(record["person"])
    mixed = sum(len(persons) > 1 for persons in people.values())
    assert mixed < len(people) * 0.04, "only families that share an address and a surname"
    assert CUSTOMERS * 0.95 < len(people) < CUSTOMERS * 1.5


def test_attributes_know_the_odd_ones(road):
    rows = road.table("Customer_Attributes")
    count = Counter()
    for row in rows:
        count.update(name for name, value in row.items() if value is True)
    for name in ("is_employee", "is_reseller", "is_test_account", "is_business", "is_gift_giver"):
        assert 1 <= count[name] < len(rows) / 2, name
    assert count["is_reseller"] == 2
    statuses = {row["historical_purchaser_lifecycle_status"] for row in rows}
    assert statuses == {"New", "Active", "Lapsed", "Dormant", "Prospect"}
    assert sum(row["is_no_pii_amperity_id"] for row in rows) >= 1


def test_recipients_and_members_find_their_customers(road):
    for name in ("Campaign_Recipients", "Unified_Loyalty", "Unified_Loyalty_Events"):
        rows = road.table(name)
        assert rows
        assert all(row["amperity_id"] for row in rows), name


def test_products_are_whole_on_every_line_that_names_one(road):
    for row in road.table("Unified_Itemized_Transactions"):
        if row["product_id"]:
            for name in ("name", "category", "subcategory", "size", "season", "brand"):
                assert row[f"product_{name}"], (row["product_id"], name)


def test_a_state_has_one_spelling(road):
    states = {row["state"] for row in road.table("Merged_Customers")} - {None}
    assert all(len(state) == 2 for state in states), states
