"""Which customers the grid shows: search, range, tests of columns, order. Saved as a view."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from ampdesk.api.errors import CustomerError
from ampdesk.rfm.ranges import RfmRange
from ampdesk.schema import Type
from ampdesk.schema.customer import CUSTOMER_360
from ampdesk.stitch.statement import select

C360 = CUSTOMER_360.name
GRID_COLUMNS = (
    "amperity_id", "full_name", "city", "orders", "revenue", "latest_order", "rfm_score",
    "lifecycle_status", "email", "phone", "state", "postal", "country", "given_name", "surname",
    "first_order", "revenue_12m", "recency", "frequency", "monetary", "contactable_email",
    "contactable_phone", "contactable_address", "address", "birthdate", "gender",
)  # fmt: skip
KIND = "customer view"
"""Under which saved views lie among the definitions."""

Op = Literal["is", "is not", "contains", "starts with", "at least", "at most", "known", "unknown"]
OPS: dict[str, tuple[Op, ...]] = {
    "text": ("is", "is not", "contains", "starts with", "known", "unknown"),
    "number": ("at least", "at most", "is", "known", "unknown"),
    "day": ("at least", "at most", "known", "unknown"),
    "yes or no": ("is", "unknown"),
}
Gap = Literal["", "no consent", "loyalty alone"]
_GAPS: dict[str, str] = {
    "no consent": (
        "SELECT a.amperity_id FROM Customer_Attributes AS a "
        "JOIN Merged_Customers AS m ON m.amperity_id = a.amperity_id "
        "WHERE m.email IS NOT NULL AND a.is_opted_into_email IS NULL"
    ),
    "loyalty alone": (
        "SELECT l.amperity_id FROM Unified_Loyalty AS l "
        "LEFT JOIN Merged_Customers AS m ON m.amperity_id = l.amperity_id "
        "WHERE COALESCE(m.records, 1) <= 1"
    ),
}
_NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL, Type.SUM, Type.FLOAT})
_WANTED = "wanted_customers"


class ColumnTest(BaseModel):
    """One test of a column, a chip in the window; all of them hold together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    op: Op
    value: str = ""

    def condition(self) -> exp.Expr:
        """Build the test. Raises CustomerError when the value is none of the column's kind."""
        column: exp.Expr = exp.column(self.column, quoted=True)
        if self.op in ("known", "unknown"):
            missing = column.is_(exp.null())
            return missing if self.op == "unknown" else exp.not_(missing)
        kind = kind_of(self.column)
        if kind == "text":
            return self._text(exp.Lower(this=column))
        value = self._value(kind)
        if self.op == "at least":
            return exp.GTE(this=column, expression=value)
        if self.op == "at most":
            if kind == "day":  # the whole day
                column = exp.cast(column, "DATE")
            return exp.LTE(this=column, expression=value)
        return column.eq(value)

    def _text(self, column: exp.Expr) -> exp.Expr:
        value = exp.convert(self.value.strip().lower())
        match self.op:
            case "contains":
                found = exp.func("INSTR", column, value, dialect="duckdb")
                return exp.GT(this=found, expression=exp.convert(0))
            case "starts with":
                return exp.StartsWith(this=column, expression=value)
            case "is not":
                return exp.or_(column.neq(value), column.copy().is_(exp.null()))
            case _:
                return column.eq(value)

    def _value(self, kind: str) -> exp.Expr:
        text = self.value.strip()
        try:
            if kind == "number":
                return exp.Literal.number(str(Decimal(text.replace(",", ""))))
            if kind == "day":
                return exp.cast(exp.convert(date.fromisoformat(text).isoformat()), "DATE")
        except (InvalidOperation, ValueError):
            example = "2026-06-30" if kind == "day" else "12.50"
            raise CustomerError(
                f'"{text}" is not a {kind}', remedy=f"write it as {example}", where=self.column
            ) from None
        return exp.true() if text.lower() in {"yes", "true", "1"} else exp.false()


def kind_of(column: str) -> str:
    """Return text, number, day or yes or no. Raises CustomerError for an unknown column."""
    if column not in GRID_COLUMNS:
        raise CustomerError(
            f'"{column}" is not a column of the grid',
            remedy="choose one of " + ", ".join(GRID_COLUMNS),
            where="column",
        )
    kind = CUSTOMER_360.column(column).type
    if kind in _NUMBERS:
        return "number"
    if kind in (Type.DATE, Type.DATETIME):
        return "day"
    return "yes or no" if kind is Type.BOOLEAN else "text"


class CustomerQuery(BaseModel):
    """What the grid shows; `columns` only for a file and a saved view.

    `gap`: those whom a notice of Home counts: an e-mail address without a word on consent, or a
    loyalty member whose record joins no other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    search: str = ""
    range: RfmRange | None = None
    tests: tuple[ColumnTest, ...] = ()
    gap: Gap = ""
    sort: str = "revenue"
    descending: bool = True
    columns: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nobody is left out."""
        return not (self.search.strip() or self.range or self.tests or self.gap)


def compile_customers(query: CustomerQuery, *, searched: bool) -> exp.Select:
    """Build the SELECT of all rows that the query shows, without columns and order.

    `searched`: the ids of a search stand in the table `wanted_customers`.
    """
    made = exp.select().from_(exp.to_table(C360))
    if searched:
        made = made.join(
            exp.to_table(_WANTED),
            on=f"{C360}.amperity_id = {_WANTED}.amperity_id",
            join_type="semi",
        )
    if query.range is not None:
        for name in ("recency", "frequency", "monetary"):
            span = getattr(query.range, name)
            made = made.where(exp.column(name, quoted=True).between(span.low, span.high))
    if query.gap:
        made = made.where(
            exp.column("amperity_id", table=C360).isin(query=select(_GAPS[query.gap]))
        )
    return made.where(*(test.condition() for test in query.tests))


def compile_rows(
    query: CustomerQuery, *, searched: bool, columns: tuple[str, ...] = GRID_COLUMNS
) -> exp.Select:
    """Build the SELECT of these columns in a total order (the id breaks ties); NULL comes last."""
    kind_of(query.sort)
    shown = [exp.column(name, table=C360, quoted=True) for name in columns if kind_of(name)]
    order = [
        exp.Ordered(
            this=exp.column(query.sort, table=C360, quoted=True),
            desc=query.descending, nulls_first=False,
        ),
        exp.Ordered(
            this=exp.column("amperity_id", table=C360, quoted=True), desc=False, nulls_first=False
        ),
    ]  # fmt: skip
    return compile_customers(query, searched=searched).select(*shown).order_by(*order)
