"""The shelf of segments: folders, labels, recommended and tracked ones (segments.md 2.6).

A segment's folder and labels are in its definition; folders without segments and the two pins are
one note of the program in the settings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ampdesk.api.segment_builder import Builder
from ampdesk.api.segment_lists import DRAFT, DRAFTED, SEGMENT
from ampdesk.api.segment_saved import Folder, above, within
from ampdesk.errors import DefinitionError
from ampdesk.segments import read_segment
from ampdesk.store import Definition

SHELF = "segments.shelf"
MOST_RECOMMENDED, MOST_TRACKED = 5, 15


@dataclass
class Pins:
    """Folders without segments, and the segments pinned or tracked, in their order."""

    folders: list[str] = field(default_factory=list)
    recommended: list[str] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)


class Shelf(Builder):
    """Where segments lie and which are pinned. Writing needs the writer's place."""

    def folders(self) -> tuple[Folder, ...]:
        """Return the folders by path, those without segments too."""
        with self._lock:
            known = set(self._shelf().folders)
            held = [str(one.body.get("folder") or "") for one in self._definitions()]
        for path in held:
            known.add(path)
        known |= {outer for path in known for outer in above(path)}
        return tuple(
            Folder(path, held.count(path), sum(within(one, path) for one in held))
            for path in sorted(known - {""}, key=str.casefold)
        )

    def create_folder(self, path: str) -> str:
        """Make a folder; return its path as kept. Raises DefinitionError below three levels."""
        kept = read_segment({"name": "x", "folder": path}).folder
        if not kept:
            raise DefinitionError("a folder needs a name", remedy="give it one", where="folder")
        with self._lock:
            shelf = self._shelf()
            shelf.folders = sorted({*shelf.folders, kept})
            self._put_shelf(shelf)
        return kept

    def rename_folder(self, path: str, new: str) -> None:
        """Rename or move a folder with all below it."""
        kept = read_segment({"name": "x", "folder": new}).folder

        def moved(one: str) -> str:
            return (kept + one[len(path) :]).strip("/") if within(one, path) else one

        self._move_all(moved, f'folder "{path}" is now "{kept}"')

    def delete_folder(self, path: str) -> None:
        """Delete a folder; what is in it or below moves up to the folder above."""
        upper = path.rpartition("/")[0]
        with self._lock:
            self._move_all(
                lambda one: (upper + one[len(path) :]).strip("/") if within(one, path) else one,
                f'folder "{path}" deleted', without=path,
            )  # fmt: skip

    def _move_all(self, moved: Any, note: str, without: str = "") -> None:
        with self._lock:
            for one in self._definitions():
                was = str(one.body.get("folder") or "")
                to = moved(was)
                if to != was:
                    read_segment({"name": "x", "folder": to})
                    body = {**one.body, "folder": to}
                    self._store.definitions.save(one.kind, one.name, body, note=note)
            shelf = self._shelf()
            shelf.folders = sorted({moved(one) for one in shelf.folders if one != without} - {""})
            self._put_shelf(shelf)

    def move(self, names: Iterable[str], folder: str) -> None:
        """Put segments or drafts, by their shown names, into a folder; "" is the top."""
        kept = read_segment({"name": "x", "folder": folder}).folder
        self._change(names, {"folder": kept}, f'moved to "{kept}"' if kept else "moved to the top")

    def labels(self) -> dict[str, int]:
        """Return the labels in use and how many segments have each."""
        found: dict[str, int] = {}
        with self._lock:
            for one in self._definitions():
                for label in one.body.get("labels") or ():
                    found[label] = found.get(label, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))

    def set_labels(self, names: Iterable[str], labels: Sequence[str]) -> None:
        """Give segments these labels. Raises DefinitionError for what is no label."""
        kept = read_segment({"name": "x", "labels": list(labels)}).labels
        self._change(names, {"labels": list(kept)}, "labels changed")

    def _change(self, names: Iterable[str], change: Mapping[str, Any], note: str) -> None:
        with self._lock:
            for name in names:
                base = name.removesuffix(DRAFTED)
                kind = SEGMENT if self._active(name) else DRAFT
                body = {**self._store.definitions.get(kind, base).body, **change}
                self._store.definitions.save(kind, base, body, note=note)

    def recommend(self, name: str, on: bool = True) -> None:  # noqa: FBT001, FBT002  # a switch
        """Pin a segment at the top of the list, or take it off. Raises DefinitionError over 5."""
        self._flag("recommended", name, on, MOST_RECOMMENDED)

    def track(self, name: str, on: bool = True) -> None:  # noqa: FBT001, FBT002  # a switch
        """Track a segment's figures day by day, or stop. Raises DefinitionError over 15."""
        self._flag("tracked", name, on, MOST_TRACKED)

    def _flag(self, which: str, name: str, on: bool, most: int) -> None:  # noqa: FBT001
        with self._lock:
            self._store.definitions.get(SEGMENT, name)
            shelf = self._shelf()
            names: list[str] = getattr(shelf, which)
            kept = [one for one in names if one != name] + ([name] if on else [])
            if len(kept) > most:
                raise DefinitionError(
                    f"{most} segments are {which} already", remedy="take one of them off first",
                    where=which,
                )  # fmt: skip
            setattr(shelf, which, kept)
            self._put_shelf(shelf)

    # ------------------------------------------------------------ inside

    def _definitions(self) -> list[Definition]:
        return [one for kind in (SEGMENT, DRAFT) for one in self._store.definitions.list(kind)]

    def _active(self, name: str) -> Definition | None:
        found = (one for one in self._store.definitions.list(SEGMENT) if one.name == name)
        return next(found, None)

    def _shelf(self) -> Pins:
        kept = self._store.settings.kept(SHELF) or {}
        return Pins(**{name: list(kept.get(name, ())) for name in vars(Pins())})

    def _put_shelf(self, shelf: Pins) -> None:
        if vars(shelf) != vars(self._shelf()):
            self._store.settings.keep(SHELF, vars(shelf))
