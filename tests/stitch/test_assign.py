"""The interim join and stable ids (stitch.md 8.6, 8.9), on hand-made records."""

import uuid

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from ampdesk.engine import open_duckdb
from ampdesk.stitch import assign, ids
from ampdesk.stitch.components import components

SPACE = uuid.UUID(int=9)
NAMES = (
    "datasource", "pk", "given_name", "surname", "full_name", "email", "phone", "address",
    "foreign_keys",
)  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    with open_duckdb() as engine:
        yield engine


def record(pk, **values):
    return {"datasource": "shop", "pk": pk, **values}


def run(engine, records, before=None):
    """Assign ids; returns pk → id. `before`: pk → id that the store remembers."""
    columns = {name: pa.array([one.get(name) for one in records], pa.string()) for name in NAMES}
    numbers = pa.array(range(len(records)), pa.int64())
    table = pa.table({**columns, "import_id": numbers, "row_number": numbers, "rid": numbers})
    engine.register("given_records", table)
    engine.create("picked", exp.select("*").from_("given_records"))
    known = list((before or {}).items())
    engine.register("known_ids", pa.table({
        "datasource": pa.array(["shop"] * len(known), pa.string()),
        "pk": pa.array([pk for pk, _ in known], pa.string()),
        "amperity_id": pa.array([one for _, one in known], pa.string()),
    }))  # fmt: skip
    assign.find_bad_values(engine, "picked")
    assign.assign(engine, picked="picked", previous="known_ids", used="known_ids", namespace=SPACE)
    return dict(engine.rows(exp.select("pk", "amperity_id").from_(assign.RESULT)))


def groups(found):
    made = {}
    for pk, one in found.items():
        made.setdefault(one, set()).add(pk)
    return sorted(map(sorted, made.values()))


def test_equal_foreign_key_joins_whatever_else_differs(engine):  # stitch.md 8.9 case 3
    found = run(engine, [
        record("1", surname="Lee", email="a@x.com", foreign_keys='{"shop-customer": "c7"}'),
        record("2", surname="Ray", email="b@x.com", foreign_keys='{"shop-customer": " C7"}'),
        record("3", surname="Ray", email="c@x.com", foreign_keys='{"till-customer": "C7"}'),
    ])  # fmt: skip
    assert groups(found) == [["1", "2"], ["3"]]


def test_equal_email_joins_only_with_an_equal_surname(engine):
    found = run(engine, [
        record("1", surname="Lee", email="home@x.com"),
        record("2", surname="LEÉ", email="Home+shop@X.com"),
        record("3", surname="Ray", email="home@x.com"),
    ])  # fmt: skip
    assert groups(found) == [["1", "2"], ["3"]]


def test_without_surname_joins_the_only_surname_of_the_email(engine):
    alone = [record("1", surname="Lee", email="a@x.com"), record("2", email="a@x.com")]
    assert groups(run(engine, alone)) == [["1", "2"]]
    two = [*alone, record("3", surname="Ray", email="a@x.com"), record("4", email="a@x.com")]
    assert groups(run(engine, two)) == [["1"], ["2", "4"], ["3"]]


def test_a_full_name_gives_its_surname(engine):
    found = run(engine, [
        record("1", given_name="Jan", surname="van der Berg", email="a@x.com"),
        record("2", full_name="Jan van der Berg", email="a@x.com"),
        record("3", full_name="Ann Lee Jr.", email="a@x.com"),
        record("4", full_name="Lee, Ann", email="a@x.com"),
    ])  # fmt: skip
    assert groups(found) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("email", ["test@goaway.com", "info@shop.com", "ann@nomail.com", "no at"])
def test_a_bad_email_never_joins(engine, email):  # stitch.md 8.9 case 5
    found = run(
        engine, [record("1", surname="Lee", email=email), record("2", surname="Lee", email=email)]
    )
    assert groups(found) == [["1"], ["2"]]


def test_a_bad_foreign_key_never_joins(engine):
    key = '{"shop-customer": "unknown"}'
    found = run(engine, [record("1", foreign_keys=key), record("2", foreign_keys=key)])
    assert groups(found) == [["1"], ["2"]]


