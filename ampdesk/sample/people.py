"""The people behind the records: who they are, where they live, how they can be reached.

Every later file shows them through the eyes of one source; this is the truth. One row per person in
every array; -1 stands for none. Families lie side by side.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np

from ampdesk.sample.catalogue import Floats, Names, Places, names, places
from ampdesk.sample.chance import Rng, chance
from ampdesk.sample.text import DAY, Ints, Mask

_COUPLE, _FOUR = 2, 4  # sizes of households
_FEW = 200  # persons: too few for all the odd ones
_DIRECTORY = 1_212 - 100  # 555-1212 is directory assistance


class Kind(IntEnum):
    """What sort of customer hides behind the person."""

    PERSON = 0
    EMPLOYEE = 1
    RESELLER = 2
    BUSINESS = 3
    TEST = 4
    REDACTED = 5
    BLANK = 6  # a record without any personal data


@dataclass
class Address:
    """Where a person lives; positions in the lists of `places()`."""

    place: Ints
    number: Ints
    street: Ints
    street_type: Ints
    unit: Ints
    zip: Ints  # the ZIP code as a number

    def of(self, rows: Ints) -> "Address":
        """Return the addresses of some rows."""
        return Address(*(getattr(self, field.name)[rows] for field in fields(self)))

    def where(self, chosen: Mask, other: "Address") -> "Address":
        """Return this address where `chosen`, else the other one."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Address(*(np.where(chosen, mine, theirs) for mine, theirs in pairs))


