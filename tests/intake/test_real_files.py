"""The real files of the shared data: each gives the facts that expected.json says (issue 4).

A file of a known format needs no mapping; others have one in `mappings`, by the file's name.
Money compares order_total, skipped orders included.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ampdesk import intake
from ampdesk.clock import clock_of
from ampdesk.lake import Lake
from ampdesk.store import Store

HERE = Path(__file__).parent
MAPPINGS = HERE / "mappings"
_DATA = HERE.parents[2] / "shared" / "data"
_EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((_DATA / "expected.json").read_text()) if _DATA.is_dir() else {}
)
FILES = [
    pytest.param(name, marks=pytest.mark.slow) if facts.get("records", 0) > 100_000 else name
    for name, facts in _EXPECTED.items()
    if name.split("/")[0] in {"exports", "transactions", "er"}
]
REFUSED = {
    "exports/paypal/ejbest__Download.CSV": "take Activity > Download",
    "exports/paypal/amouhzi__basic.csv": "take Activity > Download",
    "exports/paypal/amouhzi__example2.csv": "take Activity > Download",
    "exports/paypal/OCA__statement_es.csv": "take Activity > Download",
    "exports/paypal/OCA__paypal_en.csv": "take Activity > Download",
    "exports/stripe/simonmichael__stripe.csv": "take Payments > Export",
}


class Imported:
    """One file in a brand of its own."""

    def __init__(self, path: Path, folder: Path, mapping: dict[str, Any] | None) -> None:
        self.store = Store.create(folder / "b.ampdesk", clock=clock_of("2026-06-30"))
        self.lake = Lake.beside(self.store.path)
        try:
            plans = intake.plan([path], store=self.store, mapping=mapping)
            (self.result,) = intake.load(self.store, self.lake, plans)
        except BaseException:
            self.store.close()
            raise

    def one(self, query: str) -> Any:
        return self.store.connection.execute(query).fetchone()[0]

    def pairs(self, query: str) -> dict[Any, Any]:
        return dict(self.store.connection.execute(query).fetchall())


def mapping_for(path: Path) -> dict[str, Any] | None:
    name = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    for stem in (name, name.replace("_2011-12", ""), "febrl", "RLdata"):
        if (stem == name or name.startswith(stem)) and (MAPPINGS / f"{stem}.json").is_file():
            return json.loads((MAPPINGS / f"{stem}.json").read_text())
    return None


@pytest.mark.parametrize("name", FILES)
def test_file_gives_its_facts(name: str, shared: Path, tmp_path: Path) -> None:
    path, facts = shared / "data" / name, _EXPECTED[name]
    if name in REFUSED:
        with pytest.raises(intake.IntakeError, match=REFUSED[name]):
            Imported(path, tmp_path, mapping_for(path))
        return

    imported = Imported(path, tmp_path, mapping_for(path))

    with imported.store:
        result = imported.result
        assert result.rows == result.loaded + result.rejected + result.skipped
        assert result.rows == facts["records"], "every record is counted"
        checked = [fact for fact in CHECKS if fact in facts]
        for fact in checked:
            assert CHECKS[fact](imported) == facts[fact], fact
        if "created_at_utc_range" in facts and facts["kind"] == "shopify_orders":
            low, high = (text[:19] for text in facts["created_at_utc_range"])
            assert (
                imported.one(f"SELECT min(order_datetime) FROM source_lines WHERE {_SALE}")  # noqa: S608
                == low
            )
            assert (
                imported.one(f"SELECT max(order_datetime) FROM source_lines WHERE {_SALE}")  # noqa: S608
                == high
            )
        if "list_status" in facts:  # none of these may be mailed
            states = imported.pairs("SELECT state, count(*) FROM source_consents GROUP BY 1")
            assert states == {"withdrawn": facts["contacts"]}
        EXTRA.get(name, lambda _imported, _facts: None)(imported, facts)


_SALE = "(is_void OR NOT is_return AND NOT is_cancellation)"
_PER_ORDER = "SELECT {0} FROM (SELECT DISTINCT order_id, order_total, currency FROM source_lines)"


def _money(imported: Imported) -> float:
    return round(imported.one(_PER_ORDER.format("sum(order_total)")), 2)


def _kind_of(imported: Imported) -> str:
    return imported.result.kind


def _people(imported: Imported) -> int:
    return imported.one("SELECT count(*) FROM source_profiles")


def _distinct_emails(imported: Imported) -> int:
    mails = "SELECT count(DISTINCT email) FROM source_{0}"
    if _kind_of(imported) == "custom":
        return imported.one("SELECT count(DISTINCT email) FROM custom_klaviyo_metric")
    return imported.one(mails.format("profiles"))


def _units(imported: Imported) -> int:
    void = "SELECT coalesce(sum(item_quantity), 0) FROM source_lines WHERE item_quantity > 0"
    return imported.one(void)


def _count(column: str, table: str) -> Any:
    query = f"SELECT count(DISTINCT {column}) FROM {table}"  # noqa: S608
    return lambda imported: imported.one(query)


CHECKS: dict[str, Any] = {
    "orders": _count("order_id", "source_lines"),
    "sum_total_once_per_order": _money,
    "sum_total_by_currency": lambda imported: {
        currency: round(total, 2)
        for currency, total in imported.pairs(
            _PER_ORDER.format("currency, sum(order_total)") + " GROUP BY currency"
        ).items()
    },
    "distinct_emails": _distinct_emails,
    "variant_records": lambda imported: (
        imported.result.rows
        - sum(
            count
            for reason, count in _skips(imported).items()
            if reason in {"image only", "parent of variants"}
        )
    ),
    "leads": _people,
}


def _skips(imported: Imported) -> Counter[str]:
    found: Counter[str] = Counter()
    for warning in imported.result.warnings:
        if warning.startswith("skipped: "):
            reason, count = (
                warning.removeprefix("skipped: ").removesuffix(" records").rsplit(": ", 1)
            )
            found[reason] += int(count.replace(",", ""))
    return found


def _stripe(imported: Imported, facts: dict[str, Any]) -> None:
    by_currency = imported.pairs(
        "SELECT lower(currency), round(sum(order_total), 2) FROM"
        " (SELECT DISTINCT order_id, currency, order_total FROM source_lines) GROUP BY 1"
    )
    assert by_currency == facts["sum_amount_by_currency"]
    if "distinct_customer_ids" in facts:
        ids = "SELECT count(DISTINCT customer_id) FROM source_lines"
        assert imported.one(ids) == facts["distinct_customer_ids"]
    if facts.get("sum_refunded"):
        back = "SELECT round(-sum(item_revenue), 2) FROM source_lines WHERE is_return"
        assert imported.one(back) == facts["sum_refunded"]


def _etsy_orders(imported: Imported, facts: dict[str, Any]) -> None:
    assert _money(imported) == facts["sum_order_total"]
    net = "SELECT round(sum(item_revenue), 2) FROM source_lines"
    assert imported.one(net) == round(facts["sum_order_value"] - facts["sum_discount_amount"], 2)
    ids = "SELECT count(DISTINCT customer_id), count(*) - count(customer_id) FROM source_lines"
    assert imported.store.connection.execute(ids).fetchone() == (
        facts["distinct_buyer_user_ids"],
        facts["guest_orders_without_buyer_user_id"],
    )
    short = "SELECT count(*) FROM source_profiles WHERE country = 'US' AND postal GLOB '0????'"
    assert imported.one(short) >= facts["us_zips_that_lost_their_leading_zero"]


def _etsy_items(imported: Imported, facts: dict[str, Any]) -> None:
    assert imported.one("SELECT sum(item_quantity) FROM source_lines") == facts["units"]
    gross = "SELECT round(sum(item_list_price), 2) FROM source_lines"
    assert imported.one(gross) == facts["sum_item_total"]
    shipping = (
        "SELECT round(sum(s), 2) FROM (SELECT max(order_shipping_amount) s FROM source_lines"
        " GROUP BY order_id)"
    )
    assert imported.one(shipping) == facts["sum_order_shipping_once_per_order"]
    assert (
        imported.one("SELECT count(DISTINCT customer_id) FROM source_lines")
        == facts["distinct_buyers"]
    )


def _retail(imported: Imported, facts: dict[str, Any]) -> None:
    assert imported.one("SELECT count(DISTINCT order_id) FROM source_lines") == facts["invoices"]
    money = imported.one("SELECT round(sum(item_revenue), 2) FROM source_lines")
    # the two lines below zero are bad debts: positive quantity, negative amount, rejected
    assert abs(money - facts["sum_quantity_x_price"]) < 0.005 or facts["lines_price_below_0"]
    ids = "SELECT count(DISTINCT customer_id) FROM source_lines"
    assert imported.one(ids) == facts["customers"]


def _cdnow(imported: Imported, facts: dict[str, Any]) -> None:
    row = imported.store.connection.execute(
        "SELECT count(*), count(DISTINCT customer_id), round(sum(item_revenue), 2),"
        " sum(item_quantity), min(date(order_datetime)), max(date(order_datetime))"
        " FROM source_lines"
    ).fetchone()
    assert row == (
        facts["records"], facts["customers"], facts["sum_dollars"], facts["sum_cds"],
        *facts["date_range"],
    )  # fmt: skip


def _superstore(imported: Imported, facts: dict[str, Any]) -> None:
    row = imported.store.connection.execute(
        "SELECT sum(item_quantity), count(DISTINCT customer_id), count(DISTINCT product_id)"
        " FROM source_lines"
    ).fetchone()
    assert row == (facts["units"], facts["customers"], facts["products"])
    # Sales have four decimals; each line is rounded to cents
    assert abs(imported.one("SELECT sum(item_revenue) FROM source_lines") - facts["sum_sales"]) < 10


def _journey(imported: Imported, facts: dict[str, Any]) -> None:
    row = imported.store.connection.execute(
        "SELECT count(DISTINCT customer_id), count(DISTINCT order_id), count(DISTINCT product_id),"
        " count(DISTINCT store_id), round(sum(item_revenue), 2) FROM source_lines"
    ).fetchone()
    names = ("households", "baskets", "products", "stores", "sum_sales_value")
    assert row == tuple(facts[name] for name in names)


def _amazon(imported: Imported, facts: dict[str, Any]) -> None:
    assert _money(imported) == facts["sum_amount"]
    assert imported.one("SELECT sum(item_quantity) FROM source_lines") == facts["units"]
    assert _people(imported) == 0  # no buyer name or e-mail: no customer may be made from it


def _no_orders(imported: Imported, facts: dict[str, Any]) -> None:
    assert "header only" in facts["note"]
    assert "the file has a header and no rows" in imported.result.warnings


def _everyone(imported: Imported, facts: dict[str, Any]) -> None:
    assert _people(imported) == facts["records"]


EXTRA: dict[str, Any] = {
    "exports/etsy/Epicrae__EtsySoldOrders2023.csv": _etsy_orders,
    "transactions/CDNOW_master.txt": _cdnow,
    "transactions/CDNOW_sample.txt": _cdnow,
    "transactions/superstore_2016-2019.csv": _superstore,
    "transactions/completejourney_transactions_sample.csv.gz": _journey,
    "exports/amazon/gkoshyk__Amazon_Sale_Report_latest.csv": _amazon,
    "exports/ebay/zhaoquanshengchina__Ebay-FileExchange_Response_40901156.csv": _no_orders,
    "exports/walmart/zhaoquanshengchina__Walmart-PO_Data_2017-11-02_08-56-40PST.csv": _no_orders,
    **{
        name: _stripe
        for name in _EXPECTED
        if name.startswith("exports/stripe") and "payments" in name
    },
    **{name: _etsy_items for name in _EXPECTED if "EtsySoldOrderItems" in name},
    **{name: _retail for name in _EXPECTED if "online_retail" in name},
    **{
        name: _everyone
        for name in _EXPECTED
        if name.startswith(("er/febrl", "er/RLdata", "er/dedupe", "er/splink_hist"))
        or name.endswith(("splink_fake_1000.csv", "hubspot_contacts.csv", "Contact.csv"))
    },
}
