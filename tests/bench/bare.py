# ruff: noqa: S608  # hand-written SQL is what is measured
"""The customer 360 written by hand for DuckDB, plain and without AmpDesk: what a build costs least.

Reads the feeds' Parquet files and writes one Parquet file per table, in the reference's columns.
"""

TODAY = "DATE '2026-06-16'"
WINDOWS = {
    "L30D": ("2026-05-18", "2026-06-17"), "L3M": ("2026-03-17", "2026-06-17"),
    "L6M": ("2025-12-17", "2026-06-17"), "L12M": ("2025-06-17", "2026-06-17"),
    "LY12M": ("2024-06-17", "2025-06-17"), "lifetime": ("0001-01-01", "9999-01-01"),
}  # fmt: skip
PLACES = {
    "purchase_brand": "purchase_brands", "purchase_channel": "purchase_channels",
    "store_id": "stores",
}  # fmt: skip
GROUPS = {
    "name": "given_name IS NOT NULL AND surname IS NOT NULL", "address":
    "address IS NOT NULL AND city IS NOT NULL AND state IS NOT NULL AND postal IS NOT NULL",
    "email": "email IS NOT NULL", "phone": "phone IS NOT NULL",
    "birthdate": "birthdate IS NOT NULL", "gender": "gender IS NOT NULL",
}  # fmt: skip

