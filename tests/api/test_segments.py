"""Segments of a real brand: save, count, explain, export, upload; both doors call this."""

import csv
import hashlib
import json
import random
from datetime import date
from decimal import Decimal

import pytest

from ampdesk.api import Brand, WriteSegment
from ampdesk.errors import Cancelled, DefinitionError, NotFoundError
from ampdesk.jobs import JobContext, run_here
from ampdesk.queries import QueryError
from tests.segments import draws
from tests.segments.conftest import attribute, behaviour, segment

TAE, MERGED = "Transaction_Attributes_Extended", "Merged_Customers"
ATTRIBUTES = "Customer_Attributes"


@pytest.fixture
def brand(sample_brand, sample_day):
    with Brand.open(sample_brand, today=sample_day) as opened:
        yield opened


def rows(brand, statement, tmp_path):
    out = tmp_path / "answer.json"
    brand.sql(statement, dialect="duckdb", limit=None, form="json", out=out)
    return json.loads(out.read_text())["rows"]


def test_saved_counted_and_versioned(brand):
    body = {**segment(attribute(TAE, ("one_and_done", "is true"))), "name": "Once"}
    assert brand.segments.save(body) == 1
    first = brand.segments.count("Once")
    assert 0 < first.count < first.of
    wider = segment(attribute(TAE, ("lifetime_order_frequency", "is less than", 3)))
    assert brand.segments.save(wider, name="Once") == 2
    assert brand.segments.count("Once").count > first.count
    assert brand.definitions.restore("segment", "Once", 1) == 3
    assert brand.segments.count("Once") == first


def test_a_segment_in_use_stays(brand):
    brand.segments.save(segment(attribute(MERGED, ("city", "is not NULL"))), name="Inner")
    brand.segments.save(segment({"type": "list", "segment": "Inner"}), name="Outer")
    assert brand.segments.list()[0].used_in == ("Outer",)
    with pytest.raises(DefinitionError, match="in use by Outer"):
        brand.segments.delete("Inner")
    with pytest.raises(DefinitionError, match="cannot contain itself"):
        brand.segments.save(segment({"type": "list", "segment": "Outer"}), name="Inner")
    brand.segments.delete("Outer")
    brand.segments.delete("Inner")
    assert brand.segments.list() == ()


def test_insights_are_the_sums_of_the_tables(brand, tmp_path):  # segments.md 2.7
    body = segment(attribute(ATTRIBUTES, ("contactable_email", "is true")))
    found = brand.segments.insights(body)
    ((members, active, revenue),) = rows(
        brand,
        "SELECT COUNT(*), COUNT_IF(t.L12M_order_frequency > 0), SUM(t.L12M_order_revenue) "
        "FROM Customer_Attributes a LEFT JOIN Transaction_Attributes_Extended t "
        "ON t.amperity_id = a.amperity_id WHERE a.contactable_email",
        tmp_path,
    )
    ((total, everybody),) = rows(
        brand,
        "SELECT (SELECT SUM(L12M_order_revenue) FROM Transaction_Attributes_Extended), "
        "(SELECT COUNT(*) FROM Merged_Customers)",
        tmp_path,
    )
    assert found.unique_customers == found.reachable_customers == members
    assert found.active_customers_1y == active
    assert found.revenue_1y == Decimal(revenue)
    share = Decimal(revenue) * 100 / Decimal(total)
    assert found.percent_of_revenue == pytest.approx(float(share), abs=0.01)
    assert found.percent_of_customers == pytest.approx(members * 100 / everybody, abs=0.01)
    whole = brand.segments.insights({"kind": "segment", "name": "All"})
    assert (whole.percent_of_customers, whole.percent_of_revenue) == (100.0, 100.0)


def test_the_waterfall_ends_with_the_members(brand):
    body = segment(
        attribute(TAE, ("lifetime_order_frequency", "is greater than", 0)),
        attribute(ATTRIBUTES, ("contactable_email", "is true")),
        exclude=[attribute(TAE, ("one_and_done", "is true")), behaviour("repeat purchase")],
    )
    steps = brand.segments.waterfall(body)
    assert [step.path for step in steps] == [
        "", "include.sections[0].conditions[0]", "include.sections[0].conditions[1]",
        "exclude.sections[0].conditions[0]", "exclude.sections[0].conditions[1]",
    ]  # fmt: skip
    counts = [step.customers for step in steps]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == brand.segments.count(body).of
    assert counts[-1] == brand.segments.count(body).count


