"""Transaction_Attributes_Extended: every column of data_model.md 1.4, without RFM. Portable."""

from datetime import date

from sqlglot import exp

from ampdesk.profiles.exact import amount, quotient, total
from ampdesk.profiles.windows import Window, windows
from ampdesk.schema.transactions import SCORES, TAE
from ampdesk.stitch.statement import add, fragment

PLACES = {
    "purchase_brand": ("preferred_purchase_brand", "purchase_brands"),
    "purchase_channel": ("preferred_purchase_channel", "purchase_channels"),
    "store_id": ("preferred_store_id", "stores"),
}
RETAINED_DAYS = 365

_ORDER_VALUES = {
    "order_datetime": "order_datetime",
    "order_id": "order_id",
    "order_revenue": "amount",
    "order_total_items": "order_quantity",
    "order_purchase_brand": "purchase_brand",
    "order_purchase_channel": "purchase_channel",
    "order_store_id": "store_id",
    "net_order_revenue": "net_amount",
    "order_cost": "cost",
}
_COUNTED = {
    "order_frequency": "1",
    "total_items": "order_quantity",
    "amounts": "CASE WHEN amount IS NOT NULL THEN 1 END",
    "amount_items": "CASE WHEN amount IS NOT NULL THEN order_quantity END",
    "order_returned_frequency": (
        "CASE WHEN order_returned_quantity < 0 OR returned_amount < 0 THEN 1 END"
    ),
    "total_returned_items": "order_returned_quantity",
    "order_canceled_frequency": (
        "CASE WHEN order_canceled_quantity < 0 OR canceled_amount < 0 THEN 1 END"
    ),
    "total_canceled_items": "order_canceled_quantity",
}
_SUMMED = {
    "order_revenue": "amount",
    "order_returned_revenue": "returned_amount",
    "order_canceled_revenue": "canceled_amount",
    "net_order_revenue": "net_amount",
    "order_cost": "cost",
}
_NULLABLE_SUMS = {"order_cost"}  # NULL where no order has one


def compile_buyers(*, today: date, orders: exp.Query, repeat_days: int = 84) -> exp.Select:
    """Build the SELECT, one row per buyer; all declared columns but the four scores.

    `orders` is `profiles.currency.converted`; `repeat_days` the setting early_repeat_days.
    """
    spans = windows(today)
    made = exp.select(
        *(
            _output(name, today, repeat_days).as_(name, copy=False)
            for name in TAE.names
            if name not in SCORES
        )
    ).from_("bought AS b")
    for name, query in (("counted", orders), ("ranked", _ranked()), ("bought", _bought(spans))):
        made = made.with_(name, query, copy=False)
    for place, (preferred, number) in PLACES.items():
        made = made.with_(f"by_{place}", _by_place(place, spans), copy=False)
        made = made.with_(f"of_{place}", _of_place(place, preferred, number, spans), copy=False)
        made = made.with_(f"best_{place}", _best_place(place, preferred, spans), copy=False)
        for joined in (f"of_{place}", f"best_{place}"):
            on = f"b.amperity_id = {joined}.amperity_id"
            made = made.join(joined, on=on, join_type="left", copy=False)
    return made


def _ranked() -> exp.Select:
    return exp.select(
        "*",
        fragment(
            "ROW_NUMBER() OVER (PARTITION BY amperity_id ORDER BY order_datetime, order_id)"
        ).as_("position", copy=False),
        fragment("COUNT(*) OVER (PARTITION BY amperity_id)").as_("positions", copy=False),
    ).from_("counted")


