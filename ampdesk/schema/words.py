"""Short constructors for the long column lists of this package."""

from collections.abc import Callable
from functools import partial

from ampdesk.schema.table import Column, Type

Make = Callable[..., Column]


def _make(kind: Type, name: str, description: str, **flags: bool) -> Column:
    return Column(name, kind, description, **flags)  # type: ignore[arg-type]


string: Make = partial(_make, Type.STRING)
integer: Make = partial(_make, Type.INTEGER)
decimal: Make = partial(_make, Type.DECIMAL)
total: Make = partial(_make, Type.SUM)
floating: Make = partial(_make, Type.FLOAT)
boolean: Make = partial(_make, Type.BOOLEAN)
day: Make = partial(_make, Type.DATE)
instant: Make = partial(_make, Type.DATETIME)
json: Make = partial(_make, Type.JSON)
