"""Statements that must not run, in every dialect (architecture.md, ruling 4)."""

import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from ampdesk.engine import locked, render
from ampdesk.engine.views import views
from ampdesk.queries import QueryError, QueryStoppedError, run, translate
from ampdesk.queries.functions import DUCKDB

from .conftest import NOW

WRITES = [
    "INSERT INTO Customer_360 VALUES ('x')",
    "UPDATE Customer_360 SET email = NULL",
    "DELETE FROM Customer_360",
    "MERGE INTO Customer_360 c USING Unified_Transactions u ON TRUE WHEN MATCHED THEN DELETE",
    "CREATE TABLE stolen AS SELECT * FROM Customer_360",
    "CREATE VIEW v AS SELECT 1",
    "DROP TABLE Customer_360",
    "ALTER TABLE Customer_360 ADD COLUMN x INTEGER",
    "TRUNCATE TABLE Customer_360",
    "SELECT * INTO stolen FROM Customer_360",
    "SELECT email INTO stolen FROM Customer_360 LIMIT 1",
    "WITH w AS (SELECT 1 AS a) SELECT a INTO stolen FROM w",
    "WITH x AS (INSERT INTO Customer_360 VALUES (1) RETURNING *) SELECT * FROM x",
    "WITH x AS (DELETE FROM Customer_360 RETURNING *) SELECT * FROM x",
    "SELECT * FROM (DELETE FROM Customer_360 RETURNING *)",
    "COPY Customer_360 TO '/tmp/stolen.csv'",
    "COPY (SELECT 1) TO '/tmp/stolen.csv'",
    "EXPORT DATABASE '/tmp/stolen'",
    "SELECT 1; DROP TABLE Customer_360",
    "SELECT 1; SELECT 2",
    "SELECT 1;; SELECT 2",
]
COMMANDS = [
    "ATTACH '/tmp/other.db'",
    "DETACH memory",
    "PRAGMA database_list",
    "SET memory_limit = '100GB'",
    "SET GLOBAL enable_external_access = true",
    "RESET ALL",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CALL pragma_version()",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "DESCRIBE Customer_360",
    "SUMMARIZE Customer_360",
    "SHOW TABLES",
    "USE memory",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "KILL 1",
    "GRANT SELECT ON Customer_360 TO PUBLIC",
    "TABLE Customer_360",
    "FROM Customer_360",
    "VALUES (1)",
    "",
    ";",
    "-- nothing",
]
FILES = [
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM 'Customer_360/00000001-x.parquet'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM read_parquet('*.parquet')",
    "SELECT * FROM parquet_scan('*.parquet')",
    "SELECT * FROM parquet_schema('x.parquet')",
    "SELECT * FROM parquet_metadata('x.parquet')",
    "SELECT * FROM parquet_kv_metadata('x.parquet')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT * FROM Customer_360 WHERE email IN (SELECT content FROM read_text('/etc/passwd'))",
    "WITH w AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM w",
    "SELECT * FROM Customer_360, LATERAL (SELECT * FROM read_text(email))",
    "SELECT read_text('/etc/passwd')",
    "SELECT getenv('HOME')",
]
CATALOGUE = [
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_tables()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_logs()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM memory.lake.Customer_360",
    "SELECT * FROM lake.Customer_360",
    "SELECT * FROM system.main.duckdb_settings",
    "SELECT * FROM pragma_table_info('Customer_360')",
    "SELECT current_setting('memory_limit')",
    "SELECT current_database()",
    "SELECT current_user",
    "SELECT version()",
    "SELECT checkpoint()",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM force_checkpoint('memory')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('Customer_360')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT json_serialize_sql('SELECT 1')",
    "SELECT main.read_text('x')",
    "SELECT system.main.pi()",
    "SELECT getvariable('x')",
    "SELECT nextval('s')",
    "SELECT txid_current()",
    "SELECT write_log('x')",
    "SELECT enable_logging()",
    "SELECT COLUMNS(*) FROM Customer_360",
    "SELECT COLUMNS('e.*') FROM Customer_360",
    "SELECT ? FROM Customer_360",
    "SELECT $1",
    "SELECT :name",
    "SELECT @x",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r",
    "SELECT * FROM range(1000000000000)",
    "SELECT * FROM generate_series(1, 1000000000000)",
    "SELECT * FROM repeat('x', 1000000000)",
    "SELECT * FROM test_all_types()",
    "SELECT * FROM unknown_table",
    "SELECT unknown_function(1)",
    '"SELECT" 1',
    "SELECT 'unclosed",
    "SELECT /* unclosed",
    "SELECT 1 FROM Customer_360 AT (VERSION => 3)",
    "SELECT " + "(" * 500 + "1" + ")" * 500,
    "SELECT 1\0",
    "SELECT '" + "x" * 300_000 + "'",
]
HOSTILE = WRITES + COMMANDS + FILES + CATALOGUE