def _bought(spans: tuple[Window, ...]) -> exp.Select:
    """One row per buyer with plain sums; quotients and flags follow from them."""
    made = exp.select("amperity_id").from_("ranked").group_by("amperity_id")
    tests = {
        "first": "position = 1", "second": "position = 2", "third": "position = 3",
        "latest": "position = positions",
    }  # fmt: skip
    for which, test in tests.items():
        for name, value in _ORDER_VALUES.items():
            if which == "third" and name != "order_datetime":
                continue
            made = add(
                made,
                fragment(
                    "MAX(CASE WHEN $test THEN $value END)",
                    test=fragment(test),
                    value=exp.column(value),
                ).as_(f"{which}_{name}", copy=False),
            )
    moment = exp.column("order_datetime")
    for span in spans:
        held = span.holds(moment)
        for name, value in _COUNTED.items():
            made = add(
                made,
                fragment(
                    "CAST(COALESCE(SUM(CASE WHEN $held THEN $value END), 0) AS BIGINT)",
                    held=held,
                    value=fragment(value),
                ).as_(f"{span.name}_{name}", copy=False),
            )
        for name, value in _SUMMED.items():
            summed = total(
                fragment("CASE WHEN $held THEN $value END", held=held, value=exp.column(value))
            )
            if name not in _NULLABLE_SUMS:
                summed = amount(fragment("COALESCE($sum, 0)", sum=summed), wide=True)
            made = add(made, summed.as_(f"{span.name}_{name}", copy=False))
    largest = "MAX(CASE WHEN $held AND $value > 0 THEN $value END)"
    for name, value, span in (
        ("lifetime_largest_order_value", "amount", spans[-1]),
        ("L30D_largest_order_value", "amount", spans[0]),
        ("lifetime_largest_net_order_value", "net_amount", spans[-1]),
    ):
        made = add(
            made,
            fragment(largest, held=span.holds(moment), value=exp.column(value)).as_(
                name, copy=False
            ),
        )
    return made


def _by_place(place: str, spans: tuple[Window, ...]) -> exp.Select:
    """One row per buyer and value: orders and newest order of each window."""
    made = (
        exp.select("amperity_id", exp.column(place).as_("place", copy=False))
        .from_("counted")
        .where(exp.column(place).is_(exp.null()).not_())
        .group_by("amperity_id", exp.column(place))
    )
    moment = exp.column("order_datetime")
    for span in spans:
        held = span.holds(moment)
        made = add(
            made,
            fragment("SUM(CASE WHEN $held THEN 1 ELSE 0 END)", held=held).as_(
                f"n_{span.name}", copy=False
            ),
            fragment("MAX(CASE WHEN $held THEN order_datetime END)", held=held).as_(
                f"at_{span.name}", copy=False
            ),
        )
    return made


def _of_place(place: str, preferred: str, number: str, spans: tuple[Window, ...]) -> exp.Select:
    """One row per buyer: distinct values by window, and the only value where there is one."""
    made = exp.select("amperity_id", fragment("COUNT(*)").as_("places", copy=False))
    made = made.from_(f"by_{place}").group_by("amperity_id")
    for span in spans:
        held = fragment("$n > 0", n=exp.column(f"n_{span.name}"))
        made = add(
            made,
            fragment("CAST(SUM(CASE WHEN $held THEN 1 ELSE 0 END) AS BIGINT)", held=held).as_(
                f"{span.name}_{number}", copy=False
            ),
            fragment("MAX(CASE WHEN $held THEN place END)", held=held).as_(
                f"{span.name}_{preferred}", copy=False
            ),
        )
    return made


