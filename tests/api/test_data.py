"""Sources, undo effects, merge policy, tables and columns, a look at files: the room of Data."""

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ampdesk.api import Brand, Stop, depth, tag_of, tags_for
from ampdesk.errors import Cancelled, NotFoundError
from ampdesk.intake.formats.generic import generic_format
from ampdesk.intake.formats.spec import Kind
from ampdesk.intake.rulings import ColumnRule

NEEDED = {
    "orders": ("order-id", "order-datetime"), "order_items": ("order-id", "order-datetime"),
    "consent_email": ("email", "consent-email"), "consent_sms": ("phone", "consent-sms"),
}  # fmt: skip


@pytest.fixture(scope="module")
def brand(made_sample: Path):
    with Brand.open(made_sample, read_only=True) as opened:
        yield opened


def test_sources_add_up_to_the_imports(brand):
    found = {one.name: one for one in brand.data.sources()}
    loaded = Counter()
    for row in brand.imports():
        loaded[row["source"]] += row["loaded"]
    assert {name: one.rows for name, one in found.items()} == dict(loaded)
    assert found["shopify"].has_profiles
    assert found["shopify"].newest is not None


def test_an_undo_says_the_rows_that_then_leave(sample_brand):
    with Brand.open(sample_brand) as brand:
        row = next(one for one in brand.data.imports() if one["kind"] == "loyalty")
        effect = brand.data.undo_effect(row["import_id"])
        gone = brand.undo(row["import_id"])
        assert effect.total == gone["rows"] > 0
        assert next(one for one in brand.data.sources() if one.name == row["source"]).undone == 1
        with pytest.raises(NotFoundError):
            brand.data.undo_effect(9_999)


def test_an_order_of_sources_waits_for_a_build_and_then_wins(sample_brand, sample_day):
    with Brand.open(sample_brand, today=sample_day) as brand:
        data = brand.data
        brand.build()
        before = data.winners()["email"]
        last = min(before, key=lambda name: before[name])
        others = [one for one in data.merge_policy()[0].sources if one != last]
        data.set_merge_order("email", [last, *others])
        assert data.settings_wait()
        email = next(one for one in data.merge_policy() if one.group == "email")
        assert email.own
        assert email.sources[0] == last
        brand.build()
        assert not data.settings_wait()
        assert data.winners()["email"][last] > before[last]
        data.set_merge_order("email", None)
        assert brand.settings.get("merge_policy") == {}


def test_statistics_are_those_of_the_rows(brand):
    stats = brand.data.stats("Customer_360")
    rows = brand._reader.rows(_all("Customer_360"))
    assert stats.rows == len(rows)
    for name, column in stats.columns.items():
        values = [row[name] for row in rows if row[name] is not None]
        assert column.filled == len(values), name
        assert column.distinct == len(set(values)), name
        assert column.low == min(values, default=None), name
        assert column.high == max(values, default=None), name


@pytest.mark.parametrize("table", ["Unified_Transactions", "Customer_360", "source_lines"])
def test_every_spread_counts_each_filled_row_once(brand, table):
    stats = brand.data.stats(table)
    for name, column in stats.columns.items():
        spread = brand.data.spread(table, name, column)
        assert sum(bar.rows for bar in spread.bars) + spread.rest == column.filled, name


def test_every_table_can_be_counted_and_sampled(brand):
    found = brand.data.tables()
    assert found[0].chapter == "Customer 360"
    for one in found:
        stats = brand.data.stats(one.name)
        assert stats.rows == one.rows, one.name
        assert set(stats.columns) == {column.name for column in one.columns}
        sample = brand.data.sample(one.name)
        assert len(sample) == min(one.rows, 50)
        if stats.sources:
            assert sum(count for _, count in stats.sources) == one.rows


def test_counting_can_be_stopped(brand):
    stop = Stop()
    stop.stop()
    with pytest.raises(Cancelled):
        brand.data.stats("Customer_360", stop)


