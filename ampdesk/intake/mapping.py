"""The mapping file by its published name, its JSON Schema and its text (definitions.md).

The model itself is `rulings.Rulings`: what a mapping rules while a file is planned and loaded.
"""

import json
from typing import Any

from ampdesk.intake.rulings import Rulings


class Mapping(Rulings):
    """Column mapping for import: what each column is, and how the file is read.

    `columns`: header → tag, null (dropped) or {tag, format}; a column not named is kept as a custom
    one. `tags`: tag → headers joined by `-` (`#row` is the record number).
    """


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a mapping file (`ampdesk schema mapping`)."""
    return Mapping.model_json_schema()


def lines_for(columns: dict[str, str], kind: str) -> tuple[str, ...]:
    """Return the lines of a mapping file that say a kind and the tags of columns."""
    return (f'"kind": {json.dumps(kind)}', f'"columns": {json.dumps(columns, ensure_ascii=False)}')
