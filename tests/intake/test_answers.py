"""An answer given once: it keeps what was recognised, and is remembered with the kind."""

import pytest

from ampdesk.intake import UnansweredError, load, plan
from ampdesk.lake import Lake
from ampdesk.store import Store

HEADS = "Kundennummer;Vorname;Nachname;E-Mail;Geburtsdatum\n"


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "kunden.csv"
    file.write_text(
        HEADS + "1;Zoë;Müller;zoe@shop.example;03/04/1980\n2;Bo;Roe;bo@shop.example;05/06/1990\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "shop.ampdesk") as store:
        yield store


def born(store):
    found = store.connection.execute(
        "SELECT pk, birthdate FROM source_profiles ORDER BY import_id DESC, pk LIMIT 2"
    )
    return [tuple(row) for row in found]


def test_the_question_names_lines_that_answer_it(store, file):
    with pytest.raises(UnansweredError) as asked:
        load(store, Lake.beside(store.path), plan([file], store=store))

    assert '"columns": {"Geburtsdatum": {"format": "day first"}}' in str(asked.value)


def test_an_answer_without_a_tag_keeps_the_recognised_one(store, file):
    mapping = {"columns": {"Geburtsdatum": {"format": "day first"}}}
    lake = Lake.beside(store.path)
    load(store, lake, plan([file], store=store, mapping=mapping))
    assert born(store) == [("1", "1980-04-03"), ("2", "1990-06-05")]

    [again] = plan([file], store=store)  # remembered: nothing is asked twice
    assert (again.kind, again.questions) == ("customers", ())
    load(store, lake, [again])
    assert born(store) == [("1", "1980-04-03"), ("2", "1990-06-05")]
