"""The command line as programs outside see it: names, shapes and exits of architecture.md."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import validate
from typer.testing import CliRunner

from ampdesk.cli import app

DAY = "2026-06-30"


@pytest.fixture
def run():
    """Run a command in this process; gives exit status, output, errors."""

    def run(*words, day=DAY):
        return CliRunner().invoke(app, [str(word) for word in words], env={"AMPDESK_TODAY": day})

    return run


def shape(**members):
    return {"type": "object", "required": list(members), "properties": members}


WHOLE, TEXT = {"type": "integer"}, {"type": "string"}
SHAPES = {
    "status": shape(
        tables={"type": "object", "additionalProperties": WHOLE},
        jobs={"type": "array"},
        fresh={"type": "boolean"},
        warnings={"type": "array"},
    ),
    "import": shape(
        files={
            "type": "array",
            "items": shape(
                file=TEXT,
                kind=TEXT,
                source=TEXT,
                rows=WHOLE,
                loaded=WHOLE,
                rejected=WHOLE,
                skipped=WHOLE,
                rejects_file={"type": ["string", "null"]},
                warnings={"type": "array"},
            ),
        }
    ),
    "stitch": shape(
        records=WHOLE,
        ids=WHOLE,
        deduplication_rate={"type": "number"},
        changes=shape(added=WHOLE, deleted=WHOLE, merged=WHOLE, split=WHOLE, unchanged=WHOLE),
        seconds={"type": "number"},
    ),
    "sql": shape(
        columns={"type": "array", "items": shape(name=TEXT, type=TEXT)},
        rows={"type": "array", "items": {"type": "array"}},
        row_count=WHOLE,
        truncated={"type": "boolean"},
    ),
    "error": shape(error=shape(code=TEXT, message=TEXT, remedy=TEXT, where=TEXT)),
}


@pytest.fixture
def orders(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(
        "Name,Email,Financial Status,Created at,Currency,Subtotal,Shipping,Taxes,Total,"
        "Discount Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
        "Billing Name,Billing Address1,Billing City,Billing Zip,Billing Province,Billing Country\n"
        "#1,ann@shop.example,paid,2026-06-01 10:00:00 -0400,USD,20.00,0.00,0.00,20.00,0.00,2,Mug,"
        "10.00,MUG,Ann Lee,1 Elm St,Boston,02134,MA,US\n"
        "#2,bo@shop.example,voided,2026-06-02 10:00:00 -0400,USD,9.00,0.00,0.00,9.00,0.00,1,Tea,"
        "9.00,TEA,Bo Roe,2 Elm St,Boston,02134,MA,US\n",
        encoding="utf-8",
    )
    return file


def test_files_go_in_and_customers_come_out(run, orders, tmp_path):
    brand = tmp_path / "shop.ampdesk"
    assert run("init", brand).exit_code == 0

    done = run("import", brand, orders, "--json")
    assert done.exit_code == 0, done.stderr
    facts = json.loads(done.stdout)
    validate(facts, SHAPES["import"])
    [file] = facts["files"]
    assert file["rows"] == file["loaded"] + file["rejected"] + file["skipped"] == 2
    assert (file["skipped"], file["source"]) == (1, "shopify")

    assert not json.loads(run("status", brand, "--json").stdout)["fresh"]
    stitched = json.loads(run("stitch", brand, "--json").stdout)
    validate(stitched, SHAPES["stitch"])
    assert (stitched["records"], stitched["ids"]) == (2, 2)
    status = json.loads(run("status", brand, "--json").stdout)
    validate(status, SHAPES["status"])
    assert status["fresh"]
    assert status["tables"]["Unified_Transactions"] == 1

    found = run("sql", brand, "SELECT order_id, order_revenue FROM Unified_Transactions", "--json")
    rows = json.loads(found.stdout)
    validate(rows, SHAPES["sql"])
    assert rows["rows"] == [["#1", "20.00"]]


def test_an_import_is_undone_and_comes_back(run, orders, tmp_path):
    brand = tmp_path / "shop.ampdesk"
    run("init", brand)
    run("import", brand, orders)
    run("build", brand)
    before = run("customer", "search", brand, "ann lee", "--json").stdout

    undone = run("undo", brand, 1, "--json")
    assert undone.exit_code == 0, undone.stderr
    run("build", brand)
    assert json.loads(run("customer", "search", brand, "ann lee", "--json").stdout) == {
        "customers": []
    }
    assert json.loads(run("imports", brand, "--json").stdout)["imports"][0]["state"] == "undone"

    run("import", brand, orders)
    run("build", brand)
    # stitch.md 8.6: undo and re-import give the ids back
    assert run("customer", "search", brand, "ann lee", "--json").stdout == before


def test_a_dry_run_changes_nothing(run, orders, tmp_path):
    brand = tmp_path / "shop.ampdesk"
    run("init", brand)
    bytes_before = brand.read_bytes()

    done = run("import", brand, orders, "--dry-run", "--json")

    assert json.loads(done.stdout)["files"][0]["loaded"] == 1
    assert brand.read_bytes() == bytes_before
    assert not json.loads(run("imports", brand, "--json").stdout)["imports"]


def test_rejected_rows_leave_with_three(run, tmp_path):
    brand, file = tmp_path / "shop.ampdesk", tmp_path / "ampdesk_order_items.csv"
    heads = (
        "order_id,order_datetime,item_quantity,item_revenue,is_return,is_cancellation,"
        "order_discount_amount"
    )
    # import_formats.md 3: a return with positive revenue is rejected
    file.write_text(
        f"{heads}\nA1,2026-01-02 03:04:05,1,10.00,FALSE,FALSE,0\n"
        "A2,2026-01-02 03:04:05,1,10.00,TRUE,FALSE,0\n"
    )
    run("init", brand)

    done = run("import", brand, file, "--json")

    assert done.exit_code == 3
    [facts] = json.loads(done.stdout)["files"]
    assert (facts["loaded"], facts["rejected"]) == (1, 1)
    with Path(facts["rejects_file"]).open(newline="", encoding="utf-8-sig") as rejects:
        [row] = list(csv.DictReader(rejects))
    assert "return with positive revenue" in row["reason"]


def test_rfm_writes_the_documented_file(run, sample_brand, tmp_path):
    out = tmp_path / "rfm.csv"
    done = run("rfm", sample_brand, "--out", out, "--json")

    assert done.exit_code == 0, done.stderr
    facts = json.loads(done.stdout)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "amperity_id", "L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score",
    ]  # fmt: skip
    assert len(rows) == facts["scored"] == sum(map(sum, facts["grid"]))
    for row in rows:
        digits = row["L12M_recency"] + row["L12M_frequency"] + row["L12M_monetary"]
        assert row["L12M_rfm_score"] == digits


def test_a_list_and_its_left_out_add_up(run, sample_brand, tmp_path):
    out, left = tmp_path / "mail.csv", tmp_path / "left.csv"
    done = run(
        "list", sample_brand, "--rfm", "R>=4,F>=2", "--out", out, "--left-out", left, "--json"
    )

    assert done.exit_code == 0, done.stderr
    facts = json.loads(done.stdout)
    with left.open(newline="", encoding="utf-8-sig") as file:
        people = list(csv.DictReader(file))
    assert facts["audience"] == facts["pieces"] + len(people)
    assert sum(facts["left_out"].values()) == len(people)
    told = run("why", "left-out", sample_brand, "Mailing list", people[0]["amperity_id"])
    assert people[0]["reason"] in told.stdout


def test_backup_restore_and_check_go_round(run, sample_brand, tmp_path):
    copy, other = tmp_path / "copy.ampdesk", tmp_path / "other.ampdesk"
    assert run("backup", sample_brand, copy).exit_code == 0
    assert run("restore", other, copy).exit_code == 0
    assert run("check", other, "--repair").exit_code == 0
    assert run("build", other).exit_code == 0

    customers = "SELECT COUNT(*), SUM(revenue) FROM Customer_360"
    assert (
        run("sql", other, customers, "--json").stdout
        == run("sql", sample_brand, customers, "--json").stdout
    )
    refused = run("restore", other, copy)
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert run("restore", other, copy, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("status", "none.ampdesk"), 1, "none.ampdesk"),
        (("build",), 2, "BRAND"),
        (("import", "{brand}", "none.csv"), 1, "none.csv"),
        (("sql", "{brand}", "DROP TABLE Customer_360"), 1, "SELECT"),
        (("sql", "{brand}", "SELECT nmae FROM Customer_360"), 1, "nmae"),
        (("list", "{brand}", "--rfm", "R>=11", "--out", "x.csv"), 1, "1 to 10"),
        (("list", "{brand}", "--out", "x.csv"), 1, "--ids"),
        (("customer", "show", "{brand}", "nobody@nowhere.example"), 1, "no customer"),
        (("why", "metric", "{brand}", "profit"), 1, "revenue_12m"),
        (("settings", "{brand}", "currency=dollar"), 1, "three letters"),
        (("schema", "cake"), 1, "mapping"),
        (("undo", "{brand}", "99"), 1, "99"),
    ],
)
def test_a_refusal_names_what_is_wrong_in_one_line(run, sample_brand, words, status, said):
    words = [word.format(brand=sample_brand) for word in words]
    done = run(*words)

    assert done.exit_code == status, done.output
    assert said in done.stderr
    if status == 1:
        assert len(done.stderr.strip().splitlines()) == 1
        assert " — " in done.stderr


def test_an_error_for_machines_has_its_shape(run, tmp_path):
    done = run("status", tmp_path / "none.ampdesk", "--json")

    assert done.exit_code == 1
    validate(json.loads(done.stderr), SHAPES["error"])


def test_another_day_is_refreshed_where_it_must_be_and_said_where_not(run, sample_brand):
    # architecture.md ruling 6
    later = "2026-07-31"
    asked = run("sql", sample_brand, "SELECT 1 AS one", day=later)
    assert "Built on 2026-06-30" in asked.stderr
    assert not json.loads(run("status", sample_brand, "--json", day=later).stdout)["fresh"]

    assert run("rfm", sample_brand, day=later).exit_code == 0

    assert json.loads(run("status", sample_brand, "--json", day=later).stdout)["fresh"]


def test_the_sample_brand_is_the_same_every_time(run, made_sample, tmp_path):
    assert run("demo", tmp_path / "again.ampdesk", "--customers", 600).exit_code == 0

    query = "SELECT * FROM Customer_360 ORDER BY amperity_id"
    assert (
        run("sql", tmp_path / "again.ampdesk", query, "--json").stdout
        == run("sql", made_sample, query, "--json").stdout
    )


def test_every_command_has_help():
    done = subprocess.run(
        [sys.executable, "-c", "from ampdesk.cli import main; main()", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    commands = [
        "demo", "init", "import", "imports", "undo", "settings", "stitch", "build", "status",
        "rfm", "list", "customer", "sql", "why", "definitions", "schema", "backup", "restore",
        "check", "doctor",
    ]  # fmt: skip
    for command in commands:
        assert f"\n  {command} " in done.stdout
        told = CliRunner().invoke(app, [command, "--help"])
        assert told.exit_code == 0
        assert len(told.stdout.splitlines()) > 4


def test_doctor_names_the_one_sqlite(run):
    facts = json.loads(run("doctor", "--json").stdout)["facts"]

    assert any(fact["name"] == "SQLite" and fact["value"] for fact in facts)
