"""The long works of a brand, as values that a worker process, a terminal or a test can run."""

import shutil
import tempfile
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, Field

from ampdesk import profiles
from ampdesk.api.lists import Lists
from ampdesk.api.reader import Reader
from ampdesk.api.sources import paths_of
from ampdesk.jobs import JobContext, Work, work
from ampdesk.lake import Lake
from ampdesk.lists import ListRequest, Purpose
from ampdesk.store import Store, auto_backup, notes

if TYPE_CHECKING:
    from ampdesk import intake

_DEMO_NAMESPACE = uuid.UUID("6d1d3f5e-0b0f-5c6e-9a53-0f6f4e1b7c11")


class Report(BaseModel):
    """What a work says when it is done: one sentence, and facts for the one who asks."""

    sentence: str
    facts: dict[str, Any] = Field(default_factory=dict)


class _Work(Work):
    result: ClassVar[type[BaseModel] | None] = Report


@work
class ImportFiles(_Work):
    """Import files, then derive what follows unless told not to."""

    kind: Literal["import"] = "import"
    files: tuple[Path, ...]
    source: str | None = None
    as_kind: str | None = None
    mapping: dict[str, Any] | None = None
    mappings: dict[str, dict[str, Any]] = Field(default_factory=dict)  # by file name
    dry_run: bool = False
    then_build: bool = False

    @property
    def title(self) -> str:
        """What this does."""
        count = len(self.files)
        return f"Import {self.files[0].name}" if count == 1 else f"Import {count} files"

    def run(self, context: JobContext) -> Report:
        """Recognise, then load every file in one publish each. Raises IntakeError."""
        store = context.store
        lake = Lake.beside(store.path)
        results = import_files(store, lake, self, context)
        facts: dict[str, Any] = {"files": [file_facts(result) for result in results]}
        if self.then_build and not self.dry_run:
            facts["tables"] = build(store, lake, context, full=False).tables
        loaded = sum(result.loaded for result in results)
        rejected = sum(result.rejected for result in results)
        said = f"{loaded:,} records loaded"
        if rejected:
            said += f", {rejected:,} rejected"
        return Report(sentence=f"{said}.", facts=facts)


@work
class BuildBrand(_Work):
    """Derive everything: identities, profiles, roll-ups, scores."""

    kind: Literal["build"] = "build"
    full: bool = False
    resumable: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """What this does."""
        return "Build"

    def run(self, context: JobContext) -> Report:
        """Build on today's day."""
        store = context.store
        result = build(store, Lake.beside(store.path), context, full=self.full)
        customers = result.tables.get("Customer_360", 0)
        return Report(
            sentence=f"{customers:,} customers, built in {result.seconds:.0f} s.",
            facts={
                "tables": result.tables,
                "seconds": result.seconds,
                "incremental": result.incremental,
            },
        )


@work
class UndoImport(_Work):
    """Take one import back."""

    kind: Literal["undo"] = "undo"
    import_id: int
    then_build: bool = False

    @property
    def title(self) -> str:
        """What this does."""
        return f"Undo import {self.import_id}"

    def run(self, context: JobContext) -> Report:
        """Remove the import's rows from store and lake in one publish."""
        store = context.store
        lake = Lake.beside(store.path)
        rows = undo_import(store, lake, self.import_id, context)
        if self.then_build:
            build(store, lake, context, full=False)
        return Report(
            sentence=f"Import {self.import_id} is taken back: {rows:,} rows.",
            facts={"import_id": self.import_id, "rows": rows},
        )


@work
class MakeDemo(_Work):
    """Make the sample brand: exports in real formats, imported and built like anyone's."""

    kind: Literal["demo"] = "demo"
    customers: int = 20_000
    seed: int = 1
    exports: Path | None = None

    @property
    def title(self) -> str:
        """What this does."""
        return f"Make the sample brand ({self.customers:,} customers)"

    def run(self, context: JobContext) -> Report:
        """Create the brand file and fill it; a failure leaves no brand behind."""
        if context.brand is None:
            raise LookupError("the sample brand needs a path")
        namespace = uuid.uuid5(_DEMO_NAMESPACE, f"{self.customers}/{self.seed}")
        store = Store.create(context.brand, namespace=namespace, holder="the sample brand")
        try:
            context.adopt(store)
            return self._fill(store, context)
        except BaseException:
            store.close()
            _remove(context.brand)
            raise
        finally:
            store.close()

    def _fill(self, store: Store, context: JobContext) -> Report:
        from ampdesk import sample  # its libraries would cost every other command a second

        lake = Lake.beside(store.path)
        with tempfile.TemporaryDirectory(prefix="ampdesk-demo-") as scratch:
            folder = self.exports or Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            with context.step("writing the exports"):
                made = sample.write_exports(
                    folder,
                    customers=self.customers,
                    seed=self.seed,
                    today=context.today,
                    progress=context.progress,
                )
            store.settings.replace(sample.BRAND_SETTINGS)
            asked = ImportFiles(files=made.files, mappings=made.mappings)
            results = import_files(store, lake, asked, context)
            if self.exports is None:
                truth = store.path.with_name(f"{store.path.name}.truth")
                shutil.copytree(made.truth, truth, dirs_exist_ok=True)
        built = build(store, lake, context, full=True)
        return Report(
            sentence=f"{built.tables['Customer_360']:,} customers are ready.",
            facts={"files": [file_facts(one) for one in results], "tables": built.tables},
        )


