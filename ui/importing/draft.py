"""An import on its way: files, what they are taken for, answers, outcome. No widget."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import ColumnUse, FilePlan, Look, Question, Use

DRAFT = "import.files"  # the kind under which an import that was begun outlives a crash
KEEP = "\0keep"  # a column under its own name, without a tag


@dataclass
class Chosen:
    """One path the user chose: a folder, an archive or a workbook is several files.

    `error` says why the last reading failed; what was read before it stays to be mended.
    """

    path: Path
    reading: bool = True
    looked: "list[tuple[FilePlan, Look]]" = field(default_factory=list)
    error: AmpDeskError | None = None


class ImportDraft(QObject):
    """`stage` is choosing, planning, ready, running, tried or done; the rest follows from it."""

    changed = Signal()

    def __init__(self, session: Session, doors: Doors, paths: Sequence[Path]) -> None:
        super().__init__()
        self._session = session
        self._doors = doors
        self.chosen: list[Chosen] = []
        self.error: AmpDeskError | None = None  # of the job
        self.job: Job | None = None
        self.dry_run = False
        self.results: list[dict[str, Any]] = []
        self.mappings: dict[str, dict[str, Any]] = {}
        self.answers: dict[tuple[str, str, str], int] = {}
        self.undone: set[int] = set()
        self._outcome = ""
        self.add(paths)
        self.changed.connect(self._keep)
        self._keep()

    # what it is

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def read_only(self) -> bool:
        """Whether this window may only look."""
        return self._session.read_only

    @property
    def stage(self) -> str:
        """Return where the import stands."""
        if self._outcome:
            return self._outcome
        if not self.chosen:
            return "choosing"
        return "planning" if any(one.reading for one in self.chosen) else "ready"

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return the files in their order."""
        return tuple(one.path for one in self.chosen)

    @property
    def looked(self) -> "list[tuple[FilePlan, Look]]":
        """Return every file that was read, in order."""
        return [pair for one in self.chosen for pair in one.looked]

    @property
    def plans(self) -> "tuple[FilePlan, ...]":
        """Return the plans of every file that was read."""
        return tuple(plan for plan, _ in self.looked)

    @property
    def failed(self) -> list[Chosen]:
        """Return the files that cannot be taken as they are."""
        return [one for one in self.chosen if one.error is not None]

    def questions(self) -> "list[tuple[FilePlan, Question]]":
        """Return every question that is still open."""
        return [(plan, question) for plan in self.plans for question in plan.questions]

    @property
    def rows(self) -> int | None:
        """Return the records of all files; None when one was too long to count."""
        counts = [plan.rows for plan in self.plans]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def loadable(self) -> int | None:
        """Return the records that will come in; None while that is not known."""
        counts = [look.counts for _, look in self.looked]
        if not counts or None in counts:
            return None
        return sum(one.loaded for one in counts if one)

    @property
    def can_start(self) -> bool:
        """Whether everything is known that only a person knows."""
        return (
            self.stage in {"ready", "tried"}
            and bool(self.plans)
            and not self.failed
            and not self.questions()
            and all(plan.format is not None for plan in self.plans)
        )

    def columns(self, plan: "FilePlan", look: "Look") -> "tuple[ColumnUse, ...]":
        """Return what each column becomes, with what was said since the file was read."""
        given = self.mappings.get(name_of(plan), {}).get("columns")
        if given is None:
            return look.columns
        whole = not is_known(plan)  # what a mapping of such a file does not name has no tag
        shown = []
        for one in look.columns:
            if one.header in given:
                tag = tag_in(given[one.header])
                use: Use = "dropped" if tag is None else "tag" if tag else "custom"
                sure = one.confidence if tag == one.tag else 1.0
                shown.append(replace(one, use=use, tag=tag or "", confidence=sure))
            elif whole and one.use == "tag" and one.header not in joined(plan):
                shown.append(replace(one, use="custom", tag="", confidence=1.0))
            else:
                shown.append(one)
        return tuple(shown)

    # a crash

    def _keep(self) -> None:
        """Keep files and answers until the import runs: asking again would cost the most."""
        if self.stage in {"planning", "ready", "tried"} and not self.read_only:
            edit = {"paths": [str(path.absolute()) for path in self.paths],
                    "mappings": self.mappings}  # fmt: skip
            title = self.tr("the import of %n file(s)", "", len(self.paths))
            self._session.drafts.keep(DRAFT, title, edit)
        else:
            self.forget()

    def forget(self) -> None:
        """Let the draft go: the import was begun, or thrown away."""
        self._session.drafts.drop(DRAFT)

    def take_up(self, mappings: Mapping[str, dict[str, Any]]) -> None:
        """Go on with the answers of an earlier window; every file is read anew with them."""
        self.mappings = {name: dict(given) for name, given in mappings.items()}
        for path in self.paths:
            self.read(path)
        self.changed.emit()

    # files

    def add(self, paths: Iterable[Path]) -> None:
        """Take more files; one that is there already is read anew."""
        for path in paths:
            if path not in self.paths:
                self.chosen.append(Chosen(path))
            self.read(path)
        self._outcome = ""
        self.changed.emit()

    def remove(self, path: Path) -> None:
        """Leave a file out."""
        self.chosen = [one for one in self.chosen if one.path != path]
        self._session.desk.drop(f"import.{path}")
        self.changed.emit()

    def read(self, path: Path) -> None:
        """Recognise a file with the answers given so far, and look at its cells."""
        one = self._of(path)
        if one is None:
            return
        one.reading, self._outcome, self.error = True, "", None
        data, mappings = self._session.brand.data, json.loads(json.dumps(self.mappings))
        self._session.desk.ask(
            f"import.{path}",
            lambda: data.plan_and_look([path], mappings=mappings),
            partial(self._arrived, path),
            partial(self._refused, path),
            lane="wide",
        )

    def _of(self, path: Path) -> Chosen | None:
        return next((one for one in self.chosen if one.path == path), None)

    def _arrived(self, path: Path, looked: "list[tuple[FilePlan, Look]]") -> None:
        one = self._of(path)
        if one is not None:
            one.looked, one.reading, one.error = looked, False, None
            refused = [p for p, _ in looked if p.format is not None and p.format.refuse]
            if refused and refused[0].format is not None:
                form = refused[0].format
                one.error = AmpDeskError(form.title, remedy=form.refuse, where=refused[0].file)
            self.changed.emit()

    def _refused(self, path: Path, error: AmpDeskError) -> None:
        one = self._of(path)
        if one is not None:
            one.reading, one.error = False, error
            self.changed.emit()

    # what a person says

    def answer(self, plan: "FilePlan", question: "Question", choice: int) -> None:
        """Answer a question; the file is read anew with the answer."""
        name = name_of(plan)
        self.answers[name, question.code, question.column] = choice
        merge(self.mappings.setdefault(name, {}), answer_of(plan, question, choice))
        self._again(plan)

    def answer_with(self, plan: "FilePlan", said: dict[str, Any]) -> None:
        """Answer by lines of a mapping."""
        given = self.mappings.setdefault(name_of(plan), {})
        for header, rule in said.get("columns", {}).items():
            if not is_known(plan) and "columns" not in given:
                given["columns"] = self._shown_tags(plan)
                given.setdefault("kind", plan.kind)
            tag = tag_in(given.get("columns", {}).get(header, ""))
            if isinstance(rule, dict) and tag and not rule.get("tag"):
                rule["tag"] = tag
        merge(given, said)
        self._again(plan)

    def set_kind(self, plan: "FilePlan", kind: str) -> None:
        """Say what a file holds; tags that were chosen for another kind are proposed anew."""
        given = self.mappings.setdefault(name_of(plan), {})
        for key in ("columns", "tags"):
            given.pop(key, None)
        given.get("options", {}).pop("format", None)
        given["kind"] = kind
        self._show_kind(plan, kind)
        self._again(plan)

    def set_source(self, plan: "FilePlan", source: str) -> None:
        """Name the source of a file."""
        if source.strip() and source.strip() != plan.source:
            self.mappings.setdefault(name_of(plan), {})["source"] = source.strip()
            self._again(plan)

    def set_tag(self, plan: "FilePlan", header: str, tag: str | None) -> None:
        """Say what a column holds; None leaves it out, KEEP keeps it under its own name."""
        given = self.mappings.setdefault(name_of(plan), {})
        if is_known(plan) and plan.format is not None:
            given.setdefault("options", {}).setdefault("format", plan.format.name)
            given.setdefault("columns", {})
        elif "columns" not in given:
            given["columns"] = self._shown_tags(plan)
        if plan.kind:
            given.setdefault("kind", plan.kind)
        if tag == KEEP:
            given["columns"].pop(header, None)
        else:
            given["columns"][header] = tag
        self._again(plan)

    def _shown_tags(self, plan: "FilePlan") -> dict[str, Any]:
        """What the mapping table shows now, as a mapping that says all of it."""
        rules = {header: _plain(rule) for header, rule in plan.rulings.columns.items()}
        look = next((look for one, look in self.looked if one is plan), None)
        shown = {one.header: one.tag for one in look.columns if one.use == "tag"} if look else {}
        kept = {header: tag for header, tag in shown.items() if fits(tag, plan.kind)}
        return {**kept, **rules}

    def _show_kind(self, plan: "FilePlan", kind: str) -> None:
        """Show the choice at once; a file that does not fit it yet keeps its columns."""
        for one in self.chosen:
            one.looked = [
                (replace(was, kind=kind) if was is plan else was, look) for was, look in one.looked
            ]

    def _again(self, plan: "FilePlan") -> None:
        for one in self.chosen:
            if any(name_of(other) == name_of(plan) for other, _ in one.looked):
                self.read(one.path)
        self.changed.emit()

    # the job

    def start(self, *, dry_run: bool = False) -> None:
        """Import, or only show what would happen."""
        from ampdesk.api import ImportFiles

        self.dry_run, self.error, self.undone = dry_run, None, set()
        work = ImportFiles(
            files=tuple(path.absolute() for path in self.paths),
            mappings=self.mappings,
            dry_run=dry_run,
            then_build=not dry_run,
        )
        title = (
            self.tr("Trying the import")
            if dry_run
            else self.tr("Importing %n file(s)", "", len(self.paths))
        )
        self._outcome = "running"
        self.job = self._doors.run(title, work, self._ended)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the job."""
        if self.job is not None:
            self._doors.jobs.cancel(self.job)

    def undo(self, import_id: int) -> None:
        """Take one import of the result back."""
        from ampdesk.api import UndoImport

        self.undone.add(import_id)
        work = UndoImport(import_id=import_id, then_build=True)
        self._doors.run(self.tr("Undoing import {0}").format(import_id), work, self._undone)
        self.changed.emit()

    def _undone(self, job: Job) -> None:
        if job.state != "done":
            self.undone.clear()
            self.error = AmpDeskError(job.message or self.tr("Stopped"), remedy=job.remedy)
        self.changed.emit()

    def _ended(self, job: Job) -> None:
        self._outcome = ""
        if job.state == "done":
            self.results = list(job.result.facts.get("files", ()))
            self._outcome = "tried" if self.dry_run else "done"
        elif job.state != "stopped":
            self.error = AmpDeskError(job.message, remedy=job.remedy)
        self.changed.emit()


def name_of(plan: "FilePlan") -> str:
    """Return the name by which a mapping knows a file."""
    return Path(plan.origin.label).name


def is_known(plan: "FilePlan") -> bool:
    """Whether a platform's export was recognised, which reads its columns by itself."""
    return plan.format is not None and not plan.format.name.startswith("generic_")


