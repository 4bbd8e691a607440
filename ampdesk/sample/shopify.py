"""Files of the web shop as Shopify exports them: orders, customers, products."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ampdesk.sample import views
from ampdesk.sample.baskets import Baskets
from ampdesk.sample.calendar import summer_hour
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import PAYMENTS, WEB, catalogue, places
from ampdesk.sample.chance import Rng, chance, habit
from ampdesk.sample.people import Address, Kind
from ampdesk.sample.schedule import State
from ampdesk.sample.text import (
    Cells,
    Column,
    Ints,
    Mask,
    Sheet,
    amount,
    choose,
    day,
    instant,
    join,
    keep,
    number,
    pick,
    pool,
)  # fmt: skip
from ampdesk.sample.truth import Totals

SOURCE = "shopify"
_STATES = pool(("paid", "refunded", "refunded", "partially_refunded", "voided", "paid"))
_NOTES = pool((
    "Please leave it at the back door, thank you", 'Card should say "Happy birthday"',
    "Two gifts:\none for Ann, one for Bo", "call before delivery",
))  # fmt: skip
_ZONE = pool(("-0500", "-0400"))
_BAD_PHONES = pool(("0000000000", "1234567890", "9999999999", "+15555555555"))
REDACTED = "[deleted]"
_BIRTH = "Birth date (customer.metafields.facts.birth_date)"


def local(instants: Ints) -> Column:
    """Return instants in the shop's zone: ``2026-03-01 20:30:00 -0500``."""
    summer = summer_hour(instants)
    return join(instant(instants - (5 - summer) * 3600), " ", pick(_ZONE, summer))


