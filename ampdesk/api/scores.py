"""RFM for both doors: the grid, a range on it, the scores file, one customer's receipt.

The figures of rfm.md 4.2 are scored by a build; here they are only counted and shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ampdesk.api.distributions import Distribution, read_distribution
from ampdesk.api.movement import (
    Move,
    Movement,
    checked_day,
    compile_flows,
    compile_movers,
    read_movement,
)
from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Receipt
from ampdesk.api.rfm_queries import (
    AXES,
    RFM,
    TAE,
    Axis,
    compile_bounds,
    compile_grid,
    compile_selection,
)
from ampdesk.api.rfm_receipts import movement_receipt, range_receipt, scores_receipt, tenth_receipt
from ampdesk.errors import NotFoundError
from ampdesk.money import amount
from ampdesk.profiles import BrandCurrency
from ampdesk.rfm.ranges import RfmRange

FEW, SOME = 10, 100  # rfm.md 4.2: warn below 10, note below 100


@dataclass(frozen=True)
class Cell:
    """Customers with one pair of scores, their revenue and orders of the last 12 months."""

    row: int
    column: int
    customers: int
    revenue: Decimal
    orders: int = 0

    @property
    def average_order(self) -> Decimal | None:
        """Revenue per order."""
        return amount(self.revenue / self.orders) if self.orders else None


@dataclass(frozen=True)
class Grid:
    """Ten by ten cells; row 10 is drawn on top."""

    rows: Axis
    columns: Axis
    cells: tuple[Cell, ...]
    scored: int
    customers: int
    warnings: tuple[str, ...]

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell, scores from 1 to 10."""
        return self.cells[(row - 1) * 10 + column - 1]


@dataclass(frozen=True)
class Selection:
    """A range of scores against all scored customers."""

    range: RfmRange
    customers: int
    share: float | None
    revenue: Decimal
    per_customer: Decimal | None
    median_gap_days: float | None
    all_revenue: Decimal
    all_per_customer: Decimal | None
    all_median_gap_days: float | None
    orders: int = 0
    all_orders: int = 0
    scored: int = 0

    @property
    def average_order(self) -> Decimal | None:
        """Revenue per order of the last 12 months, in the range."""
        return amount(self.revenue / self.orders) if self.orders else None

    @property
    def all_average_order(self) -> Decimal | None:
        """Revenue per order of the last 12 months, of all scored customers."""
        return amount(self.all_revenue / self.all_orders) if self.all_orders else None


@dataclass(frozen=True)
class Preset:
    """A pattern of rfm.md 4.4 with the advice that goes with it."""

    key: str
    label: str
    advice: str
    range: RfmRange


def _preset(key: str, label: str, advice: str, bounds: str) -> Preset:
    return Preset(key, label, advice, RfmRange.parse(bounds))


PRESETS = (
    _preset(
        "fading_frequent",
        "Fading frequent",
        "They bought often and stopped lately. A special offer is the documented advice; test it "
        "against a control group first.",
        "F>=8,R<=3",
    ),
    _preset(
        "big_occasional",
        "Big occasional",
        "They spend much, seldom. No discount: loyalty and seasonal occasions.",
        "M>=8,F<=3",
    ),
    _preset(
        "new_small",
        "New small",
        "A recent, small first order. They may react to special offers; expect few.",
        "R>=8,F<=3,M<=3",
    ),
    _preset(
        "active_thrifty",
        "Active thrifty",
        "They buy often and little. No discounts: cross-sell, up-sell, invite to loyalty.",
        "R>=8,F>=8,M<=3",
    ),
    _preset(
        "direct_mail_core",
        "Direct-mail core",
        "High on every score: the original use of RFM, households worth a printed piece.",
        "R>=8,F>=8,M>=8",
    ),
)


