"""What a segment is worth: the figures of the side panel (segments.md 2.7).

All figures of the panel come from one statement over the members. Percentages are 0 to 100.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.segments.catalog import ATTRIBUTES, DEFAULT_ID, TAE
from ampdesk.segments.compile import Compiler
from ampdesk.segments.lines import column, table
from ampdesk.segments.segment import SqlSegment, VisualSegment

_REACH = ("contactable_email", "contactable_phone", "contactable_address")


@dataclass(frozen=True)
class Insights:
    """The panel's figures; None where the table that a figure needs is not built."""

    unique_customers: int
    percent_of_customers: float | None
    active_customers_1y: int | None
    revenue_1y: Decimal | None
    percent_of_revenue: float | None
    reachable_customers: int | None


def count(engine: Engine, compiler: Compiler, segment: VisualSegment | SqlSegment) -> int:
    """Count the members."""
    return count_rows(engine, compiler.segment(segment))


def count_everybody(engine: Engine, compiler: Compiler) -> int:
    """Count the population."""
    return count_rows(engine, compiler.everybody())


def read_insights(
    engine: Engine,
    compiler: Compiler,
    segment: VisualSegment | SqlSegment,
    *,
    members: exp.Query | None = None,
) -> Insights:
    """Return the panel's figures; with another activation id only the count.

    `members` reads the members where they were found already.
    """
    if segment.activation_id != DEFAULT_ID:
        counted = count(engine, compiler, segment)
        everybody = count_everybody(engine, compiler)
        return Insights(counted, percent(counted, everybody), None, None, None, None)
    query = compile_insights(compiler, members or compiler.segment(segment))
    (row,) = engine.rows(query)
    names = [one.alias for one in query.expressions]
    found = dict(zip(names, row, strict=True))
    everybody, revenue = found["everybody"], found.get("revenue")
    return Insights(
        unique_customers=int(found["members"]),
        percent_of_customers=percent(found["members"], everybody),
        active_customers_1y=_whole(found.get("active")),
        revenue_1y=_amount(revenue) if "revenue" in found else None,
        percent_of_revenue=percent(revenue or 0, found.get("total")),
        reachable_customers=_whole(found.get("reachable")),
    )


def compile_insights(compiler: Compiler, members: exp.Query) -> exp.Select:
    """Build the one statement: each figure a scalar over the rows of members, beside everybody's.

    Members of one table are tested on its own rows; other tables keep the rows whose id is among
    them, which is half the price of joining them.
    """
    tables = compiler.ground.catalog.tables
    figures = {"members": _over(exp.Count(this=exp.Star()), members),
               "everybody": _over(exp.Count(this=exp.Star()), compiler.everybody())}  # fmt: skip
    if TAE in tables:
        active = column("L12M_order_frequency") > 0
        revenue = column("L12M_order_revenue")
        figures["active"] = _of(TAE, members, _sum_if(active, exp.Literal.number(1)))
        figures["revenue"] = _of(TAE, members, _sum_if(active.copy(), revenue))
        figures["total"] = exp.select(exp.Sum(this=revenue.copy())).from_(table(TAE))
    if ATTRIBUTES in tables:
        reach = exp.or_(*(column(name) for name in _REACH))
        figures["reachable"] = _of(ATTRIBUTES, members, _sum_if(reach, exp.Literal.number(1)))
    return exp.select(*(exp.alias_(query.subquery(), name) for name, query in figures.items()))


def _over(figure: exp.Expr, rows: exp.Query) -> exp.Select:
    return exp.select(figure).from_(rows.subquery("rows"))


def _of(source: str, members: exp.Query, figure: exp.Expr) -> exp.Select:
    """Build a figure over the rows of a table whose customer is a member."""
    if _is_of(source, members):
        own = members.copy()
        own.set("expressions", [figure])
        return own  # type: ignore[return-value]  # `_is_of` says it is a SELECT
    among = column(DEFAULT_ID).isin(query=members.copy())
    return exp.select(figure).from_(table(source)).where(among)


def _is_of(source: str, members: exp.Query) -> bool:
    """Tell whether members are rows of this table alone: `SELECT id FROM source WHERE …`."""
    if not isinstance(members, exp.Select) or members.args.get("distinct"):
        return False
    held = members.args.get("from_") or members.args.get("from")
    read = held.this if held is not None else None
    return (
        isinstance(read, exp.Table)
        and read.name == source
        and not members.args.get("joins")
        and not members.args.get("group")
    )


def count_rows(engine: Engine, query: exp.Query) -> int:
    """Count a query's rows."""
    counted = exp.select(exp.Count(this=exp.Star())).from_(query.subquery("rows"))
    return int(engine.rows(counted)[0][0])


def percent(part: Decimal | int | None, whole: Decimal | int | None) -> float | None:
    """Return a share, 0 to 100, to two digits; None of nothing."""
    if part is None or not whole:
        return None
    return float(round(Decimal(part) * 100 / Decimal(whole), 2))


def _sum_if(test: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Coalesce(
        this=exp.Sum(this=exp.case().when(test, value).else_(exp.Literal.number(0))),
        expressions=[exp.Literal.number(0)],
    )


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value).partition(".")[0])


def _amount(value: object) -> Decimal:
    return round(Decimal(str(value or 0)), 2)
