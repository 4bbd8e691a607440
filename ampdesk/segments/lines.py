"""Order lines as every purchase behaviour sees them (segments.md 2.4): its base, its filters.

Returns, cancellations and lines without customer, order or time take no part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from ampdesk.segments.catalog import FILTER_ATTRIBUTES, UIT, Catalog, SelectableTable
from ampdesk.segments.definition import inside, refused
from ampdesk.segments.filters import Filter, compile_filter

CUSTOMER, ORDER, TIME = "amperity_id", "order_id", "order_datetime"
FIRST = "first_orders"


@dataclass(frozen=True)
class Ground:
    """What a condition is compiled on: the tables there are, and the run day (UTC)."""

    catalog: Catalog
    today: date
    activation_id: str = CUSTOMER

    def table(self, name: str) -> SelectableTable:
        """Return a selectable table that holds the activation id. Raises DefinitionError."""
        return self.catalog.table(name, self.activation_id)


def column(name: str, table: str | None = None) -> exp.Column:
    """Return a quoted column."""
    return exp.column(name, table=table, quoted=True)


def table(name: str, alias: str | None = None) -> exp.Expr:
    """Return a quoted table."""
    made = exp.Table(this=exp.to_identifier(name, quoted=True))
    return exp.alias_(made, alias, table=True) if alias else made


def known(*names: str) -> list[exp.Condition]:
    """Return the tests that columns are not NULL."""
    return [exp.not_(column(name).is_(exp.null())) for name in names]


def qualifying() -> list[exp.Condition]:
    """Return the tests of a purchase line: neither returned nor cancelled, and complete."""
    kept = [
        exp.or_(column(flag).is_(exp.null()), exp.not_(column(flag)))
        for flag in ("is_return", "is_cancellation")
    ]
    return [*kept, *known(CUSTOMER, ORDER, TIME)]


def compile_filters(filters: Sequence[Filter], ground: Ground) -> list[exp.Condition]:
    """Build the tests on one line; only filter attributes are allowed."""
    made = []
    for place, test in enumerate(filters):
        with inside(f"filters[{place}]"):
            made.append(_compile(test, ground))
    return made


def _compile(test: Filter, ground: Ground) -> exp.Condition:
    lines = ground.table(UIT)
    name, _ = lines.column(test.column)
    if name not in FILTER_ATTRIBUTES:
        offered = [one for one in FILTER_ATTRIBUTES if one in lines.columns]
        raise refused(f'"{name}" is not a filter attribute', f"choose one of {', '.join(offered)}")
    return compile_filter(test, lines, ground.today)


def first_times() -> exp.Select:
    """Build the SELECT of customer and time of the first purchase line ever."""
    return (
        exp.select(column(CUSTOMER), exp.alias_(exp.Min(this=column(TIME)), TIME, quoted=True))
        .from_(table(UIT))
        .where(*qualifying())
        .group_by(column(CUSTOMER))
    )


def first_orders(times: exp.Select | None = None) -> exp.Select:
    """Build the SELECT of customer, time and id of the first order: lowest (time, order_id).

    Two hash aggregates instead of a RANK over all lines, which would sort them.
    """
    firsts = (times or first_times()).subquery("f")
    lines = exp.select(column(CUSTOMER), column(ORDER), column(TIME)).from_(table(UIT))
    return (
        exp.select(
            column(CUSTOMER, "l"),
            column(TIME, "l"),
            exp.alias_(exp.Min(this=column(ORDER, "l")), ORDER, quoted=True),
        )
        .from_(lines.where(*qualifying()).subquery("l"))
        .join(firsts, on=exp.and_(*(_same(name, "l", "f") for name in (CUSTOMER, TIME))))
        .group_by(column(CUSTOMER, "l"), column(TIME, "l"))
    )


def _same(name: str, left: str, right: str) -> exp.Condition:
    return column(name, left).eq(column(name, right))


def joined(lines: exp.Select, firsts: exp.Select, on: Sequence[exp.Condition]) -> exp.Select:
    """Build the distinct customers of lines (alias l) joined with first orders (alias f)."""
    return (
        exp.select(column(CUSTOMER, "l"))
        .distinct()
        .from_(lines.subquery("l"))
        .join(firsts.subquery("f"), on=exp.and_(_same(CUSTOMER, "l", "f"), *on))
    )
