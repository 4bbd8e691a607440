# ruff: noqa: S608, ISC004  # SQL written by hand is what is compared with
"""Every use case of use_cases.md on the sample brand, against SQL written by hand."""

from datetime import date

import pytest
from sqlglot import parse_one

from ampdesk.engine import open_duckdb
from ampdesk.engine.views import columns
from ampdesk.errors import DefinitionError
from ampdesk.lake import Lake
from ampdesk.segments import Catalog, Compiler, Ground, read_segment
from ampdesk.segments.templates import CLV, STATUS, TEMPLATES, TIER, template_of
from tests.conftest import SAMPLE_DAY
from tests.segments.conftest import Lists

T = "Transaction_Attributes_Extended AS t"
A = "Customer_Attributes AS a"
# no model has run on the sample brand: tiers and stages by a hash stand for its answers
PREDICTED = f"""
SELECT amperity_id,
  ['Platinum', 'Gold', 'Silver', 'Bronze', 'Low'][
    CAST(1 + HASH(amperity_id) % 5 AS BIGINT)] AS {TIER},
  ['Active', 'Cooling down', 'At risk', 'Highly at risk', 'Lost'][
    CAST(1 + HASH(amperity_id, 1) % 5 AS BIGINT)] AS {STATUS}
FROM Transaction_Attributes_Extended WHERE HASH(amperity_id, 2) % 4 > 0
"""
BEST = "p.predicted_customer_lifetime_value_tier IN ('Platinum', 'Gold', 'Silver')"
P = f"{CLV} AS p"
CASES = [  # number, key, option, hand-written SQL; the day is 2026-06-30
    (1, "first-time-sms", "",
     f"SELECT t.amperity_id FROM {T} WHERE t.first_order_datetime >= '2026-05-31' AND "
     "EXISTS (SELECT 1 FROM SMS_Opt_Status s WHERE s.amperity_id = t.amperity_id "
     "AND s.is_sms_opted_in)"),
    (2, "active-store", "",
     f"SELECT amperity_id FROM {T} WHERE latest_order_datetime >= '2025-06-30' "
     "AND latest_order_purchase_channel ILIKE 'store' AND L12M_order_frequency >= 5"),
    (3, "high-value-multichannel", "",
     f"SELECT amperity_id FROM {T} WHERE lifetime_order_revenue > 500 AND multi_purchase_channel"),
    (4, "new-high-value", "",
     f"SELECT t.amperity_id FROM {T} JOIN {P} USING (amperity_id) WHERE {BEST} AND "
     "t.first_order_datetime >= '2026-03-31' AND t.first_order_datetime < '2026-06-30'"),
    (5, "lapsing", "prediction",
     f"SELECT m.amperity_id FROM Merged_Customers m LEFT JOIN {T} USING (amperity_id) "
     f"LEFT JOIN {P} USING (amperity_id) WHERE t.latest_order_datetime < '2025-06-30' "
     f"OR p.{STATUS} IN ('At risk', 'Highly at risk', 'Lost')"),
    (5, "lapsing", "orders",
     f"SELECT amperity_id FROM {T} WHERE latest_order_datetime < '2025-06-30'"),
    (6, "top-20-revenue", "", "SELECT amperity_id FROM RFM WHERE L12M_monetary >= 9"),
    (6, "top-20-revenue", "frequent",
     "SELECT amperity_id FROM RFM WHERE L12M_monetary >= 9 AND L12M_frequency >= 8"),
    (7, "new-website", "",
     f"SELECT amperity_id FROM {T} WHERE first_order_datetime >= '2026-06-01' "
     "AND first_order_purchase_channel ILIKE 'web'"),
    (8, "dormant", "",
     f"SELECT amperity_id FROM {T} WHERE latest_order_datetime < '2024-06-30'"),
    (9, "early-repeat", "", f"SELECT amperity_id FROM {T} WHERE early_repeat_purchaser"),
    (10, "holiday-sms", "",
     f"SELECT DISTINCT a.amperity_id FROM {A} JOIN Unified_Itemized_Transactions u "
     "USING (amperity_id) WHERE a.is_opted_into_sms AND u.order_datetime >= '2025-11-01' "
     "AND u.order_datetime < '2026-01-01' AND u.order_id IS NOT NULL "
     "AND NOT COALESCE(u.is_return, FALSE) AND NOT COALESCE(u.is_cancellation, FALSE)"),
    (11, "one-and-done", "",
     "SELECT amperity_id FROM Unified_Transactions WHERE order_quantity > 0 "
     "AND amperity_id IS NOT NULL GROUP BY ALL HAVING COUNT(*) = 1"),
    (12, "predicted-top", "",
     f"SELECT amperity_id FROM {P} JOIN {A} USING (amperity_id) WHERE {BEST} "
     "AND a.contactable_email"),
    (13, "purchased-yesterday", "",
     "SELECT DISTINCT amperity_id FROM Unified_Itemized_Transactions WHERE "
     "CAST(order_datetime AS DATE) = '2026-06-29' AND NOT COALESCE(is_return, FALSE) "
     "AND NOT COALESCE(is_cancellation, FALSE) AND amperity_id IS NOT NULL"),
    (14, "less-paid-media", "monetary", "SELECT amperity_id FROM RFM WHERE L12M_monetary <= 2"),
    (14, "less-paid-media", "rfm",
     "SELECT amperity_id FROM RFM WHERE L12M_recency <= 2 AND L12M_frequency <= 2 "
     "AND L12M_monetary <= 2"),
    (14, "less-paid-media", "lapsed",
     f"SELECT amperity_id FROM {A} WHERE historical_purchaser_lifecycle_status = 'Lapsed'"),
    (14, "less-paid-media", "tier", f"SELECT amperity_id FROM {P} WHERE p.{TIER} = 'Low'"),
    (16, "win-back", "days",
     f"SELECT amperity_id FROM {T} JOIN {A} USING (amperity_id) WHERE a.contactable_email "
     "AND DATE_DIFF('day', CAST(t.latest_order_datetime AS DATE), DATE '2026-06-30') >= 730"),
    (16, "win-back", "lost",
     f"SELECT amperity_id FROM {P} JOIN {A} USING (amperity_id) WHERE a.contactable_email "
     f"AND p.{STATUS} = 'Lost'"),
]  # fmt: skip
# the visual queries of the same pages: the columns and tests alone (use_cases.md 3q to 11q)
TWINS = [
    (3, "high-value-multichannel",
     "SELECT amperity_id, lifetime_order_revenue, multi_purchase_channel FROM "
     "Transaction_Attributes_Extended WHERE amperity_id IS NOT NULL AND "
     "lifetime_order_revenue > 500 AND multi_purchase_channel"),
    (6, "top-20-revenue",
     "SELECT amperity_id, L12M_monetary FROM Transaction_Attributes_Extended "
     "WHERE amperity_id IS NOT NULL AND L12M_monetary IN (9, 10)"),
    (7, "new-website",
     "SELECT amperity_id, first_order_datetime, first_order_purchase_channel FROM "
     "Transaction_Attributes_Extended WHERE first_order_datetime >= TIMESTAMP '2026-06-01' "
     "AND LOWER(first_order_purchase_channel) = 'web'"),
    (9, "early-repeat",
     "SELECT amperity_id, early_repeat_purchaser FROM Transaction_Attributes_Extended "
     "WHERE early_repeat_purchaser"),
    (11, "one-and-done",
     "SELECT amperity_id, one_and_done FROM Transaction_Attributes_Extended WHERE one_and_done"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sample(made_sample):
    with open_duckdb(Lake.beside(made_sample).snapshot()) as engine:
        engine.register(CLV, engine.arrow(parse_one(PREDICTED, dialect="duckdb")))
        found = columns(Lake.beside(made_sample).snapshot(), declared=False)
        found[CLV] = {"amperity_id": "VARCHAR", TIER: "VARCHAR", STATUS: "VARCHAR"}
        yield engine, Ground(Catalog.of(found), SAMPLE_DAY)


def members(sample, body):
    engine, ground = sample
    rows = engine.rows(Compiler(ground, Lists()).segment(read_segment(body)))
    assert len(rows) == len(set(rows))
    return {row[0] for row in rows}


@pytest.mark.parametrize(("number", "key", "option", "by_hand"), CASES)
def test_a_use_case(sample, number, key, option, by_hand):  # use_cases.md, by its number
    engine, ground = sample
    template = template_of(key)
    assert template.number == number
    found = members(sample, template.body(ground.catalog, ground.today, option))
    assert found == {row[0] for row in engine.rows(parse_one(by_hand, dialect="duckdb"))}
    small = {"first-time-sms", "new-high-value", "purchased-yesterday", "less-paid-media"}
    assert found or key in small  # of 600 customers there may be none


def test_store_invites(sample):  # use_cases.md 15: the template needs postal codes
    engine, ground = sample
    body = template_of("store-invite").body(ground.catalog, ground.today)
    with pytest.raises(DefinitionError, match="the list is empty"):
        members(sample, body)
    code = "SELECT MODE(postal) FROM Customer_360"
    ((postal,),) = engine.rows(parse_one(code, dialect="duckdb"))
    body["include"]["sections"][0]["conditions"][1]["filters"][0]["value"] = [postal]
    by_hand = (
        f"SELECT amperity_id FROM {A} JOIN Customer_360 c USING (amperity_id) "
        f"WHERE a.contactable_phone AND c.postal = ({code})"  # hand-written
    )
    assert members(sample, body) == {
        row[0] for row in engine.rows(parse_one(by_hand, dialect="duckdb"))
    }


@pytest.mark.parametrize(("number", "key", "twin"), TWINS)
def test_the_visual_query_of_a_page(sample, number, key, twin):  # use_cases.md 3q, 6q, 7q, 9q, 11q
    engine, ground = sample
    assert template_of(key).number == number
    found = members(sample, template_of(key).body(ground.catalog, ground.today))
    assert found == {row[0] for row in engine.rows(parse_one(twin, dialect="duckdb"))}


def test_all_sixteen_are_there():  # use_cases.md, the table
    assert sorted(one.number for one in TEMPLATES) == list(range(1, 17))
    assert {case[0] for case in CASES} | {15} == set(range(1, 17))
    assert len({one.key for one in TEMPLATES}) == len(TEMPLATES)


def test_without_a_model_a_template_says_what_is_missing(sample):
    _, ground = sample
    without = Catalog({name: one for name, one in ground.catalog.tables.items() if name != CLV})
    with pytest.raises(DefinitionError, match="needs Predicted_CLV"):
        template_of("predicted-top").body(without, SAMPLE_DAY)
    orders = template_of("lapsing").body(without, SAMPLE_DAY)
    assert len(orders["include"]["sections"][0]["conditions"]) == 1


def test_the_holiday_season_is_last_years(sample):  # use_cases.md 10
    _, ground = sample
    body = template_of("holiday-sms").body(ground.catalog, date(2027, 1, 2))
    window = body["include"]["sections"][0]["conditions"][0]["window"]
    assert window["value"] == ["2026-11-01", "2026-12-31"]
