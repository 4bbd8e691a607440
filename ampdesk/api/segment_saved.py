"""Saved segments as the library shows them, and what is asked of them without the store."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ampdesk.api.segment_lists import DRAFT, DRAFTED, SEGMENT
from ampdesk.segments.differences import Change
from ampdesk.store import Definition


@dataclass(frozen=True)
class SavedSegment:
    """One segment or draft as a list shows it; `base` is its name without "--Draft".

    `used_in` names the segments that hold it; `problem` says why it cannot be evaluated, or "".
    """

    name: str
    base: str
    status: Literal["active", "draft"]
    version: int
    saved_at: str
    saved_by: str
    created_at: str
    created_by: str
    folder: str
    labels: tuple[str, ...]
    is_sql: bool
    used_in: tuple[str, ...]
    sentence: str
    is_recommended: bool
    is_tracked: bool
    problem: str


@dataclass(frozen=True)
class LibraryQuery:
    """What of the library is wanted; `folder` None means all, with those below it otherwise."""

    text: str = ""
    in_content: bool = False
    status: Literal["", "active", "draft"] = ""
    folder: str | None = None
    labels: tuple[str, ...] = ()
    created_by: str = ""
    edited_by: str = ""
    sort: Literal["name", "status", "updated"] = "name"
    descending: bool = False


@dataclass(frozen=True)
class Folder:
    """A folder: segments in it, and in it or below."""

    path: str
    segments: int
    with_below: int


@dataclass(frozen=True)
class Use:
    """What uses a segment: another segment, or its draft."""

    kind: str
    name: str


@dataclass(frozen=True)
class Version:
    """One version; `changes` against the one before it."""

    version: int
    saved_at: str
    saved_by: str
    note: str
    is_active: bool
    changes: tuple[Change, ...]


def users_of(saved: Iterable[Definition]) -> dict[tuple[str, str], tuple[Use, ...]]:
    """Map each list, by kind and name, to the segments and drafts that use it."""
    found: dict[tuple[str, str], tuple[Use, ...]] = {}
    for one in saved:
        shown = one.name if one.kind == SEGMENT else one.name + DRAFTED
        for kind, name in dict.fromkeys(_named(one.body)):
            found[kind, name] = (*found.get((kind, name), ()), Use(one.kind, shown))
    return found


def _named(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield the lists that a definition names; of any shape, a draft may be broken."""
    for side in ("include", "exclude"):
        sections = body.get(side)
        sections = sections.get("sections", ()) if isinstance(sections, Mapping) else ()
        for section in sections if isinstance(sections, Sequence) else ():
            conditions = section.get("conditions", ()) if isinstance(section, Mapping) else ()
            for condition in conditions if isinstance(conditions, Sequence) else ():
                if isinstance(condition, Mapping) and condition.get("type") == "list":
                    for kind in ("segment", "query", "upload"):
                        if condition.get(kind):
                            yield kind, str(condition[kind])


def kind_of(use: Use) -> tuple[str, str]:
    """Return the kind and name under which the store has a user."""
    return use.kind, use.name.removesuffix(DRAFTED) if use.kind == DRAFT else use.name


def renamed(body: Any, name: str, new: str) -> Any:
    """Return a definition in which a segment has another name."""
    if isinstance(body, Mapping):
        if body.get("type") == "list" and body.get("segment") == name:
            return {**body, "segment": new}
        return {key: renamed(value, name, new) for key, value in body.items()}
    return [renamed(one, name, new) for one in body] if isinstance(body, list) else body


def passes(one: SavedSegment, query: LibraryQuery, body: Mapping[str, Any]) -> bool:
    """Tell whether a segment is wanted."""
    text = query.text.casefold().strip()
    searched = one.name
    if query.in_content:
        searched += f"\n{one.sentence}\n{json.dumps(body, ensure_ascii=False)}"
    return (
        all(word in searched.casefold() for word in text.split())
        and query.status in {"", one.status}
        and (query.folder is None or within(one.folder, query.folder))
        and (not query.labels or bool(set(query.labels) & set(one.labels)))
        and query.created_by in {"", one.created_by}
        and query.edited_by in {"", one.saved_by}
    )


def within(path: str, folder: str) -> bool:
    """Tell whether a folder is another or lies below it; all lie below the top, ""."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def above(path: str) -> Iterable[str]:
    """Yield the folders that a folder lies in."""
    parts = path.split("/")
    return ("/".join(parts[:at]) for at in range(1, len(parts)))