RECORDS = """
SELECT *, JSON_EXTRACT_STRING(foreign_keys, '$."' || JSON_KEYS(foreign_keys)[1] || '"') AS fk
FROM (SELECT * FROM profiles QUALIFY ROW_NUMBER() OVER (
  PARTITION BY datasource, pk ORDER BY update_dt DESC NULLS LAST, import_id DESC) = 1)
"""
# two passes of the smallest key: by foreign key, then by e-mail and surname
COALESCED = """
SELECT uuid_of(MIN(first) OVER (PARTITION BY COALESCE(UPPER(email) || UPPER(surname), first)))
  AS amperity_id, * EXCLUDE (first)
FROM (SELECT *, MIN(datasource || pk) OVER (PARTITION BY COALESCE(UPPER(fk), datasource || pk))
  AS first FROM records)
"""
HOUSEHOLDS = """
SELECT amperity_id, uuid_of(house) AS household_id, COUNT(*) OVER (PARTITION BY house)
  AS household_size, house AS full_address, given_name, surname, address, address2, city, state,
  postal
FROM (SELECT *, UPPER(REGEXP_REPLACE(CONCAT_WS(' ', address, address2, city, state, postal,
  surname), '[^A-Za-z0-9]+', ' ', 'g')) AS house
  FROM merged WHERE address IS NOT NULL AND city IS NOT NULL)
"""
LINES = """
SELECT i.amperity_id, l.* EXCLUDE (item_discount_amount, item_list_price, item_subtotal),
  COALESCE(item_discount_amount, item_list_price - item_revenue) AS item_discount_amount,
  COALESCE(item_list_price, item_revenue + item_discount_amount) AS item_list_price,
  COALESCE(item_subtotal, item_list_price) AS item_subtotal,
  item_revenue / item_quantity AS unit_revenue, item_cost / item_quantity AS unit_cost,
  item_list_price / item_quantity AS unit_list_price,
  item_revenue - item_cost AS item_profit,
  (item_revenue - item_cost) / item_quantity AS unit_profit,
  item_discount_amount / item_quantity AS unit_discount_amount,
  item_tax_amount / item_quantity AS unit_tax_amount
FROM lines AS l LEFT JOIN (SELECT UPPER(fk) AS fk, MIN(amperity_id) AS amperity_id FROM coalesced
  WHERE fk IS NOT NULL GROUP BY 1 HAVING MIN(amperity_id) = MAX(amperity_id)) AS i
  ON UPPER(l.fk_value) = i.fk
"""
BOUGHT = "NOT COALESCE(is_return, false) AND NOT COALESCE(is_cancellation, false)"
LABELS = (
    "customer_id", "store_id", "purchase_brand", "purchase_channel", "digital_channel",
    "payment_method", "currency",
)  # fmt: skip
RFM = """
WITH w AS (SELECT amperity_id, MAX(order_datetime) AS r, COUNT(DISTINCT order_id) AS f,
    SUM(order_revenue) AS m FROM orders
  WHERE amperity_id IS NOT NULL AND order_quantity > 0 AND order_datetime >= '2025-06-17'
    AND order_datetime < '2026-06-17' GROUP BY amperity_id)
SELECT amperity_id, NTILE(10) OVER (ORDER BY r, amperity_id) AS L12M_recency,
  NTILE(10) OVER (ORDER BY f, amperity_id) AS L12M_frequency,
  NTILE(10) OVER (ORDER BY m, amperity_id) AS L12M_monetary FROM w
"""
LIFECYCLE = """
SELECT *, LAG(status) OVER w AS previous, LAG(started) OVER w AS previous_started,
  LEAD(status) OVER w IS NULL AS is_current
FROM (
  SELECT amperity_id, status, day + after AS started FROM (
    SELECT amperity_id, day, LEAD(day) OVER (PARTITION BY amperity_id ORDER BY day) AS next
    FROM (SELECT DISTINCT amperity_id, CAST(order_datetime AS DATE) AS day FROM orders
      WHERE amperity_id IS NOT NULL AND order_quantity > 0)) AS d
  JOIN (VALUES ('Active', 0), ('Cooling down', 61), ('At risk', 121), ('Highly at risk', 241),
    ('Lost', 366)) AS s(status, after) ON day + after < COALESCE(next, DATE '2026-06-17')
  QUALIFY status IS DISTINCT FROM LAG(status) OVER (PARTITION BY amperity_id ORDER BY day + after))
WINDOW w AS (PARTITION BY amperity_id ORDER BY started)
"""
ATTRIBUTES = """
SELECT m.amperity_id, t.amperity_id IS NOT NULL AS is_purchaser,
  CASE WHEN t.amperity_id IS NULL THEN 'Prospect'
    WHEN DATE_DIFF('day', t.first_order_datetime, {today}) <= 30 THEN 'New'
    WHEN DATE_DIFF('day', t.latest_order_datetime, {today}) <= 365 THEN 'Active'
    WHEN DATE_DIFF('day', t.latest_order_datetime, {today}) <= 730 THEN 'Lapsed'
    ELSE 'Dormant' END AS historical_purchaser_lifecycle_status,
  m.email IS NOT NULL AS contactable_email, m.phone IS NOT NULL AS contactable_phone,
  m.address IS NOT NULL AND m.city IS NOT NULL AND m.state IS NOT NULL AND m.postal IS NOT NULL
    AS contactable_address,
  REGEXP_MATCHES(LOWER(CONCAT_WS(' ', m.given_name, m.surname, m.address)),
    '(^| )(inc|srl|llc|service|business|suite|space|floor)( |$)') AS is_business,
  REGEXP_MATCHES(LOWER(m.given_name || ' ' || m.surname), '^(test|default|dummy)') AS is_test,
  t.lifetime_order_revenue > (SELECT QUANTILE_DISC(lifetime_order_revenue, 0.995) FROM buyers)
    AS is_outlier,
  ROW_NUMBER() OVER (PARTITION BY h.household_id ORDER BY t.lifetime_order_revenue DESC NULLS LAST,
    m.amperity_id) = 1 AS is_primary_buyer_household
FROM merged AS m LEFT JOIN buyers AS t ON m.amperity_id = t.amperity_id
LEFT JOIN households AS h ON m.amperity_id = h.amperity_id
"""
CUSTOMERS = """
SELECT m.*, t.lifetime_order_frequency AS orders, t.lifetime_order_revenue AS revenue,
  t.L12M_order_revenue AS revenue_12m, t.first_order_datetime, t.latest_order_datetime,
  r.L12M_recency, r.L12M_frequency, r.L12M_monetary, a.historical_purchaser_lifecycle_status,
  a.contactable_email, a.contactable_phone, a.contactable_address
FROM merged AS m LEFT JOIN buyers AS t ON m.amperity_id = t.amperity_id
LEFT JOIN rfm AS r ON m.amperity_id = r.amperity_id
LEFT JOIN attributes AS a ON m.amperity_id = a.amperity_id
"""


def merged():
    """One row per customer; each group from the first record by completion, then update_dt."""
    fields = {
        "name": ("given_name", "surname", "full_name"),
        "address": ("address", "address2", "city", "state", "postal", "country"),
    }  # fmt: skip
    columns = []
    for group, complete in GROUPS.items():
        order = f"ORDER BY ({complete}) DESC, update_dt DESC NULLS LAST, pk, datasource"
        columns += [f"FIRST({name} {order}) AS {name}" for name in fields.get(group, (group,))]
        columns.append(f"FIRST(pk {order}) AS {group}_pk, FIRST(datasource {order}) AS {group}_ds")
    return f"SELECT amperity_id, {', '.join(columns)} FROM coalesced GROUP BY amperity_id"


