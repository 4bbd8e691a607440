"""The truth beside the files: who is who, what the orders are worth, what was planted.

For tests only; nothing that imports the sample brand may look at it.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ampdesk.sample.accounts import Accounts
from ampdesk.sample.baskets import Baskets
from ampdesk.sample.campaigns import WINDOW_DAYS, Campaigns
from ampdesk.sample.catalogue import CHANNELS, STORE
from ampdesk.sample.people import Kind, People
from ampdesk.sample.schedule import State
from ampdesk.sample.text import Column, Ints

_ORDERS = pa.schema([
    ("source", pa.string()), ("order_id", pa.string()), ("person", pa.int32()),
    ("order_datetime", pa.timestamp("s")), ("channel", pa.string()), ("state", pa.string()),
    ("quantity", pa.int32()), ("lines", pa.int32()), ("revenue", pa.decimal128(18, 2)),
    ("returned_revenue", pa.decimal128(18, 2)), ("canceled_revenue", pa.decimal128(18, 2)),
    ("arm", pa.int16()),
])  # fmt: skip
_SOURCES = ("shopify", "square", "ampdesk", "ampdesk")


@dataclass
class Totals:
    """Sums over the blocks, in cents."""

    spent: Ints  # per person
    times: Ints  # per person
    visits: Ints  # per person: orders at the tills
    last_visit: Ints  # per person: seconds since 1970, 0 without
    months: dict[str, dict[str, int]] = field(default_factory=dict)
    orders: int = 0
    lines: int = 0
    revenue: int = 0
    returned: int = 0
    canceled: int = 0

    @classmethod
    def of(cls, persons: int) -> Self:
        """Start with nothing."""
        spent, times, visits, last = np.zeros((4, persons), np.int64)
        return cls(spent, times, visits, last)

    def add(self, baskets: Baskets) -> None:
        """Add a block; unpaid orders and tests count nowhere."""
        orders, paid = baskets.orders, baskets.paid
        known = paid & (orders.person >= 0)
        np.add.at(self.spent, orders.person[known], baskets.revenue[known])
        np.add.at(self.times, orders.person[known], 1)
        visited = known & (orders.channel == STORE)
        np.add.at(self.visits, orders.person[visited], 1)
        np.maximum.at(self.last_visit, orders.person[visited], orders.at[visited])
        self.orders += int(paid.sum())
        self.lines += int(paid[baskets.order_of].sum())
        self.revenue += int(baskets.revenue[paid].sum())
        self.returned += int(baskets.returned_revenue[paid].sum())
        self.canceled += int(baskets.canceled_revenue[paid].sum())
        month = orders.at[paid].astype("datetime64[s]").astype("datetime64[M]")
        for name in np.unique(month):
            here = month == name
            sums = self.months.setdefault(str(name), {"orders": 0, "revenue": 0})
            sums["orders"] += int(here.sum())
            sums["revenue"] += int(baskets.revenue[paid][here].sum())


class OrderTruth:
    """Writes `orders.parquet`: one row per order, unpaid ones and tests included."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, _ORDERS, compression="zstd")

    def add(self, people: People, baskets: Baskets, ids: Column) -> None:
        """Append a block; the person is NULL where the file names nobody."""
        orders = baskets.orders
        nobody = (orders.person < 0) | (people.kind[orders.person] == Kind.REDACTED)
        pieces = np.zeros(len(orders), np.int64)
        np.add.at(pieces, baskets.order_of, baskets.quantity)
        columns = [
            pa.array(_SOURCES).take(pa.array(orders.channel)),
            ids,
            pa.array(orders.person, mask=nobody),
            pa.array(orders.at).cast(pa.timestamp("s")),
            pa.array(CHANNELS).take(pa.array(orders.channel)),
            pa.array([state.name.lower() for state in State]).take(pa.array(orders.state)),
            pa.array(pieces, pa.int32()),
            pa.array(np.bincount(baskets.order_of, minlength=len(orders)), pa.int32()),
            _money(baskets.revenue),
            _money(baskets.returned_revenue),
            _money(baskets.canceled_revenue),
            pa.array(orders.arm, mask=orders.arm < 0),
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=_ORDERS))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def _money(cents: Ints) -> Column:
    """Return cents as DECIMAL(18,2), read off the bytes of a 128-bit whole number."""
    wide = np.empty((len(cents), 2), np.int64)
    wide[:, 0], wide[:, 1] = cents, np.where(cents < 0, -1, 0)
    buffers = [None, pa.py_buffer(wide.tobytes())]
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), buffers)


def write_people(folder: Path, people: People, accounts: Accounts, totals: Totals) -> None:
    """Write `people.parquet` (one row per person) and `records.parquet` (datasource, pk, person).

    The records of the order files are in `orders.parquet`: their pk is the order id.
    """
    person = np.arange(people.count)
    pq.write_table(
        pa.table({
            "person": pa.array(person, pa.int32()),
            "household": pa.array(people.household, pa.int32()),
            "kind": pa.array([kind.name.lower() for kind in Kind]).take(pa.array(people.kind)),
            "suffix": pa.array(["", "Jr.", "Sr."]).take(pa.array(people.suffix)),
            "twin": pa.array(people.twin),
            "shares_email": pa.array(people.shares_email),
            "orders": pa.array(totals.times, pa.int32()),
            "revenue": _money(totals.spent),
        }),
        folder / "people.parquet",
        compression="zstd",
    )  # fmt: skip
    registers = (
        ("shopify", accounts.shop, accounts.shop_id),
        ("square", accounts.till, accounts.till_id),
        ("klaviyo", accounts.newsletter, accounts.newsletter_id),
        ("loyalty", accounts.loyalty, accounts.loyalty_id),
    )
    schema = pa.schema([("datasource", pa.string()), ("pk", pa.string()), ("person", pa.int32())])
    with pq.ParquetWriter(folder / "records.parquet", schema, compression="zstd") as writer:
        for name, register, ids in registers:
            rows = len(register)
            sources = pa.array([name]).take(pa.array(np.zeros(rows, np.int64)))
            keys = ids(np.arange(rows))
            owners = pa.array(register.person, pa.int32())
            writer.write_table(pa.Table.from_arrays([sources, keys, owners], schema=schema))


def planted(campaigns: Campaigns) -> list[dict[str, Any]]:
    """Describe each group of the campaigns: size, planted probability, orders caused."""
    caused = np.bincount(campaigns.orders.arm, minlength=len(campaigns.arms))
    return [
        {
            "arm": place,
            "campaign": arm.campaign_name,
            "sub_audience": arm.sub_audience,
            "treatment": arm.treatment,
            "is_control": arm.is_control,
            "destinations": list(arm.destinations),
            "launched_on": arm.launched_on.isoformat(),
            "window_days": WINDOW_DAYS,
            "recipients": len(members),
            "extra_order_probability": arm.extra,
            "orders_caused": int(caused[place]),
        }
        for place, (arm, members) in enumerate(zip(campaigns.arms, campaigns.members, strict=True))
    ]


def dollars(cents: int) -> str:
    """Return cents as an exact decimal text."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write the summary as JSON."""
    path.write_text(json.dumps(summary, indent=1, sort_keys=True) + "\n", encoding="utf-8")
