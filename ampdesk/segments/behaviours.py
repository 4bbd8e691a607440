"""The six purchase behaviours (segments.md 2.4): as saved, and the SELECT of their customers.

Each SELECT gives one column, amperity_id, without NULL.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictFloat, StrictInt, StrictStr, model_validator
from sqlglot import exp

from ampdesk.segments import lines as order_lines
from ampdesk.segments.catalog import MERGED, UIT, Kind
from ampdesk.segments.definition import Definition, inside, refused
from ampdesk.segments.filters import Filter, compile_filter, literal, read_number
from ampdesk.segments.lines import CUSTOMER, ORDER, TIME, Ground, column, table
from ampdesk.segments.window import Window, compile_window

Number: TypeAlias = StrictInt | StrictFloat | StrictStr
_COMPARISONS: Mapping[str, type[exp.Binary]] = {
    "exactly": exp.EQ, "less than": exp.LT, "more than": exp.GT,
}  # fmt: skip
GROUPABLE = (
    "product_category", "product_subcategory", "product_description", "product_gender", "store_id",
)  # fmt: skip
"""Columns that "most frequent order" may group by (segments.md 2.4)."""


class Bound(Definition):
    """A count or an amount against one bound, or between two, which are left out."""

    op: Literal["exactly", "less than", "more than", "between"]
    value: Number | tuple[Number, Number]

    @model_validator(mode="after")
    def _value_fits(self) -> "Bound":
        if isinstance(self.value, tuple) is not (self.op == "between"):
            needed = "two values: [low, high]" if self.op == "between" else "one value"
            raise ValueError(f'"{self.op}" needs {needed}')
        return self

    def compile(self, measured: exp.Expr) -> exp.Condition:
        """Build the condition on what was counted or summed. Raises DefinitionError."""
        if isinstance(self.value, tuple):
            low, high = (read_number(one) for one in self.value)
            if low > high:
                raise refused(f"{low} comes after {high}", "give the lower end first")
            return exp.and_(measured > literal(low), measured.copy() < literal(high))
        return _COMPARISONS[self.op](this=measured, expression=literal(read_number(self.value)))


class _Behaviour(Definition):
    type: Literal["behaviour"] = "behaviour"
    window: Window | None = None
    filters: tuple[Filter, ...] = ()

    def lines(self, ground: Ground, *names: str) -> exp.Select:
        """Build the SELECT of qualifying lines in the window that pass all filters."""
        made = exp.select(*(column(name) for name in names)).from_(table(UIT))
        made = made.where(
            *order_lines.qualifying(), *order_lines.compile_filters(self.filters, ground)
        )
        days = self._days(ground.today)
        return made.where(days) if days is not None else made

    def _days(self, today: date, of: exp.Expr | None = None) -> exp.Condition | None:
        with inside("window"):
            return compile_window(self.window, today, of)

    def normalised(self, ground: Ground) -> "_Behaviour":
        """Return it with the names of columns and operators as they are saved."""
        kept = tuple(test.normalised(ground.table(UIT)) for test in self.filters)
        return self.model_copy(update={"filters": kept})


class FirstPurchase(_Behaviour):
    """The first order ever lies in the window, and one of its lines passes the filters."""

    behaviour: Literal["first purchase"]

    def compile(self, ground: Ground) -> exp.Select:
        """Rank first, then test: a blue shirt bought second does not count."""
        times = order_lines.first_times()
        days = self._days(ground.today, exp.Min(this=column(TIME)))
        if days is not None:
            times = times.having(days)
        if not self.filters:
            return exp.select(column(CUSTOMER)).from_(times.subquery("f"))
        passing = exp.select(column(CUSTOMER), column(ORDER)).from_(table(UIT))
        passing = passing.where(
            *order_lines.qualifying(), *order_lines.compile_filters(self.filters, ground)
        )
        same_order = column(ORDER, "l").eq(column(ORDER, "f"))
        return order_lines.joined(passing, order_lines.first_orders(times), [same_order])


class HasPurchased(_Behaviour):
    """Distinct orders with a qualifying line in the window, counted."""

    behaviour: Literal["has purchased"]
    orders: Bound | None = None

    def compile(self, ground: Ground) -> exp.Select:
        """Without a count, one order is enough; who has none has no row, so 0 never matches."""
        made = self.lines(ground, CUSTOMER)
        if self.orders is None:
            return made.distinct()
        count = exp.Count(this=exp.Distinct(expressions=[column(ORDER)]))
        with inside("orders"):
            return made.group_by(column(CUSTOMER)).having(self.orders.compile(count))


class HasNotPurchased(_Behaviour):
    """Everybody without a qualifying line in the window."""

    behaviour: Literal["has not purchased"]

    def compile(self, ground: Ground) -> exp.Select:
        """Take the buyers out of Merged_Customers: more filters, a larger audience."""
        buyers = self.lines(ground, CUSTOMER)
        bought = column(CUSTOMER).isin(query=buyers)
        everybody = exp.select(column(CUSTOMER)).from_(table(ground.table(MERGED).name))
        return everybody.where(*order_lines.known(CUSTOMER), exp.not_(bought))


class MostFrequentOrder(_Behaviour):
    """One of the customer's most frequent groups of lines passes the tests; ties all count."""

    behaviour: Literal["most frequent order"]
    most_frequent: tuple[Filter, ...] = Field(min_length=1)

    def compile(self, ground: Ground) -> exp.Select:
        """Rank groups of the chosen attributes together by distinct orders."""
        source = ground.table(UIT)
        tests, names = [], []
        for place, test in enumerate(self.most_frequent):
            with inside(f"most_frequent[{place}]"):
                tests.append(_frequent_test(test, ground))
                names.append(source.column(test.column)[0])
        by = [column(name) for name in dict.fromkeys(names)]
        count = exp.Count(this=exp.Distinct(expressions=[column(ORDER)]))
        place_of = exp.Window(
            this=exp.Anonymous(this="RANK"),
            partition_by=[column(CUSTOMER)],
            order=exp.Order(expressions=[exp.Ordered(this=count, desc=True)]),
        )
        ranked = (
            self.lines(ground, CUSTOMER)
            .select(*by, exp.alias_(place_of, "place"))
            .group_by(column(CUSTOMER), *(one.copy() for one in by))
        )
        return (
            exp.select(column(CUSTOMER))
            .distinct()
            .from_(ranked.subquery("g"))
            .where(exp.column("place").eq(1), *tests)
        )

    def normalised(self, ground: Ground) -> "_Behaviour":
        """Return it with the names of columns and operators as they are saved."""
        kept = tuple(test.normalised(ground.table(UIT)) for test in self.most_frequent)
        return super().normalised(ground).model_copy(update={"most_frequent": kept})


