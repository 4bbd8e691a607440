"""Lines → orders → buyers → scores on DuckDB and SQLite, against a plain reading of the rules."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.clock import months_before
from ampdesk.engine import open_duckdb, render
from ampdesk.profiles.buyers import compile_buyers
from ampdesk.profiles.currency import converted
from ampdesk.profiles.orders import compile_orders
from ampdesk.profiles.scores import compile_scores
from ampdesk.schema import Type, sqlite_ddl
from ampdesk.schema.transactions import FISCAL_CALENDAR, RFM, SCORES, TAE, UIT, UT
from ampdesk.store.sqlite import connect
from tests.profiles.conftest import arrow

TODAY = date(2026, 6, 30)
LONG_AGO = datetime(1, 1, 1)
# days around every edge: today, 30 days, 3, 6, 12 and 24 months, the future
AGES = [-2, 0, 29, 30, 91, 92, 181, 182, 364, 365, 366, 729, 730, 731, 1000]

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "amperity_id": st.sampled_from(["A", "B", None]),
            "order_id": st.sampled_from(["o1", "o2", "o3", "o4", "o5"]),
            "product_id": st.sampled_from(["p1", "p2", None]),
            "age": st.sampled_from(AGES),
            "item_quantity": st.integers(0, 3),
            "item_revenue": st.decimals(0, 50, places=2),
            "item_cost": st.none() | st.decimals(0, 9, places=2),
            "item_list_price": st.none() | st.decimals(0, 60, places=2),
            "item_discount_amount": st.none() | st.decimals(0, 9, places=2),
            "order_discount_amount": st.none() | st.decimals(0, 9, places=2),
            "kind": st.sampled_from(["sale", "sale", "return", "cancel", "unknown"]),
            "currency": st.sampled_from(["USD", "USD", "EUR", "GBP", None]),
            "purchase_brand": st.sampled_from(["Main", "Kids", None]),
            "purchase_channel": st.sampled_from(["web", "store", None]),
            "store_id": st.sampled_from(["S1", None]),
            "source": st.sampled_from(["shop", "till"]),
            "profile_update_dt": st.sampled_from(
                [None, datetime(2026, 1, 1), datetime(2026, 2, 1)]
            ),
        }
    ),
    max_size=12,
)
RATES = {"EUR": Decimal("1.085")}
SUMMED = ("till",)
ORDERS = compile_orders(lines="lines", summed=SUMMED)
BUYERS = compile_buyers(today=TODAY, orders=converted("USD", RATES, orders="orders"))
SCORED = compile_scores(
    today=TODAY, orders=converted("USD", RATES, orders="orders", names=("amount",))
)


def as_lines(drawn):
    """The rows of Unified_Itemized_Transactions; one source and no key twice per order."""
    rows, seen, sources = [], set(), {}
    for given_row in drawn:
        one = dict(given_row)
        kind, age = one.pop("kind"), one.pop("age")
        one["source"] = sources.setdefault(one["order_id"], one["source"])
        one["order_datetime"] = datetime(2026, 6, 30, 12) - timedelta(days=age)
        one["is_return"] = {"return": True, "unknown": None}.get(kind, False)
        one["is_cancellation"] = {"cancel": True, "unknown": None}.get(kind, False)
        if kind in {"return", "cancel"}:
            one["item_quantity"] *= -1
            one["item_revenue"] *= -1
        key = tuple(one[name] for name in UIT.key)
        if key not in seen:
            seen.add(key)
            rows.append(one)
    return rows


# ------------------------------------------------------------------ the rules, read plainly


def half_up(value):
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def total(values):
    present = [value for value in values if value is not None]
    return sum(present, Decimal(0)) if present else None


def first(rows, name):
    return next((row[name] for row in rows if row[name] is not None), None)


def reference_orders(lines):
    orders = {}
    by_order = defaultdict(list)
    for row in lines:
        by_order[row["order_id"]].append(row)
    for order_id, rows in by_order.items():
        returned = [row for row in rows if row["is_return"]]
        canceled = [row for row in rows if row["is_cancellation"]]
        bought = [row for row in rows if not row["is_return"] and not row["is_cancellation"]]
        scope = sorted(
            bought or rows,
            key=lambda row: (
                row["order_datetime"],
                row["product_id"] is None,
                row["product_id"] or "",
            ),
        )
        owners = sorted(
            (row for row in rows if row["amperity_id"]),
            key=lambda row: (row["profile_update_dt"] or LONG_AGO, row["amperity_id"]),
            reverse=True,
        )
        discounts = [row["order_discount_amount"] for row in rows]
        present = [value for value in discounts if value is not None]
        discount = total(discounts) if rows[0]["source"] in SUMMED else max(present, default=None)
        order = {
            "amperity_id": owners[0]["amperity_id"] if owners else None,
            "order_datetime": scope[0]["order_datetime"],
            "order_quantity": sum(row["item_quantity"] for row in bought),
            "order_revenue": total(row["item_revenue"] for row in bought) or Decimal(0),
            "order_returned_quantity": sum(row["item_quantity"] for row in returned),
            "order_returned_revenue": total(row["item_revenue"] for row in returned) or Decimal(0),
            "order_canceled_quantity": sum(row["item_quantity"] for row in canceled),
            "order_canceled_revenue": total(row["item_revenue"] for row in canceled) or Decimal(0),
            "order_cost": total(row["item_cost"] for row in bought),
            "order_list_price": total(row["item_list_price"] for row in rows),
            "sum_item_revenue": total(row["item_revenue"] for row in rows),
            "order_discount_amount": discount,
        }
        order["net_order_revenue"] = (
            order["order_revenue"] + order["order_returned_revenue"]
            + order["order_canceled_revenue"] - (discount or 0)
        )  # fmt: skip
        # several rows may tie on date and product: then the smallest value counts
        for name in ("currency", "purchase_brand", "purchase_channel", "store_id"):
            tied = [
                min((row[name] for row in group if row[name] is not None), default=None)
                for _, group in groupby(
                    scope, lambda row: (row["order_datetime"], row["product_id"])
                )
            ]
            order[name] = next((value for value in tied if value is not None), None)
        orders[order_id] = order
    return orders


def in_dollars(order, name):
    value = order[name]
    if value is None or order["currency"] in {None, "USD"}:
        return value
    return half_up(value * RATES[order["currency"]]) if order["currency"] in RATES else None


def windows():
    def after(start, end):
        return lambda day: start < day <= end

    found = {"L30D": after(TODAY - timedelta(days=30), TODAY)}
    for months in (3, 6, 12):
        found[f"L{months}M"] = after(months_before(TODAY, months), TODAY)
    found["LY12M"] = after(months_before(TODAY, 24), months_before(TODAY, 12))
    found["lifetime"] = lambda _: True
    return found


def days(later, earlier):
    return (later.date() - earlier.date()).days


def retained(sequence, position):
    if len(sequence) <= position:
        return None
    if len(sequence) > position + 1:
        return (
            days(sequence[position + 1]["order_datetime"], sequence[position]["order_datetime"])
            <= 365
        )
    passed = (TODAY - sequence[position]["order_datetime"].date()).days
    return False if passed >= 365 else None


def preferred(rows, name):
    counts = defaultdict(list)
    for row in rows:
        if row[name] is not None:
            counts[row[name]].append(row["order_datetime"])
    if not counts:
        return None
    best = max((len(at), max(at)) for at in counts.values())
    return min(value for value, at in counts.items() if (len(at), max(at)) == best)


def reference_buyers(orders):
    buyers = {}
    by_customer = defaultdict(list)
    for order_id, order in orders.items():
        if order["amperity_id"] and order["order_quantity"] > 0:
            by_customer[order["amperity_id"]].append({**order, "order_id": order_id})
    for customer, rows in by_customer.items():
        rows.sort(key=lambda row: (row["order_datetime"], row["order_id"]))
        made = {}
        chosen = {
            "first": rows[0],
            "second": rows[1] if len(rows) > 1 else None,
            "latest": rows[-1],
        }
        for which, row in chosen.items():
            made[f"{which}_order_datetime"] = row and row["order_datetime"]
            made[f"{which}_order_id"] = row and row["order_id"]
            made[f"{which}_order_revenue"] = row and in_dollars(row, "order_revenue")
            made[f"{which}_net_order_revenue"] = row and in_dollars(row, "net_order_revenue")
            made[f"{which}_order_total_items"] = row and row["order_quantity"]
            made[f"{which}_order_purchase_channel"] = row and row["purchase_channel"]
        second = chosen["second"]
        gap = second and days(second["order_datetime"], rows[0]["order_datetime"])
        age = (TODAY - rows[0]["order_datetime"].date()).days
        made["early_repeat_purchaser"] = gap <= 84 if second else (False if age > 84 else None)
        made["first_order_is_retained"] = retained(rows, 0)
        made["second_order_is_retained"] = retained(rows, 1)
        made["one_and_done"] = len(rows) == 1
        made["multi_purchase_brand"] = len({r["purchase_brand"] for r in rows} - {None}) > 1
        made["days_since_latest_order"] = (TODAY - rows[-1]["order_datetime"].date()).days
        made["first_to_second_order_days"] = gap
        made["first_to_latest_order_days"] = days(
            rows[-1]["order_datetime"], rows[0]["order_datetime"]
        )
        largest = [in_dollars(row, "order_revenue") for row in rows]
        made["lifetime_largest_order_value"] = max((v for v in largest if v), default=None)
        for name, holds in windows().items():
            held = [row for row in rows if holds(row["order_datetime"].date())]
            valued = [row for row in held if in_dollars(row, "order_revenue") is not None]
            revenue = total(in_dollars(row, "order_revenue") for row in held) or Decimal(0)
            net = total(in_dollars(row, "net_order_revenue") for row in held) or Decimal(0)
            items = sum(row["order_quantity"] for row in held)
            valued_items = sum(row["order_quantity"] for row in valued)
            made[f"{name}_order_frequency"] = len(held)
            made[f"{name}_order_revenue"] = revenue
            made[f"{name}_net_order_revenue"] = net
            made[f"{name}_total_items"] = items
            made[f"{name}_average_order_value"] = half_up(revenue / len(valued)) if valued else None
            made[f"{name}_average_item_price"] = (
                half_up(revenue / valued_items) if valued_items else None
            )
            made[f"{name}_average_num_items"] = (
                half_up(Decimal(items) / len(held)) if held else None
            )
            made[f"{name}_order_cost"] = total(in_dollars(row, "order_cost") for row in held)
            made[f"{name}_total_returned_items"] = sum(r["order_returned_quantity"] for r in held)
            made[f"{name}_order_returned_frequency"] = sum(
                r["order_returned_quantity"] < 0
                or (in_dollars(r, "order_returned_revenue") or 0) < 0
                for r in held
            )
            for place, (favourite, number) in {
                "purchase_brand": ("preferred_purchase_brand", "purchase_brands"),
                "purchase_channel": ("preferred_purchase_channel", "purchase_channels"),
                "store_id": ("preferred_store_id", "stores"),
            }.items():
                made[f"{name}_{favourite}"] = preferred(held, place)
                made[f"{name}_{number}"] = len({row[place] for row in held} - {None})
        buyers[customer] = made
    return buyers


def reference_scores(orders):
    held = windows()["L12M"]
    values = {}
    for order in orders.values():
        if (
            order["amperity_id"]
            and order["order_quantity"] > 0
            and held(order["order_datetime"].date())
        ):
            row = values.setdefault(order["amperity_id"], [LONG_AGO, 0, Decimal(0)])
            row[0] = max(row[0], order["order_datetime"])
            row[1] += 1
            row[2] += in_dollars(order, "order_revenue") or 0
    made = {customer: {} for customer in values}
    for position, name in enumerate(SCORES[:3]):
        ranked = sorted(values, key=lambda customer: (values[customer][position], customer))
        size, larger = divmod(len(ranked), 10)
        tiles = [t for t in range(1, 11) for _ in range(size + (t <= larger))]
        for customer, tile in zip(ranked, tiles, strict=True):
            made[customer][name] = tile
    for row in made.values():
        row["L12M_rfm_score"] = int("".join(str(row[name]) for name in SCORES[:3]))
    return made


# ------------------------------------------------------------------ the engines


def plain(value, kind):
    if value is None:
        return None
    match kind:
        case Type.DECIMAL | Type.SUM:
            return Decimal(str(value)).quantize(Decimal("0.01"))
        case Type.BOOLEAN:
            return bool(value)
        case Type.DATETIME if isinstance(value, str):
            return datetime.fromisoformat(value)
        case Type.FLOAT:
            return round(value, 9)
    return value


def read(table, key, names, rows):
    return {
        row[names.index(key)]: {
            name: plain(value, table.column(name).type)
            for name, value in zip(names, row, strict=True)
        }
        for row in rows
    }


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    path = tmp_path_factory.mktemp("engines")
    sqlite = connect(path / "t.sqlite", "rwc")
    sqlite.execute(sqlite_ddl(UIT)[0].replace(f'"{UIT.name}"', "lines"))
    sqlite.execute(sqlite_ddl(FISCAL_CALENDAR)[0])
    sqlite.execute(
        "INSERT INTO Fiscal_Calendar (calendar_date, fiscal_year) VALUES ('2026-06-30', 2027)"
    )
    with open_duckdb() as duck:
        duck.register(
            "Fiscal_Calendar",
            arrow("Fiscal_Calendar", [{"calendar_date": "2026-06-30", "fiscal_year": 2027}]),
        )
        yield (
            duck,
            sqlite,
            {
                name: render(query, "sqlite")
                for name, query in (("orders", ORDERS), ("buyers", BUYERS), ("scores", SCORED))
            },
        )
    sqlite.close()


BUYER_NAMES = [name for name in TAE.names if name not in SCORES]


def on_duckdb(duck, lines):
    duck.register("lines", arrow(UIT.name, lines))
    orders = duck.arrow(ORDERS)
    duck.register("orders", orders)
    found = [duck.rows(ORDERS), duck.rows(BUYERS), duck.rows(SCORED)]
    assert orders.schema.names == list(UT.names)
    return found


def on_sqlite(sqlite, texts, lines):
    def stored(value):
        if isinstance(value, Decimal):
            return float(value)
        return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value

    sqlite.execute("DELETE FROM lines")
    for row in lines:
        names = list(row)
        marks = ", ".join("?" for _ in names)
        sqlite.execute(
            f"INSERT INTO lines ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
            [stored(row[name]) for name in names],
        )
    sqlite.execute("DROP TABLE IF EXISTS orders")
    sqlite.execute(f"CREATE TEMP TABLE orders AS {texts['orders']}")
    return [
        sqlite.execute("SELECT * FROM orders").fetchall(),
        sqlite.execute(texts["buyers"]).fetchall(),
        sqlite.execute(texts["scores"]).fetchall(),
    ]


@given(drawn=LINES)
def test_every_engine_rolls_up_as_the_rules_say_and_keeps_every_amount(engines, drawn):
    duck, sqlite, texts = engines
    lines = as_lines(drawn)
    orders = reference_orders(lines)
    wanted = (orders, reference_buyers(orders), reference_scores(orders))
    on_both = on_duckdb(duck, lines), on_sqlite(sqlite, texts, lines)
    tables = ((UT, "order_id", list(UT.names)), (TAE, "amperity_id", BUYER_NAMES),
              (RFM, "amperity_id", list(RFM.names)))  # fmt: skip
    for (table, key, names), expected, left, right in zip(tables, wanted, *on_both, strict=True):
        ours, theirs = (read(table, key, names, rows) for rows in (left, right))
        assert ours == theirs, table.name
        assert set(ours) == set(expected)
        for one, values in expected.items():
            shown = {name: ours[one][name] for name in values}
            assert shown == values, (table.name, one)
    assert_amounts_are_kept(lines, *on_both[0][:2])


def assert_amounts_are_kept(lines, rows, buyers):  # data_model.md 1.8 cases 1, 2, 4, 5
    orders = read(UT, "order_id", list(UT.names), rows)
    months = {order_id: f"{order['order_datetime']:%Y-%m}" for order_id, order in orders.items()}
    by_line, by_order = defaultdict(Decimal), defaultdict(Decimal)
    for row in lines:
        if not row["is_return"] and not row["is_cancellation"]:
            by_line[months[row["order_id"]]] += row["item_revenue"]
    for order_id, order in orders.items():
        by_order[months[order_id]] += order["order_revenue"]
    assert {m: v for m, v in by_line.items() if v} == {m: v for m, v in by_order.items() if v}
    assert set(orders) <= {row["order_id"] for row in lines}
    for customer, row in read(TAE, "amperity_id", BUYER_NAMES, buyers).items():
        own = [
            o for o in orders.values() if o["amperity_id"] == customer and o["order_quantity"] > 0
        ]
        assert row["lifetime_order_frequency"] == len(own)
        assert row["one_and_done"] == (len(own) == 1)
        assert (
            row["L12M_order_revenue"] + row["LY12M_order_revenue"] <= row["lifetime_order_revenue"]
        )


@pytest.mark.parametrize(
    ("amount", "rate"), [("0.31", "3.5"), ("1.00", "1.085"), ("7.00", "0.0067")]
)
def test_half_a_cent_of_another_currency_rounds_away_from_zero(engines, amount, rate):
    duck, sqlite, _ = engines
    exact = (Decimal(amount) * Decimal(rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    query = converted("USD", {"EUR": Decimal(rate)}, orders="filed", names=("amount",))
    row = {"amperity_id": "A", "order_id": "o", "order_datetime": "2026-01-02 00:00:00",
           "order_quantity": 1, "order_revenue": amount, "currency": "EUR"}  # fmt: skip
    duck.register("filed", arrow(UT.name, [row]))
    assert duck.rows(query)[0][-1] == exact
    sqlite.execute("DROP TABLE IF EXISTS filed")
    sqlite.execute(sqlite_ddl(UT)[0].replace(f'"{UT.name}"', "filed"))
    values = {**row, "order_revenue": float(amount)}
    names, marks = ", ".join(values), ", ".join("?" for _ in values)
    sqlite.execute(f"INSERT INTO filed ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608
    assert sqlite.execute(render(query, "sqlite")).fetchone()[-1] == float(exact)
