"""A full build against hand-written DuckDB, and one after 1 % more orders (issue 4, Speed)."""

import math
from functools import cache

import pytest

from . import data, measure

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7_200)]

LINES = (1_000_000, 10_000_000)
SIZES = [LINES[0], pytest.param(LINES[1], marks=pytest.mark.slow)]
FIGURES = {
    "Customer_360": None, "Unified_Itemized_Transactions": None,
    "Unified_Transactions": "order_revenue",
    "Transaction_Attributes_Extended": "L12M_order_revenue", "RFM": None, "Lifecycle_Events": None,
}  # fmt: skip


def import_and_build(files, more, brand, today, figures):
    """Import, build, import 1 % more, build again; runs in a child.

    Returns seconds of both, rows of tables and sums of the first, paths of its feeds.
    """
    import time
    from datetime import date
    from pathlib import Path

    from sqlglot import exp

    from ampdesk.engine import open_duckdb
    from ampdesk.intake import load, plan
    from ampdesk.lake import Lake
    from ampdesk.profiles import build
    from ampdesk.store import Store

    found = {"seconds": [], "rows": {}, "sums": [], "feeds": {}}
    with Store.create(Path(brand)) as store:
        lake = Lake.beside(store.path)
        for batch in (files, [more]):
            load(store, lake, plan([Path(file) for file in batch], store=store, source="shop"))
            began = time.perf_counter()
            done = build(store, lake, today=date.fromisoformat(today))
            found["seconds"].append(time.perf_counter() - began)
            if found["rows"]:
                found["lines_again"] = done.tables["Unified_Itemized_Transactions"]
                continue
            found["rows"] = {name: done.tables[name] for name in figures}
            tables = lake.snapshot().tables
            found["feeds"] = {
                name: [str(path) for path in tables[name].files]
                for name in ("source_profiles", "source_lines")
            }
            with open_duckdb(lake.snapshot()) as engine:
                for table, name in figures.items():
                    if name:
                        rows = engine.rows(exp.select(exp.Sum(this=exp.column(name))).from_(table))
                        found["sums"].append(float(rows[0][0]))
    return found


def build_bare(profiles, lines, folder):
    """Write the same tables by hand; runs in a child."""
    from tests.bench import bare

    return bare.build(profiles, lines, folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return what `import_and_build` found for a number of lines, with the child's peak memory."""

    @cache
    def built(lines):
        folder = tmp_path_factory.mktemp("build")
        source, more = (folder / name / "ampdesk_order_items.csv" for name in ("all", "more"))
        people = folder / "ampdesk_customers.csv"
        for file in (source, more):
            file.parent.mkdir()
        customers = lines // 10
        data.write(data.CUSTOMERS, people, customers=customers)
        data.write(data.LINES, source, lines=lines, customers=customers)
        later = data.LINES.replace("range({lines})", "range({lines}, {lines} + {more})")
        data.write(later, more, lines=lines, more=lines // 100, customers=customers)
        return measure.in_child(
            import_and_build,
            files=[str(people), str(source)],
            more=str(more),
            brand=str(folder / "b.ampdesk"),
            today=data.TODAY,
            figures=FIGURES,
        )

    return built


@pytest.mark.parametrize("lines", SIZES)
def test_a_full_build_against_the_same_by_hand(lines, built, note, tmp_path):
    ours = built(lines)
    feeds = ours.result["feeds"]
    bare = measure.in_child(
        build_bare,
        profiles=feeds["source_profiles"],
        lines=feeds["source_lines"],
        folder=str(tmp_path),
    )
    count = len(FIGURES)
    assert bare.result[:count] == list(ours.result["rows"].values())
    assert bare.result[count:] == pytest.approx(ours.result["sums"], rel=1e-9)
    million = lines // 1_000_000
    full = ours.result["seconds"][0]
    note(f"full build / by hand, {million} M lines", ours=full, theirs=bare.seconds, limit=6)


@pytest.mark.parametrize("lines", SIZES)
def test_one_percent_more_orders_against_all(lines, built, note):
    result = built(lines).result
    full, again = result["seconds"]
    assert result["rows"]["Transaction_Attributes_Extended"] > lines // 10 * 0.95
    assert result["lines_again"] > result["rows"]["Unified_Itemized_Transactions"]
    million = lines // 1_000_000
    note(f"build after 1 % more / full, {million} M lines", ours=again, theirs=full, limit=0.2)


@pytest.mark.slow
def test_ten_times_the_lines(built, note):
    small, large = (built(lines).result["seconds"][0] for lines in LINES)
    limit = math.pow(LINES[1] / LINES[0], 1.1)
    note("full build of 10 M lines / 1 M", ours=large, theirs=small, limit=limit)