def write_orders(rng: Rng, sheet: Sheet, cast: Cast, baskets: Baskets, ids: Column) -> Column:
    """Append the web orders of a block; return the e-mails as filed, aligned with them."""
    web = np.flatnonzero(baskets.orders.channel == WEB)
    lines = baskets.lines_of(baskets.orders.channel == WEB)
    place = np.full(len(baskets.orders), -1)
    place[web] = np.arange(len(web))
    order_of = place[baskets.order_of[lines]]
    orders = baskets.orders.some(web)
    names = pick(ids, web)
    person, at, state = orders.person, orders.at, orders.state
    created = local(at)
    cells: dict[str, Cells] = _billing(rng, cast, orders.person, at, baskets.second[web])
    email = cells.pop("Email")
    recent = (
        (state == State.SALE) & (at > at.max(initial=0) - 3 * 86_400) & chance(rng, len(web), 0.1)
    )
    canceled = state == State.CANCELLED
    paid = (state != State.VOID) & ~recent
    revenue, tax, shipping = baskets.revenue[web], baskets.taxed[web], baskets.shipping[web]
    rate = places().tax[cast.people.address.place[person]]
    state_code = pick(pool(places().state), cast.people.address.place[person])
    cells |= {
        "Financial Status": choose(recent, "pending", pick(_STATES, state)),
        "Paid at": keep(local(at + 2), paid),
        "Fulfillment Status": choose(state == State.SALE, "fulfilled", "unfulfilled"),
        "Fulfilled at": keep(local(at + 90_000), (state == State.SALE) & ~recent),
        "Accepts Marketing": choose(habit(person, 21, 0.6), "yes", "no"),
        "Currency": "USD",
        "Subtotal": amount(revenue),
        "Shipping": amount(shipping),
        "Taxes": amount(tax),
        "Total": amount(revenue + shipping + tax),
        "Discount Code": _codes(cast, baskets, web),
        "Discount Amount": amount(baskets.order_discount[web]),
        "Shipping Method": choose(shipping > 0, "Standard", "Free Shipping"),
        "Notes": keep(pick(_NOTES, rng.integers(0, 4, len(web))), chance(rng, len(web), 0.02)),
        "Cancelled at": keep(local(np.minimum(at + 5_400, _day_end(at))), canceled),
        "Payment Method": choose(
            state == State.TEST, "bogus", pick(pool(PAYMENTS), baskets.payment[web])
        ),
        "Refunded Amount": amount(baskets.refunded[web]),
        "Outstanding Balance": choose(recent, amount(revenue + shipping + tax), "0.00"),
        "Id": number(4_900_000_000_000 + baskets.serial[web] * 32_768),
        "Risk Level": "Low",
        "Source": "web",
        "Tax 1 Name": keep(join(state_code, " State Tax ", number(rate // 10), "%"), rate > 0),
        "Tax 1 Value": keep(amount(tax), rate > 0),
    }  # fmt: skip
    product, quantity = baskets.product[lines], baskets.quantity[lines]
    goods = catalogue()
    sheet.append_orders(
        order_of,
        orders=cells,
        lines={
            "Name": pick(names, order_of),
            "Email": pick(email, order_of),
            "Created at": pick(created, order_of),
            "Lineitem quantity": number(quantity),
            "Lineitem name": pick(goods.cells("product_name"), product),
            "Lineitem price": amount(baskets.price[lines]),
            "Lineitem sku": pick(goods.cells("product_id"), product),
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": pick(
                choose(state == State.SALE, "fulfilled", "pending"), order_of
            ),
            "Vendor": pick(goods.cells("product_brand"), product),
            "Lineitem discount": amount(baskets.discount[lines]),
        },
    )
    return email


def _day_end(at: Ints) -> Ints:
    return at // 86_400 * 86_400 + 86_399


def _codes(cast: Cast, baskets: Baskets, rows: Ints) -> Column:
    """Return discount codes: the treatment's own, else FERN with the percentage."""
    arms = pool([arm.code for arm in cast.campaigns.arms] or [""])
    arm = baskets.orders.arm[rows]
    plain = join("FERN", number(baskets.percent[rows]))
    code = choose(arm >= 0, pick(arms, np.maximum(arm, 0)), plain)
    return keep(code, baskets.percent[rows] > 0)


def _billing(rng: Rng, cast: Cast, person: Ints, at: Ints, second: Mask) -> dict[str, Cells]:
    """Return who ordered, as typed at the checkout, and to whom it goes."""
    people, size = cast.people, len(person)
    name = views.name_at(people, person, at, nick=habit(person, 1, 0.08) ^ chance(rng, size, 0.02))
    gone = people.kind[person] == Kind.REDACTED
    full = views.misspell(rng, views.full_name(name), chance(rng, size, 0.004))
    full = choose(gone, REDACTED, full)
    email = views.misspell(rng, views.emails_of(people, person, second), chance(rng, size, 0.003))
    email = choose(chance(rng, size, 0.02), pc.utf8_upper(email), email)
    email = keep(email, ~gone & ~chance(rng, size, 0.006))
    home = views.address_at(people, person, at)
    line1 = views.street(home, short=habit(person, 2, 0.4))
    line2 = views.unit(home)
    whole = choose(home.unit > 0, join('"', line1, ", ", line2, '"'), line1)
    phone = keep(views.phones(people, person, "({0}) 555-{1}"), habit(person, 3, 0.7) & ~gone)
    phone = choose(
        chance(rng, size, 0.004) & ~gone, pick(_BAD_PHONES, rng.integers(0, 4, size)), phone
    )
    here = ~gone
    gift = chance(rng, size, 0.06) & here  # goes to somebody else, under the buyer's e-mail
    other = rng.integers(0, people.count, size)
    receiver = np.where(gift & ~np.isin(people.kind[other], (Kind.TEST, Kind.BLANK)), other, person)
    there = views.address_at(people, receiver, at)
    to_name = views.full_name(views.name_at(people, receiver, at, nick=np.zeros(size, bool)))
    own = (full, line1, line2, whole)
    sent_to = _delivery(there, receiver == person, to_name, own)
    parts: dict[str, Cells] = {"Email": email, "Phone": keep(phone, chance(rng, size, 0.3))}
    for word, address, who, street1, street2, both in (
        ("Billing", home, full, line1, line2, whole),
        ("Shipping", there, *sent_to),
    ):  # fmt: skip
        parts |= {
            f"{word} Name": keep(who, here) if word == "Shipping" else who,
            f"{word} Street": keep(both, here),
            f"{word} Address1": keep(street1, here),
            f"{word} Address2": keep(street2, here),
            f"{word} City": keep(views.city(address), here),
            f"{word} Zip": keep(join("'", views.postal(address)), here),
            f"{word} Province": keep(views.state(address), here),
            f"{word} Country": keep(pa.array(["US"] * size), here),
            f"{word} Province Name": keep(views.state(address, full=True), here),
        }
    parts["Billing Company"] = views.company(people, person)
    parts["Billing Phone"] = phone
    return parts


def _delivery(
    there: Address, same: Mask, to_name: Column, own: tuple[Column, Column, Column, Column]
) -> tuple[Column, Column, Column, Column]:
    line1, line2 = views.street(there, short=np.zeros(len(same), bool)), views.unit(there)
    whole = choose(there.unit > 0, join('"', line1, ", ", line2, '"'), line1)
    drawn = (to_name, line1, line2, whole)
    names, ones, twos, wholes = (choose(same, a, b) for a, b in zip(own, drawn, strict=True))
    return names, ones, twos, wholes


def write_customers(rng: Rng, sheet: Sheet, cast: Cast, rows: slice, totals: Totals) -> None:
    """Append customers, as of the end of today."""
    spent, times = totals.spent, totals.times
    register, people = cast.accounts.shop, cast.people
    person, second = register.person[rows], register.second[rows]
    size = len(person)
    now = np.full(size, cast.end)
    gone = people.kind[person] == Kind.REDACTED
    name = views.name_at(people, person, now, nick=habit(person, 1, 0.08) ^ second)
    home = views.address_at(people, person, now)
    has_home = habit(person, 4, 0.86) & ~gone
    has_phone = habit(person, 3, 0.7) & ~gone
    phone = keep(views.phones(people, person, "'+1{0}555{1}"), has_phone)
    test = people.kind[person] == Kind.TEST
    email = views.emails_of(people, person, second)
    sheet.append(size, {
        "Customer ID": join("'", cast.accounts.shop_id(np.arange(rows.start, rows.start + size))),
        "First Name": choose(gone, REDACTED, name.given),
        "Last Name": keep(name.surname, ~gone),
        "Email": keep(choose(chance(rng, size, 0.02), pc.utf8_upper(email), email), ~gone),
        "Accepts Email Marketing": choose(habit(person, 21, 0.6) & ~gone, "yes", "no"),
        "Default Address Company": views.company(people, person),
        "Default Address Address1": keep(views.street(home, short=habit(person, 2, 0.4)), has_home),
        "Default Address Address2": keep(views.unit(home), has_home),
        "Default Address City": keep(views.city(home), has_home),
        "Default Address Province Code": keep(views.state(home), has_home),
        "Default Address Country Code": keep(pa.array(["US"] * size), has_home),
        "Default Address Zip": keep(join("'", views.postal(home)), has_home),
        "Default Address Phone": keep(phone, has_home),
        "Phone": phone,
        "Accepts SMS Marketing": choose(habit(person, 22, 0.3) & has_phone, "yes", "no"),
        "Total Spent": amount(np.where(second, 0, spent[person])),
        "Total Orders": number(np.where(second, 0, times[person])),
        "Tax Exempt": "no",
        _BIRTH: keep(join("'", day(people.birth[person])), habit(person, 12, 0.45) & ~gone),
        "Tags": choose(test, "test", choose(times[person] >= 10, "vip", "")),  # noqa: PLR2004
    })  # fmt: skip


def write_products(sheet: Sheet) -> None:
    """Write the catalogue, one product a row."""
    goods = catalogue()
    sheet.append(len(goods.rows), {
        "Handle": pool(row["product_name"].lower().replace(" ", "-") for row in goods.rows),
        "Title": goods.cells("product_name"),
        "Body (HTML)": pool(f"<p>{row['description']}</p>" for row in goods.rows),
        "Vendor": goods.cells("product_brand"),
        "Product Category": "",
        "Type": goods.cells("product_category"),
        "Tags": pool(f"{r['product_subcategory']}, {r['product_season']}" for r in goods.rows),
        "Published": "true",
        "Option1 Name": "Size",
        "Option1 Value": goods.cells("product_size"),
        "Option2 Name": choose(_filled("product_color"), "Color", ""),
        "Option2 Value": goods.cells("product_color"),
        "Option3 Name": choose(_filled("product_material"), "Material", ""),
        "Option3 Value": goods.cells("product_material"),
        "Variant SKU": goods.cells("product_id"),
        "Variant Grams": "400.0",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "120",
        "Variant Inventory Policy": "deny",
        "Variant Fulfillment Service": "manual",
        "Variant Price": amount(goods.price),
        "Variant Requires Shipping": "true",
        "Variant Taxable": "true",
        "Gift Card": "false",
        "Variant Weight Unit": "g",
        "Cost per item": amount(goods.cost),
        "Status": "active",
    })  # fmt: skip


def _filled(column: str) -> Mask:
    return np.array([bool(row[column]) for row in catalogue().rows])
