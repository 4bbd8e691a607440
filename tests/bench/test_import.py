"""Importing order lines into store and lake, against DuckDB parsing the file into text columns."""

import pytest

from . import data, measure

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7_200)]

SIZES = [1_000_000, pytest.param(10_000_000, marks=pytest.mark.slow)]
MOST_MIB = 3 * 1024


def parse_bare(source):
    """Parse into a temporary table, all text; runs in a child."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TEMP TABLE t AS SELECT * FROM read_csv($1, all_varchar = true)", [source]
        )
        return connection.execute("SELECT COUNT(*) FROM t").fetchone()[0]


def import_file(source, brand):
    """Import into a new brand file and its lake; runs in a child."""
    from pathlib import Path

    from ampdesk.intake import load, plan
    from ampdesk.lake import Lake
    from ampdesk.store import Store

    with Store.create(Path(brand)) as store:
        lake = Lake.beside(store.path)
        (done,) = load(store, lake, plan([Path(source)], store=store, source="shop"))
        return [done.loaded, done.rejected, lake.snapshot().tables["source_lines"].rows]


@pytest.mark.parametrize("lines", SIZES)
def test_import_against_bare_parsing(lines, note, tmp_path):
    source = tmp_path / "ampdesk_order_items.csv"
    data.write(data.LINES, source, lines=lines, customers=lines // 10)

    bare = measure.in_child(parse_bare, source=str(source))
    ours = measure.in_child(import_file, source=str(source), brand=str(tmp_path / "b.ampdesk"))

    assert bare.result == lines
    loaded, rejected, kept = ours.result
    assert (loaded, rejected) == (lines, 0)
    assert kept > lines * 0.9  # lines of one order and product are one
    million = lines // 1_000_000
    note(f"import {million} M lines / parsing", ours=ours.seconds, theirs=bare.seconds, limit=8)
    note(
        f"memory of importing {million} M lines / 3 GiB",
        ours=ours.peak_mib, theirs=MOST_MIB, limit=1, unit="MiB",
    )  # fmt: skip
