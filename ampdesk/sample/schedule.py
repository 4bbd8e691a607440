"""Who orders when and where: five years, busy Decembers, most buyers only once.

The numbers are chosen so that a person has about ten order lines on average although seven of ten
buyers order once: the others come back in numbers that follow a lognormal tail.
"""

from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum
from typing import Self

import numpy as np

from ampdesk.sample.calendar import day_weights, edge_days, number, seconds
from ampdesk.sample.catalogue import MARKETPLACE, STORE, WEB, places
from ampdesk.sample.chance import Rng, chance
from ampdesk.sample.people import Kind, People
from ampdesk.sample.text import DAY, Ints, Mask

BUYERS = 0.8
ONCE = 0.74  # before the campaigns win some of them back
TAIL = (2.11, 1.15)  # lognormal: further orders of those who come back
MOST = 420
_HABITS = (0.46, 0.26, 0.18, 0.03, 0.07)  # web, store, both, phone, marketplace
_CHANNELS = np.array([
    [0.94, 0.03, 0.02, 0.01],
    [0.03, 0.96, 0.01, 0.0],
    [0.5, 0.46, 0.03, 0.01],
    [0.1, 0.1, 0.8, 0.0],
    [0.12, 0.03, 0.0, 0.85],
])  # fmt: skip
_HOURS = (1, 1, 0.5, 0.5, 0.5, 1, 1, 2, 3, 4, 5, 6, 7, 6, 5, 5, 5, 6, 7, 8, 9, 8, 5, 3)


class State(IntEnum):
    """What became of an order."""

    SALE = 0
    CANCELLED = 1
    RETURNED = 2
    PART_RETURNED = 3
    VOID = 4  # never paid: no transaction
    TEST = 5  # a test order: no transaction, no profile


@dataclass
class Orders:
    """All orders, in order of time; `person` is -1 where nobody was asked for a name."""

    person: Ints
    at: Ints  # seconds since 1970
    channel: Ints
    state: Ints
    arm: Ints  # position of the campaign group that caused the order, -1 without

    @classmethod
    def of(
        cls, *, person: Ints, at: Ints, channel: Ints, state: Ints | int, arm: Ints | int
    ) -> Self:
        """Build orders from columns or constants."""
        size = len(person)
        return cls(
            person.astype(np.int32),
            at,
            channel.astype(np.int8),
            np.broadcast_to(state, size).astype(np.int8),
            np.broadcast_to(arm, size).astype(np.int16),
        )

    def __len__(self) -> int:
        return len(self.person)

    def some(self, rows: Ints | Mask | slice) -> "Orders":
        """Return some of the orders."""
        return Orders(*(getattr(self, field.name)[rows] for field in fields(self)))

    def with_more(self, *others: "Orders") -> "Orders":
        """Return these and others, in order of time."""
        every = (self, *others)
        merged = Orders(
            *(np.concatenate([getattr(o, f.name) for o in every]) for f in fields(self))
        )
        return merged.some(np.argsort(merged.at, kind="stable"))


def schedule(rng: Rng, people: People, today: date) -> Orders:
    """Draw the orders that would have happened without any campaign."""
    busy = np.cumsum(day_weights(today))
    busy /= busy[-1]
    start = number(today) - len(busy) + 1
    who, count = _buyers(rng, people)
    early = rng.random(len(who)) ** (1 + np.minimum(count - 1, 60) / 12)
    first = np.searchsorted(busy, early)
    gap = rng.lognormal(3.5, 0.9, len(who))
    last = np.minimum(first + (count * gap).astype(np.int64) + 1, len(busy) - 1)

    owner = np.repeat(np.arange(len(who)), count)
    repeat = np.diff(owner, prepend=-1) == 0
    low, high = busy[first][owner], busy[last][owner]
    place = np.where(repeat, low + (high - low) * rng.random(len(owner)), low)
    day = np.minimum(np.searchsorted(busy, place), len(busy) - 1)
    day = np.where(repeat, day, first[owner]) + start
    channel = _channels(rng, people, who, owner)
    at = time_at(rng, day, channel, people.store[who][owner], seconds(today) + DAY - 1)
    _set_edge_days(today, at, channel, repeat)
    state = rng.choice(4, len(owner), p=[0.905, 0.02, 0.025, 0.05])
    orders = Orders.of(person=who[owner], at=at, channel=channel, state=state, arm=-1)
    return orders.with_more(
        _without_customer(rng, orders), _void(rng, orders), _tests(rng, people, orders)
    )


