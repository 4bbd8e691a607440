"""Column mapping for import (definitions.md), and its published schema."""

import jsonschema
import pytest

from ampdesk.intake.errors import MappingError
from ampdesk.intake.mapping import json_schema, lines_for
from ampdesk.intake.rulings import rulings_of

EXAMPLE = {
    "kind": "customers",
    "source": "Loyalty",
    "columns": {
        "rec_id": "pk",
        "fname": "given-name",
        "dob": {"tag": "birthdate", "format": "%d/%m/%Y"},
        "memo": None,
    },
}


def test_the_example_of_the_reference_is_a_mapping() -> None:
    rulings = rulings_of(EXAMPLE, where="m.json")
    assert {header: rule.tag for header, rule in rulings.tagged.items()} == {
        "rec_id": "pk", "fname": "given-name", "dob": "birthdate",
    }  # fmt: skip
    assert rulings.formats == {"dob": "%d/%m/%Y"}
    assert rulings.dropped == {"memo"}


def test_options_reach_the_reader() -> None:
    options = {"delimiter": ";", "encoding": "cp1254", "header_row": 3, "sheet": "May"}
    reading = rulings_of({"options": options}, where="m.json").reading
    assert {name: getattr(reading, name) for name in options} == options


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"colums": {}}, "colums"),
        ({"kind": "people"}, "kind"),
        ({"options": {"decimal": ";"}}, "options.decimal"),
        ({"options": {"header_row": -1}}, "options.header_row"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(wrong: dict[str, object], place: str) -> None:
    with pytest.raises(MappingError, match=f"m.json: {place}"):
        rulings_of(wrong, where="m.json")


def test_the_schema_accepts_the_example_and_refuses_unknown_keys() -> None:
    schema = json_schema()
    assert schema["title"] == "Mapping"
    jsonschema.validate(EXAMPLE, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**EXAMPLE, "colums": {}}, schema)


def test_lines_to_add_are_json() -> None:
    assert lines_for({"Größe": "product-size"}, "products") == (
        '"kind": "products"', '"columns": {"Größe": "product-size"}',
    )  # fmt: skip
