"""Order lines with the customer they belong to: from feeds to Unified_Itemized_Transactions."""

from sqlglot import exp

from ampdesk.profiles import current
from ampdesk.profiles.custom import CustomColumns, values
from ampdesk.profiles.itemized import compile_itemized
from ampdesk.stitch import preprocess
from ampdesk.stitch.statement import add, select

_WITH_CUSTOMER = """
SELECT n.*, f.amperity_id, f.update_dt AS profile_update_dt
FROM newest AS n
LEFT JOIN fk_ids AS f ON n.fk_namespace = f.namespace AND $value = f.value
"""


def compile_uit(
    *,
    decided: bool,
    clashing: bool,
    feed: str = "source_lines",
    picked: str | None = None,
    custom: CustomColumns = CustomColumns(),  # noqa: B008  # frozen
) -> exp.Select:
    """Build the SELECT of Unified_Itemized_Transactions over the feed and `fk_ids`.

    Also read: `line_products`; with `decided` chosen_orders and order_level; with `clashing`
    claims. `picked`: a table of (source, order_id) as filed, to which the lines are limited.
    `custom`: its columns follow the declared ones.
    """
    newest = current.compile_lines(decided=decided, clashing=clashing, lines=feed)
    if picked:
        newest = newest.join(
            f"{picked} AS t", on="l.source = t.source AND l.order_id = t.order_id", join_type="semi"
        )
    value = preprocess.clean_key(exp.column("fk_value", table="n"))
    lines = select(_WITH_CUSTOMER, tables={"newest": newest}, value=value)
    lists = []
    if custom.columns:
        texts = {"custom_values": "custom"}
        if decided and custom.of_orders:
            texts["level_values"] = "level_custom"
        for name, text in texts.items():
            value = values(exp.column(text, table="n"), custom)
            lines = add(lines, value.as_(name, copy=False))
        lists = list(texts)
    return compile_itemized(custom, lists).with_("current_lines", lines)
