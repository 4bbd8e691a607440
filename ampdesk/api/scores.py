"""RFM for both doors: the grid, a range on it, the scores file, one customer's receipt.

The figures of rfm.md 4.2 are scored by a build; here they are only counted and shown.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Line, Receipt
from ampdesk.errors import NotFoundError
from ampdesk.money import amount
from ampdesk.rfm.ranges import COLUMNS, WORDS, RfmRange

RFM, TAE = "RFM", "Transaction_Attributes_Extended"
FEW, SOME = 10, 100  # rfm.md 4.2: warn below 10, note below 100
Axis = Literal["recency", "frequency", "monetary"]
_COLUMN = {WORDS[letter]: column for letter, column in COLUMNS.items()}


@dataclass(frozen=True)
class Cell:
    """Customers with one pair of scores, and their revenue of the last 12 months."""

    row: int
    column: int
    customers: int
    revenue: Decimal

    @property
    def per_customer(self) -> Decimal | None:
        """Revenue per customer."""
        return amount(self.revenue / self.customers) if self.customers else None


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

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

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
                cells.append(Cell(y, x, customers, revenue))
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
        )

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
        row = rows[0]
        lines = []
        for letter, word in WORDS.items():
            low, high = row[f"{letter}_low"], row[f"{letter}_high"]
            lines.append(
                Line(
                    word,
                    f"{row[f'{letter}_tile']} of 10",
                    f"{_what(letter)} {_shown(row[f'{letter}_value'])}; "
                    f"this tenth runs from {_shown(low)} to {_shown(high)}, "
                    f"{row[f'{letter}_size']:,} of {row['scored']:,} customers",
                )
            )
        digits = f"{row['R_tile']}-{row['F_tile']}-{row['M_tile']}"
        return Receipt(
            title="RFM scores",
            sentence=f"Recency {row['R_tile']}, frequency {row['F_tile']}, monetary "
            f"{row['M_tile']} ({digits}), 10 is best.",
            lines=tuple(lines),
            definition="Scored customers (an order in the last 12 months) are sorted by each "
            "measure and cut into ten equal tenths; equal values are split by customer id, so "
            "the same value can lie in two neighbouring tenths.",
            as_of=str(snapshot.built_on or ""),
            sources=(RFM, TAE),
        )


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


def _column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def _joined(*expressions: exp.Expr) -> exp.Select:
    same = _column("amperity_id", RFM).eq(_column("amperity_id", TAE))
    return (
        exp.select(*expressions)
        .from_(exp.to_table(RFM))
        .join(exp.to_table(TAE), on=same, join_type="left")
        .where(_column("L12M_recency", RFM).is_(exp.null()).not_())
    )


def compile_grid(rows: Axis, columns: Axis) -> exp.Select:
    """Build y, x, customers, revenue (L12M) per pair of scores."""
    y, x = _column(_COLUMN[rows], RFM), _column(_COLUMN[columns], RFM)
    return _joined(
        y.as_("y"),
        x.as_("x"),
        exp.Count(this=exp.Star()).as_("customers"),
        exp.Sum(this=_column("L12M_order_revenue", TAE)).as_("revenue"),
    ).group_by(y.copy(), x.copy())


def compile_scores() -> exp.Select:
    """Build the file of `rfm --out`: one row per scored customer, by id (definitions.md)."""
    names = ("amperity_id", *COLUMNS.values(), "L12M_rfm_score")
    return (
        exp.select(*(_column(name, RFM) for name in names))
        .from_(exp.to_table(RFM))
        .where(_column("L12M_recency", RFM).is_(exp.null()).not_())
        .order_by(_column("amperity_id", RFM))
    )


def compile_selection(wanted: RfmRange) -> exp.Select:
    """Build one row: the range's figures and, beside them, those of all scored customers."""
    inside = wanted.condition(RFM)
    revenue = _column("L12M_order_revenue", TAE)
    gap = _column("days_since_latest_order", TAE)

    def when(value: exp.Expr) -> exp.Case:
        return exp.Case().when(inside.copy(), value.copy())

    return _joined(
        exp.Count(this=exp.Star()).as_("every"),
        exp.Sum(this=revenue.copy()).as_("all_revenue"),
        exp.Median(this=gap.copy()).as_("all_gap"),
        exp.Count(this=when(_column("amperity_id", RFM))).as_("customers"),
        exp.Sum(this=when(revenue)).as_("revenue"),
        exp.Median(this=when(gap)).as_("gap"),
    )


_VALUES = {
    "R": "latest_order_datetime",
    "F": "L12M_order_frequency",
    "M": "L12M_order_revenue",
}


def compile_bounds(amperity_id: str) -> exp.Select:
    """Build one row for one customer: value, tile, the tile's lowest and highest value, size."""
    parts: list[exp.Expr] = [_column("amperity_id", RFM)]
    every = exp.Window(this=exp.Count(this=exp.Star()))
    parts.append(every.as_("scored"))
    for letter, column in COLUMNS.items():
        tile, value = _column(column, RFM), _column(_VALUES[letter], TAE)
        parts += [
            value.as_(f"{letter}_value"),
            tile.as_(f"{letter}_tile"),
            _over(exp.Min(this=value.copy()), tile).as_(f"{letter}_low"),
            _over(exp.Max(this=value.copy()), tile).as_(f"{letter}_high"),
            _over(exp.Count(this=exp.Star()), tile).as_(f"{letter}_size"),
        ]
    identity = exp.column("amperity_id", quoted=True)
    return (
        exp.select("*")
        .from_(_joined(*parts).subquery("bounds"))
        .where(identity.eq(exp.Literal.string(amperity_id)))
    )


def _over(aggregate: exp.Expr, tile: exp.Column) -> exp.Window:
    return exp.Window(this=aggregate, partition_by=[tile.copy()])


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _what(letter: str) -> str:
    return {"R": "latest order", "F": "orders", "M": "spent"}[letter]


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)[:10]
