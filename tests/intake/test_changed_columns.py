"""A known export whose columns changed stays that export; what changed is said, asked, kept."""

import json

import pytest

from ampdesk.intake import UnansweredError, load, plan
from ampdesk.intake.changed import nearest
from ampdesk.intake.formats.registry import BY_NAME, FORMATS
from ampdesk.lake import Lake
from ampdesk.store import Store

HEADS = (
    "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Billing Zip"
)
ROW = "#{0},{0}@example.com,paid,USD,25,25,2026-03-06 09:00:00 +0000,1,Cup,25,CUP,9720{0}\n"
FORM = "shopify_orders"


@pytest.fixture
def shop(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        yield store, Lake.beside(store.path), tmp_path


def file(folder, heads=HEADS, first=1, name="orders_export.csv"):
    path = folder / name
    path.write_text(heads + "\n" + "".join(ROW.format(at) for at in (first, first + 1)))
    return path


def lines(store):
    return store.connection.execute(
        "SELECT order_id, substr(order_datetime, 1, 10) FROM source_lines ORDER BY 1"
    ).fetchall()


def zips(store):
    found = store.connection.execute("SELECT DISTINCT postal FROM source_profiles ORDER BY 1")
    return [row[0] for row in found.fetchall()]


def answered(question, choice):
    return json.loads(f"{{{question.mapping_lines[question.choices.index(choice)]}}}")


def test_a_renamed_column_that_the_format_needs_is_asked_for_once(shop):
    store, lake, folder = shop
    path = file(folder, HEADS.replace("Created at", "Order created"))
    [one] = plan([path], store=store)
    assert (one.known.name, one.source, one.kind) == (FORM, "shopify", "order_items")
    [question] = one.questions
    assert (question.code, question.column) == ("changed", "Created at")
    assert "“Created at” is gone" in question.text
    assert question.choices[0] == "Order created"
    assert question.examples[0].startswith("2026-03-06")
    with pytest.raises(UnansweredError):
        load(store, lake, [one])

    mapping = answered(question, "Order created")
    [told] = plan([path], store=store, mapping=mapping)
    assert not told.questions
    assert told.filed[6] == "Order created"
    load(store, lake, [told])
    assert lines(store) == [("#1", "2026-03-06"), ("#2", "2026-03-06")]

    later = file(folder, HEADS.replace("Created at", "Order created"), 5)
    [again] = plan([later], store=store)  # remembered: nothing is asked twice
    assert (again.known.name, again.questions) == (FORM, ())
    load(store, lake, [again])
    assert [order for order, _ in lines(store)] == ["#1", "#2", "#5", "#6"]


def test_a_column_that_went_silently_would_be_missed_and_is_asked_for(shop):
    store, lake, folder = shop
    load(store, lake, plan([file(folder)], store=store))
    assert zips(store) == ["97201", "97202"]
    changed = file(folder, HEADS.replace("Billing Zip", "Billing Zip Code"), 3)
    [one] = plan([changed], store=store)
    [question] = one.questions
    assert question.column == "Billing Zip"
    gone = answered(question, question.choices[-1])
    assert gone == {"options": {"renamed": {"Billing Zip": None}}}
    [without] = plan([changed], store=store, mapping=gone)
    assert (without.known.name, without.questions) == (FORM, ())
    load(store, lake, plan([changed], store=store, mapping=answered(question, "Billing Zip Code")))
    assert zips(store) == ["97201", "97202", "97203", "97204"]


def test_what_only_comes_or_goes_is_said_and_holds_nothing_up(shop):
    store, lake, folder = shop
    load(store, lake, plan([file(folder)], store=store))
    heads = HEADS.replace("Billing Zip", "Gift note")
    [one] = plan([file(folder, heads, 3)], store=store)
    assert not one.questions
    assert any("gone" in said and "Billing Zip" in said for said in one.warnings)
    assert any("Gift note" in said for said in one.warnings)
    [result] = load(store, lake, [one])
    assert result.loaded == 2
    [same] = plan([file(folder, heads, 5)], store=store)
    assert not same.warnings


def test_a_plain_list_of_people_is_no_export_with_a_column_gone():
    plain = ("id", "first name", "last name", "email", "phone", "address", "city", "state", "zip")
    assert nearest(plain) is None


def test_no_export_is_near_to_another_or_to_itself():
    for form in FORMATS:
        names = tuple(dict.fromkeys(form.names()))
        found = nearest(names)
        assert found is None or found.form.name != form.name
    plain = ("name", "email", "city", "phone", "zip", "state", "created at")
    assert nearest(plain) is None
    assert BY_NAME[FORM] is not None
