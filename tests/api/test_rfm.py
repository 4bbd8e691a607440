"""RFM beyond the grid: where tenths are cut, who moved, and the files; against plain Python."""

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ampdesk.api import Brand, Move, Movers, RfmRange, ScoresFile, Span, WriteScores
from ampdesk.errors import DefinitionError
from ampdesk.jobs import JobContext, run_here
from ampdesk.store import Store, notes

SINCE = date(2026, 3, 31)


@pytest.fixture
def brand(made_sample, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as brand:
        yield brand


def asked(brand, statement, capsys):
    brand.sql(statement, form="json")
    return json.loads(capsys.readouterr().out)["rows"]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_cell_knows_its_orders(brand):
    grid = brand.rfm.grid()
    whole = brand.rfm.select(RfmRange())

    assert sum(cell.orders for cell in grid.cells) == whole.all_orders == whole.orders
    cell = next(cell for cell in grid.cells if cell.orders)
    assert cell.average_order == pytest.approx(cell.revenue / cell.orders, abs=Decimal("0.01"))
    assert whole.average_order == whole.all_average_order


def test_each_tenth_runs_from_its_lowest_to_its_highest_value(brand, capsys):
    # rfm.md 4.5 cases 1 and 2
    rows = asked(
        brand,
        "SELECT r.L12M_recency, r.L12M_frequency, r.L12M_monetary, t.days_since_latest_order,"
        " t.L12M_order_frequency, t.L12M_order_revenue FROM RFM r"
        " JOIN Transaction_Attributes_Extended t ON t.amperity_id = r.amperity_id",
        capsys,
    )
    for at, found in enumerate(brand.rfm.distributions()):
        values = [(row[at], Decimal(str(row[at + 3]))) for row in rows]
        for tenth in found.tenths:
            inside = [value for score, value in values if score == tenth.score]
            assert (tenth.customers, tenth.low, tenth.high) == (
                len(inside), min(inside), max(inside),
            )  # fmt: skip
        assert max(t.customers for t in found.tenths) - min(t.customers for t in found.tenths) <= 1
        assert list(found.cuts) == sorted(found.cuts)
        assert sum(one.customers for one in found.bins) == len(rows)
        for one in found.bins[:-1]:
            counted = sum(one.low <= value < one.high for _, value in values)
            assert one.customers == counted


def test_flows_add_up_to_everybody_scored_on_either_day(brand, capsys):
    rows = asked(brand, "SELECT COUNT(*) FROM RFM", capsys)
    for axis in ("recency", "frequency", "monetary"):
        found = brand.rfm.movement(SINCE, axis)
        now = sum(flow.customers for flow in found.flows if flow.move.after != "none")
        assert now == rows[0][0]
        ways = found.count("rose", "fell", "stayed", "came", "left")
        assert ways == sum(flow.customers for flow in found.flows)
        assert found.size("high", before=False) == sum(
            flow.customers for flow in found.flows if flow.move.after == "high"
        )


@pytest.mark.parametrize(
    ("move", "way"),
    [
        (Move("low", "high"), "rose"),
        (Move("middle", "low"), "fell"),
        (Move("low", "low"), "stayed"),
        (Move("none", "low"), "came"),
        (Move("high", "none"), "left"),
    ],
)
def test_a_move_goes_one_way(move, way):
    assert move.direction == way


def test_those_who_fell_are_written_with_both_scores(brand, tmp_path):
    found = brand.rfm.movement(SINCE, "recency")
    file = tmp_path / "fell.csv"
    movers = Movers(since=SINCE, directions=("fell",))

    rows = brand.scores_file(ScoresFile(file=file, movers=movers))

    written = read(file)
    assert rows == len(written) == found.fell > 0
    assert all(int(row["recency"]) < int(row["recency_before"]) for row in written)
    assert Counter((row["stage_before"], row["stage_after"]) for row in written) == {
        (flow.move.before, flow.move.after): flow.customers
        for flow in found.flows
        if flow.move.direction == "fell"
    }
    ids = brand.rfm.movers(SINCE, "recency", found.moves("fell"))
    assert ids == [row["amperity_id"] for row in written]


def test_a_day_after_the_build_is_refused(brand, sample_day):
    with pytest.raises(DefinitionError, match="not before"):
        brand.rfm.movement(sample_day)


def test_the_scores_of_a_range_are_written_as_a_noted_job(sample_brand, sample_day, tmp_path):
    wanted = RfmRange(recency=Span(low=8), frequency=Span(low=5))
    file = tmp_path / "best.xlsx"
    with Store.open(sample_brand) as store:
        report = run_here(
            WriteScores(asked=ScoresFile(file=file, range=wanted)),
            JobContext(store=store, today=sample_day),
        )
        noted = notes.activity(store, "exported")
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        assert report.facts["rows"] == brand.rfm.select(wanted).customers == noted[0]["rows"]
    assert file.exists()


def test_receipts_of_scores_tell_counts_rule_and_statement(brand):
    found = brand.rfm.movement(SINCE, "monetary")
    flow = found.flows[0]
    tenth = brand.rfm.distributions()[2].tenths[4]

    for receipt, count in (
        (brand.rfm.why_range(RfmRange.parse("R>=8")), brand.rfm.select(RfmRange.parse("R>=8"))),
        (brand.rfm.why_movement(SINCE, "monetary", flow.move), flow),
        (brand.rfm.why_tenth("monetary", 5), tenth),
    ):
        assert f"{count.customers:,}" in receipt.sentence
        assert "SELECT" in receipt.sql
        assert receipt.definition
    assert f"{found.rose:,} customers rose" in brand.rfm.why_movement(SINCE, "monetary").sentence


def test_equal_values_in_two_tenths_are_told(brand):
    frequency = brand.rfm.distributions()[1]
    tied = next(
        one
        for one, other in zip(frequency.tenths, frequency.tenths[1:], strict=False)
        if one.high == other.low
    )

    receipt = brand.rfm.why_tenth("frequency", tied.score)

    assert any("two tenths" in line.note for line in receipt.lines)