def test_the_sql_of_a_visual_segment_finds_the_same(brand):  # segments.md 2.9 case 8
    visual = segment(
        attribute(TAE, ("lifetime_order_revenue", "is greater than", 100)),
        attribute(MERGED, ("state", "is in list", ["WA", "OR", "CA"])), join="or",
    )  # fmt: skip
    text = brand.segments.sql(visual)
    as_sql = {"kind": "segment", "name": "Same", "sql": text}
    assert brand.segments.count(as_sql).count == brand.segments.count(visual).count
    union = (
        "SELECT amperity_id FROM Merged_Customers WHERE amperity_id IN ("
        "SELECT amperity_id FROM Transaction_Attributes_Extended WHERE lifetime_order_revenue > 100"
        " UNION ALL SELECT amperity_id FROM Merged_Customers "
        "WHERE LOWER(state) IN ('wa', 'or', 'ca'))"
    )
    as_union = {"kind": "segment", "name": "Union", "sql": union}
    assert brand.segments.count(as_union).count == brand.segments.count(visual).count


def test_a_sql_segment_drops_repeats_strangers_and_nulls(brand):  # segments.md 2.5
    text = (
        "SELECT amperity_id FROM Unified_Itemized_Transactions "
        "UNION ALL SELECT 'stranger' UNION ALL SELECT NULL"
    )
    brand.segments.save({"kind": "segment", "name": "Buyers", "sql": text})
    within = segment({"type": "list", "segment": "Buyers"})
    buyers = brand.segments.count("Buyers").count
    assert 0 < buyers == brand.segments.count(within).count
    with pytest.raises(DefinitionError, match="returns city"):
        brand.segments.save(
            {"kind": "segment", "name": "X", "sql": "SELECT city FROM Merged_Customers"}
        )
    with pytest.raises(QueryError, match="does not exist"):
        brand.segments.save(
            {"kind": "segment", "name": "X", "sql": "SELECT amperity_id FROM Nowhere"}
        )


def test_explanations_give_the_true_membership(brand):  # architecture.md ruling 11
    draw = random.Random(7)
    everybody = [row.split(",")[0] for row in _ids(brand)]
    asked = 0
    for _ in range(12):
        body = draws.segment(draw)
        members = set(_members(brand, body))
        for identity in [*draw.sample(everybody, 3), *sorted(members)[:2]]:
            explained = brand.segments.explain(body, identity)
            assert explained.is_member == (identity in members), body
            asked += 1
    assert asked > 40
    assert not brand.segments.explain(body, "stranger").is_known


@pytest.mark.slow
def test_a_thousand_explanations_give_the_true_membership(brand):  # issue: why, 1,000 pairs
    draw = random.Random(11)
    everybody = _ids(brand)
    asked = inside = 0
    while asked < 1_000:
        body = draws.segment(draw)
        members = set(_members(brand, body))
        pairs = [*draw.sample(everybody, 15), *draw.sample(sorted(members), min(len(members), 5))]
        for identity in pairs:
            explained = brand.segments.explain(body, identity)
            assert explained.is_member == (identity in members), (identity, body)
            asked += 1
            inside += explained.is_member
    assert 100 < inside < 900


def _ids(brand):
    return _members(brand, {"kind": "segment", "name": "All"})


def _members(brand, body):
    out = brand.path.with_name("members.csv")
    brand.segments.export(body, out)
    return out.read_text().split()[1:]