def joined(plan: "FilePlan") -> frozenset[str]:
    """Return the headers that a mapping joins with others into one tag."""
    return frozenset(one for many in plan.rulings.tags.values() for one in many)


def tag_in(rule: Any) -> str | None:
    """Return the tag of a column's entry in a mapping; None drops it, "" has none."""
    if isinstance(rule, Mapping):
        return str(rule.get("tag", ""))
    return None if rule is None else str(rule)


def fits(tag: str, kind: str) -> bool:
    """Whether a file of a kind may have the tag."""
    from ampdesk.api import tags_for

    bare = tag.replace("_", "-")
    numbered = bare.startswith(("fk-", "email-", "phone-")) and kind not in {"products", "custom"}
    return numbered or any(one.name == bare for one in tags_for(kind))


def answer_of(plan: "FilePlan", question: "Question", choice: int) -> dict[str, Any]:
    """Return the mapping that gives an answer; what was recognised stays beside it."""
    answered = parse_line(question.mapping_lines[choice])
    recognised = dict(plan.rulings.columns)
    for header, wanted in answered.get("columns", {}).items():
        if isinstance(wanted, dict) and not wanted.get("tag") and header in recognised:
            wanted["tag"] = tag_in(_plain(recognised[header]))
    if recognised:
        kept = {header: _plain(rule) for header, rule in recognised.items()}
        answered["columns"] = {**kept, **answered.get("columns", {})}
        answered.setdefault("kind", str(plan.kind))
    return answered


def _plain(rule: Any) -> Any:
    return rule.model_dump(exclude_defaults=True) if hasattr(rule, "model_dump") else rule


def parse_line(line: str) -> dict[str, Any]:
    """Read one line of a mapping file, with or without the braces round it."""
    text = line.strip().rstrip(",")
    found = json.loads(text if text.startswith("{") else f"{{{text}}}")
    return found if isinstance(found, dict) else {}


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Lay one mapping over another, object by object."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value
