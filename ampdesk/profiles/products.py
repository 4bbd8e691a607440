"""Unified_Product_Catalog, and which of its records each order line takes."""

from sqlglot import exp

from ampdesk.profiles.current import compile_newest
from ampdesk.schema.transactions import UNIFIED_PRODUCT_CATALOG
from ampdesk.stitch.statement import select

# the line's own source first, then any; one record per product
_LINE_PRODUCTS = """
SELECT s.source AS line_source, p.*
FROM sources AS s CROSS JOIN current_products AS p
QUALIFY ROW_NUMBER() OVER (PARTITION BY s.source, p.product_id
  ORDER BY CASE WHEN p.source = s.source THEN 0 ELSE 1 END, p.datasource, p.pk) = 1
"""


def compile_current_products() -> exp.Select:
    """Build the SELECT of the newest record of each product."""
    return compile_newest("source_products", ("datasource", "pk"))


def compile_catalog() -> exp.Select:
    """Build the SELECT of Unified_Product_Catalog over `current_products`."""
    return exp.select(*UNIFIED_PRODUCT_CATALOG.names).from_("current_products")


def compile_line_products() -> exp.Select:
    """Build the SELECT line_source and product columns: one row per source of lines and product."""
    sources = exp.select("source").distinct().from_("source_lines")
    return select(_LINE_PRODUCTS, tables={"sources": sources})