def test_relations_name_tables_and_columns_that_are_there(brand):
    tables = {one.name: {column.name for column in one.columns} for one in brand.data.tables()}
    found = brand.data.relations()
    assert len(found) > 30
    for one in found:
        assert {one.table, one.target} <= set(tables)
        if one.kind == "key":
            assert one.column in tables[one.table]
    steps = depth(list(tables))
    assert steps["source_profiles"] < steps["Unified_Coalesced"] < steps["Customer_360"]
    assert all(steps[r.target] > steps[r.table] for r in found if r.kind == "becomes")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.CUSTOM])
def test_every_tag_that_is_offered_is_taken(kind):
    offered = tags_for(kind)
    assert offered
    assert len({tag.name for tag in offered}) == len(offered)
    for tag in offered:
        assert tag.title
        columns = {need: ColumnRule(tag=need) for need in NEEDED.get(kind, ())}
        columns |= {"pk": ColumnRule(tag="pk")} if kind in {"customers", "loyalty"} else {}
        columns["asked"] = ColumnRule(tag=tag.name)
        generic_format(columns, {}, Kind(kind), list(columns))


def test_a_key_of_ones_own_says_what_it_does():
    assert "one person" in tag_of("fk-membership").description


def test_a_look_says_what_the_import_then_does(sample_brand, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(
        "order id,order date,email,item revenue,item quantity\n"
        "A1,2026-04-13,ann@example.com,12.50,1\n"
        "A2,irgendwann,ben@example.com,12.50,1\n"
        "A3,2026-04-14,cleo@example.com,umsonst,1\n"
        "A4,2026-04-15,dora(at)example.com,3.00,1\n",
        encoding="utf-8",
    )
    with Brand.open(sample_brand) as brand:
        ((plan, look),) = brand.data.plan_and_look([file])
        (result,) = brand.import_files([file])
        assert (look.counts.rows, look.counts.loaded, look.counts.rejected) == (
            result.rows, result.loaded, result.rejected,
        )  # fmt: skip
        assert {(one.row, one.header, one.fate) for one in look.problems} == {
            (1, "order date", "rejected"), (2, "item revenue", "rejected"), (3, "email", "odd"),
        }  # fmt: skip
        assert [one.tag for one in look.columns] == [
            "order-id", "order-datetime", "email", "item-revenue", "item-quantity",
        ]  # fmt: skip
        assert brand.data.imports()[0]["path"] == str(file)
        rejects = brand.data.rejects(Path(result.rejects_file))
        assert {row["reason"] for row in rejects} == {"not a date", "not an amount"}
        assert not plan.questions


def test_the_command_tells_the_same(made_sample):
    from ampdesk.cli import app

    run = CliRunner().invoke(app, ["tables", str(made_sample), "customer_360", "--json"])
    told = json.loads(run.stdout)
    assert run.exit_code == 0
    with Brand.open(made_sample, read_only=True) as brand:
        stats = brand.data.stats("Customer_360")
    assert told["rows"] == stats.rows
    assert {one["column"]: one["filled"] for one in told["columns"]} == {
        name: one.filled for name, one in stats.columns.items()
    }
    lost = CliRunner().invoke(app, ["tables", str(made_sample), "nope"])
    assert lost.exit_code == 1


def _all(table: str):
    from sqlglot import exp

    return exp.select("*").from_(exp.to_table(table))


def test_receipts_of_the_data_add_up(brand):
    data = brand.data
    for source in data.sources():
        receipt = data.why_source(source.name)
        assert f"{source.rows:,} rows" in receipt.sentence
        live = [line for line in receipt.lines if line.mark == "live"]
        assert len(live) == source.imports
    row = data.imports()[0]
    receipt = data.why_import(row["import_id"])
    told = {line.label: line.value for line in receipt.lines}
    parts = [int(told[name].replace(",", "")) for name in ("loaded", "rejected", "skipped")]
    assert f"{sum(parts):,}" == told["rows in the file"]
    facts = data.table("Customer_360")
    assert data.why_table("Customer_360").lines[0].value == f"{facts.rows:,}"
    email = data.why_column("Customer_360", "email")
    assert email.as_text().count("personal data") == 1
    with pytest.raises(NotFoundError):
        data.why_source("nowhere")
