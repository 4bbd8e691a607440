"""The same few customers on every engine, and the compiler on their tables."""

from datetime import date

import pyarrow as pa
import pytest

from ampdesk.engine import open_duckdb
from ampdesk.engine.sqlite import open_sqlite
from ampdesk.errors import DefinitionError
from ampdesk.schema import lake_table
from ampdesk.segments import Catalog, Compiler, Ground, read_segment

TODAY = date(2026, 6, 30)
UIT, TAE = "Unified_Itemized_Transactions", "Transaction_Attributes_Extended"
MERGED, ATTRIBUTES = "Merged_Customers", "Customer_Attributes"
LOYALTY, RECIPIENTS = "Unified_Loyalty", "Campaign_Recipients"
AFFINITY = "Predicted_Affinity"
# a few of the declared columns: registering hundreds for each example would take the time
COLUMNS = {
    MERGED: "amperity_id email city state",
    TAE: "amperity_id one_and_done multi_purchase_channel lifetime_order_revenue "
    "latest_order_datetime first_order_datetime L12M_order_frequency days_since_latest_order "
    "lifetime_average_num_items lifetime_average_order_value lifetime_preferred_purchase_channel "
    "L12M_recency L12M_frequency L12M_monetary",
    ATTRIBUTES: "amperity_id contactable_email",
    LOYALTY: "amperity_id loyalty_id current_tier latest_update_datetime birthdate",
    RECIPIENTS: "amperity_id pk campaign_name sub_audience_name treatment_name destination_name "
    "is_control delivery_datetime",
    AFFINITY: "amperity_id product_attribute ranking audience_size_small audience_size_large",
    UIT: "amperity_id order_id product_id order_datetime item_revenue is_return is_cancellation "
    "product_category product_gender product_material purchase_channel store_id",
}


@pytest.fixture(scope="session")
def catalog():
    return Catalog.of({
        name: {one: lake_table(name).column(one).type.sql for one in names.split()}
        for name, names in COLUMNS.items()
    })  # fmt: skip


@pytest.fixture
def ground(catalog):
    return Ground(catalog, TODAY)


@pytest.fixture(scope="session")
def engines():
    with open_duckdb() as duck, open_sqlite() as lite:
        yield duck, lite


class Lists:
    """Saved segments and lists of ids, as a brand would give them."""

    def __init__(self, segments=(), ids=None):
        self._segments = {one["name"]: read_segment(one) for one in segments}
        self._ids = ids or {}

    def segment(self, name):
        if name not in self._segments:
            raise DefinitionError(f'there is no segment "{name}"', remedy="choose another")
        return self._segments[name]

    def ids(self, kind, name):
        return self._ids[kind, name]

    def statement(self, segment):
        raise NotImplementedError


@pytest.fixture
def fill(engines):
    """Put rows into tables of every engine; the tables not named are empty."""

    def put(**tables):
        for name in COLUMNS:
            content = rows_of(name, tables.get(name, ()))
            for engine in engines:
                engine.register(name, content)

    return put


@pytest.fixture
def members(engines, ground):
    """Answer who is in a segment, by every engine, as sets of ids."""

    def ask(body, lists=None):
        query = Compiler(ground, lists or Lists()).segment(read_segment(body))
        answers = [[row[0] for row in engine.rows(query)] for engine in engines]
        for answer in answers:
            assert len(answer) == len(set(answer)), "an id came twice"
        first, second = map(set, answers)
        assert first == second, "the engines disagree"
        return first

    return ask


def rows_of(name, rows):
    """Make a table of the declared columns from rows that name a few of them."""
    arrow = lake_table(name).arrow
    schema = pa.schema([arrow.field(one) for one in COLUMNS[name].split()])
    return pa.table({one: [row.get(one) for row in rows] for one in schema.names}, schema=schema)


def segment(*conditions, join="and", exclude=(), **more):
    """Write a definition of one include and one exclude section."""
    return {
        "kind": "segment", "name": "S",
        "include": {"sections": [{"join": join, "conditions": list(conditions)}]},
        "exclude": {"sections": [{"join": "or", "conditions": list(exclude)}]}, **more,
    }  # fmt: skip


def attribute(table, *tests):
    """Write an attribute condition; a test is (column, op) or (column, op, value)."""
    filters = [
        {"column": column, "op": op, **({"value": value[0]} if value else {})}
        for column, op, *value in tests
    ]
    return {"type": "attribute", "table": table, "filters": filters}


def behaviour(name, **more):
    """Write a purchase behaviour."""
    return {"type": "behaviour", "behaviour": name, **more}
