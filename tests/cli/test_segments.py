"""`ampdesk segment`: from definition files on a fresh clone (architecture.md, Command line)."""

import csv
import json

import pytest
from typer.testing import CliRunner

from ampdesk.cli import app
from tests.segments.conftest import attribute, segment

DAY = "2026-06-30"
TAE = "Transaction_Attributes_Extended"


@pytest.fixture
def run():
    """Run a command in this process; gives exit status, output, errors."""

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words], env={"AMPDESK_TODAY": DAY})

    return run


@pytest.fixture
def file(tmp_path):
    """A definition file: bought once, at least a year ago."""
    body = segment(
        attribute(TAE, ("one_and_done", "is true")),
        attribute(TAE, ("latest_order_datetime", "is before", "today - 1 year")),
    )
    path = tmp_path / "once.json"
    path.write_text(json.dumps(body))
    return path


def test_from_a_file_to_members(run, sample_brand, file, tmp_path):
    assert run("segment", "save", sample_brand, "Once", "--definition", file).exit_code == 0
    counted = json.loads(run("segment", "count", sample_brand, "Once", "--json").stdout)
    assert set(counted) == {"segment", "count", "of"}  # definitions.md, machine output
    by_file = run("segment", "count", sample_brand, "--definition", file, "--json")
    assert json.loads(by_file.stdout)["count"] == counted["count"]
    worth = json.loads(run("segment", "insights", sample_brand, "Once", "--json").stdout)
    assert set(worth) == {
        "unique_customers", "percent_of_customers", "active_customers_1y", "revenue_1y",
        "percent_of_revenue", "reachable_customers",
    }  # fmt: skip
    assert worth["unique_customers"] == counted["count"]
    out = tmp_path / "once.csv"
    assert run("segment", "export", sample_brand, "Once", "--out", out).exit_code == 0
    with out.open(newline="") as written:
        rows = list(csv.reader(written))
    assert rows[0][0] == "amperity_id"
    assert len(rows) - 1 == counted["count"]
    for dialect in ("presto", "spark", "duckdb", "sqlite"):
        shown = run("segment", "sql", sample_brand, "Once", "--dialect", dialect)
        assert "SELECT" in shown.stdout
    listed = json.loads(run("segment", "list", sample_brand, "--json").stdout)
    assert [one["name"] for one in listed["segments"]] == ["Once"]


def test_as_of_an_earlier_day(run, sample_brand, file, tmp_path):  # segments.md 2.10
    now = json.loads(run("segment", "count", sample_brand, "--definition", file, "--json").stdout)
    asked = ("--definition", file, "--as-of", "2025-06-30")
    done = run("segment", "count", sample_brand, *asked, "--json")
    then = json.loads(done.stdout)
    assert then["of"] < now["of"]
    assert then["as_of"] == "2025-06-30"
    assert "Today's" in " ".join(then["notes"])
    assert "Today's" in done.stderr
    worth = json.loads(run("segment", "insights", sample_brand, *asked, "--json").stdout)
    assert worth["unique_customers"] == then["count"]
    out = tmp_path / "then.csv"
    exported = run("segment", "export", sample_brand, *asked, "--out", out, "--household", "--json")
    assert json.loads(exported.stdout)["rows"] <= then["count"]
    shown = run("segment", "show", sample_brand, "--members", "3", "--as-of", "2025-06-30",
                "--definition", file, "--json")  # fmt: skip
    assert len(json.loads(shown.stdout)["members"]) == min(3, then["count"])
    refused = run("segment", "count", sample_brand, "--definition", file, "--as-of", "2030-01-01")
    assert refused.exit_code == 1
    assert "has not come yet" in refused.stderr
    assert run("segment", "count", sample_brand, *asked[:3], "soon").exit_code == 2


def test_templates_versions_and_restore(run, sample_brand, tmp_path):
    found = json.loads(run("segment", "templates", sample_brand, "--json").stdout)["templates"]
    assert len(found) == 16
    one = tmp_path / "template.json"
    one.write_text(run("segment", "templates", sample_brand, "dormant").stdout)
    assert run("segment", "save", sample_brand, "Gone", "--definition", one).exit_code == 0
    one.write_text(one.read_text().replace("2 years", "3 years"))
    assert run("segment", "save", sample_brand, "Gone", "--definition", one).exit_code == 0
    said = run("segment", "versions", sample_brand, "Gone").stdout
    assert "2 years ago" in said
    assert run("segment", "restore", sample_brand, "Gone", "1").exit_code == 0
    versions = json.loads(run("segment", "versions", sample_brand, "Gone", "--json").stdout)
    assert [each["version"] for each in versions["versions"]] == [3, 2, 1]


