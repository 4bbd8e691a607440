"""How a source shows a person: spelling, formats, what is missing, what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ampdesk.sample.catalogue import names, places
from ampdesk.sample.chance import Rng
from ampdesk.sample.people import Address, Email, Kind, People
from ampdesk.sample.text import Column, Ints, Mask, choose, join, keep, number, pick, pool

_SIGNS = pool(("", ".", "_"))
_SUFFIXES = pool(("", "Jr.", "Sr."))


@cache
def _pools() -> dict[str, Column]:
    lists, towns = names(), places()
    return {
        "given": pool(lists.given),
        "nickname": pool(lists.nicknames),
        "surname": pool(lists.surnames),
        "company": pool(lists.companies),
        "company_head": pool(name.split(" ", 1)[0] for name in lists.companies),
        "company_tail": pool(name.split(" ", 1)[1] for name in lists.companies),
        "word": pool(lists.words),
        "domain": pool(lists.domains),
        "city": pool(towns.city),
        "state": pool(towns.state),
        "state_name": pool(towns.state_names[state] for state in towns.state),
        "street": pool(towns.streets),
        "long": pool(towns.street_types),
        "short": pool(towns.street_short),
        "zip": pool(f"{n:05d}" for n in range(100_000)),
        "area": pool(map(str, towns.area_codes)),
        "line": pool(f"{n:04d}" for n in range(10_000)),
    }


@dataclass
class Name:
    """The parts of a name as one source spells it."""

    given: Column
    surname: Column
    suffix: Column


def name_at(people: People, rows: Ints, at: Ints, *, nick: Mask) -> Name:
    """Return names at an instant (before a wedding the maiden name), nicknames where `nick`."""
    cells = _pools()
    given = people.given[rows]
    short = names().nickname[given]
    nick = nick & (short >= 0)
    maiden = (people.maiden[rows] >= 0) & (at < people.married_at[rows])
    first = choose(nick, pick(cells["nickname"], np.maximum(short, 0)), pick(cells["given"], given))
    last = pick(cells["surname"], np.where(maiden, people.maiden[rows], people.surname[rows]))
    firm, test = people.kind[rows] == Kind.BUSINESS, people.kind[rows] == Kind.TEST
    if firm.any():
        which = rows % len(names().companies)
        first = choose(firm, pick(cells["company_head"], which), first)
        last = choose(firm, pick(cells["company_tail"], which), last)
    if test.any():
        first, last = choose(test, "Test", first), choose(test, "Account", last)
    return Name(first, last, pick(_SUFFIXES, people.suffix[rows]))


def full_name(name: Name) -> Column:
    """Return ``Given Surname``, with the suffix where there is one."""
    blank = pc.binary_length(name.suffix)
    return join(
        name.given, " ", name.surname, pc.if_else(pc.greater(blank, 0), " ", ""), name.suffix
    )


def company(people: People, rows: Ints) -> Column:
    """Return the company of business customers."""
    firm = people.kind[rows] == Kind.BUSINESS
    return pick(_pools()["company"], rows % len(names().companies), firm)


def email_cells(email: Email) -> Column:
    """Return e-mail addresses; an empty cell where there is none."""
    cells = _pools()
    has = email.domain >= 0
    digits = choose(email.number > 0, number(email.number + 1), "")
    return keep(
        join(
            pick(cells["word"], email.first), pick(_SIGNS, email.sign),
            pick(cells["word"], email.second), digits, "@",
            pick(cells["domain"], np.maximum(email.domain, 0)),
        ),
        has,
    )  # fmt: skip


def emails_of(people: People, rows: Ints, second: Mask) -> Column:
    """Return the e-mail address under which each person acts: the second one where `second`."""
    main = email_cells(people.email.of(rows))
    if not second.any():
        return main
    other = people.second_email.of(rows)
    return choose(second & (other.domain >= 0), email_cells(other), main)


def phones(people: People, rows: Ints, form: str) -> Column:
    """Return phones in a form such as ``+1{0}555{1}`` or ``({0}) 555-{1}``."""
    head, middle, tail = form.replace("{0}", "\0").replace("{1}", "\0").split("\0")
    cells = _pools()
    area, line = pick(cells["area"], people.area[rows]), pick(cells["line"], people.line[rows])
    return join(head, area, middle, line, tail)


def address_at(people: People, rows: Ints, at: Ints) -> Address:
    """Return where each person lived at an instant."""
    return people.address.of(rows).where(at >= people.moved_at[rows], people.old_address.of(rows))


def street(address: Address, *, short: Mask) -> Column:
    """Return the street line: ``12 Oak Street``, or ``12 Oak St`` where `short`."""
    cells = _pools()
    kind = choose(
        short, pick(cells["short"], address.street_type), pick(cells["long"], address.street_type)
    )
    return join(number(address.number), " ", pick(cells["street"], address.street), " ", kind)


def unit(address: Address, word: str = "Apt ") -> Column:
    """Return the second address line, empty for a house."""
    return choose(address.unit > 0, join(word, number(address.unit)), "")


def city(address: Address) -> Column:
    """Return cities."""
    return pick(_pools()["city"], address.place)


def state(address: Address, *, full: bool = False) -> Column:
    """Return states, two letters or the full name."""
    return pick(_pools()["state_name" if full else "state"], address.place)


def postal(address: Address) -> Column:
    """Return ZIP codes of five digits."""
    return pick(_pools()["zip"], address.zip)


def change(column: Column, rows: Mask, edit: Callable[[str], str]) -> Column:
    """Rewrite some cells one by one; empty ones stay empty."""
    some = pc.filter(column, pa.array(rows)).to_pylist()
    edited = pa.array([text if not text else edit(text) for text in some], pa.string())
    return pc.replace_with_mask(column, pa.array(rows), edited)


def misspell(rng: Rng, column: Column, rows: Mask) -> Column:
    """Swap, drop or double a letter in some cells, the way a hurried hand does."""

    def slip(text: str) -> str:
        end = text.find("@") if "@" in text else len(text)
        if end < 4:  # noqa: PLR2004
            return text
        place, kind = int(rng.integers(1, end - 1)), int(rng.integers(0, 3))
        head, letter, tail = text[:place], text[place], text[place + 1 :]
        if not letter.isalpha() or not tail[:1].isalpha():
            return text
        return head + (tail[0] + letter + tail[1:], tail, letter * 2 + tail)[kind]

    return change(column, rows, slip)
