"""Gift cards: redeemed they are money, sold they are no revenue (import_formats.md 1, Amounts)."""

from datetime import date
from pathlib import Path

import pytest
from sqlglot import exp

from ampdesk import intake, profiles
from ampdesk.clock import clock_of
from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.store import Store

TODAY = date(2026, 12, 31)
SHOPIFY = (
    "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Payment Method,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
)
PRODUCTS = (
    "Handle,Title,Variant SKU,Option1 Name,Option1 Value,Gift Card\n"
    "gift-card,Gift Card,,Denominations,$25.00,true\n"
    "gift-card,,,,$50.00,\n"
    "cup,Cup,CUP,Title,Default Title,false\n"
    "voucher,Voucher,GV-1,Title,Default Title,true\n"
)
ORDERS = SHOPIFY + (
    "#1,a@example.com,paid,USD,100,100,2026-03-06 09:00:00 +0000,visa,1,Gift Card - $25.00,25,\n"
    "#1,,,,,,2026-03-06 09:00:00 +0000,,1,Gift Card - $50.00,50,\n"
    "#1,,,,,,2026-03-06 09:00:00 +0000,,1,Cup,25,CUP\n"
    "#2,b@example.com,paid,USD,25,25,2026-03-07 09:00:00 +0000,gift_card,1,Cup,25,CUP\n"
    "#3,c@example.com,paid,USD,25,25,2026-03-08 09:00:00 +0000,visa,1,Voucher,25,GV-1\n"
)
SQUARE = (
    "Date,Time,Time Zone,Gross Sales,Net Sales,Gift Card Sales,Total Collected,Net Total,Card,"
    "Square Gift Card,Transaction ID,Event Type\n"
    "2026-07-18,12:00:00,Eastern Time (US & Canada),$10.00,$10.00,$30.00,$40.00,$39.00,$40.00,"
    "$0.00,T1,Payment\n"
    "2026-07-18,13:00:00,Eastern Time (US & Canada),$12.00,$12.00,$0.00,$12.00,$12.00,$0.00,"
    "$12.00,T2,Payment\n"
)


@pytest.fixture
def lines(tmp_path: Path):
    """What a brand's order lines are after imports and a build."""
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of(TODAY.isoformat())) as store:
        lake = Lake.beside(store.path)

        def made(**files: str) -> list[tuple]:
            paths = [tmp_path / f"{name}.csv" for name in files]
            for path, text in zip(paths, files.values(), strict=True):
                path.write_text(text)
            intake.load(store, lake, intake.plan(paths, store=store))
            profiles.build(store, lake, today=TODAY)
            wanted = ("order_id", "product_id", "item_revenue", "item_discount_amount",
                      "payment_method", "gift_card_amount")  # fmt: skip
            with open_duckdb(lake.snapshot()) as engine:
                found = exp.select(*wanted).from_("Unified_Itemized_Transactions")
                return [
                    tuple(float(cell) if "amount" in name or "revenue" in name else cell
                          for name, cell in zip(wanted, row, strict=True) if cell is not None)
                    for row in engine.rows(found.order_by(*wanted[:2]))
                ]  # fmt: skip

        yield made


def test_a_sold_gift_card_makes_no_revenue_with_or_without_a_sku(lines):
    assert lines(products=PRODUCTS, orders=ORDERS) == [
        ("#1", "CUP", 25.0, 0.0, "visa"),
        ("#2", "CUP", 25.0, 0.0, "gift_card"),  # paid with one: a tender, no discount
    ]


def test_without_a_catalogue_a_sold_gift_card_is_a_line(lines):
    found = lines(orders=ORDERS)
    assert [(order, product) for order, product, *_ in found] == [
        ("#1", "CUP"), ("#1", "name:gift card - $25.00"), ("#1", "name:gift card - $50.00"),
        ("#2", "CUP"), ("#3", "GV-1"),
    ]  # fmt: skip


def test_square_reports_sold_gift_cards_apart_and_names_the_tender(lines):
    first, second = lines(transactions=SQUARE)
    assert first[:3] == ("T1", 10.0, 0.0)
    assert second == ("T2", 12.0, 0.0, "Square Gift Card", 12.0)
