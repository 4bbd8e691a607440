"""Roll-ups and RFM give the same rows in DuckDB and SQLite, and on Spark in the slow suite."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ampdesk.engine import EngineError, open_duckdb
from ampdesk.engine.spark import open_spark
from ampdesk.engine.sqlite import SQLiteEngine
from ampdesk.lake import Lake
from ampdesk.store import Store

from . import agree


@pytest.fixture(scope="module")
def lines():
    return agree.order_lines(1_500)


@pytest.fixture(scope="module")
def expected(lines):
    with open_duckdb() as engine:
        engine.register(agree.UIT, lines)
        engine.register("Fiscal_Calendar", agree.calendar())
        found = agree.roll_up(engine)
    assert {name: len(rows) > 50 for name, rows in found.items()} == dict.fromkeys(found, True)
    return found


def test_sqlite_gives_duckdbs_rows(lines, expected):
    with SQLiteEngine() as engine:
        engine.register(agree.UIT, lines)
        engine.register("Fiscal_Calendar", agree.calendar())
        assert agree.differences(expected, agree.roll_up(engine))[:5] == []


def test_spark_that_is_not_there_is_said():
    with pytest.raises(EngineError, match=r"^sc://127\.0\.0\.1:1: "):
        open_spark("sc://127.0.0.1:1")


def _java():
    homes = sorted(Path("/usr/lib/jvm").glob("*17*/bin/java"))
    return shutil.which("java") or (str(homes[0]) if homes else None)


@pytest.fixture(scope="module")
def spark_address(tmp_path_factory):
    """A Spark Connect server of this machine, from the pyspark wheel."""
    found = importlib.util.find_spec("pyspark")
    java = _java()
    if found is None or java is None:
        pytest.skip("needs the extra [spark] and a Java runtime")
    home = Path(found.origin).parent
    work = tmp_path_factory.mktemp("spark")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "JAVA_HOME": str(Path(java).resolve().parents[1]),
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
    }
    settings = {
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        # few rows in wide statements: planning and compiling would take the time, not the work
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.local.dir": str(work / "local"),
    }
    options = [part for item in settings.items() for part in ("--conf", "=".join(item))]
    command = [
        str(home / "bin" / "spark-submit"),
        "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        "--master",
        "local[2]",
        *options,
        *_connect_jars(home),
    ]
    with (work / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=work, start_new_session=True
        )
    try:
        _wait_for(port, server, work / "server.log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def _connect_jars(home):
    """Return the jar that holds the server's class, as spark-submit's application."""
    (jar,) = (home / "jars").glob("spark-connect_*.jar")
    return [str(jar)]


def _wait_for(port, server, log):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with pytest.raises(subprocess.TimeoutExpired):  # it must still run
            server.wait(0.5)
    raise AssertionError(log.read_text()[-2_000:])


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_spark_gives_duckdbs_rows(spark_address, lines, expected, tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)
        with lake.publish(store) as publish:
            publish.replace(agree.UIT, lines)
            publish.replace("Fiscal_Calendar", agree.calendar())
        with open_spark(spark_address, lake.snapshot()) as engine:
            found = agree.roll_up(engine)
            path = tmp_path / "orders.parquet"
            query = agree.compile_orders(lines=agree.UIT, custom=agree.CUSTOM)
            assert engine.write(query, path) == len(expected["orders"])
            with open_duckdb() as reader:
                reader.register("written", path)
                assert len(agree.keyed(reader.arrow(_all("written")))) == len(expected["orders"])
    assert agree.differences(expected, found)[:5] == []


def _all(table):
    from sqlglot import exp

    return exp.select("*").from_(table)