def orders():
    """One row per order."""
    columns = [
        f"COALESCE(MIN(order_datetime) FILTER ({BOUGHT}), MIN(order_datetime)) AS order_datetime",
        "MAX(amperity_id) AS amperity_id", "MAX(order_discount_amount) AS order_discount_amount",
    ]  # fmt: skip
    columns += [
        f"FIRST({name} ORDER BY order_datetime, product_id)"
        f" FILTER ({BOUGHT} AND {name} IS NOT NULL) AS {name}"
        for name in LABELS
    ]
    for name, test in (("", BOUGHT), ("returned_", "is_return"), ("canceled_", "is_cancellation")):
        columns += [
            f"COALESCE(SUM({item}) FILTER ({test}), 0) AS order_{name}{item[5:]}"
            for item in ("item_quantity", "item_revenue")
        ]
    columns += [
        f"SUM({name}) AS {name.replace('item', 'order')}"
        for name in ("item_cost", "item_list_price", "item_subtotal")
    ]
    return f"SELECT order_id, {', '.join(columns)} FROM items GROUP BY order_id"


def buyers():
    """One row per buyer: first, second and latest order, and every window."""
    columns = ["o.amperity_id"]
    for which, test in (("first", "n = 1"), ("second", "n = 2"), ("latest", "n = orders")):
        columns += [
            f"MAX({name}) FILTER ({test}) AS {which}_{name}"
            for name in ("order_datetime", "order_id", "order_revenue", "order_quantity",
                         "purchase_brand", "purchase_channel", "store_id")
        ]  # fmt: skip
    for span, (start, end) in WINDOWS.items():
        held = f"FILTER (order_datetime >= '{start}' AND order_datetime < '{end}')"
        columns += [
            f"COUNT(*) {held} AS {span}_order_frequency",
            f"COALESCE(SUM(order_revenue) {held}, 0) AS {span}_order_revenue",
            f"COALESCE(SUM(order_quantity) {held}, 0) AS {span}_total_items",
            f"ROUND(SUM(order_revenue) {held} / COUNT(*) {held}, 2) AS {span}_average_order_value",
            f"ROUND({span}_order_revenue / {span}_total_items, 2) AS {span}_average_item_price",
            f"COALESCE(SUM(order_returned_revenue) {held}, 0) AS {span}_order_returned_revenue",
            f"COALESCE(SUM(order_canceled_revenue) {held}, 0) AS {span}_order_canceled_revenue",
        ]
        for name, plural in PLACES.items():
            columns.append(f"COUNT(DISTINCT {name}) {held} AS {span}_{plural}")
            columns.append(f"MODE({name}) {held} AS {span}_preferred_{name}")
    return f"""
SELECT {", ".join(columns)} FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY amperity_id ORDER BY order_datetime, order_id) AS n,
    COUNT(*) OVER (PARTITION BY amperity_id) AS orders
  FROM orders WHERE amperity_id IS NOT NULL AND order_quantity > 0) AS o
GROUP BY o.amperity_id
"""


def build(profiles, lines, folder):
    """Write every table; runs in a child. Returns key figures."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '2GiB'")
        connection.execute(f"SET temp_directory = '{folder}/spill'")
        connection.execute("CREATE MACRO uuid_of(x) AS CAST(CAST(MD5(x) AS UUID) AS VARCHAR)")
        connection.execute(f"CREATE VIEW profiles AS SELECT * FROM read_parquet({profiles})")
        connection.execute(f"CREATE VIEW lines AS SELECT * FROM read_parquet({lines})")
        steps = {
            "records": RECORDS, "coalesced": COALESCED, "merged": merged(),
            "households": HOUSEHOLDS, "items": LINES, "orders": orders(), "buyers": buyers(),
            "rfm": RFM, "lifecycle": LIFECYCLE, "attributes": ATTRIBUTES.format(today=TODAY),
            "customers": CUSTOMERS,
        }  # fmt: skip
        for name, query in steps.items():
            path = f"{folder}/{name}.parquet"
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
        figures = (
            "SELECT (SELECT COUNT(*) FROM customers), (SELECT COUNT(*) FROM items),"
            " (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM buyers),"
            " (SELECT COUNT(*) FROM rfm), (SELECT COUNT(*) FROM lifecycle),"
            " (SELECT CAST(SUM(order_revenue) AS DOUBLE) FROM orders),"
            " (SELECT CAST(SUM(L12M_order_revenue) AS DOUBLE) FROM buyers)"
        )
        return list(connection.execute(figures).fetchone())