def test_links_are_transitive(engine):  # stitch.md 8.9 case 6
    found = run(engine, [
        record("1", surname="Lee", email="a@x.com"),
        record("2", surname="Lee", email="a@x.com", foreign_keys='{"k": "7"}'),
        record("3", surname="Ray", email="z@x.com", foreign_keys='{"k": "7"}'),
    ])  # fmt: skip
    assert groups(found) == [["1", "2", "3"]]


def test_a_new_id_is_the_uuid5_of_the_smallest_record(engine):
    found = run(
        engine, [record("2", foreign_keys='{"k": "1"}'), record("10", foreign_keys='{"k": "1"}')]
    )
    assert found == dict.fromkeys(["2", "10"], str(uuid.uuid5(SPACE, "shop\x1f10")))


def test_every_record_has_one_id_and_an_unrelated_one_changes_none(engine):  # 8.9 cases 2, 7
    records = [record(str(n), surname="Lee", email=f"a{n % 3}@x.com") for n in range(9)]
    before = run(engine, records)
    assert len(before) == 9
    assert None not in before.values()
    after = run(engine, [*records, record("0new", surname="Fox", email="f@x.com")], before)
    assert {pk: after[pk] for pk in before} == before


def test_a_split_keeps_the_id_where_most_records_are(engine):
    before = dict.fromkeys("abcd", str(uuid.uuid5(SPACE, "shop\x1fa")))
    found = run(engine, [
        record("a"), *(record(pk, foreign_keys='{"k": "1"}') for pk in "bcd"),
    ], before)  # fmt: skip
    assert {found[pk] for pk in "bcd"} == {before["a"]}
    # the id that a's record would give was used before: a counter makes another
    assert found["a"] == str(uuid.uuid5(SPACE, "shop\x1fa\x1f2"))


def test_a_merge_takes_the_id_of_more_records_and_ties_go_to_the_smaller_id(engine):
    low, high = sorted(str(uuid.uuid4()) for _ in range(2))
    joined = [record(pk, foreign_keys='{"k": "1"}') for pk in "abcd"]
    found = run(engine, joined, {"a": low, "b": high, "c": high, "d": high})
    assert set(found.values()) == {high}
    found = run(engine, joined, {"a": low, "b": high, "c": high, "d": low})
    assert set(found.values()) == {low}


def test_a_record_that_comes_back_gets_its_id_back(engine):
    kept = str(uuid.uuid4())
    assert run(engine, [record("a", surname="Lee", email="a@x.com")], {"a": kept, "gone": "x"}) == {
        "a": kept
    }


CLAIMS = st.lists(
    st.builds(
        lambda label, one, shared: ids.Claim(label, f"r{label}", one, shared),
        st.integers(0, 5), st.sampled_from("vwxyz"), st.integers(1, 4),
    ),
    unique_by=lambda claim: (claim.label, claim.amperity_id),
)  # fmt: skip


@given(claims=CLAIMS)
def test_each_old_id_goes_to_one_cluster_and_none_is_left_that_could_be_kept(claims):
    given_ids = ids.settle(claims)
    assert len(set(given_ids.values())) == len(given_ids)
    for claim in claims:
        kept = claim.label in given_ids
        used = claim.amperity_id in given_ids.values()
        assert kept or used  # nobody was refused a free id
        if given_ids.get(claim.label) == claim.amperity_id:
            rivals = [
                c for c in claims if c.amperity_id == claim.amperity_id and c.shared > claim.shared
            ]
            assert all(given_ids.get(c.label) not in {None, claim.amperity_id} for c in rivals)


@pytest.mark.parametrize("few", [-1, 300_000])  # scipy, and the walk
@given(edges=st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19))))
def test_components_are_what_a_plain_search_finds(few, edges):
    table = pa.table({
        "rid": pa.array([one for one, _ in edges], pa.int64()),
        "root": pa.array([other for _, other in edges], pa.int64()),
    })  # fmt: skip
    labels = components(20, table, few=few).column("label").to_pylist()
    reached = {n: {n} for n in range(20)}
    for _ in range(20):
        for one, other in edges:
            both = reached[one] | reached[other]
            for n in both:
                reached[n] = both
    for one in range(20):
        for other in range(20):
            assert (labels[one] == labels[other]) == (other in reached[one])
