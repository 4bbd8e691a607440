"""What the builder asks of a real brand: choices, values, the live count, broken definitions."""

import csv
import json

import pytest

from ampdesk.api import Brand, Stop
from ampdesk.errors import Cancelled, DefinitionError
from ampdesk.queries import QueryError
from tests.segments.conftest import attribute, behaviour, segment

TAE, MERGED = "Transaction_Attributes_Extended", "Merged_Customers"
FIRST = "include.sections[0].conditions[0]"


@pytest.fixture
def segments(made_sample, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as opened:
        yield opened.segments


def test_the_catalogue_says_what_each_column_is(segments):
    tables = {one.name: one for one in segments.catalogue()}
    assert next(iter(tables)) == TAE
    columns = {one.name: one for one in tables[TAE].columns}
    latest = columns["latest_order_datetime"]
    assert (latest.kind, latest.label) == ("datetime", "Latest order datetime")
    takes = {one.op: one.takes for one in latest.operators}
    assert takes["is between"] == "pair"
    assert takes["is NULL"] == "nothing"
    assert latest.description
    revenue = {one.op: one.hint for one in columns["lifetime_order_revenue"].operators}
    assert revenue["is"].startswith("less useful")  # segments.md 2.2
    assert "RFM condition" in {
        one.op: one.hint for one in columns["L12M_rfm_score"].operators
    }["is greater than"]  # fmt: skip
    assert {"email", "amperity_id"} <= set(segments.activation_ids())
    assert MERGED in {one.name for one in segments.catalogue("email")}
    assert TAE not in {one.name for one in segments.catalogue("email")}


def test_columns_are_completed(segments):
    found = segments.find_columns("latest order dat")
    assert found[0].name == "latest_order_datetime"
    assert segments.find_columns("order of nobody") == ()
    assert {one.name for one in segments.filter_columns()} >= {"product_category", "store_id"}
    (ops,) = {tuple(op.op for op in one.operators) for one in segments.frequent_columns()}
    assert ops == ("is exactly", "is in list")


def test_values_are_counted_and_searched(segments):
    found = segments.values(MERGED, "state")
    everybody = segments.count({"kind": "segment", "name": "All"}).of
    counted = sum(one.customers for one in found.values)
    assert counted + found.no_value + found.no_row == everybody
    assert found.distinct == len(found.values)
    first = found.values[0]
    exactly = segment(attribute(MERGED, ("state", "is exactly", first.value)))
    assert segments.count(exactly).count == first.customers
    searched = segments.values(MERGED, "state", search=str(first.value).lower(), limit=1)
    assert searched.values[0].value == first.value
    many = segments.values("Unified_Itemized_Transactions", "product_category")
    assert many.no_row > 0
    with pytest.raises(DefinitionError, match="no column"):
        segments.values(MERGED, "town")


def test_examples_tell_what_a_column_holds(segments):
    found = segments.examples(MERGED)["state"]
    assert 0 < found.filled_percent <= 100
    assert len(found.values) == 3


def test_what_is_broken_is_told_and_the_rest_counts(segments):
    good = attribute(MERGED, ("state", "is not NULL"))
    body = segment(
        good,
        attribute(MERGED, ("town", "is exactly", "x")),
        attribute(MERGED, ("city", "is exactly")),
        behaviour("has purchased", window={"op": "on", "value": "soon"}),
        {"type": "wish"},
        {"type": "list", "segment": "Nobody"},
        exclude=[attribute(TAE, ("days_since_latest_order", "is between", [5, 2]))],
    )
    body["name"] = ""
    found = segments.live(body)
    assert found.count == segments.count(segment(good)).count
    places = [one.path for one in found.problems]
    assert places == [
        "include.sections[0].conditions[1].filters[0]",
        "include.sections[0].conditions[2].filters[0]",
        "include.sections[0].conditions[3].window",
        "include.sections[0].conditions[4]",
        "include.sections[0].conditions[5].segment",
        "exclude.sections[0].conditions[0].filters[0]",
    ]
    assert list(found.conditions) == [FIRST]
    checked = segments.validate(body)
    assert checked.problems == found.problems
    assert [one.path for one in checked.head] == ["name"]
    assert checked.definition is None


def test_paths_are_those_that_were_given(segments):
    state = attribute(MERGED, ("state", "is not NULL"))
    body = segment({"type": "wish"}, attribute(MERGED, ("city", "is exactly", "x")), state)
    found = segments.live(body)
    assert list(found.conditions) == [
        "include.sections[0].conditions[1]", "include.sections[0].conditions[2]",
    ]  # fmt: skip
    assert [one.path for one in found.steps[1:]] == list(found.conditions)
    told = {one.path for one in found.sentence if one.is_strong}
    assert told == set(found.conditions)


@pytest.mark.parametrize(
    "body",
    [
        {"include": {"sections": "none"}},
        {"include": []},
        {"include": {"sections": [{"conditions": "x"}], "join": "nor"}},
        {"include": {"sections": [None]}, "colour": 1, "name": 5, "labels": ["a b"]},
        {},
    ],
)
def test_no_shape_breaks_the_editor(segments, body):
    found = segments.live(body)
    assert found.count == found.of
    assert segments.validate(body).definition is None


@pytest.mark.parametrize("text", ["a.*b[", 'O\'Brien "x"', "🦊", "%", "\\", "--", "'; DROP TABLE"])
def test_odd_characters_are_plain(segments, text):  # issue: bad input
    for op in ("contains", "is exactly", "starts with", "ends with"):
        assert segments.live(segment(attribute(MERGED, ("city", op, text)))).count == 0
    assert segments.live(segment(attribute(MERGED, ("city", "is not exactly", text)))).count > 0


def test_a_long_list_is_refused_at_its_condition(segments):  # issue: a list of 500,000 values
    body = segment(attribute(MERGED, ("city", "is in list", [str(n) for n in range(500_000)])))
    (problem,) = segments.live(body).problems
    assert problem.path == f"{FIRST}.filters[0]"
    assert "save it as an upload" in problem.remedy


def test_a_stopped_reading_is_cancelled(segments):
    stop = Stop()
    stop.stop()
    with pytest.raises(Cancelled):
        segments.live({"kind": "segment", "name": "All"}, stop=stop)


def test_dates_are_read_as_the_builder_types_them(segments, sample_day):
    assert segments.read_date("Today").day == sample_day
    labels = {one.text: one.label for one in segments.date_presets()}
    assert labels["today - 7 days"] == "7 days ago"
    with pytest.raises(DefinitionError, match="is not a date"):
        segments.read_date("someday")


def test_a_visual_segment_becomes_sql(segments):  # segments.md 2.5
    visual = segment(attribute(MERGED, ("state", "is in list", ["CA", "WA"])))
    made = segments.to_sql(visual)
    assert made["dialect"] == "presto"
    assert segments.count(made).count == segments.count(visual).count
    live = segments.live(made)
    assert (live.count, live.steps[-1].path) == (segments.count(visual).count, "sql")
    for dialect, _ in segments.dialects():
        assert "SELECT" in segments.sql(visual, dialect)
    assert segments.format_sql(segments.sql(visual)) == segments.sql(visual)
    with pytest.raises(DefinitionError):
        segments.format_sql("SELECT FROM WHERE")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT city FROM Merged_Customers", "returns city"),
        ("SELECT amperity_id, city FROM Merged_Customers", "returns"),
        ("SELECT amperity_id FROM Merged_Customers; SELECT 1", ""),
        ("DROP TABLE Merged_Customers", ""),
        ("SELECT amperity_id FROM", ""),
        ("", "at least 1"),
    ],
)
def test_other_sql_is_refused_in_its_place(segments, sql, message):  # issue: bad input
    body = {"kind": "segment", "name": "X", "sql": sql}
    found = segments.live(body)
    (problem,) = found.problems
    assert message in problem.message
    assert problem.remedy
    assert (found.count, found.of > 0) == (0, True)
    with pytest.raises((DefinitionError, QueryError)):
        segments.count(body)


