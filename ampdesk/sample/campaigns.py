"""Earlier campaigns with control groups, and the effect planted in their treatments.

A recipient of a treatment orders once more within the measured week with the arm's `extra`
probability, whatever else he does; control groups get nothing (measurement.md 6.1).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ampdesk.sample.calendar import back, number, seconds
from ampdesk.sample.catalogue import STORE, WEB
from ampdesk.sample.chance import Rng, chance
from ampdesk.sample.people import People
from ampdesk.sample.schedule import Orders, State, orders_before, time_at
from ampdesk.sample.text import DAY, Ints, Mask

WINDOW_DAYS = 7
_DAY_SHARES = (0.3, 0.22, 0.16, 0.12, 0.08, 0.07, 0.05)
_HIGH_VALUE = 4  # orders before the launch


@dataclass(frozen=True)
class Arm:
    """One group of one delivery."""

    campaign_id: str
    campaign_name: str
    campaign_type: str
    sub_audience: str
    treatment: str
    is_control: bool
    destinations: tuple[str, ...]  # empty: not delivered
    launched_on: date
    delivered_at: int  # seconds since 1970
    extra: float  # planted probability of one more order in the window

    @property
    def code(self) -> str:
        """Return the discount code that the treatment carried."""
        return "".join(filter(str.isalnum, f"{self.campaign_name[:6]}{self.treatment}")).upper()


@dataclass(frozen=True)
class Campaigns:
    """The groups, who is in each (positions of persons), and the orders they caused."""

    arms: tuple[Arm, ...]
    members: tuple[Ints, ...]
    orders: Orders


# treatment, share, planted probability, destinations per audience
Group = tuple[str, float, float, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class _Plan:
    """A delivery: its audiences in order, and what each group gets."""

    name: str
    kind: str
    launched_on: date
    lead_days: int
    audiences: tuple[tuple[str, Mask], ...]
    groups: tuple[Group, ...]


def latest(today: date, month: int, day: int) -> date:
    """Return the latest such day of a year whose month of sales has passed by today."""
    this = date(today.year, month, day)
    return this if this + timedelta(30) <= today else date(today.year - 1, month, day)


def plant(rng: Rng, people: People, orders: Orders, reachable: Mask, today: date) -> Campaigns:
    """Draw recipients and groups of the earlier campaigns, and the orders they caused."""
    arms: list[Arm] = []
    members: list[Ints] = []
    caused: list[Orders] = []
    for plan in _plans(rng, people, orders, reachable, today):
        taken = np.zeros(people.count, bool)
        for place, (audience, wanted) in enumerate(plan.audiences):
            who = rng.permutation(np.flatnonzero(wanted & ~taken))
            taken |= wanted
            cuts = np.cumsum([round(share * len(who)) for _, share, _, _ in plan.groups[:-1]])
            for group, rows in zip(plan.groups, np.split(who, cuts), strict=True):
                arm = _arm(plan, audience, group, place)
                caused.append(_orders(rng, people, arm, np.sort(rows), len(arms)))
                arms.append(arm)
                members.append(np.sort(rows))
    return Campaigns(tuple(arms), tuple(members), caused[0].with_more(*caused[1:]))


def _plans(rng: Rng, people: People, orders: Orders, reachable: Mask, today: date) -> list[_Plan]:
    count = people.count
    autumn, spring = latest(today, 11, 10), latest(today, 3, 20)

    def buyers(day: date) -> Ints:
        return orders_before(orders, count, seconds(day))

    invited = reachable & (buyers(autumn) > 0) & chance(rng, count, 0.7)
    times = buyers(spring)
    loyal = reachable & (times >= _HIGH_VALUE)
    others = reachable & (times > 0) & chance(rng, count, 0.7)
    plans = [
        _Plan(f"Holiday Preview {autumn.year}", "One-time", autumn, 3, (("Everyone", invited),), (
            ("Control", 0.2, 0.0, ((),)),
            ("Catalog", 0.8, 0.03, (("Mail house",),)),
        )),
        _Plan(f"Spring Sale {spring.year}", "One-time", spring, 0,
              (("High value", loyal), ("Everyone else", others)), (
            ("Control", 0.2, 0.0, ((), ())),
            ("Offer A", 0.4, 0.03, (("Klaviyo",), ("Klaviyo",))),
            ("Offer B", 0.4, 0.05, (("Klaviyo", "Meta Ads"), ("Meta Ads",))),
        )),
    ]  # fmt: skip
    for months in (2, 1):
        day = back(today, months).replace(day=15)
        lost = reachable & (buyers(day) > 0) & (buyers(back(day, 12)) == buyers(day))
        lost &= chance(rng, count, 0.4)
        plans.append(_Plan("Winback Lost", "Recurring", day, 0, (("Lost", lost),), (
            ("Control", 0.25, 0.0, ((),)),
            ("20% off", 0.75, 0.04, (("Braze",),)),
        )))  # fmt: skip
    return sorted(plans, key=lambda plan: plan.launched_on)


def _arm(plan: _Plan, audience: str, group: Group, place: int) -> Arm:
    treatment, _, extra, destinations = group
    return Arm(
        campaign_id="cmp-" + plan.name.lower().replace(" ", "-"),
        campaign_name=plan.name,
        campaign_type=plan.kind,
        sub_audience=audience,
        treatment=treatment,
        is_control=not destinations[place],
        destinations=destinations[place],
        launched_on=plan.launched_on,
        delivered_at=seconds(plan.launched_on) - plan.lead_days * DAY + 8 * 3600,
        extra=extra,
    )


def _orders(rng: Rng, people: People, arm: Arm, rows: Ints, place: int) -> Orders:
    """Return the orders that the arm caused, inside its window."""
    who = rows[chance(rng, len(rows), arm.extra)]
    day = number(arm.launched_on) + rng.choice(WINDOW_DAYS, len(who), p=_DAY_SHARES)
    channel = np.where(chance(rng, len(who), 0.7), WEB, STORE)
    end = seconds(arm.launched_on) + WINDOW_DAYS * DAY - 1
    at = np.maximum(
        time_at(rng, day, channel, people.store[who], end), seconds(arm.launched_on) + 60
    )
    return Orders.of(person=who, at=at, channel=channel, state=State.SALE, arm=place)
