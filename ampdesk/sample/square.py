"""Files of the twelve tills as Square exports them: items and customers."""

import numpy as np

from ampdesk.sample import views
from ampdesk.sample.accounts import code
from ampdesk.sample.baskets import Baskets, line_share
from ampdesk.sample.calendar import summer_hour
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import CHANNELS, STORE, catalogue, places
from ampdesk.sample.chance import Rng, chance, habit, some
from ampdesk.sample.people import Kind, People
from ampdesk.sample.text import (
    DAY,
    Cells,
    Column,
    Ints,
    Sheet,
    amount,
    choose,
    day,
    join,
    keep,
    number,
    pick,
    pool,
    time_of_day,
)  # fmt: skip
from ampdesk.sample.truth import Totals

SOURCE = "square"
_BAD_EMAILS = pool(("none@example.com", "noemail@example.com", "no@example.com", "declined"))
_BAD_NAMES = pool(("Guest", "Unknown", "N/A", "-"))
_BAD_STREETS = pool(("NO ADDRESS GIVEN", "GENERAL DELIVERY", "PO BOX", "unlisted"))
_BAD_PHONES = pool(("0000000000", "1234567890", "5555555555", "9999999999"))


def write_items(rng: Rng, sheet: Sheet, cast: Cast, baskets: Baskets, ids: Column) -> None:
    """Append the store orders of a block and, with their own day, what came back of them."""
    at_till = baskets.orders.channel == STORE
    lines = baskets.lines_of(at_till)
    if not len(lines):
        return
    back = lines[baskets.returned[lines] > 0]
    _write_lines(rng, sheet, cast, baskets, ids, lines, sale=True)
    if len(back):
        _write_lines(rng, sheet, cast, baskets, ids, back, sale=False)


