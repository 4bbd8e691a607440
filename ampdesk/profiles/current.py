"""The current version of each key of the feeds (import_formats.md 1 "Reloading", "Undo").

Feeds only grow: a later import of a key has a higher import_id. What is current is decided here,
at each build, so that an undone import's older versions come back by themselves.
"""

from sqlglot import exp

from ampdesk.schema.feeds import SOURCE_LINES
from ampdesk.stitch.statement import add, fragment, query, select

# an older update_dt does not replace a newer one; a record without update_dt replaces what was
_PROFILES = """
WITH repeated AS (
  SELECT datasource, pk, MAX(CASE WHEN update_dt IS NULL THEN import_id END) AS undated
  FROM source_profiles GROUP BY datasource, pk HAVING COUNT(*) > 1
), versions AS (
  SELECT p.import_id, p.row_number, ROW_NUMBER() OVER (
    PARTITION BY p.datasource, p.pk
    ORDER BY p.update_dt DESC NULLS LAST, p.import_id DESC, p.row_number DESC) AS version
  FROM source_profiles AS p JOIN repeated AS r ON p.datasource = r.datasource AND p.pk = r.pk
  WHERE r.undated IS NULL OR p.import_id >= r.undated
)
SELECT p.import_id, p.row_number FROM source_profiles AS p
ANTI JOIN repeated AS r ON p.datasource = r.datasource AND p.pk = r.pk
UNION ALL SELECT v.import_id, v.row_number FROM versions AS v WHERE v.version = 1
"""

_ORDER_KEYS = """
SELECT source, order_id, MIN(import_id) AS first_import, MAX(import_id) AS newest_import,
  MAX(CASE WHEN level = 'orders' THEN 1 ELSE 0 END) AS has_orders_level,
  MAX(CASE WHEN is_void THEN 1 ELSE 0 END) AS has_void
FROM source_lines GROUP BY source, order_id
"""
_CLASHES = """
SELECT order_id, ARG_MIN(source, first_import) AS source FROM order_keys
GROUP BY order_id HAVING COUNT(*) > 1
"""
# orders with one import and nothing to decide are all others
_VERSIONS = """
SELECT l.source, l.order_id,
  MAX(CASE WHEN COALESCE(l.level, 'lines') <> 'orders' THEN l.import_id END) AS lines_import,
  MAX(CASE WHEN l.level = 'orders' THEN l.import_id END) AS orders_import,
  MAX(CASE WHEN l.is_void THEN l.import_id ELSE 0 END) AS void_import,
  MAX(l.import_id) AS newest_import
FROM source_lines AS l
SEMI JOIN (SELECT * FROM order_keys WHERE first_import <> newest_import OR has_void = 1) AS k
  ON l.source = k.source AND l.order_id = k.order_id
GROUP BY l.source, l.order_id
"""
_CHOSEN = """
SELECT v.source, v.order_id,
  CASE WHEN v.void_import = v.newest_import THEN NULL
    WHEN v.lines_import IS NOT NULL AND v.lines_import <> v.void_import THEN v.lines_import
    ELSE v.orders_import END AS import_id,
  CASE WHEN v.lines_import IS NOT NULL AND v.lines_import <> v.void_import THEN v.orders_import
    END AS orders_import
FROM order_versions AS v
"""

ORDER_LEVEL = (
    "currency", "payment_method", "purchase_brand", "purchase_channel", "digital_channel",
    "store_id", "customer_id", "order_status", "order_shipping_amount", "order_tax_amount",
    "order_tip_amount", "order_fee_amount", "gift_card_amount", "order_total", "order_profit",
)  # fmt: skip
"""Columns that an orders-level import adds to the lines of a lines-level one."""


def limited(table: str, scope: str | None, *names: str) -> str | exp.Query:
    """A feed, or only its rows whose columns `names` are in table `scope`."""
    if scope is None:
        return table
    on = exp.and_(*(exp.column(n, table="l").eq(exp.column(n, table="k")) for n in names))
    rows = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("l")))
    return rows.from_(f"{table} AS l").join(f"{scope} AS k", on=on, join_type="semi")


