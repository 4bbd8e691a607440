"""The library of segments: list, drafts, versions, names, who uses what (segments.md 2.6)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ampdesk.api.segment_lists import DRAFT, DRAFTED, SEGMENT
from ampdesk.api.segment_room import Given, json_of
from ampdesk.api.segment_saved import (
    LibraryQuery,
    SavedSegment,
    Use,
    Version,
    kind_of,
    passes,
    renamed,
    users_of,
)
from ampdesk.api.segment_shelf import Pins, Shelf
from ampdesk.errors import AmpDeskError, DefinitionError
from ampdesk.segments import SqlSegment, VisualSegment, read_segment, write_segment
from ampdesk.segments.differences import Change, differences
from ampdesk.segments.sentence import describe
from ampdesk.store import Definition, notes

SAVED, RENAMED = "segment saved", "segment renamed"
_ALL_NOTES = 1_000_000


class Library(Shelf):
    """Saved segments and drafts. Writing needs the writer's place."""

    # ------------------------------------------------------------ looking

    def list(self) -> tuple[SavedSegment, ...]:
        """Return every segment and draft by name."""
        return self.library(LibraryQuery())

    def library(self, query: LibraryQuery | None = None) -> tuple[SavedSegment, ...]:
        """Return the segments and drafts that pass a query."""
        query = query or LibraryQuery()
        with self._lock:
            active = self._store.definitions.list(SEGMENT)
            drafts = self._store.definitions.list(DRAFT)
            shelf, authors = self._shelf(), self._authors()
        users = users_of([*active, *drafts])
        names = {one.name for one in active}
        found = [self._shown(one, names, users, shelf, authors) for one in (*active, *drafts)]
        bodies = {(one.kind, one.name): one.body for one in (*active, *drafts)}
        kept = [
            one
            for one in found
            if passes(one, query, bodies[(SEGMENT if one.status == "active" else DRAFT), one.base])
        ]
        keys = {
            "name": lambda one: (one.name.casefold(),),
            "status": lambda one: (one.status, one.name.casefold()),
            "updated": lambda one: (one.saved_at, one.name.casefold()),
        }
        return tuple(sorted(kept, key=keys[query.sort], reverse=query.descending))

    def body(self, name: str) -> dict[str, Any]:
        """Return the JSON of a segment or draft as it lies, whether or not it fits the tables."""
        return self._body_of(name)

    def definition(self, given: Given) -> dict[str, Any]:
        """Return the JSON of a segment as it is saved. Raises DefinitionError."""
        return write_segment(self.read(given))

    def used_in(self, name: str) -> tuple[Use, ...]:
        """Return what uses a segment."""
        with self._lock:
            saved = [one for kind in (SEGMENT, DRAFT) for one in self._store.definitions.list(kind)]
        return users_of(saved).get((SEGMENT, name), ())

    def people(self) -> tuple[str, ...]:
        """Return who created or edited a segment."""
        with self._lock:
            return tuple(sorted(set(self._authors().values())))

    # ------------------------------------------------------------ saving

    def check(self, segment: VisualSegment | SqlSegment) -> VisualSegment | SqlSegment:
        """Return the segment as it would be saved; refuse what does not fit the brand's tables."""
        if isinstance(segment, SqlSegment):
            self.check_sql(segment.sql, segment.dialect, segment.activation_id)
            return segment
        ground = self._ground(segment.activation_id)
        normalised = segment.normalised(ground)
        self._shown_compiler(ground, segment.name).segment(normalised)
        return normalised

    def save(self, given: Given, *, name: str | None = None, note: str = "") -> int:
        """Check, save and activate a segment; return its version. Raises DefinitionError.

        Columns and operators are saved in their declared spelling.
        """
        segment = self.read(given)
        if name is not None:
            segment = read_segment({**write_segment(segment), "name": name})
        return self._keep(write_segment(self.check(segment)), note)

    def _keep(self, body: Mapping[str, Any], note: str) -> int:
        name = str(body["name"])
        if name.endswith(DRAFTED):
            raise DefinitionError(
                f'a name cannot end in "{DRAFTED}"', remedy="choose another", where="name"
            )
        with self._lock:
            before = self._active(name)
            version = self._store.definitions.save(SEGMENT, name, body, note=note)
            if before is None or before.version != version:
                notes.note(self._store, SAVED, name, None, {"version": version})
        return version

    def save_draft(self, body: Mapping[str, Any], *, of: str = "") -> str:
        """Keep unfinished work; return the name it is shown by: "X--Draft" of an active X.

        Nothing in it needs to fit the tables. `of` names the segment it is a draft of, when the
        body has another name. Raises DefinitionError without a name.
        """
        base = (of or str(body.get("name") or "")).strip().removesuffix(DRAFTED)
        if not base:
            raise DefinitionError("a draft needs a name", remedy="give it one", where="name")
        with self._lock:
            self._store.definitions.save(DRAFT, base, dict(body))
            return base + (DRAFTED if self._active(base) else "")

    def activate(self, given: Given, *, note: str = "") -> int:
        """Check and save a draft (by its shown name) or a body; its draft is dropped.

        A draft of X whose body has another name activates under that name, and X stays.
        """
        base = given.removesuffix(DRAFTED) if isinstance(given, str) else ""
        version = self.save(given, note=note)
        name = self.read(given).name
        with self._lock:
            for drafted in {base, name} - {""}:
                if any(one.name == drafted for one in self._store.definitions.list(DRAFT)):
                    self._store.definitions.delete(DRAFT, drafted)
        return version

    def discard_draft(self, name: str) -> dict[str, Any]:
        """Drop a draft; return its body, for undo."""
        base = name.removesuffix(DRAFTED)
        with self._lock:
            body = dict(self._store.definitions.get(DRAFT, base).body)
            self._store.definitions.delete(DRAFT, base)
        return body

    def duplicate(self, name: str, new: str = "") -> str:
        """Save a copy of a segment; return its name, "<name> copy" unless given."""
        body = self._body_of(name)
        with self._lock:
            taken = {one.name for one in self._store.definitions.list(SEGMENT)}
        chosen, number = new or f"{name} copy", 2
        while not new and chosen in taken:
            chosen, number = f"{name} copy {number}", number + 1
        self._refuse_taken(chosen)
        self.save(read_segment({**body, "name": chosen}), note=f'copy of "{name}"')
        return chosen

    def rename(self, name: str, new: str) -> tuple[str, ...]:
        """Rename a segment, its draft and every mention of it; return the segments changed so."""
        new = new.strip()
        self._refuse_taken(new)
        read_segment({"name": new})  # refuses what is no name
        with self._lock:
            body = {**self._store.definitions.get(SEGMENT, name).body, "name": new}
            users = [one for one in self.used_in(name) if one.name != name]
            self._store.definitions.rename(SEGMENT, name, new)
            if any(one.name == name for one in self._store.definitions.list(DRAFT)):
                self._store.definitions.rename(DRAFT, name, new)
            notes.note(self._store, RENAMED, new, None, {"from": name})
            self._keep(body, f'renamed from "{name}"')
            for use in users:
                kind, base = kind_of(use)
                saved = self._store.definitions.get(kind, base)
                said = f'"{name}" is now "{new}"'
                self._store.definitions.save(kind, base, renamed(saved.body, name, new), note=said)
            shelf = self._shelf()
            for names in (shelf.recommended, shelf.tracked):
                names[:] = [new if one == name else one for one in names]
            self._put_shelf(shelf)
        return tuple(one.name for one in users)

    def _refuse_taken(self, name: str) -> None:
        with self._lock:
            if any(
                one.name.casefold() == name.casefold()
                for one in self._store.definitions.list(SEGMENT)
            ):
                raise DefinitionError(
                    f'there is a segment "{name}" already', remedy="choose another name",
                    where="name",
                )  # fmt: skip

    def delete(self, *names: str) -> None:
        """Move segments to the trash, all or none. Raises DefinitionError while one is in use."""
        with self._lock:
            for name in names:
                users = [one.name for one in self.used_in(name) if one.name not in names]
                if users:
                    raise DefinitionError(
                        f"in use by {', '.join(users)}", remedy="take it out there first",
                        where=f'segment "{name}"',
                    )  # fmt: skip
            shelf = self._shelf()
            for name in names:
                self._store.definitions.delete(SEGMENT, name)
                for listed in (shelf.recommended, shelf.tracked):
                    listed[:] = [one for one in listed if one != name]
            self._put_shelf(shelf)

    def trash(self) -> tuple[str, ...]:
        """Return the names of deleted segments."""
        with self._lock:
            return tuple(one.name for one in self._store.definitions.trash(SEGMENT))

    def undelete(self, name: str) -> int:
        """Bring a deleted segment back; return its version."""
        with self._lock:
            newest = max(one.version for one in self._store.definitions.history(SEGMENT, name))
            return self._store.definitions.restore(SEGMENT, name, newest)

    # ------------------------------------------------------------ versions

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return every version, newest first, with what each changed."""
        with self._lock:
            history = self._store.definitions.history(SEGMENT, name)
            authors = self._authors()
        older = [*history[1:], None]
        return tuple(
            Version(
                one.version,
                str(one.saved_at),
                authors.get((name, one.version), ""),
                one.note,
                one.is_active,
                differences(before.body, one.body, self._today) if before else (),
            )
            for one, before in zip(history, older, strict=True)
        )

    def differences(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[Change, ...]:
        """Return what changed from one definition to another, in words."""
        return differences(before, after, self._today)

    def restore(self, name: str, version: int) -> int:
        """Make an old version the active one again; history only grows."""
        with self._lock:
            body = {**self._store.definitions.get(SEGMENT, name, version).body, "name": name}
            return self._keep(body, f"version {version} restored")

    # ------------------------------------------------------------ files

    def write_definitions(self, folder: Path, names: Sequence[str] = ()) -> tuple[Path, ...]:
        """Write segments as JSON files, all or those named, in a stable order."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            saved = self._store.definitions.list(SEGMENT)
        made = []
        for one in saved:
            if names and one.name not in names:
                continue
            stem = "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in one.name)
            path = folder / f"{stem}.json"
            while path in made:
                path = path.with_stem(path.stem + "_")
            text = json.dumps(one.body, ensure_ascii=False, indent=2)
            path.write_text(text + "\n", encoding="utf-8")
            made.append(path)
        return tuple(made)

    def read_definitions(self, files: Path | Sequence[Path]) -> tuple[str, ...]:
        """Save the segments of JSON files, or of a folder, in whatever order they need each other.

        Raises DefinitionError of the first that cannot be saved; the others are.
        """
        paths = (
            sorted(files.glob("*.json")) if isinstance(files, Path) and files.is_dir() else files
        )
        waiting = [
            read_segment(json_of(one)) for one in ([paths] if isinstance(paths, Path) else paths)
        ]
        saved: list[str] = []
        while waiting:
            later: list[tuple[VisualSegment | SqlSegment, AmpDeskError]] = []
            for one in waiting:
                try:
                    self.save(one)
                    saved.append(one.name)
                except AmpDeskError as error:
                    later.append((one, error))
            if len(later) == len(waiting):
                first, why = later[0]
                raise DefinitionError(
                    why.message, remedy=why.remedy, where=f"{first.name}: {why.where}"
                )
            waiting = [one for one, _ in later]
        return tuple(saved)

    # ------------------------------------------------------------ inside

    def _authors(self) -> dict[tuple[str, int], str]:
        """Return who saved each version, as it was noted; renames are followed."""
        found: dict[tuple[str, int], str] = {}
        noted = [
            one
            for what in (SAVED, RENAMED)
            for one in notes.activity(self._store, what, limit=_ALL_NOTES)
        ]
        for entry in sorted(noted, key=lambda one: one["id"]):
            name, detail = str(entry["subject"]), entry["detail"]
            if entry["what"] == SAVED:
                found[name, int(detail["version"])] = str(detail.get(notes.BY, ""))
            else:
                for key in [key for key in found if key[0] == detail["from"]]:
                    found[name, key[1]] = found.pop(key)
        return found

    def _shown(
        self,
        saved: Definition,
        active: set[str],
        users: Mapping[tuple[str, str], tuple[Use, ...]],
        shelf: Pins,
        authors: Mapping[tuple[str, int], str],
    ) -> SavedSegment:
        is_draft = saved.kind == DRAFT
        versions = sorted(version for name, version in authors if name == saved.name)
        first = (
            self._store.definitions.history(saved.kind, saved.name)[-1]
            if saved.version > 1
            else saved
        )
        sentence, problem = self._told(saved.body)
        return SavedSegment(
            name=saved.name + (DRAFTED if is_draft and saved.name in active else ""),
            base=saved.name,
            status="draft" if is_draft else "active",
            version=saved.version,
            saved_at=str(saved.saved_at),
            saved_by="" if is_draft else authors.get((saved.name, saved.version), ""),
            created_at=str(first.saved_at),
            created_by=authors.get((saved.name, versions[0]), "") if versions else "",
            folder=str(saved.body.get("folder") or ""),
            labels=tuple(saved.body.get("labels") or ()),
            is_sql="sql" in saved.body,
            used_in=() if is_draft else tuple(
                one.name for one in users.get((SEGMENT, saved.name), ())
            ),
            sentence=sentence,
            is_recommended=not is_draft and saved.name in shelf.recommended,
            is_tracked=not is_draft and saved.name in shelf.tracked,
            problem=problem,
        )  # fmt: skip

    def _told(self, body: Mapping[str, Any]) -> tuple[str, str]:
        try:
            segment = read_segment(body)
        except DefinitionError as error:
            return "", str(error)
        sentence = describe(segment, self._today)
        if isinstance(segment, VisualSegment):
            try:
                ground = self._ground(segment.activation_id)
                self._shown_compiler(ground, segment.name).segment(segment)
            except AmpDeskError as error:
                return sentence, str(error)
        return sentence, ""
