"""Unified_Product_Catalog, and which of its records each order line takes."""

from sqlglot import exp

from ampdesk.profiles.current import compile_newest
from ampdesk.schema.transactions import UNIFIED_PRODUCT_CATALOG
from ampdesk.stitch.statement import select

# the line's own source first, then any; one record per product. Gift cards have no SKU as a rule:
# order lines then know them by name, alone or with the variant (`Gift card - 25.00`)
_LINE_PRODUCTS = """
WITH gifts AS (
  SELECT *, 'name:' || LOWER(STRIP_ACCENTS(TRIM(product_name))) AS name_id,
    REPLACE(REGEXP_REPLACE(product_id, '^[^/]*/?', ''), '/', ' / ') AS variant
  FROM current_products WHERE is_gift_card AND product_sku IS NULL AND product_name IS NOT NULL
), known AS (
  SELECT * FROM current_products
  UNION ALL SELECT * EXCLUDE (name_id, variant) REPLACE (name_id AS product_id) FROM gifts
  UNION ALL SELECT * EXCLUDE (name_id, variant)
    REPLACE (name_id || ' - ' || LOWER(STRIP_ACCENTS(variant)) AS product_id) FROM gifts
    WHERE variant <> ''
)
SELECT s.source AS line_source, p.*
FROM sources AS s CROSS JOIN known AS p
QUALIFY ROW_NUMBER() OVER (PARTITION BY s.source, p.product_id
  ORDER BY CASE WHEN p.source = s.source THEN 0 ELSE 1 END, p.datasource, p.pk) = 1
"""


def compile_current_products() -> exp.Select:
    """Build the SELECT of the newest record of each product."""
    return compile_newest("source_products", ("datasource", "pk"))


def compile_catalog() -> exp.Select:
    """Build the SELECT of Unified_Product_Catalog over `current_products`."""
    return exp.select(*UNIFIED_PRODUCT_CATALOG.names).from_("current_products")


def compile_line_products(lines: str = "source_lines") -> exp.Select:
    """Build the SELECT line_source and product columns: one row per source of lines and product."""
    sources = exp.select("source").distinct().from_(lines)
    return select(_LINE_PRODUCTS, tables={"sources": sources})
