"""Receipts of Home: each re-asks the query that made the figure, and shows its statement."""

from datetime import date
from decimal import Decimal

from sqlglot import exp

from ampdesk.api import home_queries as queries
from ampdesk.api.attention import compile_consent, compile_loyalty
from ampdesk.api.home import ATTRIBUTES, TAE, UIT, UT, Cohort, Home, Month
from ampdesk.api.receipt import Line, Receipt
from ampdesk.errors import NotFoundError
from ampdesk.profiles import BrandCurrency

_SHARES = {
    "repeat_rate": "customers with two or more orders by customers with one or more",
    "one_time_share": "buyers with one order by all buyers",
}
_REVENUE = "Order revenue after discounts, before returns, of orders that belong to a customer"


def statement(query: exp.Query) -> str:
    """Return a query as the user would run it in the SQL tab (Presto)."""
    return query.sql(dialect="presto", pretty=True)


def figure_receipt(home: Home, key: str) -> Receipt:
    """Explain one headline figure."""
    figure = home.figure(key)
    lines = [Line("value", _plain(figure.value, figure.unit, home.currency))]
    if figure.before is not None:
        lines.append(
            Line(figure.comparison, _plain(figure.before, figure.unit, home.currency), "before")
        )
    elif figure.comparison:
        lines.append(Line("made of", figure.comparison))
    if figure.delta is not None:
        change = f"{figure.delta * 100:+.1f}"
        unit = " points" if figure.unit == "share" else "%"
        lines.append(Line("change", change + unit, _SHARES.get(key, "")))
    lines.append(Line("orders up to", str(home.newest_order or "–")))
    return Receipt(
        title=figure.label,
        sentence=f"{figure.label}: {_plain(figure.value, figure.unit, home.currency)}.",
        lines=tuple(lines),
        definition=figure.definition,
        sql=statement(queries.compile_totals()),
        as_of=str(home.built_on or ""),
        sources=(TAE, ATTRIBUTES),
    )


def month_receipt(home: Home, month: date, currency: BrandCurrency) -> Receipt:
    """Explain one month of the charts: revenue, orders, new and returning customers."""
    by_month = {one.month: one for one in home.months}
    found = by_month.get(month.replace(day=1))
    if found is None:
        raise NotFoundError(
            "no orders are counted for this month",
            remedy="choose one of the last 24 months",
            where=str(month),
        )
    before = by_month.get(found.month.replace(year=found.month.year - 1))
    lines = [
        Line("revenue", _money(found.revenue, home), _against(found.revenue, before, home)),
        Line("orders", f"{found.orders:,}", f"a year before {before.orders:,}" if before else ""),
        Line("customers who ordered", f"{found.customers:,}"),
        Line("for the first time", f"{found.new_customers:,}", "new"),
        Line("again", f"{found.returning_customers:,}", "returning"),
    ]
    if found.is_partial:
        lines.append(Line("not over yet", f"counted up to {home.newest_order or home.built_on}"))
    return Receipt(
        title=f"{found.month:%B %Y}",
        sentence=f"{_money(found.revenue, home)} from {found.orders:,} orders of "
        f"{found.customers:,} customers.",
        lines=tuple(lines),
        definition=f"{_REVENUE}, by the UTC month of the order. New: the customer's first order "
        "lies in the month.",
        sql=statement(queries.compile_months(_as_of(home), currency)),
        as_of=str(home.built_on or ""),
        sources=(UT, TAE),
    )


def _against(revenue: Decimal, before: Month | None, home: Home) -> str:
    if before is None or not before.revenue:
        return ""
    change = float(revenue / before.revenue) - 1
    return f"a year before {_money(before.revenue, home)}, {change:+.1%}"


