"""What was done with the brand: imports, builds, files written, undo, and how each went."""

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ampdesk.api.acts import MOST, Entry, Group, gathered
from ampdesk.api.receipt import Line, Receipt
from ampdesk.errors import NotFoundError
from ampdesk.jobs import Work, job_log
from ampdesk.jobs.work import read_work
from ampdesk.lists import Purpose, write_table
from ampdesk.store import Store
from ampdesk.store.sqlite import rows

COLUMNS = (
    "at", "who", "kind", "subject", "state", "rows", "rejected", "seconds", "message", "id",
)  # fmt: skip


class Activity:
    """Reads what was done; safe from several threads."""

    def __init__(self, store: Store, lock: AbstractContextManager[Any]) -> None:
        self._store = store
        self._lock = lock

    def entries(
        self,
        *,
        text: str = "",
        group: Group | None = None,
        problems: bool = False,
        limit: int = MOST,
    ) -> tuple[Entry, ...]:
        """Return what was done, the newest first: of a group, with a word, only problems."""
        with self._lock:
            found = gathered(self._store)
        wanted = text.casefold().split()
        chosen = (
            one
            for one in found
            if (group is None or one.group == group)
            and (not problems or one.is_problem)
            and all(word in one.words for word in wanted)
        )
        return tuple(sorted(chosen, key=lambda one: one.at, reverse=True)[:limit])

    def entry(self, identity: str) -> Entry:
        """Return one act by its id, or a job by the beginning of its id; NotFoundError."""
        found = [
            one
            for one in self.entries()
            if identity in {one.id, one.job_id} or (identity and one.job_id.startswith(identity))
        ]
        if len(found) != 1:
            raise NotFoundError(
                "several acts begin with this id" if found else "nothing that was done has this id",
                remedy="see them: ampdesk activity BRAND",
                where=identity or "activity",
            )
        return found[0]

    def log(self, identity: str) -> str:
        """Return the log of an act for a person to read: a line per step, files, what was said."""
        entry = self.entry(identity)
        lines = []
        if entry.job_id:
            with self._lock:
                lines.append(job_log(self._store, entry.job_id))
        else:
            lines.append(f"{entry.kind}: {entry.state}. {entry.message}".rstrip())
            lines.append(f"  at {entry.at}, no journal: it ran as a command")
        for one in entry.files:
            state = "" if one.live else ", taken back"
            lines.append(
                f"  {one.file}: {one.loaded:,} of {one.rows:,} loaded, {one.rejected:,} rejected"
                f"{state} (import {one.import_id})"
            )
            lines += [f"    {warning}" for warning in one.warnings]
        return "\n".join(lines)

    def why(self, identity: str) -> Receipt:
        """Explain an act: who, when, how it went, step by step."""
        entry = self.entry(identity)
        with self._lock:
            steps = rows(self._store.connection, _STEPS, (entry.job_id,))
        lines = [
            Line("when", f"{entry.at} UTC", f"took {entry.seconds:.0f} s" if entry.seconds else ""),
            Line("who", entry.who or "unknown"),
            Line("how it went", entry.state, entry.message),
        ]
        if entry.rows is not None:
            rejected = f"{entry.rejected:,} rejected" if entry.rejected else ""
            lines.append(Line("rows", f"{entry.rows:,}", rejected))
        lines += [
            Line(name, "" if done is None else f"{done:,}", state, _MARKS.get(state, ""))
            for name, state, done in steps
        ]
        lines += [
            Line(
                one.file, f"{one.loaded:,} of {one.rows:,} rows",
                f"import {one.import_id}" + ("" if one.live else ", taken back"),
            )
            for one in entry.files
        ]  # fmt: skip
        return Receipt(
            title=entry.subject or entry.kind,
            sentence=f"{entry.kind.capitalize()}: {entry.state}. {entry.message}".strip(),
            lines=tuple(lines),
            definition="Before and after each step a line is written into the brand's journal; "
            "commands leave a note instead. What a step wrote lasts exactly when it is done.",
            as_of=str(entry.ended_at or entry.at)[:10],
            sources=("jobs", "job_steps", "activity", "imports"),
        )

    def work(self, identity: str) -> Work:
        """Return the work of a job, to run it again. NotFoundError where there is none."""
        entry = self.entry(identity)
        with self._lock:
            found = rows(
                self._store.connection,
                "SELECT kind, work FROM jobs WHERE job_id = ?",
                (entry.job_id,),
            )
        if not found:
            raise NotFoundError(
                "there is no job behind it to run again",
                remedy="do it again by its own command",
                where=identity,
            )
        return read_work(*found[0])

    def write(self, file: Path, entries: Sequence[Entry]) -> int:
        """Write acts as CSV or Excel for a spreadsheet; return the rows."""
        import pyarrow as pa

        made = [row_of(one) for one in entries]
        columns = {name: [row[name] for row in made] for name in COLUMNS}
        kinds = {"rows": pa.int64(), "rejected": pa.int64(), "seconds": pa.float64()}
        table = pa.table(
            {name: pa.array(values, kinds.get(name, pa.string()))
             for name, values in columns.items()}
        )  # fmt: skip
        return write_table(
            table.to_batches(), COLUMNS, Path(file), Purpose.SPREADSHEET, as_text={"id"}
        )


_STEPS = "SELECT name, state, done FROM job_steps WHERE job_id = ? ORDER BY position"
_MARKS = {"done": "passed", "failed": "fails", "cancelled": "fails", "rolled back": "fails"}


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an act as one row: the columns of `COLUMNS`."""
    return {
        "at": entry.at.strftime("%Y-%m-%d %H:%M:%S"),
        "who": entry.who,
        "kind": entry.kind,
        "subject": entry.subject,
        "state": entry.state,
        "rows": entry.rows,
        "rejected": entry.rejected,
        "seconds": entry.seconds,
        "message": entry.message,
        "id": entry.id,
    }


def as_csv(entries: Iterable[Entry]) -> str:
    """Return acts as CSV text, for the clipboard."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row_of(one) for one in entries)
    return out.getvalue()
