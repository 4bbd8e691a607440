"""A small brand to import texts into, and its rows as the reference prints them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ampdesk import intake
from ampdesk.clock import clock_of
from ampdesk.lake import Lake
from ampdesk.store import Store


@dataclass
class SmallBrand:
    """A brand in a folder of the test; `add` imports a text as a file of that name."""

    store: Store
    lake: Lake
    folder: Path

    def add(self, name: str, text: str | bytes, **asked: Any) -> intake.FileResult:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.add_file(path, **asked)

    def add_file(self, path: Path, **asked: Any) -> intake.FileResult:
        dry_run = asked.pop("dry_run", False)
        plans = intake.plan([path], store=self.store, **asked)
        (result,) = intake.load(self.store, self.lake, plans, dry_run=dry_run)
        return result

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.store.connection.execute(query, values).fetchall()

    def orders(self) -> list[str]:
        """Current order rows as section 1 of import_formats.md writes them."""
        found = self.ask(
            "SELECT order_id, product_id, order_datetime, item_quantity, item_list_price,"
            " item_discount_amount, item_revenue, is_return, is_cancellation FROM source_lines AS l"
            " WHERE is_void IS NULL AND import_id = (SELECT max(import_id) FROM source_lines AS m"
            " WHERE m.source = l.source AND m.order_id = l.order_id)"
            " ORDER BY row_number, order_datetime, item_quantity DESC"
        )
        return [
            f"{order} | {product or 'NULL'} | {at} | {pieces} | {gross:.2f} | {off:.2f} |"
            f" {net:.2f}" + (" | R" if back else " | C" if cancelled else "")
            for order, product, at, pieces, gross, off, net, back, cancelled in found
        ]

    def profiles(self, *columns: str) -> list[tuple[Any, ...]]:
        return self.ask(
            f"SELECT {', '.join(columns)} FROM source_profiles ORDER BY import_id, row_number"  # noqa: S608
        )

    def consents(self) -> list[tuple[Any, ...]]:
        return self.ask(
            "SELECT channel, contact, state, stated_at FROM source_consents"
            " ORDER BY row_number, channel"
        )


@pytest.fixture
def brand(tmp_path: Path):
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of("2026-12-31")) as store:
        store.settings.set("time_zone", "UTC")
        yield SmallBrand(store, Lake.beside(store.path), tmp_path / "files")
