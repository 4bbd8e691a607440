"""The queries of the RFM tab: grid, range, scores file, the tenths of one customer."""

from typing import Literal

from sqlglot import exp

from ampdesk.rfm.ranges import COLUMNS, WORDS, RfmRange

RFM, TAE = "RFM", "Transaction_Attributes_Extended"
Axis = Literal["recency", "frequency", "monetary"]
AXES: tuple[Axis, ...] = ("recency", "frequency", "monetary")
COLUMN = {WORDS[letter]: column for letter, column in COLUMNS.items()}


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
    y, x = _column(COLUMN[rows], RFM), _column(COLUMN[columns], RFM)
    return _joined(
        y.as_("y"),
        x.as_("x"),
        exp.Count(this=exp.Star()).as_("customers"),
        exp.Sum(this=_column("L12M_order_revenue", TAE)).as_("revenue"),
        exp.Sum(this=_column("L12M_order_frequency", TAE)).as_("orders"),
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
    orders = _column("L12M_order_frequency", TAE)

    def when(value: exp.Expr) -> exp.Case:
        return exp.Case().when(inside.copy(), value.copy())

    return _joined(
        exp.Count(this=exp.Star()).as_("every"),
        exp.Sum(this=revenue.copy()).as_("all_revenue"),
        exp.Median(this=gap.copy()).as_("all_gap"),
        exp.Sum(this=orders.copy()).as_("all_orders"),
        exp.Count(this=when(_column("amperity_id", RFM))).as_("customers"),
        exp.Sum(this=when(revenue)).as_("revenue"),
        exp.Sum(this=when(orders)).as_("orders"),
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
