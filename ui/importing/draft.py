"""An import on its way: plans, answers, outcome. A view model without a widget."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.shell.doors import Doors
from ui.shell.jobcentre import Job
from ui.shell.session import Session
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api import Brand, FilePlan, Question

KINDS = (
    "customers", "orders", "order_items", "products", "consent_email", "consent_sms",
    "email_events", "campaign_recipients", "loyalty", "loyalty_events", "fiscal_calendar", "custom",
)  # fmt: skip


class ImportDraft(QObject):
    """`stage` is planning, ready, running, done or failed; everything else follows from it."""

    changed = Signal()

    def __init__(self, session: Session, doors: Doors, paths: Sequence[Path]) -> None:
        super().__init__()
        self._session = session
        self._doors = doors
        self.paths = tuple(paths)
        self.stage = "planning"
        self.plans: tuple[FilePlan, ...] = ()
        self.error: AmpDeskError | None = None
        self.job: Job | None = None
        self.dry_run = False
        self.results: list[dict[str, Any]] = []
        self.mappings: dict[str, dict[str, Any]] = {}
        self.answers: dict[tuple[str, str, str], int] = {}

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    def plan(self) -> None:
        """Recognise the files, with the answers given so far."""
        brand, paths, mappings = self._session.brand, self.paths, dict(self.mappings)
        self.stage, self.error = "planning", None
        self.changed.emit()
        self._session.desk.ask(
            "import.plan",
            lambda: plan_and_try(brand, paths, mappings),
            self._planned,
            self._failed,
            lane="wide",
        )

    def questions(self) -> "list[tuple[FilePlan, Question]]":
        """Return every question that is still open."""
        return [(plan, question) for plan in self.plans for question in plan.questions]

    def answer(self, plan: "FilePlan", question: "Question", choice: int) -> None:
        """Answer a question; the plan is made anew with the answer."""
        name = Path(plan.origin.label).name
        self.answers[name, question.code, question.column] = choice
        given = self.mappings.setdefault(name, {})
        merge(given, answer_of(plan, question, choice))
        self.plan()

    def set_kind(self, plan: "FilePlan", kind: str) -> None:
        """Say what a file holds."""
        name = Path(plan.origin.label).name
        self.mappings.setdefault(name, {})["kind"] = kind
        self.plan()

    def set_tag(self, plan: "FilePlan", header: str, tag: str | None) -> None:
        """Say what a column holds; None drops it."""
        name = Path(plan.origin.label).name
        given = self.mappings.setdefault(name, {})
        given.setdefault("columns", {})[header] = tag
        if plan.kind:
            given.setdefault("kind", plan.kind)
        self.plan()

    @property
    def rows(self) -> int | None:
        """Return the records of all files; None when one was too long to count."""
        counts = [plan.rows for plan in self.plans]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def can_start(self) -> bool:
        """Whether everything is known that only a person knows."""
        return self.stage in {"ready", "tried"} and bool(self.plans) and not self.questions()

    def start(self, *, dry_run: bool = False) -> None:
        """Import, or only show what would happen."""
        from ampdesk.api import ImportFiles

        self.dry_run = dry_run
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
        self.stage = "running"
        self.job = self._doors.run(title, work, self._ended)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the job."""
        if self.job is not None:
            self._doors.jobs.cancel(self.job)

    def _planned(self, plans: "tuple[FilePlan, ...]") -> None:
        self.plans, self.stage = plans, "ready"
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.plans, self.error, self.stage = (), error, "failed"
        self.changed.emit()

    def _ended(self, job: Job) -> None:
        if job.state == "done":
            self.results = list(job.result.facts.get("files", ()))
            self.stage = "tried" if self.dry_run else "done"
        elif job.state == "stopped":
            self.stage = "ready"
        else:
            self.error = AmpDeskError(job.message, remedy=job.remedy)
            self.stage = "ready"
        self.changed.emit()


def answer_of(plan: "FilePlan", question: "Question", choice: int) -> dict[str, Any]:
    """Return the mapping that gives an answer; what was recognised stays beside it."""
    answered = parse_line(question.mapping_lines[choice])
    recognised = dict(plan.rulings.columns)
    for header, wanted in answered.get("columns", {}).items():
        if isinstance(wanted, dict) and not wanted.get("tag") and header in recognised:
            wanted["tag"] = recognised[header]
    if recognised:
        answered["columns"] = {**recognised, **answered.get("columns", {})}
        answered.setdefault("kind", str(plan.kind))
    return answered


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


def plan_and_try(
    brand: "Brand", paths: Sequence[Path], mappings: dict[str, dict[str, Any]]
) -> "tuple[FilePlan, ...]":
    """Recognise files, then read the short ones in a dry run: only values show day or month.

    What a value leaves open comes back as a question of its plan.
    """
    plans = tuple(brand.plan_import(paths, mappings=mappings))
    if any(plan.questions or plan.format is None or plan.rows is None for plan in plans):
        return plans
    found: dict[str, tuple[Question, ...]] = {}
    for path in paths:
        try:
            brand.import_files([path], mapping=mappings.get(path.name), dry_run=True)
        except AmpDeskError as error:
            asked = getattr(error, "questions", ())
            if not asked:
                raise
            found[path.name] = tuple(asked)
    return tuple(replace(plan, questions=found.get(plan.file, ())) for plan in plans)
