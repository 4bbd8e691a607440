"""Random customers and random definitions, dense enough that every rule decides somebody."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.segments import plainly
from tests.segments.conftest import ATTRIBUTES, LOYALTY, MERGED, TAE, TODAY, UIT

WHO = [f"c{number:02}" for number in range(14)]
CITIES = [None, "", "  ", "\t\n", "Chicago", "chicago", "São Paulo", "SÃO PAULO", "50% off_", "Il"]
STATES = [None, "IL", "WA", "il"]
AMOUNTS = [None, *map(Decimal, ("0.00", "0.10", "0.20", "0.30", "12.50", "99.99"))]
DAYS_AGO = [-1, 0, 1, 6, 7, 8, 29, 30, 31, 364, 365, 366]
DAYS = ["today", "now", "Yesterday", "tomorrow", "today - 7 days", "today - 30 days",
        "now - 1 month", "today - 1 year", "today + 1 day", "2026-06-29"]  # fmt: skip
MOMENTS = [*DAYS, "2026-06-30 12:00:00", "2026-06-29 00:00:00", "2026-06-29 00:00:01"]
WORDS = ["chicago", "CHI", "%", "_", "", "são paulo", "SÃO", "o", "il", " ", "go", "50% off_"]
NUMBERS = [0, 1, 2, "0.30", 0.1, "12.50", 12.5, 100, -1]


def world(draw):
    """Return rows of every table; ids outside the population only where rows are many."""
    return {
        MERGED: [
            {"amperity_id": who, "city": draw.choice(CITIES), "state": draw.choice(STATES)}
            for who in WHO
        ],
        TAE: [
            {
                "amperity_id": who,
                "one_and_done": _flag(draw),
                "lifetime_order_revenue": draw.choice(AMOUNTS),
                "latest_order_datetime": draw.choice([None, _instant(draw), _instant(draw)]),
                "L12M_order_frequency": draw.randrange(4),
                "L12M_recency": draw.choice([None, 1, 5, 9, 10]),
            }
            for who in draw.sample(WHO, 10)
        ],
        ATTRIBUTES: [{"amperity_id": who, "contactable_email": _flag(draw)} for who in WHO],
        LOYALTY: [
            {
                "amperity_id": draw.choice([*WHO, None, "stranger"]),
                "loyalty_id": draw.choice("xyz"),
                "current_tier": draw.choice(STATES),
                "birthdate": draw.choice([None, _instant(draw).date()]),
            }
            for _ in range(20)
        ],
        UIT: [_line(draw) for _ in range(60)],
    }


def _flag(draw):
    return draw.choice([None, False, True])


def _instant(draw):
    start = datetime.combine(TODAY, datetime.min.time())
    seconds = draw.choice([0, 1, 43_200, 86_399])
    return start - timedelta(days=draw.choice(DAYS_AGO)) + timedelta(seconds=seconds)


def _line(draw):
    order = draw.choice([None, *(f"o{number}" for number in range(1, 25))])
    return {
        "amperity_id": draw.choice([*WHO[:9], None, "stranger"]),
        "order_id": order,
        "order_datetime": draw.choice([None, *(_instant(draw) for _ in range(12))]),
        "item_revenue": draw.choice(AMOUNTS),
        "is_return": draw.choice([None, False, False, False, True]),
        "is_cancellation": draw.choice([None, False, False, False, True]),
        "product_category": draw.choice([*CITIES[4:], None]),
        "store_id": draw.choice(STATES),
    }


# ---------------------------------------------------------------- definitions

_COLUMNS = [
    (MERGED, "city", "text"), (MERGED, "state", "text"), (TAE, "one_and_done", "yes/no"),
    (TAE, "lifetime_order_revenue", "number"), (TAE, "L12M_order_frequency", "number"),
    (TAE, "latest_order_datetime", "date"), (ATTRIBUTES, "contactable_email", "yes/no"),
    (LOYALTY, "loyalty_id", "text"), (LOYALTY, "current_tier", "text"),
    (LOYALTY, "birthdate", "date"),
]  # fmt: skip
_ONE = {
    "text": ("contains", "does not contain", "starts with", "ends with", "is exactly",
             "is not exactly", "has", "is like", "is", "is not"),
    "number": ("is", "is not", "is greater than", "is greater than or equal to", "is less than",
               "is less than or equal to"),
    "date": ("is", "is not", "is after", "is on or after", "is before", "is on or before"),
    "yes/no": (),
}  # fmt: skip
_NONE = {"text": ("is empty", "is not empty"), "yes/no": ("is true", "is false")}
_VALUES = {"text": WORDS, "number": NUMBERS, "date": MOMENTS}


def operators(kind):
    """Return every operator of a kind."""
    pairs = ("is between", "is not between") if kind in {"number", "date"} else ()
    lists = ("is in list", "is not in list") if kind in {"number", "text"} else ()
    return (*_ONE[kind], *_NONE.get(kind, ()), *pairs, *lists, "is NULL", "is not NULL")


def drawn_filter(draw, column, kind, op=None):
    """Draw one filter."""
    op = op or draw.choice(operators(kind))
    made = {"column": column, "op": op}
    if op in _ONE[kind]:
        made["value"] = draw.choice(_VALUES[kind])
    elif "between" in op:
        made["value"] = pair(draw, _VALUES[kind])
    elif "list" in op:
        made["value"] = draw.choices(_VALUES[kind], k=2)
    return made


def pair(draw, values):
    """Draw two values, the lower first."""
    return sorted(draw.choices(values, k=2), key=_sort_key)


def _sort_key(value):
    if value in MOMENTS:
        found = plainly.moment(value, TODAY)
        return (
            found if isinstance(found, datetime) else datetime.combine(found, datetime.min.time())
        )
    return Decimal(str(value))


def every_condition(draw):
    """Yield a condition for each operator of each column, and each behaviour several times."""
    for table, column, kind in _COLUMNS:
        for op in operators(kind):
            whole = kind == "date" and op in _ONE[kind]
            values = MOMENTS if whole else [None] * 3
            for value in values:  # a date's rules differ at midnight, so every moment is tried
                test = drawn_filter(draw, column, kind, op)
                if whole:
                    test["value"] = value
                yield {"type": "attribute", "table": table, "filters": [test]}
    for name in ("first purchase", "has purchased", "has not purchased", "repeat purchase",
                 "most frequent order", "total value of orders"):  # fmt: skip
        for _ in range(12):
            yield behaviour(draw, name)


def condition(draw):
    """Draw one condition."""
    if draw.random() < 0.4:
        names = ("first purchase", "has purchased", "has not purchased", "repeat purchase",
                 "most frequent order", "total value of orders")  # fmt: skip
        return behaviour(draw, draw.choice(names))
    table = draw.choice([MERGED, TAE, TAE, ATTRIBUTES, LOYALTY])
    columns = [(column, kind) for name, column, kind in _COLUMNS if name == table]
    filters = [drawn_filter(draw, *draw.choice(columns)) for _ in range(draw.randint(1, 2))]
    return {"type": "attribute", "table": table, "filters": filters}


def behaviour(draw, name):
    """Draw a purchase behaviour of a name."""
    made = {"type": "behaviour", "behaviour": name}
    if draw.random() < 0.6:
        op = draw.choice(["after", "before", "on", "not on", "between", "not between"])
        value = pair(draw, DAYS) if "between" in op else draw.choice(DAYS)
        made["window"] = {"op": op, "value": value}
    if draw.random() < 0.5:
        made["filters"] = [
            drawn_filter(draw, draw.choice(["product_category", "store_id"]), "text")
        ]
    if name == "has purchased" and draw.random() < 0.7:
        made["orders"] = _bound(draw, [0, 1, 2, 3, 4])
    if name == "total value of orders":
        made["amount"] = _bound(draw, ["0.30", 0.6, "0.40", 12.5, "25.00", 100, "12.80"])
    if name == "most frequent order":
        columns = draw.sample(["product_category", "store_id"], draw.randint(1, 2))
        made["most_frequent"] = [
            drawn_filter(draw, column, "text", draw.choice(["is exactly", "is in list", "is"]))
            for column in columns
        ]
    return made


def _bound(draw, values):
    op = draw.choice(["exactly", "less than", "more than", "between"])
    return {"op": op, "value": pair(draw, values) if op == "between" else draw.choice(values)}


def group(draw):
    """Draw sections of conditions; some are empty."""
    return {
        "join": draw.choice(["and", "or"]),
        "sections": [
            {
                "join": draw.choice(["and", "or"]),
                "conditions": [condition(draw) for _ in range(draw.randint(0, 3))],
            }
            for _ in range(draw.randint(0, 2))
        ],
    }


def segment(draw):
    """Draw a definition."""
    include, exclude = group(draw), group(draw)
    return {"kind": "segment", "name": "S", "include": include, "exclude": exclude}
