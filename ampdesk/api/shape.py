"""JSON Schemas of the definitions that exist so far (`ampdesk schema KIND`)."""

from typing import Any

from pydantic import BaseModel

from ampdesk.api.errors import SchemaKindError
from ampdesk.intake.rulings import Rulings
from ampdesk.lists import ListRequest

_KINDS: dict[str, type[BaseModel]] = {"list": ListRequest, "mapping": Rulings}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind; raises SchemaKindError naming the kinds there are."""
    model = _KINDS.get(kind.casefold())
    if model is None:
        raise SchemaKindError(
            f'there is no kind "{kind}"',
            remedy="choose one of " + ", ".join(sorted(_KINDS)),
            where="schema",
        )
    return model.model_json_schema()
