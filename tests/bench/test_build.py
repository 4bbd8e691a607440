"""A full build against one after 1 % more orders (issue 4, Speed)."""

import pytest

from . import data, measure

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7_200)]

SIZES = [1_000_000, pytest.param(10_000_000, marks=pytest.mark.slow)]


def import_and_build(files, more, brand, today):
    """Import, build, import 1 % more, build again; runs in a child. Returns seconds and rows."""
    import time
    from datetime import date
    from pathlib import Path

    from ampdesk.intake import load, plan
    from ampdesk.lake import Lake
    from ampdesk.profiles import build
    from ampdesk.store import Store

    found = []
    with Store.create(Path(brand)) as store:
        lake = Lake.beside(store.path)
        for batch in (files, [more]):
            load(store, lake, plan([Path(file) for file in batch], store=store, source="shop"))
            began = time.perf_counter()
            done = build(store, lake, today=date.fromisoformat(today))
            found += [time.perf_counter() - began, done.customers]
            found.append(done.tables["Unified_Itemized_Transactions"])
    return found


@pytest.mark.parametrize("lines", SIZES)
def test_one_percent_more_orders_against_all(lines, note, tmp_path):
    source, more = (tmp_path / name / "ampdesk_order_items.csv" for name in ("all", "more"))
    people = tmp_path / "ampdesk_customers.csv"
    for file in (source, more):
        file.parent.mkdir()
    customers = lines // 10
    data.write(data.CUSTOMERS, people, customers=customers)
    data.write(data.LINES, source, lines=lines, customers=customers)
    later = data.LINES.replace("range({lines})", "range({lines}, {lines} + {more})")
    data.write(later, more, lines=lines, more=lines // 100, customers=customers)

    done = measure.in_child(
        import_and_build,
        files=[str(people), str(source)],
        more=str(more),
        brand=str(tmp_path / "b.ampdesk"),
        today=data.TODAY,
    )

    full, found, rows, again, _, rows_again = done.result
    assert found > customers * 0.99  # the lines found their customers
    assert rows_again > rows
    million = lines // 1_000_000
    note(f"build after 1 % more / full, {million} M lines", ours=again, theirs=full, limit=0.2)