def test_there_are_enough_of_them():
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("dialect", ["presto", "spark", "duckdb", "sqlite"])
def test_a_hostile_statement_never_reaches_the_worker(catalog, dialect):
    for text in HOSTILE:
        with pytest.raises(QueryError, match=" — "):  # what is wrong — what to do
            translate(text, catalog, now=NOW, dialect=dialect)


@pytest.fixture(scope="module")
def session(lake, tmp_path_factory):
    snapshot = lake.snapshot()
    made = [render(view, "duckdb") for view in views(snapshot, declared=False)]
    return locked.Session(
        {
            "memory_limit": 256 << 20,
            "threads": 1,
            "temp_directory": str(tmp_path_factory.mktemp("temp")),
            "temp_size": 1 << 30,
            "views": ["CREATE SCHEMA lake", *made, "SET search_path = 'lake,main'"],
            "lake": str(lake.folder.absolute()),
        }
    )


# refused for their form alone: as DuckDB reads them, they are a SELECT of what may be read
ODD = {"TABLE Customer_360", "FROM Customer_360", "VALUES (1)", "SELECT current_user"}
SECOND_FENCE = [t for t in HOSTILE if t not in ODD and len(t) < 900 and "\0" not in t]


@pytest.mark.parametrize("text", SECOND_FENCE)
def test_the_worker_itself_refuses_what_duckdb_would_run(session, text):
    """The second fence: DuckDB's own parse tree, should a text ever come through the first."""
    with pytest.raises((locked.Refused, duckdb.Error)):
        session.check(text, {"customer_360", "unified_transactions"}, DUCKDB)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '/tmp/ampdesk-stolen.csv'",
        "ATTACH '/tmp/ampdesk-other.db'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET allowed_directories = ['/']",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET lock_configuration = false",
        "RESET ALL",
        "EXPORT DATABASE '/tmp/ampdesk-stolen'",
    ],
)
def test_the_third_fence_is_the_locked_configuration(session, text):
    with pytest.raises(duckdb.Error):
        session.connection.execute(text).fetchall()


def test_a_huge_text_is_stopped_by_the_systems_memory_limit(ask):
    started = time.monotonic()
    with pytest.raises(QueryStoppedError, match="memory"):
        ask("SELECT LENGTH(REPEAT('x', 4000000000))")
    assert time.monotonic() - started < 30  # it once ignored the interrupt for 36 s


def test_what_does_not_stop_is_killed(lake):
    joins = " ".join(f"CROSS JOIN Customer_360 b{number}" for number in range(40))
    endless = f"SELECT COUNT(*) FROM Customer_360 a {joins}"  # noqa: S608  # a constant
    result = run(lake, endless, timeout=3)
    with pytest.raises(QueryStoppedError, match="after 3 seconds"):
        result.table()
    assert result._worker._process.poll() is not None


def test_the_worker_loads_neither_keyring_nor_store():
    """Standard library, DuckDB and Arrow alone; nothing of ours, no window, no network client."""
    script = (
        "import runpy, sys, json; runpy.run_path(sys.argv[1], run_name='worker');"
        "print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-I", "-c", script, locked.__file__], capture_output=True, check=True
    )
    loaded = set(json.loads(out.stdout))
    assert not loaded & {"ampdesk", "keyring", "sqlite3", "pysqlite3", "sqlite_utils", "httpx"}


def test_the_worker_gets_no_environment_of_the_persons(lake, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "secret")
    joins = " ".join(f"CROSS JOIN Unified_Transactions t{number}" for number in range(12))
    many = f"SELECT a.email FROM Customer_360 a {joins}"  # noqa: S608  # a constant
    with run(lake, many) as result:
        batches = result.batches
        next(batches)  # the rest does not fit the pipe: the worker waits to be read
        environment = Path(f"/proc/{result._worker._process.pid}/environ")
        if Path("/proc/self/environ").exists():
            assert b"API_TOKEN" not in environment.read_bytes()