def _best_place(place: str, preferred: str, spans: tuple[Window, ...]) -> exp.Select:
    """Rank the values of buyers with several: most orders, newest order, then alphabetical."""
    ranked = (
        exp.select("v.amperity_id", "v.place")
        .from_(f"by_{place} AS v")
        .join(f"of_{place} AS o", on="v.amperity_id = o.amperity_id AND o.places > 1")
    )
    for span in spans:
        ranked = add(
            ranked,
            exp.column(f"n_{span.name}", table="v"),
            fragment(
                "ROW_NUMBER() OVER (PARTITION BY v.amperity_id"
                " ORDER BY $n DESC, $at DESC, v.place)",
                n=exp.column(f"n_{span.name}", table="v"),
                at=exp.column(f"at_{span.name}", table="v"),
            ).as_(f"rank_{span.name}", copy=False),
        )
    made = exp.select("amperity_id").from_(ranked.subquery("q")).group_by("amperity_id")
    for span in spans:
        made = add(
            made,
            fragment(
                "MAX(CASE WHEN $rank = 1 AND $n > 0 THEN place END)",
                rank=exp.column(f"rank_{span.name}"),
                n=exp.column(f"n_{span.name}"),
            ).as_(f"{span.name}_{preferred}", copy=False),
        )
    return made


def days(later: exp.Expr, earlier: exp.Expr) -> exp.Expr:
    """Count UTC days between two instants or dates."""
    return fragment("DATE_DIFF('day', DATE($earlier), DATE($later))", later=later, earlier=earlier)


_FLAGS = {
    "first_order_is_retained": (
        "CASE WHEN $to_second <= $limit THEN TRUE WHEN $to_second > $limit THEN FALSE"
        " WHEN $since_first >= $limit THEN FALSE END"
    ),
    "second_order_is_retained": (
        "CASE WHEN b.second_order_datetime IS NULL THEN NULL"
        " WHEN $to_third <= $limit THEN TRUE WHEN $to_third > $limit THEN FALSE"
        " WHEN $since_second >= $limit THEN FALSE END"
    ),
    "early_repeat_purchaser": (
        "CASE WHEN $to_second <= $repeat THEN TRUE WHEN $to_second > $repeat THEN FALSE"
        " WHEN $since_first > $repeat THEN FALSE END"
    ),
    "one_and_done": "b.lifetime_order_frequency = 1",
    "multi_purchase_brand": "COALESCE(of_purchase_brand.lifetime_purchase_brands, 0) > 1",
    "multi_purchase_channel": "COALESCE(of_purchase_channel.lifetime_purchase_channels, 0) > 1",
    "days_since_latest_order": "CAST($since_latest AS BIGINT)",
    "first_to_second_order_days": "CAST($to_second AS BIGINT)",
    "first_to_latest_order_days": "CAST($to_latest AS BIGINT)",
}


def _output(name: str, today: date, repeat_days: int) -> exp.Expr:
    if name in _FLAGS:
        first, second, third, latest = (
            exp.column(f"{which}_order_datetime", table="b")
            for which in ("first", "second", "third", "latest")
        )
        now = exp.convert(today)
        return fragment(
            _FLAGS[name],
            to_second=days(second, first), to_third=days(third, second),
            to_latest=days(latest, first), since_first=days(now, first),
            since_second=days(now, second), since_latest=days(now, latest),
            limit=RETAINED_DAYS, repeat=repeat_days,
        )  # fmt: skip
    span, _, rest = name.partition("_")
    for place, (preferred, number) in PLACES.items():
        if rest == number:
            return fragment("COALESCE($n, 0)", n=exp.column(name, table=f"of_{place}"))
        if rest == preferred:
            return fragment(
                "CASE WHEN $several THEN $best ELSE $only END",
                several=fragment("$n > 1", n=exp.column("places", table=f"of_{place}")),
                best=exp.column(name, table=f"best_{place}"),
                only=exp.column(name, table=f"of_{place}"),
            )
    quotients = {
        "average_order_value": ("order_revenue", "amounts"),
        "average_item_price": ("order_revenue", "amount_items"),
        "average_num_items": ("total_items", "order_frequency"),
        "average_net_item_price": ("net_order_revenue", "amount_items"),
    }
    if rest in quotients:
        upper, lower = quotients[rest]
        return quotient(
            exp.column(f"{span}_{upper}", table="b"), exp.column(f"{span}_{lower}", table="b")
        )
    return exp.column(name, table="b")
