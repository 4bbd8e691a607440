"""Every table of the data model is declared once and whole (data_model.md 1.2-1.6)."""

import re

import pytest

from ampdesk.engine import open_duckdb
from ampdesk.engine.views import nothing
from ampdesk.schema import DERIVED_TABLES, FEEDS, STORE_TABLES, all_tables, lake_table, sqlite_ddl
from ampdesk.schema.transactions import TAE, WINDOWS
from ampdesk.store.sqlite import connect

NAMES = {
    "Unified_Coalesced", "Unified_Customer", "Merged_Customers", "Customer_360",
    "Customer_Attributes", "Merged_Households", "Unified_Itemized_Transactions",
    "Unified_Transactions", "Transaction_Attributes_Extended", "Unified_Product_Catalog",
    "Campaign_Recipients", "Lifecycle_Events", "Email_Opt_Status", "All_Opted_In_Emails",
    "SMS_Opt_Status", "Unified_Email_Events", "Email_Engagement_Summary",
    "Email_Engagement_Attributes", "Unified_Loyalty", "Unified_Loyalty_Events",
    "Fiscal_Calendar", "Identity_Graph", "Unified_Paid_Media", "Unified_Scores",
    "Unified_Preprocessed_Raw", "Unified_Changes_Clusters", "Unified_Changes_PKs", "RFM",
}  # fmt: skip


def test_the_tables_of_the_data_model_are_there_once():
    names = [table.name for table in DERIVED_TABLES]
    assert len(names) == len(set(names))
    assert set(names) >= NAMES


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.name)
def test_a_table_is_declared_whole(table):
    assert table.grain
    assert table.description
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", column.name)
        assert column.description
    assert set(table.key) <= set(table.names)


@pytest.mark.parametrize("table", DERIVED_TABLES, ids=lambda table: table.name)
def test_a_derived_table_names_its_key(table):
    assert table.key


def test_personal_data_is_marked():
    words = {
        "given_name",
        "surname",
        "full_name",
        "email",
        "phone",
        "address",
        "postal",
        "birthdate",
    }
    for table in (*DERIVED_TABLES, *FEEDS):
        for column in table.columns:
            if column.name in words:
                assert column.pii, (table.name, column.name)


@pytest.mark.parametrize("window", WINDOWS)
def test_every_window_has_every_column(window):
    for name in ("order_frequency", "order_revenue", "total_items", "average_order_value",
                 "preferred_purchase_brand", "purchase_channels", "stores", "net_order_revenue",
                 "order_returned_frequency", "total_canceled_items", "order_cost"):  # fmt: skip
        assert f"{window}_{name}" in TAE.by_name


def test_a_table_is_found_whatever_its_case():
    assert lake_table("merged_CUSTOMERS").name == "Merged_Customers"
    with pytest.raises(KeyError):
        lake_table("nothing")


def test_sqlite_and_the_lake_make_every_table(tmp_path):
    connection = connect(tmp_path / "t.sqlite", "rwc")
    for table in (*STORE_TABLES, *FEEDS):
        for statement in sqlite_ddl(table):
            connection.execute(statement)
    connection.close()
    with open_duckdb() as engine:
        for table in (*DERIVED_TABLES, *FEEDS):
            made = engine.arrow(nothing({one.name: one.type.sql for one in table.columns}))
            assert made.schema == table.arrow, table.name
