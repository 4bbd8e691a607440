"""Two to five segments beside each other: overlaps, worth, what sets them apart (segments.md 2.7).

Overlaps are exact cells: customers in just these segments (UpSet). Differences of profile are
ranked by effect: of a share Cohen's h, of an average Cohen's d against the baseline's spread.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.segments.catalog import ATTRIBUTES, DEFAULT_ID, TAE, Catalog, Kind
from ampdesk.segments.choices import label_of
from ampdesk.segments.lines import column, table
from ampdesk.segments.summary import RevenueTree, money

_TRAITS = {
    TAE: ("lifetime_order_frequency", "lifetime_order_revenue", "L12M_order_frequency",
          "L12M_order_revenue", "lifetime_average_order_value", "lifetime_average_num_items",
          "days_since_latest_order", "one_and_done", "early_repeat_purchaser",
          "multi_purchase_channel", "multi_purchase_brand", "L12M_recency", "L12M_frequency",
          "L12M_monetary", "lifetime_preferred_purchase_channel"),
    ATTRIBUTES: ("is_purchaser", "contactable_email", "contactable_phone", "contactable_address",
                 "is_opted_into_email", "is_opted_into_sms", "is_gift_giver", "is_business",
                 "historical_purchaser_lifecycle_status"),
}  # fmt: skip
_MOST_VALUES = 8


@dataclass(frozen=True)
class Overlap:
    """Customers who are in just the segments marked, in the order asked."""

    members: tuple[bool, ...]
    customers: int


@dataclass(frozen=True)
class Worth:
    """One segment's row of the metrics table; over the last 12 months."""

    name: str
    customers: int
    tree: RevenueTree


@dataclass(frozen=True)
class Difference:
    """One trait: shares in percent or averages, by segment and of the baseline.

    `effect` is the largest of the segments' effects, with its sign; 0.2 is small, 0.8 large.
    """

    column: str
    label: str
    is_share: bool
    values: tuple[float | None, ...]
    baseline: float | None
    effect: float


@dataclass(frozen=True)
class _Trait:
    table: str
    column: str
    kind: Kind
    value: str | None = None

    @property
    def is_share(self) -> bool:
        return self.value is not None or self.kind is Kind.BOOLEAN

    @property
    def label(self) -> str:
        return label_of(self.column) + (f": {self.value}" if self.value is not None else "")

    def number(self, alias: str) -> exp.Expr:
        cell: exp.Expr = column(self.column, alias)
        one, none = exp.Literal.number(1), exp.Literal.number(0)
        if self.value is not None:
            same = cell.eq(exp.Literal.string(self.value))
            return exp.case().when(same, one).else_(none)
        if self.kind is Kind.BOOLEAN:
            return exp.case().when(cell, one).else_(none)
        return exp.cast(cell, "DOUBLE")


def read_overlaps(engine: Engine, everybody: exp.Query, sets: Sequence[str]) -> list[Overlap]:
    """Count every cell that somebody is in, the largest first; nobody's cell is left out."""
    made = exp.select(exp.alias_(exp.Count(this=exp.Star()), "customers")).from_(
        everybody.subquery("e")
    )
    flags = []
    for at, name in enumerate(sets):
        alias = f"s{at}"
        on = column(DEFAULT_ID, "e").eq(column(DEFAULT_ID, alias))
        made = made.join(table(name, alias), on=on, join_type="left")
        flags.append(exp.not_(column(DEFAULT_ID, alias).is_(exp.null())))
    made = made.select(*(exp.alias_(flag, f"f{at}") for at, flag in enumerate(flags)))
    made = made.where(exp.or_(*(flag.copy() for flag in flags)))
    made = made.group_by(*(flag.copy() for flag in flags))
    found = [Overlap(tuple(map(bool, row[1:])), int(row[0])) for row in engine.rows(made)]
    return sorted(found, key=lambda one: (-one.customers, one.members))


def shared(overlaps: Sequence[Overlap], sets: int) -> tuple[tuple[int, int, int], ...]:
    """Return (i, j, customers in both) of each pair."""
    return tuple(
        (i, j, sum(one.customers for one in overlaps if one.members[i] and one.members[j]))
        for i in range(sets)
        for j in range(i + 1, sets)
    )