def test_what_is_refused_says_where(run, sample_brand, tmp_path):  # issue: bad input
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(segment(attribute(TAE, ("colour", "is exactly", "x")))))
    done = run("segment", "count", sample_brand, "--definition", path, "--json")
    assert done.exit_code == 1
    error = json.loads(done.stderr)["error"]
    assert error["where"] == "include.sections[0].conditions[0].filters[0]"
    assert error["remedy"]


def test_segments_side_by_side_and_in_order(run, sample_brand, file):
    for name in ("Once", "Twin"):
        assert run("segment", "save", sample_brand, name, "--definition", file).exit_code == 0
    shown = json.loads(run("segment", "compare", sample_brand, "Once", "Twin", "--json").stdout)
    assert [one["members"] for one in shown["overlaps"]] == [[True, True]]
    assert "effect" in run("segment", "compare", sample_brand, "Once", "Twin").stdout
    summed = json.loads(run("segment", "summary", sample_brand, "Once", "--json").stdout)
    assert summed["headline"]["unique_customers"] == shown["metrics"][0]["customers"]
    assert "average order value" in run("segment", "summary", sample_brand, "Once").stdout
    days = run("segment", "days", sample_brand, "Once", "2025-06-30", "--json")
    assert json.loads(days.stdout)["after"] == shown["metrics"][0]["customers"]
    for words in (
        ("rename", "Twin", "Other"), ("duplicate", "Other"), ("move", "Other", "--folder", "A/B"),
        ("label", "Other", "--labels", "x,y"), ("track", "Other"), ("recommend", "Other"),
        ("delete", "Other copy"), ("track", "Other", "--off"),
    ):  # fmt: skip
        done = run("segment", words[0], sample_brand, *words[1:])
        assert done.exit_code == 0, done.stderr
    listed = json.loads(run("segment", "list", sample_brand, "--json").stdout)["segments"]
    (other,) = [one for one in listed if one["name"] == "Other"]
    assert (other["folder"], other["labels"]) == ("A/B", ["x", "y"])
    assert (other["is_recommended"], other["is_tracked"]) == (True, False)
    assert len(listed) == 2


def test_an_upload_reports_what_matches_nobody(run, sample_brand, tmp_path):  # issue: uploads
    given, left = tmp_path / "fair.csv", tmp_path / "left.csv"
    given.write_text('email\nnobody@nowhere.example\n"a, b"@x\n')
    done = run("segment", "upload", sample_brand, "Fair", given, "--match", "email",
               "--unmatched", left, "--json")  # fmt: skip
    facts = json.loads(done.stdout)
    assert (facts["matched"], facts["customers"], facts["unmatched"]) == (0, 0, facts["rows"])
    with left.open(newline="") as written:
        assert len(list(csv.reader(written))) == facts["rows"] + 1
    nobody = tmp_path / "list.json"
    nobody.write_text(json.dumps(segment({"type": "list", "upload": "Fair"})))
    counted = run("segment", "count", sample_brand, "--definition", nobody, "--json")
    assert json.loads(counted.stdout)["count"] == 0


def test_one_customer_and_one_attribute(run, sample_brand, file, tmp_path):
    assert run("segment", "save", sample_brand, "Once", "--definition", file).exit_code == 0
    out = tmp_path / "once.csv"
    run("segment", "export", sample_brand, "Once", "--out", out)
    who = out.read_text().split()[1]
    told = run("customer", "segments", sample_brand, who, "--json")
    (one,) = json.loads(told.stdout)["segments"]
    assert (one["name"], one["is_in"]) == ("Once", True)
    day = "2024-01-01"
    earlier = run("why", "segment", sample_brand, "Once", who, "--as-of", day, "--json")
    assert json.loads(earlier.stdout)["as_of"] == day
    text = run("segment", "sql", sample_brand, "Once", "--as-of", day).stdout
    assert text.startswith(f"-- As of {day}")
    assert "2023-01-01" in text
    spread = run("segment", "spread", sample_brand, "Once", "Merged_Customers.state", "--json")
    found = json.loads(spread.stdout)
    members = len(out.read_text().split()) - 1
    assert sum(one["customers"] for one in found["slices"]) + found["others"] + found[
        "no_value"
    ] == members  # fmt: skip
    run("segment", "track", sample_brand, "Once")
    noted = json.loads(run("segment", "trend", sample_brand, "Once", "--json").stdout)
    assert [one["customers"] for one in noted["days"]] == [members]
