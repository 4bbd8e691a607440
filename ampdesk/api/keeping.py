"""Keeping a brand safe, and its definitions as files: thin words over the store."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ampdesk.api.errors import MappingFileError
from ampdesk.errors import NotFoundError
from ampdesk.lake import Lake
from ampdesk.store import Store, backups, checking, folder, machine, notes

Show = Callable[[str, int, int], None]


def mapping_of(given: Path | str | dict[str, Any] | None) -> dict[str, Any] | None:
    """Read a mapping file; raises MappingFileError when it is no JSON object."""
    if given is None or isinstance(given, dict):
        return given
    path = Path(given)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingFileError(
            f"cannot be read ({error.strerror})", remedy="check the path", where=path.name
        ) from error
    except ValueError as error:
        raise MappingFileError(
            f"is not JSON ({error})", remedy="see ampdesk schema mapping", where=path.name
        ) from error
    if not isinstance(found, dict):
        raise MappingFileError(
            "is not a JSON object", remedy="see ampdesk schema mapping", where=path.name
        )
    return found


def import_row(store: Store, import_id: int) -> dict[str, Any]:
    """Return one import; raises NotFoundError."""
    for row in notes.imports(store):
        if row["import_id"] == import_id:
            return row
    raise NotFoundError(
        f"there is no import {import_id}",
        remedy="see them: ampdesk imports BRAND",
        where=store.path.name,
    )


def backup(store: Store, file: Path, progress: Show | None) -> dict[str, Any]:
    """Copy and prove; the object of `backup --json`."""
    show = (lambda done, of: progress("copying", done, of)) if progress else None
    made = backups.backup(store.path, file, progress=show)
    if not store.read_only:
        backups.note(store, made)
    return {"file": str(made.path), "bytes": made.size, "verified": True, "tables": made.tables}


def restore(path: Path, file: Path, *, force: bool, progress: Show | None) -> dict[str, Any]:
    """Restore and rebuild the feeds of the lake; the object of `restore --json`."""
    if progress:
        progress("checking the backup", 0, 0)
    kept = backups.restore(file, path, force=force)
    with Store.open(path, holder="restore") as store:
        if progress:
            progress("rebuilding the lake", 0, 0)
        Lake.beside(path).recover(store)
    return {"brand": str(path), "file": str(file), "kept": str(kept) if kept else None}


def check(path: Path, *, repair: bool) -> dict[str, Any]:
    """Check store and lake; the object of `check --json`. Reading needs no writer's place."""
    lake = Lake.beside(path)
    with Store.open(path, read_only=not repair, holder="check") as store:
        report = checking.check(store, hooks=[("the lake", _lake_hook(lake))], repair=repair)
    return {
        "ok": not report.problems,
        "checked": report.checked,
        "problems": [f"{one.what} — {one.remedy}" for one in report.problems],
        "repaired": [one.what for one in report.repaired],
    }


def _lake_hook(lake: Lake) -> Callable[[Store], list[checking.Finding]]:
    def look(store: Store) -> list[checking.Finding]:
        return [
            checking.Finding(problem, "run check --repair, then build", lambda: _mend(lake, store))
            for problem in lake.check(store)
        ]

    return look


def _mend(lake: Lake, store: Store) -> None:
    lake.recover(store)
    if lake.check(store):
        lake.rebuild_feeds(store)


def export_definitions(store: Store, into: Path) -> list[str]:
    """Write every saved definition as a file; return the files."""
    return [str(path) for path in folder.export_definitions(store, into)]


def import_definitions(store: Store, origin: Path) -> list[str]:
    """Read definition files; return what changed, as kind/name."""
    return folder.import_definitions(store, origin).saved


def doctor_facts() -> list[dict[str, str]]:
    """Return facts about the machine and the installation: name, value, advice."""
    return [asdict(fact) for fact in machine.doctor()]
