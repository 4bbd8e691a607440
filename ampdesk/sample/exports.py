"""Writes the sample brand's export files, and the truth beside them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ampdesk.errors import AmpDeskError
from ampdesk.sample import klaviyo, loyalty, own, shopify, square
from ampdesk.sample.accounts import Register, open_accounts, subscribers
from ampdesk.sample.baskets import BLOCK, fill
from ampdesk.sample.calendar import edge_days, first_day, seconds
from ampdesk.sample.campaigns import plant
from ampdesk.sample.cast import Cast
from ampdesk.sample.catalogue import platform_headers
from ampdesk.sample.people import make_people
from ampdesk.sample.schedule import Orders, schedule
from ampdesk.sample.text import DAY, Ints, Sheet
from ampdesk.sample.truth import (
    OrderTruth,
    Totals,
    dollars,
    planted,
    write_people,
    write_summary,
)  # fmt: skip

Progress = Callable[[int, int], object]
MOST_CUSTOMERS = 5_000_000
_STEP = 50_000
# key, file, its source where that is not its format's; in the order of import
_FILES = (
    ("products", "shopify_products_export.csv", ""),
    ("own_products", "ampdesk_products.csv", shopify.SOURCE),
    ("calendar", "ampdesk_fiscal_calendar.csv", ""),
    ("customers", "shopify_customers_export.csv", ""),
    ("orders", "shopify_orders_export.csv", ""),
    ("order_details", "ampdesk_orders_shopify.csv", shopify.SOURCE),
    ("till_customers", "square_customers.csv", ""),
    ("till_items", "square_items.csv", ""),
    ("till_details", "ampdesk_orders_square.csv", square.SOURCE),
    ("items", "ampdesk_order_items.csv", ""),
    ("profiles", "klaviyo_profiles.csv", ""),
    ("members", "loyalty_members.csv", loyalty.SOURCE),
    ("points", "ampdesk_loyalty_events.csv", loyalty.SOURCE),
    ("email_consent", "ampdesk_consent_email.csv", ""),
    ("sms_consent", "ampdesk_consent_sms.csv", ""),
    ("events", "ampdesk_email_events.csv", klaviyo.SOURCE),
    ("recipients", "ampdesk_campaign_recipients.csv", ""),
)


BRAND_SETTINGS: Mapping[str, Any] = {
    "currency": "USD",
    "default_country": "US",
    "time_zone": "America/Chicago",
    "employee_domains": ["fernandfable.example"],
}
"""What Fern & Fable would choose in the settings of its brand."""


class SampleError(AmpDeskError):
    """The sample brand cannot be made as asked."""

    code = "sample"


@dataclass(frozen=True)
class Exports:
    """What was written.

    `files` in the order of import; `mappings`, by file name, is what a person would have to say
    about a file: the source of those whose format does not tell it; `truth` is a folder for tests.
    """

    folder: Path
    files: tuple[Path, ...]
    mappings: dict[str, dict[str, Any]]
    truth: Path
    counts: Mapping[str, int]


def write_exports(
    folder: Path,
    *,
    customers: int = 20_000,
    seed: int = 1,
    today: date,
    progress: Progress | None = None,
) -> Exports:
    """Write the export files of Fern & Fable into a folder, made if absent.

    The same customers, seed and today give the same bytes. No order or event is later than today;
    orders go back five years. `progress(done, of)`, in customers, is called often; what it raises
    stops the work.
    Raises SampleError when the number of customers is out of range.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise SampleError(
            f"{customers:,} customers cannot be made",
            remedy=f"choose 1 to {MOST_CUSTOMERS:,}",
        )
    truth = folder / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    tell = _Tell(progress, customers)
    world = _World.make(customers, seed, today, tell)
    headers = platform_headers()
    with ExitStack() as stack:
        sheets = {
            key: stack.enter_context(Sheet(folder / name, headers[name])) for key, name, _ in _FILES
        }
        totals = _write(world, sheets, truth, tell)
    counts = {sheet.path.name: sheet.rows for sheet in sheets.values()}
    _summarise(world, totals, counts, truth)
    return Exports(
        folder=folder,
        files=tuple(folder / name for _, name, _ in _FILES),
        mappings={name: {"source": source} for _, name, source in _FILES if source},
        truth=truth,
        counts=counts,
    )


class _Tell:
    """Turns parts of the whole work, 0 to 1, into customers done."""

    def __init__(self, progress: Progress | None, of: int) -> None:
        self._progress, self._of = progress, of

    def __call__(self, part: float) -> None:
        if self._progress:
            self._progress(int(part * self._of), self._of)

    def follow(self, parts: Iterator[float], start: float, end: float) -> None:
        """Run a stage that stands for `start` to `end`; it yields parts of itself."""
        for part in parts:
            self(start + (end - start) * part)


@dataclass(frozen=True)
class _World:
    """All that is drawn before the first line is written."""

    seed: int
    today: date
    cast: Cast
    orders: Orders

    @classmethod
    def make(cls, customers: int, seed: int, today: date, tell: _Tell) -> "_World":
        end = seconds(today) + DAY - 1

        def rng(stage: int) -> np.random.Generator:
            tell((stage - 1) / 60)
            return np.random.default_rng((seed, customers, today.toordinal(), stage))

        people = make_people(rng(1), customers, seconds(first_day(today)), end)
        orders = schedule(rng(2), people, today)
        readers = subscribers(rng(3), people)
        campaigns = plant(rng(4), people, orders, readers & ~people.shares_email, today)
        orders = orders.with_more(campaigns.orders)
        accounts = open_accounts(rng(5), people, orders, readers, end)
        return cls(seed, today, Cast(people, accounts, campaigns, end), orders)

    def rng(self, *stage: int) -> np.random.Generator:
        """Return the chance of one stage of the writing."""
        people = self.cast.people.count
        return np.random.default_rng((self.seed, people, self.today.toordinal(), *stage))