def read_worth(engine: Engine, members: exp.Query, name: str) -> Worth:
    """Sum up a segment's last 12 months."""
    active = column("L12M_order_frequency", "t") > 0
    summed = [
        exp.Sum(this=exp.case().when(active.copy(), column(one, "t")))
        for one in ("L12M_order_revenue", "L12M_order_frequency", "L12M_total_items")
    ]
    buyers = exp.Sum(this=exp.case().when(active, exp.Literal.number(1)))
    query = (
        exp.select(exp.Count(this=exp.Star()), buyers, *summed)
        .from_(members.subquery("m"))
        .join(
            table(TAE, "t"), on=column(DEFAULT_ID, "m").eq(column(DEFAULT_ID, "t")),
            join_type="left",
        )
    )  # fmt: skip
    ((customers, active_ones, revenue, orders, units),) = engine.rows(query)
    tree = RevenueTree(money(revenue), int(active_ones or 0), int(orders or 0), int(units or 0))
    return Worth(name, int(customers), tree)


def read_differences(
    engine: Engine, catalog: Catalog, sets: Sequence[exp.Query], baseline: exp.Query
) -> tuple[Difference, ...]:
    """Compare every trait of the sets with the baseline, the largest effect first."""
    traits = list(_traits(engine, catalog))
    against = _profile(engine, catalog, traits, baseline)
    rows = [_profile(engine, catalog, traits, one) for one in sets]
    found = []
    for at, trait in enumerate(traits):
        mean, spread = against[at]
        effects = [_effect(row[at][0], mean, spread, is_share=trait.is_share) for row in rows]
        found.append(
            Difference(
                f"{trait.table}.{trait.column}", trait.label, trait.is_share,
                tuple(_shown(row[at][0], trait) for row in rows), _shown(mean, trait),
                max(effects, key=abs, default=0.0),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-abs(one.effect), one.label)))


def _traits(engine: Engine, catalog: Catalog) -> list[_Trait]:
    found = []
    for name, columns in _TRAITS.items():
        source = catalog.tables.get(name)
        for one in columns:
            if source is None or one not in source.columns:
                continue
            kind = source.columns[one]
            if kind is not Kind.STRING:
                found.append(_Trait(name, one, kind))
                continue
            cell = column(one)
            query = exp.select(cell).from_(table(name)).where(exp.not_(cell.copy().is_(exp.null())))
            query = query.group_by(cell.copy()).order_by(
                exp.Ordered(this=exp.Count(this=exp.Star()), desc=True), one
            )
            values = engine.rows(query.limit(_MOST_VALUES))
            found += [_Trait(name, one, kind, str(value)) for (value,) in values]
    return found


def _profile(
    engine: Engine, catalog: Catalog, traits: Sequence[_Trait], members: exp.Query
) -> list[tuple[float | None, float | None]]:
    made = exp.select().from_(members.subquery("m"))
    aliases = {TAE: "t", ATTRIBUTES: "a"}
    for name, alias in aliases.items():
        if name in catalog.tables:
            on = column(DEFAULT_ID, "m").eq(column(DEFAULT_ID, alias))
            made = made.join(table(name, alias), on=on, join_type="left")
    for trait in traits:
        number = trait.number(aliases[trait.table])
        made = made.select(exp.Avg(this=number), exp.StddevSamp(this=number.copy()))
    (row,) = engine.rows(made)
    values = [None if value is None else float(value) for value in row]
    return list(zip(values[::2], values[1::2], strict=True))


def _effect(
    value: float | None, mean: float | None, spread: float | None, *, is_share: bool
) -> float:
    if value is None or mean is None:
        return 0.0
    if is_share:
        return round(2 * math.asin(math.sqrt(value)) - 2 * math.asin(math.sqrt(mean)), 4)
    return round((value - mean) / spread, 4) if spread else 0.0


def _shown(value: float | None, trait: _Trait) -> float | None:
    if value is None:
        return None
    return round(float(Decimal(str(value)) * (100 if trait.is_share else 1)), 2)
