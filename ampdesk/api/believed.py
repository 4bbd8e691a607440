"""Which source gave what to the merged customers, and the fiscal calendar as it stands."""

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from ampdesk.api.reader import Reader
from ampdesk.schema.customer import GROUPS, MERGED_CUSTOMERS
from ampdesk.schema.transactions import FISCAL_CALENDAR

_ORDERS = "-orders"  # the people that stand on orders are a datasource of their own


@dataclass(frozen=True)
class FiscalMonth:
    """One fiscal month: first and last day, weeks and days in it, sales named in it."""

    year: int
    quarter: int | None
    month: int | None
    first: date
    last: date
    weeks: int
    days: int
    sales: tuple[str, ...]


def winners(reader: Reader) -> dict[str, dict[str, int]]:
    """Return for each group of fields how many customers each source gave it; empty unbuilt."""
    if MERGED_CUSTOMERS.name not in reader.snapshot.tables:
        return {}
    found: dict[str, dict[str, int]] = {}
    with reader.engine() as engine:
        for group in GROUPS:
            source = exp.column(f"{group}_datasource", quoted=True)
            has = exp.column(f"{group}_completion", quoted=True) > exp.convert(0)
            query = (
                exp.select(source, exp.Count(this=exp.Star()))
                .from_(exp.to_table(MERGED_CUSTOMERS.name, quoted=True))
                .where(has, source.copy().is_(exp.null()).not_())
                .group_by(source.copy())
            )
            counts: dict[str, int] = {}
            for name, count in engine.rows(query):
                bare = str(name).removesuffix(_ORDERS)
                counts[bare] = counts.get(bare, 0) + int(count)
            found[group] = counts
    return found


def fiscal_months(reader: Reader) -> tuple[FiscalMonth, ...]:
    """Return the months of the fiscal calendar, the newest year first; empty without one."""
    files = reader.snapshot.tables.get(FISCAL_CALENDAR.name)
    if files is None or not files.rows:
        return ()
    keys = [exp.column(f"fiscal_{part}") for part in ("year", "quarter", "month")]
    day = exp.column("calendar_date")
    sale = exp.column("holiday_sale_name")
    weeks = exp.Distinct(expressions=[exp.column("fiscal_week_start")])
    query = (
        exp.select(
            *keys,
            exp.Min(this=day),
            exp.Max(this=day.copy()),
            exp.Count(this=weeks),
            exp.Count(this=exp.Star()),
            exp.ArrayAgg(this=exp.Distinct(expressions=[sale])),
        )
        .from_(exp.to_table(FISCAL_CALENDAR.name, quoted=True))
        .where(keys[0].copy().is_(exp.null()).not_())
        .group_by(*(key.copy() for key in keys))
        .order_by("fiscal_year DESC", "4")
    )
    with reader.engine() as engine:
        rows = engine.rows(query)
    return tuple(
        FiscalMonth(int(year), quarter, month, first, last, int(weeks_), int(days),
                    tuple(sorted(one for one in sales or () if one)))
        for year, quarter, month, first, last, weeks_, days, sales in rows
    )  # fmt: skip
