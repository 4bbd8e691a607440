# ruff: noqa: S608  # SQL written by hand is what is compared with
"""Summary, comparison, spreads, members and trends of a real brand (segments.md 2.7)."""

import json
from decimal import Decimal

import pytest

from ampdesk.api import Brand
from ampdesk.errors import DefinitionError
from tests.segments.conftest import attribute, segment

TAE, MERGED = "Transaction_Attributes_Extended", "Merged_Customers"
EMAIL = segment(attribute("Customer_Attributes", ("contactable_email", "is true")))
ONCE = segment(attribute(TAE, ("one_and_done", "is true")))
OFTEN = segment(attribute(TAE, ("lifetime_order_frequency", "is greater than", 2)))
LIST = "SELECT amperity_id FROM Customer_Attributes WHERE contactable_email"


@pytest.fixture
def brand(made_sample, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as opened:
        yield opened


def rows(brand, statement, tmp_path):
    out = tmp_path / "answer.json"
    brand.sql(statement, dialect="duckdb", limit=None, form="json", out=out)
    return json.loads(out.read_text())["rows"]


def test_the_revenue_tree_is_that_of_the_columns(brand, tmp_path):  # segments.md 2.7
    tree = brand.segments.summary(EMAIL).tree
    ((customers, revenue, orders, units),) = rows(
        brand,
        f"SELECT COUNT(*), SUM(L12M_order_revenue), SUM(L12M_order_frequency), "
        f"SUM(L12M_total_items) FROM {TAE} WHERE L12M_order_frequency > 0 "
        f"AND amperity_id IN ({LIST})",
        tmp_path,
    )
    assert (tree.customers, tree.orders, tree.units) == (customers, int(orders), int(units))
    assert tree.revenue == Decimal(revenue)
    assert tree.revenue_per_customer == round(Decimal(revenue) / customers, 2)
    product = (tree.orders_per_customer or 0) * (tree.average_order_value or 0)
    assert float(product) == pytest.approx(float(tree.revenue_per_customer or 0), rel=0.01)
    assert tree.average_unit_revenue == round(Decimal(revenue) / int(units), 2)


def test_the_summary_adds_up(brand, tmp_path):  # segments.md 2.7
    found = brand.segments.summary(EMAIL)
    members = brand.segments.count(EMAIL).count
    assert found.headline == brand.segments.insights(EMAIL)
    reach = {one.channel: one.customers for one in found.reach}
    assert reach["email"] == members
    assert sum(one.customers for one in found.lifecycle) == members
    assert sum(one.percent_all for one in found.lifecycle) == pytest.approx(100, abs=0.1)
    ((spent, buyers),) = rows(
        brand, f"SELECT SUM(lifetime_order_revenue), COUNT(*) FROM {TAE} "
        f"WHERE amperity_id IN ({LIST})", tmp_path,
    )  # fmt: skip
    assert sum(one.revenue for one in found.spend) == Decimal(spent)
    assert sum(one.count for one in found.spend) == buyers
    assert sum(one.orders for one in found.months) >= found.tree.orders
    last_year = sum(one.count for one in found.channels)
    assert last_year == found.tree.orders
    assert set(found.hidden) == {"predicted"}
    assert found.predicted_revenue is None
    for text in found.statements.values():
        assert "FROM" in text


def test_overlaps_are_exact_cells(brand):  # issue: UpSet plot and Euler counts
    found = brand.segments.compare([EMAIL, ONCE, OFTEN])
    sizes = [brand.segments.count(one).count for one in (EMAIL, ONCE, OFTEN)]
    for at, size in enumerate(sizes):
        assert sum(one.customers for one in found.overlaps if one.members[at]) == size
        assert found.metrics[at].customers == size
    both = segment(
        attribute("Customer_Attributes", ("contactable_email", "is true")),
        attribute(TAE, ("one_and_done", "is true")),
    )
    pairs = {(i, j): n for i, j, n in found.pairs}
    assert pairs[0, 1] == brand.segments.count(both).count
    assert pairs[1, 2] == 0
    assert found.baseline.customers == brand.segments.count(EMAIL).of
    with pytest.raises(DefinitionError, match="two to five"):
        brand.segments.compare([EMAIL])


def test_what_sets_segments_apart_comes_first(brand):
    found = brand.segments.compare([ONCE, OFTEN])
    effects = [abs(one.effect) for one in found.differences]
    assert effects == sorted(effects, reverse=True)
    by_column = {one.label: one for one in found.differences}
    once = by_column["One and done"]
    assert once.is_share
    assert once.values == (100.0, 0.0)
    assert 0 < (once.baseline or 0) < 100
    against = brand.segments.compare([ONCE, OFTEN], baseline=ONCE)
    assert {one.label: one for one in against.differences}["One and done"].baseline == 100.0


def test_an_intersection_is_a_definition(sample_brand, sample_day):
    with Brand.open(sample_brand, today=sample_day) as brand:
        brand.segments.save(EMAIL, name="Mail")
        brand.segments.save(ONCE, name="Once")
        body = brand.segments.intersection(["Mail", "Once"])
        found = brand.segments.compare(["Mail", "Once"])
        assert brand.segments.count(body).count == found.pairs[0][2]
        brand.segments.track("Mail")
        assert brand.segments.note_trends() == ("Mail",)
        assert brand.segments.note_trends() == ()  # once a day
        (point,) = brand.segments.trend("Mail")
        assert (point.day, point.customers) == (sample_day, brand.segments.count("Mail").count)
        assert brand.segments.trend("Once") == ()


@pytest.mark.parametrize(
    ("table", "column"),
    [(MERGED, "state"), (TAE, "lifetime_order_revenue"), (TAE, "latest_order_datetime"),
     (TAE, "one_and_done"), ("Customer_Attributes", "contactable_email"), (TAE, "L12M_recency")],
)  # fmt: skip
def test_a_spread_counts_every_member(brand, table, column):  # issue: value distribution
    found = brand.segments.spread(EMAIL, table, column)
    members = brand.segments.count(EMAIL).count
    inside = sum(one.customers for one in found.slices)
    assert inside + found.others + found.no_value == members
    assert len(found.slices) > 1
    assert sum(one.percent_all for one in found.slices) <= 100.1


def test_a_spread_tells_what_each_value_is_worth(brand, tmp_path):  # segments.md 2.7, Breakdown
    found = brand.segments.spread(EMAIL, MERGED, "state")
    ((everybody, revenue),) = rows(
        brand,
        f"SELECT COUNT_IF(L12M_order_frequency > 0), SUM(L12M_order_revenue) FROM {TAE}"
        " WHERE L12M_order_frequency > 0 AND amperity_id IN (SELECT amperity_id FROM"
        f" {MERGED} WHERE state = '{found.slices[0].label}') AND amperity_id IN ({LIST})",
        tmp_path,
    )
    first = found.slices[0]
    assert (first.worth.purchasers, first.worth.revenue) == (everybody, Decimal(revenue))
    assert first.worth.per_purchaser == round(Decimal(revenue) / everybody, 2)
    assert first.worth.purchasers <= first.worth_all.purchasers
    same = brand.segments.spread(EMAIL, MERGED, "state", baseline=EMAIL)
    assert all(one.percent == one.percent_all for one in same.slices)
    assert all(one.worth == one.worth_all for one in same.slices)
    own = rows(brand, found.statement, tmp_path)
    told = {str(line[0]): int(line[1]) for line in own}
    assert all(told[one.label] == one.customers for one in found.slices)


def test_members_come_in_pages(brand):
    first = brand.segments.members(EMAIL, columns=("city",), limit=3)
    second = brand.segments.members(EMAIL, columns=("city",), limit=3, offset=3)
    assert first.columns == ("amperity_id", "city")
    assert first.total == brand.segments.count(EMAIL).count
    ids = [row[0] for row in (*first.rows, *second.rows)]
    assert ids == sorted(set(ids))


def test_two_days_beside_each_other(brand, sample_day):  # issue: compare as of two dates
    day = sample_day.replace(year=sample_day.year - 1)
    found = brand.segments.compare_days(ONCE, day)
    assert found.before == brand.segments.count(ONCE, as_of=day).count
    assert found.after == brand.segments.count(ONCE).count
    assert found.before - found.left + found.joined == found.after
    assert found.stayed + found.joined == found.after
    same = brand.segments.compare_days(ONCE, day, day)
    assert (same.joined, same.left, same.stayed) == (0, 0, found.before)
    assert set(found.people) == {*found.joined_ids, *found.left_ids}


def test_another_activation_id_has_a_count_alone(brand):  # segments.md 2.7
    mails = {"kind": "segment", "name": "Mails", "activation_id": "email"}
    found = brand.segments.insights(mails)
    assert found.unique_customers > 0
    assert found.revenue_1y is None
    with pytest.raises(DefinitionError, match="only the record count"):
        brand.segments.summary(mails)
