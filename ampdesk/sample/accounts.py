"""Which source knows which person, since when, and under which number.

Four sources overlap: the web shop (also phone and marketplace orders), the till, the newsletter and
the loyalty list. Some people have two accounts in the shop or two cards at the till.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from ampdesk.sample.catalogue import STORE
from ampdesk.sample.chance import Rng, chance, least, scramble
from ampdesk.sample.people import Kind, People
from ampdesk.sample.schedule import Orders, State
from ampdesk.sample.text import DAY, Column, Ints, Mask, join, number, pick, pool

_NEVER = np.iinfo(np.int64).max
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TRIPLES = pool(a + b + c for a in _LETTERS for b in _LETTERS for c in _LETTERS)


def code(values: Ints, salt: int) -> Column:
    """Return ids of 15 letters and digits that look drawn and are one to one."""
    mixed = scramble(values, salt)
    shifts = (np.uint64(part * 12) for part in range(5))
    triples = (((mixed >> shift) & np.uint64(0x7FFF)).astype(np.int64) for shift in shifts)
    return join(*(pick(_TRIPLES, triple) for triple in triples))


@dataclass
class Register:
    """The records of one source, oldest first, and where each person's record is (-1: none)."""

    person: Ints
    second: Mask  # a second account of the same person
    created: Ints
    first_of: Ints
    second_of: Ints

    def __len__(self) -> int:
        return len(self.person)

    def of(self, person: Ints, second: Mask) -> Ints:
        """Return the record under which each of the persons acts."""
        return np.where(second, self.second_of[person], self.first_of[person])


@dataclass
class Accounts:
    """The registers of the four sources; `second` says per order which account it used."""

    shop: Register
    till: Register
    newsletter: Register
    loyalty: Register
    second: Mask

    def shop_id(self, record: Ints) -> Column:
        """Return Shopify customer numbers (13 digits) of records."""
        return number(6_100_000_000_000 + record.astype(np.int64) * 32_771)

    def till_id(self, record: Ints) -> Column:
        """Return Square customer ids of records."""
        return join("CF", code(record, 3))

    def newsletter_id(self, record: Ints) -> Column:
        """Return Klaviyo profile ids of records."""
        return join("01J", code(record, 5))

    def loyalty_id(self, record: Ints) -> Column:
        """Return eight-digit loyalty numbers of records, the leading zeros kept."""
        return pc.utf8_slice_codeunits(number(record + 100_001_041), 1)


def subscribers(rng: Rng, people: People) -> Mask:
    """Return who is in the newsletter: two of three of those with an e-mail address."""
    normal = (people.kind != Kind.TEST) & (people.kind != Kind.REDACTED)
    wanted: Mask = (people.email.domain >= 0) & normal & chance(rng, people.count, 0.66)
    return wanted


def open_accounts(rng: Rng, people: People, orders: Orders, newsletter: Mask, end: int) -> Accounts:
    """Decide who stands in which register; everyone stands in one at least."""
    count = people.count
    known = (orders.person >= 0) & (orders.state <= State.VOID)
    person = np.where(known, orders.person, 0)
    till_order = known & (orders.channel == STORE)
    shop_order = known & (orders.channel != STORE)
    two_shops = (people.second_email.domain >= 0) & chance(rng, count, 0.5)
    two_cards = chance(rng, count, 0.04)
    second = known & chance(rng, len(orders), 0.4)
    second &= np.where(till_order, two_cards[person], two_shops[person])

    def first(rows: Mask) -> Ints:
        return least(orders.person[rows], orders.at[rows], count, _NEVER)

    starts = [first(shop_order & ~second), first(shop_order & second),
              first(till_order & ~second), first(till_order & second)]  # fmt: skip
    begin = int(orders.at.min()) if len(orders) else end - 365 * DAY
    drawn = rng.integers(begin, end, count)
    buyer = np.minimum.reduce(starts) < _NEVER
    visitor = ~buyer & chance(rng, count, 0.28) & (people.email.domain >= 0)
    visitor |= people.kind == Kind.TEST
    starts[0] = np.where(visitor, drawn, starts[0])
    starts[2] = np.where(people.kind == Kind.BLANK, drawn, starts[2])
    met = np.minimum.reduce(starts)
    often = np.bincount(orders.person[known], minlength=count)
    member = chance(rng, count, 0.18) | ((often > 1) & chance(rng, count, 0.45))
    member &= ~np.isin(people.kind, (Kind.TEST, Kind.REDACTED, Kind.BLANK, Kind.RESELLER))
    member |= (met == _NEVER) & ~newsletter
    joined = np.where(met < _NEVER, met + rng.integers(0, 90 * DAY, count), drawn)
    asked = np.where(met < _NEVER, met + rng.integers(-20 * DAY, 40 * DAY, count), drawn)
    return Accounts(
        shop=_register(starts[0], starts[1]),
        till=_register(starts[2], starts[3]),
        newsletter=_register(np.where(newsletter, np.clip(asked, begin, end), _NEVER)),
        loyalty=_register(np.where(member, np.clip(joined, begin, end), _NEVER)),
        second=second,
    )


def _register(first: Ints, second: Ints | None = None) -> Register:
    """Sort the records by age; the second account of a person counts only beside a first."""
    count = len(first)
    other = np.full(count, _NEVER) if second is None else second
    lone = first == _NEVER
    first, other = np.where(lone, other, first), np.where(lone, _NEVER, other)
    created = np.concatenate([first, other])
    order = np.argsort(created, kind="stable")
    order = order[: int((created < _NEVER).sum())]
    position = np.full(2 * count, -1, np.int32)
    position[order] = np.arange(len(order))
    primary, secondary = position[:count], position[count:]
    return Register(
        person=(order % count).astype(np.int32), second=order >= count, created=created[order],
        first_of=primary, second_of=np.where(secondary >= 0, secondary, primary),
    )  # fmt: skip
