"""Files of RFM scores: every scored customer, a range, or those who moved; CSV or Excel.

In the window they are written as a job and noted, so that Activity tells of them.
"""

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from ampdesk.api.movement import Direction, Move, Stage, compile_movers, read_movement
from ampdesk.api.reader import Reader
from ampdesk.api.rfm_queries import RFM, Axis, compile_scores
from ampdesk.api.works import Report
from ampdesk.jobs import JobContext, Work, work
from ampdesk.lake import Lake
from ampdesk.lists import Purpose, write_table
from ampdesk.profiles import BrandCurrency, brand_currency
from ampdesk.rfm.ranges import RfmRange
from ampdesk.store import notes


class Movers(BaseModel):
    """Customers who moved since a day between stages of a score: directions, or one move."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    axis: Axis = "recency"
    directions: tuple[Direction, ...] = ()
    move: tuple[Stage, Stage] | None = None

    def moves(self, reader: Reader, currency: BrandCurrency) -> tuple[Move, ...]:
        """Return the moves that are meant."""
        if self.move is not None:
            return (Move(*self.move),)
        snapshot = reader.needs(RFM, "Unified_Transactions")
        with reader.engine() as engine:
            found = read_movement(
                engine, self.since, snapshot.built_on or self.since, self.axis, currency
            )
        return found.moves(*self.directions)


class ScoresFile(BaseModel):
    """What goes into a file: all scores, those of a `range`, or `movers`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    purpose: Purpose = Purpose.SPREADSHEET
    range: RfmRange | None = None
    movers: Movers | None = None


def write_scores(
    reader: Reader,
    currency: BrandCurrency,
    asked: ScoresFile,
    *,
    on_rows: Callable[[int], None] | None = None,
) -> int:
    """Write the file and return its rows; it appears complete or not at all."""
    reader.needs(RFM)
    query: exp.Query
    if asked.movers is not None:
        movers = asked.movers
        query = compile_movers(
            movers.since, movers.axis, movers.moves(reader, currency), currency
        )  # fmt: skip
    else:
        query = compile_scores()
        if asked.range is not None:
            query = query.where(asked.range.condition(RFM))
    names = [part.alias_or_name for part in query.selects]
    with reader.engine() as engine:
        return write_table(
            engine.run(query), names, asked.file, asked.purpose, as_text={"amperity_id"},
            on_rows=on_rows,
        )  # fmt: skip


@work
class WriteScores(Work):
    """Write a file of scores."""

    kind: Literal["scores"] = "scores"
    asked: ScoresFile
    result: ClassVar[type[BaseModel] | None] = Report

    @property
    def title(self) -> str:
        """What this does."""
        return f"Write {self.asked.file.name}"

    def run(self, context: JobContext) -> Report:
        """Write the rows and note how many."""
        store = context.store
        reader = Reader(Lake.beside(store.path), store.path.name)
        with contextlib.closing(reader), context.step("writing the scores"):
            rows = write_scores(reader, brand_currency(store), self.asked, on_rows=context.progress)
        what = "movers" if self.asked.movers else "range" if self.asked.range else "all scores"
        detail = {"file": self.asked.file.name, "what": what}
        notes.note(store, "exported", self.asked.file.name, rows, detail)
        return Report(
            sentence=f"{rows:,} rows in {self.asked.file.name}.",
            facts={"file": str(self.asked.file), "rows": rows},
        )