def test_a_day_in_the_past_is_told(segments, sample_day, tmp_path):  # segments.md 2.10
    day = sample_day.replace(year=sample_day.year - 1)
    body = segments.template("lapsing")
    then, now = segments.live(body, as_of=day), segments.live(body)
    assert then.of < now.of
    assert then.count == segments.count(body, as_of=day).count
    assert then.count == segments.insights(body, as_of=day).unique_customers
    assert f"As of {day}" in then.notes[0]
    assert now.notes == ()
    out = tmp_path / "then.csv"
    assert segments.export(body, out, as_of=day).rows == then.count
    manifest = json.loads((tmp_path / "then.csv.manifest.json").read_text())
    assert manifest["as_of"] == str(day)
    assert manifest["notes"] == list(then.notes)
    with pytest.raises(DefinitionError, match="reads today's tables"):
        segments.count(segments.to_sql(body), as_of=day)
    (problem,) = segments.live(segments.to_sql(body), as_of=day).problems
    assert "reads today's tables" in problem.message
    with pytest.raises(DefinitionError, match="has not come yet"):
        segments.count(body, as_of=sample_day.replace(year=2030))
    assert segments.live(body).count == now.count


def test_one_row_per_household(segments, tmp_path):  # issue: one row per customer or household
    everybody = {"kind": "segment", "name": "All"}
    out = tmp_path / "houses.csv"
    found = segments.export(everybody, out, attributes=("city",), household=True)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["amperity_id", "household_id", "household_members", "city"]
    houses = [row["household_id"] for row in rows if row["household_id"]]
    assert len(houses) == len(set(houses))
    assert sum(int(row["household_members"]) for row in rows) == segments.count(everybody).count
    assert found.rows == len(rows) < segments.count(everybody).count
    manifest = json.loads(found.manifest.read_text())
    assert manifest["row_per"] == "household"
