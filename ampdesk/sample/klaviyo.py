"""The newsletter as Klaviyo exports its profiles, and the e-mail events of its sends."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from ampdesk.sample import views
from ampdesk.sample.accounts import Accounts
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import BRANDS, Floats
from ampdesk.sample.chance import Rng, chance, habit, scramble
from ampdesk.sample.people import People
from ampdesk.sample.text import (
    DAY,
    Ints,
    Mask,
    Sheet,
    choose,
    instant,
    keep,
    pick,
    pool,
)  # fmt: skip

SOURCE = "klaviyo"
MONTHS = 15
_EVERY_DAYS = 14
_SHARE = 0.25  # of the list that one send goes to
_CONSENT = pool(("SUBSCRIBED", "UNSUBSCRIBED", "NEVER_SUBSCRIBED"))
_SUPPRESSIONS = pool(
    ("", '["HARD_BOUNCE"]', '["SPAM_COMPLAINT"]', '["USER_SUPPRESSED"]', '["UNSUBSCRIBE"]')
)


@dataclass
class Subscribers:
    """The state of each newsletter record at the end."""

    consent: Ints  # 0 subscribed, 1 unsubscribed, 2 never subscribed
    suppressed: Ints  # 0 no, else position of the reason
    left_at: Ints  # when unsubscribed or suppressed


@dataclass(frozen=True)
class _Send:
    id: str
    campaign: str
    at: int


def subscribers(rng: Rng, accounts: Accounts, end: int) -> Subscribers:
    """Draw who is still subscribed: eight of ten."""
    register = accounts.newsletter
    size = len(register)
    consent = rng.choice(3, size, p=[0.8, 0.11, 0.09])
    suppressed = np.where(
        chance(rng, size, 0.05), rng.choice(np.array([1, 2, 3]), size, p=[0.6, 0.15, 0.25]), 0
    )
    suppressed = np.where((consent == 1) & chance(rng, size, 0.3), 4, suppressed)
    left = register.created + (rng.random(size) * (end - register.created)).astype(np.int64)
    return Subscribers(consent, suppressed, left)


def write_profiles(rng: Rng, sheet: Sheet, cast: Cast, state: Subscribers, rows: slice) -> None:
    """Append newsletter profiles, spelled as on the day of the sign-up."""
    people, register = cast.people, cast.accounts.newsletter
    person, created = register.person[rows], register.created[rows]
    size = len(person)
    name = views.name_at(people, person, created, nick=habit(person, 41, 0.18))
    has_name, has_phone = habit(person, 42, 0.82), habit(person, 43, 0.3)
    home = views.address_at(people, person, created)
    has_home = habit(person, 44, 0.25)
    email = views.email_cells(people.email.of(person))
    active = created + (rng.random(size) ** 0.4 * (cast.end - created)).astype(np.int64)
    sms = habit(person, 22, 0.3) & has_phone
    sheet.append(size, {
        "Email": choose(chance(rng, size, 0.015), pc.utf8_capitalize(email), email),
        "Klaviyo ID": cast.accounts.newsletter_id(np.arange(rows.start, rows.start + size)),
        "First Name": keep(name.given, has_name),
        "Last Name": keep(name.surname, has_name & habit(person, 45, 0.93)),
        "Organization": views.company(people, person),
        "Phone Number": keep(views.phones(people, person, "+1{0}555{1}"), has_phone),
        "Address": keep(views.street(home, short=habit(person, 2, 0.4)), has_home),
        "Address 2": keep(views.unit(home), has_home),
        "City": keep(views.city(home), has_home),
        "State / Region": keep(views.state(home), has_home),
        "Country": choose(has_home, "United States", ""),
        "Zip Code": keep(views.postal(home), has_home),
        "Source": choose(habit(person, 46, 0.5), "Footer form", "Checkout"),
        "Profile Created On": instant(created),
        "Last Active": instant(active),
        "Email Marketing Consent": pick(_CONSENT, state.consent[rows]),
        "Email Marketing Consent Timestamp": keep(
            instant(np.where(state.consent[rows] == 1, state.left_at[rows], created)),
            state.consent[rows] < 2,  # noqa: PLR2004
        ),
        "Email Suppressions": pick(_SUPPRESSIONS, state.suppressed[rows]),
        "SMS Marketing Consent": choose(sms, "SUBSCRIBED", "NEVER_SUBSCRIBED"),
    })  # fmt: skip


def write_events(rng: Rng, sheet: Sheet, cast: Cast, state: Subscribers) -> Iterator[int]:
    """Write sign-ups and what became of the sends of fifteen months; yield rows as they grow.

    Each person opens with a probability of his own, some hardly ever; nothing is sent to those who
    left, bounced or never agreed.
    """
    people, register, campaigns, end = (
        cast.people,
        cast.accounts.newsletter,
        cast.campaigns,
        cast.end,
    )
    signup = _Send("signup", "", 0)
    agreed = np.flatnonzero(state.consent < 2)  # noqa: PLR2004
    for start in range(0, len(agreed), 250_000):
        rows = agreed[start : start + 250_000]
        _append(sheet, people, register.person[rows], register.created[rows], "Optin", signup)
        yield sheet.rows
    first = end - round(MONTHS * 30.44) * DAY
    for place, day in enumerate(range(first // DAY, end // DAY - 1, _EVERY_DAYS)):
        at = day * DAY + 15 * 3600
        there = (register.created < at) & (state.consent < 2)  # noqa: PLR2004
        there &= ~((state.left_at < at) & ((state.consent == 1) | (state.suppressed > 0)))
        rows = np.flatnonzero(there & chance(rng, len(register), _SHARE))
        _send(rng, sheet, cast, register.person[rows], _Send(f"nl-{place + 1:03d}", "", at))
        yield sheet.rows
    for place, (arm, members) in enumerate(zip(campaigns.arms, campaigns.members, strict=True)):
        if {"Klaviyo", "Braze"} & set(arm.destinations) and arm.delivered_at > first:
            send = _Send(f"camp-{place + 1:03d}", arm.campaign_name, arm.delivered_at)
            _send(rng, sheet, cast, members, send)
            yield sheet.rows


def _send(rng: Rng, sheet: Sheet, cast: Cast, person: Ints, send: _Send) -> None:
    """Append one send and its opens, clicks, bounces and the rest."""
    size = len(person)
    taste: Floats = (scramble(person, 51) % np.uint64(1_000)).astype(np.int64) / 1_000
    sent = np.full(size, send.at) + rng.integers(0, 3_600, size)
    bounced = chance(rng, size, 0.008)
    opened = ~bounced & (rng.random(size) < 0.72 * taste**2)
    clicked = opened & chance(rng, size, 0.17)
    delay = rng.exponential(30_000, size).astype(np.int64) + 60

    def append(rows: Mask, later: Ints, kind: str) -> None:
        moment = np.minimum(sent + later, cast.end)
        _append(sheet, cast.people, person[rows], moment[rows], kind, send)

    append(np.ones(size, bool), np.zeros(size, np.int64), "Sent")
    append(bounced, delay % 300, "Bounce")
    append(opened, delay, "Open")
    append(opened & chance(rng, size, 0.12), delay + 40_000, "Open")
    append(clicked, delay + 30, "Click")
    append(clicked & chance(rng, size, 0.12), delay + 1_800, "Converted")
    append(opened & chance(rng, size, 0.004), delay + 90, "Unsubscribe")


def _append(sheet: Sheet, people: People, person: Ints, at: Ints, kind: str, send: _Send) -> None:
    brand = np.where(habit(person, 52, 0.6), 0, 1)
    sheet.append(len(person), {
        "email": views.email_cells(people.email.of(person)),
        "event_datetime": instant(at),
        "event_type": kind,
        "send_id": send.id,
        "brand": pick(pool(BRANDS), brand),
        "region": choose(habit(person, 53, 0.95), "US", "CA"),
        "campaign_name": send.campaign,
    })  # fmt: skip
