"""Definitions as files: one JSON file each, in a stable order, for version control."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ampdesk.store.definitions import Definition
from ampdesk.store.errors import DefinitionFileError
from ampdesk.store.store import Store

_LONGEST = 60  # letters of a name in its file's name


@dataclass
class Imported:
    """What an import of definition files did, as "kind/name"."""

    saved: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def export_definitions(store: Store, folder: Path) -> list[Path]:
    """Write every active definition to `folder/<kind>/<name>.json`; return the files.

    The same definitions give the same bytes, whatever brand file they lie in. Files of ours
    whose definition is gone are deleted; others are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: set[str] = set()  # folded: some systems take "A" and "a" for one file
    for definition in store.definitions.list():
        path = folder / _slug(definition.kind) / f"{_slug(definition.name)}.json"
        while str(path).casefold() in taken:  # two names that differ in signs only
            path = path.with_name(f"{path.stem}-2.json")
        taken.add(str(path).casefold())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(definition), encoding="utf-8")
        written.append(path)
    for old in folder.glob("*/*.json"):
        if old not in written and _is_ours(old):
            old.unlink()
    return written


def import_definitions(store: Store, folder: Path) -> Imported:
    """Save the definitions of a folder, all or none; equal ones make no new version.

    Raises DefinitionFileError naming the file. Whether a definition is sound is for the package
    of its kind to say, when it is used or before.
    """
    if not folder.is_dir():
        raise DefinitionFileError(
            "there is no such folder",
            remedy="name one that definitions export wrote",
            where=str(folder),
        )
    files = [(path, _read(path)) for path in sorted(folder.glob("*/*.json"))]
    done = Imported()
    with store.transaction():
        for _, (kind, name, body) in files:
            before = {one.version for one in store.definitions.history(kind, name)}
            version = store.definitions.save(kind, name, body, note="from a file")
            (done.unchanged if version in before else done.saved).append(f"{kind}/{name}")
    return done


def _text(definition: Definition) -> str:
    body = {"kind": definition.kind, "name": definition.name}
    body |= {key: definition.body[key] for key in definition.body if key not in body}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _read(path: Path) -> tuple[str, str, dict[str, Any]]:
    where = f"{path.parent.name}/{path.name}"
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DefinitionFileError(
            f"is not JSON ({error})", remedy="correct it, or take it out", where=where
        ) from error
    if not isinstance(found, dict):
        raise DefinitionFileError("is no JSON object", remedy="correct it", where=where)
    kind, name = found.get("kind"), found.get("name")
    if not (isinstance(kind, str) and kind and isinstance(name, str) and name):
        raise DefinitionFileError(
            "has no kind or no name", remedy='add "kind" and "name"', where=where
        )
    return kind, name, found


def _is_ours(path: Path) -> bool:
    try:
        _read(path)
    except DefinitionFileError:
        return False
    return True


def _slug(name: str) -> str:
    """Return `name` as a file name that every system takes."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return re.sub(r"[^\w.-]+", "-", plain).strip("-.")[:_LONGEST] or "unnamed"