def _write_lines(
    rng: Rng, sheet: Sheet, cast: Cast, baskets: Baskets, ids: Column, rows: Ints, *, sale: bool
) -> None:
    towns, goods, accounts = places(), catalogue(), cast.accounts
    sign = 1 if sale else -1
    order = baskets.order_of[rows]
    pieces = baskets.quantity[rows] if sale else baskets.returned[rows]
    whole = baskets.quantity[rows]
    gross = baskets.price[rows] * pieces
    discount: Ints = line_share(whole, pieces, baskets.discount[rows])
    net: Ints = gross - discount
    if not sale:  # what comes back is the rounded share of what was paid
        net = line_share(whole, pieces, whole * baskets.price[rows] - baskets.discount[rows])
        discount = gross - net
    at = baskets.orders.at[order] if sale else baskets.returned_at[order]
    store = baskets.store[order]
    zone = towns.zone[towns.store_place[store]]
    clock = at + (zone + summer_hour(at)) * 3600
    person = baskets.orders.person[order]
    known = person >= 0
    person = np.where(known, person, 0)
    cells: dict[str, Cells] = {
        "Date": day(clock // DAY),
        "Time": time_of_day(clock),
        "Time Zone": pick(pool(towns.zone_name), towns.store_place[store]),
        "Category": pick(goods.cells("product_category"), baskets.product[rows]),
        "Item": pick(goods.cells("product_name"), baskets.product[rows]),
        "Qty": join("" if sale else "-", number(pieces), ".0"),
        "Price Point Name": "Regular",
        "SKU": pick(goods.cells("product_id"), baskets.product[rows]),
        "Gross Sales": amount(sign * gross, "$"),
        "Discounts": amount(-sign * discount, "$"),
        "Net Sales": amount(sign * net, "$"),
        "Tax": amount(sign * ((net * baskets.tax[order] + 500) // 1000), "$"),
        "Transaction ID": pick(ids, order),
        "Payment ID": join(code(baskets.serial[order], 11), "X" if sale else "R"),
        "Device Name": join("Till ", pick(pool(towns.stores), store)),
        "Event Type": "Payment" if sale else "Refund",
        "Location": pick(pool(towns.stores), store),
        "Customer ID": keep(
            accounts.till_id(np.maximum(accounts.till.of(person, baskets.second[order]), 0)), known
        ),
        "Customer Name": keep(_name(rng, cast.people, person, at), known),
        "Unit": "ea",
        "Count": number(pieces),
        "Itemization Type": "Physical Good",
        "Channel": CHANNELS[STORE],
    }
    sheet.append(len(rows), cells)


def _name(rng: Rng, people: People, person: Ints, at: Ints) -> Column:
    name = views.name_at(people, person, at, nick=habit(person, 5, 0.3))
    blank = people.kind[person] == Kind.BLANK
    return keep(join(name.given, " ", name.surname), ~blank & ~chance(rng, len(person), 0.01))


def write_customers(rng: Rng, sheet: Sheet, cast: Cast, rows: slice, totals: Totals) -> None:
    """Append till customers as typed at the counter: nicknames, slips, many gaps, bad values."""
    people, accounts = cast.people, cast.accounts
    register = accounts.till
    person, second = register.person[rows], register.second[rows]
    created = register.created[rows]
    size = len(person)
    blank = people.kind[person] == Kind.BLANK
    name = views.name_at(people, person, created, nick=habit(person, 5, 0.3) ^ second)
    bad = some(rng, size, 0.01)
    home = views.address_at(people, person, created)
    has_home = habit(person, 6, 0.45) & ~blank
    has_email = (habit(person, 7, 0.62) ^ second) & ~blank
    has_phone = (habit(person, 8, 0.72) | ~has_email) & ~blank
    email = keep(views.emails_of(people, person, second & chance(rng, size, 0.5)), has_email)
    email = views.misspell(rng, email, chance(rng, size, 0.02))
    email = choose(bad, pick(_BAD_EMAILS, rng.integers(0, 4, size)), email)
    email = choose(some(rng, size, 0.004) & ~blank, "noreply@example.com", email)
    email = keep(choose(some(rng, size, 0.002), " ", email), ~blank)
    phone = views.phones(people, person, "'+1{0}555{1}")
    phone = choose(habit(person, 9, 0.5), views.phones(people, person, "({0}) 555-{1}"), phone)
    phone = choose(some(rng, size, 0.01), pick(_BAD_PHONES, rng.integers(0, 4, size)), phone)
    surname = views.misspell(rng, name.surname, chance(rng, size, 0.03))
    odd = some(rng, size, 0.01) & ~has_email
    given = choose(odd, pick(_BAD_NAMES, rng.integers(0, 4, size)), name.given)
    street = views.misspell(
        rng, views.street(home, short=habit(person, 10, 0.8)), chance(rng, size, 0.02)
    )
    lost = some(rng, size, 0.008)
    street = choose(lost, pick(_BAD_STREETS, rng.integers(0, 4, size)), street)
    wrong = some(rng, size, 0.003)
    birthday = choose(wrong, "1900-01-01", day(people.birth[person]))
    last = np.maximum(totals.last_visit[person], created)
    sheet.append(size, {
        "First Name": keep(given, ~blank),
        "Last Name": keep(join(surname, _gap(people, person), name.suffix), ~blank),
        "Email Address": email,
        "Phone Number": keep(phone, has_phone),
        "Company Name": views.company(people, person),
        "Street Address 1": keep(street, has_home),
        "Street Address 2": keep(views.unit(home, "#"), has_home),
        "City": choose(lost & has_home, "NA", keep(views.city(home), has_home)),
        "State": keep(views.state(home), has_home),
        "Postal Code": choose(lost & has_home, "00000", keep(views.postal(home), has_home)),
        "Birthday": keep(birthday, (habit(person, 11, 0.2) | wrong) & ~blank),
        "Square Customer ID": accounts.till_id(np.arange(rows.start, rows.start + size)),
        "Creation Source": "Point of Sale",
        "First Visit": day(created // DAY),
        "Last Visit": day(last // DAY),
        "Transaction Count": number(totals.visits[person]),
        "Lifetime Spend": amount(totals.spent[person], "$"),
        "Instant Profile": "No",
    })  # fmt: skip


def _gap(people: People, person: Ints) -> Column:
    return choose(people.suffix[person] > 0, " ", "")
