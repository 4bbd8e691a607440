"""What every part of a segment's definition shares: frozen values, errors that name the place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from ampdesk.errors import DefinitionError

Scalar: TypeAlias = StrictBool | StrictInt | StrictFloat | StrictStr
Value: TypeAlias = Scalar | tuple[Scalar | None, ...]

T = TypeVar("T")


class Definition(BaseModel):
    """A frozen value; an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refused(message: str, remedy: str) -> DefinitionError:
    """Return the error of a rule broken; its place is added on the way up (`inside`)."""
    return DefinitionError(message, remedy=remedy)


@contextmanager
def inside(part: str) -> Iterator[None]:
    """Put `part` before the place of a DefinitionError raised here: ``include.sections[0]``."""
    try:
        yield
    except DefinitionError as error:
        joint = "" if not error.where or error.where.startswith("[") else "."
        raise DefinitionError(
            error.message, remedy=error.remedy, where=f"{part}{joint}{error.where}"
        ) from error


def read(adapter: TypeAdapter[T], body: Any) -> T:
    """Validate a JSON object. Raises DefinitionError naming the path and the choices."""
    try:
        return adapter.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DefinitionError(
            _message(first), remedy=_remedy(first), where=_place(first["loc"], body)
        ) from error


def _place(location: Sequence[int | str], body: Any) -> str:
    """Write a path as definitions are read; names of union members are no part of it."""
    text, here = "", body
    for step in location:
        if isinstance(step, int):
            text += f"[{step}]"
            here = here[step] if isinstance(here, list | tuple) and step < len(here) else None
        elif isinstance(here, Mapping) and (step in here or step == location[-1]):
            if step in {"visual", here.get("type"), here.get("behaviour")}:
                continue  # the name of a union's member
            if step == "sql" and "sql" not in here:
                continue
            text += f".{step}" if text else step
            here = here.get(step)
    return text or "definition"


def _message(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "extra_forbidden":
            return f'"{error["loc"][-1]}" is not a key of this definition'
        case "missing":
            return f'"{error["loc"][-1]}" is missing'
        case "value_error":
            return str(error["ctx"]["error"])
        case "literal_error" | "enum":
            return f'"{error["input"]}" is not one of the choices'
        case "union_tag_invalid":
            return f'"{error["ctx"]["tag"]}" is not one of the choices'
        case "union_tag_not_found":
            return f"{error['ctx']['discriminator']} is missing"
        case _:
            said = str(error["msg"])
            return said[:1].lower() + said[1:]


def _remedy(error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    expected = context.get("expected") or context.get("expected_tags")
    match error["type"]:
        case "extra_forbidden":
            return "remove it; `ampdesk schema segment` lists the keys"
        case "missing" | "union_tag_not_found":
            return "add it; `ampdesk schema segment` gives the shape"
        case _ if expected:
            return f"choose one of {expected}"
        case _:
            return "correct it; `ampdesk schema segment` gives the shape"
