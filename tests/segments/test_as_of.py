# ruff: noqa: S608  # SQL written by hand is what is compared with
"""The time machine (segments.md 2.10): tables of an earlier day, and nothing later in them."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlglot import parse_one

from ampdesk.engine import open_duckdb
from ampdesk.engine.views import columns
from ampdesk.errors import DefinitionError
from ampdesk.lake import Lake
from ampdesk.segments import Catalog, Compiler, Ground, read_segment
from ampdesk.segments.as_of import COMPUTED, EngineAsOf, Past
from ampdesk.segments.templates import TEMPLATES
from ampdesk.store import Store
from tests.conftest import SAMPLE_DAY
from tests.segments.conftest import Lists, attribute, behaviour, segment

DAY = date(2025, 9, 30)
AFTER = DAY + timedelta(days=40)
UIT, TAE = "Unified_Itemized_Transactions", "Transaction_Attributes_Extended"
# rows dated after the day, of people known and unknown, that would change every figure
LATER = {
    UIT: f"""
      SELECT * REPLACE (order_datetime + INTERVAL 3000 DAY AS order_datetime,
        'later' || order_id AS order_id, item_revenue * 1000 AS item_revenue)
      FROM lake.{UIT} UNION ALL BY NAME
      SELECT * REPLACE (TIMESTAMP '{AFTER}' AS order_datetime, 'again' || order_id AS order_id,
        FALSE AS is_return) FROM lake.{UIT} WHERE is_return
      UNION ALL BY NAME SELECT * FROM lake.{UIT}""",
    "Unified_Email_Events": f"""
      SELECT * REPLACE (TIMESTAMP '{AFTER}' AS event_datetime, 'later' || pk AS pk)
      FROM lake.Unified_Email_Events UNION ALL BY NAME SELECT * FROM lake.Unified_Email_Events""",
    "Campaign_Recipients": f"""
      SELECT * REPLACE (TIMESTAMP '{AFTER}' AS delivery_datetime)
      FROM lake.Campaign_Recipients UNION ALL BY NAME SELECT * FROM lake.Campaign_Recipients""",
    "source_consents": f"""
      SELECT * REPLACE ('withdrawn' AS state, TIMESTAMP '{AFTER}' AS stated_at,
        import_id + 1000 AS import_id)
      FROM lake.source_consents UNION ALL BY NAME SELECT * FROM lake.source_consents""",
    "Unified_Coalesced": f"""
      SELECT * REPLACE ('later' || amperity_id AS amperity_id, TIMESTAMP '{AFTER}' AS create_dt)
      FROM lake.Unified_Coalesced UNION ALL BY NAME SELECT * FROM lake.Unified_Coalesced""",
    "Merged_Customers": """
      SELECT * REPLACE ('later' || amperity_id AS amperity_id) FROM lake.Merged_Customers
      UNION ALL BY NAME SELECT * FROM lake.Merged_Customers""",
}


@pytest.fixture(scope="module")
def lent(made_sample):
    with open_duckdb(Lake.beside(made_sample).snapshot()) as engine:
        yield engine


@pytest.fixture(scope="module")
def brand(made_sample):
    with Store.open(made_sample, read_only=True) as store:
        found = columns(Lake.beside(made_sample).snapshot(), declared=False)
        yield partial(Past.of, store), found


def sql(text):
    return parse_one(text, dialect="duckdb")


def past(lent, brand, day, read=None):
    of_day, tables = brand
    return EngineAsOf(lent, of_day(day, read), tables)


def test_on_the_day_of_the_build_every_table_is_the_builds(lent, brand):
    engine = past(lent, brand, SAMPLE_DAY)
    for name in sorted(COMPUTED & set(brand[1])):
        wanted = ", ".join(f'"{one}"' for one in brand[1][name])
        time = {UIT: "order_datetime", "Unified_Email_Events": "event_datetime",
                "Campaign_Recipients": "delivery_datetime"}.get(name)  # fmt: skip
        built = f'SELECT {wanted} FROM lake."{name}"'
        built += f" WHERE {time} < '2026-07-01'" if time else ""
        ours = f'SELECT {wanted} FROM "{name}"'
        for one, other in ((built, ours), (ours, built)):
            query = sql(f"SELECT COUNT(*) FROM ({one} EXCEPT ALL {other}) AS x")
            assert engine.rows(query) == [(0,)], name
    engine.close()


def test_nothing_later_changes_anything(lent, brand):  # segments.md 2.10, the leak test
    clean = past(lent, brand, DAY)
    names = sorted(COMPUTED & set(brand[1]))
    for name in names:
        lent.create(f"clean_{name}", clean_rows(clean, brand, name))
    clean.close()
    for name, query in LATER.items():
        lent.create(f"later_{name}", sql(query))
    later = past(lent, brand, DAY, {name: f"later_{name}" for name in LATER})
    for name in names:
        ours = clean_rows(later, brand, name).sql("duckdb")
        (before,) = lent.rows(sql(f'SELECT COUNT(*) FROM "clean_{name}"'))
        for one, other in ((f'TABLE "clean_{name}"', ours), (ours, f'TABLE "clean_{name}"')):
            other_rows = sql(f"SELECT COUNT(*) FROM ({one} EXCEPT ALL ({other})) AS x".replace(
                "TABLE", "SELECT * FROM"))  # fmt: skip
            assert later.rows(other_rows) == [(0,)], (name, before)
    ground = Ground(Catalog.of(brand[1]), DAY)
    segments = {
        template.key: Compiler(ground, Lists()).segment(
            read_segment(template.body(ground.catalog, DAY))
        )
        for template in TEMPLATES
        if template.available(ground.catalog) and template.key != "store-invite"
    }
    with_later = {key: set(later.rows(compiled)) for key, compiled in segments.items()}
    later.close()
    clean = past(lent, brand, DAY)
    assert with_later == {key: set(clean.rows(compiled)) for key, compiled in segments.items()}
    clean.close()
    for name in names:
        lent.drop(f"clean_{name}")
    for name in LATER:
        lent.drop(f"later_{name}")


def clean_rows(engine, brand, name):
    wanted = ", ".join(f'"{one}"' for one in brand[1][name])
    query = sql(f'SELECT {wanted} FROM "{name}"')
    engine.rows(sql(f'SELECT COUNT(*) FROM "{name}"'))  # makes the table of the day
    return query


def test_figures_are_those_of_the_day(lent, brand):  # by hand, from the order lines
    engine = past(lent, brand, DAY)
    ground = Ground(Catalog.of(brand[1]), DAY)

    def members(*conditions):
        compiled = Compiler(ground, Lists()).segment(read_segment(segment(*conditions)))
        return {row[0] for row in engine.rows(compiled)}

    bought = "NOT COALESCE(is_return, FALSE) AND NOT COALESCE(is_cancellation, FALSE)"
    orders = (
        f"SELECT amperity_id, order_id, MIN(order_datetime) AS at FROM lake.{UIT} WHERE {bought} "
        f"AND order_datetime < '2025-10-01' AND amperity_id IS NOT NULL GROUP BY ALL"
    )
    once = f"SELECT amperity_id FROM ({orders}) AS o GROUP BY 1 HAVING COUNT(*) = 1"
    assert members(attribute(TAE, ("one_and_done", "is true"))) == {
        row[0] for row in lent.rows(sql(once))
    }
    recent = f"SELECT DISTINCT amperity_id FROM ({orders}) AS o WHERE at >= '2025-08-31'"
    window = {"op": "after", "value": "today - 30 days"}
    assert members(behaviour("has purchased", window=window)) == {
        row[0] for row in lent.rows(sql(recent))
    }
    tomorrow = attribute(TAE, ("latest_order_datetime", "is after", "today"))
    assert members(tomorrow) == set()
    everybody = members()
    assert 0 < len(everybody) < lent.rows(sql("SELECT COUNT(*) FROM lake.Merged_Customers"))[0][0]
    engine.close()
    again = lent.rows(sql("SELECT COUNT(*) FROM lake.Merged_Customers"))
    assert again == lent.rows(sql("SELECT COUNT(*) FROM Merged_Customers"))  # left as it was


def test_predictions_are_refused_by_name(lent, brand):  # segments.md 2.10
    engine = past(lent, brand, DAY)
    with pytest.raises(DefinitionError, match="no version of Predicted_CLV_Attributes"):
        engine.rows(sql("SELECT amperity_id FROM Predicted_CLV_Attributes"))
    engine.close()
