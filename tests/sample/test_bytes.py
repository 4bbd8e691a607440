"""The same customers, seed and day give the same bytes."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from ampdesk.sample import exports, write_exports

TODAY = date(2026, 6, 30)


def prints(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_bytes_again(tmp_path):
    for name in ("a", "b"):
        write_exports(tmp_path / name, customers=700, seed=3, today=TODAY)
    assert prints(tmp_path / "a") == prints(tmp_path / "b")


@pytest.mark.parametrize("change", [{"seed": 4}, {"customers": 701}, {"today": date(2026, 7, 1)}])
def test_another_seed_size_or_day_gives_other_people(tmp_path, change):
    usual = {"customers": 700, "seed": 3, "today": TODAY}
    write_exports(tmp_path / "a", **usual)
    write_exports(tmp_path / "b", **(usual | change))
    same = {
        name
        for name, digest in prints(tmp_path / "a").items()
        if prints(tmp_path / "b")[name] == digest
    }
    catalogue = {"ampdesk_products.csv", "shopify_products_export.csv"}
    assert same <= catalogue | {"ampdesk_fiscal_calendar.csv"}


def test_many_blocks_are_one_file(tmp_path, monkeypatch):
    """A block ends where another begins: serial numbers and points go on."""
    monkeypatch.setattr(exports, "BLOCK", 500)
    made = write_exports(tmp_path, customers=500, seed=3, today=TODAY)
    names = []
    with (tmp_path / "shopify_orders_export.csv").open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") and (name := line.split(",")[0]) not in names[-1:]:
                names.append(name)
    assert len(names) == len(set(names))
    assert names == [f"#{1001 + n}" for n in range(len(names))]
    assert made.counts["square_items.csv"] > 0
