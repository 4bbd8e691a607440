"""The named segments of use_cases.md as templates: a definition to start from.

A template writes its dates when it is used (the holiday season is last year's). Some offer a
choice; an option whose tables are not built is left out, and a template without any says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ampdesk.errors import NotFoundError
from ampdesk.segments.catalog import ATTRIBUTES, CUSTOMER_360, DEFAULT_ID, TAE, Catalog
from ampdesk.segments.definition import refused

CLV = "Predicted_CLV_Attributes"
TIER, STATUS = "predicted_customer_lifetime_value_tier", "predicted_customer_lifecycle_status"
_SMS = "SMS_Opt_Status"
_BEST = ["Platinum", "Gold", "Silver"]


@dataclass(frozen=True)
class Option:
    """One way of a template: the tables it needs, and its sections on a day."""

    key: str
    label: str
    needs: tuple[str, ...]
    make: Callable[[date], list[list[dict[str, Any]]]]
    join: str = "and"


@dataclass(frozen=True)
class Template:
    """One use case: `number` is that of use_cases.md; `use` says what it is for."""

    key: str
    number: int
    title: str
    description: str
    use: str
    options: tuple[Option, ...]

    def available(self, catalog: Catalog) -> tuple[Option, ...]:
        """Return the options whose tables are built."""
        return tuple(one for one in self.options if not self.missing(one, catalog))

    def missing(self, option: Option, catalog: Catalog) -> tuple[str, ...]:
        """Return the tables that an option needs and the brand has not."""
        return tuple(name for name in option.needs if name not in catalog.tables)

    def body(self, catalog: Catalog, today: date, option: str = "") -> dict[str, Any]:
        """Return the definition, by the first option there is unless one is named.

        Raises DefinitionError when its tables are not built, NotFoundError for no such option.
        """
        known = {one.key: one for one in self.options}
        if option and option not in known:
            raise NotFoundError(
                f'"{self.title}" has no option "{option}"',
                remedy=f"choose one of {', '.join(known)}", where=self.key,
            )  # fmt: skip
        there = self.available(catalog)
        chosen = known[option] if option else (there or self.options)[0]
        lacking = self.missing(chosen, catalog)
        if lacking:
            raise refused(
                f'"{self.title}" needs {", ".join(lacking)}',
                "run the model that fills it, or choose another template",
            )
        sections = [{"join": chosen.join, "conditions": one} for one in chosen.make(today)]
        return {
            "kind": "segment", "name": self.title, "labels": [], "folder": "",
            "activation_id": DEFAULT_ID, "include": {"join": "and", "sections": sections},
            "exclude": {"join": "and", "sections": []},
        }  # fmt: skip


def _is(table: str, column: str, op: str, *value: Any) -> dict[str, Any]:
    given = {"value": value[0]} if value else {}
    return {"type": "attribute", "table": table,
            "filters": [{"column": column, "op": op, **given}]}  # fmt: skip


def _bought(window: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "behaviour", "behaviour": "has purchased", "window": dict(window), **more}


def _one(
    needs: tuple[str, ...], *sections: list[dict[str, Any]], key: str = "", label: str = ""
) -> Option:
    return Option(key or "usual", label or "As described", needs, lambda _: [*sections])


def _holidays(today: date) -> list[list[dict[str, Any]]]:
    year = today.year - 1
    season = {"op": "between", "value": [f"{year}-11-01", f"{year}-12-31"]}
    return [[_bought(season), _is(ATTRIBUTES, "is_opted_into_sms", "is true")]]


TEMPLATES: tuple[Template, ...] = (
    Template(
        "first-time-sms", 1, "First-time Buyers with SMS Opt-in",
        "Bought for the first time within the last month and may be texted",
        "One-time-buyer or win-back flow by SMS",
        (_one((TAE, _SMS), [_is(TAE, "first_order_datetime", "is after", "today - 1 month")],
              [_is(_SMS, "is_sms_opted_in", "is true")]),),
    ),
    Template(
        "active-store", 2, "Active Store Multi-purchase Customers",
        "Five orders or more within a year, the latest one in a store",
        "Store events, local news",
        (_one((TAE,), [
            _is(TAE, "latest_order_datetime", "is on or after", "today - 1 year"),
            _is(TAE, "latest_order_purchase_channel", "is exactly", "store"),
            _is(TAE, "L12M_order_frequency", "is greater than or equal to", 5),
        ]),),
    ),
    Template(
        "high-value-multichannel", 3, "High Value Multichannel Purchases",
        "Spent over 500 in their life, through several channels", "Multichannel campaigns",
        (_one((TAE,), [
            _is(TAE, "lifetime_order_revenue", "is greater than", 500),
            _is(TAE, "multi_purchase_channel", "is true"),
        ]),),
    ),
    Template(
        "new-high-value", 4, "New High Value Customers",
        "First order within three months, and predicted to be worth much",
        "Welcome those who will matter",
        (_one((TAE, CLV), [
            _is(TAE, "first_order_datetime", "is between", ["now - 3 months", "now"]),
            _is(CLV, TIER, "is in list", _BEST),
        ]),),
    ),
    Template(
        "lapsing", 5, "Lapsing Customers",
        "No order within a year, or predicted to be at risk", "Churn prevention",
        (
            Option("prediction", "Orders or prediction", (TAE, CLV), lambda _: [[
                _is(TAE, "latest_order_datetime", "is before", "today - 1 year"),
                _is(CLV, STATUS, "is in list", ["At risk", "Highly at risk", "Lost"]),
            ]], join="or"),
            _one((TAE,), [_is(TAE, "latest_order_datetime", "is before", "today - 1 year")],
                 key="orders", label="Orders alone"),
        ),
    ),
    Template(
        "top-20-revenue", 6, "Top 20 Percent Customers During Previous Year",
        "The fifth that spent most within a year", "Their share of revenue is in the insights",
        (
            _one((TAE,), [_is(TAE, "L12M_monetary", "is in list", [9, 10])]),
            _one((TAE,), [_is(TAE, "L12M_monetary", "is in list", [9, 10]),
                          _is(TAE, "L12M_frequency", "is in list", [8, 9, 10])],
                 key="frequent", label="That buy often too"),
        ),
    ),
    Template(
        "new-website", 7, "New Customers L30D Website",
        "First order within 30 days, on the website", "Welcome series",
        (_one((TAE,), [
            _is(TAE, "first_order_datetime", "is after", "now - 30 days"),
            _is(TAE, "first_order_purchase_channel", "is exactly", "web"),
        ]),),
    ),
    Template(
        "dormant", 8, "Dormant Customers", "No order within two years", "Win back, or let go",
        (_one((TAE,), [_is(TAE, "latest_order_datetime", "is before", "today - 2 years")]),),
    ),
    Template(
        "early-repeat", 9, "Early Repeat Purchasers",
        "Ordered again within 84 days", "Move them out of the one-time-buyer campaign",
        (_one((TAE,), [_is(TAE, "early_repeat_purchaser", "is true")]),),
    ),
    Template(
        "holiday-sms", 10, "Holiday Shoppers SMS",
        "Bought in November or December of last year and may be texted",
        "A text message; send the phone number only",
        (Option("usual", "As described", ("Unified_Itemized_Transactions", ATTRIBUTES),
                _holidays),),
    ),
    Template(
        "one-and-done", 11, "One and Done", "Ordered once, and never again",
        "One-time-buyer campaign",
        (_one((TAE,), [_is(TAE, "one_and_done", "is true")]),),
    ),
    Template(
        "predicted-top", 12, "Predicted Top 10% High Value Customers",
        "Predicted to be among the best, with an e-mail address", "E-mail",
        (_one((CLV, ATTRIBUTES), [_is(CLV, TIER, "is in list", _BEST),
                                  _is(ATTRIBUTES, "contactable_email", "is true")]),),
    ),
    Template(
        "purchased-yesterday", 13, "Purchased Yesterday", "Ordered yesterday",
        "Recurring, every day",
        (_one(("Unified_Itemized_Transactions",), [
            _bought({"op": "on", "value": "yesterday"}, orders={"op": "more than", "value": 0}),
        ]),),
    ),
    Template(
        "less-paid-media", 14, "Reduce Paid Media Ad Spend",
        "Those least worth an advertisement", "An exclusion list for paid media",
        (
            _one((TAE,), [_is(TAE, "L12M_monetary", "is in list", [1, 2])], key="monetary",
                 label="Lowest spend of the year"),
            _one((TAE,), [{"type": "rfm", "test": "at most", "r": 2, "f": 2, "m": 2}],
                 key="rfm", label="Every RFM score 2 or less"),
            _one((ATTRIBUTES,), [_is(ATTRIBUTES, "historical_purchaser_lifecycle_status",
                                     "is in list", ["Lapsed"])],
                 key="lapsed", label="Lapsed"),
            _one((CLV,), [_is(CLV, TIER, "is exactly", "Low")], key="tier",
                 label="Predicted value low"),
        ),
    ),
    Template(
        "store-invite", 15, "In-store Customers",
        "With a phone number, living near a store: put in its postal codes", "A text message",
        (_one((ATTRIBUTES, CUSTOMER_360), [
            _is(ATTRIBUTES, "contactable_phone", "is true"),
            {"type": "attribute", "table": CUSTOMER_360,
             "filters": [{"column": "postal", "op": "is in list", "value": []}]},
        ]),),
    ),
    Template(
        "win-back", 16, "Win-back: Lost Customers",
        "No order for two years, with an e-mail address", "A series of e-mails",
        (
            _one((ATTRIBUTES, TAE), [
                _is(ATTRIBUTES, "contactable_email", "is true"),
                _is(TAE, "days_since_latest_order", "is greater than or equal to", 730),
            ], key="days", label="730 days without an order"),
            _one((ATTRIBUTES, CLV), [
                _is(ATTRIBUTES, "contactable_email", "is true"),
                _is(CLV, STATUS, "is exactly", "Lost"),
            ], key="lost", label="Predicted to be lost"),
        ),
    ),
)  # fmt: skip
"""In the order of use_cases.md."""


def template_of(key: str) -> Template:
    """Return a template. Raises NotFoundError naming those there are."""
    for one in TEMPLATES:
        if one.key == key:
            return one
    raise NotFoundError(
        f'there is no template "{key}"',
        remedy=f"choose one of {', '.join(one.key for one in TEMPLATES)}", where="template",
    )  # fmt: skip