def _write(world: _World, sheets: dict[str, Sheet], truth: Path, tell: _Tell) -> Totals:
    cast = world.cast
    totals = Totals.of(cast.people.count)
    ledger = loyalty.Ledger(world.rng(10), cast.accounts, cast.end)
    shopify.write_products(sheets["products"])
    own.write_products(sheets["own_products"])
    own.write_calendar(sheets["calendar"], world.today)
    for rows in _slices(cast.accounts.loyalty):
        ledger.open(sheets["points"], rows)
    tell.follow(_write_orders(world, sheets, ledger, totals, truth), 0.1, 0.7)
    ledger.close(sheets["points"])
    tell.follow(_write_registers(world, sheets, ledger, totals), 0.7, 0.8)
    own.write_recipients(sheets["recipients"], cast)
    tell.follow(_write_newsletter(world, sheets), 0.8, 1.0)
    write_people(truth, cast.people, cast.accounts, totals)
    tell(1.0)
    return totals


def _write_orders(
    world: _World, sheets: dict[str, Sheet], ledger: loyalty.Ledger, totals: Totals, truth: Path
) -> Iterator[float]:
    """Write the orders block by block; yields the part done."""
    serial, cast = _serials(world.orders.channel), world.cast
    with closing(OrderTruth(truth / "orders.parquet")) as log:
        for start in range(0, len(world.orders), BLOCK):
            rows = slice(start, start + BLOCK)
            baskets = fill(
                world.rng(11, start), cast.people, world.orders.some(rows),
                second=cast.accounts.second[rows], serial=serial[rows], end=cast.end,
            )  # fmt: skip
            rng, ids = world.rng(12, start), baskets.ids()
            shopify.write_orders(rng, sheets["orders"], cast, baskets, ids)
            square.write_items(rng, sheets["till_items"], cast, baskets, ids)
            own.write_items(rng, sheets["items"], cast, baskets, ids)
            own.write_details(sheets["order_details"], sheets["till_details"], baskets, ids)
            ledger.post(sheets["points"], baskets, ids)
            totals.add(baskets)
            log.add(cast.people, baskets, ids)
            yield min(1.0, (start + BLOCK) / len(world.orders))


def _write_registers(
    world: _World, sheets: dict[str, Sheet], ledger: loyalty.Ledger, totals: Totals
) -> Iterator[float]:
    """Write customers, members and their choices; yields the part done."""
    cast = world.cast
    people, accounts = cast.people, cast.accounts
    for rows in _slices(accounts.shop):
        rng = world.rng(13, rows.start)
        shopify.write_customers(rng, sheets["customers"], cast, rows, totals)
        yield 0.4 * rows.start / people.count
    for rows in _slices(accounts.till):
        rng = world.rng(14, rows.start)
        square.write_customers(rng, sheets["till_customers"], cast, rows, totals)
        yield 0.4 + 0.2 * rows.start / people.count
    for rows in _slices(accounts.loyalty):
        rng = world.rng(15, rows.start)
        loyalty.write_members(rng, sheets["members"], cast, ledger, rows)
        yield 0.6 + 0.2 * rows.start / people.count
    reader = (accounts.newsletter.first_of >= 0).astype(np.int64)
    both = (sheets["email_consent"], sheets["sms_consent"])
    for start in range(0, people.count, _STEP):
        person = np.arange(start, min(start + _STEP, people.count))
        own.write_consents(world.rng(16, start), both, people, person, reader[person])
        yield 0.8 + 0.2 * start / people.count


def _write_newsletter(world: _World, sheets: dict[str, Sheet]) -> Iterator[float]:
    """Write profiles and e-mail events; yields the part done."""
    cast = world.cast
    state = klaviyo.subscribers(world.rng(20), cast.accounts, cast.end)
    for rows in _slices(cast.accounts.newsletter):
        klaviyo.write_profiles(world.rng(21, rows.start), sheets["profiles"], cast, state, rows)
        yield 0.2 * rows.start / cast.people.count
    for step, _ in enumerate(klaviyo.write_events(world.rng(22), sheets["events"], cast, state)):
        yield min(1.0, 0.2 + step / 60)


def _slices(register: Register) -> Iterator[slice]:
    for start in range(0, len(register), _STEP):
        yield slice(start, start + _STEP)


def _serials(channel: Ints) -> Ints:
    """Give the orders of each channel numbers from 0, in order of time."""
    serial = np.empty(len(channel), np.int64)
    for value in np.unique(channel):
        rows = channel == value
        serial[rows] = np.arange(int(rows.sum()))
    return serial


def _summarise(world: _World, totals: Totals, counts: dict[str, int], truth: Path) -> None:
    buyers = totals.times > 0
    write_summary(truth / "truth.json", {
        "customers": world.cast.people.count,
        "seed": world.seed,
        "today": world.today.isoformat(),
        "rows": counts,
        "orders": totals.orders,
        "order_lines": totals.lines,
        "revenue": dollars(totals.revenue),
        "returned_revenue": dollars(totals.returned),
        "canceled_revenue": dollars(totals.canceled),
        "buyers": int(buyers.sum()),
        "one_time_buyers": int((totals.times == 1).sum()),
        "months": {
            month: {"orders": sums["orders"], "revenue": dollars(sums["revenue"])}
            for month, sums in sorted(totals.months.items())
        },
        "edge_days": [day.isoformat() for day in edge_days(world.today)],
        "campaigns": planted(world.cast.campaigns),
    })  # fmt: skip
