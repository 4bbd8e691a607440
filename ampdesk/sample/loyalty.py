"""The loyalty programme: its member list and the ledger of its points.

A dollar spent after joining is a point; the balance of each member follows the orders in time, so
that the list, the events and the orders agree.
"""

import numpy as np

from ampdesk.sample import views
from ampdesk.sample.accounts import Accounts
from ampdesk.sample.baskets import Baskets
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import places
from ampdesk.sample.chance import Rng, chance, habit, some
from ampdesk.sample.people import People
from ampdesk.sample.text import (
    DAY,
    Cells,
    Column,
    Ints,
    Mask,
    Sheet,
    choose,
    day,
    instant,
    join,
    keep,
    number,
    pick,
    pool,
)  # fmt: skip

SOURCE = "loyalty"
TIERS = ("Bronze", "Silver", "Gold", "Platinum")
_TIERS = pool(TIERS)
_STEPS = np.array([300, 1_000, 3_000])  # points that open the next tier
_BONUS, _UNIT = 50, 500
_CHANNELS = pool(("web", "store", "app"))


class Ledger:
    """Points of every member; blocks of orders must come in order of time."""

    def __init__(self, rng: Rng, accounts: Accounts, end: int) -> None:
        register = accounts.loyalty
        size = len(register)
        self._rng, self._accounts, self._end = rng, accounts, end
        self.joined = register.created
        drawn = register.created + (rng.random(size) * (end - register.created)).astype(np.int64)
        self.left = chance(rng, size, 0.04)
        self.left_at = np.where(self.left, drawn, end + DAY)
        self.earned = np.full(size, _BONUS, np.int64)
        self.spent = np.zeros(size, np.int64)
        self.changed = register.created.copy()

    @property
    def tier(self) -> Ints:
        """Return the tier of each member, by points ever earned."""
        return np.searchsorted(_STEPS, self.earned, side="right")

    def open(self, sheet: Sheet, rows: slice) -> None:
        """Append the welcome points of members."""
        record = np.arange(rows.start, min(rows.stop, len(self.joined)))
        zero = np.zeros(len(record), np.int64)
        self._append(sheet, record, self.joined[record], "earn", {
            "event_description": "Welcome",
            "accrual_amount": str(_BONUS),
            "previous_point_balance": "0",
            "current_point_balance": str(_BONUS),
            "current_tier": pick(_TIERS, zero),
        })  # fmt: skip

    def post(self, sheet: Sheet, baskets: Baskets, ids: Column) -> None:
        """Append what a block of orders earned, what was redeemed, who rose a tier."""
        orders = baskets.orders
        record = np.where(
            orders.person >= 0, self._accounts.loyalty.first_of[np.maximum(orders.person, 0)], -1
        )
        safe = np.maximum(record, 0)
        counts = (record >= 0) & baskets.paid & (baskets.revenue >= 100)  # noqa: PLR2004
        if not len(self.joined):
            return
        counts &= (orders.at >= self.joined[safe]) & (orders.at < self.left_at[safe])
        rows = np.flatnonzero(counts)
        if not len(rows):
            return
        rows = rows[np.argsort(record[rows], kind="stable")]
        who = record[rows]
        fresh = np.diff(who, prepend=-1) != 0
        group = np.cumsum(fresh) - 1
        points = baskets.revenue[rows] // 100
        running = np.cumsum(points)
        before = running - points
        after = self.earned[who] + running - before[fresh][group]
        asks = chance(self._rng, len(rows), 0.12)
        target = np.where(asks, after * 4 // 5 // _UNIT * _UNIT, 0)
        span = int(after.max()) + int(self.spent.max()) + 1
        used = (
            np.maximum.accumulate(np.maximum(target, self.spent[who]) + group * span) - group * span
        )
        used_before = np.where(fresh, self.spent[who], np.concatenate([[0], used[:-1]]))
        at, id_ = orders.at[rows], pick(ids, rows)
        order: dict[str, Cells] = {"order_id": id_, "order_datetime": instant(at)}
        old = np.searchsorted(_STEPS, after - points, side="right")
        new = np.searchsorted(_STEPS, after, side="right")
        self._append(sheet, who, at + 1, "earn", {
            **order,
            "event_description": "Purchase",
            "accrual_amount": number(points),
            "previous_point_balance": number(after - points - used_before),
            "current_point_balance": number(after - used_before),
            "previous_tier": pick(_TIERS, old),
            "current_tier": pick(_TIERS, new),
        })  # fmt: skip
        taken = used > used_before
        self._append(sheet, who[taken], at[taken] + 2, "redemption", {
            "event_description": "Reward voucher",
            "redemption_amount": number((used - used_before)[taken]),
            "previous_point_balance": number((after - used_before)[taken]),
            "current_point_balance": number((after - used)[taken]),
            "current_tier": pick(_TIERS, new[taken]),
        })  # fmt: skip
        rose = new > old
        self._append(sheet, who[rose], at[rose] + 3, "tier change", {
            "event_description": "Points",
            "current_point_balance": number((after - used)[rose]),
            "previous_tier": pick(_TIERS, old[rose]),
            "current_tier": pick(_TIERS, new[rose]),
        })  # fmt: skip
        last = np.append(fresh[1:], True)
        self.earned[who[last]], self.spent[who[last]] = after[last], used[last]
        self.changed[who[last]] = at[last]

    def close(self, sheet: Sheet) -> None:
        """Append who left."""
        record = np.flatnonzero(self.left)
        self.changed[record] = self.left_at[record]
        self._append(sheet, record, self.left_at[record], "opt-out", {
            "event_description": "Left the programme",
            "current_point_balance": number((self.earned - self.spent)[record]),
            "previous_tier": pick(_TIERS, self.tier[record]),
        })  # fmt: skip

    def _append(
        self, sheet: Sheet, record: Ints, at: Ints, kind: str, more: dict[str, Cells]
    ) -> None:
        sheet.append(len(record), {
            "loyalty_id": self._accounts.loyalty_id(record),
            "event_datetime": instant(np.minimum(at, self._end)),
            "event_type": kind,
            **more,
        })  # fmt: skip


def write_members(rng: Rng, sheet: Sheet, cast: Cast, ledger: Ledger, rows: slice) -> None:
    """Append members as the programme's own spreadsheet lists them, Excel's damage included."""
    people, accounts, register = cast.people, cast.accounts, cast.accounts.loyalty
    person, joined = register.person[rows], register.created[rows]
    size = len(person)
    name = views.name_at(people, person, joined, nick=habit(person, 61, 0.12))
    home = views.address_at(people, person, joined)
    has_home = habit(person, 62, 0.6)
    email = views.emails_of(people, person, habit(person, 63, 0.3))
    email = keep(views.misspell(rng, email, chance(rng, size, 0.01)), habit(person, 64, 0.85))
    full = views.phones(people, person, "1{0}555{1}")
    ruined = some(rng, size, 0.015)
    phone = choose(ruined, _ruin(people, person), full)
    has_phone: Mask = habit(person, 65, 0.8) | ruined
    balance = (ledger.earned - ledger.spent)[rows]
    sheet.append(size, {
        "Member Number": accounts.loyalty_id(np.arange(rows.start, rows.start + size)),
        "First Name": views.misspell(rng, name.given, chance(rng, size, 0.008)),
        "Last Name": join(name.surname, choose(people.suffix[person] > 0, " ", ""), name.suffix),
        "Email": email,
        "Phone": keep(phone, has_phone),
        "Street": keep(views.street(home, short=habit(person, 2, 0.4)), has_home),
        "City": keep(views.city(home), has_home),
        "State": keep(views.state(home), has_home),
        "Zip": keep(views.postal(home), has_home),
        "Date of Birth": keep(day(people.birth[person]), habit(person, 66, 0.75)),
        "Gender": keep(choose(people.woman[person], "F", "M"), habit(person, 67, 0.85)),
        "Member Since": day(joined // DAY),
        "Opted In": choose(ledger.left[rows], "no", "yes"),
        "Points": number(balance),
        "Lifetime Points": number(ledger.earned[rows]),
        "Tier": pick(_TIERS, ledger.tier[rows]),
        "Sign Up Channel": pick(_CHANNELS, rng.choice(3, size, p=[0.4, 0.45, 0.15])),
        "Last Updated": instant(ledger.changed[rows]),
    })  # fmt: skip


def _ruin(people: People, person: Ints) -> Column:
    """Return phones as Excel shows wide numbers: ``1.61756E+10``."""
    return pick(pool(f"1.{code}56E+10" for code in places().area_codes), people.area[person])
