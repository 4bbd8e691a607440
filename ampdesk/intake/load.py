"""Loading: each planned file into store and lake in one publish, all of it or nothing."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.ahead import asked_ahead
from ampdesk.intake.build import build
from ampdesk.intake.built import Built, Options
from ampdesk.intake.erased import leave_out
from ampdesk.intake.errors import IntakeError, UnansweredError
from ampdesk.intake.filerow import Answers
from ampdesk.intake.orders.carry import carry_sales
from ampdesk.intake.orders.shrunk import warn_of_shrunk_refunds
from ampdesk.intake.plan import FilePlan
from ampdesk.intake.reading import open_workspace, stage
from ampdesk.intake.reading.workspace import text_bytes
from ampdesk.intake.settled import answers_of, options_of
from ampdesk.intake.writing import write
from ampdesk.lake import Lake
from ampdesk.store import Store

if TYPE_CHECKING:
    from ampdesk.jobs import JobContext


@dataclass(frozen=True)
class FileResult:
    """What became of one file; rows = loaded + rejected + skipped, in its records."""

    file: str
    kind: str
    source: str
    format: str
    rows: int
    loaded: int
    rejected: int
    skipped: int
    rejects_file: str | None
    warnings: tuple[str, ...]
    import_id: int | None
    tables: dict[str, int]


def load(
    store: Store,
    lake: Lake,
    plans: Sequence[FilePlan],
    *,
    context: "JobContext | None" = None,
    dry_run: bool = False,
) -> list[FileResult]:
    """Import planned files, one publish each; with `dry_run` nothing is written anywhere.

    Raises UnansweredError before anything is loaded when a plan has questions, or at the file
    whose whole content raises one; IntakeError when a file gives nothing.
    """
    for plan in plans:
        if plan.format is not None and plan.format.refuse:
            raise IntakeError(plan.format.title, remedy=plan.format.refuse, where=plan.file)
        if plan.questions:
            raise UnansweredError(plan.questions, where=plan.file)
    for plan in plans:
        asked = asked_ahead(plan, partial(_settled, store, plan, context))
        if asked:
            raise UnansweredError(asked, where=plan.file)
    batch = uuid.uuid4().hex
    return [_load_one(store, lake, plan, batch, context, dry_run=dry_run) for plan in plans]


def _load_one(
    store: Store,
    lake: Lake,
    plan: FilePlan,
    batch: str,
    context: "JobContext | None",
    *,
    dry_run: bool,
) -> FileResult:
    with ExitStack() as stack:
        connection = stack.enter_context(open_workspace(expected=text_bytes(plan.origin.path)))
        if context:
            context.on_cancel(connection.interrupt)
        with _step(context, f"reading {plan.file}"):
            staged = stage(plan.origin, plan.reading, connection, "staged")
        with _step(context, f"sorting {plan.file}"):
            answers, options = _settled(store, plan, context)
            built, questions = build(connection, staged, plan.known, plan.source, answers, options)
            questions = [*staged.questions, *questions]
            if questions:
                raise UnansweredError(questions, where=plan.file)
            if not built.loaded and built.rows and not built.skipped:
                _nothing(connection, plan, built)
        leave_out(connection, lake, store, plan.source, built)
        warn_of_shrunk_refunds(connection, lake, plan.source, built)
        carry_sales(connection, lake, plan.source, built)
        built.warnings[:0] = [one for one in staged.warnings if one not in plan.warnings]
        built.warnings[:0] = plan.warnings
        if not built.rows:
            built.warnings.append("the file has a header and no rows")
        if dry_run:
            counted = {t: n for t, n in _counted(connection, built).items() if n}
            return _result(plan, built, None, None, counted)
        with _step(context, f"writing {plan.file}", staged.rows):
            written = write(
                store, lake, plan, built, connection,
                batch=batch, progress=_shown(context),
            )  # fmt: skip
        rejects = str(written.rejects) if written.rejects else None
        return _result(plan, built, rejects, written.import_id, written.tables)


def _settled(store: Store, plan: FilePlan, context: "JobContext | None") -> tuple[Answers, Options]:
    return answers_of(store, plan, context.today if context else None), options_of(store, plan)


def _nothing(connection: duckdb.DuckDBPyConnection, plan: FilePlan, built: Built) -> None:
    row = duck.run(connection, exp.select("reason").from_("rejects").limit(1))
    why = row[0][0] if row else "no row was understood"
    raise IntakeError(
        f"none of {built.rows:,} records could be loaded ({why})",
        remedy="check delimiter, header row and mapping",
        where=plan.file,
    )


@contextmanager
def _step(context: "JobContext | None", name: str, total: int = 0) -> Iterator[None]:
    if context is None:
        yield
        return
    with context.step(name, total):
        yield


def _shown(context: "JobContext | None") -> Callable[[int, int], None]:
    def shown(done: int, of: int) -> None:
        if context:
            context.progress(done, of)

    return shown


def _counted(connection: duckdb.DuckDBPyConnection, built: Built) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table, relation in built.relations:
        counts[table] = counts.get(table, 0) + duck.count(connection, relation)
    return counts


def _result(
    plan: FilePlan, built: Built, rejects: str | None, import_id: int | None, tables: dict[str, int]
) -> FileResult:
    return FileResult(
        plan.file,
        plan.kind,
        plan.source,
        plan.known.name,
        built.rows,
        built.loaded,
        built.rejected,
        sum(built.skipped.values()),
        rejects,
        tuple(built.said),
        import_id,
        tables,
    )