class Rfm:
    """RFM of a brand. Reads only; safe from several threads."""

    def __init__(self, reader: Reader, currency: Callable[[], BrandCurrency]) -> None:
        """`currency` is asked when amounts of earlier orders are needed."""
        self._reader = reader
        self._currency = currency

    def grid(self, rows: Axis = "recency", columns: Axis = "frequency") -> Grid:
        """Count the hundred cells; raises NotBuiltError before the first build."""
        snapshot = self._reader.needs(RFM, TAE, "Customer_360")
        found = self._reader.rows(compile_grid(rows, columns))
        by_cell = {(row["y"], row["x"]): row for row in found}
        cells = []
        for y in range(1, 11):
            for x in range(1, 11):
                row = by_cell.get((y, x))
                customers = int(row["customers"]) if row else 0
                revenue = amount(row["revenue"] or 0) if row else amount(0)
                orders = int(row["orders"] or 0) if row else 0
                cells.append(Cell(y, x, customers, revenue, orders))
        scored = sum(cell.customers for cell in cells)
        return Grid(
            rows,
            columns,
            tuple(cells),
            scored,
            snapshot.tables["Customer_360"].rows,
            warnings_for(scored),
        )

    def select(self, wanted: RfmRange) -> Selection:
        """Compare a range of scores with all scored customers."""
        self._reader.needs(RFM, TAE)
        row = self._reader.rows(compile_selection(wanted))[0]
        every = int(row["every"] or 0)
        customers = int(row["customers"] or 0)
        revenue = amount(row["revenue"] or 0)
        all_revenue = amount(row["all_revenue"] or 0)
        return Selection(
            range=wanted,
            customers=customers,
            share=customers / every if every else None,
            revenue=revenue,
            per_customer=amount(revenue / customers) if customers else None,
            median_gap_days=_float(row["gap"]),
            all_revenue=all_revenue,
            all_per_customer=amount(all_revenue / every) if every else None,
            all_median_gap_days=_float(row["all_gap"]),
            orders=int(row["orders"] or 0),
            all_orders=int(row["all_orders"] or 0),
            scored=every,
        )

    def distributions(self) -> tuple[Distribution, ...]:
        """Return how each measure is spread and where its tenths are cut, in one visit."""
        self._reader.needs(RFM, TAE)
        with self._reader.engine() as engine:
            return tuple(read_distribution(engine, axis) for axis in AXES)

    def movement(self, since: date, axis: Axis = "recency") -> Movement:
        """Return who moved between the stages of a score since an earlier day.

        Raises DefinitionError for a day that is not before the build.
        """
        snapshot = self._reader.needs(RFM, TAE, "Unified_Transactions")
        built_on = snapshot.built_on or since
        checked_day(since, built_on)
        with self._reader.engine() as engine:
            return read_movement(engine, since, built_on, axis, self._currency())

    def movers(
        self, since: date, axis: Axis, moves: tuple[Move, ...], *, limit: int | None = None
    ) -> list[str]:
        """Return the ids of the customers who made one of these moves, sorted."""
        self._reader.needs(RFM, "Unified_Transactions")
        query = compile_movers(since, axis, moves, self._currency())
        rows = self._reader.rows(query.limit(limit) if limit else query)
        return [str(row["amperity_id"]) for row in rows]

    def why_range(self, wanted: RfmRange) -> Receipt:
        """Explain the figures of a range of scores."""
        selection = self.select(wanted)
        return range_receipt(
            selection, compile_selection(wanted), str(self._reader.snapshot.built_on or "")
        )

    def why_movement(self, since: date, axis: Axis, move: Move | None = None) -> Receipt:
        """Explain a movement, or one flow of it."""
        found = self.movement(since, axis)
        query = compile_flows(since, axis, self._currency())
        return movement_receipt(found, query, move)

    def why_tenth(self, axis: Axis, score: int) -> Receipt:
        """Explain where a tenth begins and ends."""
        found = next(one for one in self.distributions() if one.axis == axis)
        return tenth_receipt(found, score, str(self._reader.snapshot.built_on or ""))

    def why(self, amperity_id: str) -> Receipt:
        """Explain the three scores of one customer: value, tile, the tile's bounds, the ties."""
        snapshot = self._reader.needs(RFM, TAE)
        rows = self._reader.rows(compile_bounds(amperity_id))
        if not rows:
            raise NotFoundError(
                "no RFM score: no order in the last 12 months, or no such customer",
                remedy="look the customer up: ampdesk customer search",
                where=amperity_id,
            )
        return scores_receipt(rows[0], str(snapshot.built_on or ""))


def warnings_for(scored: int) -> tuple[str, ...]:
    """Return what rfm.md 4.2 asks to say about few customers."""
    if scored < FEW:
        return (
            (
                f"Only {scored} customers have a score: with fewer than 10 the best of them gets "
                f"tenth {scored}, not 10."
            ),
        )
    if scored < SOME:
        return (f"Only {scored} customers have a score: each tenth holds few people.",)
    return ()


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
