"""The acceptance cases of segments.md, and rules that deserve a name."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlglot import parse_one

from ampdesk.errors import DefinitionError
from ampdesk.segments import Compiler, Ground, read_segment, write_segment
from ampdesk.segments.dates import read_moment
from ampdesk.segments.definition import inside
from tests.segments.conftest import (
    AFFINITY,
    ATTRIBUTES,
    LOYALTY,
    MERGED,
    RECIPIENTS,
    TAE,
    TODAY,
    UIT,
    Lists,
    attribute,
    behaviour,
    segment,
)


def people(*rows):
    return [dict(zip(("amperity_id", "city", "state"), row, strict=True)) for row in rows]


def line(who, order, day, revenue="10.00", **more):
    at = datetime.fromisoformat(day)
    return {"amperity_id": who, "order_id": order, "order_datetime": at,
            "item_revenue": Decimal(revenue), "is_return": False, "is_cancellation": None,
            **more}  # fmt: skip


def test_an_empty_segment_is_everybody(fill, members):  # segments.md 2.9 case 1
    fill(**{MERGED: people(("a", None, None), ("b", None, None))})
    assert members({"kind": "segment", "name": "All"}) == {"a", "b"}
    assert members(segment()) == {"a", "b"}


def test_include_a_state_and_exclude_its_city(fill, members):  # segments.md 2.9 case 2
    fill(**{MERGED: people(("a", "Chicago", "IL"), ("b", "Peoria", "IL"), ("c", "Chicago", "WA"))})
    body = segment(
        attribute(MERGED, ("state", "is exactly", "IL")),
        exclude=[attribute(MERGED, ("city", "is exactly", "Chicago"))],
    )
    assert members(body) == {"b"}


def test_a_city_with_its_state_or_another(fill, members):  # segments.md 2.9 case 3
    fill(
        **{MERGED: people(("a", "Seattle", "WA"), ("b", "Portland", "OR"), ("c", "Portland", "ME"))}
    )
    either = {
        "join": "or",
        "sections": [
            {"conditions": [attribute(MERGED, ("city", "is", city)),
                            attribute(MERGED, ("state", "is", state))]}
            for city, state in (("Seattle", "WA"), ("Portland", "OR"))
        ],
    }  # fmt: skip
    assert members({"kind": "segment", "name": "S", "include": either}) == {"a", "b"}
    both = {**either, "join": "and"}  # the warning of 2.1: two cities at once are nobody
    assert members({"kind": "segment", "name": "S", "include": both}) == set()


def test_loyal_in_three_states_with_a_big_basket(fill, members):  # segments.md 2.9 case 4
    fill(**{
        MERGED: people(("a", None, "CA"), ("b", None, "or"), ("c", None, "WA"), ("d", None, "NY")),
        LOYALTY: [{"amperity_id": who, "loyalty_id": "x"} for who in "abd"],
        TAE: [
            {"amperity_id": who, "lifetime_average_num_items": Decimal(items),
             "lifetime_average_order_value": Decimal(value)}
            for who, items, value in (("a", "4.00", "1"), ("b", "1", "225.01"), ("c", "9", "900"),
                                      ("d", "9", "900"))
        ],
    })  # fmt: skip
    loyal = attribute(LOYALTY, ("loyalty_id", "is not NULL"))
    where = attribute(MERGED, ("state", "is in list", ["CA", "OR", "WA"]))
    basket = [
        attribute(TAE, ("lifetime_average_num_items", "is greater than or equal to", 4)),
        attribute(TAE, ("lifetime_average_order_value", "is greater than", 225)),
    ]
    body = segment(loyal, where)
    body["include"]["sections"].append({"join": "or", "conditions": basket})
    assert members(body) == {"a", "b"}


def test_new_buyers_of_socks_worth_keeping(fill, members):  # segments.md 2.9 case 5
    facts = {
        "a": ("2026-01-01", "Socks", False, "60"), "b": ("2026-01-01", "Socks", True, "60"),
        "c": ("2026-01-01", "socks", False, "49.99"), "d": ("2024-01-01", "Socks", False, "60"),
        "e": ("2026-01-01", "Shoes", False, "60"),
    }  # fmt: skip
    fill(**{
        MERGED: people(*((who, None, None) for who in facts)),
        TAE: [
            {"amperity_id": who, "first_order_datetime": datetime.fromisoformat(first),
             "lifetime_preferred_purchase_channel": liked, "one_and_done": once,
             "lifetime_average_order_value": Decimal(value)}
            for who, (first, liked, once, value) in facts.items()
        ],
    })  # fmt: skip
    body = segment(
        attribute(TAE, ("first_order_datetime", "is after", "today - 1 year")),
        attribute(TAE, ("lifetime_preferred_purchase_channel", "is", "socks")),
        exclude=[
            attribute(TAE, ("one_and_done", "is true")),
            attribute(TAE, ("lifetime_average_order_value", "is less than", 50)),
        ],
    )
    assert members(body) == {"a"}


def test_between_leaves_out_both_ends(fill, members):  # segments.md 2.9 case 6
    fill(**{
        MERGED: people(*((str(days), None, None) for days in range(16))),
        TAE: [{"amperity_id": str(d), "days_since_latest_order": d} for d in range(16)],
    })  # fmt: skip
    body = segment(attribute(TAE, ("days_since_latest_order", "is between", [0, 14])))
    assert members(body) == {str(days) for days in range(1, 14)}
    body = segment(attribute(TAE, ("days_since_latest_order", "is not between", [2, 13])))
    assert members(body) == {"0", "1", "14", "15"}


def test_last_calendar_year_without_a_list(fill, members):  # segments.md 2.9 case 7
    fill(**{
        MERGED: people(("a", "Chicago", None), ("b", "Peoria", None), ("c", "Peoria", None)),
        UIT: [line("a", "1", "2025-12-31T23:59:59"), line("b", "2", "2025-01-01"),
              line("c", "3", "2026-01-01")],
    })  # fmt: skip
    chicago = {**segment(attribute(MERGED, ("city", "is", "Chicago"))), "name": "Chicago"}
    body = segment(
        behaviour("has purchased", window={"op": "between", "value": ["2025-01-01", "2025-12-31"]}),
        exclude=[{"type": "list", "segment": "Chicago"}],
    )
    assert members(body, Lists([chicago])) == {"b"}


def test_rows_decide(fill, members):  # segments.md 2.1, rows decide
    fill(**{
        MERGED: people(("a", None, None), ("b", None, None), ("c", None, None)),
        LOYALTY: [
            {"amperity_id": "a", "loyalty_id": "x", "current_tier": "Gold"},
            {"amperity_id": "b", "loyalty_id": "x", "current_tier": None},
            {"amperity_id": "b", "loyalty_id": "y", "current_tier": "Gold"},
        ],
    })  # fmt: skip
    x, gold = ("loyalty_id", "is exactly", "x"), ("current_tier", "is exactly", "gold")
    assert members(segment(attribute(LOYALTY, x, gold))) == {"a"}
    assert members(segment(attribute(LOYALTY, x), attribute(LOYALTY, gold))) == {"a", "b"}
    # c has no row, so even "is NULL" does not match
    assert members(segment(attribute(LOYALTY, ("current_tier", "is NULL")))) == {"b"}
    assert members(segment(attribute(LOYALTY, ("loyalty_id", "is not exactly", "x")))) == {"b"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2023-01-11"), ("tomorrow", "2023-01-13"), ("today - 7 days", "2023-01-05"),
        ("today - 14 days", "2022-12-29"), ("today - 30 days", "2022-12-13"),
        ("today - 60 days", "2022-11-13"), ("today - 90 days", "2022-10-14"),
        ("today - 1 month", "2022-12-12"), ("NOW - 1 year", "2022-01-12"),
        ("today", "2023-01-12"), ("today+2 weeks", "2023-01-26"),
    ],
)  # fmt: skip
def test_relative_dates(text, day):  # segments.md 2.3 check values
    assert read_moment(text, date(2023, 1, 12)).day == date.fromisoformat(day)


def test_months_clamp():  # segments.md 2.3
    assert read_moment("today - 1 month", date(2024, 3, 31)).day == date(2024, 2, 29)
    assert read_moment("today - 1 month", date(2023, 3, 31)).day == date(2023, 2, 28)
    assert read_moment("today + 1 year", date(2024, 2, 29)).day == date(2025, 2, 28)


@pytest.mark.parametrize("text", ["31/02/2025", "2025-02-30", "today minus 1", "", "5", "last week",
                                  "today - 9999999 days", "2025-01-01T00:00:00"])  # fmt: skip
def test_nothing_else_is_a_date(text):
    with pytest.raises(DefinitionError, match="is not a date"):
        read_moment(text, TODAY)


def test_the_first_order_is_ranked_before_it_is_filtered(fill, members):  # segments.md 2.4
    fill(**{
        MERGED: people(("a", None, None), ("b", None, None)),
        UIT: [
            line("a", "o2", "2026-06-01", product_category="Shirt"),
            line("a", "o1", "2026-06-01", product_category="Socks"),  # same instant: o1 is first
            line("b", "o3", "2026-06-01", product_category="Socks"),
            line("b", "o3", "2026-06-01", product_category="Shirt"),
        ],
    })  # fmt: skip
    shirts = [{"column": "product_category", "op": "is", "value": "shirt"}]
    assert members(segment(behaviour("first purchase", filters=shirts))) == {"b"}
    assert members(segment(behaviour("repeat purchase", filters=shirts))) == {"a"}


def test_sums_compare_exactly(fill, members):  # segments.md 2.4: exact (SQLite in minor units)
    fill(**{
        MERGED: people(("a", None, None)),
        UIT: [line("a", f"o{number}", "2026-06-01", "0.10") for number in range(3)],
    })  # fmt: skip
    exactly = {"op": "exactly", "value": "0.30"}
    assert members(segment(behaviour("total value of orders", amount=exactly))) == {"a"}
    more = {"op": "more than", "value": "0.30"}
    assert members(segment(behaviour("total value of orders", amount=more))) == set()


def test_who_has_not_purchased_is_the_rest(fill, members):  # segments.md 2.4 golden numbers
    everybody = [f"c{number}" for number in range(1000)]
    fill(**{
        MERGED: people(*((who, None, None) for who in everybody)),
        UIT: [line(who, who, "2026-06-15") for who in everybody[:8]],
    })  # fmt: skip
    month = {"op": "after", "value": "today - 1 month"}
    assert len(members(segment(behaviour("has not purchased", window=month)))) == 992


@pytest.mark.parametrize(
    ("op", "value", "found"),
    [
        ("after", "2026-06-10", "bcd"), ("before", "2026-06-10", "a"),
        ("between", ["2026-06-10", "2026-06-20"], "bc"), ("on", "2026-06-20", "c"),
        ("not on", "2026-06-20", "abd"), ("not between", ["2026-06-10", "2026-06-20"], "ad"),
    ],
)  # fmt: skip
def test_both_ends_belong_to_a_window(fill, members, op, value, found):  # segments.md 2.4, windows
    days = {"a": "2026-06-09T23:59:59", "b": "2026-06-10", "c": "2026-06-20T23:59:59",
            "d": "2026-06-21"}  # fmt: skip
    fill(**{
        MERGED: people(*((who, None, None) for who in days)),
        UIT: [line(who, who, day) for who, day in days.items()],
    })  # fmt: skip
    bought = behaviour("has purchased", window={"op": op, "value": value})
    assert members(segment(bought)) == set(found)
    without = behaviour("has not purchased", window={"op": op, "value": value})
    assert members(segment(without)) == set(days) - set(found)


def test_fewer_orders_than_some_is_never_none(fill, members):  # segments.md 2.4 [X]
    fill(**{MERGED: people(("a", None, None), ("b", None, None)),
            UIT: [line("a", "1", "2026-06-01")]})  # fmt: skip
    few = {"op": "less than", "value": 2}
    assert members(segment(behaviour("has purchased", orders=few))) == {"a"}
    less = {"op": "less than", "value": 100}
    assert members(segment(behaviour("total value of orders", amount=less))) == {"a"}


def test_the_most_frequent_order_has_ties(fill, members):  # segments.md 2.4
    fill(**{
        MERGED: people(("a", None, None), ("b", None, None)),
        UIT: [line("a", "1", "2026-06-01", product_category="Socks"),
              line("a", "1", "2026-06-01", product_category="Socks"),
              line("a", "2", "2026-06-02", product_category="Shoes"),
              line("b", "3", "2026-06-01", product_category="Shoes"),
              line("b", "4", "2026-06-01", product_category="Shoes"),
              line("b", "4", "2026-06-02", product_category="Socks")],
    })  # fmt: skip

    def most(value):
        test = {"column": "product_category", "op": "is exactly", "value": value}
        return segment(behaviour("most frequent order", most_frequent=[test]))

    assert members(most("socks")) == {"a"}
    assert members(most("shoes")) == {"a", "b"}


def test_audience_sizes_and_their_product_on_one_row(fill, members):  # segments.md 2.8
    sizes = [("a", "Socks", True, True), ("b", "Socks", False, True), ("b", "Shoes", True, True),
             ("c", "Socks", None, None)]  # fmt: skip
    fill(**{
        MERGED: people(*((who, None, None) for who in "abcd")),
        AFFINITY: [
            {"amperity_id": who, "product_attribute": product, "audience_size_small": small,
             "audience_size_large": large, "ranking": place}
            for place, (who, product, small, large) in enumerate(sizes, 1)
        ],
    })  # fmt: skip
    socks = ("product_attribute", "is exactly", "Socks")
    assert members(segment(attribute(AFFINITY, ("audience_size_small", "is true"), socks))) == {"a"}
    large = attribute(AFFINITY, ("audience_size_large", "is true"), socks)
    assert members(segment(large)) == {"a", "b"}
    assert members(segment(attribute(AFFINITY, ("audience_size_small", "is NULL")))) == {"c"}
    first = attribute(AFFINITY, ("ranking", "is less than or equal to", 2), socks)
    assert members(segment(first)) == {"a", "b"}


def test_lists_without_nulls_also_when_negated(fill, members, engines):  # segments.md 2.1
    fill(**{MERGED: people(("a", None, None), ("b", None, None))})
    ids = parse_one("SELECT 'a' AS amperity_id UNION ALL SELECT NULL UNION ALL SELECT 'stranger'")
    lists = Lists(ids={("upload", "Fair"): ids})
    assert members(segment({"type": "list", "upload": "Fair"}), lists) == {"a"}
    assert members(segment({"type": "list", "upload": "Fair", "negate": True}), lists) == {"b"}


def test_scores_are_compared_one_by_one(fill, members):  # rfm.md 4.1; definitions.md
    scores = {"a": (9, 8, 10), "b": (10, 1, 1), "c": (None, None, None), "d": (10, 9, 10)}
    fill(**{
        MERGED: people(*((who, None, None) for who in scores)),
        TAE: [
            {"amperity_id": who, "L12M_recency": r, "L12M_frequency": f, "L12M_monetary": m}
            for who, (r, f, m) in scores.items()
        ],
    })  # fmt: skip
    assert members(segment({"type": "rfm", "test": "at least", "r": 9, "f": 8})) == {"a", "d"}
    assert members(segment({"type": "rfm", "test": "at most", "m": 9})) == {"b"}
    assert members(segment({"type": "rfm", "test": "is", "r": 10})) == {"b", "d"}


def test_campaign_activity_counts_deliveries(fill, members):  # definitions.md, Activation
    sent = [
        ("a", "Spring", "Offer", False, "2026-05-01"),
        ("a", "Spring", "Offer", False, "2026-06-01"),
        ("b", "Spring", "Control", True, "2026-05-01"),
        ("c", "Autumn", "Offer", False, "2026-05-01"),
    ]  # fmt: skip
    fill(**{
        MERGED: people(*((who, None, None) for who in "abcd")),
        RECIPIENTS: [
            {"amperity_id": who, "pk": str(place), "campaign_name": name, "treatment_name": group,
             "is_control": control, "delivery_datetime": datetime.fromisoformat(day)}
            for place, (who, name, group, control, day) in enumerate(sent)
        ],
    })  # fmt: skip
    spring = {"type": "activation", "campaign": "Spring"}
    assert members(segment(spring)) == {"a"}
    assert members(segment({**spring, "include_control": True})) == {"a", "b"}
    assert members(segment({**spring, "treatment": "Control"})) == {"b"}
    twice = {"op": "more than", "value": 1}
    assert members(segment({**spring, "count": twice, "include_control": True})) == {"a"}
    late = {"op": "after", "value": "2026-05-15"}
    assert members(segment({**spring, "first_entry": late})) == set()
    assert members(segment({**spring, "last_entry": late})) == {"a"}


def test_segments_within_segments_and_never_in_a_circle(fill, members):  # issue: cycle detection
    fill(**{MERGED: people(("a", "X", "IL"), ("b", "Y", "IL"))})
    inner = {**segment(attribute(MERGED, ("state", "is", "IL"))), "name": "Inner"}
    outer = {**segment({"type": "list", "segment": "Inner"}), "name": "Outer"}
    assert members(segment({"type": "list", "segment": "Outer"}), Lists([inner, outer])) == {
        "a",
        "b",
    }
    circle = {**segment({"type": "list", "segment": "Outer"}), "name": "Inner"}
    with pytest.raises(DefinitionError, match="cannot contain itself: Inner → Outer → Inner"):
        members(segment({"type": "list", "segment": "Inner"}), Lists([circle, outer]))


def test_another_activation_id(fill, members):  # segments.md 2.1: distinct non-NULL values
    fill(**{
        MERGED: [{"amperity_id": who, "email": mail, "city": city} for who, mail, city in (
            ("a", "x@e", "Chicago"), ("b", "x@e", "Peoria"), ("c", None, "Chicago"))],
        ATTRIBUTES: [{"amperity_id": "a", "contactable_email": True}],
    })  # fmt: skip
    chicago = attribute(MERGED, ("city", "is", "Chicago"))
    assert members(segment(chicago, activation_id="amperity_id")) == {"a", "c"}


def test_an_email_segment(fill, engines, catalog):
    fill(**{
        MERGED: [{"amperity_id": who, "email": mail} for who, mail in (
            ("a", "x@e"), ("b", "x@e"), ("c", None))],
    })  # fmt: skip
    ground = Ground(catalog, TODAY, "email")
    body = read_segment({"kind": "segment", "name": "S", "activation_id": "email"})
    query = Compiler(ground, Lists()).segment(body)
    assert [engine.rows(query) for engine in engines] == [[("x@e",)], [("x@e",)]]
    wrong = read_segment(
        segment(attribute(TAE, ("one_and_done", "is true")), activation_id="email")
    )
    with pytest.raises(DefinitionError, match="does not hold email"):
        Compiler(ground, Lists()).segment(wrong)


@pytest.mark.parametrize(
    ("condition", "where", "message"),
    [
        (attribute("Merged_Custmers", ("city", "is", "x")), "table", "mean Merged_Customers?"),
        (attribute(MERGED, ("town", "is", "x")), "filters[0]", 'no column "town"'),
        (attribute(MERGED, ("city", "is greater than", 3)), "filters[0]", "a text column"),
        (attribute(MERGED, ("city", "is", 1234)), "filters[0]", "1234 is not a text"),
        (attribute(MERGED, ("city", "is in list", [])), "filters[0]", "the list is empty"),
        (attribute(MERGED, ("city", "is in list", ["a", None])), "filters[0]", "holds NULL"),
        (attribute(TAE, ("L12M_order_frequency", "is between", [5, 2])),
         "filters[0]", "5 comes after 2"),
        (attribute(TAE, ("L12M_order_frequency", "is", "many")),
         "filters[0]", '"many" is not a number'),
        (attribute(TAE, ("L12M_order_frequency", "is", True)), "filters[0]", "not a number"),
        (attribute(TAE, ("latest_order_datetime", "is", "soon")),
         "filters[0]", '"soon" is not a date'),
        (attribute(TAE, ("latest_order_datetime", "is between", ["today", "yesterday"])),
         "filters[0]", "comes after"),
        (behaviour("has purchased", filters=[{"column": "item_revenue", "op": "is", "value": 1}]),
         "filters[0]", "not a filter attribute"),
        (behaviour("has purchased", window={"op": "on", "value": "2026-01-01 10:00:00"}), "window",
         "whole days"),
        (behaviour("most frequent order", most_frequent=[
            {"column": "purchase_channel", "op": "is exactly", "value": "web"}]),
         "most_frequent[0]", "cannot be the most frequent"),
        (behaviour("most frequent order", most_frequent=[
            {"column": "store_id", "op": "contains", "value": "web"}]),
         "most_frequent[0]", "cannot be used here"),
        ({"type": "list", "segment": "Nobody"}, "segment", "no segment"),
        ({"type": "activation", "journey": "Welcome", "state": "in"}, "journey", "no journey"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(catalog, condition, where, message):
    body = read_segment(segment(condition))
    with pytest.raises(DefinitionError) as refusal:
        Compiler(Ground(catalog, TODAY), Lists()).segment(body)
    assert refusal.value.where == f"include.sections[0].conditions[0].{where}"
    assert message in str(refusal.value)
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"colour": 1}, "colour"),
        ({"name": " "}, "name"),
        ({"labels": ["a b"]}, "labels"),
        ({"labels": [str(number) for number in range(11)]}, "labels"),
        ({"folder": "a/b/c/d"}, "folder"),
        ({"include": {"sections": [{"conditions": [{"type": "wish"}]}]}},
         "include.sections[0].conditions[0]"),
        ({"include": {"sections": [{"conditions": [behaviour("total value of orders")]}]}},
         "include.sections[0].conditions[0].amount"),
        ({"include": {"sections": [{"conditions": [behaviour("repeat purchase", orders={})]}]}},
         "include.sections[0].conditions[0].orders"),
        ({"include": {"sections": [{"conditions": [{"type": "list"}]}]}},
         "include.sections[0].conditions[0]"),
        ({"include": {"sections": [{"conditions": [{"type": "rfm", "test": "is"}]}]}},
         "include.sections[0].conditions[0]"),
        ({"exclude": {"sections": [{"conditions": [
            attribute(MERGED, ("city", "is empty", "x"))]}]}},
         "exclude.sections[0].conditions[0].filters[0]"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused_with_its_path(change, where):
    with pytest.raises(DefinitionError) as refusal:
        read_segment({"kind": "segment", "name": "S", **change})
    assert refusal.value.where == where


def test_what_is_saved_can_be_read_again(catalog):
    body = segment(
        attribute("merged customers", ("CITY", "has", "x"), ("state", "is", "y")),
        behaviour("has purchased", orders={"op": "between", "value": [1, 3]},
                  window={"op": "after", "value": "today - 2 years"}),
        {"type": "rfm", "test": "at least", "r": 9},
        {"type": "list", "upload": "Fair", "negate": True},
    )  # fmt: skip
    saved = write_segment(read_segment(body).normalised(Ground(catalog, TODAY)))
    filters = saved["include"]["sections"][0]["conditions"][0]["filters"]
    assert [one["op"] for one in filters] == ["contains", "is exactly"]
    assert filters[0]["column"] == "city"
    assert write_segment(read_segment(saved)) == saved


def test_the_place_of_an_error_reads_as_a_path():
    with pytest.raises(DefinitionError) as refusal, inside("include"), inside("sections[0]"):
        raise DefinitionError("no", remedy="yes")
    assert refusal.value.where == "include.sections[0]"