def compile_profile_versions(scope: str | None = None) -> exp.Query:
    """Build the SELECT import_id, row_number of current profile records, all or those in scope.

    `scope`: a table of datasource, pk.
    """
    return query(
        _PROFILES, tables={"source_profiles": limited("source_profiles", scope, "datasource", "pk")}
    )


def compile_order_keys(lines: str = "source_lines") -> exp.Select:
    """Build the SELECT of orders by source with their first and newest import.

    `lines`, here and below: the feed, or all its rows of some order ids, whatever their source.
    """
    return select(_ORDER_KEYS, tables={"source_lines": lines})


def compile_clashes() -> exp.Select:
    """Build the SELECT order_id, source of ids that several sources use: the first keeps it."""
    return select(_CLASHES)


def compile_order_versions(lines: str = "source_lines") -> exp.Select:
    """Build the SELECT of orders that several imports, or a void one, brought."""
    return select(_VERSIONS, tables={"source_lines": lines})


def compile_chosen_orders() -> exp.Select:
    """Build the SELECT source, order_id, import_id (NULL: the order is gone), orders_import."""
    return select(_CHOSEN)


def compile_lines(*, decided: bool, clashing: bool, lines: str = "source_lines") -> exp.Select:
    """Build the SELECT of current order lines, columns of source_lines; order_id brand-unique.

    Tables: `lines`; with `decided` also chosen_orders; with `clashing` also claims
    (order_id, source that keeps it). With `decided` level_custom follows: the JSON of custom
    columns of the import that completes a line's.
    """
    made = exp.select().from_(f"{lines} AS l")
    names = [name for name in SOURCE_LINES.names if name not in {"order_id", "is_void"}]
    order_id: exp.Expr = exp.column("order_id", table="l")
    if clashing:
        order_id = fragment(
            "CASE WHEN c.source <> l.source THEN l.source || '/' || l.order_id ELSE l.order_id END"
        )
        made = made.join("claims AS c", on="l.order_id = c.order_id", join_type="left")
    made = add(made, order_id.as_("order_id", copy=False))
    if not decided:
        return add(made, *(exp.column(name, table="l") for name in names)).where(
            "l.is_void IS NULL OR NOT l.is_void"
        )
    made = made.join(
        "chosen_orders AS k",
        on="l.source = k.source AND l.order_id = k.order_id",
        join_type="left",
    ).join(
        "order_level AS o",
        on="l.source = o.source AND l.order_id = o.order_id AND k.orders_import = o.import_id",
        join_type="left",
    )
    for name in names:
        column: exp.Expr = exp.column(name, table="l")
        if name in ORDER_LEVEL:
            column = fragment(
                "COALESCE($own, $level)", own=column, level=exp.column(name, table="o")
            )
        made = add(made, column.as_(name, copy=False))
    made = add(made, exp.column("custom", table="o").as_("level_custom", copy=False))
    return made.where(
        "k.order_id IS NULL OR l.import_id = k.import_id",
        "l.is_void IS NULL OR NOT l.is_void",
    )


def compile_order_level(lines: str = "source_lines") -> exp.Select:
    """Build the SELECT of rows of orders-level imports that complete lines of another import."""
    return select(
        "SELECT l.* FROM source_lines AS l SEMI JOIN chosen_orders AS k"
        " ON l.source = k.source AND l.order_id = k.order_id AND l.import_id = k.orders_import"
        " QUALIFY ROW_NUMBER() OVER (PARTITION BY l.source, l.order_id ORDER BY l.row_number) = 1",
        tables={"source_lines": lines},
    )


def compile_newest(table: str, key: tuple[str, ...], newer: tuple[str, ...] = ()) -> exp.Select:
    """Build the SELECT of a feed's newest row by key: by `newer` first, then by import."""
    order = [f"{name} DESC NULLS LAST" for name in (*newer, "import_id", "row_number")]
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[exp.column(name) for name in key],
        order=exp.Order(expressions=[exp.maybe_parse(text, into=exp.Ordered) for text in order]),
    )
    ranked = exp.select("*", rank.as_("version", copy=False)).from_(table)
    return (
        exp.select(exp.Star(except_=[exp.to_identifier("version")]))
        .from_(ranked.subquery("v"))
        .where("version = 1")
    )
