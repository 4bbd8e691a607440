"""JSON Schemas of the definitions that exist so far (`ampdesk schema KIND`)."""

from typing import Any

from pydantic import TypeAdapter

from ampdesk.api.errors import SchemaKindError
from ampdesk.intake.rulings import Rulings
from ampdesk.lists import ListRequest
from ampdesk.segments.segment import SEGMENT

_KINDS: dict[str, TypeAdapter[Any]] = {
    "list": TypeAdapter(ListRequest),
    "mapping": TypeAdapter(Rulings),
    "segment": SEGMENT,
}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind; raises SchemaKindError naming the kinds there are."""
    model = _KINDS.get(kind.casefold())
    if model is None:
        raise SchemaKindError(
            f'there is no kind "{kind}"',
            remedy="choose one of " + ", ".join(sorted(_KINDS)),
            where="schema",
        )
    return model.json_schema()