def _buyers(rng: Rng, people: People) -> tuple[Ints, Ints]:
    """Return the buyers and how often each orders."""
    kind = people.kind
    buys = chance(rng, people.count, BUYERS) & (kind != Kind.TEST) & (kind != Kind.BLANK)
    buys |= (kind == Kind.RESELLER) | (kind == Kind.REDACTED)
    who = np.flatnonzero(buys)
    again = 2 + rng.lognormal(*TAIL, len(who)).astype(np.int64)
    count = np.where(chance(rng, len(who), ONCE), 1, np.minimum(again, MOST))
    count = np.where(kind[who] == Kind.RESELLER, rng.integers(560, 640, len(who)), count)
    count = np.where(kind[who] == Kind.EMPLOYEE, rng.integers(2, 15, len(who)), count)
    return who, np.where(kind[who] == Kind.REDACTED, 1, count)


def _channels(rng: Rng, people: People, who: Ints, owner: Ints) -> Ints:
    habit = rng.choice(len(_HABITS), len(who), p=_HABITS)
    only_web = np.isin(people.kind[who], (Kind.REDACTED, Kind.RESELLER, Kind.BUSINESS))
    odds = np.cumsum(_CHANNELS, axis=1)[habit][owner]
    drawn = (rng.random(len(owner))[:, None] > odds[:, :3]).sum(axis=1)
    return np.where(only_web[owner], WEB, drawn)


def time_at(rng: Rng, day: Ints, channel: Ints, store: Ints, end: int) -> Ints:
    """Return the second of each order: stores are open 10:00 to 19:30 by their own clock."""
    towns = places()
    hours = np.array(_HOURS) / sum(_HOURS)
    anywhere = rng.choice(24, len(day), p=hours) * 3600 + rng.integers(0, 3600, len(day))
    eastern = (anywhere + 5 * 3600) % DAY
    offset = -towns.zone[towns.store_place[store]] * 3600
    opened = 36_000 + rng.integers(0, 34_200, len(day)) + offset
    at = day * DAY + np.where(channel == STORE, opened, eastern)
    return np.where(at > end, at - DAY, at)


def _set_edge_days(today: date, at: Ints, channel: Ints, repeat: Mask) -> None:
    """Put a few web orders of repeat buyers on the first and last second of each edge day."""
    free = np.flatnonzero(repeat & (channel == WEB))
    for place, day in enumerate(edge_days(today)):
        rows = free[len(free) // 3 :][place * 3 : place * 3 + 3]
        at[rows] = seconds(day) + np.array([0, 43_200, DAY - 1])[: len(rows)]


def _without_customer(rng: Rng, orders: Orders) -> Orders:
    """Return a few orders of nobody: walk-ins and marketplace sales without a buyer's record."""
    rows = rng.choice(len(orders), min(len(orders), max(4, len(orders) // 120)), replace=False)
    channel = np.where(chance(rng, len(rows), 0.75), STORE, MARKETPLACE)
    at = orders.at[rows] // DAY * DAY + 64_800 + rng.integers(0, 14_400, len(rows))
    nobody = np.full(len(rows), -1)
    return Orders.of(person=nobody, at=at, channel=channel, state=State.SALE, arm=-1)


def _void(rng: Rng, orders: Orders) -> Orders:
    """Return orders never paid, an hour before a real one of the same person."""
    web = np.flatnonzero(orders.channel == WEB)
    rows = rng.choice(web, min(len(web), max(3, len(web) // 250)), replace=False)
    return Orders.of(
        person=orders.person[rows], at=orders.at[rows] - 3_600, channel=orders.channel[rows],
        state=State.VOID, arm=-1,
    )  # fmt: skip


def _tests(rng: Rng, people: People, orders: Orders) -> Orders:
    """Return test orders of the shop's own test accounts."""
    who = np.repeat(np.flatnonzero(people.kind == Kind.TEST), 2)
    at = rng.choice(orders.at, len(who)) if len(orders) else np.zeros(len(who), np.int64)
    return Orders.of(person=who, at=at, channel=np.full(len(who), WEB), state=State.TEST, arm=-1)


def orders_before(orders: Orders, count: int, instant: int) -> Ints:
    """Return per person the number of paid orders before an instant."""
    rows = (orders.at < instant) & (orders.person >= 0) & (orders.state < State.VOID)
    return np.bincount(orders.person[rows], minlength=count)


def share_once(orders: Orders) -> float:
    """Return the share of one-time buyers among buyers."""
    known = (orders.person >= 0) & (orders.state < State.VOID)
    times = np.bincount(orders.person[known])
    return float((times == 1).sum() / (times > 0).sum())