class RepeatPurchase(_Behaviour):
    """A qualifying order in the window that is not the customer's first ever."""

    behaviour: Literal["repeat purchase"]

    def compile(self, ground: Ground) -> exp.Select:
        """Filters test the later order only; the first may be of any age."""
        later = column(ORDER, "l").neq(column(ORDER, "f"))
        return order_lines.joined(
            self.lines(ground, CUSTOMER, ORDER), order_lines.first_orders(), [later]
        )


class TotalValue(_Behaviour):
    """The sum of item revenue in the window against an amount; no line, no match."""

    behaviour: Literal["total value of orders"]
    amount: Bound

    def compile(self, ground: Ground) -> exp.Select:
        """Sum exactly: SQLite, which has no decimals, counts in minor units."""
        total = exp.Sum(this=column("item_revenue"))
        total.meta["exact"] = True
        with inside("amount"):
            test = self.amount.compile(total)
        return self.lines(ground, CUSTOMER).group_by(column(CUSTOMER)).having(test)


Behaviour: TypeAlias = Annotated[
    FirstPurchase
    | HasPurchased
    | HasNotPurchased
    | MostFrequentOrder
    | RepeatPurchase
    | TotalValue,
    Field(discriminator="behaviour"),
]


def _frequent_test(test: Filter, ground: Ground) -> exp.Condition:
    name, kind = ground.table(UIT).column(test.column)
    if name not in GROUPABLE:
        raise refused(
            f'"{name}" cannot be the most frequent', f"choose one of {', '.join(GROUPABLE)}"
        )
    allowed = {"is exactly", "is in list", *(("is",) if kind is Kind.STRING else ())}
    if test.op not in allowed:
        raise refused(f'"{test.op}" cannot be used here', "choose is exactly or is in list")
    return compile_filter(test, ground.table(UIT), ground.today)
