"""One brand, open: what the window, the command line and notebooks call (ruling 10).

Each method imports what it alone needs: a command starts with its own part of the house.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel

from ampdesk import profiles
from ampdesk.api import keeping
from ampdesk.api.notes import Notes
from ampdesk.api.opened import OpenBrand, Show
from ampdesk.api.reader import NotBuiltError
from ampdesk.errors import NotFoundError
from ampdesk.jobs import Work, run_here
from ampdesk.profiles import BuildResult
from ampdesk.store import notes

if TYPE_CHECKING:
    from ampdesk import intake
    from ampdesk.api.activity import Activity
    from ampdesk.api.customers import Customers, Profile
    from ampdesk.api.data import Data
    from ampdesk.api.erasing import Erasing
    from ampdesk.api.exports import ScoresFile
    from ampdesk.api.home import Home, Overview
    from ampdesk.api.lists import Lists
    from ampdesk.api.scores import Rfm
    from ampdesk.api.segments import Segments
    from ampdesk.api.why import Why
    from ampdesk.profiles.merged import MergePolicy


class Brand(OpenBrand):
    """An open brand file with its lake; a context manager.

    Reading methods are safe from several threads. Writing ones need the one writer's place and
    are refused in a brand opened read-only. Long ones take `progress` and, in the window, run as
    jobs in a worker process instead (`jobs.start`).
    """

    @classmethod
    def open_fresh(cls, path: Path | str, today: str | date | None = None) -> Self:
        """Open a brand with what depends on the day brought up to today (ruling 6)."""
        brand = cls.open(path, today=today)
        try:
            if brand.built_on not in {None, brand.today}:
                brand.build()
        except BaseException:
            brand.close()
            raise
        return brand

    # bringing in

    def plan_import(self, files: Sequence[Path], **asked: Any) -> "tuple[intake.FilePlan, ...]":
        """Recognise files and say what an import of them would do; nothing is changed."""
        from ampdesk import intake

        with self._lock:
            return tuple(intake.plan([Path(file) for file in files], store=self._store, **asked))

    def import_files(
        self,
        files: Sequence[Path],
        *,
        source: str | None = None,
        kind: str | None = None,
        mapping: Path | dict[str, Any] | None = None,
        dry_run: bool = False,
        progress: Show | None = None,
    ) -> "list[intake.FileResult]":
        """Import files; each is all loaded or not at all, rejects go to a file.

        Raises IntakeError, also when a file leaves a question open: it prints the lines to add to
        a mapping.
        """
        from ampdesk.api import works

        asked = works.ImportFiles(
            files=tuple(Path(file).absolute() for file in files),
            source=source,
            as_kind=kind,
            mapping=keeping.mapping_of(mapping),
            dry_run=dry_run,
        )
        return works.import_files(self._store, self.lake, asked, self._context(progress))

    def imports(self) -> list[dict[str, Any]]:
        """Return what was imported, the newest first."""
        with self._lock:
            return notes.imports(self._store)

    def undo(self, import_id: int, *, progress: Show | None = None) -> dict[str, Any]:
        """Take an import back: its rows leave store and lake; later imports stand."""
        from ampdesk.api.works import UndoImport

        file = keeping.import_row(self._store, import_id)["file"]
        report = self._run(UndoImport(import_id=import_id), progress)
        return {**report.facts, "file": file}

    @cached_property
    def data(self) -> "Data":
        """Sources, imports, merge policy, tables and columns."""
        from ampdesk.api.data import Data

        return Data(self._store, self._reader, self._lock, lambda: self.today)

    # deriving

    def build(self, *, full: bool = False, progress: Show | None = None) -> BuildResult:
        """Derive everything; only what changed when the day is the same, unless `full`."""
        from ampdesk.api import works

        return works.build(self._store, self.lake, self._context(progress), full=full)

    def stitch(self, *, progress: Show | None = None) -> dict[str, Any]:
        """Find out which records are one person; the object of `stitch --json`."""
        from ampdesk.api import works

        return works.stitch(self._store, self.lake, self._context(progress))

    # asking

    def home(self) -> "Home":
        """Return the headline figures and the months of the charts."""
        from ampdesk.api.home import read_home

        currency = str(self._store.settings.get("currency"))
        fresh = not self.staleness()
        return read_home(
            self._reader,
            today=self.today,
            currency=currency,
            fresh=fresh,
            convert=self._currency(),
        )

    def overview(self) -> "Overview":
        """Return Home with what needs a person; before the first build only the latter."""
        from ampdesk.api.attention import LakeFacts, find_notices
        from ampdesk.api.home import Overview

        try:
            home = self.home()
        except NotBuiltError:
            home = None
        with self._lock:
            snapshot = self._reader.snapshot
            notices = find_notices(
                self._store,
                profiles.staleness(
                    self._store, snapshot.tables, built_on=snapshot.built_on, today=self.today
                ),
                newest_order=home.newest_order if home else None,
                facts=home.lake if home else LakeFacts(),
            )
            live = sum(row["state"] == "live" for row in notes.imports(self._store))
        return Overview(home, notices, live)

    @cached_property
    def customers(self) -> "Customers":
        """Find and open customers."""
        from ampdesk.api.customers import Customers

        return Customers(self._reader, self._finder)

    @cached_property
    def notes(self) -> Notes:
        """Notes and tags on customers."""
        return Notes(self._store, self._lock)

    @cached_property
    def erasing(self) -> "Erasing":
        """Deletion requests."""
        from ampdesk.api.erasing import Erasing

        return Erasing(self._reader, self._store, self._finder.find, self._lock)

    def erase(self, asked: Work, *, progress: Show | None = None) -> BaseModel:
        """Run an erasure that `erasing.prepare` gave, here and now."""
        result = run_here(asked, self._context(progress))
        if not isinstance(result, BaseModel):
            raise TypeError(f"{asked.kind} returned no report")
        return result

    def customer(self, text: str) -> "Profile":
        """Return the customer with this id, else the only one that the text finds.

        Raises NotFoundError when it finds nobody, or several.
        """
        found = self.customers.search(text, 5)
        exact = [row for row in found if row["amperity_id"] == text.strip().lower()]
        if len(exact or found) == 1:
            return self.customers.profile((exact or found)[0]["amperity_id"])
        if not found:
            return self.customers.profile(text)
        raise NotFoundError(
            f"{len(found)} or more customers fit",
            remedy="give an id: " + ", ".join(row["amperity_id"] for row in found),
            where=text,
        )

    @cached_property
    def rfm(self) -> "Rfm":
        """Scores, the grid, ranges of it."""
        from ampdesk.api.scores import Rfm

        return Rfm(self._reader, self._currency)

    def rfm_file(self, path: Path) -> int:
        """Write every scored customer's scores as CSV; return the rows."""
        from ampdesk.api.exports import ScoresFile
        from ampdesk.lists import Purpose

        return self.scores_file(ScoresFile(file=Path(path), purpose=Purpose.PLATFORM))

    def scores_file(self, asked: "ScoresFile") -> int:
        """Write a file of scores here and now, without a note; return the rows."""
        from ampdesk.api.exports import write_scores

        return write_scores(self._reader, self._currency(), asked)

    @cached_property
    def segments(self) -> "Segments":
        """Segments: the library, counts, insights, files, explanations."""
        from ampdesk.api.segments import Segments  # its models would cost every start 0.1 s

        return Segments(self._reader, self._store, self._clock, self._lock)

    @cached_property
    def lists(self) -> "Lists":
        """Mailing lists."""
        from ampdesk.api.lists import Lists

        return Lists(self._reader, self._store)

    @cached_property
    def activity(self) -> "Activity":
        """What was done with the brand: jobs, imports, builds, files written."""
        from ampdesk.api.activity import Activity

        return Activity(self._store, self._lock)

    @cached_property
    def why(self) -> "Why":
        """Receipts."""
        from ampdesk.api.why import Why

        return Why(
            self._reader, self.rfm, self.lists, self.home, self._merge_policy, self._currency
        )

    def sql(
        self,
        statement: str,
        *,
        dialect: str = "presto",
        limit: int | None = None,
        form: str = "table",
        out: Path | None = None,
    ) -> int:
        """Run one read-only statement and print or write its rows; return how many."""
        from ampdesk.api.statements import run_statement

        return run_statement(
            self._reader,
            statement,
            clock=self._clock,
            dialect=dialect,
            limit=limit,
            form=form,
            out=out,
        )

    # keeping

    def backup(self, file: Path, *, progress: Show | None = None) -> dict[str, Any]:
        """Copy the brand file while it is open, and prove the copy."""
        return keeping.backup(self._store, Path(file), progress)

    @staticmethod
    def restore(
        path: Path | str, file: Path, *, force: bool = False, progress: Show | None = None
    ) -> dict[str, Any]:
        """Write a backup's content to a brand path; what it replaces is kept."""
        return keeping.restore(Path(path), Path(file), force=force, progress=progress)

    @staticmethod
    def check(path: Path | str, *, repair: bool = False) -> dict[str, Any]:
        """Check a brand file and its lake; mend what loses nothing."""
        return keeping.check(Path(path), repair=repair)

    def export_definitions(self, folder: Path) -> list[str]:
        """Write every saved definition as a JSON file; return the names."""
        return keeping.export_definitions(self._store, Path(folder))

    def import_definitions(self, folder: Path) -> list[str]:
        """Read definitions from JSON files; return what was saved."""
        return keeping.import_definitions(self._store, Path(folder))

    def _merge_policy(self) -> "MergePolicy":
        from ampdesk.profiles.policy import Policy

        return Policy.of(self._store).merge_policy
