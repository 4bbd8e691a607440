"""What is in the orders: lines, prices, discounts, taxes, returns. Amounts are cents.

Drawn for one block of orders at a time, so that ten million lines never lie in memory together; a
block's draws depend on the seed and the block's number only.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ampdesk.sample.accounts import code
from ampdesk.sample.catalogue import (
    PAYMENTS,
    STORE,
    WEB,
    Floats,
    catalogue,
    places,
)  # fmt: skip
from ampdesk.sample.chance import Rng, chance
from ampdesk.sample.people import Kind, People
from ampdesk.sample.schedule import Orders, State
from ampdesk.sample.text import DAY, Column, Ints, Mask, choose, join, number

BLOCK = 32_768
_LINES = (0.34, 0.25, 0.17, 0.11, 0.07, 0.06)
_TABLE = 2_048  # entries of a table of chances
_PERCENT = np.array([10, 15, 20, 25])
_PAYMENTS = np.array([
    [0.72, 0.22, 0.06, 0.0], [0.7, 0.0, 0.06, 0.24], [0.97, 0.0, 0.03, 0.0], [0.8, 0.2, 0.0, 0.0]
])  # fmt: skip
_LIFT = {"Jackets": (1.9, 0.5), "Home": (1.5, 0.7), "Gifts": (2.6, 0.5), "Gear": (0.6, 1.6)}
FREE_SHIPPING, SHIPPING = 7_500, 595


@dataclass
class Baskets:
    """A block of orders with their lines; `order_of` says per line which order of the block."""

    orders: Orders
    serial: Ints  # number of the order among those of its channel, from 0
    second: Mask
    brand: Ints
    digital: Ints  # -1 unless web
    payment: Ints
    store: Ints  # -1 unless store
    tax: Ints  # per mille
    percent: Ints
    order_of: Ints
    product: Ints
    quantity: Ints
    price: Ints  # of one piece
    discount: Ints  # of the line, percentage off at the till and on the phone included
    returned: Ints  # pieces brought back
    returned_at: Ints  # per order; returns of the web shop carry no date
    order_discount: Ints  # of the order, web only
    revenue: Ints
    returned_revenue: Ints  # ≤ 0
    canceled_revenue: Ints  # ≤ 0
    taxed: Ints
    shipping: Ints
    refunded: Ints

    def ids(self) -> Column:
        """Return the order ids as the platforms write them."""
        texts = (
            join("#", number(self.serial + 1_001)),
            join(code(self.serial, 7), "4R"),
            join("PH-", number(self.serial + 100_001)),
            join("MK-", number(self.serial + 700_001)),
        )
        ids = texts[-1]
        for channel, text in enumerate(texts[:-1]):
            ids = choose(self.orders.channel == channel, text, ids)
        return ids

    @property
    def paid(self) -> Mask:
        """Return which orders are transactions: paid for, and not a test."""
        flags: Mask = self.orders.state < State.VOID
        return flags

    def lines_of(self, orders: Mask) -> Ints:
        """Return the positions of the lines of some orders."""
        return np.flatnonzero(orders[self.order_of])


def fill(
    rng: Rng, people: People, orders: Orders, *, second: Mask, serial: Ints, end: int
) -> Baskets:
    """Draw the lines of a block of orders; nothing is brought back after `end` (seconds)."""
    count = len(orders)
    known = orders.person >= 0
    person = np.where(known, orders.person, 0)
    kind = np.where(known, people.kind[person], Kind.PERSON)
    towns = places()
    store = np.where(
        chance(rng, count, 0.85) & known, people.store[person],
        rng.choice(len(towns.stores), count, p=towns.store_weight),
    )  # fmt: skip
    brand = np.where(known, people.brand[person], 2)
    order_of, product = _products(rng, orders, np.where(known, people.favourite[person], 0))
    trade = kind[order_of] == Kind.RESELLER
    quantity = 1 + rng.choice(3, len(order_of), p=[0.84, 0.12, 0.04])
    quantity = np.where(trade, rng.integers(2, 7, len(order_of)), quantity)
    price = _prices(orders.at[order_of], product)

    percent = np.where(chance(rng, count, 0.2), rng.choice(_PERCENT, count), 0)
    percent = np.where(orders.arm >= 0, 20, percent)
    web = orders.channel == WEB
    listed = quantity * price
    line_percent = np.where(chance(rng, len(order_of), 0.04), 10, 0)
    line_percent = np.where(web[order_of], line_percent, percent[order_of])
    discount = listed * line_percent // 100
    net = _sum(order_of, listed - discount, count)
    order_discount = np.where(web, (net * percent + 50) // 100, 0)
    revenue = net - order_discount
    tax = np.where(
        orders.channel == STORE, towns.tax[towns.store_place[store]],
        np.where(known, towns.tax[people.address.place[person]], 0),
    )  # fmt: skip

    state = orders.state.copy()
    returned_at = orders.at + rng.integers(2 * DAY, 35 * DAY, count)
    late = (returned_at > end) & ~web
    at_till = orders.channel == STORE
    state[(state == State.CANCELLED) & at_till] = State.SALE
    state[late & np.isin(state, (State.RETURNED, State.PART_RETURNED, State.CANCELLED))] = (
        State.SALE
    )
    orders.state = state
    baskets = Baskets(
        orders=orders, serial=serial, second=second,
        brand=np.where(brand == 2, rng.integers(0, 2, count), brand),  # noqa: PLR2004
        digital=np.where(web, _digital(rng, orders), -1),
        payment=_payments(rng, orders.channel),
        store=np.where(at_till, store, -1),
        tax=tax, percent=percent, order_of=order_of, product=product, quantity=quantity,
        price=price, discount=discount, returned=np.zeros(len(order_of), np.int64),
        returned_at=returned_at, order_discount=order_discount, revenue=revenue,
        returned_revenue=np.zeros(count, np.int64), canceled_revenue=np.zeros(count, np.int64),
        taxed=(revenue * tax + 500) // 1000,
        shipping=np.where(web & (revenue < FREE_SHIPPING), SHIPPING, 0),
        refunded=np.zeros(count, np.int64),
    )  # fmt: skip
    _bring_back(rng, baskets)
    return baskets


def line_share(quantity: Ints, part: Ints, whole: Ints) -> Ints:
    """Return the cents of `whole` that `part` pieces of `quantity` stand for, rounded."""
    return (2 * whole * part + quantity) // (2 * quantity)


def _bring_back(rng: Rng, baskets: Baskets) -> None:
    """Fill returned pieces and the revenue that returns and cancellations take back.

    The web shop's file holds one refunded amount, tax and shipping included, and import_formats.md
    1 says what share of it is revenue; elsewhere the returned lines say it themselves.
    """
    orders, count = baskets.orders, len(baskets.orders)
    web = orders.channel == WEB
    whole = np.isin(orders.state, (State.RETURNED, State.CANCELLED))
    part = orders.state == State.PART_RETURNED
    begins = np.searchsorted(baskets.order_of, np.arange(count))
    sizes = np.bincount(baskets.order_of, minlength=count)
    line = begins + (rng.random(count) * sizes).astype(np.int64)  # the line brought back
    one = chance(rng, count, 0.5)
    pieces = np.where(one, 1, baskets.quantity[line])
    returned = np.where(whole[baskets.order_of], baskets.quantity, 0)
    returned[line[part]] = pieces[part]
    baskets.returned = returned

    net = baskets.quantity * baskets.price - baskets.discount
    back = line_share(baskets.quantity, returned, net)
    total = np.where(whole, baskets.revenue, _sum(baskets.order_of, back, count))
    paid = baskets.revenue + baskets.taxed
    amount = np.where(
        whole, paid + baskets.shipping,
        line_share(np.maximum(baskets.revenue, 1), np.minimum(total, baskets.revenue), paid),
    )  # fmt: skip
    baskets.refunded = np.where(web & (whole | part), amount, 0)
    by_share = line_share(np.maximum(paid, 1), np.minimum(amount, paid), baskets.revenue)
    total = np.where(web & part, np.minimum(baskets.revenue, by_share), total)
    canceled = orders.state == State.CANCELLED
    baskets.canceled_revenue = np.where(canceled, -total, 0)
    baskets.returned_revenue = np.where(canceled, 0, -total)


def _products(rng: Rng, orders: Orders, favourite: Ints) -> tuple[Ints, Ints]:
    """Draw up to six different products per order, half of them of the favourite category."""
    by_month, by_category = _tables()
    sizes = 1 + rng.choice(6, len(orders), p=_LINES)
    order_of = np.repeat(np.arange(len(orders)), sizes)
    month = orders.at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12
    drawn = by_month[month[order_of], rng.integers(0, _TABLE, len(order_of))]
    liked = chance(rng, len(order_of), 0.45)
    category = np.where(liked, favourite[order_of], drawn)
    product = by_category[category, rng.integers(0, _TABLE, len(order_of))]
    _, keep = np.unique(order_of * 64 + product, return_index=True)
    keep.sort()
    return order_of[keep], product[keep].astype(np.int64)


@cache
def _tables() -> tuple[Ints, Ints]:
    """Return tables of chances: month to category, category to product."""
    goods = catalogue()
    count = int(goods.category.max()) + 1
    base = np.bincount(goods.category, goods.weight, count)
    months = []
    for month in range(12):
        weight = base.astype(float)
        for name, (cold, warm) in _LIFT.items():
            place = next(
                int(c) for c, row in zip(goods.category, goods.rows, strict=True)
                if row["product_category"] == name
            )  # fmt: skip
            weight[place] *= cold if month in (9, 10, 11, 0) else warm if month in (4, 5, 6) else 1
        months.append(_table(weight))
    kinds = [_table(np.where(goods.category == c, goods.weight, 0.0)) for c in range(count)]
    return np.array(months), np.array(kinds)


def _table(weight: Floats) -> Ints:
    ends = np.cumsum(weight) / weight.sum()
    places_: Ints = np.searchsorted(ends, (np.arange(_TABLE) + 0.5) / _TABLE)
    return places_


def _prices(at: Ints, product: Ints) -> Ints:
    """Return prices in whole dollars: three per cent less for each year before 2026."""
    year = at.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    ages = np.arange(-40, 41)
    table = (
        np.round(catalogue().price[None, :] / 100 * 1.03 ** ages[:, None]).astype(np.int64) * 100
    )
    gift = np.array([row["product_subcategory"] == "Gift Cards" for row in catalogue().rows])
    then = table[np.clip(year - 2026, -40, 40) + 40, product]
    price: Ints = np.where(gift[product], catalogue().price[product], then)
    return price


def _digital(rng: Rng, orders: Orders) -> Ints:
    drawn = rng.choice(5, len(orders), p=[0.34, 0.2, 0.2, 0.14, 0.12])
    return np.where(orders.arm >= 0, 2, drawn)


def _payments(rng: Rng, channel: Ints) -> Ints:
    odds = np.cumsum(_PAYMENTS, axis=1)[channel]
    drawn: Ints = (rng.random(len(channel))[:, None] > odds[:, : len(PAYMENTS) - 1]).sum(axis=1)
    return drawn


def _sum(order_of: Ints, values: Ints, count: int) -> Ints:
    total = np.zeros(count, np.int64)
    np.add.at(total, order_of, values)
    return total
