"""Writing the members of a segment to a file, as a job that can be stopped and is told of."""

import contextlib
import threading
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from ampdesk.api.reader import Reader
from ampdesk.api.segments import Segments
from ampdesk.api.table_stats import Stop
from ampdesk.api.works import Report
from ampdesk.clock import clock_of
from ampdesk.jobs import JobContext, Work, work
from ampdesk.lake import Lake


@work
class WriteSegment(Work):
    """Write the members of a definition with chosen columns, and the manifest beside the file."""

    kind: Literal["segment file"] = "segment file"
    segment: dict[str, Any]
    file: Path
    attributes: tuple[str, ...] = ()
    spreadsheet: bool = False
    household: bool = False
    as_of: date | None = None

    result: ClassVar[type[BaseModel] | None] = Report

    @property
    def title(self) -> str:
        """What this does."""
        return f"Write {self.file.name}"

    def run(self, context: JobContext) -> Report:
        """Write the rows, the manifest and a note; stopped, there is no new file."""
        store, stop = context.store, Stop()
        context.on_cancel(stop.stop)
        reader = Reader(Lake.beside(store.path), store.path.name)
        segments = Segments(reader, store, clock_of(context.today), threading.RLock())
        with contextlib.closing(reader), context.step("writing the members"):
            found = segments.export(
                self.segment, self.file, attributes=self.attributes, spreadsheet=self.spreadsheet,
                household=self.household, as_of=self.as_of, stop=stop, on_rows=context.progress,
            )  # fmt: skip
        what = "households" if self.household else "members"
        return Report(
            sentence=f"{found.rows:,} {what} in {self.file.name}; the manifest lies beside it.",
            facts={"file": str(found.file), "manifest": str(found.manifest), "rows": found.rows},
        )
