"""Scores of rfm.md 4.2 on the engine of a build: worked examples 4.3, acceptance 4.5."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from ampdesk import rfm
from ampdesk.engine import open_duckdb
from ampdesk.errors import DefinitionError
from ampdesk.profiles.currency import converted
from ampdesk.profiles.scores import compile_scores
from ampdesk.schema.transactions import SCORES
from tests.profiles.conftest import arrow

TODAY = date(2024, 6, 30)
QUERY = compile_scores(today=TODAY, orders=converted("USD", orders="orders", names=("amount",)))


@pytest.fixture(scope="module")
def engine():
    with open_duckdb() as engine:
        yield engine


def scores(engine, orders):
    """`orders`: (customer, day, revenue); returns customer → the four scores."""
    engine.register("orders", arrow("Unified_Transactions", [
        {"amperity_id": customer, "order_id": f"o{number}", "order_datetime": at,
         "order_quantity": 1, "order_revenue": revenue, "currency": "USD"}
        for number, (customer, at, revenue) in enumerate(orders)
    ]))  # fmt: skip
    return {
        row["amperity_id"]: tuple(row[name] for name in SCORES)
        for row in engine.arrow(QUERY).to_pylist()
    }


def worked_example():
    """Twenty customers: c_k has k orders, 10 k of revenue, the last one k days after June 1."""
    for k in range(1, 21):
        last = datetime(2024, 6, 1) + timedelta(days=k)
        for n in range(k):
            yield f"c{k:02}", last - timedelta(days=n), Decimal(10)


def test_the_twenty_customers_of_the_reference(engine):  # rfm.md 4.3, 4.5 case 5
    found = scores(engine, list(worked_example()))
    assert found["c01"] == found["c02"] == (1, 1, 1, 111)
    assert found["c20"] == (10, 10, 10, 101010)
    assert found["c15"] == (8, 8, 8, 888)
    best = [customer for customer, row in found.items() if row[2] in {9, 10}]
    assert sorted(best) == ["c17", "c18", "c19", "c20"]
    assert sum(10 * int(one[1:]) for one in best) / 2100 == pytest.approx(0.352, abs=0.0005)
    assert scores(engine, list(worked_example())) == found  # 4.5 case 4


def test_ties_are_split_by_id(engine):  # rfm.md 4.3, second example
    counts = [1] * 7 + [2, 3, 9]
    orders = [
        (f"c{n}", datetime(2024, 6, 1), Decimal(1))
        for n, times in enumerate(counts) for _ in range(times)
    ]  # fmt: skip
    found = scores(engine, orders)
    assert [found[f"c{n}"][1] for n in range(10)] == list(range(1, 11))


def test_larger_tiles_come_first(engine):  # rfm.md 4.3, third example
    found = scores(engine, [(f"c{n:02}", datetime(2024, 6, 1), Decimal(n)) for n in range(23)])
    sizes = Counter(row[2] for row in found.values())
    assert [sizes[tile] for tile in range(1, 11)] == [3, 3, 3, 2, 2, 2, 2, 2, 2, 2]


def test_the_best_of_four_is_four_and_a_warning_says_so(engine):
    found = scores(engine, [(f"c{n}", datetime(2024, 6, 1), Decimal(n)) for n in range(4)])
    assert max(row[2] for row in found.values()) == 4
    assert "the best of them is 4" in rfm.warnings(4)[0]
    assert "a tile holds 2 or one more" in rfm.warnings(23)[0]
    assert rfm.warnings(100) == ()


def test_older_and_future_orders_give_no_score(engine):  # rfm.md 4.5 case 3
    days = {"edge": datetime(2023, 7, 1), "old": datetime(2023, 6, 30, 23, 59, 59),
            "today": datetime(2024, 6, 30, 23), "later": datetime(2024, 7, 1)}  # fmt: skip
    assert set(scores(engine, [(name, at, Decimal(1)) for name, at in days.items()])) == {
        "edge",
        "today",
    }


def test_the_same_data_give_the_same_scores(engine):  # rfm.md 4.5 case 4
    rows = [(f"c{n % 17:02}", datetime(2024, 6, 1 + n % 3), Decimal(n % 5)) for n in range(60)]
    assert scores(engine, rows) == scores(engine, rows) == scores(engine, rows[::-1])


ORDERS = st.lists(
    st.tuples(
        st.integers(0, 40).map("c{:02}".format),
        st.integers(0, 400).map(lambda age: datetime(2024, 6, 30, 12) - timedelta(days=age)),
        st.decimals(0, 99, places=2),
    ),
    max_size=60,
)


@given(orders=ORDERS)
def test_tiles_are_even_and_in_order(engine, orders):  # rfm.md 4.5 cases 1, 2
    found = scores(engine, orders)
    held = [one for one in orders if one[1] >= datetime(2023, 7, 1)]
    assert set(found) == {customer for customer, _, _ in held}
    measures = {
        0: lambda own: max(at for _, at, _ in own), 1: len,
        2: lambda own: sum(revenue for _, _, revenue in own),
    }  # fmt: skip
    for position, measure in measures.items():
        values = {c: measure([one for one in held if one[0] == c]) for c in found}
        sizes = Counter(row[position] for row in found.values())
        assert not sizes or max(sizes.values()) - min(sizes.values()) <= 1
        ranked = sorted(found, key=lambda c: (found[c][position], values[c]))
        assert [values[c] for c in ranked] == sorted(values.values())


@pytest.mark.parametrize(
    ("number", "parts"),
    [(9810, (9, 8, 10)), (1011, (10, 1, 1)), (1110, (1, 1, 10)), (111, (1, 1, 1)),
     (101010, (10, 10, 10))],
)  # fmt: skip
def test_the_combined_number_reads_one_way(number, parts):
    assert rfm.decode(number) == parts


@given(parts=st.tuples(*[st.integers(1, 10)] * 3))
def test_every_combined_number_reads_back(parts):
    assert rfm.decode("".join(map(str, parts))) == parts


@pytest.mark.parametrize("number", ["0", "12", "1234", "100", 905])
def test_what_is_not_three_scores_is_refused(number):
    with pytest.raises(DefinitionError):
        rfm.decode(number)


def test_at_least_and_at_most_compare_each_score(engine):
    rows = [(9, 8, 10), (9, 7, 10), (10, 10, 10), (2, 2, 2), (1, 3, 2), (None, None, None)]
    engine.create(
        "rfm_rows", exp.select("*").from_(exp.values(rows, alias="v", columns=list(SCORES[:3])))
    )

    def met(wanted):
        return sorted(
            engine.rows(exp.select(*SCORES[:3]).from_("rfm_rows").where(wanted.condition()))
        )

    assert met(rfm.at_least(9, 8, 10)) == [(9, 8, 10), (10, 10, 10)]
    assert met(rfm.at_most(2, 2, 2)) == [(2, 2, 2)]
