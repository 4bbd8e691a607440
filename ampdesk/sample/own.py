"""AmpDesk's own files: what the platforms' exports cannot carry (import_formats.md 3).

Lines of phone and marketplace orders with their cost, order details that Shopify and Square have no
column for (purchase brand, digital channel, means of payment), programmes of consent, recipients of
earlier campaigns, product attributes, the fiscal calendar.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from ampdesk.sample import views
from ampdesk.sample.baskets import Baskets, line_share
from ampdesk.sample.calendar import fiscal_days, seconds
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import (
    BRANDS,
    CHANNELS,
    DIGITAL,
    MARKETPLACE,
    PAYMENTS,
    PHONE,
    STORE,
    WEB,
    catalogue,
    places,
)  # fmt: skip
from ampdesk.sample.chance import Rng, chance, habit
from ampdesk.sample.people import Kind, People
from ampdesk.sample.schedule import State
from ampdesk.sample.text import (
    Cells,
    Column,
    Ints,
    Sheet,
    amount,
    choose,
    instant,
    keep,
    number,
    pick,
    pool,
)  # fmt: skip

_PROGRAMS = pool(("newsletter", "promotions"))
_FREQUENCIES = pool(("daily", "weekly", "monthly"))
_LANGUAGES = pool(("en", "es", "fr"))
_REGIONS = pool(("US", "CA"))
_BRANDS = pool(BRANDS)


def write_items(rng: Rng, sheet: Sheet, cast: Cast, baskets: Baskets, ids: Column) -> None:
    """Append lines of phone and marketplace orders, and what was brought back or cancelled."""
    accounts = cast.accounts
    own = np.isin(baskets.orders.channel, (PHONE, MARKETPLACE))
    lines = baskets.lines_of(own)
    back = lines[baskets.returned[lines] > 0]
    for rows, sign in ((lines, 1), (back, -1)):
        if not len(rows):
            continue
        order = baskets.order_of[rows]
        state = baskets.orders.state[order]
        sale = sign > 0
        pieces, whole = (
            baskets.quantity[rows] if sale else baskets.returned[rows],
            baskets.quantity[rows],
        )
        listed = baskets.price[rows] * pieces
        net = line_share(whole, pieces, whole * baskets.price[rows] - baskets.discount[rows])
        cost = catalogue().cost[baskets.product[rows]] * pieces
        person = baskets.orders.person[order]
        record = np.maximum(accounts.shop.of(np.maximum(person, 0), baskets.second[order]), 0)
        canceled = state == State.CANCELLED
        known = choose(chance(rng, len(rows), 0.15) & sale, "", "FALSE")
        sheet.append(len(rows), {
            "order_id": pick(ids, order),
            "order_datetime": instant(
                baskets.orders.at[order] if sale else baskets.returned_at[order]
            ),
            "fk_shopify_customer": keep(accounts.shop_id(record), person >= 0),
            "product_id": pick(catalogue().cells("product_id"), baskets.product[rows]),
            "item_quantity": number(sign * pieces),
            "unit_list_price": amount(baskets.price[rows]),
            "item_list_price": amount(sign * listed),
            "item_discount_amount": amount(sign * (listed - net)),
            "item_revenue": amount(sign * net),
            "item_cost": amount(sign * cost),
            "item_profit": amount(sign * (net - cost)),
            "is_return": known if sale else choose(canceled, "FALSE", "TRUE"),
            "is_cancellation": known if sale else choose(canceled, "TRUE", "FALSE"),
            "order_discount_amount": "0.00",
            "currency": "USD",
            "payment_method": pick(pool(PAYMENTS), baskets.payment[order]),
            "purchase_brand": pick(_BRANDS, baskets.brand[order]),
            "purchase_channel": pick(pool(CHANNELS), baskets.orders.channel[order]),
        })  # fmt: skip


def write_details(shop: Sheet, till: Sheet, baskets: Baskets, ids: Column) -> None:
    """Append order details of the shop's and the tills' orders, never those of unpaid ones."""
    for sheet, channel in ((shop, WEB), (till, STORE)):
        rows = np.flatnonzero((baskets.orders.channel == channel) & baskets.paid)
        if not len(rows):
            continue
        columns: dict[str, Cells] = {
            "order_id": pick(ids, rows),
            "order_datetime": instant(baskets.orders.at[rows]),
            "order_revenue": amount(baskets.revenue[rows]),
            "currency": "USD",
            "payment_method": pick(pool(PAYMENTS), baskets.payment[rows]),
            "purchase_brand": pick(_BRANDS, baskets.brand[rows]),
            "purchase_channel": CHANNELS[channel],
        }
        if channel == WEB:
            columns["digital_channel"] = pick(pool(DIGITAL), baskets.digital[rows])
        else:
            columns["store_id"] = pick(pool(places().stores), baskets.store[rows])
        sheet.append(len(rows), columns)


def write_products(sheet: Sheet) -> None:
    """Write the attributes of the products."""
    goods = catalogue()
    sheet.append(len(goods.rows), {
        **{name: goods.cells(name) for name in goods.rows[0] if name.startswith("product_")},
        "product_description": goods.cells("description"),
        "product_msrp": amount(goods.price),
        "product_cost": amount(goods.cost),
    })  # fmt: skip


def write_consents(
    rng: Rng, sheets: tuple[Sheet, Sheet], people: People, person: Ints, subscriber: Ints
) -> None:
    """Append programme choices of some persons, and of their second addresses and phones.

    `sheets`: for e-mail and for SMS; `person`: whom to write about;
    `subscriber`: 1 for those in the newsletter.
    """
    mail, sms = sheets
    subscriber = subscriber * ~(people.shares_email[person] & (people.member[person] > 0))
    chosen = person[habit(person, 31, 0.35) & (subscriber > 0)]
    _append_consent(rng, mail, "email", views.email_cells(people.email.of(chosen)), 0.9)
    other = person[(people.second_email.domain[person] >= 0) & habit(person, 32, 0.4)]
    _append_consent(rng, mail, "email", views.email_cells(people.second_email.of(other)), 0.35)
    texts = person[habit(person, 22, 0.3) & (people.kind[person] <= Kind.EMPLOYEE)]
    _append_consent(rng, sms, "sms", views.phones(people, texts, "+1{0}555{1}"), 0.8)


def _append_consent(rng: Rng, sheet: Sheet, channel: str, contact: Column, yes: float) -> None:
    size = len(contact)
    if not size:
        return
    granted = choose(chance(rng, size, yes), "TRUE", "FALSE")
    program = (
        pick(_PROGRAMS, rng.choice(2, size, p=[0.65, 0.35])) if channel == "email" else "alerts"
    )
    sheet.append(size, {
        "email" if channel == "email" else "phone": contact,
        f"is_{channel}_opted_in": choose(chance(rng, size, 0.02), "", granted),
        "brand": pick(_BRANDS, rng.choice(2, size, p=[0.6, 0.4])),
        "region": pick(_REGIONS, rng.choice(2, size, p=[0.94, 0.06])),
        f"{channel}_program": program,
        f"{channel}_frequency": pick(_FREQUENCIES, rng.choice(3, size, p=[0.15, 0.55, 0.3])),
        "language_preference": pick(_LANGUAGES, rng.choice(3, size, p=[0.86, 0.1, 0.04])),
    })  # fmt: skip


def write_recipients(sheet: Sheet, cast: Cast) -> None:
    """Write who was in which group of the earlier campaigns; control rows have no destination."""
    for arm, members in zip(cast.campaigns.arms, cast.campaigns.members, strict=True):
        email = views.email_cells(cast.people.email.of(members))
        audience = arm.sub_audience.lower().replace(" ", "-")
        treatment = arm.treatment.lower().replace(" ", "-").replace("%", "pct")
        for destination in arm.destinations or ("",):
            key = destination.lower().replace(" ", "-")
            sheet.append(len(members), {
                "campaign_id": arm.campaign_id,
                "campaign_name": arm.campaign_name,
                "campaign_type": arm.campaign_type,
                "segment_id": "seg-buyers",
                "segment_name": "Buyers in the newsletter",
                "sub_audience_id": f"{arm.campaign_id}-{audience}",
                "sub_audience_name": arm.sub_audience,
                "treatment_id": f"{arm.campaign_id}-{audience}-{treatment}",
                "treatment_name": arm.treatment,
                "is_control": "TRUE" if arm.is_control else "FALSE",
                "destination_id": f"dst-{key}" if key else "",
                "destination_name": destination,
                "delivery_datetime": moment(arm.delivered_at),
                "launch_datetime": moment(seconds(arm.launched_on)),
                "email": email,
            })  # fmt: skip


def moment(instant_: int) -> str:
    """Return one instant as ``YYYY-MM-DD HH:MM:SS``."""
    return str(np.datetime64(instant_, "s")).replace("T", " ")


def write_calendar(sheet: Sheet, today: date) -> None:
    """Write the 4-5-4 calendar."""
    write_rows(sheet, fiscal_days(today))


def write_rows(sheet: Sheet, rows: Iterable[Mapping[str, str]]) -> None:
    """Write a few rows of plain values."""
    table = list(rows)
    names = table[0].keys() if table else ()
    sheet.append(len(table), {name: pool(row[name] for row in table) for name in names})