def category_receipt(home: Home, name: str | None, currency: BrandCurrency) -> Receipt:
    """Explain one product category; None is the lines without one."""
    found = next((one for one in home.categories if one.name == name), None)
    if found is None:
        raise NotFoundError(
            "nothing of this category was bought in the last 12 months",
            remedy="choose one that is shown",
            where=str(name),
        )
    whole = sum((one.revenue for one in home.categories), Decimal(0))
    share = f"{float(found.revenue / whole):.1%} of {_money(whole, home)}" if whole else ""
    shown = name or "without a category"
    return Receipt(
        title=f"Category: {shown}",
        sentence=f"{_money(found.revenue, home)} in the last 12 months.",
        lines=(
            Line("revenue", _money(found.revenue, home), share),
            Line("the 12 months before", _money(found.revenue_before, home), "before"),
            Line("customers", f"{found.customers:,}", "bought it in the last 12 months"),
        ),
        definition="Revenue of order lines that were bought, after discounts, neither returned "
        "nor cancelled lines counted off, by the category of the product.",
        sql=statement(queries.compile_categories(_as_of(home), currency)),
        as_of=str(home.built_on or ""),
        sources=(UIT,),
    )


def cohort_receipt(home: Home, month: date, age: int, currency: BrandCurrency) -> Receipt:
    """Explain one cell of the retention map."""
    found: Cohort | None = next((one for one in home.cohorts if one.month == month), None)
    share = found.share(age) if found else None
    if found is None or share is None:
        raise NotFoundError(
            "nobody can have come to this age yet", remedy="choose a filled cell", where=str(month)
        )
    partial = age == len(found.returned) - 1
    return Receipt(
        title=f"First order in {month:%B %Y}, {age} months later",
        sentence=f"{found.returned[age]:,} of {found.customers:,} customers ordered: {share:.1%}.",
        lines=(
            Line("first order in the month", f"{found.customers:,}", "customers"),
            Line(
                f"ordered {age} months later", f"{found.returned[age]:,}",
                "the month is not over" if partial else "",
            ),
        ),
        definition="A customer belongs to the UTC month of the first order. He counts at an age "
        "when an order lies in the calendar month that many months later.",
        sql=statement(queries.compile_cohorts(_as_of(home), currency)),
        as_of=str(home.built_on or ""),
        sources=(UT, TAE),
    )  # fmt: skip


def notice_receipt(home: Home, key: str) -> Receipt:
    """Explain a notice that is counted in the lake: "loyalty" or "no_consent"."""
    facts = home.lake
    if key == "loyalty":
        count, of, what = facts.loyalty_alone, facts.loyalty, "loyalty members stand alone"
        query, sources = compile_loyalty(), ("Unified_Loyalty", "Merged_Customers")
        rule = "The member's person has no other record, so no order can be told to be his."
    elif key == "no_consent":
        count, of = facts.consent_unknown, facts.with_email
        what = "customers with an e-mail address have no consent state"
        query, sources = compile_consent(), (ATTRIBUTES, "Merged_Customers")
        rule = "No file says whether the address was opted in or out."
    else:
        raise NotFoundError(
            "this notice has no receipt", remedy="choose loyalty or no_consent", where=key
        )
    return Receipt(
        title=what[0].upper() + what[1:],
        sentence=f"{count:,} of {of:,} {what}.",
        lines=(Line("counted", f"{count:,}"), Line("of", f"{of:,}")),
        definition=rule,
        sql=statement(query),
        as_of=str(home.built_on or ""),
        sources=sources,
    )


def _as_of(home: Home) -> date:
    if home.built_on is None:
        raise NotFoundError("nothing is built yet", remedy="import files, then build")
    return home.built_on


def _money(value: Decimal, home: Home) -> str:
    return f"{value:,.2f} {home.currency}"


def _plain(value: Decimal | float | None, unit: str, currency: str) -> str:
    if value is None:
        return "unknown: nothing to divide by"
    if unit == "money":
        return f"{value:,.2f} {currency}"
    if unit == "share":
        return f"{float(value):.1%}"
    return f"{value:,}"
