"""Acts of a brand, each told once: gathered from the journal, the notes and the imports.

What one act left in several of these is one entry: a note, or a batch of imports, that falls into
a job of the kind that makes such notes belongs to that job (writers take turns, so it can be no
other's). Instants are UTC.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from ampdesk.errors import AmpDeskError
from ampdesk.jobs import Work
from ampdesk.jobs.work import read_work
from ampdesk.store import Store, notes
from ampdesk.store.sqlite import rows

MOST = 1000
Group = Literal["import", "build", "file", "send", "other"]
FAILED = frozenset({"failed", "cancelled", "rolled back"})
_NOTED: dict[str, tuple[str, frozenset[str]]] = {
    "imported": ("import", frozenset({"import", "demo"})),
    "built": ("build", frozenset({"build", "import", "demo", "undo", "erase"})),
    "import undone": ("undo", frozenset({"undo"})),
    "list written": ("list", frozenset({"list"})),
    "exported": ("scores", frozenset({"scores"})),
    "customers exported": ("customers file", frozenset({"customers file"})),
    "segment exported": ("segment file", frozenset({"segment file"})),
    "person erased": ("person erased", frozenset({"erase"})),
}
"""What is noted: the kind of its entry, and the jobs that make such a note."""
_GROUPS: dict[str, Group] = {
    "import": "import",
    "undo": "import",
    "demo": "import",
    "build": "build",
    "list": "file",
    "scores": "file",
    "customers file": "file",
    "segment file": "file",
    "send": "send",
}
_AGAIN = frozenset({"build", "list", "scores"})  # works that may be run again when they are done


@dataclass(frozen=True)
class ImportedFile:
    """One file of an import."""

    import_id: int
    file: str
    rows: int
    loaded: int
    rejected: int
    live: bool
    rejects_file: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One act. `kind`: import, build, undo, list, scores, demo …; `id` names it for `log`.

    `seconds` is None where nothing kept the time, `rows` where nothing was counted.
    """

    id: str
    kind: str
    subject: str
    at: datetime
    who: str = ""
    state: str = "done"
    ended_at: datetime | None = None
    rows: int | None = None
    rejected: int | None = None
    message: str = ""
    files: tuple[ImportedFile, ...] = ()
    job_id: str = ""
    can_retry: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def group(self) -> Group:
        """The chip it is found under."""
        return _GROUPS.get(self.kind, "other")

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if not self.job_id or self.ended_at is None:
            return None
        return (self.ended_at - self.at).total_seconds()

    @property
    def is_problem(self) -> bool:
        """Whether it failed, was stopped, or rejected rows."""
        return self.state in FAILED or bool(self.rejected)

    @property
    def undoable(self) -> tuple[ImportedFile, ...]:
        """The files that can be taken back."""
        return tuple(one for one in self.files if one.live) if self.kind != "undo" else ()

    @property
    def words(self) -> str:
        """What a search looks through."""
        names = " ".join(one.file for one in self.files)
        parts = (self.kind, self.subject, self.message, self.who, self.state, names)
        return " ".join(parts).casefold()


_JOBS = (
    "SELECT job_id, kind, work, state, host, started_at, ended_at, coalesce(message, ''), "
    "coalesce(result, '') FROM jobs ORDER BY started_at DESC, rowid DESC LIMIT ?"
)


def gathered(store: Store) -> list[Entry]:
    """Return every act that a record still tells of, in no order; `MOST` of each record."""
    jobs = [_of_job(row) for row in rows(store.connection, _JOBS, (MOST,))]
    found = [note for note in notes.activity(store, limit=MOST) if not _within(note, jobs)]
    batches: dict[str, list[dict[str, Any]]] = {}
    for row in reversed(notes.imports(store)):
        batches.setdefault(str(row["batch_id"]), []).append(row)
    single: list[Entry] = []
    for batch, files in batches.items():
        owner = _owner(files, jobs)
        if owner is None:
            single.append(_of_batch(batch, files, found))
        else:
            jobs[owner] = _with_files(jobs[owner], files)
    said = [_of_note(note) for note in found if note["what"] != "imported"]
    return [*jobs, *single, *said]