def test_a_receipt_names_the_values(brand):
    body = segment(attribute(TAE, ("lifetime_order_frequency", "is greater than", 1)))
    brand.segments.save(body, name="Loyal")
    identity = _members(brand, body)[0]
    receipt = brand.segments.why("Loyal", identity)
    assert receipt.sentence.startswith("A member")
    (line,) = receipt.lines
    assert line.mark == "holds"
    assert line.note.startswith("lifetime order frequency = ")


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "parquet", "xlsx"])
def test_files_hold_the_members_and_a_manifest(brand, tmp_path, ending):
    body = segment(attribute(ATTRIBUTES, ("contactable_email", "is true")))
    out = tmp_path / f"members.{ending}"
    found = brand.segments.export(body, out, attributes=("city", "sha256:email"))
    manifest = json.loads(found.manifest.read_text())
    assert found.rows == manifest["rows"] == brand.segments.count(body).count
    assert manifest["columns"] == ["amperity_id", "city", "email_sha256"]
    assert manifest["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["definition"]["include"]["sections"]
    if ending in {"csv", "tsv"}:
        with out.open(newline="") as file:
            read = list(csv.DictReader(file, delimiter="," if ending == "csv" else "\t"))
        assert len(read) == found.rows
        assert all(len(row["email_sha256"]) == 64 for row in read)
    assert b"@" not in out.read_bytes() or ending in {"parquet", "xlsx"}


def test_uploads_match_and_say_what_did_not(brand, tmp_path):
    ids = _ids(brand)[:5]
    file = tmp_path / "fair.csv"
    file.write_text("\n".join(["amperity_id", *ids, "stranger"]))
    report = brand.segments.upload("Fair", file)
    assert (report.rows, report.matched, report.unmatched) == (6, 5, ("stranger",))
    assert brand.segments.count(segment({"type": "list", "upload": "Fair"})).count == 5
    negated = segment({"type": "list", "upload": "Fair", "negate": True})
    assert brand.segments.count(negated).count == brand.segments.count(negated).of - 5
    (mail,) = rows(
        brand, "SELECT MIN(email) FROM Merged_Customers WHERE email IS NOT NULL", tmp_path
    )
    file.write_text(f"email\n{mail[0].upper()}\nnobody@nowhere.example\n")
    report = brand.segments.upload("Mails", file, match="email")
    assert report.matched == 1
    assert report.unmatched == ("nobody@nowhere.example",)


def test_a_customer_is_told_his_segments(brand):  # issue 6: a customer's page lists them
    once = segment(attribute(TAE, ("one_and_done", "is true")))
    brand.segments.save(once, name="Once")
    brand.segments.save(segment(exclude=[{"type": "list", "segment": "Once"}]), name="Others")
    brand.segments.save(brand.segments.to_sql("Once"), name="By statement")
    brand.definitions.save("segment", "Gone", {**segment(attribute("Away", ("x", "is true")))})
    who, other = _members(brand, "Once")[0], _members(brand, "Others")[0]
    found = brand.segments.memberships(who)
    assert {one.name: one.is_in for one in found} == {
        "By statement": True, "Gone": None, "Once": True, "Others": False,
    }  # fmt: skip
    assert "Away" in found[1].problem
    assert "one and done" in found[2].sentence
    assert brand.segments.why("By statement", who).sentence.startswith("A member")
    assert brand.segments.why("By statement", other).sentence.startswith("Not a member: the")
    assert "no customer" in brand.segments.why("By statement", "stranger").sentence
    with pytest.raises(NotFoundError):
        brand.segments.memberships("stranger")


def test_a_customer_is_explained_as_of_a_day(brand, sample_day):  # segments.md 2.10
    body = segment(attribute(TAE, ("latest_order_datetime", "is on or after", "today - 1 year")))
    day = date(sample_day.year - 1, 3, 1)
    now = set(_members(brand, body))
    out = brand.path.with_name("then.csv")
    brand.segments.export(body, out, as_of=day)
    then = set(out.read_text().split()[1:])
    (joined, *_), (left, *_) = sorted(now - then), sorted(then - now)
    brand.segments.save(body, name="Active")
    for identity, was_in in ((joined, False), (left, True)):
        receipt = brand.segments.why("Active", identity, as_of=day)
        assert receipt.sentence.startswith("A member") is was_in
        assert receipt.as_of == str(day)
        assert "Today's:" in receipt.definition
        assert f"{day.replace(year=day.year - 1)}" in receipt.sql
        assert receipt.sql.startswith(f"-- As of {day}")
        (found,) = brand.segments.memberships(identity, as_of=day)
        assert found.is_in is was_in


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_of_members_is_a_job_that_can_be_stopped(brand, sample_day, tmp_path, ending):
    body = {"kind": "segment", "name": "All"}
    folder = tmp_path / "files"
    folder.mkdir()
    out = folder / f"all.{ending}"
    work = WriteSegment(segment=body, file=out, attributes=("city",))

    stopped = JobContext(today=sample_day, store=brand._store)
    written = stopped.progress

    def stop_after_rows(done, *more):
        if done:
            stopped.cancel()  # as the user does while rows are written
        written(done, *more)

    stopped.progress = stop_after_rows
    with pytest.raises(Cancelled):
        run_here(work, stopped)
    assert list(folder.iterdir()) == []  # neither file nor manifest, nor a part of one
    report = run_here(work, JobContext(today=sample_day, store=brand._store))
    assert report.facts["rows"] == brand.segments.count(body).count
    assert {one.name for one in folder.iterdir()} == {out.name, f"{out.name}.manifest.json"}
    assert [one.kind for one in brand.activity.entries(group="file")] == ["segment file"] * 2
