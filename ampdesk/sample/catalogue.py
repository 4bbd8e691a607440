"""What Fern & Fable sells, and the names and places its customers are made of.

All of it is invented and lies in `resources/sample`; the values of the questions that the assistant
is examined on are among them.
"""

import csv
import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ampdesk.sample.text import Column, Ints, pool
from ampdesk.shipped import shipped

BRANDS = ("Northwind Outfitters", "Harbor & Pine")
CHANNELS = ("web", "store", "phone", "marketplace")
WEB, STORE, PHONE, MARKETPLACE = range(4)
DIGITAL = ("organic", "paid search", "email", "social", "direct")
PAYMENTS = ("credit card", "paypal", "gift card", "cash")
SEASONS = ("winter", "spring", "summer", "fall")
CATEGORIES = ("Shoes", "Socks", "Shirts", "Jackets", "Accessories", "Home", "Gifts", "Gear")
Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]


@dataclass(frozen=True)
class Catalogue:
    """The products: arrays and cells by position."""

    rows: tuple[dict[str, str], ...]
    price: Ints  # cents
    cost: Ints  # cents
    category: Ints
    weight: Floats
    season: Ints

    def cells(self, column: str) -> Column:
        """Return one column of the catalogue as cells."""
        return pool(row[column] for row in self.rows)


@cache
def catalogue() -> Catalogue:
    """Read the products of the sample brand."""
    with shipped("sample/catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return Catalogue(
        rows=rows,
        price=np.array([round(float(row["price"]) * 100) for row in rows]),
        cost=np.array([round(float(row["cost"]) * 100) for row in rows]),
        category=np.array([CATEGORIES.index(row["product_category"]) for row in rows]),
        weight=np.array([float(row["weight"]) for row in rows]),
        season=np.array([SEASONS.index(row["product_season"]) for row in rows]),
    )


@dataclass(frozen=True)
class Names:
    """Given names (women first), surnames, words for e-mail addresses, domains."""

    given: tuple[str, ...]
    women: int
    nickname: Ints  # position of the given name's nickname in `nicknames`, -1 without
    nicknames: tuple[str, ...]
    surnames: tuple[str, ...]
    common_surnames: int
    companies: tuple[str, ...]
    test_word: int
    twins_women: Ints
    twins_men: Ints
    words: tuple[str, ...]  # folded: given names, their initials, surnames, test
    domains: tuple[str, ...]  # private, then work, then the brand's own
    domain_weight: Floats
    work_domains: range
    brand_domain: int


def fold(name: str) -> str:
    """Return the letters of a name as they stand in an e-mail address."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("ß", "ss"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())


@cache
def names() -> Names:
    """Read the names; rare surnames are made of two halves, some 1,400 of them."""
    raw = json.loads(shipped("sample/names.json").read_text(encoding="utf-8"))
    given = (*raw["female"], *raw["male"])
    known = {name: place for place, name in enumerate(sorted(set(raw["nicknames"].values())))}
    rare = (head + tail for head in raw["surname_heads"] for tail in raw["surname_tails"])
    surnames = (*raw["surnames"], *rare)
    private = [domain for domain, _ in raw["email_domains"]]
    weight = np.array([float(share) for _, share in raw["email_domains"]])
    work = raw["work_domains"]

    def twins(kind: str) -> Ints:
        return np.array([[given.index(name) for name in pair] for pair in raw["twin_pairs"][kind]])

    return Names(
        given=given,
        women=len(raw["female"]),
        nickname=np.array([known.get(raw["nicknames"].get(name, ""), -1) for name in given]),
        nicknames=tuple(known),
        surnames=surnames,
        common_surnames=len(raw["surnames"]),
        companies=tuple(raw["companies"]),
        twins_women=twins("female"),
        twins_men=twins("male"),
        words=(*map(fold, given), *(fold(name)[0] for name in given), *map(fold, surnames), "test"),
        test_word=2 * len(given) + len(surnames),
        domains=(*private, *work, raw["brand_domain"]),
        domain_weight=weight / weight.sum(),
        work_domains=range(len(private), len(private) + len(work)),
        brand_domain=len(private) + len(work),
    )


@dataclass(frozen=True)
class Places:
    """Cities with their state, ZIP codes, area codes, zone, and the twelve stores."""

    city: tuple[str, ...]
    state: tuple[str, ...]
    weight: Floats
    zone: Ints  # hours to UTC in winter
    zone_name: tuple[str, ...]
    first_zip: Ints
    zips: Ints
    tax: Ints  # per mille
    area_codes: tuple[int, ...]  # those of the cities first
    home_codes: tuple[tuple[int, ...], ...]  # positions in area_codes, per city
    streets: tuple[str, ...]
    street_types: tuple[str, ...]
    street_short: tuple[str, ...]
    state_names: dict[str, str]
    stores: tuple[str, ...]
    store_place: Ints
    store_weight: Floats


@cache
def places() -> Places:
    """Read the places; ZIP codes run from a city's first one."""
    raw = json.loads(shipped("sample/places.json").read_text(encoding="utf-8"))
    rows = raw["places"]
    codes: dict[int, int] = {}
    for code in (*(code for row in rows for code in row[4]), *raw["more_area_codes"]):
        codes.setdefault(code, len(codes))
    city = tuple(row[0] for row in rows)
    weight = np.array([row[2] for row in rows], float)
    stores = np.array([share for _, _, share in raw["stores"]], float)
    return Places(
        city=city,
        state=tuple(row[1] for row in rows),
        weight=weight / weight.sum(),
        zone=np.array([raw["zones"][row[3]][1] for row in rows]),
        zone_name=tuple(raw["zones"][row[3]][0] for row in rows),
        first_zip=np.array([int(row[5]) for row in rows]),
        zips=np.array([row[6] for row in rows]),
        tax=np.array([raw["tax_per_mille"][row[1]] for row in rows]),
        area_codes=tuple(codes),
        home_codes=tuple(tuple(codes[code] for code in row[4]) for row in rows),
        streets=tuple(raw["streets"]),
        street_types=tuple(long for long, _ in raw["street_types"]),
        street_short=tuple(short for _, short in raw["street_types"]),
        state_names=raw["state_names"],
        stores=tuple(name for name, _, _ in raw["stores"]),
        store_place=np.array([city.index(town) for _, town, _ in raw["stores"]]),
        store_weight=stores / stores.sum(),
    )


@cache
def platform_headers() -> dict[str, list[str]]:
    """Read the first line of each file as its platform writes it."""
    raw = json.loads(shipped("sample/headers.json").read_text(encoding="utf-8"))
    return {name: line.split(",") for name, line in raw.items()}
