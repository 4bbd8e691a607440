"""What statements mean: Presto by default, names as the brand writes them, places in errors."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from ampdesk.queries import QueryError, run, translate

from .conftest import NOW

# sql.md 7.6, row by row: (expression, Presto's value)
CASES = [
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("COUNT(*) / 3", 1),
    ("9007199254740993 / 1", 9007199254740993),
    ("7 / 2.0", 3.5),
    ("7 % NULLIF(0, 0)", None),
    ("SUM(orders)", 10),
    ("CAST(2.5e0 AS INTEGER)", 3),
    ("CAST('abcdef' AS VARCHAR(3))", "abc"),
    ("DATE_DIFF('month', TIMESTAMP '2026-01-15 00:00:00', TIMESTAMP '2026-02-14 00:00:00')", 0),
    ("DATE_DIFF('day', TIMESTAMP '2026-01-01 23:00:00', TIMESTAMP '2026-01-02 01:00:00')", 0),
    ("DATE '2026-01-31' + INTERVAL '1' MONTH", date(2026, 2, 28)),
    ("DATE_ADD('day', 1, DATE '2026-02-28')", date(2026, 3, 1)),
    ("DATE_TRUNC('month', DATE '2026-02-28')", date(2026, 2, 1)),
    ("TIMESTAMP '2026-01-01 00:00:00' AT TIME ZONE 'America/New_York'", "2025-12-31 19:00"),
    ("CURRENT_DATE", date(2026, 6, 16)),
    ("NOW()", datetime(2026, 6, 16)),
    ("SPLIT_PART('a,b', ',', 3)", None),
    ("SPLIT_PART('a,b', ',', 2)", "b"),
    ("REGEXP_EXTRACT('abc', 'x')", None),
    ("REGEXP_EXTRACT('abc', '(b)(c)', 2)", "c"),
    ("SUBSTR('abc', 0)", ""),
    ("SUBSTR('abc', -2)", "bc"),
    ("SUBSTR('abc', -9)", ""),
    ("REGEXP_REPLACE('abc', '(b)', '[$1]')", "a[b]c"),
    ("REGEXP_REPLACE('abcb', 'b')", "ac"),
    ("DAY_OF_WEEK(DATE '2026-06-14')", 7),
    ("CODEPOINT('A')", 65),
    ("CONCAT('a', NULL)", None),
    ("TO_HEX(SHA256(TO_UTF8(UPPER(TRIM(' a ')))))",
     "559AEAD08264D5795D3909718CDD05ABD49572E84FE55590EEF31A88A08FDFFD"),
    ("IF(TRUE, 1, 2)", 1),
    ("ARRAY_JOIN(ARRAY['a', 'b'], '-')", "a-b"),
    ("ARRAY[1, 2][1]", 1),
]  # fmt: skip


SPARK_CASES = [
    ("DAYOFWEEK(DATE '2026-06-14')", 1),
    ("WEEKDAY(DATE '2026-06-15')", 0),
    ("DATEDIFF(DATE '2026-03-01', DATE '2026-02-28')", 1),
    ("7 / 2", 3.5),
    ("1 / 0", None),
    ("INT(TRUE)", 1),
    ("TRUNC(DATE '2026-06-14', 'MM')", date(2026, 6, 1)),
    ("ISNULL(NULL)", True),
    ("`state`", "CA"),
]


def values_of(lake, cases, dialect):
    """Ask for all cases in one statement: one worker, not forty."""
    text = f"SELECT {', '.join(cases)} FROM Customer_360 LIMIT 1"  # noqa: S608  # constants
    with run(lake, text, now=NOW, dialect=dialect) as result:
        (batch,) = result.batches
    return dict(zip(cases, (column[0].as_py() for column in batch.columns), strict=True))


@pytest.fixture(scope="module")
def presto(lake):
    aggregates = [c for c, _ in CASES if c.startswith(("COUNT(*)", "SUM("))]
    plain = [c for c, _ in CASES if c not in aggregates]
    return values_of(lake, aggregates, "presto") | values_of(lake, plain, "presto")


@pytest.fixture(scope="module")
def spark(lake):
    return values_of(lake, [case for case, _ in SPARK_CASES], "spark")


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_prestos_value(presto, expression, expected):
    value = presto[expression]
    if isinstance(expected, str) and isinstance(value, datetime):
        value = value.isoformat(" ", "minutes")
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(("expression", "expected"), SPARK_CASES)
def test_sparks_value(spark, expression, expected):
    assert spark[expression] == expected


def test_a_large_average_stays_a_fraction(ask):
    assert ask("SELECT AVG(order_revenue), order_revenue / 2 FROM Unified_Transactions"
               " GROUP BY order_revenue ORDER BY 1 DESC")[0] == (20.5, 10.25)  # fmt: skip


def test_sums_of_money_stay_exact(ask):
    assert ask("SELECT SUM(order_revenue) FROM Unified_Transactions") == [(Decimal("35.75"),)]


@pytest.mark.parametrize("name", ["customer_360", "CUSTOMER360", '"Customer 360"'])
def test_table_names_ignore_case_underscores_and_blanks(ask, name):
    assert ask(f"SELECT COUNT(*) FROM {name}") == [(4,)]  # noqa: S608  # constants


def test_a_table_is_known_by_the_name_it_was_given(ask):
    rows = ask("SELECT customer360.Email FROM Customer360 WHERE customer360.orders > 6")
    assert rows == [("ann@example.com",)]


def test_a_cte_may_hide_a_table(ask):
    assert ask("WITH Customer_360 AS (SELECT 1 AS n) SELECT n FROM Customer_360") == [(1,)]


def test_unnamed_columns_and_the_second_of_two_equal_names(lake):
    # sql.md 7.5 case 6
    text = (
        "SELECT c.*, COUNT(*) OVER (), 1, c.email, 2 AS Total, orders AS ORDERS2, 'x' AS total"
        " FROM Customer_360 c"
    )
    with run(lake, text) as result:
        assert [column.name for column in result.columns] == [
            "amperity_id", "given_name", "email", "state", "birthdate", "orders",
            "_col6", "_col7", "_col8", "Total", "ORDERS2", "_col11",
        ]  # fmt: skip


def test_rows_come_in_the_order_asked_for_with_nulls_last(ask):
    assert ask("SELECT state FROM Customer_360 ORDER BY state") == [
        ("CA",), ("CA",), ("NY",), (None,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT nme\nFROM Customer_360", 'line 1, column 8: column "nme" does not exist'),
        ("SELECT 1,\n  c.emial\nFROM Customer_360 c",
         'line 2, column 3: column "emial" of "c" does not exist — did you mean "email"'),
        ("SELECT *\nFROM Custmer_360",
         'line 2, column 6: table "Custmer_360" does not exist — did you mean "Customer_360"'),
        ("SELECT UPER(email) FROM Customer_360",
         'line 1, column 8: function "uper" does not exist — did you mean "upper"'),
        ("SELECT MEDIAN(orders) FROM Customer_360", "line 1, column 8: MEDIAN is not supported"),
        ("SELECT SPLIT('a', 'b', 2)", "line 1, column 8: SPLIT with 3 arguments is not supported"),
        ("SELECT STRPOS('a', 'b', 2)", "line 1, column 8: STRPOS with 3 arguments"),
        ("SELECT , email FROM Customer_360", "line 1, column 8: a comma with nothing"),
        ("SELECT email, FROM Customer_360", "line 1, column 13: a comma with nothing"),
        ("SELECT COALESCE(email,,'x') FROM Customer_360", "line 1, column 23: a comma"),
        ("WITH a AS (SELECT 1) WITH b AS (SELECT 2) SELECT 1", "column 22: WITH is written twice"),
        ("SELECT {email} FROM Customer_360", "line 1, column 8: braces"),
        ("SELECT email FROM Customer_360 WHERE email = 5", "= cannot be applied"),
        ("SELECT 'a' || 1", "|| cannot be applied"),
        ("SELECT SHA2('a', 512)", "SHA2 of another length"),
        ("SELECT REGEXP_LIKE('a', '(?=a)')", "look-around"),
        ("SELECT email FROM Customer_360 FETCH FIRST 1 ROWS WITH TIES", "WITH TIES"),
        ("SELECT a FROM (SELECT 1 AS b)", 'column "a" does not exist'),
        ("SELECT (SELECT email FROM Customer_360", "line 1"),
    ],
)  # fmt: skip
def test_an_error_names_the_place_and_the_nearest_name(catalog, text, error):
    dialect = "spark" if "SHA2" in text else "presto"
    with pytest.raises(QueryError) as caught:
        translate(text, catalog, now=NOW, dialect=dialect)
    assert error in str(caught.value)


def test_a_division_by_zero_names_its_place(ask):
    with pytest.raises(QueryError, match=r"^line 1, column 8: division by zero — use NULLIF"):
        ask("SELECT orders / (orders - orders) FROM Customer_360")


def test_a_failed_cast_is_said_in_plain_words(ask):
    with pytest.raises(QueryError, match="Could not convert") as caught:
        ask("SELECT CAST(email AS BIGINT) FROM Customer_360")
    assert "Error" not in caught.value.message


def test_a_list_is_no_result(ask):
    with pytest.raises(QueryError, match="ARRAY_JOIN"):
        ask("SELECT ARRAY_AGG(email) FROM Customer_360")


@pytest.mark.parametrize("name", ["MIN", "MAX", "ANY_VALUE"])
def test_duckdb_knows_its_aggregates(lake, name):
    """SQLGlot keeps no place of these names when it reads DuckDB's dialect."""
    with run(lake, f"SELECT {name}(orders) AS n FROM Customer_360", dialect="duckdb") as result:  # noqa: S608  # constants
        assert result.table().num_rows == 1
