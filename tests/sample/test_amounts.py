"""The truth agrees with the files, each read by the rules of import_formats.md."""

from collections import defaultdict
from decimal import Decimal


def cents(text: str) -> int:
    return int(Decimal(text.replace("$", "") or "0") * 100)


def test_each_web_order_adds_up_to_its_subtotal_and_the_truth(made):
    assert len(made.shop_orders) > 3_000
    for lines in made.shop_orders:
        first, truth = lines[0], made.orders[lines[0]["Name"]]
        listed = sum(cents(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in lines)
        lowered = sum(cents(row["Lineitem discount"]) for row in lines)
        subtotal = listed - lowered - cents(first["Discount Amount"])
        assert subtotal == cents(first["Subtotal"]) == int(truth["revenue"] * 100)
        paid = subtotal + cents(first["Shipping"]) + cents(first["Taxes"])
        assert paid == cents(first["Total"]) >= cents(first["Refunded Amount"])
        assert truth["quantity"] == sum(int(row["Lineitem quantity"]) for row in lines)
        assert truth["lines"] == len({row["Lineitem sku"] for row in lines}) == len(lines)


def test_follow_up_rows_repeat_only_what_shopify_repeats(made):
    repeated = {"Name", "Email", "Created at", "Vendor"}
    several = [lines for lines in made.shop_orders if len(lines) > 1]
    assert several
    for lines in several:
        for row in lines[1:]:
            filled = {name for name, value in row.items() if value}
            assert {name for name in filled if not name.startswith("Lineitem")} <= repeated


def test_web_refunds_follow_the_table_of_situations(made):
    """import_formats.md 1: whole, cancelled, and a part of subtotal and added tax."""
    seen = set()
    for lines in made.shop_orders:
        first, truth = lines[0], made.orders[lines[0]["Name"]]
        status, refunded = first["Financial Status"], cents(first["Refunded Amount"])
        subtotal, tax = cents(first["Subtotal"]), cents(first["Taxes"])
        seen.add((status, bool(first["Cancelled at"])))
        if status == "partially_refunded":
            back = min(Decimal(subtotal), Decimal(refunded) * subtotal / (subtotal + tax))
            assert abs(back + truth["returned_revenue"] * 100) <= 1
        elif status == "refunded":
            gone = truth["canceled_revenue"] if first["Cancelled at"] else truth["returned_revenue"]
            assert -gone * 100 == subtotal
        else:
            assert refunded == 0
    assert {("paid", False), ("refunded", False), ("refunded", True), ("voided", False)} <= seen


def test_till_lines_add_up_to_the_truth(made):
    sums = defaultdict(lambda: [0, 0, 0])
    for row in made.rows("square_items.csv"):
        net = cents(row["Net Sales"])
        assert net == cents(row["Gross Sales"]) + cents(row["Discounts"])
        order = sums[row["Transaction ID"]]
        if row["Event Type"] == "Refund":
            order[1] += net
            assert net <= 0
        else:
            order[0] += net
            order[2] += int(float(row["Qty"]))
    store = {key: row for key, row in made.orders.items() if row["channel"] == "store"}
    assert sums.keys() == store.keys()
    for key, (sold, back, pieces) in sums.items():
        assert (sold, back) == (store[key]["revenue"] * 100, store[key]["returned_revenue"] * 100)
        assert pieces == store[key]["quantity"]


def test_own_lines_add_up_to_the_truth(made):
    sums = defaultdict(lambda: [0, 0, 0])
    for row in made.rows("ampdesk_order_items.csv"):
        net = cents(row["item_revenue"])
        assert net == cents(row["item_list_price"]) - cents(row["item_discount_amount"])
        assert cents(row["item_profit"]) == net - cents(row["item_cost"])
        kind = 1 if row["is_return"] == "TRUE" else 2 if row["is_cancellation"] == "TRUE" else 0
        sums[row["order_id"]][kind] += net
        assert (net < 0) == (kind > 0) or net == 0
    own = {k: row for k, row in made.orders.items() if row["channel"] in {"phone", "marketplace"}}
    assert sums.keys() == own.keys()
    for key, parts in sums.items():
        names = ("revenue", "returned_revenue", "canceled_revenue")
        assert parts == [own[key][name] * 100 for name in names]


def test_order_details_name_every_paid_order_of_shop_and_tills_once(made):
    for name, channel in (("shopify", "web"), ("square", "store")):
        rows = made.rows(f"ampdesk_orders_{name}.csv")
        paid = {
            key: row["revenue"]
            for key, row in made.orders.items()
            if row["channel"] == channel and row["state"] not in {"void", "test"}
        }
        assert len(rows) == len(paid)
        assert {row["order_id"]: Decimal(row["order_revenue"]) for row in rows} == paid


def test_months_add_up(made):
    months = defaultdict(lambda: [0, Decimal(0)])
    for row in made.orders.values():
        if row["state"] not in {"void", "test"}:
            month = months[f"{row['order_datetime']:%Y-%m}"]
            month[0] += 1
            month[1] += row["revenue"]
    told = made.truth["months"]
    assert {k: (v["orders"], Decimal(v["revenue"])) for k, v in told.items()} == {
        key: tuple(value) for key, value in months.items()
    }
    assert sum(count for count, _ in months.values()) == made.truth["orders"]
    assert sum(revenue for _, revenue in months.values()) == Decimal(made.truth["revenue"])


def test_points_of_members_are_the_sum_of_their_events(made):
    earned, spent, tier = defaultdict(int), defaultdict(int), {}
    events = made.rows("ampdesk_loyalty_events.csv")  # a block's kinds lie one after another
    for row in sorted(events, key=lambda row: row["event_datetime"]):
        key = row["loyalty_id"]
        earned[key] += int(row["accrual_amount"] or 0)
        spent[key] += int(row["redemption_amount"] or 0)
        if row["event_type"] in {"earn", "redemption"}:
            tier[key] = row["current_tier"]
            balance = int(row["current_point_balance"])
            change = int(row["accrual_amount"] or 0) - int(row["redemption_amount"] or 0)
            assert balance == int(row["previous_point_balance"]) + change >= 0
    members = made.rows("loyalty_members.csv")
    assert any(spent.values())
    for row in members:
        key = row["Member Number"]
        assert int(row["Lifetime Points"]) == earned[key]
        assert int(row["Points"]) == earned[key] - spent[key]
        assert row["Tier"] == tier[key]
