"""One definition, many engines: the data, the statements and the comparison (ruling 3)."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from ampdesk.profiles.buyers import compile_buyers
from ampdesk.profiles.currency import converted
from ampdesk.profiles.orders import compile_orders
from ampdesk.profiles.scores import compile_scores
from ampdesk.schema import lake_table

TODAY = date(2026, 6, 16)
UIT, UT = "Unified_Itemized_Transactions", "Unified_Transactions"
CUSTOM = {
    "gift_note": "VARCHAR",
    "weight": "DECIMAL(18, 2)",
    "packed": "DATE",
    "fragile": "BOOLEAN",
}
"""Custom columns of the lines that an order has, too."""
_OWN = {"gift_note": pa.string(), "weight": pa.decimal128(18, 2), "packed": pa.date32(),
        "fragile": pa.bool_()}  # fmt: skip


def order_lines(count, seed=4):
    """Make lines with returns, cancellations, NULL flags, two currencies and shared orders."""
    choose = random.Random(seed)
    table = lake_table(UIT)
    content = {name: [None] * count for name in (*table.names, *CUSTOM)}
    start = datetime.combine(TODAY, datetime.min.time()) - timedelta(days=900)
    for row in range(count):
        order = choose.randrange(count // 2)
        back = choose.random() < 0.1
        pieces = choose.randint(1, 4) * (-1 if back else 1)
        line = {
            "amperity_id": choose.choice(
                [None, *(f"c{order % (count // 6):05}" for _ in range(9))]
            ),
            "order_id": f"o{order:06}",
            "product_id": f"p{choose.randrange(40)}",
            "order_datetime": start + timedelta(days=order % 905, minutes=choose.randrange(1440)),
            "item_quantity": pieces,
            "item_revenue": Decimal(choose.randrange(100, 20_000) * pieces) / 100,
            "item_cost": choose.choice([None, Decimal(choose.randrange(100, 5_000)) / 100]),
            "is_return": choose.choice([True, None]) if back else choose.choice([False, None]),
            "is_cancellation": choose.random() < 0.03,
            "currency": "USD" if order % 20 else "EUR",
            "purchase_channel": choose.choice(["web", "store", None]),
            "purchase_brand": choose.choice(["Acme", "acme", "Zoë"]),
            "store_id": choose.choice([None, "s1", "s2"]),
            "gift_note": choose.choice([None, "for Zoë", "order by hand"]),
            "weight": choose.choice([None, Decimal(choose.randrange(100, 9_000)) / 100]),
            "packed": choose.choice([None, TODAY - timedelta(days=order % 905)]),
            "fragile": choose.choice([None, True, False]),
        }
        if "source" in content:
            line["source"] = "shop"
        for name, value in line.items():
            content[name][row] = value
    fields = [pa.field(name, kind) for name, kind in _OWN.items()]
    return pa.table(content, schema=pa.schema([*table.arrow, *fields]))


def calendar():
    """Return a Fiscal_Calendar without days."""
    return lake_table("Fiscal_Calendar").arrow.empty_table()


def roll_up(engine):
    """Run the roll-ups and RFM on one engine; returns each result's rows by its key."""
    engine.create(UT, compile_orders(lines=UIT, custom=CUSTOM))
    orders = converted("USD", {}, orders=UT)
    statements = {
        "orders": compile_orders(lines=UIT, custom=CUSTOM),
        "buyers": compile_buyers(today=TODAY, orders=orders),
        "scores": compile_scores(
            today=TODAY, orders=converted("USD", {}, orders=UT, names=("amount",))
        ),
    }
    return {name: keyed(engine.arrow(query)) for name, query in statements.items()}


def keyed(table):
    """Return rows by order or customer, with values that compare across engines."""
    key = (
        "order_id"
        if table.column_names[0] != "amperity_id" or "order_id" in table.column_names
        else "amperity_id"
    )
    return {
        row[key]: {name.lower(): plain(value) for name, value in row.items()}
        for row in table.to_pylist()
    }


def plain(value):
    """Bring SQLite's 0/1, REAL and ISO text, and the others' types, to one form."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (Decimal, float)):
        return float(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return value


def differences(one, other):
    """Compare results row by row; quotients may differ by a hundredth."""
    found = []
    for name, rows in one.items():
        if rows.keys() != other[name].keys():
            found.append((name, "rows", len(rows), len(other[name])))
        for key in rows.keys() & other[name].keys():
            for column, value in rows[key].items():
                theirs = other[name][key].get(column)
                if not same(value, theirs):
                    found.append((name, key, column, value, theirs))
    return found


def same(one, other):
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and abs(one - other) <= 0.0101
    return one == other