@work
class WriteList(_Work):
    """Write a mailing list."""

    kind: Literal["list"] = "list"
    request: ListRequest
    file: Path
    purpose: Purpose = Purpose.SPREADSHEET
    left_out_file: Path | None = None

    @property
    def title(self) -> str:
        """What this does."""
        return f"Write {self.file.name}"

    def run(self, context: JobContext) -> Report:
        """Write the pieces and those left out."""
        store = context.store
        reader = Reader(Lake.beside(store.path), store.path.name)
        try:
            with context.step("writing the list"):
                written = Lists(reader, store).write(
                    self.request,
                    self.file,
                    purpose=self.purpose,
                    left_out_file=self.left_out_file,
                    on_rows=context.progress,
                )
        finally:
            reader.close()
        counts = written.counts
        return Report(
            sentence=f"{counts.pieces:,} pieces in {self.file.name}, "
            f"{counts.left_out_total:,} left out.",
            facts={
                "file": str(written.file),
                "audience": counts.audience,
                "pieces": counts.pieces,
                "left_out": {part.reason.value: part.customers for part in counts.left_out},
            },
        )


def import_files(
    store: Store, lake: Lake, asked: ImportFiles, context: JobContext
) -> "list[intake.FileResult]":
    """Plan and load; refuses with the first open question before anything is read in."""
    from ampdesk import intake  # a build starts without it

    plans = intake.plan(
        asked.files,
        store=store,
        source=asked.source,
        kind=asked.as_kind,
        mapping=asked.mapping,
        mappings=asked.mappings,
    )
    results = intake.load(store, lake, plans, context=context, dry_run=asked.dry_run)
    if not asked.dry_run:
        loaded = sum(result.loaded for result in results)
        where = {"files": paths_of(plans, results)}  # to import the same file again
        notes.note(store, "imported", f"{len(asked.files)} files", loaded, where)
    return results


def undo_import(store: Store, lake: Lake, import_id: int, context: JobContext) -> int:
    """Take an import back and note it; return the rows that left."""
    from ampdesk.intake import undo  # as above

    with context.step("backing up"):
        auto_backup(store, "undo")
    with context.step("taking the import back"):
        rows = undo(store, lake, import_id)
    notes.note(store, "import undone", f"import {import_id}", rows)
    return rows


def file_facts(result: "intake.FileResult") -> dict[str, Any]:
    """Return the object of one file in `import --json` (definitions.md)."""
    return {
        "file": result.file,
        "kind": result.kind,
        "source": result.source,
        "format": result.format,
        "rows": result.rows,
        "loaded": result.loaded,
        "rejected": result.rejected,
        "skipped": result.skipped,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "warnings": list(result.warnings),
        "import_id": result.import_id,
    }


def build(
    store: Store, lake: Lake, context: JobContext, *, full: bool = False
) -> profiles.BuildResult:
    """Derive everything and note it."""
    result = profiles.build(store, lake, today=context.today, context=context, full=full)
    notes.note(store, "built", "", result.customers)
    return result


def stitch(store: Store, lake: Lake, context: JobContext) -> dict[str, Any]:
    """Resolve identities and derive what hangs on them; the object of `stitch --json`.

    Ids never change without the tables that carry them, so this builds.
    """
    auto_backup(store, "stitch")
    result = build(store, lake, context)
    records, ids = result.records, result.customers
    return {
        "records": records,
        "ids": ids,
        "deduplication_rate": round(100 * (records - ids) / records, 1) if records else 0.0,
        "changes": asdict(result.changes),
        "seconds": round(result.seconds, 3),
    }


def _remove(brand: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", ".writer"):
        brand.with_name(brand.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(brand.with_name(f"{brand.name}.lake"), ignore_errors=True)
