"""Writing what the grid shows to a file, as a job that Activity tells of."""

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel

from ampdesk.api.customer_query import GRID_COLUMNS, CustomerQuery, compile_rows
from ampdesk.api.customers import Customers
from ampdesk.api.reader import Reader
from ampdesk.api.search import Finder
from ampdesk.api.works import Report
from ampdesk.jobs import JobContext, Work, work
from ampdesk.lake import Lake
from ampdesk.lists import Purpose, write_table
from ampdesk.store import notes

_AS_TEXT = ("amperity_id", "phone", "postal", "rfm_score")


@work
class WriteCustomers(Work):
    """Write the customers of a query, in its columns and order, as CSV or Excel."""

    kind: Literal["customers file"] = "customers file"
    query: CustomerQuery
    file: Path
    purpose: Purpose = Purpose.SPREADSHEET

    result: ClassVar[type[BaseModel] | None] = Report

    @property
    def title(self) -> str:
        """What this does."""
        return f"Write {self.file.name}"

    def run(self, context: JobContext) -> Report:
        """Write the rows and note it: how many, never who."""
        store = context.store
        reader = Reader(Lake.beside(store.path), store.path.name)
        customers = Customers(reader, Finder(reader, store))
        columns = self.query.columns or GRID_COLUMNS
        try:
            with (
                context.step("writing the customers"),
                customers.asked(self.query) as (engine, searched),
            ):
                context.on_cancel(engine.interrupt)
                rows = engine.run(compile_rows(self.query, searched=searched, columns=columns))
                count = write_table(
                    rows, columns, self.file, self.purpose, as_text=_AS_TEXT,
                    on_rows=context.progress,
                )  # fmt: skip
        finally:
            reader.close()
        detail = {"file": self.file.name, "path": str(self.file.absolute())}
        notes.note(store, "customers exported", self.file.name, count, detail)
        return Report(
            sentence=f"{count:,} customers in {self.file.name}.",
            facts={"file": str(self.file), "rows": count},
        )