@dataclass
class Email:
    """Parts of an address: two words, a sign between them, a number, a domain (-1: none)."""

    first: Ints
    second: Ints
    sign: Ints
    number: Ints
    domain: Ints

    def of(self, rows: Ints) -> "Email":
        """Return the addresses of some rows."""
        return Email(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass
class People:
    """All persons of the sample brand."""

    count: int
    household: Ints
    member: Ints  # place in the household, 0 first
    kind: Ints
    woman: Mask
    given: Ints
    surname: Ints
    maiden: Ints
    married_at: Ints
    suffix: Ints  # 0 none, 1 Jr, 2 Sr
    twin: Mask
    birth: Ints  # day since 1970
    address: Address
    old_address: Address
    moved_at: Ints
    email: Email
    second_email: Email
    shares_email: Mask
    area: Ints
    line: Ints
    favourite: Ints
    brand: Ints
    store: Ints


def make_people(rng: Rng, count: int, start: int, end: int) -> People:
    """Draw `count` persons; `start` and `end` (seconds) bound moves and weddings."""
    lists, towns = names(), places()
    size = rng.choice(4, count, p=[0.74, 0.18, 0.05, 0.03]) + 1
    homes = int(np.searchsorted(np.cumsum(size), count) + 1)
    size = size[:homes]
    household = np.repeat(np.arange(homes), size)[:count]
    starts = np.cumsum(size) - size
    member = np.arange(count) - starts[household]
    size = np.minimum(size, count - starts)

    woman = chance(rng, count, 0.56)
    woman = np.where(member == 1, ~woman[starts[household]] ^ chance(rng, count, 0.08), woman)
    given = _given(rng, lists, woman)
    surname = _surnames(rng, lists, homes)[household]
    partner = (member == 1) & chance(rng, count, 0.12)
    surname = np.where(partner, _surnames(rng, lists, count), surname)
    birth = _births(rng, household, member, end, count)
    suffix, twin = _look_alikes(rng, lists, (starts, size), woman, given, surname, birth)

    married = woman & (member == 1) & ~partner & chance(rng, count, 0.35)
    address, old_address = _addresses(rng, towns, homes), _addresses(rng, towns, homes)
    moved = np.where(chance(rng, homes, 0.15), rng.integers(start, end, homes), 0)[household]
    kind = _kinds(rng, count, size[household] == 1)
    family = chance(rng, homes, 0.12) & (size > 1)
    shares = family[household] & (suffix == 0)
    place = address.place[household]
    area, line = _phones(rng, towns, place)
    store_of_place = np.array([_nearest(towns, city) for city in range(len(towns.city))])
    people = People(
        count=count, household=household, member=member, kind=kind, woman=woman, given=given,
        surname=surname,
        maiden=np.where(married, _surnames(rng, lists, count), -1),
        married_at=np.where(married, rng.integers(start, end, count), 0),
        suffix=suffix, twin=twin, birth=birth,
        address=address.of(household), old_address=old_address.of(household), moved_at=moved,
        email=_emails(rng, lists, given, surname, count),
        second_email=_emails(rng, lists, given, surname, count),
        shares_email=shares, area=area, line=line,
        favourite=rng.choice(8, count, p=[0.24, 0.16, 0.15, 0.11, 0.1, 0.09, 0.05, 0.1]),
        brand=rng.choice(3, count, p=[0.5, 0.32, 0.18]),
        store=np.where(
            chance(rng, count, 0.8), store_of_place[place],
            rng.choice(len(towns.stores), count, p=towns.store_weight),
        ),
    )  # fmt: skip
    _finish_emails(rng, lists, people, starts[household])
    for part in (people, people.address, people.old_address, people.email, people.second_email):
        _halve(part)
    return people


def _halve(part: Any) -> None:
    """Keep positions in 32 bits: millions of persons stay in memory throughout."""
    for field in fields(part):
        values = getattr(part, field.name)
        if getattr(values, "dtype", None) == np.int64 and not field.name.endswith("_at"):
            setattr(part, field.name, values.astype(np.int32))


def _given(rng: Rng, lists: Names, woman: Mask) -> Ints:
    def popular(size: int) -> Floats:
        weight: Floats = 1 / (np.arange(size) + 12.0)
        return weight / float(weight.sum())

    men = len(lists.given) - lists.women
    female = rng.choice(lists.women, len(woman), p=popular(lists.women))
    male = lists.women + rng.choice(men, len(woman), p=popular(men))
    return np.where(woman, female, male)


def _surnames(rng: Rng, lists: Names, count: int) -> Ints:
    common = 1 / (np.arange(lists.common_surnames) + 10.0)
    weight = np.full(len(lists.surnames), 0.5 / (len(lists.surnames) - lists.common_surnames))
    weight[: lists.common_surnames] = 0.5 * common / common.sum()
    drawn: Ints = rng.choice(len(lists.surnames), count, p=weight)
    return drawn


def _births(rng: Rng, household: Ints, member: Ints, end: int, count: int) -> Ints:
    """Parents are 26 to 84 years old, children 20 years or more younger, all of age."""
    today = end // DAY
    parents = rng.triangular(26, 44, 84, int(household[-1]) + 1)[household]
    drift = rng.normal(0, 3.0, count)
    age = np.where(member > 1, parents - 20 - np.abs(drift) * 2, parents + drift * (member == 1))
    days: Ints = (today - np.maximum(age, 18.1) * 365.25).astype(np.int64)
    return days


def _look_alikes(
    rng: Rng,
    lists: Names,
    homes: tuple[Ints, Ints],
    woman: Mask,
    given: Ints,
    surname: Ints,
    birth: Ints,
) -> tuple[Ints, Mask]:
    """Make fathers and sons of one name, and twins; at least one of each if there is room."""
    starts, size = homes
    suffix = np.zeros(len(given), np.int8)
    twin = np.zeros(len(given), bool)
    pairs = np.flatnonzero(size == _COUPLE)
    senior = starts[pairs[: max(1, len(pairs) // 25)]]
    junior = senior + 1
    suffix[senior], suffix[junior] = 2, 1
    woman[senior] = woman[junior] = False
    given[senior] = _given(rng, lists, woman[senior])
    given[junior], surname[junior] = given[senior], surname[senior]
    birth[junior] = birth[senior] + rng.integers(21 * 365, 30 * 365, len(senior))
    birth[senior] -= 10 * 365
    fours = np.flatnonzero(size == _FOUR)
    first = starts[fours[: max(1, len(fours) // 3)]] + 2
    second = first + 1
    twin[first] = twin[second] = True
    woman[second] = woman[first]
    birth[second] = birth[first]
    pick = rng.integers(0, 4, len(first))
    both = np.where(woman[first][:, None], lists.twins_women[pick], lists.twins_men[pick])
    given[first], given[second] = both[:, 0], both[:, 1]
    surname[second] = surname[first]
    return suffix, twin


def _addresses(rng: Rng, towns: Places, count: int) -> Address:
    place = rng.choice(len(towns.city), count, p=towns.weight)
    return Address(
        place=place,
        number=rng.integers(1, 9800, count),
        street=rng.integers(0, len(towns.streets), count),
        street_type=rng.integers(0, len(towns.street_types), count),
        unit=np.where(chance(rng, count, 0.28), rng.integers(1, 90, count), 0),
        zip=towns.first_zip[place] + (rng.random(count) * towns.zips[place]).astype(np.int64),
    )


def _kinds(rng: Rng, count: int, alone: Mask) -> Ints:
    kind = np.zeros(count, np.int8)
    free = rng.permutation(np.flatnonzero(alone))
    wanted = {
        Kind.BLANK: 1,
        Kind.TEST: 3,
        Kind.RESELLER: max(2, min(40, count // 8_000)),
        Kind.EMPLOYEE: max(4, count // 700),
        Kind.BUSINESS: max(4, count // 300),
        Kind.REDACTED: max(3, count // 900),
    }
    if count < _FEW:
        del wanted[Kind.RESELLER]
        wanted = dict.fromkeys(wanted, 1 if count > _FEW // 10 else 0)
    for label, size in wanted.items():
        kind[free[:size]] = label
        free = free[size:]
    return kind


def _phones(rng: Rng, towns: Places, place: Ints) -> tuple[Ints, Ints]:
    """Give each person an own number 555-0100 and up in an area code of the city.

    The first hundred of an area code are the numbers reserved for fiction; 555 itself is an
    exchange without subscribers. Where a city runs out, other area codes help.
    """
    count = len(place)
    area = np.zeros(count, np.int64)
    for city, codes in enumerate(towns.home_codes):
        here = np.flatnonzero(place == city)
        area[here] = rng.choice(np.array(codes), len(here))
    order = np.argsort(area, kind="stable")
    begins = np.searchsorted(area[order], np.arange(len(towns.area_codes)))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count) - begins[area[order]]
    room = 9_800
    over = np.flatnonzero(rank >= room)
    home = max(max(codes) for codes in towns.home_codes) + 1
    area[over] = home + (np.arange(len(over)) // room) % (len(towns.area_codes) - home)
    rank[over] = np.arange(len(over)) % room
    return area, rank + 100 + (rank >= _DIRECTORY)  # 555-1212 is directory assistance


def _nearest(towns: Places, city: int) -> int:
    """Return the store of the city, else of its state, else the one with the nearest zone."""
    if (here := np.flatnonzero(towns.store_place == city)).size:
        return int(here[0])
    states = [towns.state[place] for place in towns.store_place]
    if towns.state[city] in states:
        return states.index(towns.state[city])
    return int(np.argmin(np.abs(towns.zone[towns.store_place] - towns.zone[city])))


def _emails(rng: Rng, lists: Names, given: Ints, surname: Ints, count: int) -> Email:
    """Draw the habit: given.surname, given_surname, gsurname, surname.given, givensurname."""
    people, habit = len(lists.given), rng.choice(5, count, p=[0.38, 0.12, 0.2, 0.12, 0.18])
    last = 2 * people + surname
    return Email(
        first=np.choose(habit, (given, given, people + given, last, given)),
        second=np.choose(habit, (last, last, last, given, last)),
        sign=np.array([1, 2, 0, 1, 0])[habit],
        number=np.zeros(count, np.int64),
        domain=rng.choice(len(lists.domain_weight), count, p=lists.domain_weight),
    )


def _finish_emails(rng: Rng, lists: Names, people: People, head: Ints) -> None:
    """Move some addresses to work and to the brand, number equal ones, share those of families."""
    count, email, second = people.count, people.email, people.second_email
    second.domain = np.where(
        chance(rng, count, 0.5), rng.choice(np.array(lists.work_domains), count), second.domain
    )
    email.domain[people.kind == Kind.EMPLOYEE] = lists.brand_domain
    tests = people.kind == Kind.TEST
    email.first[tests], email.sign[tests] = lists.test_word, 1
    email.second[tests] = 2 * len(lists.given) + people.surname[tests]
    pairs = ((getattr(email, f.name), getattr(second, f.name)) for f in fields(Email))
    both = Email(*(np.concatenate(pair) for pair in pairs))
    words = len(lists.words)
    # initials of different names read alike: number them together
    spelled = {word: place for place, word in reversed(list(enumerate(lists.words)))}
    alike = np.array([spelled[word] for word in lists.words])
    key = ((alike[both.first] * words + alike[both.second]) * 4 + both.sign) * 64 + both.domain
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    fresh = np.diff(ordered, prepend=-1) != 0
    begins = np.maximum.accumulate(np.where(fresh, np.arange(2 * count), 0))
    number = np.empty(2 * count, np.int64)
    number[order] = np.arange(2 * count) - begins
    email.number, second.number = number[:count], number[count:]
    for field in fields(Email):
        values: Any = getattr(email, field.name)
        setattr(email, field.name, np.where(people.shares_email, values[head], values))
    without = chance(rng, count, 0.05) & (people.kind == Kind.PERSON) & ~people.shares_email
    email.domain = np.where(without | (people.kind == Kind.BLANK), -1, email.domain)
    second.domain = np.where(
        chance(rng, count, 0.14) & (people.kind != Kind.RESELLER), second.domain, -1
    )