def _of_job(row: tuple[Any, ...]) -> Entry:
    job_id, kind, text, state, host, began, ended, message, result = row
    asked: Work | None
    try:
        asked = read_work(kind, text)
    except (AmpDeskError, ValueError):  # of a version that knew other works
        asked = None
    report = json.loads(result) if result else {}
    facts = (report or {}).get("facts", {})
    title = asked.title if asked else kind
    again = state in FAILED or (state == "done" and kind in _AGAIN)
    return Entry(
        id=f"job-{job_id[:12]}",
        kind=kind,
        subject=title,
        at=datetime.fromisoformat(began),
        who=host,
        state=state,
        ended_at=datetime.fromisoformat(ended) if ended else None,
        rows=_rows_of(kind, facts),
        message=str((report or {}).get("sentence", "")) or (message if message != title else ""),
        job_id=job_id,
        can_retry=asked is not None and kind != "demo" and again,
        detail=facts,
    )


def _rows_of(kind: str, facts: dict[str, Any]) -> int | None:
    match kind:
        case "list":
            return facts.get("pieces")
        case "build" | "demo":
            return (facts.get("tables") or {}).get("Customer_360")
        case _:
            return facts.get("rows")


def _within(note: dict[str, Any], jobs: Sequence[Entry]) -> bool:
    _, makers = _NOTED.get(note["what"], ("", frozenset()))
    at = datetime.fromisoformat(note["at"])
    return any(job.kind in makers and _spans(job, at) for job in jobs)


def _spans(job: Entry, at: datetime) -> bool:
    return job.at <= at and (job.ended_at is None or at <= job.ended_at)


def _owner(files: Sequence[dict[str, Any]], jobs: Sequence[Entry]) -> int | None:
    at = datetime.fromisoformat(files[0]["imported_at"])
    for index, job in enumerate(jobs):
        if job.kind in _NOTED["imported"][1] and _spans(job, at):
            return index
    return None


def _files(found: Iterable[dict[str, Any]]) -> tuple[ImportedFile, ...]:
    return tuple(
        ImportedFile(
            int(row["import_id"]),
            str(row["member"] or row["file"]),
            int(row["rows"]),
            int(row["loaded"]),
            int(row["rejected"]),
            row["state"] == "live",
            row["rejects_file"],
            tuple(map(str, row["warnings"])),
        )
        for row in found
    )


def _with_files(entry: Entry, found: Sequence[dict[str, Any]]) -> Entry:
    files = (*entry.files, *_files(found))
    gone = entry.kind == "import" and entry.state == "done" and not any(one.live for one in files)
    return replace(
        entry,
        files=files,
        rows=sum(one.loaded for one in files),
        rejected=sum(one.rejected for one in files) or None,
        state="undone" if gone else entry.state,
    )


def _of_batch(batch: str, found: Sequence[dict[str, Any]], said: Sequence[dict[str, Any]]) -> Entry:
    last = found[-1]["imported_at"]
    names = [str(row["file"]) for row in found]
    note = next(
        (one for one in reversed(said) if one["what"] == "imported" and one["at"] >= last), None
    )
    plain = Entry(
        id=f"import-{batch[:12]}",
        kind="import",
        subject=names[0] if len(names) == 1 else f"{len(names)} files",
        at=datetime.fromisoformat(found[0]["imported_at"]),
        who=str(note["detail"].get(notes.BY, "")) if note else "",
    )
    return _with_files(plain, found)


def _of_note(note: dict[str, Any]) -> Entry:
    what = str(note["what"])
    return Entry(
        id=f"note-{note['id']}",
        kind=_NOTED.get(what, (what,))[0],
        subject=str(note["subject"] or ""),
        at=datetime.fromisoformat(note["at"]),
        who=str(note["detail"].get(notes.BY, "")),
        rows=note["rows"],
        message=str(note["detail"].get("file", "")),
        detail=note["detail"],
    )
