"""JSON Schemas of the definitions that exist so far (`ampdesk schema KIND`)."""

from typing import Any

from pydantic import TypeAdapter

from ampdesk.api.errors import SchemaKindError
from ampdesk.intake.rulings import Rulings
from ampdesk.lists import ListRequest


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind; raises SchemaKindError naming the kinds there are."""
    from ampdesk.segments.segment import SEGMENT  # start-up time

    kinds: dict[str, TypeAdapter[Any]] = {
        "list": TypeAdapter(ListRequest),
        "mapping": TypeAdapter(Rulings),
        "segment": SEGMENT,
    }
    model = kinds.get(kind.casefold())
    if model is None:
        raise SchemaKindError(
            f'there is no kind "{kind}"',
            remedy="choose one of " + ", ".join(sorted(kinds)),
            where="schema",
        )
    return model.json_schema()
